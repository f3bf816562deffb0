"""Signatures as datasketch's objects: compare rows here with what was signed or indexed with datasketch elsewhere.

A shingle is five words (``\\w+``, lower case), or five characters of the normalised text where a row has fewer words or is
written without spaces. `hashfunc` is the hash of one; given to ``datasketch.MinHash``, it makes the signatures made here::

    theirs = datasketch.MinHash(num_perm=128, hashfunc=hashfunc)
    for shingle in ("how do i reset my", "do i reset my password"):
        theirs.update(shingle)
    (ours,) = minhashes(table)
    ours.jaccard(theirs)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ft_data.dedup.bands import PERMUTATIONS, SEED
from ft_data.dedup.normal import normalised
from ft_data.dedup.permutations import SCHEME, Hashes, minima
from ft_data.dedup.shingles import SHINGLE, Rows, character_sets, shingle_sets
from ft_data.errors import WrongInput
from ft_data.text.columns import text_of
from ft_data.text.words import words

if TYPE_CHECKING:
    from datasketch import LeanMinHash, MinHash


class Incomparable(WrongInput, ValueError):
    """A signature of another scheme or seed: nothing can be said about it and signatures made here."""


def signatures_of(table: pa.Table, permutations: int = PERMUTATIONS, seed: int = SEED) -> Hashes:
    """Return the MinHash of every row of ``prompt_text`` and ``response_text``: ``[row, permutation]``, 32 bits each.

    A row without a shingle has all bits set. The share of equal columns of two rows estimates the Jaccard similarity of
    their shingles, with a standard error of at most ``0.5 / sqrt(permutations)``.
    """
    prompt, response = text_of(table["prompt_text"]), text_of(table["response_text"])
    sets = shingle_sets(Rows(words(prompt), words(response), normalised(prompt), normalised(response)))
    return minima(sets.ptr, sets.hashes, permutations, seed)


def minhashes(table: pa.Table, permutations: int = PERMUTATIONS, seed: int = SEED) -> list[LeanMinHash]:
    """Return the rows' signatures as objects that any index of datasketch takes, one per row."""
    return [write(one, seed) for one in signatures_of(table, permutations, seed)]


def write(signature: npt.ArrayLike, seed: int = SEED) -> LeanMinHash:
    """Return one signature (32-bit minima) as datasketch's object. Raises ValueError for an empty one."""
    from datasketch import LeanMinHash

    return LeanMinHash(seed=seed, hashvalues=np.asarray(signature, np.uint32), scheme=SCHEME)


def read(minhash: MinHash, seed: int = SEED) -> Hashes:
    """Return the minima of datasketch's object (a `MinHash` or `LeanMinHash`). Raises Incomparable."""
    if minhash.scheme != SCHEME or minhash.seed != seed:
        raise Incomparable(
            f"a MinHash of scheme `{minhash.scheme}`, seed {minhash.seed} cannot be compared with `{SCHEME}`, seed {seed}"
        )
    return np.array(minhash.hashvalues, np.uint32)


def hashfunc(shingle: str | bytes) -> int:
    """Return the 32-bit hash of one shingle: five words with any signs between them, or up to five characters.

    Raises ValueError for what is neither.
    """
    text = shingle.decode() if isinstance(shingle, bytes) else shingle
    column = text_of(pa.array([text], pa.large_string()))
    found = words(column)
    if len(found.hashes) == SHINGLE:
        nothing = text_of(pa.array([""], pa.large_string()))
        sets = shingle_sets(Rows(found, words(nothing), column, nothing))
    elif 0 < len(text) <= SHINGLE:
        sets = character_sets(column)
    else:
        raise ValueError(f"a shingle is {SHINGLE} words or up to {SHINGLE} characters")
    return int(sets.hashes[0] >> np.uint64(32))
