# mypy: disable-error-code="assignment,arg-type,return-value,no-any-return,str-unpack"
"""Kernel over lines and paragraphs: Gopher, C4 and FineWeb line measures."""

from __future__ import annotations

from typing import Any

import numba as nb
import numpy as np

from ft_data.text.scan import SEED, class_of, decode, longest_row, mix, slot_of, spell, table_size
from ft_data.text.unicode import SPACE

NAMES = (
    "lines", "paragraphs", "max_line_chars", "bullet_lines", "ellipsis_lines", "terminal_lines",
    "short_lines",
    "c4_lines", "dup_lines", "dup_line_chars", "dup_paragraphs", "dup_paragraph_chars",
    "dup_line_chars_fineweb",
    "line_repeats",
)  # fmt: skip


@nb.njit(nogil=True, cache=True)
def _ends(code: int) -> bool:
    """Whether a line may end with this character (. ! ? ' " and their typographic and CJK forms)."""
    return (
        code == 46
        or code == 33
        or code == 63
        or code == 34
        or code == 39
        or code == 0x2019
        or code == 0x201D
        or code == 0x2026
        or code == 0x3002
        or code == 0xFF01
        or code == 0xFF1F
    )


@nb.njit(nogil=True, cache=True)
def lines(data: Any, offsets: Any, classes: Any, out: Any) -> None:
    """Fill ``out`` (one line per name of NAMES, one column per row). A line ends at a line feed only."""
    size = table_size(longest_row(offsets) // 2 + 1)
    keys = np.zeros(size, np.uint64)
    counts = np.zeros(size, np.int64)
    stamps = np.full(size, -1, np.int64)
    keys2 = np.zeros(size, np.uint64)
    stamps2 = np.full(size, -1, np.int64)
    for row in range(len(offsets) - 1):
        start, end = offsets[row], offsets[row + 1]
        mask = table_size((end - start) // 2 + 1) - 1
        while start < end and data[start] <= 32:
            start += 1
        while end > start and data[end - 1] <= 32:
            end -= 1
        count = paragraphs = longest = bullets = ellipses = terminal = short = c4 = 0
        dup = dup_chars = dup_paragraphs = dup_paragraph_chars = repeats = chars = newlines = feeds = 0
        paragraph, paragraph_chars = SEED, 0
        i = start
        while i < end and data[i] != 10:
            i += 1
        several = i < end  # one line alone has nothing to be compared with
        i = start
        while i < end:
            # One line, and whatever line feeds follow it.
            state, length, tokens, long_token, token = SEED, 0, 0, 0, 0
            first = final = final2 = final3 = np.int64(0)
            raw = np.int64(0)
            while i < end and data[i] != 10:
                code, i = decode(data, i)
                if several:
                    state = spell(state, code)
                length += 1
                raw = code
                if class_of(code, classes) & SPACE:
                    token = 0
                else:
                    if token == 0:
                        tokens += 1
                    token += 1
                    long_token = max(long_token, token)
                    if first == 0:
                        first = code
                    final3, final2, final = final2, final, code
            state = mix(state, length)
            feeds = 0
            while i < end and data[i] == 10:
                feeds += 1
                i += 1
            newlines += feeds
            chars += length
            paragraph = mix(mix(paragraph, state), length)
            paragraph_chars += length
            if tokens > 0:
                count += 1
                longest = max(longest, length)
                bullets += first == 45 or first == 0x2022
                dots = final == 0x2026 or (final == 46 and final2 == 46 and final3 == 46)
                ellipses += dots
                terminal += _ends(raw)
                short += length <= 30
                c4 += tokens >= 3 and long_token <= 1000 and _ends(final) and not dots
            if tokens > 0:
                slot = slot_of(state, keys, stamps, row, mask)
                if stamps[slot] == row:
                    dup += 1
                    dup_chars += length
                    counts[slot] += 1
                else:
                    stamps[slot], keys[slot], counts[slot] = row, state, 1
                if counts[slot] > repeats:
                    repeats = counts[slot]
            if feeds == 1 and i < end:
                paragraph_chars += 1
                continue
            paragraphs += 1
            slot = slot_of(paragraph, keys2, stamps2, row, mask)
            if stamps2[slot] == row:
                dup_paragraphs += 1
                dup_paragraph_chars += paragraph_chars
            else:
                stamps2[slot], keys2[slot] = row, paragraph
            paragraph, paragraph_chars = SEED, 0
        for k in range(14):
            out[k, row] = np.nan
        out[0, row] = count
        out[1, row] = paragraphs
        out[2, row] = longest
        out[13, row] = repeats
        if count == 0:
            continue
        out[3, row] = bullets / count
        out[4, row] = ellipses / count
        out[5, row] = terminal / count
        out[6, row] = short / count
        out[7, row] = c4 / count
        out[8, row] = dup / count
        out[9, row] = dup_chars / (chars + newlines)
        out[10, row] = dup_paragraphs / paragraphs
        out[11, row] = dup_paragraph_chars / (chars + newlines)
        out[12, row] = dup_chars / chars
