"""Cuts that are not made: what they would leave of an answer is none."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ft_data.cleaning.echoed import is_head
from ft_data.cleaning.evidence import known

_WORD = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\u3040-\u30ff]|[^\W_]+")


def guts(rule: str, before: str, after: str, asked: Sequence[str], wanted: bool = False) -> bool:
    """Say whether a cut leaves of the answer to ``asked`` only the head of a template, or less than half by wording alone.

    What a repair cuts by construction is no part of the answer, however long it is: a request, a quoted mail. ``wanted``: the recipe
    asks for the repair, and gets it.
    """
    if is_head(after, asked):
        return True
    worded = not wanted and known()[rule].ground == "reads"
    return worded and 2 * size(after) < size(before)


def size(text: str) -> int:
    """Count words; of scripts without spaces, characters."""
    return len(_WORD.findall(text))
