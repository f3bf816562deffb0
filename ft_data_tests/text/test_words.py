from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ft_data.text.columns import text_of
from ft_data.text.rows import row_text, splice
from ft_data.text.unicode import CAPITAL, NUMERIC
from ft_data.text.words import Scratch, words
from ft_data_tests.dedup import reference

MASK = (1 << 64) - 1
TRICKY = st.sampled_from(
    list("ΑΣσς İIıi ßẞ ﬁ ǅ e\u0301 é 가각 ᄀ ᅡ ᆨ 中文 ๆก _09 \t\n\u00a0\u2028\u0085 'Kſ😀𝔄")
)
TEXT = st.text(
    st.one_of(st.characters(codec="utf-8"), TRICKY, st.sampled_from("abcXYZ 019_.,\n")), max_size=60
)


def hash_of(word: str) -> int:
    h = 0
    for character in word:
        h = (h * 0x9E3779B97F4A7C15 + ord(character)) & MASK
    for factor in (0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53):
        h ^= h >> 33
        h = h * factor & MASK
    return h ^ h >> 33


@settings(max_examples=300, deadline=None)
@given(st.lists(TEXT, max_size=5))
def test_words_are_those_of_the_regular_expression(texts):
    found = words(text_of(pa.array(texts, pa.string())))
    for row, text in enumerate(texts):
        expected = [hash_of(word) for word in reference.words(text)]
        assert found.hashes[found.ptr[row] : found.ptr[row + 1]].tolist() == expected


def test_spans_and_flags_name_the_word_in_the_row():
    text = "Über 12 Äpfel, x9_y und Zoë"
    found = words(text_of(pa.array(["ignored", text])))
    own = slice(found.ptr[1], found.ptr[2])
    data = text.encode()
    spans = [data[a:b].decode() for a, b in zip(found.starts[own], found.ends[own], strict=True)]
    assert spans == ["Über", "12", "Äpfel", "x9_y", "und", "Zoë"]
    assert [bool(flag & CAPITAL) for flag in found.flags[own]] == [True, False, True, False, False, True]
    assert [bool(flag & NUMERIC) for flag in found.flags[own]] == [False, True, False, True, False, False]


def test_words_longer_than_the_power_table():
    long = "ab" * 400
    found = words(text_of(pa.array([long, f"x {long} é {long[:-1]}"])))
    assert found.hashes.tolist() == [hash_of(w) for w in (long, "x", long, "é", long[:-1])]


def test_scripts_without_spaces_are_counted():
    found = words(text_of(pa.array(["今日は良い天気です", "no such script", "ภาษาไทย"])))
    assert found.continuous.tolist() == [9, 0, 7]
    assert found.letters.tolist() == [9, 12, 7]


def test_scratch_is_reused_between_calls_of_different_size():
    scratch = Scratch()
    small, large = text_of(pa.array(["one two"])), text_of(pa.array(["w " * 200_000]))
    assert len(scratch.words(small).hashes) == 2
    assert len(scratch.words(large).hashes) == 200_000
    assert scratch.words(small).hashes.tolist() == [hash_of("one"), hash_of("two")]


@pytest.mark.parametrize(
    "kind", [pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int32(), pa.string())]
)
def test_columns_of_any_string_type_chunking_and_offset(kind):
    values = ["alpha", None, "", "β gamma", "delta"]
    column = pa.chunked_array(
        [pa.array(values, pa.string()).cast(kind), pa.array(["tail"], pa.string()).cast(kind)]
    )
    text = text_of(column.slice(1))
    assert [row_text(text, row) for row in range(len(text))] == ["", "", "β gamma", "delta", "tail"]
    assert len(text_of(pa.array([], kind))) == 0


def test_splice_replaces_rows():
    text = text_of(pa.array(["aa", "b", "", "ccc"]))
    out = splice(text, np.array([1, 2]), ["xyz", "é"])
    assert [row_text(out, row) for row in range(4)] == ["aa", "xyz", "é", "ccc"]
    assert splice(text, np.array([], np.int64), []) is text
