"""Text that was decoded with the wrong encoding, and characters that were lost on the way."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

import re2

from ft_data.cleaning.codeaware import outside_code, protected_spans
from ft_data.text.patterns import occurs

if TYPE_CHECKING:
    from ftfy import TextFixerConfig

_C1 = re.compile("[\x80-\x9f]")
# Alone, before a word, it is the control that ends a line; beside others of its block, an ellipsis of cp1252.
_NEXT_LINE = re.compile(
    "(?<![\xc2-\xdf])(?<![\xe0-\xef][\x80-\xbf])(?<![\xf0-\xf4][\x80-\xbf][\x80-\xbf])\x85(?! )"
)
_OTHER_C1 = re.compile("[\x80-\x84\x86-\x9f]")

# One wrongly decoded character becomes two or more; only a no-break space or a lost byte can look like ASCII.
_SUSPECT = re.compile("[^\x00-\x7f]{2}|[\x80-\x9f]|[\u00c2\u00c3\u00e0\u00e2\u00ee\u0102\u0413][ ?]")

# An accented capital between capitals is a letter (an all-caps word), not half of a wrong decoding.
_CAPITALS = re.compile("(?<=[A-Z])[\u00c2\u00c3](?=[\u00a0 ](?:[A-Z]|$)|$)")


@cache
def _settings() -> TextFixerConfig:
    from ftfy import TextFixerConfig

    return TextFixerConfig(
        unescape_html=False,
        remove_terminal_escapes=False,
        fix_latin_ligatures=False,
        fix_character_width=False,
        uncurl_quotes=False,
        fix_line_breaks=False,
        fix_surrogates=False,
        remove_control_chars=False,
        normalization=None,
    )


def wrong_decoding(text: str) -> tuple[str, int]:
    """Undo wrong decodings (``Ã©`` for ``é``), several layers deep, line by line.

    Method and tables: ftfy 6.3 (Speer, 2019, doi:10.5281/zenodo.2591652) with everything but the repair of
    encodings switched off: quotes, ligatures, entities and line breaks stay as they are. Text that is broken
    in code spans alone, or that names mojibake, is about the broken characters and left as it is.
    """
    if text.isascii() or not _SUSPECT.search(text) or "ojibake" in text:
        return text, 0
    if any(map(text.__contains__, _LEADING)) and _CYRILLIC.search(text):
        fixed, count = _unless_shown(text, _read_as_cyrillic)
        if count:
            return fixed, count
    if "\x85" in text and not _OTHER_C1.search(text) and _NEXT_LINE.search(text):
        parts = [wrong_decoding(part) for part in _NEXT_LINE.split(text)]
        return "\x85".join(part for part, _ in parts), sum(count for _, count in parts)
    if not may_be_bad(text) or not (_C1.search(text) or _is_bad(_shortened(text))):
        return text, 0
    return _unless_shown(text, _lines)


def _is_bad(text: str) -> bool:
    from ftfy.badness import is_bad

    return is_bad(text)


def may_be_bad(text: str) -> bool:
    """Say whether ftfy could find anything suspicious: its own pattern takes ten times as long to say no."""
    return _could_be_bad()(text.encode("utf-8", "replace"))


@cache
def _could_be_bad() -> Callable[[bytes], bool]:
    """Look for what all of ftfy's signs have in them: most are a sign of a few kinds beside another that is not ASCII."""
    from ftfy.badness import MOJIBAKE_CATEGORIES

    kinds = ("bad", "lower_accented", "upper_accented", "box", "currency", "numeric", "law")
    signs = "".join(MOJIBAKE_CATEGORIES[kind] for kind in kinds) + "ØÙ‚Ђ"
    other, capitals = r"[\x{80}-\x{10ffff}]", ("ВГРС", "ΒΓΞΟ")
    between = "|".join(f"[{letters}]{other}[{letters}]" for letters in capitals)
    return occurs(
        re2.compile(rf"[\x{{80}}-\x{{9f}}]|[{signs}]{other}|{other}[{signs}]|[Œœ][^A-Za-z]|[ÃÂ] |{between}")
    )


def _unless_shown(text: str, repair: Callable[[str], tuple[str, int]]) -> tuple[str, int]:
    if protected_spans(text) and not outside_code(text, repair)[1]:
        return text, 0
    return repair(text)


# UTF-8 that was read as KOI8-R or as code page 866, which ftfy does not know: leading bytes are the same two characters.
_CYRILLIC = re.compile(
    "[пя][\u2500-\u25a0\u2219\u221a\u2248\u2264\u2265\u2320\u2321\xa0\xb0\xb2\xb7\xf7\xa9]|[╨╤][^\x00-\x7f]"
)
_LEADING = "╨╤пя"  # the first of them
_CODE_PAGES = ("koi8-r", "cp866")
_LEAST = 3  # letters that one word at least comes to: shorter ones may be valid by chance


_WORDS = re.compile("[^\x00-\x7f]{2,}")


def _read_as_cyrillic(text: str) -> tuple[str, int]:
    """Undo the reading of UTF-8 as a Cyrillic code page, in every word that is valid UTF-8 again."""
    count = 0
    for encoding in _CODE_PAGES:
        fixed: dict[str, str] = {}
        for word in set(_WORDS.findall(text)):
            try:
                fixed[word] = word.encode(encoding).decode("utf-8")
            except UnicodeError:
                continue
        if any(sum(map(str.isalpha, one)) >= _LEAST for one in fixed.values()):
            text = _WORDS.sub(lambda found, fixed=fixed: fixed.get(found[0], found[0]), text)  # type: ignore[misc]
            count += 1
    return text, count


# `Ã¬` for `ì` in a text that was put into small letters since: `cosà¬`. No language writes these signs behind an `à`.
_LOWERED = re.compile("à([¢-ª¬®-º¼-¾])")
_MIXED = re.compile(
    "[A-Za-z\xc0-\u024f][\u0400-\u052f\u0590-\u077f\u0900-\u1dbf](?![\u0400-\u052f\u0590-\u077f\u0900-\u1dbf])"
)


def _lines(text: str) -> tuple[str, int]:
    """Repair line by line; a line that only decodes with a guess needs another of the text that decodes as it stands."""
    if text.isascii():
        return text, 0
    lines = text.split("\n")
    fixed: dict[int, tuple[str, bool]] = {}
    for i, line in enumerate(lines):
        if not line.isascii() and _SUSPECT.search(line):
            found = _line(line)
            if found[0] != line:
                fixed[i] = found
    if not any(sure for _, sure in fixed.values()):
        return text, 0
    for i, (line, _) in fixed.items():
        lines[i] = line
    return "\n".join(lines), len(fixed)


def _line(line: str) -> tuple[str, bool]:
    """Return a line as it was meant, or itself, and whether that took no guess."""
    fixed, sure = _fix(line)
    if _MIXED.search(fixed) and not _MIXED.search(line):
        fixed, sure = _fix(_LOWERED.sub(lambda found: chr(ord(found[1]) + 0x40), line))
        if _MIXED.search(fixed):
            return line, False  # valid by chance: no word has one letter of another script
    plain = _CAPITALS.sub("A", line)
    return (line, False) if plain != line and _fix(plain)[0] == plain else (fixed, sure)


# What lies between two places that may be damaged says nothing about the damage, but costs most of the time.
_BETWEEN = re.compile("[\x00-\x7f]{64,}")
_KEPT = 24
_MAX_LAYERS = 6


def _shortened(text: str) -> str:
    return _BETWEEN.sub(lambda match: match.group()[:_KEPT] + match.group()[-_KEPT:], text)


# Steps of ftfy that put in what is not there: a no-break space for a space, a sign for lost bytes. Its decoding of places takes
# a space for one, too.
_GUESSES = frozenset({"restore_byte_a0", "replace_lossy_sequences"})
_PLACES, _SPACED = "decode_inconsistent_utf8", re.compile("[\xc2\xc3\xe0\xe2] ")


def _fix(line: str) -> tuple[str, bool]:
    """Repair one line: find the steps on a shortened copy, then take them on the whole line. Says whether none is a guess."""
    from ftfy import apply_plan, fix_encoding_and_explain
    from ftfy.fixes import fix_c1_controls

    sure = True
    for _ in range(_MAX_LAYERS):
        steps = fix_encoding_and_explain(_shortened(line), _settings()).explanation
        plan: list[tuple[str, str]] = [*(steps or ())]
        fixed = apply_plan(line, plan) if plan else line
        if _C1.search(fixed):
            fixed = fix_c1_controls(fixed)
        if fixed == line:
            break
        taken = {name for _, name in plan}
        guessed = not taken.isdisjoint(_GUESSES) or (_PLACES in taken and _SPACED.search(line))
        sure = sure and (not guessed or _proves(line))
        line = fixed
    return line, sure


def _proves(line: str) -> bool:
    """Say whether a run of signs in a line is valid UTF-8 read as another encoding, to the last byte."""
    from ftfy.chardata import CHARMAP_ENCODINGS

    for run in {*_WORDS.findall(line)}:
        for encoding in CHARMAP_ENCODINGS:
            try:
                run.encode(encoding).decode("utf-8")
            except UnicodeError:
                continue
            return True
    return False


_RUN = re.compile("\ufffd{1,3}")
_CONTRACTION = re.compile("(?:s|t|d|m|re|ve|ll|S|T|RE|VE|LL)(?![^\\W_]|\ufffd)")
_ENGLISH = re.compile(
    r"(?i)\b(?:the|and|of|to|is|are|was|in|for|with|that|this|you|it|on|as|be|not|have|from)\b"
)


def lost_characters(text: str) -> tuple[str, int]:
    """Put back quotes, apostrophes and dashes that an export turned into U+FFFD, where they are certain.

    Only in English prose, where letters are rarely lost: ``don\ufffdt`` needs an apostrophe, ``325\ufffdF`` a
    degree sign, a lone mark between spaces is a dash, and marks that open before a word and close after one
    in strict alternation are quotes. As soon as one mark of the text fits none of these, a letter may have
    stood there and every quote and dash stays as it is (and is flagged).
    """
    if "\ufffd" not in text:
        return text, 0
    roles: list[tuple[int, int, str]] = []
    unexplained = is_open = False
    for run in _RUN.finditer(text):
        start, end = run.span()
        before = text[start - 1] if start else " "
        after = text[end] if end < len(text) else " "
        role = ""
        if before.isalpha() and _CONTRACTION.match(text, end) and text[start - 2 : start - 1] != "\ufffd":
            role = "\u2019"
        elif before.isdigit() and after in "CF" and not text[end + 1 : end + 2].isalnum():
            role = "\u00b0"
        elif before in " \t" and after in " \t" and start > 0 and end < len(text):
            role = "\u2013"
        elif (
            not is_open
            and (before.isspace() or before in "([")
            and not after.isspace()
            and after not in ".,;:!?)]"
        ):
            role, is_open = "\u201c", True
        elif is_open and not before.isspace() and (after.isspace() or after in ".,;:!?)]"):
            role, is_open = "\u201d", False
        unexplained = unexplained or not role
        roles.append((start, end, role))
    if len(_ENGLISH.findall(text[:2000])) < 2:
        return text, 0
    if unexplained or is_open:
        roles = [found for found in roles if found[2] in ("\u2019", "\u00b0")]
    if not roles:
        return text, 0
    parts: list[str] = []
    position = 0
    for start, end, role in roles:
        parts += (text[position:start], role)
        position = end
    return "".join(parts) + text[position:], len(roles)
