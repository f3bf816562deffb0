# mypy: disable-error-code="assignment,arg-type,return-value,no-any-return,str-unpack"
"""Which language's words a text can be judged by: the one whose function words it is made of, where that language has a pack.

This is no identification of languages (see `signals.language`): a text that is in none of them, or in one without a pack,
or has too few function words, is judged by nobody's words, and measures that rest on words are null for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import numba as nb
import numpy as np
import numpy.typing as npt

from ft_data.languages.packs import codes, language
from ft_data.text.columns import Text, joined, taken, text_of
from ft_data.text.recent import recent
from ft_data.text.scan import SEED, mix

UNKNOWN = -1
LIMIT, ENOUGH = 4096, 48  # bytes and words of a text that are looked at
SHORT = 400  # bytes of a text that may be too short to tell
SHARE = 0.12  # of its words are function words of the language, a word that languages share split among them
WHOLE = 60  # what a word counts for that one language alone has


class _Table(NamedTuple):
    """Hashes of all function words, sorted; which low 16 bits they have; and of the n-th the languages with weights,
    ``first[n]:first[n + 1]`` of ``of``: language * 256 + 128 + weight, that of a word of a close language below none."""

    hashes: npt.NDArray[np.uint64]
    sieve: npt.NDArray[np.int32]
    first: npt.NDArray[np.int64]
    of: npt.NDArray[np.int64]


@cache
def _table(known: tuple[str, ...]) -> _Table:
    import pyarrow as pa

    owners: dict[int, list[int]] = {}
    close: dict[int, list[int]] = {}
    for number, pack in enumerate(map(language, known)):
        for words, into in ((pack.stop_words, owners), (pack.close_words, close)):
            for word in dict.fromkeys(words):
                text = text_of(pa.array([word]))
                into.setdefault(int(_hash(text.data, 0, int(text.offsets[1]))[0]), []).append(number)
    hashes = np.array(sorted({*owners, *close}), np.uint64)
    first, of = [0], []
    for one in hashes.tolist():
        mine = owners.get(one, [])
        of += [number * 256 + 128 + WHOLE // len(mine) for number in mine]
        of += [number * 256 + 128 - WHOLE for number in close.get(one, [])]
        first.append(len(of))
    sieve = np.zeros(1 << 16, np.int32)
    sieve[(hashes & np.uint64(0xFFFF)).astype(np.int64)] = 1
    return _Table(hashes, sieve, np.array(first, np.int64), np.array(of, np.int64))


@nb.njit(nogil=True, cache=True)
def _hash(data: Any, i: int, end: int) -> tuple[Any, int]:
    """Hash the word that begins at a byte, in small letters (ASCII, Latin-1, Cyrillic); return the hash and where it ends.

    A character of a script without spaces, and a syllable of Hangul, is a word.
    """
    h = SEED
    start = i
    while i < end:
        byte = np.int64(data[i])
        if byte >= 0xE3 and byte <= 0xED:
            if i > start:
                break
            for k in range(i, min(i + 3, end)):
                h = mix(h, np.int64(data[k]))
            return h, min(i + 3, end)
        if 65 <= byte <= 90:
            byte |= 0x20
        elif byte < 128 and not 97 <= byte <= 122:
            break
        elif (byte == 0xC3 or byte == 0xD0) and i + 1 < end:
            after = np.int64(data[i + 1])
            if (byte == 0xC3 and 0x80 <= after <= 0x9E) or (byte == 0xD0 and 0x90 <= after <= 0x9F):
                after += 0x20
            elif byte == 0xD0 and 0xA0 <= after <= 0xAF:
                byte, after = 0xD1, after - 0x20
            h = mix(mix(h, byte), after)
            i += 2
            continue
        elif byte == 0xE2 or byte == 0xC2 or byte >= 0xEE:
            # Signs: quotes, dashes, inverted marks, pictographs, full-width forms.
            break
        elif (
            byte == 0xE0
            and i + 2 < end
            and data[i + 1] == 0xA5
            and (data[i + 2] == 0xA4 or data[i + 2] == 0xA5)
        ):
            break  # dandas
        elif (
            byte == 0xD8
            and i + 1 < end
            and (data[i + 1] == 0x8C or data[i + 1] == 0x9B or data[i + 1] == 0x9F)
        ):
            break  # Arabic comma, semicolon and question mark
        h = mix(h, byte)
        i += 1
    return h, i


@nb.njit(nogil=True, cache=True)
def _judge(
    data: Any, offsets: Any, limit: int, most: int, share: float, whole: int, hashes: Any, sieve: Any, first: Any, of: Any,
    count: int, english: int, out: Any,
) -> None:  # fmt: skip
    score = np.zeros(count, np.int64)
    seen, sure = np.zeros(count, np.int64), np.zeros(count, np.int64)
    for row in range(len(offsets) - 1):
        i, end = offsets[row], min(offsets[row + 1], offsets[row] + limit)
        score[:] = 0
        seen[:] = -1
        sure[:] = 0
        words = 0
        while i < end and words < most:
            h, after = _hash(data, i, end)
            if after == i:
                i += 1
                while i < end and data[i] & 0xC0 == 0x80:
                    i += 1
                continue
            start, i = i, after
            words += 1
            if sieve[np.int64(h & np.uint64(0xFFFF))] == 0:
                continue
            place = np.searchsorted(hashes, h)
            if place < len(hashes) and hashes[place] == h:
                for k in range(first[place], first[place + 1]):
                    score[of[k] >> 8] += (of[k] & 255) - 128
                    # Los Angeles, non-fiction, def f(c): one plain word, or letters, are a name or a sign in English too.
                    if after - start > 1:
                        one = of[k] >> 8
                        sure[one] |= (
                            data[start] >= 128
                            or data[after - 1] >= 128
                            or (seen[one] >= 0 and seen[one] != place)
                        )
                        seen[one] = place
        best, second = -1, 0
        for k in range(count):
            if best < 0 or score[k] > score[best]:
                best = k
        for k in range(count):
            if k != best:
                second = max(second, score[k])
        # So is not one beside letters that English lacks.
        if best >= 0 and best != english and sure[best] == 0 and seen[best] >= 0:
            for k in range(offsets[row], end):
                sure[best] |= data[k] >= 0xC3 and data[k] <= 0xDF
        told = (
            best >= 0
            and score[best] > second
            and score[best] * 2 >= whole
            and (best == english or sure[best])
        )
        out[row] = best if told and score[best] >= share * whole * words else -1


def _told(text: Text) -> npt.NDArray[np.int8]:
    out = np.full(len(text), UNKNOWN, np.int8)
    _judge(
        text.data,
        text.offsets,
        LIMIT,
        ENOUGH,
        SHARE,
        WHOLE,
        *_table(codes()),
        len(codes()),
        codes().index("en"),
        out,
    )
    return out


@recent
def spoken(text: Text) -> npt.NDArray[np.int8]:
    """Return per row the number of the language in `codes()`, or `UNKNOWN`."""
    return _told(text)


def of_packs(text: Text, asked: Text | None = None) -> npt.NDArray[np.int8]:
    """Return per row the language by whose pack it is judged, or `UNKNOWN`; a text that is too short to tell is in that
    of what it answers, and where that is too short as well, in that of both together."""
    found = spoken(text)
    if asked is None:
        return found
    found = np.where(found == UNKNOWN, spoken(asked), found)
    short = np.flatnonzero((found == UNKNOWN) & (np.diff(text.offsets) <= SHORT))
    if len(short):  # not as a recent column: it would push out one that the next group asks for
        found[short] = _told(joined(taken(asked, short), taken(text, short), SHORT))
    return found


def others(text: Text, of: npt.NDArray[np.int8]) -> Iterator[tuple[str, npt.NDArray[np.int64], Text]]:
    """Yield the languages but English that rows are judged in: code, numbers of the rows, and those rows."""
    known = codes()
    for number in np.unique(of).tolist():
        if number != UNKNOWN and known[number] != "en":
            rows = np.flatnonzero(of == number)
            yield known[number], rows, taken(text, rows)
