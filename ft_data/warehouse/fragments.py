"""What texts are recognised by, in whatever form they were written down; kept as numbers, never as text.

Bytes are folded before they are compared: small letters, digits and all that is not ASCII stay, the rest goes. That undoes
wrapping, indentation, backslashes, tags' brackets and the zeros of UTF-16, so each writing of a text is one run of bytes:
as UTF-8, UTF-16, with the escapes of JSON, URLs, HTML and quoted-printable, in base64 (wherever it begins) and in hex.
"""

from __future__ import annotations

import base64
import html
import json
import quopri
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.uint64]
Block = bytes | memoryview

_KEPT = bytes(code for code in range(256) if code >= 0x80 or chr(code).isalnum())
_SMALL = bytes(code + 32 if 65 <= code <= 90 else code for code in range(256))
_DROPPED = bytes(set(range(256)) - set(_KEPT))

_SLICE, _STEP = 40, 20  # characters: a copy of any 60 of them holds a whole slice
_LONG, _SHORT = (
    3,
    2,
)  # words of eight folded bytes that are compared at once; short ones for texts that have no more
_MOST = 2_000_000  # numbers; of very many texts fewer slices are looked for
_BLOCK = 1 << 18  # bytes compared at once: they stay in the processor's cache
_MIX = [np.uint64(odd) for odd in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9)]
_LAST = np.uint64(0xFF51AFD7ED558CCD)


def fold(data: bytes) -> bytes:
    """Return what of some bytes is compared."""
    return data.translate(_SMALL, _DROPPED)


def slices(texts: Iterable[str], most: int = _MOST // 40) -> list[str]:
    """Cut texts into overlapping pieces of which each says whose it is; the same number of each text if they are many.

    Texts with fewer than 16 letters and digits are not there: too much else would look like them.
    """
    known = list(dict.fromkeys(texts))
    share = max(1, most // max(1, len(known)))
    found: dict[str, None] = {}
    for text in known:
        starts = range(0, max(1, len(text) - _SLICE + _STEP), _STEP)
        step = -(-len(starts) // share)
        for start in starts[::step]:
            piece = text[max(0, min(start, len(text) - _SLICE)) :][:_SLICE]
            if len(fold(piece.encode("utf-8", "surrogatepass"))) >= 8 * _SHORT:
                found[piece] = None
    return list(found)


@dataclass(frozen=True)
class Fragments:
    """The numbers of what is looked for: of 24 folded bytes, and of 16 of shorter texts; sorted."""

    long: Numbers
    short: Numbers
    _tables: dict[int, tuple[npt.NDArray[np.bool_], np.uint64]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def __bool__(self) -> bool:
        return bool(len(self.long) or len(self.short))

    def among(self, blocks: Iterable[Block]) -> set[int]:
        """Return the numbers that one stream of bytes holds."""
        found: set[int] = set()
        for folded in _joined(blocks):
            for words, wanted in ((_LONG, self.long), (_SHORT, self.short)):
                if len(wanted):
                    for numbers in _numbers(folded, words):
                        hit = numbers[self._perhaps(words, wanted, numbers)]
                        if len(hit):
                            there = np.minimum(np.searchsorted(wanted, hit), len(wanted) - 1)
                            found.update(hit[wanted[there] == hit].tolist())
        return found

    def inside(self, blocks: Iterable[Block]) -> bool:
        """Tell whether a stream of bytes holds any; reading stops at the first."""
        return any(self.among([folded]) for folded in _joined(blocks))

    def plain(self) -> dict[str, list[int]]:
        """Return the numbers for a JSON file."""
        return {"long": self.long.tolist(), "short": self.short.tolist()}

    @staticmethod
    def of_plain(said: Any) -> Fragments:
        """Read back :meth:`plain`."""
        return Fragments(np.array(said["long"], np.uint64), np.array(said["short"], np.uint64))

    def _perhaps(self, words: int, wanted: Numbers, numbers: Numbers) -> npt.NDArray[np.bool_]:
        """Tell cheaply which numbers may be wanted: a table by their first bits."""
        if words not in self._tables:
            bits = min(26, max(16, len(wanted).bit_length() + 6))
            table = np.zeros(1 << bits, np.bool_)
            table[wanted >> np.uint64(64 - bits)] = True
            self._tables[words] = (table, np.uint64(64 - bits))
        table, shift = self._tables[words]
        perhaps: npt.NDArray[np.bool_] = table[numbers >> shift]
        return perhaps


def plainly(pieces: Sequence[str]) -> tuple[Fragments, list[set[int]]]:
    """Return what slices are recognised by as texts and in JSON, and of each slice the numbers."""
    return _gather([[_utf8(piece), _json(piece)] for piece in pieces])


def everywhere(pieces: Sequence[str]) -> Fragments:
    """Return what slices are recognised by in all forms."""
    return _gather([list(_forms(piece)) for piece in pieces])[0]


def _gather(forms: Sequence[Sequence[bytes]]) -> tuple[Fragments, list[set[int]]]:
    windows: dict[int, list[bytes]] = {_LONG: [], _SHORT: []}
    of: dict[int, list[int]] = {_LONG: [], _SHORT: []}
    for number, written in enumerate(forms):
        for folded in set(map(fold, written)):
            words = _LONG if len(folded) >= 8 * _LONG else _SHORT
            width, last = 8 * words, len(folded) - 8 * words
            for start in sorted({*range(0, last + 1, width), max(last, 0)}) if last >= 0 else ():
                windows[words].append(folded[start : start + width])
                of[words].append(number)
    each: list[set[int]] = [set() for _ in forms]
    made: dict[int, Numbers] = {}
    for words, found in windows.items():
        parts = np.frombuffer(b"".join(found), "<u8").reshape(-1, words)
        numbers = _mixed([parts[:, index] for index in range(words)])
        made[words] = np.unique(numbers)
        for number, value in zip(of[words], numbers.tolist(), strict=True):
            each[number].add(value)
    return Fragments(made[_LONG], made[_SHORT]), each


def _forms(text: str) -> Iterator[bytes]:
    utf8, escaped = _utf8(text), _json(text)
    yield from (utf8, escaped, _json(escaped.decode()))
    yield from (text.encode(name, "surrogatepass") for name in ("utf-16-le", "utf-16-be"))
    percent = quote(utf8, safe="").encode()
    yield from (percent, quote(utf8, safe="/ ").encode(), quote(percent, safe="").encode())
    yield html.escape(text).encode("ascii", "xmlcharrefreplace")
    yield quopri.encodestring(utf8)
    for body in {utf8, escaped}:
        yield body.hex().encode()
        for before, unsure in ((0, 0), (1, 2), (2, 3)):
            # The first and last characters also hold bits of what stands around the text.
            whole = base64.b64encode(bytes(before) + body)
            yield whole[unsure : len(whole) - (4 if (before + len(body)) % 3 else 0)]


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _json(text: str) -> bytes:
    return json.dumps(text)[1:-1].encode()


def _joined(blocks: Iterable[Block]) -> Iterator[bytes]:
    """Yield folded blocks of a stream, each with the end of the one before: what lies across is seen too."""
    tail = b""
    for block in blocks:
        view = memoryview(block)
        for start in range(0, len(view), _BLOCK):
            folded = tail + fold(bytes(view[start : start + _BLOCK]))
            yield folded
            tail = folded[-(8 * _LONG - 1) :]


def _numbers(folded: bytes, words: int) -> Iterator[Numbers]:
    """Yield a number for every run of so many words: those that begin at the first byte, at the second, ..."""
    for offset in range(8):
        count = (len(folded) - offset) // 8
        if count >= words:
            seen = np.frombuffer(folded, "<u8", count, offset)
            yield _mixed([seen[at : count - words + 1 + at] for at in range(words)])


def _mixed(words: Sequence[Numbers]) -> Numbers:
    with np.errstate(over="ignore"):
        number = words[0] * _MIX[0]
        for word, odd in zip(words[1:], _MIX[1:], strict=False):
            number += word * odd
        number ^= number >> np.uint64(32)
        number *= _LAST
    return number
