"""Wording that rows share, and sentences that share words: templates and coherence, of a sample."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from ft_data.signals.fitted.retrieval import isin
from ft_data.signals.fitted.stop import function_words
from ft_data.signals.fitted.words import Words, words_of

RUN = 5  # words of a run
OTHERS = 0.005  # share of the sample's families that must have a run, and no fewer than:
LEAST_OTHERS = 5
MOSTLY = 0.5  # share of a text's runs that others have
_SENTENCE = re.compile(r"(?<=[.!?。！？])\s+|\n+")
_SENTENCES = 40  # of one text that are looked at

Floats = npt.NDArray[np.float64]
Hashes = npt.NDArray[np.uint64]


def grams(words: Words, size: int) -> tuple[Hashes, npt.NDArray[np.int64]]:
    """Return the runs of ``size`` words of every text as hashes, and the text of each."""
    row = np.repeat(np.arange(len(words)), np.diff(words.at))
    count = len(words.hashes) - size + 1
    if count <= 0:
        return np.zeros(0, np.uint64), np.zeros(0, np.int64)
    found = np.zeros(count, np.uint64)
    with np.errstate(over="ignore"):
        for k in range(size):
            found = (found ^ words.hashes[k : k + count]) * np.uint64(0x9E3779B97F4A7C15)
            found ^= found >> np.uint64(29)
    whole = row[:count] == row[size - 1 :]
    return found[whole], row[:count][whole]


def templated(words: Words, families: Sequence[str]) -> Floats:
    """Return 1 for each text most of whose runs of five words stand in several other families, else 0; not a number for texts
    that are too short to have one."""
    found, row = grams(words, RUN)
    out = np.full(len(words), np.nan)
    if not len(found):
        return out
    _, family = np.unique(np.array(families, object).astype(str), return_inverse=True)
    family = family.reshape(-1)
    _, gram = np.unique(found, return_inverse=True)
    gram = gram.reshape(-1)
    width = int(family.max()) + 1
    pairs = np.unique(gram.astype(np.int64) * width + family[row])
    held = np.bincount(pairs // width)[gram] - 1
    needed = max(LEAST_OTHERS, round(OTHERS * width))
    counted = np.bincount(row, minlength=len(words))
    shared = np.bincount(row[held >= needed], minlength=len(words))
    met = counted > 0
    out[met] = (shared[met] > MOSTLY * counted[met]).astype(float)
    return out


def coherence(texts: Sequence[str]) -> Floats:
    """Return for each text the mean cosine of the content words of sentences that follow each other; not a number where
    fewer than two have any."""
    sentences: list[str] = []
    at = [0]
    for text in texts:
        sentences += [one for one in _SENTENCE.split(text) if one.strip()][:_SENTENCES]
        at.append(len(sentences))
    words = words_of(sentences)
    telling = ~isin(words.hashes, function_words())
    sets = [
        set(words.hashes[a:b][telling[a:b]].tolist())
        for a, b in zip(words.at[:-1], words.at[1:], strict=True)
    ]
    out = np.full(len(texts), np.nan)
    for number, (first, last) in enumerate(zip(at, at[1:], strict=False)):
        held = [one for one in sets[first:last] if one]
        if len(held) > 1:
            out[number] = float(
                np.mean([len(a & b) / np.sqrt(len(a) * len(b)) for a, b in zip(held, held[1:], strict=False)])
            )
    return out
