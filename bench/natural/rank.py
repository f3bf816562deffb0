"""Fit the ranking to rows that people read and no rule drops, and say how well it ranks sets that it was not fitted to.

The target is a serious defect that cleaning did not mend. A ridge pulls every rule towards what rules add on average, so that a
rule on which few rows were read is trusted like its peers. No mark may speak for a row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from bench.natural.prepare import ROOT
from bench.natural.readings import Reading
from bench.natural.sets import BY_NAME
from ft_data.filtering import ranking
from ft_data.filtering.packs import PACKS
from ft_data.filtering.rules import FACTS

_FACTS = ", ".join(f"{fact.sql} AS {name}" for name, fact in FACTS.items())
PATH = ROOT / "ft_data/filtering/profiles/ranking.yaml"
Floats = npt.NDArray[np.float64]
RIDGE = 1e-3
SHARED = (
    3.0  # what rules add on average is held back by a ninth of the ridge on what one rule adds beside that
)
POOLED = 5  # sets with fewer serious rows are reported together


@dataclass(frozen=True)
class Rows:
    """Rows that were read: marks (rows, rules), measures (rows, measures), share of readers who saw a serious defect."""

    sets: npt.NDArray[np.str_]
    rules: tuple[str, ...]
    marks: Floats
    measures: Floats
    serious: Floats
    weight: Floats


@dataclass(frozen=True)
class Fitted:
    """Log-odds: intercept, what a rule adds on average, what each adds, what each measure adds."""

    intercept: float
    mark: float
    rules: Floats
    measures: Floats

    def odds(self, rows: Rows) -> Floats:
        """Return the log-odds of a serious defect."""
        found: Floats = self.intercept + rows.marks @ self.rules + rows.measures @ self.measures
        return found


def read(run: Path, readings: Sequence[Reading]) -> Rows:
    """Take what a run measured on the rows that were read; rows that it has no signals of are left out."""
    by_row: dict[tuple[str, str], list[Reading]] = defaultdict(list)
    for one in readings:
        if one.verdict == "drop":  # gone before anything is ranked
            continue
        by_row[one.set, one.fate["row"]].append(one)
    profiles = [ranking.features(name)[: -len(ranking.MEASURES)] for name in PACKS.builtin]
    rules = tuple(sorted({one.name for few in profiles for one in few}))
    parts = [_of_set(run, name, rules, by_row) for name in sorted({name for name, _ in by_row})]
    return Rows(
        np.array([name for part in parts for name in part[0]]),
        rules,
        *(np.concatenate([part[n] for part in parts]) for n in (1, 2, 3, 4)),
    )


def _of_set(
    run: Path, name: str, rules: Sequence[str], by_row: Mapping[tuple[str, str], list[Reading]]
) -> Any:
    wanted = ranking.features(BY_NAME[name].profile)
    with duckdb.connect(str(run / "home/warehouse" / f"{name}.duckdb"), read_only=True) as con:
        con.register("wanted", pa.table({"record_id": sorted(row for of, row in by_row if of == name)}))
        con.execute(
            f"CREATE TEMP VIEW rows_read AS SELECT s.*, c.kind, {_FACTS} FROM signals s JOIN cleaned c USING (record_id) "
            "SEMI JOIN wanted USING (record_id)"
        )
        ids, found = ranking.values(con, "rows_read", wanted)
    marks, measures = np.zeros((len(ids), len(rules))), np.zeros((len(ids), len(ranking.MEASURES)))
    for n, term in enumerate(wanted[: -len(ranking.MEASURES)]):
        marks[:, rules.index(term.name)] = found[:, n]
    measures[:] = found[:, -len(ranking.MEASURES) :]
    said = [by_row[name, row] for row in ids.to_pylist()]
    serious = np.array([np.mean([one.serious and not one.healed for one in few]) for few in said])
    return (
        [name] * len(ids),
        marks,
        measures,
        serious,
        np.array([sum(one.weight for one in few) for few in said]),
    )


def fit(rows: Rows, use: npt.NDArray[np.bool_]) -> Fitted:
    """Fit the log-odds to some rows, each weighed by the root of how many rows it stands for."""
    from scipy.optimize import minimize

    inputs = np.c_[rows.marks, SHARED * rows.marks.sum(axis=1), rows.measures][use]
    target, weight = rows.serious[use], np.sqrt(rows.weight[use])
    weight = weight / weight.sum()

    def loss(numbers: Floats) -> tuple[float, Floats]:
        odds = inputs @ numbers[:-1] + numbers[-1]
        value = weight @ (np.logaddexp(0, odds) - target * odds) + RIDGE * (numbers[:-1] ** 2).sum()
        error = weight * (1 / (1 + np.exp(-odds)) - target)
        return float(value), np.r_[inputs.T @ error + 2 * RIDGE * numbers[:-1], error.sum()]

    found = minimize(
        loss, np.zeros(inputs.shape[1] + 1), jac=True, method="L-BFGS-B", options={"maxiter": 500}
    ).x
    count = rows.marks.shape[1]
    mark = max(SHARED * float(found[count]), 0.0)
    return Fitted(float(found[-1]), mark, np.maximum(found[:count] + mark, 0.0), found[count + 1 : -1])


def left_out(rows: Rows) -> Floats:
    """Return the log-odds of every row as fitted without its set."""
    found = np.zeros(len(rows.sets))
    for name in np.unique(rows.sets):
        mine = rows.sets == name
        found[mine] = fit(rows, ~mine).odds(rows)[mine]
    return found


def auc(score: Floats, serious: Floats, weight: Floats) -> float:
    """Return the share of pairs (serious, not) that are in order, ties half; rows count as much as they weigh."""
    _, place = np.unique(score, return_inverse=True)
    bad, good = np.bincount(place, weight * serious), np.bincount(place, weight * (1 - serious))
    pairs = bad.sum() * good.sum()
    return float((bad * (np.cumsum(good) - good / 2)).sum() / pairs) if pairs else float("nan")


def by_set(rows: Rows, score: Floats) -> Iterator[tuple[str, ranking.Auc]]:
    """Yield figures of sets; those with few serious rows come together as ``others``."""
    few = {name for name in np.unique(rows.sets) if (rows.serious[rows.sets == name] >= 0.5).sum() < POOLED}
    for name in [*sorted({*rows.sets.tolist()} - few), *(["others"] if few else [])]:
        mine = np.isin(rows.sets, sorted(few)) if name == "others" else rows.sets == name
        hits, weight = rows.serious[mine], rows.weight[mine]
        ones = np.ones(len(hits))
        yield name, ranking.Auc(
            rows=len(hits), serious=int((hits >= 0.5).sum()),
            auc=round(auc(score[mine], hits, ones), 3), weighted=round(auc(score[mine], hits, weight), 3),
        )  # fmt: skip


def deciles(rows: Rows, score: Floats) -> list[tuple[int, int]]:
    """Return rows and serious ones of each tenth, those that rank worst first."""
    order = np.argsort(-score, kind="stable")
    return [(len(part), int((rows.serious[part] >= 0.5).sum())) for part in np.array_split(order, 10)]


def card(rows: Rows) -> ranking.Card:
    """Fit to all rows, and judge by what was fitted without each set."""
    found, score = fit(rows, np.ones(len(rows.sets), bool)), left_out(rows)
    sets = dict(by_set(rows, score))
    fired = {
        name: (int((column > 0).sum()), int((rows.serious[column > 0] >= 0.5).sum()))
        for name, column in zip(rows.rules, rows.marks.T, strict=True)
        if column.any()
    }
    mean = ranking.Auc(
        rows=len(rows.sets), serious=int((rows.serious >= 0.5).sum()),
        auc=round(float(np.mean([one.auc for one in sets.values()])), 3),
        weighted=round(float(np.mean([one.weighted for one in sets.values()])), 3),
    )  # fmt: skip
    weights = {
        name: round(float(one), 4) for name, one in zip(rows.rules, found.rules, strict=True) if name in fired
    }
    measures = {
        one.signal: round(float(w), 4) for one, w in zip(ranking.MEASURES, found.measures, strict=True)
    }
    return ranking.Card(
        intercept=round(found.intercept, 4), mark=round(found.mark, 4), rules=weights, measures=measures,
        fired=fired, sets=sets, mean=mean, deciles=deciles(rows, score),
    )  # fmt: skip


def render(found: ranking.Card) -> str:
    """Return the file."""

    def flow(one: Any) -> str:
        held = one.model_dump() if isinstance(one, ranking.Auc) else one
        if isinstance(held, Mapping):
            return "{" + ", ".join(f"{key}: {value}" for key, value in held.items()) + "}"
        return str(list(held)) if isinstance(held, tuple) else str(held)

    lines = [
        "# Written by `python -m bench.natural rank RUN --write` (docs/natural.md); what each number is: filtering/ranking.py"
    ]
    lines += [f"intercept: {found.intercept}", f"mark: {found.mark}", f"mean: {flow(found.mean)}"]
    for name in ("rules", "measures", "fired", "sets"):
        lines += [f"{name}:", *(f"  {key}: {flow(value)}" for key, value in getattr(found, name).items())]
    return "\n".join([*lines, "deciles:", *(f"  - {list(one)}" for one in found.deciles)]) + "\n"
