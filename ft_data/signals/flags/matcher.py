"""All wording patterns at once: one pass over the texts says which patterns each may match, and only those are run."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from ft_data.signals.flags.atoms import Atom, atoms
from ft_data.signals.flags.automaton import automaton, scan
from ft_data.signals.flags.view import LIMIT
from ft_data.signals.flags.wording import families
from ft_data.text.columns import Text
from ft_data.text.patterns import Span, direct

ENDS = 300  # bytes at either end of a prompt that are read for what it asks: a long one quotes a text in its middle
Spans = list[Span]


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
    wide = _CLASS.sub(_alternatives, wide)
    return wide.replace("'", "(?:'|’)").encode()


# A class of characters with some beyond ASCII, which are several bytes each.
_CLASS = re.compile(r"(?<!\\)\[(?!\^)[^\[\]]*[^\x00-\x7f][^\[\]]*\]")


def _alternatives(found: re.Match[str]) -> str:
    inside = found[0][1:-1]
    plain = "".join(char for char in inside if char.isascii())
    return "(?:" + "|".join(([f"[{plain}]"] if plain else []) + [c for c in inside if not c.isascii()]) + ")"


def relax(pattern: bytes) -> bytes:
    """Return a pattern that matches wherever ``pattern`` does, without counted gaps (they multiply the
    states)."""
    return re.sub(rb"\{[1-9]\d*,\d+\}", b"+", re.sub(rb"\{0,\d+\}", b"*", pattern))


class Families(NamedTuple):
    """What was found in the rows of a column: ``has[row, number[name]]``, and where spans are kept, those by row."""

    number: Mapping[str, int]
    has: npt.NDArray[np.bool_]
    spans: Mapping[int, Mapping[str, Spans]]

    def names(self, row: int) -> frozenset[str]:
        """Return the families of one row."""
        return _names(tuple(self.number), self.has[row].tobytes())

    def rows(self, *names: str) -> npt.NDArray[np.bool_]:
        """Return which rows have one of these families; a family that no language of the rows has is in none."""
        known = [self.number[name] for name in names if name in self.number]
        found: npt.NDArray[np.bool_] = self.has[:, known].any(axis=1)
        return found

    def joined(self, rows: npt.NDArray[np.int64], found: Families) -> Families:
        """Return these with what was found in some of the rows by other patterns."""
        names = [*self.number, *(name for name in found.number if name not in self.number)]
        number = {name: n for n, name in enumerate(names)}
        has = np.zeros((len(self.has), len(names)), np.bool_)
        has[:, : len(self.number)] = self.has
        for name, n in found.number.items():
            has[rows, number[name]] |= found.has[:, n]
        spans = dict(self.spans)
        for row, more in found.spans.items():
            there = spans.get(int(rows[row]), {})
            spans[int(rows[row])] = {
                name: [*there.get(name, ()), *more.get(name, ())] for name in {**there, **more}
            }
        return Families(number, has, spans)


class Matcher:
    """Finds which families of patterns occur in texts: an automaton of their literal parts first, then the patterns.

    A family whose name starts with ``asks_`` is context: its relaxed patterns decide, and it has no spans. Of one whose
    name starts with ``may_`` the literal parts alone decide.
    """

    def __init__(self, families: Mapping[str, Iterable[str]], limit: int, ends: bool = False) -> None:
        import re2

        self._names = tuple(families)
        self._limit = limit
        self._tail = limit // 2 if ends else 0
        self._family: list[int] = []
        self._pattern: list[Callable[[bytes], Span | None]] = []
        owned: list[tuple[Atom, int, bool]] = []
        alone: list[int] = []  # patterns with one set of atoms
        for number, (name, patterns) in enumerate(families.items()):
            for pattern in patterns:
                source = relax(expand(pattern)) if _is_context(name) else expand(pattern)
                index = len(self._pattern)
                first, second = atoms(source)
                for atom in sorted(first):
                    # Where a span is needed, even a certain match has to be looked up.
                    whole = name.startswith("may_") or (atom.whole and _is_context(name))
                    owned.append((atom._replace(whole=whole), index, False))
                if second == first:
                    alone.append(index)
                else:
                    owned += [(atom._replace(whole=False), index, True) for atom in sorted(second)]
                self._family.append(number)
                self._pattern.append(_searcher(re2.compile(source, options())))
        self._automaton = automaton(owned)
        self._alone = np.zeros(-(-len(self._pattern) // 64), np.uint64)
        for index in alone:
            self._alone[index >> 6] |= np.uint64(1) << np.uint64(index & 63)

    def find(self, text: Text) -> Families:
        """Return the families that occur in each row, and for each pattern that is no context its first byte span.

        Of a row longer than ``limit`` bytes the first ``limit`` are read; with ``ends`` the first and last half of it, as
        two lines.
        """
        may, also, does = np.zeros((3, len(text), len(self._alone)), np.uint64)
        scan(text.data, text.offsets, self._limit, self._tail, *self._automaton, may, also, does)
        has = np.zeros((len(text), len(self._names)), np.bool_)
        rows, patterns = _set_bits(does)
        family = np.array(self._family, np.int64)
        has[rows, family[patterns]] = True
        spans: dict[int, dict[str, Spans]] = {}
        rows, patterns = _set_bits(may & (also | self._alone) & ~does)
        read, raw = -1, b""
        for row, index in zip(rows.tolist(), patterns.tolist(), strict=True):
            number = self._family[index]
            name = self._names[number]
            if has[row, number] and _is_context(name):
                continue
            if row != read:
                read, raw = row, self._part(text, row)
            hit = self._pattern[index](raw)
            if hit is not None:
                has[row, number] = True
                if not _is_context(name):
                    spans.setdefault(row, {}).setdefault(name, []).append(hit)
        return Families({name: number for number, name in enumerate(self._names)}, has, spans)

    def _part(self, text: Text, row: int) -> bytes:
        start, end = int(text.offsets[row]), int(text.offsets[row + 1])
        if end - start <= self._limit:
            return text.data[start:end].tobytes()
        head = text.data[start : start + self._limit - self._tail].tobytes()
        return head + b"\n" + text.data[end - self._tail : end].tobytes() if self._tail else head


def _searcher(pattern: Any) -> Callable[[bytes], Span | None]:
    """Return what finds the first span of a compiled pattern, past the wrapper around RE2 where that can be done: on
    short texts it takes as long as RE2."""
    spans = direct(pattern)
    if spans is None:
        return lambda text: None if (hit := pattern.search(text)) is None else hit.span()

    def first(text: bytes) -> Span | None:
        span = spans(text, 0, len(text))[0]
        return span if span[0] >= 0 else None

    return first


@cache
def _names(names: tuple[str, ...], has: bytes) -> frozenset[str]:
    return frozenset(name for name, there in zip(names, has, strict=True) if there)


def _is_context(family: str) -> bool:
    return family.startswith("asks_")


def _set_bits(rows: npt.NDArray[np.uint64]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return row and number of every bit that is set."""
    at, word = np.nonzero(rows)
    bits = np.unpackbits(rows[at, word].view(np.uint8).reshape(-1, 8), axis=1, bitorder="little")
    which, bit = np.nonzero(bits)
    return at[which], word[which] * 64 + bit


@cache
def response_matcher(code: str) -> Matcher:
    """Return the automaton for answers in a language."""
    return Matcher(families(code)[0], LIMIT)


@cache
def prompt_matcher(code: str) -> Matcher:
    """Return the automaton for prompts in a language."""
    return Matcher(families(code)[1], 2 * ENDS, ends=True)


def english() -> None:
    """Have the automata for English ready: workers find them made."""
    response_matcher("en")
    prompt_matcher("en")
