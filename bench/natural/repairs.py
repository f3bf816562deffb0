"""Evidence by repair: how many rows it edited, and how many of those read it harmed, by set.

Rows as they came (`<set>.rows.jsonl` of runs) are cleaned with every repair turned on, since one that only marks has to be read, too. A row counts for every repair that edited it. One that a reader found harmed counts against all of them, but where `labels/blame.jsonl`
says which did it, and against none where the reader found a mask wrong. At most eight rows of a repair in one set, and only where the product still makes the
edits that were read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.natural.prepare import ROOT
from bench.natural.readings import Reading
from bench.natural.sample import lines
from bench.natural.sets import BY_NAME
from bench.natural.text import change_keys, changes, text_key
from ft_data.cleaning import RULES, Cleaner
from ft_data.cleaning.evidence import PER_SET
from ft_data.recipe.rules import kind_of_text
from ft_data.recipe.schema import Clean

PATH = ROOT / "ft_data/cleaning/evidence.yaml"
HEAD = """\
# What reading rows said of the repairs. Written by `python -m bench.natural evidence RUN --repairs --write`.
"""
_NONE = change_keys([])["edit_key"]  # nothing but masks


def repairs(read: Iterable[Reading], blame: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, list[int]]]:
    """Return for each repair, by set, [rows read, harmed]."""
    guilty = {(one["set"], one["row"]): frozenset(one["repairs"]) for one in blame}
    seen: set[tuple[str, str]] = set()
    counts: dict[str, dict[str, list[int]]] = {rule.name: {} for rule in RULES}
    for one in read:
        if not _judged(one) or (one.set, one.row) in seen:
            continue
        seen.add((one.set, one.row))
        rules = [rule for rule in one.fate["edits"] if rule in _NAMES]
        suspects = frozenset(rules) if one.label["mask_right"] is not False else frozenset()
        harmed = guilty.get((one.set, one.row), suspects) if one.label["edit_harm"] else frozenset()
        for rule in rules:
            count = counts[rule].setdefault(one.set, [0, 0])
            if count[0] < PER_SET:
                count[0] += 1
                count[1] += rule in harmed
    return counts


_NAMES = frozenset(rule.name for rule in RULES)


def _judged(one: Reading) -> bool:
    """Say whether a reader judged the repairs that the product makes today."""
    key = one.label["edit_key"]
    return one.label["edit_harm"] is not None and key not in (None, _NONE) and key == one.fate.get("edit_key")


def cleaned(
    folder: Path, labels: Iterable[tuple[str, str]], drawn: Iterable[Mapping[str, Any]]
) -> dict[str, list[dict[str, Any]]]:
    """Return what cleaning with every repair makes of the rows that were read: edits and keys, as a run says them.

    ``labels``: set and row of each; ``drawn``: what was drawn, with the key of its words, by which a row is found whose id changed.
    """
    wanted = {*labels}
    wanted |= {(one["set"], one["key"]) for one in drawn if (one["set"], one["row"]) in wanted}
    found = {}
    for name, one in BY_NAME.items():
        cleaner = Cleaner(Clean(repair=sorted(_NAMES)), kind_of_text(one.profile), b"k" * 32)
        letters = str(one.source.get("path", "")).endswith((".eml", ".mbox"))
        rows = (row for row in lines(folder / f"{name}.rows.jsonl") if row["kind"] != "record")
        mine = [row for row in rows if not wanted.isdisjoint({(name, row["row"]), (name, text_key(row))})]
        if mine:
            found[name] = [_cleaned(cleaner, name, row, letters) for row in mine]
    return found


def _cleaned(cleaner: Cleaner, name: str, row: Mapping[str, Any], letters: bool) -> dict[str, Any]:
    turns = [(role, text) for role, text in row["turns"] if role != "tools"]
    asked = [text for role, text in turns if role == "user"] if row["kind"] != "text" else []
    sides = [cleaner.overruns(text, asked) for role, text in turns if role in ("chosen", "rejected")]
    cleaner.weigh([text for role, text in turns if role != "rejected"] if len(turns) > 1 else ())
    cleaner.listen()
    edits: Counter[str] = Counter()
    after = []
    for role, text in turns:
        role = "assistant" if role in ("chosen", "rejected") else role
        answered = asked if role == "assistant" else ()
        made, changed = cleaner.clean(
            text, role=role, scope=row["row"], letters=letters, asked=answered, whole=len({*sides}) > 1
        )
        after.append([role, made])
        for edit in changed:
            edits[edit.rule] += edit.count
    before = {"turns": [[role, text] for role, text in turns]}
    keys = change_keys(changes(before, {"turns": after})) if edits else change_keys([])
    return {
        "set": name, "row": row["row"], "key": text_key(row), "verdict": "keep", "edits": dict(edits), **keys,
    }  # fmt: skip


def render(found: Mapping[str, Mapping[str, Sequence[int]]]) -> str:
    """Return the file that decides what repairs may do."""
    lines = ["sets:"]
    for name in sorted({name for one in found.values() for name in one}):
        known = ", known: true" if BY_NAME[name].known or BY_NAME[name].side == "tune" else ""
        lines.append(f"  {name}: {{stratum: {BY_NAME[name].stratum}{known}}}")
    lines.append("repairs:  # by set: read, harmed")
    for rule, counts in found.items():
        lines.append(f"  {rule}: {{" + ", ".join(f"{name}: {counts[name]}" for name in sorted(counts)) + "}")
    return HEAD + "\n".join(lines) + "\n"


def write(found: Mapping[str, Mapping[str, Sequence[int]]], path: Path = PATH) -> None:
    """Write the counts beside the repairs."""
    path.write_text(render(found), encoding="utf-8")
