from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ft_data.dedup.normal import keys, normalise, normalised
from ft_data.dedup.words import NUMERIC, UPPER, Scratch, Text, row_text, splice, text_of, words
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
    assert [bool(flag & UPPER) for flag in found.flags[own]] == [True, False, True, False, False, True]
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


@settings(max_examples=300, deadline=None)
@given(st.lists(TEXT, min_size=1, max_size=5))
def test_normalised_columns_equal_the_definition(texts):
    found = normalised(text_of(pa.array(texts, pa.string())))
    assert [row_text(found, row) for row in range(len(texts))] == [reference.normal(text) for text in texts]


def test_equal_when_only_case_space_and_composition_differ():
    same = ["Straße  der\tEinheit", "STRASSE der Einheit ", "strasse\u00a0der\neinheit"]
    assert len({normalise(text) for text in same}) == 1
    assert normalise("Cafe\u0301") == normalise("café") != normalise("cafe")
    assert normalise("a.b") != normalise("a b")


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text("ab ", max_size=24), unique=True, min_size=2, max_size=30))
def test_different_texts_have_different_keys_and_equal_texts_equal_ones(texts):
    column = text_of(pa.array(texts + texts))
    first, second = keys(column)
    n = len(texts)
    assert (first[:n] == first[n:]).all() and (second[:n] == second[n:]).all()
    assert len(set(zip(first.tolist(), second.tolist(), strict=True))) == n


def test_an_empty_text_has_key_zero_and_no_other_text_does():
    first, second = keys(text_of(pa.array(["", "\0", "\0" * 8, "a"])))
    assert first[0] == second[0] == 0
    assert (first[1:] != 0).all() and (second[1:] != 0).all()


def test_a_text_holds_any_slice_of_offsets():
    text = text_of(pa.array(["aa", "bb", "cc"]))
    assert row_text(normalised(Text(text.data, text.offsets[1:])), 1) == "cc"
