"""The kind of texts: of a column, or of one string."""

from __future__ import annotations

from typing import NamedTuple
from xml.parsers import expat

import numpy as np
import numpy.typing as npt
import orjson
import pyarrow as pa

from ft_data.signals.kind.decide import CODE, KINDS, Floats, decide, scores
from ft_data.signals.kind.kernel import NAMES, features
from ft_data.text.columns import Text, text_of

LIMIT = 1 << 13  # bytes of a text that are looked at
_PAIRS = {123: 125, 91: 93, 60: 62}  # what a parsed value opens and closes with: {} [] <>
_MOST = 1 << 20  # bytes of a value that is parsed


class Kinds(NamedTuple):
    """Per row: number of the kind in KINDS or -1, how sure that is, and the characters looked at."""

    kind: npt.NDArray[np.int64]
    confidence: Floats
    size: Floats


def kinds(text: Text) -> Kinds:
    """Return the kind of every row of a column."""
    found = np.empty((len(NAMES), len(text)), np.float32)
    features(text.data, text.offsets, LIMIT, found)
    best, confidence = decide(scores(found, _parsed(text)))
    return Kinds(best, confidence, found[0] + found[NAMES.index("fenced")])


def is_code(text: str) -> bool:
    """Whether one text is program text or shell commands."""
    return bool(kinds(text_of(pa.array([text]))).kind[0] == CODE)


def kind_of(text: str) -> str | None:
    """Return the kind of one text, None for an empty one."""
    found = int(kinds(text_of(pa.array([text]))).kind[0])
    return KINDS[found] if found >= 0 else None


def _parsed(text: Text) -> npt.NDArray[np.bool_]:
    """Return which rows are one JSON or XML value (not a bare number, string or word)."""
    out = np.zeros(len(text), np.bool_)
    sizes = np.diff(text.offsets)
    starts = text.offsets[:-1][sizes > 1]
    rows = np.flatnonzero(sizes > 1)
    # White space before a value is rare; such rows are looked at too.
    heads = text.data[starts]
    for row in rows[(heads == 123) | (heads == 91) | (heads == 60) | (heads <= 32)].tolist():
        start, end = text.offsets[row], text.offsets[row + 1]
        if end - start > _MOST:
            continue
        raw = text.data[start:end].tobytes().strip()
        if len(raw) > 1 and _PAIRS.get(raw[0]) == raw[-1]:
            out[row] = _xml(raw) if raw[0] == 60 else _json(raw)
    return out


def _json(raw: bytes) -> bool:
    try:
        orjson.loads(raw)
        return True
    except orjson.JSONDecodeError:
        return False


def _xml(raw: bytes) -> bool:
    parser = expat.ParserCreate()
    # No entity is expanded: a hostile document must not cost more than its own length.
    parser.EntityDeclHandler = _refuse
    try:
        parser.Parse(raw, True)
        return True
    except (expat.ExpatError, ValueError):
        return False


def _refuse(*_: object) -> None:
    raise ValueError("entity declaration")
