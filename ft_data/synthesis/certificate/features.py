"""Texts as vectors: hashed runs of characters and words, weighted by how rare they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import xxhash

from ft_data.synthesis.checks.words import words

BUCKETS = 1 << 13
LOOKED_AT = 4_000  # characters of a text
Matrix = npt.NDArray[np.float32]


def vectors(texts: Sequence[str]) -> Matrix:
    """Return one row of length 1 per text: character 2- to 4-grams and words, ``log(1 + count)`` times inverse frequency."""
    found = np.zeros((len(texts), BUCKETS), np.float32)
    for at, text in enumerate(texts):
        counted = _counted(text[:LOOKED_AT])
        found[at, list(counted)] = list(counted.values())
    np.log1p(found, out=found)
    held = (found > 0).sum(0)
    found *= np.log((1 + len(texts)) / (1 + held)).astype(np.float32) + 1
    norms = np.linalg.norm(found, axis=1, keepdims=True)
    found /= np.where(norms > 0, norms, 1)
    return found


def _counted(text: str) -> Counter[int]:
    lowered = " ".join(text.split())
    grams: Counter[str] = Counter(f"w {word}" for word in words(lowered))
    for size in (2, 3, 4):
        grams.update(lowered[at : at + size] for at in range(len(lowered) - size + 1))
    found: Counter[int] = Counter()
    for gram, count in grams.items():
        found[xxhash.xxh3_64_intdigest(gram.encode("utf-8", "surrogatepass")) % BUCKETS] += count
    return found
