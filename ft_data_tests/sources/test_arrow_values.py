"""Arrow columns become the values that the library itself makes of them."""

import datetime
import decimal

import pyarrow as pa
import pytest

from ft_data.sources.canonical import canonical_json
from ft_data.sources.readers.arrow_values import plain, records, values

TEXTS = ["a", None, "", "caf\u00e9 \u2028", "b\0c"]
TURNS = [[{"role": "user", "content": "hi"}], None, [], [{"role": None, "content": "x"}, None], [None]]
TURN = pa.struct({"role": pa.string(), "content": pa.string()})
COLUMNS = {
    "text": pa.array(TEXTS),
    "long text": pa.array(TEXTS, pa.large_string()),
    "labels": pa.array(TEXTS).dictionary_encode(),
    "whole": pa.array([1, None, -(1 << 63), 0, 5]),
    "unsigned": pa.array([1, 2, (1 << 64) - 1, 0, 5], pa.uint64()),
    "numbers": pa.array([0.5, None, float("nan"), float("inf"), -0.0]),
    "finite": pa.array([0.5, 1.0, 1e300, 1e-300, -0.0]),
    "not all": pa.array([0.5, 1.0, float("nan"), float("-inf"), -0.0]),
    "narrow": pa.array([0.5, 1.0, 2.0, 3.0, 4.0], pa.float32()),
    "yes": pa.array([True, False, None, True, False]),
    "all yes": pa.array([True] * 5),
    "turns": pa.array(TURNS, pa.list_(TURN)),
    "long turns": pa.array(TURNS, pa.large_list(TURN)),
    "views": pa.array([["a"], None, [], ["b", None], ["c"]], pa.list_view(pa.string())),
    "struct": pa.array([{"a": 1, "b": ["x"]}, None, {}, {"a": None, "b": [None]}, {"a": 2}]),
    "empty struct": pa.array([{}, None, {}, {}, {}], pa.struct([])),
    "fixed": pa.array([[1, 2], None, [3, 4], [5, None], [6, 7]], pa.list_(pa.int8(), 2)),
    "map": pa.array([[("a", 1)], None, [], [("b", 2), ("c", None)], []], pa.map_(pa.string(), pa.int64())),
    "when": pa.array([datetime.datetime(2020, 1, 2, 3, 4, 5)] * 5),
    "exact": pa.array([decimal.Decimal("1.50")] * 5),
    "bytes": pa.array([b"a", None, b"\xff", b"", b"b"]),
    "nothing": pa.nulls(5),
}
PLAIN = set(COLUMNS) - {"views", "fixed", "map", "when", "exact", "bytes", "nothing"}


@pytest.mark.parametrize("name", COLUMNS)
def test_values_are_those_of_the_library(name):
    column = COLUMNS[name]
    for part in (column, column.slice(1, 3), column.slice(5)):
        expected = part.to_pylist(maps_as_pydicts="lossy")
        assert [canonical_json(one) for one in values(part)] == [canonical_json(one) for one in expected]
    assert plain(column.type) == (name in PLAIN)


def test_records_are_rows_and_of_equal_names_the_last_one_wins():
    batch = pa.RecordBatch.from_arrays([pa.array([1, 2]), pa.array(["a", None])], names=["x", "x"])
    assert records(batch) == [{"x": "a"}, {"x": None}]
    assert records(batch.slice(2)) == []


def test_text_that_is_no_utf_8_is_an_error():
    data = pa.array([b"ab\xff"]).buffers()
    with pytest.raises((ValueError, pa.ArrowException)):
        values(pa.StringArray.from_buffers(1, data[1], data[2]))


def test_numbers_of_single_precision_have_their_shortest_form():
    numbers = pa.array([0.1, None, float("nan"), 1e-45, 3.4e38, 16777216.0, -2.7], pa.float32())
    assert values(numbers) == [0.1, None, None, 1e-45, 3.4e38, 16777216.0, -2.7]
    assert values(pa.array([[0.1, 0.2]], pa.list_(pa.float32()))) == [[0.1, 0.2]]
