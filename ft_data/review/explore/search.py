"""Searching the texts of all rows: every word, and every phrase in quotation marks, must be somewhere in the row."""

from __future__ import annotations

import re

from ft_data.review.explore.places import KEY, Columns
from ft_data.review.reader import Reader

_MOST = 8  # words and phrases
_TERM = re.compile(r'"([^"]+)"?|(\S+)')
_ID = re.compile(r"[0-9a-f]{8,24}")


def terms(words: str) -> list[str]:
    """Return what has to be found: phrases and words, the first eight.

    >>> terms('refund "within thirty days"')
    ['refund', 'within thirty days']
    """
    found = (phrase or word for phrase, word in _TERM.findall(words))
    return [term for term in found if term.strip()][:_MOST]


def hits(reader: Reader, view: str, words: str) -> Columns:
    """Return the keys of the rows of a view that hold all words (whatever their case), or whose id starts so."""
    wanted = terms(words)
    each = "(contains(prompt, lower(?)) OR contains(response, lower(?)))"
    held = " AND ".join([each] * len(wanted)) or "false"
    params = [term for term in wanted for _ in range(2)]
    if len(wanted) == 1 and _ID.fullmatch(wanted[0]):
        held += " OR starts_with(record_id, ?)"
        params.append(wanted[0])
    texts = f"SELECT record_id, lower(prompt_text) AS prompt, lower(response_text) AS response FROM {view}"
    return reader.columns(f"SELECT {KEY} FROM ({texts}) WHERE {held}", params)
