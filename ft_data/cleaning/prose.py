"""Tidying prose: spaces, blank lines, repeated punctuation, typographic and stray quotes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from ft_data.cleaning.codeaware import looks_like_code, outside_code, protected_spans
from ft_data.cleaning.markdown import is_markdown

_ODD_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f]")
_RUN = re.compile(r"  +(?=[^\s|])")
_TWO = re.compile(r"  (?<=[^\s|]  )(?=[^\s|])")  # the usual run, which needs no second look
_QUOTED = re.compile(r'"[^"]{0,200}  [^"]{0,200}"')  # a string whose spaces may be the point
_TRAILING = re.compile(r"[ \t]+(?=\n)")
_HARD_BREAK = re.compile(r"(?<=\S)  (?=\n[^\S\n]*\S)")
_TRAILING_BUT_HARD = re.compile(r"(?!(?<=\S)  \n[^\S\n]*\S)(?<![ \t])[ \t]+(?=\n)")
_LEADING = re.compile(r"\A(?:[^\S\n]*\n)+")
_BLANK_LINES = re.compile(r"\n{3,}")
_COLUMNS = re.compile(r"\S {3,}\S.* {3,}\S|\S {5,}\S|^\s*\||\t")
_WIDE_GAP = re.compile(r"(?m)^.*?\S {4,}\S.*$|^.*?\S\t+\S.*$|^ *\|.*\|")


def whitespace(text: str) -> tuple[str, int]:
    """Collapse runs of spaces, blank lines and odd spaces in prose, and trim both ends.

    Code (fenced, inline or recognised), tables, aligned columns, quoted strings and indentation keep every
    space; so do Markdown's hard breaks (two spaces that end a line) and blocks set in by four.
    """
    if not text.strip():
        return ("", 1) if text else (text, 0)
    spaced, odd = _code_spaces(text) if "\u00a0" in text and ("```" in text or "~~~" in text) else (text, 0)
    if looks_like_code(text):
        return spaced, odd
    text = spaced
    trimmed = _LEADING.sub("", text.rstrip())
    if "\n" not in trimmed:
        trimmed = trimmed.lstrip()
    cleaned, count = (trimmed, 0) if _is_aligned(trimmed) else outside_code(trimmed, _tidy)
    return (cleaned, odd + count + (trimmed != text)) if cleaned != text else (text, odd)


def _code_spaces(text: str) -> tuple[str, int]:
    """Make the no-break spaces in blocks of code plain ones, but for those in strings: no program has them, pages do."""
    parts: list[str] = []
    position = count = 0
    for start, end in protected_spans(text, formulas=False):
        if text[start : start + 3] not in ("```", "~~~"):
            continue
        pieces = _STRINGS.split(text[start:end])
        count += sum(piece.count("\u00a0") for piece in pieces[::2])
        pieces[::2] = [piece.replace("\u00a0", " ") for piece in pieces[::2]]
        parts += (text[position:start], *pieces)
        position = end
    return ("".join((*parts, text[position:])), count) if count else (text, 0)


_STRINGS = re.compile(r"(\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*')")


def _is_aligned(text: str) -> bool:
    """Say whether two lines or more use wide gaps, as columns and diagrams do."""
    if "    " not in text and "\t" not in text and "|" not in text:
        return False
    return next(islice(_WIDE_GAP.finditer(text), 1, None), None) is not None


def _one_space(match: re.Match[str]) -> str:
    text, start, end = match.string, match.start(), match.end()
    before, after = text[start - 1] if start else " ", text[end]
    gap = end - start > 2 and not before.isalpha() and not after.isalpha()
    return match.group() if gap or before.isspace() or before == "|" else " "


def _tidy(text: str) -> tuple[str, int]:
    text, count = _ODD_SPACES.subn(" ", text) if not text.isascii() else (text, 0)
    if " \n" in text or "\t\n" in text:
        hard = (
            "  \n" in text
            and _HARD_BREAK.search(text)
            and (is_markdown(text) or len(_HARD_BREAK.findall(text)) > 1)
        )
        text, times = (_TRAILING_BUT_HARD if hard else _TRAILING).subn("", text)
        count += times
    if "  " in text:
        lines = text.split("\n")
        for i, line in enumerate(lines):
            if "  " not in line or line.startswith("    "):  # a block that is set in keeps its shape
                continue
            columns = ("   " in line or "\t" in line or "|" in line) and _COLUMNS.search(line)
            if not columns and not ('"' in line and _QUOTED.search(line)):
                tidy = _TWO.sub(" ", line)
                lines[i] = _RUN.sub(_one_space, tidy) if "  " in tidy else tidy
                count += lines[i] != line
        text = "\n".join(lines)
    if "\n\n\n" in text:
        text, times = _BLANK_LINES.subn("\n\n", text)
        count += times
    return text, count


_REPEATED = re.compile(
    r"(?:(?<=\w)[!?]{5,}|([!?\u061f\uff01\uff1f])\1{3,})(?![^\s)\]\"'\u201d\u2019\u00bb\u300d\u300f!?\u061f\uff01\uff1f])|(?<=[^\s.\d\u2e80-\u9fff\uac00-\ud7af\uff00-\uffef])\.{4,}(?=\s|$)|(?<=\w),{2,}(?=\s)"
)


def repeated_punctuation(text: str, asked: Sequence[str] = ()) -> tuple[str, int]:
    """Cut shouting (``!!!!``, ``?!?!?!``) of an answer to one mark of each kind, and dot runs to an ellipsis (of six dots behind Chinese).

    Who asks may shout, and a label of what was said may rest on it. Marks before another sign are a pattern (``top????*``). Rules of
    dots, dashes and underscores (tables of contents, headings, blanks to fill in), code and anything that looks like it stay.
    Off when the recipe keeps an informal tone.
    """
    if looks_like_code(text):
        return text, 0
    return outside_code(text, lambda part: _REPEATED.subn(_fewer, part))


def _fewer(match: re.Match[str]) -> str:
    run = match.group()
    if run[0] == ".":
        return "..."
    if run[0] == ",":
        return ","
    return "".join(dict.fromkeys(run))


_CURLY = str.maketrans(
    {
        "\u201c": '"',
        "\u201d": '"',
        "\u201e": '"',
        "\u201f": '"',
        "\u2018": "'",
        "\u2019": "'",
        "\u201a": "'",
        "\u201b": "'",
    }
)
_CURLED = re.compile("[\u2018-\u201f]")


def straight_quotes(text: str) -> tuple[str, int]:
    """Write typographic quotes as straight ones (only when the recipe asks for it)."""
    if text.isascii():
        return text, 0
    count = len(_CURLED.findall(text))
    return (text.translate(_CURLY), count) if count else (text, 0)


def stray_quote(text: str) -> tuple[str, int]:
    """Remove the one double quote of a text that stands alone at its start or end (a split CSV field)."""
    if text.count('"') != 1 or len(text) < 12 or "\u201c" in text or "\u201d" in text:
        return text, 0
    if text[0] == '"' and text[1].isalnum() and not looks_like_code(text):
        return text[1:], 1
    if text[-1] == '"' and (text[-2].isalpha() or text[-2] in ".!?,;") and not looks_like_code(text):
        return text[:-1], 1
    return text, 0
