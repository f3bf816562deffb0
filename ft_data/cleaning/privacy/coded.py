r"""Values that are written in a code: URL and HTML escapes, ``\u0040``, invisible characters or tags between, base64.

The text is decoded next to a map of offsets; what is found in it is laid back over the characters it came from.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterator
from html import unescape
from typing import Final

from ft_data.cleaning.pattern import Pattern
from ft_data.cleaning.privacy.finding import Finding

# What no font shows: Default_Ignorable_Code_Point of Unicode, whole.
_INVISIBLE: Final = (
    r"\x{ad}\x{34f}\x{61c}\x{115f}\x{1160}\x{17b4}\x{17b5}\x{180b}-\x{180f}\x{200b}-\x{200f}\x{202a}-\x{202e}\x{2060}-\x{206f}"
    r"\x{3164}\x{fe00}-\x{fe0f}\x{feff}\x{ffa0}\x{fff0}-\x{fff8}\x{1bca0}-\x{1bca3}\x{1d173}-\x{1d17a}\x{e0000}-\x{e0fff}"
)
_TAG: Final = r"</?(?i:b|i|u|s|em|strong|span|font|wbr|code|mark|small|sub|sup)(?:\s[^<>]{0,200})?/?>"
# Letters, digits and the signs of addresses and numbers; quotes and angle brackets hide nothing.
_ENTITY: Final = (
    r"&(?:#(?:4[03-9]|5[0-8]|6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-2])|#[xX](?:2[8B-Fb-f]|3[0-9Aa]|[4-7][0-9A-Fa-f])"
    r"|commat|period|plus|colon|lpar|rpar|hyphen);"
)
_ESCAPE: Final = r"%[2-7][0-9A-Fa-f]|\\(?:u00|x)[2-7][0-9A-Fa-f]"
GUARDS = {
    "coded": rf"{_ESCAPE}|{_ENTITY}|[0-9A-Za-z@.+:-](?:[{_INVISIBLE}]+|{_TAG})+[0-9A-Za-z@.+:-]"
    rf"|[0-9A-Za-z@.+:/_)-] ?[{_INVISIBLE}]+ ?[0-9A-Za-z@.+:/_(-]",
    # Text in base64 goes back and forth between small letters and others; counting its length would take longer.
    "base64": r"[a-z][A-Z0-9][A-Za-z0-9+/_-]*[a-z][A-Z0-9][A-Za-z0-9+/_-]*[a-z][A-Z0-9]",
}
_SEEN = re.sub(r"\\x\{(\w+)\}", lambda code: chr(int(code[1], 16)), _INVISIBLE)
_CODE = re.compile(f"{_ESCAPE}|{_ENTITY}|[{_SEEN}]+|{_TAG}")
_BASE64 = Pattern(r"[A-Za-z0-9+/_-]{20,}={0,2}")
_MAX_BASE64: Final = 20_000
_MARGIN: Final = 120
Search = Callable[[str], list[Finding]]


def decoded(text: str, begin: int, stop: int) -> tuple[str, list[int], list[int]]:
    """Return ``text[begin:stop]`` without codes, and where each of its characters starts and ends in ``text``."""
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    position = begin
    for match in _CODE.finditer(text, begin, stop):
        start, end = match.span()
        parts.append(text[position:start])
        starts += range(position, start)
        ends += range(position + 1, start + 1)
        meant = _meaning(match.group())
        parts.append(meant)
        starts += [start] * len(meant)
        ends += [end] * len(meant)
        position = end
    parts.append(text[position:stop])
    starts += range(position, stop)
    ends += range(position + 1, stop + 1)
    return "".join(parts), starts, ends


def _windows(text: str) -> list[tuple[int, int]]:
    """Return the stretches around codes; a value and what announces it are shorter than a stretch's margin."""
    found: list[tuple[int, int]] = []
    for match in _CODE.finditer(text):
        begin, stop = max(0, match.start() - _MARGIN), min(len(text), match.end() + _MARGIN)
        if found and begin <= found[-1][1]:
            begin = found.pop()[0]
        found.append((begin, stop))
    return found


def _meaning(code: str) -> str:
    if code[0] in "%\\":
        return chr(int(code[-2:], 16))
    return unescape(code) if code[0] == "&" else ""


def in_decoded(text: str, search: Search) -> Iterator[Finding]:
    """Find what stands in URL or HTML escapes, in ``\\u0040``, or with invisible characters or inline tags within."""
    for begin, stop in _windows(text):
        meant, starts, ends = decoded(text, begin, stop)
        for item in search(meant):
            # What a stretch cuts off at its ends may look like another value than it is.
            if (item.start or not begin) and (item.end < len(meant) or stop == len(text)):
                yield Finding(item.kind, starts[item.start], ends[item.end - 1])


def in_base64(text: str, search: Search) -> Iterator[Finding]:
    """Find runs of base64 that decode to text with personal data in it; the whole run is the finding."""
    for match in _BASE64.finditer(text):
        plain = text_of(match.group()) if match.end() - match.start() <= _MAX_BASE64 else None
        found = search(plain) if plain else None
        if found:
            yield Finding(found[0].kind, *match.span())


def text_of(run: str) -> str | None:
    """Return the text that a run of base64 (of either alphabet, padded or not) stands for, None if it is none."""
    body = run.rstrip("=")
    if len(body) % 4 == 1 or (("-" in body or "_" in body) and ("+" in body or "/" in body)):
        return None
    try:
        data = base64.b64decode(body.translate(_URL_SAFE) + "=" * (-len(body) % 4))
        found = data.decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
    return found if all(char.isprintable() or char in "\n\r\t" for char in found) else None


_URL_SAFE = str.maketrans("-_", "+/")
