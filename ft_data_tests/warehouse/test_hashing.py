import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from ft_data.warehouse.hashing import add, table_hash

SCHEMA = pa.schema(
    [("record_id", pa.string()), ("n", pa.int64()), ("x", pa.float64()), ("tags", pa.list_(pa.string()))]
)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "record_id": st.text(max_size=8),
            "n": st.none() | st.integers(-(2**62), 2**62),
            "x": st.none() | st.floats(allow_nan=False, allow_infinity=False),
            "tags": st.none() | st.lists(st.text(max_size=3), max_size=3),
        }
    ),
    max_size=12,
)


def table(rows):
    return pa.Table.from_pylist(rows, SCHEMA)


@given(ROWS, st.randoms(use_true_random=False))
def test_order_does_not_matter(rows, random):
    shuffled = list(rows)
    random.shuffle(shuffled)
    assert table_hash(table(rows)) == table_hash(table(shuffled))


@given(ROWS, st.integers(0, 12))
def test_part_boundaries_do_not_matter(rows, cut):
    assert table_hash(table(rows)) == add([table_hash(table(rows[:cut])), table_hash(table(rows[cut:]))])


@given(ROWS.filter(lambda rows: len(rows) > 0))
def test_a_row_more_is_another_hash(rows):
    assert table_hash(table(rows)) != table_hash(table([*rows, rows[0]]))


def test_equal_pairs_do_not_cancel():
    row = {"record_id": "a", "n": 1, "x": None, "tags": []}
    assert table_hash(table([row, row])) not in (0, table_hash(table([])))


def test_null_empty_and_moved_borders_differ():
    rows = [
        {"record_id": "ab", "n": None, "x": None, "tags": ["c"]},
        {"record_id": "a", "n": None, "x": None, "tags": ["bc"]},
        {"record_id": "a", "n": None, "x": None, "tags": ["b", "c"]},
        {"record_id": "a", "n": None, "x": None, "tags": []},
        {"record_id": "a", "n": None, "x": None, "tags": None},
        {"record_id": "a", "n": 0, "x": None, "tags": None},
        {"record_id": "a", "n": None, "x": 0.0, "tags": None},
        {"record_id": None, "n": None, "x": 0.0, "tags": None},
    ]
    assert len({table_hash(table([row])) for row in rows}) == len(rows)
