"""Draw what is read of sets that nobody had looked at: what the rules decided, and rows to which nothing happened."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.natural.sample import group, read_run, sheet, write_lines
from bench.natural.score import A_RULE_AND_SET
from bench.natural.sets import BY_NAME

PLAIN = 20
MOST = {"edited": 60, "masked": 60, "merged:near_duplicate": 30, "merged:exact_duplicate": 15}


def draw(
    runs: Mapping[str, Sequence[Mapping[str, Any]]], seed: int, plain: int = PLAIN, times: float = 1.0
) -> list[dict[str, Any]]:
    """Return the rows to read, ``{set, row, key, group, of, witness, n}``: of every set at most fifteen of a rule that dropped,
    asked, merged, masked or edited, and ``plain`` others; over all sets of a draw at most ``times`` times ``MOST`` of a kind, sets and rules by turns;
    numbered by set, in an order that tells nothing."""
    drawn: list[dict[str, Any]] = []
    turns: dict[str, list[tuple[int, float, str, dict[str, Any]]]] = defaultdict(list)
    for name, rows in sorted(runs.items()):
        dice = random.Random(f"{seed}/{name}")
        cells: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
        for row in rows:
            cells[group(row)].append(row)
        for cell, found in sorted(cells.items()):
            some = dice.sample(found, min(len(found), plain if cell == "plain" else A_RULE_AND_SET))
            for turn, row in enumerate(some):
                one = {"set": name, "row": row["row"], "key": row["key"], "group": cell, "of": len(found)}
                one["witness"] = row["witness"]
                turns[next((kind for kind in MOST if cell.startswith(kind)), "")].append(
                    (turn, dice.random(), name, one)
                )
    taken: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for kind, rows in sorted(turns.items()):
        for _, _, name, one in sorted(rows, key=lambda row: row[:3])[
            : round(times * MOST[kind]) if kind in MOST else None
        ]:
            taken[name].append(one)
    for name, some in sorted(taken.items()):
        random.Random(f"{seed}/{name}/order").shuffle(some)
        drawn += [row | {"n": n} for n, row in enumerate(some, 1)]
    return drawn


def write(result: Path, out: Path, index: Path, seed: int, plain: int = PLAIN, times: float = 1.0) -> None:
    """Write a sheet for each unseen set of a run (text, no verdicts) and the index of the draw (no text)."""
    runs = {name: rows for name, rows in read_run(result).items() if BY_NAME[name].side == "unseen"}
    rows = draw(runs, seed, plain, times)
    out.mkdir(parents=True, exist_ok=True)
    for name in runs:
        write_lines(out / f"{name}.jsonl", sheet([row for row in rows if row["set"] == name], runs, result))
    write_lines(index, rows)
    print(f"{len(rows)} rows of {len(runs)} sets to read: {out}")
