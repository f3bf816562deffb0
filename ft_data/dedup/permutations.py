"""MinHash as datasketch has it: its permutations and its scheme, computed by a kernel.

The multipliers and offsets are those of ``datasketch.MinHash`` (https://github.com/ekzhu/datasketch), scheme ``affine32``:
a 32-bit hash is mixed once with MurmurHash3's finalizer, then ``a * h + b`` modulo 2**32 for every permutation. What the kernel
makes of them is compared with what datasketch makes, once a process, before anything is signed: signatures made here and
elsewhere can be compared as long as this holds.
"""

from __future__ import annotations

import itertools
from functools import cache

import numba as nb
import numpy as np
import numpy.typing as npt

from ft_data.dedup.bands import SEED
from ft_data.errors import WrongInput

SCHEME = "affine32"
_PROBE = (0, 1, 2**31 - 1, 2**32 - 1, 0x9E3779B9, 42)

Hashes = npt.NDArray[np.uint32]


class OtherScheme(WrongInput, RuntimeError):
    """The installed datasketch computes MinHash in another way than this version of ft_data."""


@cache
def permutations(count: int, seed: int = SEED) -> tuple[Hashes, Hashes]:
    """Return datasketch's multipliers and offsets of ``count`` permutations. Raises OtherScheme.

    >>> permutations(2)[0].dtype
    dtype('uint32')
    """
    import datasketch

    made = datasketch.MinHash(num_perm=count, seed=seed, hashfunc=int, scheme=SCHEME)
    a, b = (np.ascontiguousarray(side, np.uint32) for side in made.permutations)
    made.update_batch(_PROBE)
    if _least(np.array(_PROBE, np.uint32), a, b).tolist() != made.hashvalues.tolist():
        raise OtherScheme(
            f"datasketch {datasketch.__version__} does not compute `{SCHEME}` as ft_data does; install datasketch 2.0"
        )
    return a, b


def minima(
    ptr: npt.NDArray[np.int64], hashes: npt.NDArray[np.uint64], count: int, seed: int = SEED
) -> Hashes:
    """Return the MinHash of sets of shingles as ``[row, permutation]``; the set of row i is ``hashes[ptr[i]:ptr[i + 1]]``.

    Of a 64-bit hash the upper half counts: datasketch makes the same of ``hash >> 32``. An empty set has all bits set.
    """
    a, b = permutations(count, seed)
    out = np.full((len(ptr) - 1, count), 0xFFFFFFFF, np.uint32)
    for row, (start, end) in enumerate(itertools.pairwise(ptr.tolist())):
        narrow = (hashes[start:end] >> np.uint64(32)).astype(np.uint32)
        update(narrow, len(narrow), a, b, out[row])
    return out


def _least(hashes: Hashes, a: Hashes, b: Hashes) -> Hashes:
    out = np.full(len(a), 0xFFFFFFFF, np.uint32)
    update(hashes.copy(), len(hashes), a, b, out)
    return out


@nb.njit(nogil=True, cache=True)
def update(scratch, size, a, b, out):  # type: ignore[no-untyped-def]
    """Lower the minima ``out`` by the first ``size`` hashes of ``scratch``, which are mixed in place."""
    hashes = scratch[:size]
    for s in range(size):
        h = np.uint32(hashes[s] ^ (hashes[s] >> np.uint32(16)))
        h = np.uint32(h * np.uint32(0x85EBCA6B))
        h = np.uint32(h ^ (h >> np.uint32(13)))
        h = np.uint32(h * np.uint32(0xC2B2AE35))
        hashes[s] = np.uint32(h ^ (h >> np.uint32(16)))
    # Two hashes a turn, minima in the inner loop: the form LLVM turns into vector instructions.
    for s in range(0, size, 2):
        g = hashes[s]
        h = hashes[min(s + 1, size - 1)]
        for k in range(len(a)):
            v = np.uint32(a[k] * g + b[k])
            w = np.uint32(a[k] * h + b[k])
            v = v if v < w else w
            out[k] = v if v < out[k] else out[k]
