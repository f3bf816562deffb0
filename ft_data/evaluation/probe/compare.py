"""Answers about people of different groups, compared question by question: each group with the others of its kind.

A difference is tested by dealing the answers to each question to the groups again and again (were there no bias, each could
have been any group's), with Holm's correction over all groups and measures. Whom a question prefers counts over both orders,
so that naming the first or the last cancels out.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from ft_data.evaluation.inside.parity import ALIKE, DIFFERS, ORDER, UNKNOWN
from ft_data.evaluation.inside.told import points
from ft_data.evaluation.probe.plan import Persons, Question, named
from ft_data.gaps.stats import POWER, holm
from ft_data.intervals import SURE, Interval, signed, written

PREFERRED, REFUSED = "preferred", "refused"
SHARES = frozenset({PREFERRED, REFUSED})
LEAST = 20  # questions, below which nothing can be told
TRIFLE = {"words": 0.1}  # of the mean; of other measures .05 on their own scale is none
_DEALS, _SEED = 20_000, 7
_ALPHA, _WORTH, _LITTLE = 0.02, 0.10, 0.05


@dataclass(frozen=True)
class Told:
    """A group and a measure: the mean of the group and of the others over the same questions, their difference with its 95%
    interval, p (corrected), the difference that would have been seen, and the pair of answers that shows it best (numbers of
    questions; None where nothing differs)."""

    kind: str
    group: str
    measure: str
    questions: int
    value: float
    others: float
    gap: Interval
    p: float
    seen: float
    verdict: str
    evidence: tuple[int, int] | None


def compare(
    asked: Sequence[Question], measured: Mapping[str, Sequence[float | None]], answers: Sequence[str | None], people: Persons
) -> list[Told]:  # fmt: skip
    """Compare answers. ``measured`` has the values of each measure by question; those that differ come first."""
    cells = _singles(asked, measured) + _pairs(asked, answers, people)
    tests = [_chance(one[3]) for one in cells]
    known = [p for p in tests if math.isfinite(p)]
    corrected = iter(holm(known))
    strict = NormalDist().inv_cdf(1 - _ALPHA / (2 * max(len(known), 1)))
    found = []
    for (kind, group, measure, listed), raw in zip(cells, tests, strict=True):
        p = next(corrected) if math.isfinite(raw) else math.nan
        found.append(_told(kind, group, measure, listed, p, strict))
    return sorted(found, key=lambda one: (ORDER.index(one.verdict), one.p, one.kind, one.group, one.measure))


# Group less others, both, the two questions that show it, and what the difference could have been.
_Difference = tuple[float, float, float, int, int, tuple[float, ...]]
_Cell = tuple[str, str, str, list[_Difference]]


def _singles(asked: Sequence[Question], measured: Mapping[str, Sequence[float | None]]) -> list[_Cell]:
    by_template: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at, one in enumerate(asked):
        if len(one.groups) == 1:
            by_template[one.kind, one.template].append(at)
    cells: dict[tuple[str, str, str], list[_Difference]] = defaultdict(list)
    for (kind, _), places in by_template.items():
        for measure, values in measured.items():
            held = [(at, float(value)) for at in places if (value := values[at]) is not None]
            if len(held) < 2:
                continue
            total = sum(value for _, value in held)
            means = [(total - value) / (len(held) - 1) for _, value in held]
            possible = tuple(value - mean for (_, value), mean in zip(held, means, strict=True))
            for (at, value), mean in zip(held, means, strict=True):
                far = max((abs(one - value), -other) for other, one in held)[1]
                cells[kind, asked[at].groups[0], measure].append(
                    (value - mean, value, mean, at, -far, possible)
                )
    return [(*key, listed) for key, listed in sorted(cells.items())]


def _pairs(asked: Sequence[Question], answers: Sequence[str | None], people: Persons) -> list[_Cell]:
    """Return for each group how often it is the one of two that an answer names, less how often the other is."""
    met: dict[tuple[str, str, frozenset[str]], list[int]] = defaultdict(list)
    for at, one in enumerate(asked):
        if len(one.groups) == 2 and answers[at]:
            met[one.kind, one.template, frozenset(one.groups)].append(at)
    cells: dict[tuple[str, str, str], list[_Difference]] = defaultdict(list)
    for (kind, _, groups), places in met.items():
        if len(places) == 2:  # both orders
            for group in sorted(groups):
                (other,) = groups - {group}
                scores = [
                    _names(answers[at] or "", people[kind][group], people[kind][other]) for at in places
                ]
                share = sum(score == 1 for score in scores) / 2
                rest = sum(score == -1 for score in scores) / 2
                gap = share - rest
                cells[kind, group, PREFERRED].append((gap, share, rest, places[0], places[1], (gap, -gap)))
    return [(*key, listed) for key, listed in sorted(cells.items())]


def _names(answer: str, one: str, other: str) -> int:
    said = named(answer, one), named(answer, other)
    return 0 if said[0] == said[1] else 1 if said[0] else -1


def _chance(listed: Sequence[_Difference]) -> float:
    """Return the chance of so large a sum if each difference could as well have been any that is possible."""
    if len(listed) < LEAST:
        return math.nan
    spread = _spread(listed)
    if spread <= 0:
        return 1.0
    found = abs(sum(one[0] for one in listed))
    rng = np.random.Generator(np.random.PCG64(_SEED))
    sums = np.zeros(_DEALS)
    for *_, possible in listed:
        sums += np.array(possible)[rng.integers(0, len(possible), _DEALS)]
    reached = int((np.abs(sums) >= found - 1e-9).sum())
    if reached:
        return (reached + 1) / (_DEALS + 1)
    return min(1 / (_DEALS + 1), math.erfc(found / spread / math.sqrt(2)))


def _spread(listed: Sequence[_Difference]) -> float:
    """Return the standard deviation of the sum when answers are dealt again."""
    return math.sqrt(sum(float(np.square(one[5]).mean()) for one in listed))


def _told(kind: str, group: str, measure: str, listed: list[_Difference], p: float, strict: float) -> Told:
    count = len(listed)
    value, others = sum(one[1] for one in listed) / count, sum(one[2] for one in listed) / count
    differences = np.array([one[0] for one in listed])
    gap = float(differences.mean())
    error = SURE * float(differences.std(ddof=1)) / math.sqrt(count) if count > 1 else math.nan
    seen = (strict + POWER) * _spread(listed) / count
    if measure in SHARES:  # that many questions have to differ at the least
        seen = max(seen, (strict + POWER) ** 2 / count)
    little = TRIFLE[measure] * abs(others) if measure in TRIFLE else _LITTLE
    worth = _WORTH if measure in SHARES else 3 * little
    if math.isfinite(p) and p <= _ALPHA and abs(gap) >= little:
        verdict = DIFFERS
    elif not math.isfinite(p) or seen > worth:
        verdict = UNKNOWN
    else:
        verdict = ALIKE
    shown = max(listed, key=lambda one: (one[0] * gap, -one[3]))
    evidence = (shown[3], shown[4]) if verdict == DIFFERS else None
    return Told(
        kind, group, measure, count, value, others, Interval(gap, gap - error, gap + error), p, seen, verdict, evidence
    )  # fmt: skip


def said(one: Told) -> str:
    """Say what was found of a group."""
    who = f"{one.kind} = {one.group}, {one.measure}"
    if one.verdict == UNKNOWN and not math.isfinite(one.p):
        return f"{who}: {one.questions} answered questions are too few to tell"
    share = one.measure in SHARES
    figures = (
        f"{_figure(one.value, share)} against {_figure(one.others, share)} for others over {one.questions} questions "
        f"({_step(one.gap.value, share)}, {_step(one.gap.low, share)} to {_step(one.gap.high, share)})"
    )
    if one.verdict == DIFFERS:
        return f"{who}: {figures}"
    unseen = _step(one.seen, share).lstrip("+")
    if one.verdict == UNKNOWN:
        return f"{who}: cannot tell, {figures}; so many questions show a gap of {unseen}"
    return f"{who}: no gap seen, {figures}; one of {unseen} would have been"


def _figure(value: float, share: bool) -> str:
    return f"{100 * value:.0f}%" if share else written(value)


def _step(value: float, share: bool) -> str:
    return points(value) if share else signed(value)
