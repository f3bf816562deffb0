"""From rows of two versions to what has drifted: within each source and topic first, then how the version is mixed of them.

All tests of a comparison are one family: whatever differs is called so only after Holm's correction over all of them, so that
a version that is made as before is called drifted in at most one of twenty cases.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ft_data.drift import tests
from ft_data.drift.rows import Flags, Rows
from ft_data.drift.slices import slices, topics_of
from ft_data.drift.tests import Found, Word
from ft_data.gaps.stats import holm
from ft_data.synthesis.certificate.features import Matrix, vectors
from ft_data.synthesis.certificate.groups import Groups, groups

ALARM = 0.05  # of the family
MOST = 600  # rows of a slice that a classifier compares, a side: those that come first
CANNED = 5  # questions that share an answer to the letter
MIXTURE = "mixture"


@dataclass(frozen=True)
class Tested:
    """One test of one slice; ``p`` is corrected for all tests. ``drifted`` says whether it is an alarm."""

    kind: str  # source | topic | mixture
    slice: str
    what: str  # texts | words | signals | sources | topics
    before: int  # groups
    now: int
    p: float
    size: float
    shown: str
    drifted: bool
    words: tuple[Word, ...] = ()


@dataclass
class _Test:
    kind: str
    slice: str
    what: str
    sides: tuple[int, int]
    found: Found
    words: tuple[Word, ...] = ()


def compare(rows: Rows, seed: int = 0) -> list[Tested]:
    """Test everything; what drifted comes first, the surest first. Nothing where a side has too few groups."""
    texts = rows.texts
    group = groups(_said(rows), _ties(rows))
    if not len(rows) or not tests.enough(rows.now, group):
        return []
    space, said = vectors(texts), tests.heard(texts)
    topic, names = topics_of(rows)
    made: list[_Test] = []
    for one in slices(rows, topic, names):
        if tests.enough(rows.now[one.members], group[one.members]):
            made += _within(rows, one.kind, one.name, one.members, space, said, group, seed)
    sources, place = np.unique(np.array(rows.sources, str), return_inverse=True)
    made += _mixed(place, [str(name) for name in sources], "sources", rows.now, group, seed)
    made += _mixed(topic + 1, ["no topic", *names], "topics", rows.now, group, seed)
    corrected = holm([one.found.p for one in made])
    found = [
        Tested(
            one.kind,
            one.slice,
            one.what,
            *one.sides,
            p,
            one.found.size,
            one.found.shown,
            p < ALARM,
            one.words,
        )
        for one, p in zip(made, corrected, strict=True)
    ]
    return sorted(found, key=lambda one: (not one.drifted, one.p, one.kind, one.slice, one.what))


def _within(
    rows: Rows, kind: str, name: str, members: Flags, space: Matrix, said: Sequence[frozenset[str]], group: Groups, seed: int
) -> list[_Test]:  # fmt: skip
    now, own = rows.now[members], group[members]
    at = np.flatnonzero(members)
    sides = (len(np.unique(own[~now])), len(np.unique(own[now])))
    looked = np.concatenate([at[now == side][:MOST] for side in (False, True)])
    looked.sort()
    words, telling = tests.vocabulary([said[k] for k in at.tolist()], now, own)
    made = [
        _Test(kind, name, "texts", sides, tests.texts(space[looked], rows.now[looked], group[looked], seed)),
        _Test(kind, name, "words", sides, words, tuple(telling)),
    ]
    if rows.signals:
        signals = {key: values[members] for key, values in rows.signals.items()}
        made.append(_Test(kind, name, "signals", sides, tests.measurements(signals, now, own)[0]))
    return made


def _mixed(
    kind: npt.NDArray[np.int64], names: list[str], what: str, now: Flags, group: Groups, seed: int
) -> list[_Test]:
    if len(np.unique(kind)) < 2:
        return []
    found, shares = tests.mixture(kind, now, group, seed)
    moved = sorted(range(len(names)), key=lambda k: -abs(shares[1, k] - shares[0, k]))[:3]
    shown = ", ".join(f"{names[k]} {shares[0, k]:.0%} → {shares[1, k]:.0%}" for k in moved)
    sides = (len(np.unique(group[~now])), len(np.unique(group[now])))
    return [_Test(MIXTURE, "", what, sides, found._replace(shown=shown))]


def _said(rows: Rows) -> list[str]:
    """Return the text by which a row is a near copy of others: its answer, but its question where many have one answer, as labels
    and canned answers are: those would be one group, and a whole class would say no more than one row.
    """
    asked: dict[str, set[str]] = {}
    for prompt, answer in zip(rows.prompts, rows.answers, strict=True):
        asked.setdefault(answer, set()).add(prompt)
    return [
        prompt if prompt and len(asked[answer]) >= CANNED else answer
        for prompt, answer in zip(rows.prompts, rows.answers, strict=True)
    ]


def _ties(rows: Rows) -> list[list[object]]:
    """Rows that ask the same hang together too."""
    given = rows.ties or [()] * len(rows)
    return [
        [*own, ("asks", prompt)] if prompt else [*own]
        for own, prompt in zip(given, rows.prompts, strict=True)
    ]
