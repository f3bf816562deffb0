# mypy: disable-error-code="assignment,arg-type,return-value,no-any-return,str-unpack"
"""Kernel over characters: class ratios, entropy, runs, brackets and quotes, compressibility."""

from __future__ import annotations

from typing import Any

import numba as nb
import numpy as np

from ft_data.text.scan import SEED, class_of, decode, longest_row, mix, slot_of, table_size
from ft_data.text.unicode import CONTROL, DIGIT, EMOJI, LETTER, PUNCTUATION, SPACE, SYMBOL, UPPER

NAMES = (
    "chars", "alpha_ratio", "digit_ratio", "upper_ratio", "punctuation_ratio", "symbol_ratio", "space_ratio",
    "emoji_ratio", "control_ratio", "url_ratio", "char_run", "entropy", "unbalanced_brackets",
    "unbalanced_quotes", "compression_ratio",
)  # fmt: skip
_WINDOW = 1 << 16  # bytes that the compressibility measure looks at


@nb.njit(nogil=True, cache=True)
def _link_end(data: Any, start: int, i: int, end: int) -> int:
    """Return where a link that starts at byte ``i`` ends, or ``i`` when none starts there."""
    byte = data[i] | 0x20
    if (byte != 104 and byte != 119) or i + 5 > end:  # h, w
        return i
    if i > start:
        before = data[i - 1]
        if 48 <= before <= 57 or 65 <= before <= 90 or 97 <= before <= 122:
            return i
    j = i
    if byte == 119:
        if data[i + 1] | 0x20 != 119 or data[i + 2] | 0x20 != 119 or data[i + 3] != 46:
            return i
        j = i + 4
    else:
        if data[i + 1] | 0x20 != 116 or data[i + 2] | 0x20 != 116 or data[i + 3] | 0x20 != 112:
            return i
        j = i + 4
        if data[j] | 0x20 == 115:
            j += 1
        if j + 2 >= end or data[j] != 58 or data[j + 1] != 47 or data[j + 2] != 47:
            return i
        j += 3
    while j < end and data[j] > 32 and data[j] != 34 and data[j] != 60 and data[j] != 62 and data[j] != 41:
        j += 1
    return j


@nb.njit(nogil=True, cache=True)
def _compression(data: Any, start: int, end: int, last: Any) -> float:
    """Greedy LZ77 with a table of 4-byte hashes: a literal costs 1 byte, a match of 4 or more costs 3."""
    end = min(end, start + _WINDOW)
    last[:] = -1
    cost, i = 0, start
    word, filled = np.int64(0), start  # the 4 bytes from i on, once filled == i + 4
    while i < end:
        if i + 4 > end:
            cost += end - i
            break
        if filled < i:
            filled = i
        while filled < i + 4:
            word = (word >> 8) | np.int64(data[filled]) << 24
            filled += 1
        slot = ((word * 2654435761) & 0xFFFFFFFF) >> 20
        seen = np.int64(last[slot])
        last[slot] = np.int32(i - start)
        if seen >= 0:
            at = start + seen
            length = 0
            while i + length < end and data[at + length] == data[i + length]:
                length += 1
            if length >= 4:
                cost += 3
                i += length
                continue
        cost += 1
        i += 1
    return cost / (end - start)


@nb.njit(nogil=True, cache=True)
def characters(data: Any, offsets: Any, classes: Any, out: Any) -> None:
    """Fill ``out`` (one line per name of NAMES, one column per row); NaN where a measure is not defined."""
    low = np.zeros(128, np.int64)
    size = table_size(min(longest_row(offsets), 1 << 17))
    keys = np.zeros(size, np.uint64)
    counts = np.zeros(size, np.int64)
    stamps = np.full(size, -1, np.int64)
    slots = np.zeros(size, np.int64)
    last = np.zeros(4096, np.int32)
    for row in range(len(offsets) - 1):
        start, end = offsets[row], offsets[row + 1]
        low[:] = 0
        wide, mask = 0, table_size(min(end - start, 1 << 17)) - 1
        letters = uppers = digits = punctuation = symbols = spaces = emoji = controls = 0
        run = longest = links = link_end = others = 0
        rounds = squares = curlies = unmatched = curly = 0
        before = before2 = np.int64(-1)
        i = start
        while i < end:
            code, j = decode(data, i)
            if i >= link_end and (code | 0x20 == 104 or code | 0x20 == 119):
                link_end = _link_end(data, start, i, end)
            links += i < link_end
            run = run + 1 if code == before else 1
            if run > longest and (
                run < 4 or classes[code & 0xFFFF] & (LETTER | DIGIT) or code == 33 or code == 63
            ):
                longest = run
            if code < 128:
                # Classes of ASCII characters are counted from the histogram, once a row.
                low[code] += 1
                if code == 40:
                    rounds += 1
                elif code == 41:
                    # "1)" and "a)" number a list, ":)" is a face.
                    if rounds > 0:
                        rounds -= 1
                    elif not (before2 <= 32 or before == 58 or before == 45 or 48 <= before <= 57):
                        unmatched += 1
                elif code == 91:
                    squares += 1
                elif code == 93:
                    if squares > 0:
                        squares -= 1
                    else:
                        unmatched += 1
                elif code == 123:
                    curlies += 1
                elif code == 125:
                    if curlies > 0:
                        curlies -= 1
                    else:
                        unmatched += 1
            else:
                others += 1
                kind = class_of(code, classes)
                letters += (kind & LETTER) != 0
                uppers += (kind & UPPER) != 0
                digits += (kind & DIGIT) != 0
                punctuation += (kind & PUNCTUATION) != 0
                symbols += (kind & SYMBOL) != 0
                spaces += (kind & SPACE) != 0
                emoji += (kind & EMOJI) != 0
                controls += ((kind & CONTROL) != 0) | (code == 0xFFFD)
                curly += code == 0x201C
                curly -= code == 0x201D
                if wide < 1 << 16:
                    key = mix(SEED, code)
                    slot = slot_of(key, keys, stamps, row, mask)
                    if stamps[slot] != row:
                        stamps[slot], keys[slot], counts[slot] = row, key, 0
                        slots[wide] = slot
                        wide += 1
                    counts[slot] += 1
            before2, before = before, code
            i = j
        chars, bits = others, 0.0
        for k in range(128):
            seen = low[k]
            if seen > 0:
                chars += seen
                kind = classes[k]
                letters += seen * ((kind & LETTER) != 0)
                uppers += seen * ((kind & UPPER) != 0)
                digits += seen * ((kind & DIGIT) != 0)
                punctuation += seen * ((kind & PUNCTUATION) != 0)
                symbols += seen * ((kind & SYMBOL) != 0)
                spaces += seen * ((kind & SPACE) != 0)
                controls += seen * ((kind & CONTROL) != 0)
                bits -= seen * np.log2(seen)
        for k in range(wide):
            bits -= counts[slots[k]] * np.log2(counts[slots[k]])
        for k in range(15):
            out[k, row] = np.nan
        out[0, row] = chars
        out[10, row] = longest
        out[12, row] = unmatched + rounds + squares + curlies
        out[13, row] = low[34] % 2 + abs(curly)
        if chars == 0:
            continue
        out[1, row] = letters / chars
        out[2, row] = digits / chars
        out[3, row] = uppers / max(letters, 1)
        out[4, row] = punctuation / chars
        out[5, row] = symbols / chars
        out[6, row] = spaces / chars
        out[7, row] = emoji / chars
        out[8, row] = controls / chars
        out[9, row] = links / chars
        out[11, row] = max(bits / chars + np.log2(chars), 0.0)
        out[14, row] = _compression(data, start, end, last)
