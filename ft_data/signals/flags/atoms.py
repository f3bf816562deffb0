"""Literal parts that a pattern cannot match without: an automaton looks for them before the pattern itself runs.

The idea is that of RE2's prefilter (google/re2, prefilter.h) and of Hyperscan's literal factors (Wang et al., NSDI 2019).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from re import _parser  # type: ignore[attr-defined]
from typing import Any, NamedTuple

MOST = 256  # spellings of a stretch of a pattern; of more, the more telling half stands for the whole
LONGEST = 16  # bytes of an atom that only suggests a match
_LEAST = 2  # weight of a run that is worth looking for beside another
EDGE, REST, GAP, SOFT, LINE = "\ue000", "\ue001", "\ue002", "\ue003", "\ue004"
"""Marks in a spelling: a word edge, the rest of a word, anything, "not all of the condition is in the spelling", and a
line break or an end of the text."""

_APOSTROPHE = "’".encode().decode("latin-1")
# fmt: off
_COMMON = frozenset((
    "a", "an", "and", "any", "are", "as", "at", "be", "but", "by", "can", "do", "for", "from", "has", "have", "how", "i", "i'm",
    "if", "in", "into", "is", "it", "its", "me", "more", "my", "no", "not", "of", "on", "one", "or", "our", "so", "some", "such",
    "that", "the", "their", "them", "they", "this", "to", "us", "was", "we", "were", "what", "when", "which", "who", "will",
    "with", "would", "you", "your", "all", "above", "answer", "below", "code", "convert", "create", "describe", "extract",
    "following", "format", "formatted", "generate", "give", "here", "list", "make", "output", "present", "produce", "provide",
    "put", "read", "reply", "represent", "respond", "return", "see", "show", "summarize", "text", "use", "using", "write",
))  # frequent English words, and verbs of requests
# fmt: on
_WORD = re.compile(r"[a-z0-9_]", re.ASCII)


class Atom(NamedTuple):
    """A literal part: lower case, white space as one blank, digits as 0. ``left`` and ``right``: no word goes on beyond that
    end; ``begins`` and ``ends``: a line does there.

    ``whole``: where it stands the pattern matches, and needs not be run.
    """

    text: bytes
    left: bool
    right: bool
    begins: bool
    ends: bool
    whole: bool


def atoms(pattern: bytes) -> tuple[set[Atom], set[Atom]]:
    """Return two sets of atoms: every text that ``pattern`` matches has one of each (ASCII case folded, white space runs
    as one blank, curly apostrophes straight, digits all alike). The first is the more telling one.

    Raises ValueError for a pattern that matches without any literal part.
    """
    first, second = set[Atom](), set[Atom]()
    for spelling in _spellings(_parser.parse(pattern.decode("latin-1"))):
        one, other = _two(spelling.replace(_APOSTROPHE, "'"))
        if not one.text.strip():
            raise ValueError(f"no literal part in {pattern.decode()!r}")
        first.add(one)
        second.add(other)
    return first, second


def _spellings(nodes: Iterable[tuple[Any, Any]]) -> set[str]:
    """Return the spellings of a parsed pattern, marks where they are open."""
    found = {""}
    for node in nodes:
        found = _joined(found, _node(*node))
    return found


def _node(kind: Any, value: Any) -> set[str]:
    name = str(kind)
    if name == "LITERAL":
        return {_letter(chr(value))}
    if name == "IN":
        return _one_of(value)
    if name == "BRANCH":
        return {spelling for branch in value[1] for spelling in _spellings(branch)}
    if name == "SUBPATTERN":
        return _spellings(value[3])
    if name == "AT":
        return {EDGE} if str(value) == "AT_BOUNDARY" else {LINE}
    if name in ("MAX_REPEAT", "MIN_REPEAT"):
        return _repeated(*value)
    return {GAP}


def _letter(char: str) -> str:
    if char == "\n":
        return LINE
    if char in "\t\f\r ":
        return " " + SOFT
    if "0" <= char <= "9":
        return "0" + SOFT
    return char.lower() if char.isascii() else char


def _one_of(members: list[tuple[Any, Any]]) -> set[str]:
    found: set[str] = set()
    for kind, value in members:
        if str(kind) == "LITERAL":
            found.add(_letter(chr(value)))
        elif str(kind) == "RANGE" and value[1] - value[0] < 10:
            found |= {_letter(chr(code)) for code in range(value[0], value[1] + 1)}
        elif str(value) == "CATEGORY_DIGIT":
            found.add("0")
        elif str(value) == "CATEGORY_SPACE":
            found.add(" " + SOFT)
        else:
            return {GAP}
    return found if len(found) <= 8 else {GAP}


def _repeated(least: int, most: Any, body: Any) -> set[str]:
    inner = list(body)
    if least <= 1 and most > 1 and _is(inner, "CATEGORY_SPACE"):
        return {" "} if least else {" ", ""}
    if least == 0 and most > 1 and _is(inner, "CATEGORY_WORD"):
        return {REST}
    if least == 0:
        return _spellings(inner) | {""} if most == 1 else {GAP}
    times = min(least, 4)
    # However often it stands there, it stands after what comes before and before what comes after.
    return {one * times if most == times else one * times + GAP + one * times for one in _spellings(inner)}


def _is(nodes: list[tuple[Any, Any]], category: str) -> bool:
    return (
        len(nodes) == 1
        and str(nodes[0][0]) == "IN"
        and [str(value) for _, value in nodes[0][1]] == [category]
    )


def _joined(left: set[str], right: set[str]) -> set[str]:
    """Return every left spelling before every right one; with too many of them, the more telling side and a gap."""
    if len(left) * len(right) <= MOST:
        return {a + b for a in left for b in right}
    if min(map(_telling, left)) > min(map(_telling, right)):
        return {_best(a) + GAP for a in left}
    # Of the left side only where it ends is kept.
    lines = all(a.rstrip(f" {SOFT}").endswith(LINE) for a in left)
    edges = all(a.endswith(EDGE) for a in left)
    return {GAP + (LINE if lines else EDGE if edges else "") + b for b in right}


def _best(spelling: str) -> str:
    """Return a spelling without the parts beyond gaps that will not be looked for anyway."""
    return GAP + max(spelling.split(GAP), key=_weight) if GAP in spelling else spelling


def _telling(spelling: str) -> float:
    return max(_weight(run) for run in _runs(spelling))


def _runs(spelling: str) -> list[str]:
    return _OPEN.split(spelling)


@cache
def _weight(run: str) -> float:
    """How rarely a literal run is met, about the negative logarithm of its share of places: words multiply."""
    total = 0.0
    for word in _MARKS.sub("", run.replace(LINE, " ")).split():
        if word in _COMMON or not _WORD.search(word):
            total += 3 if word in _COMMON else len(word) if word.isascii() else 2 * len(word)
        else:
            total += min(3 + len(word), 10) if word.isascii() else 3 + 2 * len(word)
    return total + 2 if total and LINE in run else total


def _two(spelling: str) -> tuple[Atom, Atom]:
    """Return the most telling literal run of a spelling and the next one, where there is one; else the first again."""
    text = _BLANKS.sub(" ", spelling.replace(SOFT, ""))
    tail = _TAIL.sub("", text)
    if not _UNSURE.search(spelling) and REST not in tail and tail.strip(EDGE):
        atom = _atom(tail, whole=True)
        # Where the rest of a word was cut off, a word may go on.
        atom = atom._replace(right=atom.right and tail == text)
        return atom, atom
    runs = sorted(_runs(text), key=_weight, reverse=True)
    first = _atom(runs[0], whole=False)
    if len(runs) == 1 or _weight(runs[1]) < _LEAST:
        return first, first
    return first, _atom(runs[1], whole=False)


def _atom(run: str, whole: bool) -> Atom:
    bare = run.lstrip(f"{LINE} ")
    begins = LINE in run[: len(run) - len(bare)]
    run = bare if begins else run
    bare = run.rstrip(f"{LINE} ")
    ends = LINE in run[len(bare) :]
    run = _BLANKS.sub(" ", (bare if ends else run).replace(LINE, " "))
    left, right = run.startswith(EDGE), run.endswith(EDGE)
    plain = run.strip(EDGE)
    if EDGE in plain:
        whole, inside = False, plain
        plain = max(plain.split(EDGE), key=_weight)
        kept_left, kept_right = inside.startswith(plain), inside.endswith(plain)
        left, begins, right, ends = (
            left and kept_left,
            begins and kept_left,
            right and kept_right,
            ends and kept_right,
        )
    # An edge beside a sign asks for a word, not for its absence.
    if left and not _WORD.match(plain[:1]):
        left, whole = False, False
    if right and not _WORD.match(plain[-1:]):
        right, whole = False, False
    if not whole and len(plain) > LONGEST:
        plain, right, ends = plain[:LONGEST].rstrip(), False, False
    return Atom(plain.encode("latin-1"), left, right, begins, ends, whole)


_OPEN = re.compile(f"[{GAP}{REST}]")
_MARKS = re.compile(f"[{EDGE}{REST}{GAP}{SOFT}]")
_UNSURE = re.compile(f"[{GAP}{SOFT}{LINE}]")
_BLANKS = re.compile(" {2,}")
_TAIL = re.compile(f"{REST}{EDGE}?$")
