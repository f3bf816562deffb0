"""Faults planted in a clean generation, one at a time; each is None where a case has no place for it."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from ft_data.signals.fitted import align, values
from ft_data.signals.fitted.facts import sentences
from ft_data.synthesis.passages import Passage
from ft_data.synthesis.replies import Pair

_AUX = re.compile(r"\b(is|was|are|were|has|had|can|could|will|would|should|may|must)\b")


def number(passage: Passage, pair: Pair, rng: random.Random) -> Pair | None:
    """Put another number in the place of one."""
    found = [
        one for one in values.read(pair.answer) if one.kind == "number" and pair.answer[one.start].isdigit()
    ]
    if not found:
        return None
    one = rng.choice(found)
    digits = re.match(r"[\d,.]*\d", pair.answer[one.start :])
    assert digits is not None
    other = str(int(re.sub(r"\D", "", digits[0]) or 0) + rng.choice((1, 2, 3, 7, 10, 40)))
    return _put(passage, pair, one.start, one.start + len(digits[0]), other)


def date(passage: Passage, pair: Pair, rng: random.Random) -> Pair | None:
    """Move a year."""
    years = list(re.finditer(r"\b(1[0-9]{3}|20[0-2][0-9])\b", pair.answer))
    if not years:
        return None
    year = rng.choice(years)
    return _put(passage, pair, *year.span(), str(int(year[0]) + rng.choice((-10, -3, -1, 1, 2, 5))))


def name(passage: Passage, pair: Pair, rng: random.Random) -> Pair | None:
    """Put another name in the place of one, wherever it stands in its sentence."""
    one = align.sentence(pair.answer)
    named = frozenset(name for piece in sentences(passage.text) for name in align.sentence(piece).named)
    found = [
        token
        for token in one.tokens
        if token.value is None and token.text.istitle() and len(token.text) > 3 and token.key in named
    ]
    if not found:
        return None
    token = rng.choice(found)
    other = rng.choice(["Velmora", "Quistad", "Harrowby", "Tennick", "Osmera", "Wexholm", "Calder", "Morrow"])
    return _put(passage, pair, token.start, token.start + len(token.text), other)


def _put(passage: Passage, pair: Pair, start: int, end: int, other: str) -> Pair | None:
    if re.search(rf"(?<!\w){re.escape(other)}(?!\w)", passage.whole):
        return None
    return Pair(pair.question, pair.answer[:start] + other + pair.answer[end:])


def negation(passage: Passage, pair: Pair, rng: random.Random) -> Pair | None:
    """Deny the sentence."""
    match = _AUX.search(pair.answer)
    return (
        Pair(pair.question, pair.answer[: match.end()] + " not" + pair.answer[match.end() :])
        if match
        else None
    )


def echo(passage: Passage, pair: Pair, rng: random.Random) -> Pair | None:
    """Answer with the whole passage."""
    return Pair(pair.question, " ".join(words_of(passage.text, 240)))


def words_of(text: str, most: int) -> list[str]:
    """Return the first words as they stand."""
    return text.split()[:most]


Plant = Callable[[Passage, Pair, random.Random], Pair | None]
FAULTS: dict[str, Plant] = {
    "number": number,
    "date": date,
    "name": name,
    "contradiction": negation,
    "echo": echo,
}
