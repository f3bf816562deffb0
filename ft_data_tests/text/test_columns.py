"""One view of a text column, whatever Arrow made of it, and one place where it is defined."""

from __future__ import annotations

import ast

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from ft_data.text.columns import text_of
from ft_data_tests.realdata import ROOT

VALUES = st.lists(st.none() | st.text(st.characters(codec="utf-8"), max_size=8), max_size=12)


@given(VALUES, VALUES, st.integers(0, 12), st.sampled_from([pa.string(), pa.large_string()]))
def test_rows_are_those_of_the_column_for_any_chunks_and_slice(first, second, start, kind):
    column = pa.chunked_array([pa.array(first, kind), pa.array(second, kind)]).slice(start)
    expected = [(value or "").encode() for value in column.to_pylist()]
    assert list(text_of(column).rows()) == expected
    assert list(text_of(column).rows(3)) == [value[:3] for value in expected]
    assert list(text_of(column.combine_chunks()).rows()) == expected


def test_arrays_are_read_only_so_that_a_kernel_is_compiled_once():
    for column in (pa.array(["a", "b"]), pa.array(["a", None]), pa.array([], pa.string())):
        text = text_of(column)
        assert not text.data.flags.writeable and not text.offsets.flags.writeable
        assert len(text.data) > 0  # a kernel may take the address of an empty column


def test_text_its_characters_and_their_decoding_are_defined_once():
    """In the rooms of kernels, by name: the flat column, the tables of characters, decoder and encoder."""
    found: dict[str, list[str]] = {}
    for room in ("text", "signals", "dedup", "decontamination", "selection"):
        for path in sorted((ROOT / "ft_data" / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ClassDef | ast.FunctionDef):
                    found.setdefault(node.name, []).append(room)
    for name in (
        "Text",
        "text_of",
        "decode",
        "encode",
        "class_of",
        "classes",
        "lower",
        "word_classes",
        "finish",
    ):
        assert found[name] == ["text"], name
