r"""A text as the finders read it: every character of a value in its plain form, at the place where it stands.

Digits of other scripts, full-width forms, typographic dashes and blanks between digits, underscores that
emphasise, and a backslash escape of a line end or tab (``\n`` in program text or JSON) become the ASCII character that they mean. One character
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
_DIGITS = (  # of other scripts and of mathematics, zero to nine each: category Nd of Unicode, whole
    r"\x{660}-\x{669}\x{6f0}-\x{6f9}\x{7c0}-\x{7c9}\x{966}-\x{96f}\x{9e6}-\x{9ef}\x{a66}-\x{a6f}\x{ae6}-\x{aef}"
    r"\x{b66}-\x{b6f}\x{be6}-\x{bef}\x{c66}-\x{c6f}\x{ce6}-\x{cef}\x{d66}-\x{d6f}\x{de6}-\x{def}\x{e50}-\x{e59}"
    r"\x{ed0}-\x{ed9}\x{f20}-\x{f29}\x{1040}-\x{1049}\x{1090}-\x{1099}\x{17e0}-\x{17e9}\x{1810}-\x{1819}\x{1946}-\x{194f}"
    r"\x{19d0}-\x{19d9}\x{1a80}-\x{1a89}\x{1a90}-\x{1a99}\x{1b50}-\x{1b59}\x{1bb0}-\x{1bb9}\x{1c40}-\x{1c49}"
    r"\x{1c50}-\x{1c59}\x{a620}-\x{a629}\x{a8d0}-\x{a8d9}\x{a900}-\x{a909}\x{a9d0}-\x{a9d9}\x{a9f0}-\x{a9f9}"
    r"\x{aa50}-\x{aa59}\x{abf0}-\x{abf9}\x{104a0}-\x{104a9}\x{10d30}-\x{10d39}\x{11066}-\x{1106f}\x{110f0}-\x{110f9}"
    r"\x{11136}-\x{1113f}\x{111d0}-\x{111d9}\x{112f0}-\x{112f9}\x{11450}-\x{11459}\x{114d0}-\x{114d9}\x{11650}-\x{11659}"
    r"\x{116c0}-\x{116c9}\x{11730}-\x{11739}\x{118e0}-\x{118e9}\x{11950}-\x{11959}\x{11c50}-\x{11c59}\x{11d50}-\x{11d59}"
    r"\x{11da0}-\x{11da9}\x{16a60}-\x{16a69}\x{16ac0}-\x{16ac9}\x{16b50}-\x{16b59}\x{1d7ce}-\x{1d7ff}\x{1e140}-\x{1e149}"
    r"\x{1e2f0}-\x{1e2f9}\x{1e950}-\x{1e959}\x{1fbf0}-\x{1fbf9}"
)
_WIDE_VALUES = r"\x{ff10}-\x{ff19}\x{ff20}-\x{ff3a}\x{ff41}-\x{ff5a}"
# What shows that there is something to read differently. Colons and brackets alone are no reason.
GUARDS = {
    "other": rf"[{_WIDE_VALUES}{_DIGITS}]"
    rf"|[0-9A-Za-z][{_DASHES}{_BLANKS}][0-9]",
    # Emphasis of Markdown: an underscore is a sign of words, and no word's sign here. Values have digits; most names in programs none.
    "emphasised": r"(?:\A|\W)_+(?:[0-9+(]|[A-Za-z][^\n]*[0-9])[^\n]*[0-9A-Za-z)]_+(?:\W|\z)",
    "escaped": r"\\[nrt][0-9A-Za-z+(\[:*_<-]",
}
# A command of TeX is no escape: `\times`, `\right)`.
_TEX: Final = (
    r"(?:imes|ext[a-z]*|anh|heta|riangle[a-z]*|frac|ight[a-z]*|angle|ceil|floor|abla|otin|mid|ewline|oindent)(?![A-Za-z@.])"
    r"|(?:o|an|au|op|ho|m|eq?|eg|u|ot)(?![A-Za-z0-9@._-])"
)
_ESCAPE = re.compile(rf"(?<!\\)((?:\\\\)*)\\([nrt])(?!{_TEX})")
_EMPHASIS = re.compile(
    r"(?<![0-9A-Za-z_])(_{1,3})(?=[0-9A-Za-z+(])([^\n]{1,300}?(?<=[0-9A-Za-z)]))\1(?![0-9A-Za-z_])"
)
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
    if "emphasised" in guards:
        text = _EMPHASIS.sub(lambda match: f"{'':{len(match[1])}}{match[2]}{'':{len(match[1])}}", text)
    if "escaped" in guards:
        text = _ESCAPE.sub(lambda match: match[1] + _BLANK_FOR[match[2]], text)
    return text
