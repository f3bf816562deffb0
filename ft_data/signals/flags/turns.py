# mypy: disable-error-code="assignment,arg-type,return-value,no-any-return"
"""Talk and tasks that follow an answer: labelled lines at its end which nobody asked for.

That two people speak is told by structure, in any language and whatever they are called: a question under one short label, what answers
it under another, below finished prose. A language's words add speakers who say something else than questions, and how tasks are called.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple

import numba as nb
import numpy as np
import numpy.typing as npt

from ft_data.languages.patterns import either
from ft_data.signals.flags.tongue import pack
from ft_data.signals.flags.view import View
from ft_data.text.columns import Text

_LABEL, _LINE = 72, 1600  # bytes of a line in which its label ends; of a line that is looked at
_MOST = 12  # lines at the end that may be turns
_TURN = re.compile(
    r"(?:[-–—] |\*\*|[<\[])?(?P<label>[^\W\d_][^\n:：<>\[\]*/|\\.,;!?()\"“”«»=&@#]{0,23}?)[>\]]?(?:\*\*)?[ \u00a0]?[:：](?:\*\*)?\s*(?P<said>\S.*)"
)
_ASKS = re.compile(r"[?？؟;]['\"”»」』*)]*\Z")
_SAID = re.compile(r"[.!?…。！？।؟｡]['\"”»」』*)\]]*\Z")
_DIGIT = re.compile(r"\d+|[一二三四五六七八九十]+")
_FIRST = ("1", "一", "a")


class Turn(NamedTuple):
    """A labelled line: who speaks, and what."""

    who: str
    said: str


@nb.njit(nogil=True, cache=True)
def _labelled(data: Any, start: int, end: int) -> bool:
    """Whether a line has a colon early on, with a blank, an asterisk or its end behind it, or a wide colon."""
    for i in range(start + 1, min(end, start + _LABEL)):
        if data[i] == 58:
            return i + 1 < end and (data[i + 1] <= 32 or data[i + 1] == 42)
        if data[i] == 0xEF and i + 3 < end and data[i + 1] == 0xBC and data[i + 2] == 0x9A:
            return True
    return False


@nb.njit(nogil=True, cache=True)
def _ends(data: Any, offsets: Any, out: Any) -> None:
    for row in range(len(offsets) - 1):
        start, end = offsets[row], offsets[row + 1]
        out[row] = True
        for _ in range(2):
            while end > start and data[end - 1] <= 32:
                end -= 1
            first = end
            least = max(start, end - _LINE)
            while first > least and data[first - 1] != 10:
                first -= 1
            # The first line of a text has nothing before it that it could follow.
            if first <= start or data[first - 1] != 10 or not _labelled(data, first, end):
                out[row] = False
                break
            end = first


def ends_labelled(text: Text) -> npt.NDArray[np.bool_]:
    """Return which texts end in two labelled lines, neither of them the first."""
    out = np.zeros(len(text), np.bool_)
    _ends(text.data, text.offsets, out)
    return out


def goes_on(view: View) -> bool:
    """Whether a talk of two whom the prompt does not name follows an answer: turns under two labels by turns, of which one asks and
    the other answers, or whose labels are known for speakers.

    An answer that is turns from its first line on, announces them (a colon) or has more labels than two is a play, an interview, a
    list of facts: what was asked for.
    """
    turns, before = _last_turns(view.lines)
    if len(turns) < 2 or not before or _SAID.search(before[-1]) is None:
        return False
    names = {one.who for one in turns}
    if len(names) != 2 or any(a.who == b.who for a, b in zip(turns, turns[1:], strict=False)):
        return False
    if any(_named(name, view.prompt.casefold()) for name in names) or any(
        (turn := _turn(line)) is not None and turn.who in names for line in before
    ):
        return False
    if names <= _speakers(view.language):
        return True
    return (
        _ASKS.search(turns[0].said) is not None
        and _SAID.search(turns[-1].said) is not None
        and (_ASKS.search(turns[1].said) is None)
    )


def _named(name: str, prompt: str) -> bool:
    """Whether a prompt has a label, in another form too; of one or two letters, as a word."""
    return name in (re.findall(r"\w+", prompt) if len(name) < 3 and name.isascii() else prompt)


def _last_turns(lines: list[str]) -> tuple[list[Turn], list[str]]:
    """Return the labelled lines that a text ends in, in order, and those before them."""
    turns: list[Turn] = []
    at = len(lines)
    while at > 0 and len(turns) <= _MOST and (turn := _turn(lines[at - 1])) is not None:
        turns.append(turn)
        at -= 1
    return turns[::-1], lines[:at]


def _turn(line: str) -> Turn | None:
    found = _TURN.match(line)
    if found is None or len(found["label"].split()) > 3:
        return None
    return Turn(found["label"].strip().casefold(), found["said"])


@cache
def _speakers(code: str) -> frozenset[str]:
    found = pack(code)
    return frozenset(one.casefold() for one in found.labels.speakers) if found else frozenset()


@cache
def _tasks(code: str) -> re.Pattern[str] | None:
    found = pack(code)
    names = (*found.labels.instruction, *found.labels.question) if found else ()
    return re.compile(either(one for one in names if len(one) > 1), re.IGNORECASE) if names else None


def merges(view: View, spans: Iterable[tuple[int, int]]) -> bool:
    """Whether one of the places that look like another task is one: neither the prompt nor anything before it in the answer speaks of
    such tasks, no line announces it, and it is not the first of several."""
    named = _tasks(view.language)
    raw = view.response.encode()
    for start, end in spans:
        found = raw[start:end].decode("utf-8", "ignore")
        head = re.split("[:：]", found, maxsplit=1)[0]
        called = named.search(head) if named else None
        word = called[0].casefold() if called else ""
        if word and word in view.prompt.casefold():
            continue
        before = raw[:start].decode("utf-8", "ignore").rstrip()
        if before.endswith((":", "：")) or (
            word
            and re.search(rf"{re.escape(word)}\W{{0,3}}\d|\n\W{{0,6}}{re.escape(word)}", before.casefold())
        ):
            continue
        number = _DIGIT.search(head)
        if number is not None and str(number[0]) in _FIRST and len(found) < len(head) + 4:
            continue
        return True
    return False
