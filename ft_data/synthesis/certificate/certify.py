"""The certificate of one maker of rows: the test raw and with lengths matched, by what it tells, what differs, what collapsed."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ft_data.synthesis.certificate import collapse, echo, giveaways, twosample, variety
from ft_data.synthesis.certificate.features import vectors
from ft_data.synthesis.certificate.groups import groups
from ft_data.synthesis.certificate.manner import manner
from ft_data.synthesis.certificate.variety import Variety


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
    variety: Variety
    human_variety: Variety
    coverage: float  # of people's ground, by as many generated texts
    openings: tuple[echo.Opening, ...]


def certify(made: Sequence[Row], human: Sequence[Row]) -> Certificate:
    """Compare generated rows with people's. Groups of rows that share a tie, or nearly a text, count once."""
    rows = [*human, *made]
    side = np.array([False] * len(human) + [True] * len(made))
    answers = [row.answer for row in rows]
    of = groups(answers, [(*row.ties, row.question) if row.question else row.ties for row in rows])
    cut = matched(answers, side)
    space = vectors(answers)
    drawn = variety.drawn(space, side)
    kinds, of_people = (variety.variety(one) for one in drawn)
    lengths = np.array([float(len(text)) for text in answers])
    questions = (
        [row.question for row in made if row.question],
        [row.question for row in human if row.question],
    )
    own, theirs = [row.answer for row in made], [row.answer for row in human]
    return Certificate(
        twosample.test(space, side, of),
        twosample.test(vectors(cut), side, of),
        twosample.area_of(lengths, side, of),
        tuple(giveaways.giveaways(answers, side, of)),
        (
            *collapse.collapsed(own, theirs, "answer"),
            *collapse.few_kinds(len(drawn[0]), kinds, of_people),
            *collapse.collapsed(*questions, "question"),
        ),
        collapse.spread(own),
        collapse.spread(theirs),
        _beside(manner(own), manner(theirs)),
        kinds,
        of_people,
        variety.coverage(*drawn),
        tuple(echo.openings(own, theirs)),
    )


def _beside(made: Mapping[str, float], human: Mapping[str, float]) -> tuple[tuple[str, float, float], ...]:
    return tuple((name, made[name], human[name]) for name in made)


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
