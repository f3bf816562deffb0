"""The certificate of one maker of rows: the test raw and with lengths matched, by what it tells, what differs, what collapsed."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ft_data.synthesis.certificate import collapse, giveaways, twosample
from ft_data.synthesis.certificate.features import vectors
from ft_data.synthesis.certificate.groups import groups
from ft_data.synthesis.checks.words import words


@dataclass(frozen=True)
class Row:
    """One row to compare: question and answer, and what it shares with others (parents, its prompt)."""

    question: str
    answer: str
    ties: tuple[Hashable, ...] = ()


@dataclass(frozen=True)
class Certificate:
    """What was found of generated rows beside people's. Areas are of the answers."""

    raw: twosample.Test
    matched: twosample.Test  # every answer cut to the length of one of the other side
    length_alone: float
    words: tuple[giveaways.Word, ...]
    findings: tuple[collapse.Finding, ...]
    made: collapse.Spread
    human: collapse.Spread
    manner: tuple[tuple[str, float, float], ...]  # what, generated, people's


def certify(made: Sequence[Row], human: Sequence[Row]) -> Certificate:
    """Compare generated rows with people's. Groups of rows that share a tie, or nearly a text, count once."""
    rows = [*human, *made]
    side = np.array([False] * len(human) + [True] * len(made))
    answers = [row.answer for row in rows]
    of = groups(answers, [(*row.ties, row.question) if row.question else row.ties for row in rows])
    cut = matched(answers, side)
    lengths = np.array([float(len(text)) for text in answers])
    questions = (
        [row.question for row in made if row.question],
        [row.question for row in human if row.question],
    )
    own, theirs = [row.answer for row in made], [row.answer for row in human]
    return Certificate(
        twosample.test(vectors(answers), side, of),
        twosample.test(vectors(cut), side, of),
        twosample.area_of(lengths, side, of),
        tuple(giveaways.giveaways(answers, side, of)),
        (*collapse.collapsed(own, theirs, "answer"), *collapse.collapsed(*questions, "question")),
        collapse.spread(own),
        collapse.spread(theirs),
        tuple((name, _mean(own, how), _mean(theirs, how)) for name, how in _MANNER.items()),
    )


def matched(texts: Sequence[str], side: twosample.Side) -> list[str]:
    """Cut texts at words so that both sides are equally long: each to the shorter of itself and its like of the other side."""
    cut = list(texts)
    ranked = [
        sorted(np.flatnonzero(side == of).tolist(), key=lambda at: (len(texts[at]), at))
        for of in (False, True)
    ]
    for own, other in (ranked, ranked[::-1]):
        for place, at in enumerate(own if other else ()):
            like = texts[other[place * len(other) // len(own)]]
            if len(like) < len(texts[at]):
                cut[at] = _cut(texts[at], len(like))
    return cut


def _cut(text: str, most: int) -> str:
    """Cut before the word that goes over; a single word is cut within."""
    kept = text[:most]
    space = kept.rfind(" ")
    return kept if most >= len(text) or text[most : most + 1].isspace() or space <= 0 else kept[:space]


_MANNER: Mapping[str, Callable[[str], float]] = {
    "words": lambda text: float(len(words(text))),
    "lists": lambda text: float("\n- " in f"\n{text}" or "\n* " in f"\n{text}" or "\n1. " in f"\n{text}"),
    "code": lambda text: float("```" in text),
    "exclamations": lambda text: float("!" in text),
    "questions": lambda text: float("?" in text),
}


def _mean(texts: Sequence[str], how: Callable[[str], float]) -> float:
    return sum(how(text) for text in texts) / len(texts) if texts else 0.0
