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


class Matcher:
    """Finds which families of patterns occur in a text: a relaxed automaton first, then the exact
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
                if self._set.Add(relax(source)) < 0:
                    raise ValueError(f"RE2 cannot compile a pattern of {name!r}: {pattern}")
                self._family.append(name)
                self._exact.append(re2.compile(source, options()))
                # What a prompt asks for is context: the relaxed pattern decides, and no span is needed.
                self._plain.append(name.startswith("asks_"))
        self._set.Compile()

    def find(self, text: bytes) -> dict[str, list[tuple[int, int]]]:
        """Return the families that occur in ``text``: for each of their patterns the first byte span."""
        found: dict[str, list[tuple[int, int]]] = {}
        for index in self._set.Match(text) or ():
            if self._plain[index]:
                found.setdefault(self._family[index], [])
                continue
            hit = self._exact[index].search(text)
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
