"""Text stored as tokens: marks set off from their words, as Penn Treebank tokenisers leave them."""

from __future__ import annotations

import re

# Each pattern opens with the sign that it is about: `re` leaps to a sign, but tries a lookbehind at every character.
# A mark behind a space behind a word, or right behind a word.
_MARK = re.compile(r"[,.?!](?<=[\w)'’] .)(?=\s|\Z)")
_PLAIN_MARK = re.compile(r"[,.?!](?<=[\w)].)(?=\s|\Z)")
# A contraction that is cut from its word, or right behind it.
_CUT = re.compile(r" (?:(?<=\w )n't|(?<=\w )'(?:s|re|ve|ll|d|m))\b", re.I)
_PLAIN_CUT = re.compile(r"'(?:(?<=\wn')t|(?<=\w')(?:s|re|ve|ll|d|m))\b")
_QUOTE = re.compile(r"``(?<!```)(?=\w)|''(?<!''')(?!')")
_BRACKET = re.compile(r"-[lr][rcs]b-", re.I)


def spacing(text: str) -> float:
    """Return the share of punctuation that stands apart, 0..1; 0 with fewer than three such marks.

    Marks, cut contractions, doubled backticks and apostrophes for quotes; a bracket by name counts twice.
    """
    apart = len(_MARK.findall(text)) + 2 * len(_BRACKET.findall(text))
    if "'" in text or "``" in text:
        apart += len(_CUT.findall(text)) + len(_QUOTE.findall(text))
    if apart < 3:
        return 0.0
    return apart / (apart + len(_PLAIN_MARK.findall(text)) + len(_PLAIN_CUT.findall(text)))
