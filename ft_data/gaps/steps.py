"""What to do about weaknesses: one line each, and files that people and the next version read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from ft_data.gaps.names import FINE, NEVER, REMOVED, STALE, THIN, WAITING, WRONG

Record = Mapping[str, Any]
QUEUE = "queue.jsonl"
FILES = ("gaps.jsonl", "targets.jsonl", QUEUE, "rules.yaml")
TARGETS = 200  # lines of the list of targets: each slice has its weight's share
_UNLESS = 500  # rows that a relaxed rule can be told by name
_BY_RULES = "filtered"  # the stage whose reasons are rules that a recipe can relax


@dataclass(frozen=True)
class Step:
    """One thing to do. ``action`` names it, ``said`` says it in a line, ``weight`` is the share of failures it is about."""

    gap: str
    action: str
    said: str
    weight: float
    cause: str
    slice: str


def steps(weak: Sequence[Record], common: Sequence[Record] = ()) -> list[Step]:
    """Return what to do, the heaviest first. ``weak`` and ``common`` are rows of `weaknesses` and of what wrong rows share."""
    return [_step(one) for one in weak] + [
        Step(
            "",
            "review",
            f"look through {one['trait']} {one['value']}: {one['said']}",
            0.0,
            WRONG,
            "all failures",
        )
        for one in common
        if not any(row["common"] == f"{one['trait']} {one['value']}" for row in weak)
    ]


def _step(one: Record) -> Step:
    slice, cause = f"{one['kind']}: {one['slice']}", one["cause"]
    action, what = _ACTIONS[cause]
    stage, _, rule = str(one["rule"] or "").partition(": ")
    if cause == REMOVED and stage != _BY_RULES:
        (action, what), rule = (_WAITS if rule == WAITING else _OTHERWISE), str(one["rule"])
    said = what.format(**{**one, "rule": rule, "common": one["common"] or "no one file"})
    return Step(one["gap"], action, f"{slice}: {said}", one["weight"], cause, slice)


_ACTIONS: Mapping[str, tuple[str, str]] = {
    NEVER: ("collect", "collect about {wanted:,} rows, or have them generated: there is nothing to start from"),
    REMOVED: ("rescue", "relax the rule `{rule}` here: {rescue_rows:,} rows come back"),
    THIN: ("add", "add about {wanted:,} rows: collect, generate, or take more of what there is"),
    WRONG: ("review", "have people look at {wrong_rows:,} rows that say the wrong answer (most from {common})"),
    STALE: ("refresh", "refresh or retire {wrong_rows:,} older rows that newer ones correct"),
    FINE: ("look", "the data is fine: look at the model, the prompt, or whether the answer is right"),
}  # fmt: skip
_WAITS = ("review", "{rescue_rows:,} rows wait for people: decide them")
_OTHERWISE = (
    "look",
    "`{rule}` removed {rescue_rows:,} rows, which no rule of the recipe does: see why, or collect about {wanted:,} others",
)


def files(
    weak: Sequence[Record],
    rows: Sequence[Record],
    examples: Mapping[str, Sequence[Record]],
    open_: Sequence[Record],
    may: bool,
) -> dict[str, bytes]:
    """Return the files for the next version by name. ``examples`` are failures of each gap, ``open_`` all that are not held back.

    ``may`` says that text of feedback may be used; without it files hold none of it, and no name of a slice: that is made of words
    of prompts, or is an answer.
    """
    asked = [one for one in weak if one["cause"] in (NEVER, THIN, STALE, REMOVED)]
    contents = (
        lines(_gap(one, examples.get(one["gap"], ()), may) for one in asked),
        lines(_targets(weak, open_)) if may else b"",
        lines(queue(rows)),
        _rules(weak, rows),
    )
    return {name: content for name, content in zip(FILES, contents, strict=True) if content}


def queue(rows: Iterable[Record]) -> list[dict[str, Any]]:
    """Return what the queue for people has: rows that say the wrong answer, each with its gap."""
    return [
        {name: row[name] for name in ("record_id", "gap", "role", "failures")}
        for row in rows
        if row["role"] == "wrong"
    ]


def _gap(one: Record, examples: Sequence[Record], may: bool) -> dict[str, Any]:
    return {
        "gap": one["gap"],
        "slice": f"{one['kind']}: {one['slice']}" if may else one["kind"],
        "why": one["cause"],
        "wanted": one["wanted"],
        "words": one["slice"].split(", ") if may and one["kind"] == "topic" else [],
        "examples": [row["prompt"] for row in examples] if may else [],
        "answers": [row["right_answer"] for row in examples] if may else [],
    }


def _targets(weak: Sequence[Record], open_: Sequence[Record]) -> list[dict[str, Any]]:
    """Return failures whose right answer is known, as targets of the selection: of each gap as many as it weighs."""
    whole = sum(one["weight"] for one in weak) or 1.0
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for one in weak:
        own = [row for row in open_ if one["gap"] in row["gaps"] and row["right_answer"]]
        for row in own[: max(1, round(TARGETS * one["weight"] / whole))]:
            key = (row["prompt"], row["right_answer"])
            found.setdefault(
                key, {"prompt": key[0], "response": key[1], "slice": f"{one['kind']}: {one['slice']}"}
            )
    return list(found.values())


def _rules(weak: Sequence[Record], rows: Sequence[Record]) -> bytes:
    """Return changes of rules in the recipe's own language: each lets the rows of a gap pass."""
    lines = []
    for one in weak:
        stage, _, rule = str(one["rule"] or "").partition(": ")
        ids = sorted(
            row["record_id"] for row in rows if row["gap"] == one["gap"] and row["role"] == "removed"
        )
        if one["cause"] != REMOVED or stage != _BY_RULES or not ids:
            continue
        listed = ", ".join(f"'{name}'" for name in ids[:_UNLESS])
        more = f"; {len(ids) - _UNLESS:,} more would need another condition" if len(ids) > _UNLESS else ""
        lines += [
            f"# Gap {one['gap']}: {len(ids):,} rows come back{more}. Put it into `rules:`, or into the rule itself where it is the recipe's own.",
            f'- {{name: {rule}, unless: "record_id IN ({listed})"}}',
        ]
    return "".join(f"{line}\n" for line in lines).encode()


def lines(records: Iterable[Record]) -> bytes:
    """Return records as JSON lines."""
    return b"".join(orjson.dumps(one) + b"\n" for one in records)
