"""`external`: what any trainer, or an evaluation of a model, reports of the arms, read from a file and compared here.

The file is JSON lines or CSV, one result a line: the ``arm``, the ``seed`` it was trained with, and a ``value``; or, instead of
the value, ``results``, the file that lm-eval wrote (relative to this one). Seeds pair the arms, so that what they share
in chance cancels out. docs/selection.md says what else a line may hold.
"""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from ft_data.errors import WrongInput
from ft_data.proof import verdict
from ft_data.proof.arms import (
    BALANCED,
    LIKENESS,
    PREVIOUS,
    RANDOM,
    SELECTION,
    TARGETS,
    UNTUNED,
    WHOLE,
)  # fmt: skip
from ft_data.proof.compare import Change, interval
from ft_data.proof.table import ALL, PROOF, named

ARMS = (SELECTION, RANDOM, BALANCED, LIKENESS, TARGETS, WHOLE, PREVIOUS, UNTUNED)
KEYS = ("arm", "seed", "value", "results", "task", "metric", "better", "selection")


class BadResults(WrongInput, ValueError):
    """A file of results cannot be read: which line, and why."""


class Result(NamedTuple):
    """``value``: a loss, or a share of errors; less is better. ``selection``: which selection it is of, where it says so."""

    arm: str
    seed: str
    task: str
    value: float
    selection: str
    place: str


def read(path: Path) -> list[Result]:
    """Return the results of a file. Raises BadResults with file and line."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeError) as error:
        raise BadResults(f"`prove.results`: {path.name} cannot be read: {type(error).__name__}") from None
    found: dict[tuple[str, str, str], Result] = {}
    for line, row in _rows(path.name, text):
        for one in _results(path, line, row):
            key = (one.arm, one.seed, one.task)
            if key in found:
                raise BadResults(f"{one.place}: arm, seed and task are those of {found[key].place}")
            found[key] = one
    results = sorted(found.values(), key=lambda one: one[:3])
    for arm, task in product((SELECTION, RANDOM), sorted({one.task for one in results} or {""})):
        if not any((one.arm, one.task) == (arm, task) for one in results):
            of = f" of the task `{task}`" if task else ""
            raise BadResults(f"{path.name}: no line has the arm `{arm}`{of}")
    return results


def refuse_other(results: Sequence[Result], selection: str) -> None:
    """Raise BadResults where a result says that it is of another selection."""
    for one in results:
        if one.selection not in ("", selection):
            raise BadResults(
                f"{one.place}: of the selection {one.selection}, not of {selection}, the current one"
            )


def compared(results: Sequence[Result], sizes: Mapping[str, tuple[int, int]], targets: int) -> pa.Table:
    """Return `table.PROOF` of the results: every arm against random and against the selection, by task and over all."""
    values: dict[str, dict[str, dict[str, float]]] = {}
    for one in results:
        values.setdefault(one.task, {}).setdefault(one.arm, {})[one.seed] = one.value
    rows = []
    tasks = sorted(values)
    kept = sizes[SELECTION][1] / max(sizes[WHOLE][1], 1)
    for slice in [ALL, *(tasks if len(tasks) > 1 else [])]:
        asked = tasks if slice == ALL else [slice]
        for arm in ARMS:
            own = [values[task][arm] for task in asked if arm in values[task]]
            if len(own) < len(asked):
                continue
            against = None if arm == RANDOM else _change(values, asked, arm, RANDOM)
            faced = None if arm == SELECTION else _change(values, asked, SELECTION, arm)
            said = (
                ""
                if arm == SELECTION
                else verdict.verdict(arm, faced, targets, kept, few="seeds", neural=True)
            )
            listed = [value for each in own for value in each.values()]
            count = sizes.get(arm)
            rows.append(
                {
                    "proxy": "external", "arm": arm, "slice": slice, "texts": min(len(each) for each in own),
                    "rows": count and count[0], "words": count and count[1],
                    "loss": round(math.fsum(listed) / len(listed), 6),
                    **named("", against), **named("selection_", faced), "said": said,
                }
            )  # fmt: skip
    return pa.Table.from_pylist(rows, PROOF)


def _change(
    values: Mapping[str, Mapping[str, Mapping[str, float]]], tasks: Sequence[str], arm: str, other: str
) -> Change | None:
    """Compare two arms seed by seed; over several tasks their changes in percent are averaged."""
    pairs = {task: _paired(values[task].get(arm, {}), values[task].get(other, {})) for task in tasks}
    seeds = sorted(set.intersection(*(set(each) for each in pairs.values())))
    changes = []
    for seed in seeds:
        each = [pairs[task][seed] for task in tasks]
        if any(b <= 0 for _, b in each):
            return None  # nothing is so many percent of 0
        changes.append(100 * math.fsum(a / b - 1 for a, b in each) / len(each))
    if len(changes) < 2:
        return None
    mean, half = interval(changes)
    return Change(round(mean, 4), round(mean - half, 4), round(mean + half, 4))


def _paired(one: Mapping[str, float], other: Mapping[str, float]) -> dict[str, tuple[float, float]]:
    """Pair values by seed. What was measured once, as the base before any tuning is, stands for every seed."""
    if len(one) == 1 < len(other):
        one = dict.fromkeys(other, next(iter(one.values())))
    elif len(other) == 1 < len(one):
        other = dict.fromkeys(one, next(iter(other.values())))
    return {seed: (one[seed], other[seed]) for seed in one.keys() & other.keys()}


def _rows(name: str, text: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    if name.lower().endswith(".csv"):
        reader = csv.DictReader(io.StringIO(text))
        try:
            for row in reader:
                yield (
                    reader.line_num,
                    {key: value for key, value in row.items() if key and value not in (None, "")},
                )
        except csv.Error:
            raise BadResults(f"{name} line {reader.line_num}: no row of CSV") from None
        return
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            raise BadResults(f"{name} line {number}: no JSON object")
        yield number, found


def _results(path: Path, line: int, row: Mapping[str, Any]) -> Iterator[Result]:
    place = f"{path.name} line {line}"
    if strange := sorted(row.keys() - {*KEYS}):
        raise BadResults(f"{place}: `{strange[0]}` is no key of a result; those are {', '.join(KEYS)}")
    arm, seed = str(row.get("arm", "")), str(row.get("seed", ""))
    if arm not in ARMS:
        raise BadResults(f"{place}: `arm` is one of {', '.join(ARMS)}")
    if not seed:
        raise BadResults(f"{place}: `seed` is missing: it pairs the arms")
    if ("value" in row) == ("results" in row):
        raise BadResults(f"{place}: one of `value` and `results` is needed")
    selection = str(row.get("selection", ""))
    if "value" in row:
        metric = str(row.get("metric", "loss"))
        better = str(row.get("better", "lower" if metric == "loss" else ""))
        found = [(str(row.get("task", "")), row["value"], better)]
    else:
        found = list(_lm_eval(path.parent / str(row["results"]), place, row.get("metric"), row.get("task")))
    for task, value, better in found:
        if task == ALL:
            raise BadResults(f"{place}: `{ALL}` is what all tasks together are called")
        yield Result(arm, seed, task, _less_is_better(value, better, place), selection, place)


def _less_is_better(value: Any, better: str, place: str) -> float:
    try:
        number = math.nan if isinstance(value, bool) else float(value)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not math.isfinite(number) or number < 0:
        raise BadResults(f"{place}: the value is no number of at least 0")
    if better == "lower":
        return number
    if better != "higher":
        raise BadResults(f"{place}: `better` says whether `lower` or `higher` values are better")
    if number > 1:
        raise BadResults(f"{place}: a value of which more is better is a share, from 0 to 1")
    return 1.0 - number


def _lm_eval(path: Path, place: str, metric: Any, task: Any) -> Iterator[tuple[str, Any, str]]:
    """Yield task, value and whether more is better, of a file that lm-eval wrote; groups of tasks are their tasks."""
    try:
        told = json.loads(path.read_text("utf-8"))
        results, better = told["results"], told.get("higher_is_better") or {}
        groups = {name for name, each in (told.get("group_subtasks") or {}).items() if each}
        listed = [
            (name, each)
            for name, each in sorted(results.items())
            if name not in groups and task in (None, name)
        ]
        for name, each in listed:
            wanted = [key for key in each if _is_metric(key) and metric in (None, key, key.split(",")[0])]
            if not wanted:
                raise BadResults(f"{place}: {path.name} has no metric `{metric}` of the task `{name}`")
            told_better = (better.get(name) or {}).get(wanted[0].split(",")[0])
            if told_better is None:
                raise BadResults(f"{place}: {path.name} does not say whether more is better of `{name}`")
            yield name, each[wanted[0]], "higher" if told_better else "lower"
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        if isinstance(error, BadResults):
            raise
        raise BadResults(f"{place}: {path.name} is no file of results that lm-eval wrote") from None
    if not listed:
        raise BadResults(f"{place}: {path.name} has no result{f' of the task `{task}`' if task else ''}")


def _is_metric(key: str) -> bool:
    name = key.split(",")[0]
    return name not in ("alias", "name", "sample_len", "sample_count") and not name.endswith("_stderr")
