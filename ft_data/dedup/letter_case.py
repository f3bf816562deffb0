"""Answers whose letter case is what they say: `gReEn tEa` to a request that spells out `green tea`.

Where an answer repeats words of its request in another case, the case is all that it adds, and two such answers
that differ in case are not one. The first letter says nothing: it begins a sentence.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from ft_data.dedup.normal import Keys, keys
from ft_data.text.columns import Text, text_of
from ft_data.text.rows import row_text


def case_keys(asked: Text, answered: Text, request: Text, reply: Text) -> Keys:
    """Return a key of the spelling of answers whose case matters, 0 for all others.

    ``asked`` and ``answered`` are the texts as they are, ``request`` and ``reply`` their normalised forms.
    """
    room, size = np.diff(request.offsets), np.diff(reply.offsets)
    found = np.zeros(len(size), np.uint64)
    rows, spellings = [], []
    for row in np.flatnonzero((size > 1) & (size <= room)).tolist():
        if row_text(reply, row) in row_text(request, row):
            spelling = " ".join(row_text(answered, row).split())[1:]
            if spelling not in " ".join(row_text(asked, row).split()):
                rows.append(row)
                spellings.append(spelling)
    if rows:
        found[rows] = keys(text_of(pa.array(spellings, pa.large_string())))[0]
    return found
