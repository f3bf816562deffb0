"""What pages say of themselves: labels of menus, footers and archives, and notices."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice
from typing import NamedTuple

from ft_data.languages.packs import language
from ft_data.text.says import Says

_ENGLISH = language("en")
_label_is = Says(_ENGLISH.filled(r"(?i)(?:%PAGE_LABEL%)\W{0,3}"), whole=True)
_notice_is = Says(_ENGLISH.filled("(?i)%PAGE_NOTICE%"))
_NOTICES = re.compile("(?i)[a-z©]")  # one of which is in every notice
_DIGIT = re.compile(r"\d")
_ENDED = frozenset(";,{}()[]=`>|\\")
_ITEM = re.compile(r"(?:[-*•–+>#|]|\d+[.)]|[a-z][.)])\s|\S+\(|\S*[=_{}<>\\`]")
_SUM = re.compile(r"[=+*/<>]\s?\d|\d\s?[=+*/]|\d+ ?%")
_BLOCK = 80  # lines at an end of a text that are looked at


def _is_label(line: str) -> bool:
    """Say whether a line is a label; all of them begin with a Latin letter or a digit, and most scripts have others."""
    return (line[0] < "\u0180" or line[0].isdecimal()) and _label_is(line)


def _is_notice(line: str) -> bool:
    return (line.isascii() or _NOTICES.search(line) is not None) and _notice_is(line)


class Edge(NamedTuple):
    """The block of short lines at an end of a text: its lines, the labels and notices among them, other capitalised ones.

    ``last``: lines up to the last label.
    """

    run: int
    labels: int
    weak: int
    last: int = 0


def edge(lines: Iterable[str]) -> Edge:
    """Measure the block that ``lines`` (stripped, none empty) begin with: at most twelve words a line and no end mark.

    No line behind the block is asked for.
    """
    labels = weak = run = last = 0
    for line in islice(lines, _BLOCK):
        words = line.count(" ") + 1
        if len(line) > 200 or (words > 12 and line[-1] not in ".:"):
            break
        label = words <= 8 and len(line) <= 60 and _is_label(line)
        notice = not label and _is_notice(line)
        if (
            not label
            and not notice
            and (
                words > 12
                or line[-1] in _ENDED
                or (line[-1] in ".:!?" and not line.endswith("..."))
                or _ITEM.match(line) is not None
                or (_DIGIT.search(line) is not None and _SUM.search(line) is not None)
            )
        ):
            break
        run += 1
        labels += label or notice
        last = run if label or notice else last
        weak += not label and not notice and line[:1].isupper()
    return Edge(run, labels, weak, last)
