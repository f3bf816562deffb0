r"""A text as the finders read it: every character of a value in its plain form, at the place where it stands.

Digits of other scripts, full-width forms, typographic dashes and blanks between digits, and a backslash escape
of a line end or tab (``\n`` in program text or JSON) become the ASCII character that they mean. One character
stays one character, so that what is found here lies at the same offsets in the text.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Final

_WIDE = r"\x{ff0b}\x{ff0d}-\x{ff1a}\x{ff1d}\x{ff20}-\x{ff3a}\x{ff3f}\x{ff41}-\x{ff5a}"
_DASHES = r"\x{2010}-\x{2015}\x{2212}\x{fe58}\x{fe63}"
_BLANKS = r"\x{a0}\x{1680}\x{2000}-\x{200a}\x{202f}\x{205f}\x{3000}"
_DIGITS = (  # of other scripts, zero to nine each
    r"\x{660}-\x{669}\x{6f0}-\x{6f9}\x{7c0}-\x{7c9}\x{966}-\x{96f}\x{9e6}-\x{9ef}\x{a66}-\x{a6f}\x{ae6}-\x{aef}"
    r"\x{b66}-\x{b6f}\x{be6}-\x{bef}\x{c66}-\x{c6f}\x{ce6}-\x{cef}\x{d66}-\x{d6f}\x{e50}-\x{e59}\x{ed0}-\x{ed9}"
    r"\x{f20}-\x{f29}\x{1040}-\x{1049}\x{17e0}-\x{17e9}\x{1810}-\x{1819}"
)
_WIDE_VALUES = r"\x{ff10}-\x{ff19}\x{ff20}-\x{ff3a}\x{ff41}-\x{ff5a}"
# What shows that there is something to read differently. Colons and brackets alone are no reason.
GUARDS = {
    "other": rf"[{_WIDE_VALUES}{_DIGITS}]"
    rf"|[0-9A-Za-z][{_DASHES}{_BLANKS}][0-9]",
    "escaped": r"\\[nrt][0-9A-Za-z+(\[:*_<-]",
}
# A command of TeX is no escape: `\times`, `\right)`.
_TEX: Final = (
    r"(?:imes|ext[a-z]*|anh|heta|riangle[a-z]*|frac|ight[a-z]*|angle|ceil|floor|abla|otin|mid|ewline|oindent)(?![A-Za-z@.])"
    r"|(?:o|an|au|op|ho|m|eq?|eg|u|ot)(?![A-Za-z0-9@._-])"
)
_ESCAPE = re.compile(rf"(?<!\\)((?:\\\\)*)\\([nrt])(?!{_TEX})")
_BLANK_FOR: Final = {"n": " \n", "r": " \n", "t": " \t"}


@cache
def _table() -> dict[int, str]:
    """Map each character to the ASCII character that it means where it is part of a value."""
    made = {code: str(unicodedata.decimal(chr(code))) for code in _range(_DIGITS)}
    made |= {code: chr(code - 0xFEE0) for code in _range(_WIDE)}
    made |= dict.fromkeys(_range(_DASHES), "-")
    made |= dict.fromkeys(_range(_BLANKS), " ")
    return made | {0x66B: ".", 0x66C: ","}


def _range(chars: str) -> list[int]:
    """Return the code points of the inside of an RE2 character class."""
    found: list[int] = []
    for first, last in re.findall(r"\\x\{(\w+)\}(?:-\\x\{(\w+)\})?", chars):
        found += range(int(first, 16), int(last or first, 16) + 1)
    return found


def plain(text: str, guards: frozenset[str]) -> str:
    """Return ``text`` as finders read it, character for character; the very same object if nothing reads differently."""
    if "other" in guards:
        text = text.translate(_table())
    if "escaped" in guards:
        text = _ESCAPE.sub(lambda match: match[1] + _BLANK_FOR[match[2]], text)
    return text
