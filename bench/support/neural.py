"""Selection by influence on a neural proxy: the pools of the bench, an arm tuned and tried at a time.

A seed is done whole, and each cell is kept as it is done: a run that is cut off goes on, and says what ran.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from bench.support import pools
from bench.support.choosing import HELD, SIZE, TARGETS, drawn, texts
from ft_data.proof import arms, compare, proxy, table
from ft_data.proof.answers import Answers
from ft_data.signals.fitted.words import words_of

TASKS = ("gsm8k", "medquad", "codealpaca")
BARS = {"tiny": {"gsm8k": -8.0, "medquad": -8.0, "codealpaca": -5.0}, "lora": dict.fromkeys(TASKS, -5.0)}
MOST_DRAWS, WHOLE, OUT = (
    2,
    2.0,
    2,
)  # random draws a cell; percent behind the whole pool; tasks of three, with none of the kind
BACKGROUND = 4_000
SHOWN = (arms.SELECTION, arms.LIKENESS, arms.BALANCED, arms.TARGETS, arms.WHOLE, arms.UNTUNED)
Cell = dict[str, Any]


def lines(
    shared: Path, name: str, seeds: int, jobs: int, model: Path | None, kept: Path | None
) -> list[tuple[str, bool]]:
    """Return what holds and what falls short, of the seeds that are whole."""
    done: list[Cell] = (
        [json.loads(line) for line in kept.read_text().splitlines()] if kept and kept.exists() else []
    )
    keys = {(cell["kind"], cell["share"], cell["seed"]) for cell in done}
    left = [
        (
            shared,
            name,
            model,
            seed,
            [(kind, share) for kind in TASKS for share in (0.05, 0.0) if (kind, share, seed) not in keys],
            kept,
        )
        for seed in range(seeds)
    ]
    with ProcessPoolExecutor(jobs) as workers:
        for found in workers.map(_seed, left):
            done += found
    whole = [seed for seed in range(seeds) if sum(cell["seed"] == seed for cell in done) == 2 * len(TASKS)]
    return tables([cell for cell in done if cell["seed"] in whole], name, len(whole))


def tables(done: Sequence[Cell], name: str, seeds: int) -> list[tuple[str, bool]]:
    """Print the table, and say which lines hold."""
    print(
        f"{name}, {seeds} seeds\n\n| kind | pool | {' | '.join(SHOWN)} | beats random draws |\n|{'---|' * (len(SHOWN) + 3)}"
    )
    said, out = [], []
    for kind in TASKS:
        for share in (0.05, 0.0):
            cells = [cell for cell in done if cell["kind"] == kind and cell["share"] == share]
            if not cells:
                continue
            changes = {
                arm: compare.interval([_change(cell, arm) for cell in cells])
                for arm in SHOWN
                if arm in cells[0]["losses"]
            }
            beaten = sum(
                cell["losses"][arms.SELECTION][0] < one
                for cell in cells
                for one in cell["losses"][arms.RANDOM]
            )
            draws = sum(len(cell["losses"][arms.RANDOM]) for cell in cells)
            row = " | ".join(
                f"{changes[arm][0]:+.1f} ± {changes[arm][1]:.1f}" if arm in changes else "-" for arm in SHOWN
            )
            print(f"| {kind} | {'in' if share else 'out'} | {row} | {beaten} of {draws} |")
            (mean, half), where = changes[arms.SELECTION], f"{kind} {'in' if share else 'out'}"
            if share:
                bar = BARS[name][kind]
                said.append(
                    (
                        f"{where}: {mean:+.1f} ± {half:.1f} <= {bar:g}, interval below 0",
                        mean <= bar and mean + half < 0,
                    )
                )
                if arms.WHOLE in changes:
                    behind = mean - changes[arms.WHOLE][0]
                    said.append(
                        (
                            f"{where}: {behind:+.1f} against the whole pool at as many steps <= {WHOLE:g}",
                            behind <= WHOLE,
                        )
                    )
            else:
                out.append(mean < 0 and mean < changes[arms.UNTUNED][0])
    said.append(
        (
            f"with none of the kind, below random and below the untuned base in {sum(out)} of {len(out)} tasks >= {OUT}",
            sum(out) >= OUT,
        )
    )
    for other in ("ngram", "answers"):
        taus = [cell["tau"][other] for cell in done if other in cell["tau"]]
        if taus:
            mean, half = compare.interval(taus)
            print(
                f"rank agreement of {name} and {other} on the arms, {len(taus)} cells: tau {mean:.2f} ± {half:.2f}"
            )
    return said


def _change(cell: Cell, arm: str) -> float:
    random = float(np.mean(cell["losses"][arms.RANDOM]))
    return 100 * (float(np.mean(cell["losses"][arm])) / random - 1)


def _seed(given: tuple[Path, str, Path | None, int, list[tuple[str, float]], Path | None]) -> list[Cell]:
    shared, name, model, seed, left, kept = given
    found = []
    for cell in (_cell(_rows(shared), name, model, kind, share, seed) for kind, share in left):
        line = json.dumps(cell)
        print(line, flush=True)
        if kept:
            with kept.open("a") as file:
                file.write(line + "\n")
        found.append(cell)
    return found


@lru_cache(maxsize=1)
def _rows(shared: Path) -> dict[str, list[pools.Pair]]:
    return pools.pool(shared)


def background(rows: dict[str, list[pools.Pair]], seed: int) -> list[tuple[str, str]]:
    """Return what the base of a seed learns from: rows of no kind that is asked about, nor of its siblings."""
    closed = {*pools.KINDS, *(one for each in pools.SIBLINGS.values() for one in each)}
    others = [row for kind, each in sorted(rows.items()) if kind not in closed for row in each[: pools.MOST]]
    order = np.random.default_rng(seed).permutation(len(others))[:BACKGROUND]
    return [(others[at].prompt, others[at].response) for at in order]


def _cell(
    rows: dict[str, list[pools.Pair]], name: str, model: Path | None, kind: str, share: float, seed: int
) -> Cell:
    mixed, wanted, held = pools.draw(rows, kind, share, SIZE, TARGETS, HELD, seed)
    pool, used, asked = texts(mixed), texts(wanted), texts(held)
    chosen = dict(_arms(drawn(pool, used, mixed, seed, MOST_DRAWS), name))
    pairs = [[(row.prompt, row.response) for row in part] for part in ([*mixed, *wanted], held)]
    learner = proxy.neural(name, pairs[0], pairs[1], background(rows, seed), model)
    losses = {arm: [float(learner.losses(one).sum()) for one in each] for arm, each in chosen.items()}
    sides = [[words_of([pair[side] for pair in part]) for side in (0, 1)] for part in pairs]
    others = {
        "ngram": proxy.Ngram(proxy.together(pool, used), asked),
        "answers": Answers((sides[0][0], sides[0][1]), (sides[1][0], sides[1][1])),
    }
    ranks = {other: {arm: _mean(one, each) for arm, each in chosen.items()} for other, one in others.items()}
    own = {arm: float(np.mean(each)) for arm, each in losses.items()}
    tau = {other: table.tau(own, found) for other, found in ranks.items()}
    losses[arms.UNTUNED] = [float(learner.untuned().sum())]
    return {
        "kind": kind,
        "share": share,
        "seed": seed,
        "tokens": int(learner.words().sum()),
        "losses": losses,
        "tau": tau,
    }


def _mean(one: proxy.Proxy, draws: Sequence[arms.Rows]) -> float:
    return float(np.mean([one.losses(rows).sum() for rows in draws]))


def _arms(found: dict[str, list[arms.Rows]], name: str) -> Iterator[tuple[str, list[arms.Rows]]]:
    """Yield what is tuned: a pretrained model costs minutes an arm, and is shown the choice beside random ones alone."""
    for arm, draws in found.items():
        if name == "tiny" or arm in (arms.SELECTION, arms.RANDOM):
            yield arm, draws if arm == arms.RANDOM else draws[:1]
