"""Text stored as tokens: marks set off from their words, as Penn Treebank tokenisers leave them."""

from __future__ import annotations

import re

# A mark set off from the word before it, `` and '' for quotes, brackets by name, cut contractions.
_APART = re.compile(
    r"(?<=[\w)'’]) [,.?!](?=\s|$)|(?<=\w) n't\b|(?<=\w) '(?:s|re|ve|ll|d|m)\b|(?<!`)``(?=\w)|(?<!')''(?!')|-[lr][rcs]b-",
    re.I,
)
_PLAIN = re.compile(r"(?<=[\w)])[,.?!](?=\s|$)|(?<=\w)(?:n't|'(?:s|re|ve|ll|d|m))\b")


def spacing(text: str) -> float:
    """Return the share of punctuation that stands apart, 0..1; 0 with fewer than three such marks."""
    marks = _APART.findall(text)
    apart = len(marks) + sum(mark[0] == "-" for mark in marks)
    return apart / (apart + len(_PLAIN.findall(text))) if apart >= 3 else 0.0
