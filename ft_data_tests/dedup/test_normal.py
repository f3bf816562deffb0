from __future__ import annotations

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from ft_data.dedup.normal import keys, normalise, normalised
from ft_data.text.columns import Text, text_of
from ft_data.text.rows import row_text
from ft_data_tests.dedup import reference

TRICKY = st.sampled_from(
    list("ΑΣσς İIıi ßẞ ﬁ ǅ e\u0301 é 가각 ᄀ ᅡ ᆨ 中文 ๆก _09 \t\n\u00a0\u2028\u0085 'Kſ😀𝔄")
)
TEXT = st.text(
    st.one_of(st.characters(codec="utf-8"), TRICKY, st.sampled_from("abcXYZ 019_.,\n")), max_size=60
)


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
