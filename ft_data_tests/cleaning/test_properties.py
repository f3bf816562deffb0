"""Properties that hold for every rule and for the whole: on damaged, hostile and ordinary text."""

import re
import unicodedata

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ft_data.cleaning import RULES, Cleaner, scan
from ft_data.cleaning.cleaner import guards_of
from ft_data.cleaning.privacy import find
from ft_data.recipe.schema import Clean

PIECES = [
    "Hello",
    "world.",
    "  ",
    "\n",
    "\n\n\n",
    " ",
    "\t",
    "é",
    "Ã©",
    "â€™",
    "\ufffd",
    "\u200b",
    "\u200d",
    "👩",
    "\u202e",
    "\x00",
    "\x1b[1m",
    "\r\n",
    "\u2028",
    "<p>",
    "</p>",
    "<br/>",
    "<b>",
    "</b>",
    "<div class='nav'>",
    "<script>",
    "</script>",
    "<!--",
    "-->",
    "<ul><li>",
    "&amp;",
    "&lt;",
    "&gt;",
    "&#60;",
    "&nbsp;",
    "&amp;amp;",
    "&",
    "<|endoftext|>",
    "</s>",
    "<s>",
    "<<1+1=2>>",
    "#### 4",
    "```",
    "`",
    "``",
    "$$",
    "\\[",
    "!!!!!",
    "?!?!?!",
    "....",
    ",,",
    '"',
    "“",
    "-- \n",
    "\n-- \n",
    "> ",
    "wrote:\n",
    "On Mon, Jan 5 Anna wrote:\n> x",
    "Sent from my iPhone",
    "Home | About | Contact",
    "anna@post.nebulae.org",
    "@",
    "+44 7700 950123",
    "(202) 556-0143",
    "4242 4242 4242 4242",
    "12",
    "GB82 WEST 1234 5698 7654 32",
    "198.211.113.9",
    "2001:db8::1",
    "219-09-9999",
    "12 Baker Street",
    "password: hunter22",
    "call",
    "card",
    "\n\nHuman: more?",
    "\n\nAssistant: yes",
    "\n7. Instruction: a\n7. Output: b",
    "### Instruction:\n",
    "\n### Response:\n",
    "[INST] ",
    " [/INST]",
    "<think>\n",
    "\n</think>\n",
    "\\n",
    "\\n\\nThe next sentence of it. ",
    " ,",
    " n't",
    "-lrb-",
    "Copy code\n",
    "2 / 2\n",
    "\nRegenerate response",
    "\n=== anna has joined #room\n",
    "\nPrivacy Policy\nContact us\nBack to top\n",
    "\nOn 3 May 2023 Anna wrote:\n> x\n> y",
    "[EMAIL]",
    "[PHONE]",
    "[",
    "]",
    "x = [1,  2]",
    "The harbour was quiet when the last ferry came in, and the crew were pleased to be home again.",
    "\ufeff",
    "\u0301",
    "a",
    "1",
    "0",
    "ﬁ",
    "\uff01",
    "你好",
    "שלום",
    "\x85",
    "\x93",
]

texts = st.one_of(
    st.text(),
    st.lists(st.sampled_from(PIECES), max_size=14).map("".join),
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6)), max_size=10).map("".join),
)
storable = texts.map(lambda t: t.encode("utf-8", "replace").decode("utf-8"))
often = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)

CLEANERS = {
    "default": Cleaner(Clean(), "chat", b"k"),
    "straight": Cleaner(Clean(quotes="straight"), "text", b"k"),
    "pseudonym": Cleaner(Clean(pii="pseudonym"), "chat", b"k"),
    "code": Cleaner(Clean(), "code", b"k"),
    "math": Cleaner(Clean(), "math", b"k"),
    "repair only": Cleaner(Clean(pii="keep"), "chat", b"k"),
}


# A text costs more to draw than to repair: each is given to all rules, so that every rule sees twice as many.
@settings(often, max_examples=300)
@given(text=storable)
def test_every_rule_is_idempotent_and_counts_what_it_does(text):
    """A guard that does not hold means no work."""
    held = guards_of(text)
    for rule in RULES:
        once, count = rule.repair(text)
        assert (count > 0) == (once != text), rule.name
        assert rule.repair(once)[0] == once, rule.name
        assert once == text or not rule.guards.isdisjoint(held), rule.name


def letters(text):
    return re.sub(r"[^A-Za-z0-9]", "", text)


# Rules that tidy may take space, marks and invisible characters, but no letter and no digit.
TIDY = [
    "line_ends",
    "invisible",
    "straight_quotes",
    "stray_quote",
    "repeated_punctuation",
    "whitespace",
    "lost_characters",
]


@settings(often, max_examples=300)
@given(text=storable)
def test_tidying_loses_no_letter(text):
    tidy = [rule for rule in RULES if rule.name in TIDY]
    assert len(tidy) == len(TIDY)
    for rule in tidy:
        assert letters(rule.apply(text)[0]) == letters(text), rule.name


@often
@given(text=storable)
def test_composition_and_control_rules_lose_nothing_visible(text):
    by_name = {rule.name: rule for rule in RULES}
    composed = by_name["compose"].apply(text)[0]
    assert unicodedata.normalize("NFD", composed) == unicodedata.normalize("NFD", text)
    if "\x1b" not in text:
        kept = by_name["controls"].apply(text)[0]
        assert [c for c in text if c.isalnum()] == [c for c in kept if c.isalnum()]


@often
@given(text=storable)
def test_end_tokens_only_cut_ends(text):
    rule = next(rule for rule in RULES if rule.name == "end_tokens")
    assert rule.apply(text)[0] in text


@often
@given(text=storable)
def test_boilerplate_only_cuts(text):
    for rule in RULES:
        if rule.family == "boilerplate":
            left = rule.repair(text)[0].split("\n")
            lines = iter(text.split("\n"))
            assert all(any(line.startswith(kept) for line in lines) for kept in left)


@often
@given(
    words=st.lists(
        st.sampled_from(["harbour", "quiet", "ferry", "noon", "crew", "home"]), min_size=24, max_size=40
    )
)
def test_markup_loses_no_word_of_the_prose(words):
    rule = next(rule for rule in RULES if rule.name == "html")
    middle = len(words) // 2
    html = (
        f"<div class='x'><p>{' '.join(words[:middle])}.</p><ul><li>{' '.join(words[middle:])}</li></ul></div>"
    )
    assert re.findall(r"[a-z]+", rule.apply(html)[0]) == words


@often
@given(text=texts)
def test_cleaning_twice_is_cleaning_once(text):
    for name, mine in CLEANERS.items():
        once, edits = mine.clean(text, scope="d")
        assert mine.clean(once, scope="d") == (once, ()), name
        assert bool(edits) == (once != text), name
        once.encode("utf-8")


@often
@given(text=texts)
def test_nothing_is_left_to_find_and_no_snippet_shows_any(text):
    cleaned, edits = CLEANERS["default"].clean(text)
    assert scan(cleaned, public=Clean().public) == {}
    for edit in edits:
        assert edit.count > 0
        assert len(edit.before or "") <= 80 and len(edit.after or "") <= 80
        if edit.rule.startswith("pii_"):
            assert edit.before is None and edit.after is None


@often
@given(text=texts)
def test_values_are_masked_for_good(text):
    mine = CLEANERS["default"]
    once, _ = mine.mask_value(text)
    assert mine.mask_value(once) == (once, ())
    assert scan(once, public=Clean().public) == {}


@often
@given(text=storable)
def test_findings_lie_inside_the_text_in_order(text):
    items = find(text)
    assert all(0 <= item.start < item.end <= len(text) for item in items)
    assert all(a.end <= b.start for a, b in zip(items, items[1:]))


@often
@given(before=st.text(max_size=20), after=st.text(max_size=20))
@example(before="", after="/$")
def test_an_address_is_found_whatever_stands_around_it(before, after):
    text = f"{before} anna.li@post.nebulae.org {after}".encode("utf-8", "replace").decode()
    assert any(item.kind == "email" for item in find(text)) or "anna.li@post.nebulae.org" not in text


HOSTILE = {
    "one long word": "a" * 300_000,
    "one long number": "7" * 300_000,
    "zero width": "\u200b" * 300_000,
    "zero width between": "a\u200b" * 100_000,
    "angle brackets": "<" * 100_000,
    "open paragraphs": "<p>" * 20_000,
    "nested blocks": "<div>" * 20_000 + "x" + "</div>" * 20_000,
    "at signs": "a@" * 50_000,
    "dots": "1." * 100_000,
    "colons": "::" * 100_000,
    "ampersands": "&" + "amp;" * 50_000,
    "backticks": "`a " * 50_000,
    "open mathematics": "\\[" * 50_000,
    "spaces": " " * 300_000,
    "lines": "\n" * 300_000,
    "marks": "!" * 300_000,
    "joiners": "👩\u200d" * 20_000,
    "combining": "a" + "\u0301" * 100_000,
    "quotes": "> x\n" * 30_000,
    "comments": "<!--" * 20_000,
    "groups": "12 " * 50_000,
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.timeout(60)
def test_hostile_texts_pass(name):
    text = HOSTILE[name]
    cleaned, _ = CLEANERS["default"].clean(text)
    assert CLEANERS["default"].clean(cleaned)[0] == cleaned
    scan(text)
