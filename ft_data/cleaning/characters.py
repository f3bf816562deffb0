"""Characters: surrogates, control and invisible characters, line ends, composition, compatibility forms."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_SURROGATES = re.compile("[\ud800-\udfff]")

# ESC sequences of terminals; then every control but tab and line feed. Page and vertical breaks end a line.
_TERMINAL = re.compile(r"\x1b(?:\[[0-9;?]*[ -$&-/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\^_])")
_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]+")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufff9-\ufffc\ufffe\uffff]+")

# A run of characters that show nothing. Joiners (U+200C, U+200D) and direction marks (U+200E, U+200F,
# U+061C) are kept where a script or an emoji needs them; overrides and isolates never are.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\U000e0000-\U000e007f]+"
)
_NEVER = re.compile("[\u00ad\u034f\u200b\u202a-\u202e\u2060-\u206f\ufeff]+")
_PARTED = re.compile("(?<=[\u0620-\u06d3])\u00ad(?=[\u0620-\u06d3])")
_SELECTORS = re.compile("([\ufe00-\ufe0f\U000e0100-\U000e01ef])[\ufe00-\ufe0f\U000e0100-\U000e01ef]+")
_LONE_SELECTOR = re.compile("(^|[\\s])[\ufe00-\ufe0f\U000e0100-\U000e01ef]+")
_FLAG_TAIL = re.compile("[\U000e0020-\U000e007e]{1,8}\U000e007f")
_RTL = re.compile("[\u0590-\u061b\u061d-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_JOINING = re.compile(
    "[\u0600-\u06ff\u0750-\u077f\u0780-\u07bf\u07c0-\u07ff\u0840-\u085f\u08a0-\u08ff\u0900-\u0dff\u0e00-"
    "\u0fff"
    "\u1000-\u109f\u1780-\u17ff\u1800-\u18af\u1a20-\u1aaf\u1b00-\u1bff\ufb50-\ufdff\ufe70-\ufefc"
    "\U00010d00-\U00011fff]"
)
_MONGOLIAN = re.compile("[\u1820-\u18aa]")
_EMOJI = re.compile("[\u00a9\u00ae\u203c-\u3299\ufe0f\U0001f000-\U0001fbff]")

_LIGATURES = {
    "\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st",
    "\ufb06": "st", "\u01c7": "LJ", "\u01c8": "Lj", "\u01c9": "lj", "\u01ca": "NJ", "\u01cb": "Nj",
    "\u01cc": "nj", "\u0149": "'n",
}  # fmt: skip
_LIGATURE = re.compile("[" + "".join(_LIGATURES) + "]")
_WIDE = re.compile("[\uff01-\uff5e]+")
_EAST_ASIAN = re.compile(
    "[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff61-\uffdc\U00020000-\U0003ffff]"
)


def encodable(text: str) -> tuple[str, int]:
    """Join surrogate pairs and replace lone surrogates, which no encoding can store, by U+FFFD."""
    if text.isascii() or not _SURROGATES.search(text):
        return text, 0
    joined = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return joined, len(_SURROGATES.findall(text))


def line_ends(text: str) -> tuple[str, int]:
    r"""End every line with ``\n``: CR, CRLF, NEL, vertical and page breaks, U+2028 and U+2029."""
    return _BREAKS.subn("\n", text)


def controls(text: str) -> tuple[str, int]:
    r"""Remove control characters and what colours a terminal; keep ``\n`` and ``\t``. An escape that a text shows becomes ``^[``."""
    text, escapes = _TERMINAL.subn("", text)
    text, shown = _SHOWN_ESCAPE.subn("^[", text) if "\x1b" in text else (text, 0)
    text, removed = _CONTROLS.subn("", text)
    return text, escapes + shown + removed


# No sequence that a terminal would act on (`ESC [ 3 1 m`) but its template (`ESC [ 4 % p 1 % d m`), or the character itself:
# then the text is about it.
_SHOWN_ESCAPE = re.compile(r"\x1b(?=\[[0-9;?]*%|[ \t\"'`,.)]|\Z|[^\x00-\x7f])")


_ESCAPES = {"\x07": "a", "\x08": "b", "\x0b": "v", "\x0c": "f", "\r": "r"}
_LOST_BACKSLASH = re.compile(
    "\x0c(?=rac|orall|box|lat\\b|loor)|\x08(?=eta|ar\\{|egin\\{|oldsymbol|inom|ig[lrg]?\\b|mod|ullet|oxed)"
    "|\x07(?=lpha|pprox|ngle|st\\b|rc)|\x0b(?=ec\\{|arphi|ee\\b|dots|ert)|\r(?=ight|ho\\b|angle|ceil|floor)"
)


def lost_backslashes(text: str) -> tuple[str, int]:
    """Put back the backslash of TeX commands that was taken for an escape (form feed + ``rac``)."""
    return _LOST_BACKSLASH.subn(lambda match: "\\" + _ESCAPES[match.group()], text)


def invisible(text: str) -> tuple[str, int]:
    """Remove zero-width characters, soft hyphens and bidirectional overrides.

    Between letters of the Arabic script a soft hyphen stands for the non-joiner that a keyboard lacks, and becomes it (Persian
    "mi-konad"). Zero-width joiners stay after letters of scripts that shape by them, at the end of a word too (a Malayalam chillu, a
    Sorani e), and inside emoji sequences; the Mongolian vowel separator stays between letters of its script;
    direction marks stay in right-to-left text; each kept run is cut to one character, so floods vanish.
    """
    if text.isascii():
        return text, 0
    text, parted = _PARTED.subn("\u200c", text)
    text, count = _NEVER.subn("", text)
    count += parted
    rtl: bool | None = None

    def keep(match: re.Match[str]) -> str:
        nonlocal count, rtl
        run, start, end = match.group(), match.start(), match.end()
        before, after = text[start - 1] if start else "", text[end] if end < len(text) else ""
        kept = ""
        if before == "\U0001f3f4" and _FLAG_TAIL.fullmatch(run):
            kept = run
        elif "\u200d" in run or "\u200c" in run:
            joiner = "\u200d" if "\u200d" in run else "\u200c"
            if (before and _JOINING.match(before)) or (
                joiner == "\u200d" and before and after and _EMOJI.match(before) and _EMOJI.match(after)
            ):
                kept = joiner
        elif "\u180e" in run:
            kept = "\u180e" if _MONGOLIAN.match(before) and _MONGOLIAN.match(after) else ""
        elif any(mark in run for mark in "\u200e\u200f\u061c"):
            if rtl is None:
                rtl = _RTL.search(text) is not None
            kept = next(c for c in run if c in "\u200e\u200f\u061c") if rtl else ""
        if kept != run:
            count += 1
        return kept

    cleaned = _INVISIBLE.sub(keep, text)
    cleaned, floods = _SELECTORS.subn(r"\1", cleaned)
    cleaned, lone = _LONE_SELECTOR.subn(r"\1", cleaned)
    return cleaned, count + floods + lone


def compose(text: str) -> tuple[str, int]:
    """Compose characters (Unicode normalization form C, UAX 15)."""
    if text.isascii() or unicodedata.is_normalized("NFC", text):
        return text, 0
    composed = unicodedata.normalize("NFC", text)
    return composed, max(1, len(text) - len(composed))


def compatibility(text: str) -> tuple[str, int]:
    """Spell out Latin ligatures (as left by PDF export) and full-width ASCII in text without CJK.

    Signs and digits alone do not say in which script their conversation is: they stay.
    """
    if text.isascii():
        return text, 0
    text, count = _LIGATURE.subn(lambda match: _LIGATURES[match.group()], text)
    if _WIDE.search(text) and not _EAST_ASIAN.search(text) and any(map(str.isalpha, text)):
        text, wide = _WIDE.subn(lambda m: "".join(chr(ord(c) - 0xFEE0) for c in m.group()), text)
        count += wide
    return text, count


def full_width_elsewhere(texts: Sequence[str]) -> bool:
    """Say whether ``compatibility`` would change full-width signs in one text of a talk of which another is East Asian."""
    wide = [text for text in texts if not text.isascii() and _WIDE.search(text)]
    return any(not _EAST_ASIAN.search(text) for text in wide) and any(
        not text.isascii() and _EAST_ASIAN.search(text) for text in texts
    )
