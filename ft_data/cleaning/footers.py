"""What a mailing list or a website puts under every text of a source: one repair for the source, learned from its rows.

A footer is known by three things together: its lines end half of the records and more, a line of signs parts it from the text,
and it names an address or a link. What ends every record without these is a template or a manner of speaking, and stays.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Set
from hashlib import blake2b

ROWS = 20  # records of a source below which nothing is learned
SHARE = 0.5  # of the records end with a line of a footer
LINES = 12  # at the end of a text that are looked at
_PARTS = re.compile(r"(?:(?:[^\w\s]|_) ?){5,}")
_LEADS = re.compile(r"https?://|\bwww\.|@| at [\w-]+\.\w")


def learn(records: Iterable[object], key: bytes) -> frozenset[str]:
    """Return the lines of the footer that a source's records end with, as keyed hashes; nothing where there is none."""
    seen: Counter[str] = Counter()
    rows = 0
    for record in records:
        rows += 1
        seen.update({line for text in _texts(record) for _, line in _last(text) if line})
    often = [line for line, times in seen.items() if times >= SHARE * rows]
    if rows < ROWS or not any(map(_PARTS.fullmatch, often)) or not any(map(_LEADS.search, often)):
        return frozenset()
    return frozenset(_hash(line, key) for line in often)


def cut(text: str, footer: Set[str] = frozenset(), key: bytes = b"") -> tuple[str, int]:
    """Cut the footer off the end of a text, from the line of signs that parts it; a text that is nothing else stays."""
    start = None
    for at, line in _last(text) if footer else ():
        if line and _hash(line, key) not in footer:
            break
        if _PARTS.fullmatch(line):
            start = at
    if start is None or not text[:start].strip():
        return text, 0
    return text[:start].rstrip(), 1


def _last(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines at the end of a text, the last first: where each begins, and what it says, blanks aside."""
    end = len(text.rstrip())
    for _ in range(LINES):
        start = text.rfind("\n", 0, end) + 1
        yield start, " ".join(text[start:end].split())
        if start == 0:
            return
        end = start - 1


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        if "\n" in value:
            yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)


def _hash(line: str, key: bytes) -> str:
    return blake2b(line.encode("utf-8", "replace"), key=key[:64], digest_size=12).hexdigest()
