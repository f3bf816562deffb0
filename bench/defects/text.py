"""Words, likeness and intervals: the few measures that planting and scoring share."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator

WORD = re.compile(r"\w+")
NUMBER = r"(\d[\d,]*(?:\.\d+)?)"
# A whole expression of two numbers: nothing that could belong to it stands before or behind.
SUM = re.compile(rf"{NUMBER} ?([-+*x]) ?{NUMBER} ?= ?\$?{NUMBER}(?![\d.,]*\s?[-+*/x×%(\d])")
BEFORE = re.compile(r"(?:[-+*/×÷=(^:.,\d]|[ \d]x|%)[ $]*\Z")


def words(text: str) -> list[str]:
    """Return the lower-cased words."""
    return WORD.findall(text.lower())


def shingles(text: str, size: int = 5) -> set[tuple[str, ...]]:
    """Return the runs of `size` words; a shorter text is one run."""
    found = words(text)
    if len(found) <= size:
        return {tuple(found)} if found else set()
    return {tuple(found[i : i + size]) for i in range(len(found) - size + 1)}


def jaccard(a: set[tuple[str, ...]], b: set[tuple[str, ...]]) -> float:
    """Return the Jaccard likeness of two sets; two empty sets are alike."""
    return len(a & b) / len(a | b) if a or b else 1.0


def word_f1(a: str, b: str) -> float:
    """Return the F1 of the words of `a` against those of `b`, counting repeats, ignoring order."""
    left, right = Counter(words(a)), Counter(words(b))
    if not left or not right:
        return float(left == right)
    return 2 * sum((left & right).values()) / (left.total() + right.total())


def sentences(text: str) -> list[str]:
    """Split after sentence marks that a space and a capital follow; good enough for cutting prose."""
    return [s for s in re.split(r"(?<=[.!?])\s+(?=[A-Z])", text.strip()) if s]


def is_prose(text: str) -> bool:
    """Tell whether a text reads as sentences: enough words, few symbols, a mark at its end."""
    symbols = sum(not (c.isalnum() or c.isspace() or c in ".,;:!?'\"()-") for c in text)
    return (
        len(text.split()) >= 20
        and symbols < 0.03 * len(text)
        and text.rstrip()[-1:] in '.!?"'
        and "    " not in text
    )


def looks_like_code(text: str) -> bool:
    """Tell whether a text is or holds program code, where curly quotes would be a defect of their own."""
    return bool(
        re.search(r"[{}]|;\s*\n|```|\bdef \w|#include|#!/|\bSELECT\b|=>|\(\);|</|\n {4}\S|\w\(\w*\)\.", text)
    )


def sums(text: str) -> Iterator[tuple[re.Match[str], float]]:
    """Yield every plain sum, difference or product of two numbers in a text, with its right result."""
    for found in SUM.finditer(text):
        if not BEFORE.search(text[max(0, found.start() - 4) : found.start()]):
            x, y = (float(found[i].replace(",", "")) for i in (1, 3))
            yield found, {"+": x + y, "-": x - y}.get(found[2], x * y)


def wrong_sums(text: str) -> bool:
    """Tell whether a plain sum, difference or product of two numbers in the text is wrong."""
    return any(abs(right - float(found[4].replace(",", ""))) > 0.011 for found, right in sums(text))


def wilson(hits: int, n: int, z: float = 1.959964) -> tuple[float, float]:
    """Return the Wilson 95% score interval of a share (Wilson 1927); (0, 1) when nothing was counted."""
    if n == 0:
        return 0.0, 1.0
    share = hits / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return max(0.0, middle - half), min(1.0, middle + half)
