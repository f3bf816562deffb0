"""Names that the data itself declares: values of mapped name columns, and their mentions in the same row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from ft_data.cleaning.privacy.finding import Finding
from ft_data.cleaning.wordlist import words

_PART = re.compile(r"[^\W\d_][\w'’.-]*")
_TITLES = words("mr mrs ms miss mx dr prof sir madam herr frau m mme mlle sr sra san jr")
_COMMON = words(
    "will may mark rose hope grace art rich bill chase dean earl faith frank gene grant guy iris jack jo"
    "y june king max miles pat ray rob rusty sky summer sunny ward young best white black brown green pr"
    "ice long wood stone page park"
)


def mentions(text: str, people: Sequence[str]) -> list[Finding]:
    """Find the given full names in ``text``, and each name's capitalised parts that are no common words."""
    pattern = _pattern(tuple(people))
    return [Finding("name", *match.span()) for match in pattern.finditer(text)] if pattern else []


@lru_cache(maxsize=256)
def _pattern(people: tuple[str, ...]) -> re.Pattern[str] | None:
    full: set[str] = set()
    parts: set[str] = set()
    for person in people:
        words = [word for word in _PART.findall(person) if word.lower().strip(".") not in _TITLES]
        if len(words) >= 2:
            full.add(r"\s+".join(map(re.escape, words)))
        parts.update(w for word in words if len(w := word.strip(".")) >= 3 and w.lower() not in _COMMON)
    if not full and not parts:
        return None
    whole = "|".join(sorted(full, key=lambda name: (-len(name), name)))
    pieces = "|".join(
        sorted({re.escape(w[:1].upper() + w[1:]) for w in parts} | {re.escape(w.upper()) for w in parts})
    )
    options = "|".join(filter(None, (f"(?i:{whole})" if whole else "", pieces)))
    return re.compile(rf"(?<![\w@]){'(?:' + options + ')'}(?![\w@])(?!\])")
