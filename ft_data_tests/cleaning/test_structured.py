"""JSON is masked by what its strings say, and stays JSON; codes hide nothing. All data here is made up."""

import base64
import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ft_data.cleaning import Cleaner, scan
from ft_data.cleaning.privacy.residual import counted
from ft_data.recipe.schema import Clean

CLEANER = Cleaner(Clean(), "chat", b"k" * 32)
VALUES = {
    "email": "anna.poe@post.nebulae.org",
    "phone": "+44 7700 950123",
    "card": "4242 4242 4242 4242",
    "iban": "DE89370400440532013000",
    "ip": "198.211.113.77",
    "mac": "02:42:ac:11:00:0f",
    "ssn": "219-09-9998",
    "secret": "ghp_" + "x7Kq2LmN8pR4sT6vW9yZ1aB3cD5eF7gH9jK2",
    "credentials": "https://anna:s3cr3t99@host.nebulae.org/",
    "address": "12 Baker Street",
}
HIDES = {
    "plain": lambda v: v,
    "after a line end": lambda v: f"see\n{v}",
    "after a tab": lambda v: f"see\t{v}",
    "JSON in a string": lambda v: json.dumps({"a": f"x\n{v}"}),
    "JSON in JSON in a string": lambda v: json.dumps({"a": json.dumps([f"x\n{v}"])}),
    "after a written line end": lambda v: f"see\\n{v}",
    "in a list": lambda v: [[v]],
    "as a key": lambda v: {v: 1},
}


@pytest.mark.parametrize("hidden", HIDES)
@pytest.mark.parametrize("kind", VALUES)
@pytest.mark.parametrize("ascii_only", [True, False])
def test_no_escape_hides_a_value(kind, hidden, ascii_only):
    value = VALUES[kind]
    text = json.dumps({"argument": HIDES[hidden](value), "n": 3}, ensure_ascii=ascii_only)
    masked, edits = CLEANER.mask_value(text)
    secret = value.split("//")[-1].split("@")[0] if kind == "credentials" else value
    assert secret not in json.dumps(json.loads(masked), ensure_ascii=False) and secret not in masked
    assert {edit.rule for edit in edits} == {f"pii_{kind}"}
    assert counted(masked, scan) == {}


def test_characters_written_as_escapes_are_read():
    text = '{"to": "anna.poe\\u0040post.nebulae.org", "path": "C:\\\\new"}'
    assert json.loads(CLEANER.mask_value(text)[0]) == {"to": "[EMAIL]", "path": "C:\\new"}


def test_what_is_not_masked_stays_byte_for_byte():
    text = '{\n  "to" : "anna@post.org",\n  "n": 1.50, "t": "a\\u00e9\\/b"}'
    assert CLEANER.mask_value(text)[0] == text.replace("anna@post.org", "[EMAIL]")
    assert CLEANER.clean(text, role="tool")[0] == text.replace("anna@post.org", "[EMAIL]")


def test_a_key_announces_its_value_and_a_masked_number_becomes_a_string():
    text = json.dumps(
        {"phoneNumber": 7700950123, "order_id": 7700950123, "api_key": "9f8e7d6c5b4a39281706f5e4d3c2b1a0"}
    )
    assert json.loads(CLEANER.mask_value(text)[0]) == {
        "phoneNumber": "[PHONE]",
        "order_id": 7700950123,
        "api_key": "[SECRET]",
    }
    prose = 'It returned ```json\n{"phone": 7700950123, "ok": true}\n```'
    assert CLEANER.clean(prose)[0] == prose.replace("7700950123", '"[PHONE]"')


def test_keys_that_become_equal_are_told_apart():
    masked = CLEANER.mask_value('{"anna@post.org": 1, "bo@post.org": 2}')[0]
    assert json.loads(masked) == {"[EMAIL]": 1, "[EMAIL] 2": 2}


def test_calls_and_tools_are_renamed_so_that_they_still_belong_together():
    calls = json.dumps(
        [{"id": "call_anna@post.org", "function": {"name": "mail_bo@post.org", "arguments": '{"name": "x"}'}}]
    )
    masked, edits = CLEANER.mask_value(calls, names_calls=True)
    call = json.loads(masked)[0]
    assert call["id"] == CLEANER.rename("call_anna@post.org", "tool_call_id")[0] and call["id"].isidentifier()
    assert call["function"]["name"] == CLEANER.rename("mail_bo@post.org", "name")[0]
    assert call["id"] != CLEANER.rename("call_bo@post.org", "tool_call_id")[0]
    assert call["function"]["arguments"] == '{"name": "x"}' and sum(e.count for e in edits) == 2
    assert CLEANER.rename("get_weather", "name") == ("get_weather", ())
    assert scan(masked) == {}


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("to=anna.poe%40post.nebulae.org&x=1", "to=[EMAIL]&x=1"),
        ("tel:%2B447700950123.", "tel:[PHONE]."),
        ("anna&#64;post&period;example", "[EMAIL]"),
        ("42\u200b42 4242 4242 4\u00ad242!", "[CARD_NUMBER]!"),
        ("anna<b>@</b>post.nebulae.org.", "[EMAIL]."),
        (
            "data " + base64.b64encode(b"write to anna.poe@post.nebulae.org").decode() + " end",
            "data [EMAIL] end",
        ),
        (
            "data " + base64.urlsafe_b64encode("Tel. +44 7700 950123 für Sie".encode()).decode().rstrip("="),
            "data [PHONE]",
        ),
    ],
)
def test_codes_hide_nothing(text, masked):
    assert CLEANER.mask_value(text)[0] == masked
    assert json.loads(CLEANER.mask_value(json.dumps({"x": [text]}))[0]) == {"x": [masked]}


@pytest.mark.parametrize(
    "text",
    [
        "100%40 is no code", "getElementByIdAndClassName2", "aGVsbG8gd29ybGQsIGhvdyBhcmUgeW91", "&#39;quoted&#39;", "<b>4</b>242",
        '{"sha": "9f8e7d6c5b4a39281706f5e4d3c2b1a0", "at": 1690000000}', "[1690000000, 1690000001]", '{"a": 1e400}', "{not json",
    ],
)  # fmt: skip
def test_what_holds_nothing_stays(text):
    assert CLEANER.mask_value(text) == (text, ())


_LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**15), 10**15), st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=20), st.sampled_from(list(VALUES.values())), st.sampled_from([hide(v) for v in VALUES.values() for hide in HIDES.values()]),
)  # fmt: skip
_KEYS = st.one_of(st.text(max_size=8), st.sampled_from(["phone", "id", "name", "password", *VALUES.values()]))
_JSON = st.recursive(
    _LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_KEYS, inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(st.lists(_JSON, max_size=4), st.dictionaries(_KEYS, _JSON, max_size=4)),
    st.booleans(),
    st.booleans(),
)
@example([{'"': VALUES["card"], "it's": VALUES["card"]}], False, False)
def test_json_stays_json_whatever_is_in_it(value, ascii_only, names_calls):
    text = json.dumps(value, ensure_ascii=ascii_only)
    masked, _ = CLEANER.mask_value(text, names_calls=names_calls)
    read = json.loads(masked)
    assert type(read) is type(value) and len(read) == len(value)
    assert CLEANER.mask_value(masked, names_calls=names_calls)[0] == masked
    assert counted(masked, scan) == {}


def test_a_text_that_was_met_before_counts_again_and_by_what_it_stands_under():
    rows = [{"note": VALUES["email"], "phone": "7700 950123"}, {"order": "7700 950123"}] * 2
    known: dict[tuple[str, str], dict[str, int]] = {}
    found = [counted(row, scan, known=known) for row in rows]
    assert found == [counted(row, scan) for row in rows] and found[0] == found[2] and found[0]["email"] == 1
    assert found[0].keys() > found[1].keys() and (VALUES["email"] in {text for _, text in known})


def test_what_held_nothing_once_is_searched_again_where_a_row_names_somebody_or_it_stands_elsewhere():
    cleaner = Cleaner(Clean(), "chat", b"k" * 32)
    same = '{"note": "Vela Quorn moored at noon", "n": 4242, "tags": ["Vela Quorn"]}'
    value = '{"order": "219-09-9998"}', '{"ssn": "219-09-9998"}'
    for _ in range(2):
        assert cleaner.mask_value(same) == (same, ())
        assert "Vela" not in cleaner.mask_value(same, people=["Vela Quorn"])[0]
        cleaner.listen({"Vela Quorn": "name"})
        assert "Vela" not in cleaner.mask_value(same)[0]
        cleaner.listen()
        assert "219" not in cleaner.mask_value(value[1])[0]
        alone = cleaner.mask_value(value[0])
        assert alone == Cleaner(Clean(), "chat", b"k" * 32).mask_value(value[0])


def test_what_is_remembered_of_values_is_bounded(monkeypatch):
    from ft_data.cleaning.masking import Seen

    monkeypatch.setattr(Seen, "MOST", 40)
    seen = Seen()
    for number in range(20):
        seen.add((f"value {number}", "", False))
        assert (f"value {number}", "", False) in seen
    assert ("value 0", "", False) not in seen


def test_the_rest_of_an_address_goes_with_its_street_wherever_it_stands_in_the_object():
    cleaner = Cleaner(Clean(), "chat", b"k" * 32)
    call = '{"id": 5, "zip": 19901, "state": "DE", "address1": "14 Rosewood Lane", "address2": "Suite 321", "city": "Dover", "country": "USA"}'
    masked, edits = cleaner.mask_value(call)
    mark = "[ADDRESS]"
    assert json.loads(masked) == {
        "id": 5, "zip": mark, "state": mark, "address1": mark, "address2": mark, "city": mark, "country": "USA",
    }  # fmt: skip
    assert [(edit.rule, edit.count) for edit in edits] == [("pii_address", 5)]
    assert cleaner.mask_value(masked)[0] == masked
    nested = json.dumps({"arguments": call, "city": "Oslo"})
    assert json.loads(json.loads(cleaner.mask_value(nested)[0])["arguments"])["zip"] == mark
    for other, key in (
        ('{"city": "Dover", "zip": 19901}', "zip"),
        ('{"address": "14 Rosewood Lane", "state": "open"}', "state"),
        ('{"home": {"address1": "14 Rosewood Lane"}, "city": "Dover"}', "city"),
        ('{"address": "14 Rosewood Lane", "post": "Dear all"}', "post"),
    ):
        assert json.loads(cleaner.mask_value(other)[0])[key] == json.loads(other)[key]
