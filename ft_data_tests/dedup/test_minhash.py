"""Signatures made here are datasketch's: equal for the same shingles, and found in its indexes."""

from __future__ import annotations

import subprocess
import sys

import datasketch
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ft_data.dedup.bands import choose_bands
from ft_data.dedup.minhash import Incomparable, hashfunc, minhashes, read, signatures_of, write
from ft_data_tests.dedup import reference
from ft_data_tests.realdata import ROOT

WORDS = st.lists(
    st.sampled_from(["alpha", "Beta", "naïve", "наука", "x_1", "17", "über", "tea"]), min_size=5, max_size=40
)


def theirs(prompt: str, response: str, permutations: int = 128) -> datasketch.MinHash:
    """What datasketch alone makes of the shingles of a row, which are found here in plain Python."""
    made = datasketch.MinHash(num_perm=permutations, hashfunc=hashfunc)
    for shingle in reference.shingles(prompt, response):
        made.update(" ".join(shingle))
    return made


@settings(max_examples=60, deadline=None)
@given(WORDS, WORDS, st.sampled_from([2, 64, 128]))
def test_jaccard_here_is_that_of_datasketch_over_the_same_shingles(first, second, count):
    texts = ("a prompt of words", " ".join(first)), ("", ", ".join(second))
    ours = signatures_of(reference.rows(*texts), count)
    oracle = [theirs(*text, count) for text in texts]
    assert [row.tolist() for row in ours] == [one.hashvalues.tolist() for one in oracle]
    assert (ours[0] == ours[1]).mean() == oracle[0].jaccard(oracle[1])
    lean = minhashes(reference.rows(*texts), count)
    assert lean[0].jaccard(oracle[1]) == oracle[0].jaccard(lean[1]) == (ours[0] == ours[1]).mean()


def test_rows_without_spaces_are_signed_by_characters():
    (ours,) = minhashes(reference.rows(("", "今日は良い天気です")))
    made = datasketch.MinHash(hashfunc=hashfunc)
    for gram in reference.grams("今日は良い天気です"):
        made.update(gram)
    assert ours == datasketch.LeanMinHash(made)


def test_an_index_made_elsewhere_finds_rows_signed_here_and_the_other_way_round():
    text = "How do I reset the password of my account when the mail does not come"
    texts = (
        ("", text),
        ("", text + " at all"),
        ("", "Tea is made of leaves and hot water, nothing else is in it"),
    )
    bands = choose_bands(0.8)
    index = datasketch.MinHashLSH(num_perm=128, params=bands)
    for number, one in enumerate(texts):
        index.insert(number, theirs(*one))
    assert sorted(index.query(minhashes(reference.rows(texts[0]))[0])) == [0, 1]
    back = datasketch.MinHashLSH(num_perm=128, params=bands)
    for number, one in enumerate(minhashes(reference.rows(*texts))):
        back.insert(number, one)
    assert sorted(back.query(theirs(*texts[1]))) == [0, 1]


def test_signatures_are_read_and_written_as_bytes_too():
    table = reference.rows(("", "one two three four five six"), ("", ""))
    ours = signatures_of(table)
    for row, lean in zip(ours, minhashes(table), strict=True):
        raw = bytearray(lean.bytesize())
        lean.serialize(raw)
        again = datasketch.LeanMinHash.deserialize(raw)
        assert again == lean == write(row) and read(again).tolist() == row.tolist()
    assert signatures_of(table.slice(0, 0)).shape == (0, 128)


def test_signatures_of_another_scheme_or_seed_are_refused():
    with pytest.raises(Incomparable, match="scheme `legacy`, seed 1"):
        read(datasketch.MinHash(scheme="legacy"))
    with pytest.raises(Incomparable, match="seed 7 cannot be compared"):
        read(datasketch.MinHash(seed=7))
    assert (read(datasketch.MinHash(seed=7), seed=7) == 2**32 - 1).all()


@pytest.mark.parametrize("wrong", ["", "one two three four", "one two three four five six"])
def test_what_is_no_shingle_has_no_hash(wrong):
    with pytest.raises(ValueError, match="5 words or up to 5 characters"):
        hashfunc(wrong)
    assert hashfunc(b"one two three four five") == hashfunc("One, two; three: FOUR five")


def test_neither_the_package_nor_its_stages_load_what_only_some_work_needs_when_they_start():
    code = "import sys, ft_data, ft_data.stages.graph as g; g.stages(); print({'datasketch', 'scipy', 'numba'} & set(sys.modules))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert found.stdout.strip() == "set()"
