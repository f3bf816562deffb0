"""Draw what a later run decides: drops, questions, merges and repairs of markup, at most fifteen of a rule in a set.

Rows that were read before count as read; the sheet has the others. A row read before that is drawn again stands for the
rows of this draw from then on (`readings`), so that the shares of a later run are those of its own drops and questions.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.natural.readings import read_labels
from bench.natural.sample import group, lines, read_run, sheet, write_lines
from bench.natural.score import A_RULE_AND_SET

WANTED = {"drop": 600, "asked": 150, "merged": 40, "html": 60}  # rows to read that nobody has read


def kind(row: Mapping[str, Any]) -> str:
    """Name what is to be read of a row: ``drop``, ``asked``, ``merged``, ``html``, or nothing."""
    first = group(row).split(":")[0]
    return first if first in WANTED else "html" if "html" in row["edits"] else ""


def redraw(
    runs: Mapping[str, Sequence[Mapping[str, Any]]], before: Mapping[tuple[str, str], str], seed: int
) -> list[dict[str, Any]]:
    """Return the rows of this draw: ``{set, row, key, group, of, witness, n}``; ``n`` 0: read before.

    ``before``: the id under which a row was read, by set and key of its words.
    """
    dice = random.Random(seed)
    fresh: dict[tuple[str, str], list[Mapping[str, Any]]] = defaultdict(list)
    known: list[tuple[str, Mapping[str, Any]]] = []
    sizes: dict[tuple[str, str], int] = defaultdict(int)
    for name, rows in sorted(runs.items()):
        for row in rows:
            if kind(row):
                sizes[name, _cell(row)] += 1
                if (name, row["key"]) in before:
                    known.append((name, {**row, "row": before[name, row["key"]]}))
                else:
                    fresh[name, _cell(row)].append(row)
    # An edit that was read before may be another edit today, so those of markup are read anew.
    read = Counter((name, _cell(row)) for name, row in known if kind(row) != "html")
    turns = []
    for cell, found in sorted(fresh.items()):
        some = dice.sample(found, min(len(found), max(A_RULE_AND_SET - read[cell], 0)))
        turns += [(turn, dice.random(), cell[0], row) for turn, row in enumerate(some)]
    drawn = []
    left = Counter(WANTED)
    for _, _, name, row in sorted(turns, key=lambda one: one[:2]):  # sets and rules by turns
        if left[kind(row)]:
            left[kind(row)] -= 1
            drawn.append((name, row))
    dice.shuffle(drawn)
    return [
        {
            "set": name,
            "row": row["row"],
            "key": row["key"],
            "group": _cell(row),
            "of": sizes[name, _cell(row)],
        }
        | {"witness": row["witness"], "n": n}
        for n, (name, row) in [*((0, one) for one in known), *enumerate(drawn, 1)]
    ]


def _cell(row: Mapping[str, Any]) -> str:
    what = kind(row)
    return f"again:{what}" if what == "html" else f"again:{group(row)}"


def write(result: Path, out: Path, index: Path, labels: Path, drawn: Path, seed: int) -> None:
    """Write the sheet (text, no verdicts) and the index of this draw (no text)."""
    runs = read_run(result)
    said = read_labels(labels)
    before = {
        (row["set"], row["key"]): row["row"] for row in lines(drawn) if (row["set"], row["row"]) in said
    }
    rows = redraw(runs, before, seed)
    new = [row for row in rows if row["n"]]
    write_lines(out, sheet(new, runs, result))
    write_lines(index, rows)
    print(f"{len(new)} rows to read, {len(rows) - len(new)} read before: {out}")
