# mypy: disable-error-code="assignment,arg-type,return-value,no-any-return,str-unpack"
"""A word trigram language model with interpolated modified Kneser-Ney smoothing.

Chen & Goodman 1999, "An empirical study of smoothing techniques for language modeling", with what kenlm
(Heafield et al. 2013, "Scalable modified Kneser-Ney language model estimation") makes of it: adjusted counts, one
``<s>`` before a text, unigrams interpolated with the uniform distribution so that an unknown word has a
probability, and the discounts 0.5, 1 and 1.5 where the counts of counts are too thin to estimate them.

N-grams are 20 bits a word and two bits of order in one 64-bit key of an open-addressing table, so that a word
costs at most five look-ups.
"""

from __future__ import annotations

from typing import Any

import numba as nb
import numpy as np
import numpy.typing as npt

from ft_data.signals.fitted.words import Words
from ft_data.text.scan import PRIME, table_size

UNKNOWN, START, END, FIRST = 0, 1, 2, 3  # ids of what is no word
_BITS = 20
_VOCABULARY = (1 << _BITS) - FIRST
_FALLBACK = (0.5, 1.0, 1.5)

Keys = npt.NDArray[np.uint64]
Counts = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def fit(texts: Words, universe: int | None = None) -> dict[str, npt.NDArray[Any]]:
    """Estimate the model of some texts. Empty texts are left out. Raises ValueError when no text has a word.

    ``universe`` is how many different words there are to be met: models of different texts are compared on one
    vocabulary, or the one that knows the fewest words finds the unknown ones the likeliest. Default: the words met.

    Returns ``vocabulary`` (sorted hashes; the word at place i has id i + 3), the table ``keys``, ``logp``
    and ``backoff`` (natural logarithms), and ``lm_texts``. The order of the texts does not matter.
    """
    vocabulary, counts = np.unique(texts.hashes, return_counts=True)
    if not len(vocabulary):
        raise ValueError("there are no words to estimate a language model from")
    if len(vocabulary) > _VOCABULARY:  # the rarest words count as unknown
        vocabulary = np.sort(vocabulary[np.lexsort((vocabulary, -counts))[:_VOCABULARY]])
    stream = _stream(texts, vocabulary)
    raw = _grams(stream)
    adjusted = _adjusted(raw)
    keys, logp, backoff = _estimate(adjusted, max(universe or 0, len(vocabulary)) + 2)
    table = _table(keys, logp, backoff)
    kept = int((np.diff(texts.at) > 0).sum())
    return {
        "vocabulary": vocabulary,
        "keys": table[0],
        "logp": table[1],
        "backoff": table[2],
        "lm_texts": np.array([kept], np.int64),
    }


def perplexity(texts: Words, model: Any) -> tuple[Floats, Floats, Counts]:
    """Return for every text the sum of log probabilities (its end included), unknown words, and words.

    Texts are compared by ``exp(-sum / (words + 1))``.
    """
    rows = len(texts)
    total, unknown = np.zeros(rows), np.zeros(rows)
    arrays = model.arrays
    if rows and len(arrays["keys"]):
        _score(
            texts.hashes, texts.at, arrays["vocabulary"], arrays["keys"], arrays["logp"], arrays["backoff"],
            total, unknown,
        )  # fmt: skip
    return total, unknown, np.diff(texts.at)


def _stream(texts: Words, vocabulary: Keys) -> npt.NDArray[np.uint64]:
    """Lay the texts behind each other as ids, each between its marks."""
    place = np.searchsorted(vocabulary, texts.hashes)
    known = (place < len(vocabulary)) & (vocabulary[np.minimum(place, len(vocabulary) - 1)] == texts.hashes)
    ids = np.where(known, place + FIRST, UNKNOWN).astype(np.uint64)
    sizes = np.diff(texts.at)
    full = np.flatnonzero(sizes)
    lengths = sizes[full] + 2
    ends = np.cumsum(lengths)
    stream = np.zeros(int(ends[-1]) if len(ends) else 0, np.uint64)
    inner = np.ones(len(stream), bool)
    stream[ends - lengths], stream[ends - 1] = START, END
    inner[ends - lengths] = inner[ends - 1] = False
    stream[inner] = ids
    return stream


def _grams(stream: npt.NDArray[np.uint64]) -> list[tuple[Keys, Counts]]:
    """Count the 1-, 2- and 3-grams that lie within one text."""
    found = []
    for order in (1, 2, 3):
        count = len(stream) - order + 1
        if count <= 0:
            found.append((np.zeros(0, np.uint64), np.zeros(0, np.int64)))
            continue
        key = np.zeros(count, np.uint64)
        whole = np.ones(count, bool)
        for k in range(order):
            piece = stream[k : k + count]
            key = (key << np.uint64(_BITS)) | piece
            if k:
                whole &= piece != START
        found.append(np.unique(key[whole], return_counts=True))
    return found


def _adjusted(raw: list[tuple[Keys, Counts]]) -> list[tuple[Keys, Counts]]:
    """Replace counts below the highest order by how many different words come before (Kneser & Ney)."""
    out = []
    for order in (1, 2):
        keys, counts = raw[order - 1]
        longer = raw[order][0] & np.uint64((1 << (_BITS * order)) - 1)
        seen, before = np.unique(longer, return_counts=True)
        starts = (keys >> np.uint64(_BITS * (order - 1))) == START
        adjusted = np.zeros(len(keys), np.int64)
        adjusted[np.searchsorted(keys, seen)] = before
        out.append((keys, np.where(starts, counts, adjusted)))
    return [*out, raw[2]]


def discounts(counts: Counts) -> tuple[float, float, float]:
    """Return what is taken from n-grams seen once, twice and more often."""
    once, twice, thrice, four = (int((counts == k).sum()) for k in (1, 2, 3, 4))
    if not (once and twice and thrice):
        return _FALLBACK
    y = once / (once + 2 * twice)
    found = (1 - 2 * y * twice / once, 2 - 3 * y * thrice / twice, 3 - 4 * y * four / thrice)
    if any(not 0 < value <= k for k, value in enumerate(found, start=1)):
        return _FALLBACK
    return found


def _estimate(adjusted: list[tuple[Keys, Counts]], types: int) -> tuple[Keys, Floats, Floats]:
    """Turn adjusted counts into probabilities and backoff weights. ``types``: words, the end and the unknown."""
    all_keys: list[Keys] = []
    all_p: list[Floats] = []
    all_backoff: list[Floats] = []
    lower_keys: Keys = np.zeros(0, np.uint64)
    lower_p: Floats = np.zeros(0)
    for order, (keys, counts) in enumerate(adjusted, start=1):
        if order == 1:
            kept = keys != START
            keys, counts = keys[kept], counts[kept]
            if not len(keys) or keys[0] != UNKNOWN:
                keys, counts = np.concatenate([[np.uint64(UNKNOWN)], keys]), np.concatenate([[0], counts])
        context = keys >> np.uint64(_BITS)
        first = (
            np.flatnonzero(np.concatenate([[True], context[1:] != context[:-1]]))
            if len(keys)
            else np.zeros(0, np.int64)
        )
        if not len(keys):
            break
        take = np.array([0.0, *discounts(counts)])[np.minimum(counts, 3)]
        whole = np.add.reduceat(counts, first)
        left = np.add.reduceat(take, first) / whole
        group = np.cumsum(np.concatenate([[0], context[1:] != context[:-1]])).astype(np.int64)
        seen = (counts - take) / whole[group]
        if order == 1:
            p = seen + left[0] / types
        else:
            suffix = keys & np.uint64((1 << (_BITS * (order - 1))) - 1)
            p = seen + left[group] * lower_p[np.searchsorted(lower_keys, suffix)]
            _weights(all_keys[-1], all_backoff[-1], context[first], left)
        all_keys.append(keys)
        all_p.append(p)
        all_backoff.append(np.zeros(len(keys)))
        lower_keys, lower_p = keys, p
        if order == 1:  # <s> is never predicted, but what follows it backs off
            all_keys.append(np.array([START], np.uint64))
            all_p.append(np.array([1.0]))
            all_backoff.append(np.zeros(1))
            both = np.concatenate(all_keys)
            at = np.argsort(both, kind="stable")
            all_keys, all_p = [both[at]], [np.concatenate(all_p)[at]]
            all_backoff = [np.concatenate(all_backoff)[at]]
    tags = [np.full(len(keys), order, np.uint64) << np.uint64(62) for order, keys in enumerate(all_keys, 1)]
    keys = np.concatenate([keys | tag for keys, tag in zip(all_keys, tags, strict=True)])
    return keys, np.log(np.concatenate(all_p)), np.concatenate(all_backoff)


def _weights(keys: Keys, backoff: Floats, contexts: Keys, left: Floats) -> None:
    backoff[np.searchsorted(keys, contexts)] = np.log(left)


def _table(
    keys: Keys, logp: Floats, backoff: Floats
) -> tuple[Keys, npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    size = table_size(len(keys))
    table = (np.zeros(size, np.uint64), np.zeros(size, np.float32), np.zeros(size, np.float32))
    _place(keys, logp.astype(np.float32), backoff.astype(np.float32), *table)
    return table


@nb.njit(nogil=True, cache=True, inline="always")
def _slot(key: Any, keys: Any) -> int:
    """Return the slot of a key, or the free slot where it would be. No key is 0: each has an order."""
    mask = np.uint64(len(keys) - 1)
    h = key * PRIME
    slot = np.int64((h ^ (h >> np.uint64(31))) & mask)
    while keys[slot] != 0 and keys[slot] != key:
        slot = (slot + 1) & np.int64(mask)
    return slot


@nb.njit(nogil=True, cache=True)
def _place(keys: Any, logp: Any, backoff: Any, to_keys: Any, to_logp: Any, to_backoff: Any) -> None:
    for k in range(len(keys)):
        slot = _slot(keys[k], to_keys)
        to_keys[slot], to_logp[slot], to_backoff[slot] = keys[k], logp[k], backoff[k]


@nb.njit(nogil=True, cache=True)
def _key(order: int, a: int, b: int, c: int) -> Any:
    """Return the key of the last ``order`` of three words."""
    key = np.uint64(c)
    if order > 1:
        key |= np.uint64(b) << np.uint64(20)
    if order > 2:
        key |= np.uint64(a) << np.uint64(40)
    return key | (np.uint64(order) << np.uint64(62))


@nb.njit(nogil=True, cache=True)
def _log_p(a: int, b: int, c: int, has_two: bool, keys: Any, logp: Any, backoff: Any) -> float:
    """Return log p(c | a b), or log p(c | b) where there is no ``a``."""
    total = 0.0
    if has_two:
        slot = _slot(_key(3, a, b, c), keys)
        if keys[slot] != 0:
            return logp[slot]
        slot = _slot(_key(2, 0, a, b), keys)
        if keys[slot] != 0:
            total += backoff[slot]
    slot = _slot(_key(2, 0, b, c), keys)
    if keys[slot] != 0:
        return total + logp[slot]
    slot = _slot(_key(1, 0, 0, b), keys)
    if keys[slot] != 0:
        total += backoff[slot]
    slot = _slot(_key(1, 0, 0, c), keys)
    return total + logp[slot]


@nb.njit(nogil=True, cache=True)
def _score(
    hashes: Any, at: Any, vocabulary: Any, keys: Any, logp: Any, backoff: Any, total: Any, unknown: Any
) -> None:
    for row in range(len(at) - 1):
        if at[row] == at[row + 1]:
            continue
        a, b, has_two, summed = UNKNOWN, START, False, 0.0
        for k in range(at[row], at[row + 1] + 1):
            c = END
            if k < at[row + 1]:
                low, high, wanted = 0, len(vocabulary), hashes[k]
                while low < high:
                    middle = (low + high) // 2
                    if vocabulary[middle] < wanted:
                        low = middle + 1
                    else:
                        high = middle
                c = UNKNOWN
                if low < len(vocabulary) and vocabulary[low] == wanted:
                    c = low + FIRST
                else:
                    unknown[row] += 1
            summed += _log_p(a, b, c, has_two, keys, logp, backoff)
            a, b, has_two = b, c, True
        total[row] = summed
