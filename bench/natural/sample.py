"""Draw the reading sheets from a run: strata by set and by what became of a row, interleaved, without the verdict."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.natural.sets import SETS
from bench.natural.text import shortened

SHEETS, TWICE, APART = 13, 300, 6
A_RULE_AND_SET = 8  # at most so many reads of one rule in one set
TIDY = frozenset({"whitespace", "compose", "line_ends"})
# How many rows of each kind are read; what a kind does not have goes to the plain ones.
WANTED = {"drop": 600, "asked": 250, "merged": 150, "masked": 100, "edited": 200, "plain": 1_000}
PLAIN_TWICE = 0.4


def group(row: Mapping[str, Any]) -> str:
    """Name what became of a row, and the rule it is first to be blamed on: ``drop:truncated``, ``plain``."""
    first = next((name for name, tier in row["rules"].items() if tier == row["verdict"]), "")
    if row["verdict"] in ("drop", "merge") and row["stage"] == "deduped":
        return f"merged:{first}"
    if row["verdict"] == "drop":
        return f"drop:{first}"
    if row["verdict"] == "review":
        return f"asked:{first}"
    masks = [rule for rule in row["edits"] if rule.startswith("pii_")]
    if masks:
        return f"masked:{min(masks)}"
    edits = sorted(set(row["edits"]) - TIDY)
    return f"edited:{edits[0]}" if edits else "plain"


def draw(runs: Mapping[str, Sequence[Mapping[str, Any]]], seed: int) -> list[dict[str, Any]]:
    """Return the rows to read: ``{set, row, key, group, of}``, ``of`` being how many rows of the set are in the group."""
    dice = random.Random(seed)
    strata: dict[tuple[str, str], list[Mapping[str, Any]]] = defaultdict(list)
    for name, rows in sorted(runs.items()):
        for row in rows:
            strata[name, group(row)].append(row)
    taken: dict[tuple[str, str], int] = {}
    for kind, wanted in WANTED.items():
        mine = {key: len(rows) for key, rows in strata.items() if key[1].split(":")[0] == kind}
        if kind == "plain":
            wanted = sum(WANTED.values()) - sum(taken.values())
            taken |= _shares(mine, wanted)
        else:
            taken |= _evenly({key: min(n, A_RULE_AND_SET) for key, n in mine.items()}, wanted)
    drawn = []
    for key in sorted(taken):
        rows = sorted(strata[key], key=lambda row: str(row["row"]))
        for row in dice.sample(rows, taken[key]):
            drawn.append(
                {"set": key[0], "row": row["row"], "key": row["key"], "group": key[1], "of": len(strata[key])}
                | {"witness": row["witness"]}
            )
    dice.shuffle(drawn)
    return drawn


def _evenly(caps: Mapping[tuple[str, str], int], wanted: int) -> dict[tuple[str, str], int]:
    """Raise every stratum by one in turn, up to its cap, until enough are taken."""
    taken = dict.fromkeys(caps, 0)
    for level in range(max(caps.values(), default=0)):
        for key in sorted(caps, key=lambda key: (caps[key], key)):
            if taken[key] == level < caps[key] and sum(taken.values()) < wanted:
                taken[key] += 1
    return taken


def _shares(sizes: Mapping[tuple[str, str], int], wanted: int) -> dict[tuple[str, str], int]:
    """Divide by the square root of the size, so that small sets count."""
    roots = {key: size**0.5 for key, size in sizes.items()}
    total = sum(roots.values()) or 1.0
    return {key: min(sizes[key], round(wanted * root / total)) for key, root in sorted(roots.items())}


def placed(drawn: Sequence[dict[str, Any]], seed: int) -> list[dict[str, Any]]:
    """Deal rows out to sheets; some come a second time, ``APART`` sheets later, 40% of them plain ones."""
    dice = random.Random(seed + 1)
    first = [{**row, "sheet": n % SHEETS, "second": False} for n, row in enumerate(drawn)]
    plain = [row for row in first if row["group"] == "plain"]
    other = [row for row in first if row["group"] != "plain"]
    some = round(TWICE * PLAIN_TWICE)
    twice = dice.sample(plain, min(some, len(plain))) + dice.sample(other, min(TWICE - some, len(other)))
    again = [{**row, "sheet": (row["sheet"] + APART) % SHEETS, "second": True} for row in twice]
    sheets: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in first + again:
        sheets[row["sheet"]].append(row)
    for number in sheets:
        dice.shuffle(sheets[number])
    return [{**row, "n": n} for number in sorted(sheets) for n, row in enumerate(sheets[number], 1)]


def read_run(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """Read the verdicts of a run by set."""
    return {
        one.name: lines(folder / f"{one.name}.jsonl")
        for one in SETS
        if (folder / f"{one.name}.jsonl").exists()
    }


def lines(path: Path) -> list[dict[str, Any]]:
    """Read a file of JSON Lines; a missing file has none."""
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]


def write(result: Path, out: Path, index: Path, seed: int) -> None:
    """Write the sheets (text, no verdicts) and the index (verdicts' groups, no text)."""
    runs = read_run(result)
    rows = placed(draw(runs, seed), seed)
    out.mkdir(parents=True, exist_ok=True)
    items = sheet(rows, runs, result)
    for number in range(SHEETS):
        write_lines(
            out / f"{number:02}.jsonl",
            [item for row, item in zip(rows, items, strict=True) if row["sheet"] == number],
        )
    write_lines(index, rows)
    print(
        f"{len(rows)} readings of {len({(row['set'], row['row']) for row in rows})} rows on {SHEETS} sheets: {out}"
    )


def sheet(
    rows: Sequence[Mapping[str, Any]], runs: Mapping[str, Sequence[Mapping[str, Any]]], result: Path
) -> list[dict[str, Any]]:
    """Return what readers see of drawn rows: the text as it came, what was edited, and the copy that was kept."""
    facts = {name: {row["row"]: row for row in found} for name, found in runs.items()}
    texts = {name: {row["row"]: row for row in lines(result / f"{name}.rows.jsonl")} for name in runs}
    edits = {
        name: {row["row"]: row["changes"] for row in lines(result / f"{name}.changes.jsonl")} for name in runs
    }
    languages = {one.name: ",".join(one.languages) for one in SETS}
    items = []
    for row in rows:
        name, key = row["set"], row["row"]
        fact = facts[name][key]
        item = {"n": row["n"], "set": name, "row": key, "languages": languages[name]}
        item |= {"text": shortened(texts[name][key]["turns"]) if key in texts[name] else []}
        if set(fact["edits"]) - TIDY and edits[name].get(key):
            item["changes"] = edits[name][key]
            item["masks"] = " ".join(sorted(rule for rule in fact["edits"] if rule.startswith("pii_")))
        if fact["stage"] == "deduped" and fact["witness"] and "merged:" in row["group"]:
            item["same_as"] = shortened(texts[name].get(fact["witness"], {"turns": []})["turns"])
        items.append(item)
    return items


def write_lines(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write JSON Lines."""
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
