"""Which mixture of the sources would serve the targets best: advice, found without training a model for each.

Counts of n-grams add up, so those of any mixture are the sources' own, weighed: a thousand mixtures cost no more than
a product of two matrices. The model is a bigram one with Dirichlet smoothing; what a source gives are rows of it as
they come, and no more than it has. The best mixture is found on the targets, and tried on the held-out ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ft_data.proof.compare import Change, change

if TYPE_CHECKING:
    from ft_data.signals.fitted.words import Words

Floats = npt.NDArray[np.float64]
TRIED = 1_000
COME, NOW, ADVISED, CURVE = "as they come", "now", "advised", "curve"
_STEPS = 11  # of a curve, from none of a source to all that fits
_TOLD = 4  # sources, whose shares differ most
_MOST = 20_000  # words of targets that are looked at
_PRIOR = 5.0  # counts' worth of belief in the word alone
_PRIME = np.uint64(0x9E3779B97F4A7C15)

# `share` of `source` in a mixture; `loss` (nats a word) and `change` (percent against `now`, 95%) are the whole mixture's.
MIXTURE = pa.schema(
    [
        ("mixture", pa.string()),
        ("source", pa.string()),
        *((name, pa.float64()) for name in ("share", "loss", "change", "low", "high")),
    ]
)


class _Counts(NamedTuple):
    """By word of some texts and by source: the bigram, the word before, the word, each a word of the source."""

    pair: Floats
    before: Floats
    word: Floats
    text: npt.NDArray[np.int64]


def advice(
    pool: Words,
    source: npt.NDArray[np.int64],
    names: Sequence[str],
    now: Floats,
    room: int,
    wanted: Words,
    held: Words,
) -> tuple[pa.Table, str]:
    """Return `MIXTURE` and what it comes to in words.

    ``source`` of each row of the pool, a place in ``names``; ``now``: the words that the selection takes of each;
    ``room``: how many words it takes.
    """
    sizes = np.bincount(source, weights=np.diff(pool.at), minlength=len(names)).astype(np.float64)
    most = sizes / max(room, 1)
    come, taken = sizes / sizes.sum(), now / now.sum()
    universe = len(np.unique(pool.hashes))
    used, tried = (_counts(pool, source, sizes, _first(texts)) for texts in (wanted, held))
    mixtures = np.vstack([come, taken, _fit(_drawn(len(names)), most)])
    losses = np.concatenate(
        [_losses(used, mixtures[at : at + 50], room, universe).sum(0) for at in range(0, len(mixtures), 50)]
    )
    best = mixtures[int(np.argmin(losses))]
    base = _losses(tried, taken[None], room, universe)[:, 0]
    rows: list[dict[str, Any]] = []
    found: dict[str, Change | None] = {}
    for name, mixture in ((COME, come), (NOW, taken), (ADVISED, best)):
        loss = _losses(tried, mixture[None], room, universe)[:, 0]
        found[name] = change([loss], [base])
        rows += [_row(name, one, mixture[at], loss, tried, found[name]) for at, one in enumerate(names)]
    for at, one in enumerate(names):
        for share in np.linspace(0.0, min(1.0, float(most[at])), _STEPS):
            mixture = _with(come, at, float(share), most)
            loss = _losses(tried, mixture[None], room, universe)[:, 0]
            rows.append(_row(CURVE, one, mixture[at], loss, tried, change([loss], [base])))
    return pa.Table.from_pylist(rows, MIXTURE), said(found[ADVISED], names, best, taken)


def said(found: Change | None, names: Sequence[str], best: Floats, now: Floats) -> str:
    """Say what the search comes to. It is advice about whole sources: a selection takes the best of each."""
    if found is None:
        return "mixture: too few held-out texts to tell"
    if found.sign >= 0:
        return f"mixture: of {TRIED:,} tried none is better than that of now ({found.percent:+.1f}%, {found.low:+.1f} to {found.high:+.1f})"
    moved = sorted(range(len(names)), key=lambda at: (-abs(best[at] - now[at]), at))[:_TOLD]
    shares = ", ".join(f"{names[at]} {best[at]:.0%} (now {now[at]:.0%})" for at in moved)
    return (
        f"mixture: {shares} would lower the loss by {-found.percent:.1f}% ({found.low:+.1f} to {found.high:+.1f}), "
        "of rows as they come; nothing was changed"
    )


def _row(
    name: str, source: str, share: float, loss: Floats, tried: _Counts, found: Change | None
) -> dict[str, Any]:
    ends = {"change": found.percent, "low": found.low, "high": found.high} if found else {}
    each = float(loss.sum()) / max(len(tried.text), 1)
    return {
        "mixture": name,
        "source": source,
        "share": round(float(share), 6),
        "loss": round(each, 6),
        **ends,
    }


def _drawn(sources: int) -> Floats:
    """Draw mixtures: even ones and such that are nearly one source."""
    rng = np.random.default_rng(0)
    half = TRIED // 2
    return np.vstack([rng.dirichlet(np.full(sources, one), half) for one in (1.0, 0.3)])


def _fit(mixtures: Floats, most: Floats) -> Floats:
    """Take from sources what they do not have, and give it to those that have more, in proportion."""
    fitted = mixtures.copy()
    for _ in range(len(most)):
        fitted = np.minimum(fitted, most)
        left = 1.0 - fitted.sum(1, keepdims=True)
        free = np.where(fitted < most, np.maximum(mixtures, 1e-9), 0.0)
        whole = free.sum(1, keepdims=True)
        fitted += np.divide(left * free, whole, out=np.zeros_like(free), where=whole > 0)
    return np.minimum(fitted, most)


def _with(come: Floats, at: int, share: float, most: Floats) -> Floats:
    """Return the mixture with so much of one source and the others as they come."""
    others = come.copy()
    others[at] = 0.0
    rest = others / others.sum() * (1.0 - share) if others.sum() else others
    limits = most.copy()
    limits[at] = share
    rest[at] = share
    fitted: Floats = _fit(rest[None], limits)[0]
    return fitted


def _first(texts: Words) -> Words:
    fits = int(np.searchsorted(texts.at[1:], _MOST, "right"))
    fits = max(fits, 1)
    return type(texts)(texts.hashes[: texts.at[fits]], texts.at[: fits + 1], texts.start, texts.end)


def _pairs(texts: Words) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
    """Return for each word the one before it (0 at the beginning), and a key of both."""
    before = np.zeros(len(texts.hashes), np.uint64)
    before[1:] = texts.hashes[:-1]
    starts = texts.at[:-1][np.diff(texts.at) > 0]
    before[starts] = 0
    with np.errstate(over="ignore"):
        return before, (before * _PRIME) ^ texts.hashes


def _counts(pool: Words, source: npt.NDArray[np.int64], sizes: Floats, texts: Words) -> _Counts:
    of_word = np.repeat(source, np.diff(pool.at))
    seen = (*reversed(_pairs(pool)), pool.hashes)
    asked = (*reversed(_pairs(texts)), texts.hashes)
    pair, before, word = (
        _share(keys, of_word, sizes, wanted) for keys, wanted in zip(seen, asked, strict=True)
    )
    return _Counts(pair, before, word, np.repeat(np.arange(len(texts)), np.diff(texts.at)))


def _share(keys: Any, source: npt.NDArray[np.int64], sizes: Floats, wanted: Any) -> Floats:
    """Return how often each wanted key is in each source, a word of it."""
    known, back = np.unique(wanted, return_inverse=True)
    place = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    hit = known[place] == keys
    count = np.bincount(place[hit] * len(sizes) + source[hit], minlength=len(known) * len(sizes))
    each: Floats = (count.reshape(len(known), len(sizes)) / np.maximum(sizes, 1.0))[back]
    return each


def _losses(counts: _Counts, mixtures: Floats, room: int, universe: int) -> Floats:
    """Return the loss in nats of every text (rows) under every mixture (columns)."""
    pair, before, word = (room * (one @ mixtures.T) for one in (counts.pair, counts.before, counts.word))
    alone = (word + 1.0) / (room + universe)
    logs = -np.log((pair + _PRIOR * alone) / (before + _PRIOR))
    texts = int(counts.text[-1]) + 1 if len(counts.text) else 0
    out = np.zeros((texts, len(mixtures)))
    np.add.at(out, counts.text, logs)
    return out
