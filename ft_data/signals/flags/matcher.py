"""All wording patterns in one automaton: one pass over a text says which families it may have."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from ft_data.signals.flags.wording import PROMPT, RESPONSE


def options() -> Any:
    """RE2 options: bytes in, ASCII classes, ASCII case folding, bounded memory."""
    import re2

    chosen = re2.Options()
    chosen.encoding = re2.Options.Encoding.LATIN1
    chosen.case_sensitive = False
    chosen.max_mem = 256 << 20
    chosen.log_errors = False
    return chosen


def expand(pattern: str) -> bytes:
    """Let a space match any white space and a straight apostrophe a curly one; a pattern is bytes of
    UTF-8."""
    wide = re.sub(r"(?<!\[) (?!\?)", r"\\s+", pattern.replace(" ?", r"\s?"))
    return wide.replace("'", "(?:'|’)").encode()


def relax(pattern: bytes) -> bytes:
    """Return a pattern that matches wherever ``pattern`` does, without counted gaps (they multiply the
    states)."""
    return re.sub(rb"\{[1-9]\d*,\d+\}", b"+", re.sub(rb"\{0,\d+\}", b"*", pattern))


def pieces(pattern: str) -> list[list[str]]:
    """Split a pattern into its alternatives, and each of them at its open gaps (``[^.]*``, ``(?:\\w+ )*``) at depth 0."""
    found: list[list[str]] = [[""]]
    at = 0
    while at < len(pattern):
        end = _token(pattern, at)
        token = pattern[at:end]
        if token == "|":
            found.append([""])
        elif token[-1] in "*+" and len(token) > 3 and (token.startswith("[^") or token.startswith("(?:\\w+")):
            found[-1].append("")
        else:
            found[-1][-1] += token
        at = end
    return found


def _token(pattern: str, at: int) -> int:
    """Return the end of the token at ``at``: an escape, a class, a group or a character, with its repetition."""
    end = at + 1
    if pattern[at] == "\\":
        end = at + 2
    elif pattern[at] == "[":
        end = pattern.index("]", at + 2 + (pattern[at + 1] == "^")) + 1
    elif pattern[at] == "(":
        while pattern[end] != ")":
            end = _token(pattern, end)
        end += 1
    if pattern[at] != "|" and end < len(pattern):
        if pattern[end] in "*+?":
            end += 1
        elif pattern[end] == "{" and pattern[end + 1].isdigit():
            end = pattern.index("}", end) + 1
    return end


def narrow(pattern: bytes) -> bytes:
    """Return a pattern that matches wherever ``pattern`` does, without open gaps: of each alternative only the longest
    part between gaps. Gaps remember every beginning that a text has had, which multiplies the automaton's states."""
    from re import _parser  # type: ignore[attr-defined]

    text = pattern.decode("latin-1")
    chosen = []
    for parts in pieces(text):
        widths = [_parser.parse(part).getwidth()[0] if part else 0 for part in parts]
        best = max(range(len(parts)), key=lambda k: widths[k])
        if widths[best] < _LEAST:
            return pattern
        chosen.append(parts[best])
    return "|".join(chosen).encode("latin-1")


_LEAST = 4  # bytes of a part that is worth looking for by itself


class Matcher:
    """Finds which families of patterns occur in a text: an automaton of their parts first, then the exact
    patterns."""

    def __init__(self, families: Mapping[str, Iterable[str]]) -> None:
        import re2

        self._set = re2.Set.SearchSet(options())
        self._family: list[str] = []
        self._exact: list[Any] = []
        self._plain: list[bool] = []
        for name, patterns in families.items():
            for pattern in patterns:
                source = expand(pattern)
                relaxed = relax(source)
                if self._set.Add(narrow(relaxed)) < 0:
                    raise ValueError(f"RE2 cannot compile a pattern of {name!r}: {pattern}")
                self._family.append(name)
                # What a prompt asks for is context: the relaxed pattern decides, and no span is needed.
                plain = name.startswith("asks_")
                self._plain.append(plain)
                sure = plain and narrow(relaxed) == relaxed
                self._exact.append(None if sure else re2.compile(relaxed if plain else source, options()))
        self._set.Compile()

    def find(self, text: bytes) -> dict[str, list[tuple[int, int]]]:
        """Return the families that occur in ``text``: for each of their patterns the first byte span."""
        found: dict[str, list[tuple[int, int]]] = {}
        for index in self._set.Match(text) or ():
            exact = self._exact[index]
            if self._plain[index]:
                if self._family[index] not in found and (exact is None or exact.search(text) is not None):
                    found[self._family[index]] = []
                continue
            hit = exact.search(text)
            if hit is not None:
                found.setdefault(self._family[index], []).append(hit.span())
        return found


@cache
def response_matcher() -> Matcher:
    """Return the automaton for answers."""
    return Matcher(RESPONSE)


@cache
def prompt_matcher() -> Matcher:
    """Return the automaton for prompts."""
    return Matcher(PROMPT)
