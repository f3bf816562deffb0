from __future__ import annotations

import random

import datasketch
import numpy as np
import pyarrow as pa
import pytest

from ft_data.dedup.bands import WEIGHTS, Bands, choose_bands, lsh_curve
from ft_data.dedup.normal import normalised
from ft_data.dedup.permutations import OtherScheme, permutations
from ft_data.dedup.permutations import minima as all_minima
from ft_data.dedup.shingles import (
    CHARACTERS,
    NOTHING,
    WORDS,
    Rows,
    character_sets,
    shingle_sets,
    sketch,
)
from ft_data.dedup.verify import pair_jaccards
from ft_data.text.columns import text_of
from ft_data.text.words import words
from ft_data_tests.dedup import reference

VOCABULARY = [f"word{i}" for i in range(500)] + ["naïve", "Ωmega", "наука", "x_1"]


def rows_of(prompts, responses):
    prompt, response = text_of(pa.array(prompts)), text_of(pa.array(responses))
    return Rows(words(prompt), words(response), normalised(prompt), normalised(response))


def minima(hashes, count):
    """The minima of one set of 32-bit hashes."""
    wide = hashes.astype(np.uint64) << np.uint64(32)
    return all_minima(np.array([0, len(hashes)]), wide, count)[0]


def sentence(rng, n):
    return " ".join(rng.choice(VOCABULARY) for _ in range(n))


@pytest.mark.parametrize("count", [1, 64, 128, 256])
@pytest.mark.parametrize("size", [0, 1, 2, 77, 400])
def test_minima_equal_datasketch_bit_for_bit(count, size):
    hashes = np.random.default_rng(size).integers(0, 2**32, size, dtype=np.uint32)
    oracle = datasketch.MinHash(num_perm=count, seed=1, hashfunc=lambda value: value, scheme="affine32")
    for value in hashes.tolist():
        oracle.update(value)
    assert minima(hashes, count).tolist() == oracle.hashvalues.tolist()


def test_band_hashes_are_those_of_the_minima_of_the_row():
    rng = random.Random(5)
    rows = rows_of([sentence(rng, 9), ""], [sentence(rng, 80), "a short one"])
    found = sketch(rows, bands=4, length=3)
    sets = shingle_sets(rows)
    for row in range(2):
        hashes = sets.hashes[sets.ptr[row] : sets.ptr[row + 1]]
        oracle = datasketch.MinHash(num_perm=12, seed=1, hashfunc=lambda value: value, scheme="affine32")
        for value in (hashes >> np.uint64(32)).tolist():
            oracle.update(value)
        for band in range(4):
            assert found.bands[band, row] == band_hash(
                oracle.hashvalues[band * 3 : band * 3 + 3], band, found.unit[row]
            )


def band_hash(least, band, unit):
    mask, h = (1 << 64) - 1, band * 4 + int(unit)
    for value in least.tolist():
        h = (h ^ value) * 0x9FB21C651E98DF25 & mask
    for factor in (0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53):
        h = (h ^ h >> 33) * factor & mask
    return h ^ h >> 33


def test_jaccard_of_shingle_sets_equals_the_reference():
    rng = random.Random(3)
    base = [sentence(rng, rng.randrange(5, 120)) for _ in range(30)]
    edited = [" ".join(w if rng.random() > 0.05 else "changed" for w in text.split()) for text in base]
    prompts = [sentence(rng, 4) for _ in base]
    sets = shingle_sets(rows_of(prompts * 2, base + edited))
    n = len(base)
    found = pair_jaccards(sets, np.arange(n), np.arange(n, 2 * n))
    for i in range(n):
        expected = reference.jaccard(
            reference.shingles(prompts[i], base[i]), reference.shingles(prompts[i], edited[i])
        )
        assert found[i] == expected


def test_jaccard_of_character_sets_equals_the_reference():
    texts = [
        "",
        "a",
        "abcd",
        "abcde",
        "ABCDE f",
        "žluťoučký kůň",
        "žluťoučký  Kůň úpěl",
        "今日は良い天気ですね",
        "aaaaaaaaaa",
    ]
    sets = character_sets(normalised(text_of(pa.array(texts))))
    a, b = (side.ravel() for side in np.meshgrid(np.arange(len(texts)), np.arange(len(texts))))
    expected = [
        reference.jaccard(reference.grams(texts[i]), reference.grams(texts[j]))
        for i, j in zip(a, b, strict=True)
    ]
    assert pair_jaccards(sets, a, b).tolist() == expected


def test_short_rows_and_scripts_without_spaces_are_compared_by_characters():
    rows = rows_of(
        ["", "", "ask", "翻訳してください", "", "..."],
        [
            "",
            "one two three four",
            "one two three four",
            "今日は良い天気です。明日も、晴れです。",
            "five words are just enough",
            "!",
        ],
    )
    found = sketch(rows, 2, 2)
    assert found.unit.tolist() == [NOTHING, CHARACTERS, WORDS, CHARACTERS, WORDS, CHARACTERS]
    assert found.shingles.tolist()[0] == 0 and (found.bands[:, 0] == 0).all()


def test_short_answers_can_be_one_shingle():
    rows = rows_of(["", "", ""], ["Yes!", "yes", "yes sir"])
    sets = shingle_sets(rows, short_whole=True)
    assert pair_jaccards(sets, np.array([0, 0]), np.array([1, 2])).tolist() == [1.0, 0.0]


def test_the_template_key_blanks_numbers_and_capitalised_words():
    rows = rows_of(
        ["Dear Ms Green,", "Dear Mr Jonathan Black,", "Dear Ms Green,"],
        [
            "your order 17 left Hamburg on May 3.",
            "your order 94512 left Oslo on June 30.",
            "your parcel 17 left Hamburg on May 3.",
        ],
    )
    found = sketch(rows, 1, 1)
    assert found.template_key[0] == found.template_key[1] != found.template_key[2]
    assert found.words_key[0] != found.words_key[1]
    assert found.literals[0] == 4  # your, order, left, on


@pytest.mark.parametrize("threshold", [0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0])
def test_bands_are_those_of_datasketch_and_recall_the_threshold(threshold):
    bands, length = choose_bands(threshold)
    assert bands * length <= 128
    assert Bands(bands, length).recall(threshold) >= 0.994
    if threshold < 1:
        index = datasketch.MinHashLSH(threshold=threshold, num_perm=128, weights=WEIGHTS)
        assert (bands, length) == (index.b, index.r)


def test_a_datasketch_that_computes_otherwise_is_refused(monkeypatch):
    """Signatures of another scheme look like signatures: nothing else would notice."""
    permutations.cache_clear()
    whole = datasketch.MinHash.update_batch
    monkeypatch.setattr(datasketch.MinHash, "update_batch", lambda self, b: whole(self, [h ^ 1 for h in b]))
    with pytest.raises(OtherScheme, match="does not compute `affine32`"):
        permutations(16)
    monkeypatch.undo()
    assert permutations(16)[0].tolist() == datasketch.MinHash(num_perm=16).permutations[0].tolist()


def test_the_curve_is_the_formula():
    curve = dict(lsh_curve(21, 6, step=0.1))
    assert len(curve) == 11 and curve[0.0] == 0.0 and curve[1.0] == 1.0
    assert curve[0.8] == pytest.approx(1 - (1 - 0.8**6) ** 21)


def test_candidate_recall_follows_the_curve():
    """At Jaccard 0.5 bands of 21 x 6 find 28% of pairs: measured on random sets, within four sigma."""
    rng = np.random.default_rng(0)
    n, size = 400, 90
    found = 0
    for _ in range(n):
        shared = rng.integers(0, 2**32, size // 3 * 2, dtype=np.uint32)
        a = np.concatenate([shared, rng.integers(0, 2**32, size // 3, dtype=np.uint32)])
        b = np.concatenate([shared, rng.integers(0, 2**32, size // 3, dtype=np.uint32)])
        same = (minima(a, 126) == minima(b, 126)).reshape(21, 6).all(axis=1)
        found += same.any()
    expected = Bands(21, 6).recall(0.5)
    assert abs(found / n - expected) < 4 * (expected * (1 - expected) / n) ** 0.5
