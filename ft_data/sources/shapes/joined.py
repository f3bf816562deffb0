"""Sections of a manual that are too short to say something alone, joined to their neighbours."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

LEAST_WORDS = 12  # a text of fewer is joined to the next of the same parent, or else to the one before
_LONG = 1000  # characters: what goes on so long is no short text, of however few words
_WORD = re.compile(  # a character of a script without blanks counts as a word
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]"
    r"|[^\s\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]+"
)


class Section(NamedTuple):
    """A piece of a document: the headings that lead to it, and its text with its own heading.

    ``place`` numbers those headings: two of the same words are not the same heading.
    """

    headings: tuple[str, ...]
    heading: str
    body: str
    place: tuple[int, ...] = ()


def weight(text: str) -> int:
    """Return the words of a text, or as many as are enough where it is long."""
    return LEAST_WORDS if len(text) > _LONG else len(_WORD.findall(text))


def short(texts: Iterable[str]) -> bool:
    """Tell whether texts are together too short to stand alone."""
    words = 0
    for text in texts:
        words += weight(text)
        if words >= LEAST_WORDS:
            return False
    return True


def joined(found: Iterable[Section], alone: Callable[[Section], bool]) -> list[list[Section]]:
    """Group sections in their order so that no group is short where a neighbour below the same parent can take it in.

    What is ``alone`` takes in none. Headings without any text that nobody can take in are left out: those
    that lead to a text are among its headings.
    """
    made: list[list[Section]] = []
    waiting: list[Section] = []
    words = 0

    def settle() -> None:
        if waiting and made and not alone(made[-1][-1]) and _beside(made[-1][-1], waiting[0]):
            made[-1].extend(waiting)
        elif any(one.body for one in waiting):
            made.append([*waiting])
        waiting.clear()

    for section in found:
        if alone(section):
            settle()
            made.append([section])
            continue
        if waiting and not _beside(section, waiting[0]):
            settle()
        words = weight(section.body) + (words if waiting else 0)
        waiting.append(section)
        if words >= LEAST_WORDS:
            made.append([*waiting])
            waiting.clear()
    settle()
    return made


def _beside(other: Section, section: Section) -> bool:
    """Tell whether a section stands below the parent of another."""
    parent = section.place[:-1]
    return other.place[: len(parent)] == parent


def leading(group: list[Section]) -> list[str]:
    """Return the headings that lead to all the text of a group."""
    told = [one for one in group if one.body]
    shared = 0
    for numbers in zip(*(one.place for one in told), strict=False):
        if len(set(numbers)) > 1:
            break
        shared += 1
    return list(told[0].headings[:shared])
