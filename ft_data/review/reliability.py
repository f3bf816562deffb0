"""Agreement as the log has it: which questions two people answered on one item, and how far they agree."""

from __future__ import annotations

import json
import math
import sqlite3
import statistics
from collections import defaultdict
from collections.abc import Hashable
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from ft_data.intervals import Interval
from ft_data.review.agreement import (
    Level,
    alpha_interval,
    cohen_kappa,
    kendall_tau,
    mean_interval,
    ordered_alike,
    percent,
    tabulate,
)
from ft_data.review.db import reading
from ft_data.review.marked_alike import marked_alike
from ft_data.review.rankings import is_ranking, places

_ORDER = "order"
Answers = dict[Hashable, dict[str, Hashable]]

# A lead's ruling is not an independent opinion, and a decision for a whole cluster is not one on the row.
_OPINIONS = """SELECT item_id, actor, task, kind, choice, ratings, labels FROM live
WHERE adjudicates = 0 AND (bulk IS NULL OR bulk LIKE 'import:%')
  AND kind IN ('keep', 'drop', 'edit', 'prefer') ORDER BY decision_id"""


@dataclass(frozen=True)
class Agreement:
    """Agreement on one question: ``decision``, ``preference``, ``rating:NAME``, ``label:NAME``, ``order`` or ``marks``.

    ``percent`` is the share of equal answers; of marks, the share of marked words that are marked alike, and of orders of more
    than two answers the share of pairs that are put the same way round. ``alpha`` of orders is Kendall's tau-b, the mean of every
    two people's over the items.
    """

    question: str
    level: Level
    items: int
    people: int
    percent: float
    alpha: Interval


def agreement(path: Path) -> list[Agreement]:
    """Measure agreement on every question of a review database; questions without overlap are left out."""
    if not path.exists():
        return []
    with reading(path) as con:
        return measured(con)


def measured(con: sqlite3.Connection) -> list[Agreement]:
    """Measure agreement on every question that two people answered on at least one item."""
    found = []
    for question, answers in sorted(shared(con).items()):
        if question == _ORDER:
            continue
        level: Level = "ordinal" if question.startswith("rating:") else "nominal"
        counts, _ = tabulate(answers)
        people = len({name for given in answers.values() for name in given})
        found.append(
            Agreement(question, level, len(answers), people, percent(counts), alpha_interval(counts, level))
        )
    found += _orders(con)
    alike = marked_alike(con)
    if alike is not None:
        found.append(Agreement("marks", "nominal", *alike))
    return found


def _orders(con: sqlite3.Connection) -> list[Agreement]:
    items = shared(con).get(_ORDER, {})
    taus, alike = [], []
    for given in items.values():
        two = [(places(str(one)), places(str(other))) for one, other in combinations(given.values(), 2)]
        found = [tau for tau in (kendall_tau(*both) for both in two) if math.isfinite(tau)]
        taus.append(statistics.fmean(found) if found else math.nan)
        alike.append(statistics.fmean(ordered_alike(*both) for both in two))
    people = {name for given in items.values() for name in given}
    if not items:
        return []
    return [
        Agreement(_ORDER, "ordinal", len(items), len(people), statistics.fmean(alike), mean_interval(taus))
    ]


def shared(con: sqlite3.Connection) -> dict[str, Answers]:
    """Collect ``question -> item -> person -> answer`` for items that at least two people answered."""
    answers: dict[str, Answers] = defaultdict(lambda: defaultdict(dict))
    for row in con.execute(_OPINIONS):
        item, actor = row["item_id"], row["actor"]
        if is_ranking(row["choice"]):
            answers[_ORDER][item][actor] = row["choice"]
        elif row["task"] == "prefer":
            answers["preference"][item][actor] = row["choice"]
        else:
            answers["decision"][item][actor] = row["kind"]
        for name, value in json.loads(row["ratings"]).items():
            answers[f"rating:{name}"][item][actor] = value
        for name, value in json.loads(row["labels"]).items():
            answers[f"label:{name}"][item][actor] = value
    kept = {
        question: {item: dict(given) for item, given in items.items() if len(given) >= 2}
        for question, items in answers.items()
    }
    return {question: items for question, items in kept.items() if items}


def pairs(con: sqlite3.Connection) -> list[tuple[str, str, int, float]]:
    """Cohen's kappa on ``decision`` for every two people: ``(name, name, items, kappa)``."""
    answers = shared(con).get("decision", {})
    names = sorted({name for given in answers.values() for name in given})
    found = []
    for one, other in combinations(names, 2):
        both = [given for given in answers.values() if one in given and other in given]
        if both:
            kappa = cohen_kappa([given[one] for given in both], [given[other] for given in both])
            found.append((one, other, len(both), kappa))
    return found
