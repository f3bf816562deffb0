from __future__ import annotations

import datetime
import decimal
import json
import math
import uuid

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ft_data.sources.canonical import (
    DEEPEST,
    BadJSON,
    canonical_json,
    lines_with_long_digits,
    long_digits,
    parse_json,
    too_deep,
)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters()), inner, max_size=4),
    max_leaves=12,
)


def test_order_and_blanks_do_not_matter() -> None:
    assert canonical_json(parse_json(b'{"b": 1,\t"a": [1, 2.50]}')) == b'{"a":[1,2.5],"b":1}'


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (2**64, b'"18446744073709551616"'),
        (2**64 - 1, b"18446744073709551615"),
        (-(2**63) - 1, b'"-9223372036854775809"'),
        ([math.nan, math.inf, -math.inf], b"[null,null,null]"),
        ("half \ud83d", '"half \ufffd"'.encode()),
        ("\ud83d\ude00", '"😀"'.encode()),
        ({2: "a", None: "b", True: "c"}, b'{"2":"a","null":"b","true":"c"}'),
        (decimal.Decimal("10.10"), b'"10.10"'),
        (datetime.date(2024, 5, 1), b'"2024-05-01"'),
        (datetime.datetime(2024, 5, 1, 9, tzinfo=datetime.UTC), b'"2024-05-01T09:00:00+00:00"'),
        (datetime.timedelta(minutes=1), b"60.0"),
        (b"plain", b'"plain"'),
        (b"\xff\x00", b'"/wA="'),
        (uuid.UUID(int=1), b'"00000000-0000-0000-0000-000000000001"'),
        ({"x": {3, 1, 2}}, b'{"x":[1,2,3]}'),
    ],
)
def test_what_json_cannot_say(value: object, expected: bytes) -> None:
    assert canonical_json(value) == expected


def test_nesting_ends_where_the_writer_ends() -> None:
    def nested(depth: int) -> object:
        value: object = 1
        for _ in range(depth):
            value = [value]
        return value

    assert canonical_json(nested(DEEPEST)).count(b"[") == DEEPEST
    for value in (nested(DEEPEST + 1), [2**70, nested(5000)]):
        with pytest.raises(ValueError, match="deeply"):
            canonical_json(value)
    loop: list[object] = [2**70]
    loop.append(loop)
    with pytest.raises(ValueError, match="deeply"):
        canonical_json(loop)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (b"123456789012345678901234567890", "123456789012345678901234567890"),
        (b"-9223372036854775808", -(2**63)),
        (b"-9999999999999999999", "-9999999999999999999"),
        (b"18446744073709551615", 2**64 - 1),
        (b"1E400", "1E400"),
        (b"0.1234567890123456789012345", 0.1234567890123456789012345),
        (b'"\\ud83d\\ude00 \\ud800"', "😀 \ud800"),
        (b'{"a":1,"a":2}', {"a": 2}),
        (b'{"a":NaN,"b":[-Infinity,Infinity,1]}', {"a": None, "b": [None, None, 1]}),
        (b"[1234567890123456789012, NaN]", ["1234567890123456789012", None]),
    ],
)
def test_nothing_is_lost_in_parsing(text: bytes, value: object) -> None:
    assert parse_json(text) == value


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"", "empty"),
        (b"{'a': 1}", "not JSON"),
        (b"[nan]", "not JSON"),
        (b"[NAN, NaN]", "not JSON"),
        (b'"\xff"', "not UTF-8 at byte 1"),
        (b'"\t"', "not JSON"),
        (b'["\\ud800", 01]', "not JSON"),
        (b"[" * 100_000, "nested|depth"),
        (b'{"a":' * 100_000 + b'"\\ud800"', "nested"),
    ],
)
def test_what_is_not_json_says_so_and_quotes_nothing(text: bytes, reason: str) -> None:
    with pytest.raises(BadJSON, match=reason):
        parse_json(text)


def test_brackets_inside_strings_do_not_nest() -> None:
    assert not too_deep(b'["' + b"[" * 50 + b'\\"[[", []]', 3)
    assert too_deep(b"[[[1]]]", 2)
    assert not too_deep(b"[[[1]]]", 3)


def test_long_digits_are_found_by_line() -> None:
    assert lines_with_long_digits(b'1\n{"id": 12345678901234567890}\nx\n1234567890123456789') == {1, 3}
    assert lines_with_long_digits(b"123456789\n1234567890") == set()


@given(
    st.lists(
        st.one_of(st.text("0123456789", min_size=15, max_size=45), st.text("0a\n", max_size=60)), max_size=12
    ).map("".join)
)
def test_sampling_for_long_digits_misses_none(text: str) -> None:
    data = text.encode()
    expected = {number for number, line in enumerate(data.split(b"\n")) if long_digits(line)}
    assert lines_with_long_digits(data) == expected


@given(json_values)
def test_canonical_form_is_canonical(value: object) -> None:
    once = canonical_json(value)
    assert once.decode("utf-8")
    assert canonical_json(parse_json(once)) == once
    assert canonical_json(json.loads(once)) == once


@given(st.dictionaries(st.text(st.characters(codec="utf-8")), st.integers(-(2**63), 2**64 - 1)))
def test_both_parsers_agree(value: dict[str, int]) -> None:
    text = json.dumps(value).encode()
    assert parse_json(text, careful=True) == parse_json(text, careful=False) == value
    assert canonical_json(value) == orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


@given(st.binary(max_size=200))
def test_bytes_are_json_or_bad_json(data: bytes) -> None:
    try:
        value = parse_json(data)
    except BadJSON as problem:
        assert str(problem)  # noqa: PT017 - says something
    else:
        assert canonical_json(value)
