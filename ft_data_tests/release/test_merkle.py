"""Row digests depend on values alone; roots on the set of rows alone."""

from __future__ import annotations

import random

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from ft_data.release import merkle

TURN = pa.struct([("role", pa.string()), ("content", pa.string())])
SCHEMA = pa.schema(
    [("id", pa.string()), ("messages", pa.list_(TURN)), ("w", pa.float64()), ("n", pa.int32())]
)
texts = st.one_of(st.none(), st.text(st.characters(exclude_categories=["Cs"]), max_size=6))
rows = st.fixed_dictionaries(
    {
        "id": texts,
        "messages": st.one_of(
            st.none(),
            st.lists(
                st.one_of(st.none(), st.fixed_dictionaries({"role": texts, "content": texts})), max_size=3
            ),
        ),
        "w": st.one_of(st.none(), st.floats(allow_nan=False)),
        "n": st.one_of(st.none(), st.integers(-5, 5)),
    }
)


@settings(max_examples=80, deadline=None)
@given(st.lists(rows, max_size=8), st.integers(0, 8), st.integers(0, 8))
def test_a_row_has_one_digest_in_any_batch(data, start, length):
    table = pa.Table.from_pylist(data, schema=SCHEMA)
    whole = merkle.row_digests(table)
    assert merkle.row_digests(table.slice(start, length)) == whole[start : start + length]
    assert [merkle.row_digests(pa.Table.from_pylist([row], schema=SCHEMA))[0] for row in data] == whole
    parts = pa.concat_tables([table.slice(0, start), table.slice(start)])
    assert merkle.row_digests(parts) == whole
    assert merkle.row_digests(table.select(["n", "w", "messages", "id"])) == whole
    distinct = {repr(sorted(row.items())) for row in data}
    zeros = {text.replace("-0.0", "0.0") for text in distinct}
    if len(zeros) == len(distinct):
        assert len(set(whole)) == len(distinct)


def test_wider_strings_have_the_same_digest():
    narrow = pa.table({"t": ["a", None, "ü"]})
    wide = narrow.cast(pa.schema([("t", pa.large_string())]))
    assert merkle.row_digests(narrow) == merkle.row_digests(wide)


def test_root_is_of_the_set():
    leaves = merkle.row_digests(pa.table({"t": [str(i) for i in range(101)]}))
    shuffled = random.Random(3).sample(leaves, len(leaves))
    assert merkle.root(leaves) == merkle.root(shuffled) != merkle.root(leaves[1:])
    assert merkle.root([]) == merkle.EMPTY


def test_digests_are_those_of_releases_that_are_out():
    """A change of them would make every published version another one: nothing could be verified or found unchanged."""
    said = [[{"role": "user", "content": "Grüße"}, {"role": None, "content": ""}], None]
    table = pa.table(
        {
            "id": ["a", None],
            "messages": pa.array(said, pa.list_(TURN)),
            "w": [1.5, None],
            "n": pa.array([None, -3], pa.int32()),
            "flag": [True, None],
        }
    )
    assert [digest.hex() for digest in merkle.row_digests(table)] == [
        "abcddfd788f72d423cdc7959df49d00da54b46547302341313f3908d6fa5e5a5",
        "10e089f800a8f185bb06f1d9581ff78364d8f89c04043b01c5147bebd78c06aa",
    ]
    root = "d2cd49a975f783bf4c05f3a39017063f457695d021497fcc0c0c9ae0305e7b0e"
    assert merkle.root(merkle.row_digests(table)) == root
