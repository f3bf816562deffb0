# mypy: disable-error-code="assignment,arg-type,return-value,no-any-return,str-unpack"
"""Which texts are English enough to be judged by English words. A measure that rests on those is null for the others."""

from __future__ import annotations

from functools import cache
from typing import Any

import numba as nb
import numpy as np
import numpy.typing as npt

from ft_data.languages.packs import language
from ft_data.text.columns import Text
from ft_data.text.recent import recent
from ft_data.text.scan import place_of

SHARE = 0.05  # of the words of a text: English prose has a quarter or more
FEW = 12  # words of a text that may have none of them
ENOUGH = 32  # words that are looked at
LIMIT = 4096  # bytes of a text that are looked at


def _number(word: str) -> int:
    value = 0
    for char in word:
        value = value * 27 + ord(char) - 96
    return value


@cache
def _numbers() -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Return the numbers of the words, sorted, and which low 10 bits they have."""
    numbers = np.array(sorted(_number(word) for word in language("en").own_words), np.int64)
    sieve = np.zeros(1024, np.bool_)
    sieve[numbers & 1023] = True
    return numbers, sieve


@nb.njit(nogil=True, cache=True)
def _judge(
    data: Any, offsets: Any, limit: int, most: int, share: float, few: int, numbers: Any, sieve: Any, out: Any
) -> None:
    for row in range(len(offsets) - 1):
        i, end = offsets[row], min(offsets[row + 1], offsets[row] + limit)
        words = known = wide = letters = 0
        while i < end:
            byte = data[i]
            if byte >= 128:
                # Lead bytes of letters; E2, EF and F0 lead signs and pictographs, C2 signs of Latin-1.
                wide += 0xC3 <= byte <= 0xED and byte != 0xE2
                i += 1
                continue
            if not 97 <= (byte | 0x20) <= 122:
                i += 1
                continue
            number = np.int64(0)
            start = i
            while i < end and 97 <= (data[i] | 0x20) <= 122:
                if i - start < 6:
                    number = number * 27 + np.int64(data[i] | 0x20) - 96
                i += 1
            words += 1
            letters += i - start
            if words > most:
                break
            known += i - start <= 6 and sieve[number & 1023] and place_of(number, numbers) >= 0
        if known >= share * max(words, 1) and known > 0:
            out[row] = 2 * wide <= letters
        else:
            out[row] = words <= few and wide * 20 <= letters


@recent
def english(text: Text) -> npt.NDArray[np.bool_]:
    """Return which rows can be judged by English words: they have some of the commonest, or are a few words of plain letters."""
    out = np.zeros(len(text), np.bool_)
    _judge(text.data, text.offsets, LIMIT, ENOUGH, SHARE, FEW, *_numbers(), out)
    return out
