"""Telling code from prose, so that no repair for prose touches code.

The tests lean towards "code": a repair that is not made costs little, a broken program is a wrong lesson.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import re2

from ft_data.text.patterns import occurs

# Fenced blocks (an unclosed fence protects the rest) and display mathematics.
_FENCES = r"(?s)```.*?(?:```|\z)|~~~.*?(?:~~~|\z)"
_CODE_BLOCKS = re2.compile(_FENCES)
_BLOCKS = re2.compile(
    rf"{_FENCES}"
    r"|\$\$.*?\$\$|\\\[.*?\\\]|\\begin\{(?:align|equation|array|matrix|pmatrix|bmatrix|cases|verbatim"
    r"|lstlisting).*?\\end\{"
)

# Inline code. A backtick inside a word is an accent or a quote, not the start of code.
_INLINE = re.compile(r"(?<![\w`])(`{1,2})[^`\n]{1,400}\1(?![\w`])")

_CODE = re2.compile(
    r"(?m)[{};]\s*$"
    r"|^\s*(?:def |class \w+|import \w|from [\w.]+ import|#include|public |private |protected "
    r"|function\b|const |let |var "
    r"|return\b|package |using |namespace |elif |else:|try:|except\b|finally:|for \w+ in |while .*:$"
    r"|if .*:$|for ?\(|while ?\(|if ?\("
    r"|SELECT\b|INSERT INTO|UPDATE \w+ SET|DELETE FROM|CREATE (?:TABLE|INDEX|VIEW|DATABASE)|ALTER TABLE"
    r"|<\?php|@\w+\(|#!|\$ \w|>>> |//|/\*|\*/"
    r"|[\w.\[\]'\"]+ ?[-+*/%|&]?= ?[\w\"'\[({-])"
    r"|==|!=|=>|->|::|\+\+|&&|\|\||\(\)|</|/>|<\?|\?>|\}\}|\{\{|\{%|\]\[|\);|\$\{|\$\(|%[sd]\b|\\[nt]\b|\\\\"
    r"|\b(?:print|printf|println|echo|cout|cin|console\.log|System\.out|len|range|lambda|malloc|sizeof"
    r"|std::\w+|SELECT .* FROM)\b ?[(<\"'*$]"
    r"|\w\.\w+\(|\w\[\w*[:\]]|\w\(\w*\)\s*\{|= ?\[|= ?\{|[\[(]\s*[\"'].*[\"']\s*[\])]|\w\(\s*[\"']"
    r"|\b[\w.]+ ?= ?(?:[\"'].*[\"']|\d+)"
)
_is_code = occurs(_CODE)


def looks_like_code(text: str) -> bool:
    """Say whether ``text`` holds anything that reads like program code or command lines outside fences."""
    return _is_code(text.encode())


def protected_spans(text: str, formulas: bool = True) -> list[tuple[int, int]]:
    """Return the spans of fenced code, inline code and, unless not wanted, display mathematics, in order."""
    ticks = "`" in text
    spans = []
    # One sign is found sooner than two, and few texts hold any of these.
    fenced = (ticks and "```" in text) or ("~" in text and "~~~" in text) or ("$" in text and "$$" in text)
    if fenced or ("\\" in text and ("\\[" in text or "\\begin{" in text)):
        spans = [match.span() for match in (_BLOCKS if formulas else _CODE_BLOCKS).finditer(text)]
    if not ticks:
        return spans
    gaps = zip([0, *(end for _, end in spans)], [*(start for start, _ in spans), len(text)], strict=True)
    spans += [match.span() for start, end in gaps for match in _INLINE.finditer(text, start, end)]
    return sorted(spans)


def outside_code(text: str, fn: Callable[[str], tuple[str, int]], formulas: bool = True) -> tuple[str, int]:
    """Apply ``fn`` to what lies between protected spans and put the text together again."""
    spans = protected_spans(text, formulas)
    if not spans:
        return fn(text)
    parts: list[str] = []
    count = position = 0
    for start, end in spans:
        changed, times = fn(text[position:start])
        parts += (changed, text[start:end])
        count += times
        position = end
    changed, times = fn(text[position:])
    parts.append(changed)
    return "".join(parts), count + times


def without_code(text: str) -> str:
    """Blank the protected spans, so that only prose is left to judge."""
    spans = protected_spans(text)
    if not spans:
        return text
    parts = []
    position = 0
    for start, end in spans:
        parts.append(text[position:start])
        position = end
    return " ".join([*parts, text[position:]])


_FENCE = re.compile(r"`{3,}|~{3,}")


def fence_for(code: str) -> str:
    """Return a backtick fence longer than any run of backticks inside ``code``."""
    longest = max((len(run) for run in _FENCE.findall(code)), default=2)
    return "`" * max(3, longest + 1)
