# mypy: disable-error-code="assignment,arg-type,return-value,no-any-return"
"""Kernels that say which rows a byte test concerns, so that text is looked at in Python only there."""

from __future__ import annotations

from typing import Any

import numba as nb

PROBE = 8  # bytes that must come again
REACH = 480  # bytes in which the unit of a loop must be said once more


@nb.njit(nogil=True, cache=True)
def odd_bytes(data: Any, offsets: Any, controls: Any, lost: Any) -> None:
    """Count per row the control characters and noncharacters, and U+FFFD."""
    for row in range(len(offsets) - 1):
        found = gone = 0
        end = offsets[row + 1]
        for i in range(offsets[row], end):
            byte = data[i]
            if 32 <= byte < 127:
                continue
            if byte < 32:
                found += byte != 9 and byte != 10 and byte != 12 and byte != 13
            elif byte == 127:
                found += 1
            elif byte == 0xC2 and i + 1 < end:
                found += 0x80 <= data[i + 1] < 0xA0 and data[i + 1] != 0x85
            elif byte == 0xEF and i + 2 < end and data[i + 1] == 0xBF:
                gone += data[i + 2] == 0xBD
                found += data[i + 2] >= 0xBE
        controls[row], lost[row] = found, gone


@nb.njit(nogil=True, cache=True)
def may_loop(data: Any, offsets: Any, least: int, out: Any) -> None:
    """Mark the rows of ``least`` bytes or more in which the bytes at three places come again soon after.

    A loop that makes up 60% of a text covers its middle, or the middle of what is left of short and long words.
    """
    for row in range(len(offsets) - 1):
        start, end = offsets[row], offsets[row + 1]
        size = end - start
        if size < least:
            continue
        hits = 0
        for part in range(2, 5):
            at = start + size * part // 6
            first, second = data[at], data[at + 1]
            for i in range(at + 1, min(at + REACH, end - PROBE)):
                if data[i] == first and data[i + 1] == second:
                    k = 2
                    while k < PROBE and data[i + k] == data[at + k]:
                        k += 1
                    if k == PROBE:
                        hits += 1
                        break
        out[row] = hits >= 2
