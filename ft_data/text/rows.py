"""Single rows of a text column: their text, which are ASCII, and a column with some of them replaced."""

from __future__ import annotations

import numba as nb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ft_data.text.columns import Text, frozen, text_of


def row_text(text: Text, row: int) -> str:
    """Return one row as a Python string."""
    return bytes(text.data[text.offsets[row] : text.offsets[row + 1]]).decode("utf-8", "replace")


def splice(text: Text, rows: npt.NDArray[np.int64], replacements: list[str]) -> Text:
    """Return a copy of ``text`` in which the given rows (ascending) hold the replacements."""
    if len(rows) == 0:
        return text
    other = text_of(pa.array(replacements, pa.large_string()))
    size = int(text.offsets[-1] - text.offsets[0] + other.offsets[-1])
    return frozen(*_splice(text.data, text.offsets, rows, other.data, other.offsets, size))


def without_contextual_capitals(text: Text) -> Text:
    """Lower, by Python, the rows with a character whose lower case depends on its neighbours or is several."""
    rows = np.flatnonzero(_row_kinds(text.data, text.offsets) == 2)
    return splice(text, rows, [row_text(text, int(row)).lower() for row in rows])


@nb.njit(nogil=True, cache=True)
def _splice(data, offsets, rows, other, other_offsets, size):  # type: ignore[no-untyped-def]
    n = len(offsets) - 1
    out = np.empty(size + 1, np.uint8)
    ends = np.zeros(n + 1, np.int64)
    at = 0
    k = 0
    for i in range(n):
        if k < len(rows) and rows[k] == i:
            row = other[other_offsets[k] : other_offsets[k + 1]]
            k += 1
        else:
            row = data[offsets[i] : offsets[i + 1]]
        out[at : at + len(row)] = row
        at += len(row)
        ends[i + 1] = at
    return out, ends


@nb.njit(nogil=True, cache=True)
def _row_kinds(data, offsets):  # type: ignore[no-untyped-def]
    # 0: ASCII, 1: other, 2: holds U+03A3 (CE A3) or U+0130 (C4 B0).
    n = len(offsets) - 1
    kinds = np.zeros(n, np.uint8)
    for i in range(n):
        row = data[offsets[i] : offsets[i + 1]]
        seen = np.uint8(0)
        for byte in row:
            seen |= byte
        if seen >= 128:
            kinds[i] = 1
            for j in range(1, len(row)):
                if (row[j] == 0xA3 and row[j - 1] == 0xCE) or (row[j] == 0xB0 and row[j - 1] == 0xC4):
                    kinds[i] = 2
                    break
    return kinds
