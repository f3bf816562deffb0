"""Score what a tool kept, sent to people and repaired, against the recorded truth.

A defect is *handled* when its row was dropped, sent to review, or kept with a repair that holds: no planted
mark is left and the words are those of the clean text (F1 >= 0.95; a mask may differ by some words). A
duplicate is handled when at most one row of its family was kept, whichever it is. A defect is *found* when it was handled,
or its row was kept and marked: the tool noted something about it and left it at that.

Precision of a class counts against it the clean look-alikes of that class which were dropped, and an equal
share of the dropped clean rows that look like no class.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.defects.model import classes
from bench.defects.pool import BadText
from bench.defects.text import wilson, word_f1, words

LOOK_ALIKE = "look_alike"
FAITHFUL, MASK_WORDS = 0.95, 8


@dataclass
class Truth:
    """What was planted: `defects` and `clean` by id."""

    defects: dict[str, dict[str, Any]]
    clean: dict[str, dict[str, Any]]


@dataclass
class Outcome:
    """What a tool did: kept ids with their texts where it gave them, ids sent to review, its reasons, kept ids it marked."""

    kept: dict[str, dict[str, Any]]
    review: set[str] = field(default_factory=set)
    reasons: dict[str, list[str]] = field(default_factory=dict)
    marked: set[str] = field(default_factory=set)


def read_truth(folder: Path) -> Truth:
    """Read truth.jsonl and clean.jsonl of a planted folder."""
    return Truth(
        {r["id"]: r for r in _json_lines(folder / "truth.jsonl")},
        {r["id"]: r for r in _json_lines(folder / "clean.jsonl")},
    )


def read_outcome(
    kept: Path, review: Path | None = None, repaired: Path | None = None, marked: Path | None = None
) -> Outcome:
    """Read lists of ids: one a line, or JSON Lines with `id` and, where text was changed, the new text."""
    rows = _ids(kept)
    for key, record in (_ids(repaired) if repaired else {}).items():
        rows[key] = record
    asked = set(_ids(review)) if review else set()
    return Outcome(
        {k: v for k, v in rows.items() if k not in asked},
        asked,
        marked=set(_ids(marked)) if marked else set(),
    )


def _json_lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8", errors="surrogatepass", newline="\n") as stream:
        yield from (json.loads(line) for line in stream if line.strip())


def _ids(path: Path) -> dict[str, dict[str, Any]]:
    text = path.read_text("utf-8", "surrogatepass")
    rows: dict[str, dict[str, Any]] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        if not line.lstrip().startswith("{"):
            rows[line.strip()] = {}
            continue
        try:
            record = json.loads(line)
            rows[str(record["id"])] = record
        except (ValueError, KeyError) as error:
            raise BadText(f"{path}:{number}: {error!r}; expected an id, or a JSON object with `id`") from None
    return rows


def score(truth: Truth, outcome: Outcome) -> dict[str, Any]:
    """Return the figures by class, by kind of clean row and in all; shares come with Wilson 95% intervals."""
    known = set(truth.defects) | set(truth.clean)
    strangers = sorted((set(outcome.kept) | outcome.review) - known)
    if strangers:
        raise BadText(f"{len(strangers)} ids are not in the truth, such as {strangers[0]!r}")
    fates = {key: _fate(record, outcome) for key, record in truth.defects.items()}
    spared = _families(truth, outcome, fates)
    dropped = {
        k for k in truth.clean if k not in outcome.kept and k not in outcome.review and k not in spared
    }
    near_dropped = Counter(truth.clean[k].get("near_miss_of", "") for k in dropped)
    near_all = Counter(r.get("near_miss_of", "") for r in truth.clean.values())
    by_class: dict[str, Counter[str]] = defaultdict(Counter)
    for key, fate in fates.items():
        by_class[truth.defects[key]["type"]][fate] += 1
    share = near_dropped[""] / len(by_class) if by_class else 0.0
    rows: dict[str, dict[str, Any]] = {}
    for name, seen in sorted(by_class.items()):
        handled = seen["dropped"] + seen["review"] + seen["repaired"]
        wrong = near_dropped[name] + share
        rows[name] = {
            "n": seen.total(),
            **{fate: seen[fate] for fate in ("dropped", "repaired", "review", "marked", "missed")},
            "recall": _share(handled, seen.total()),
            "found": _share(handled + seen["marked"], seen.total()),
            "recall_without_review": _share(handled - seen["review"], seen.total()),
            "precision": round(handled / (handled + wrong), 4) if handled + wrong else None,
            "look_alikes_dropped": _share(near_dropped[name], near_all[name]),
        }
    total = len(known)
    recalls = [r["recall"]["value"] for r in rows.values()]
    kinds = Counter(r["kind"] for r in truth.clean.values())
    lost = Counter(truth.clean[k]["kind"] for k in dropped)
    found = [r["found"]["value"] for r in rows.values()]
    macro = round(sum(recalls) / len(recalls), 4) if recalls else None
    all_dropped = _share(len(dropped), len(truth.clean))
    near = {k for k, r in truth.clean.items() if r["kind"] == LOOK_ALIKE}
    return {
        "rows": total,
        "classes": rows,
        "clean_kinds": {kind: _share(lost[kind], n) for kind, n in sorted(kinds.items())},
        "macro_recall": macro,
        "macro_found": round(sum(found) / len(found), 4) if found else None,
        # Youden's J: a tool that drops rows at random scores 0, however much of the defects goes with them.
        "informedness": round(macro - all_dropped["value"], 4) if macro is not None and truth.clean else None,
        "worst_class": min(rows, key=lambda n: rows[n]["recall"]["value"]) if rows else None,
        "clean_false_drop": _share(len(dropped - near), len(truth.clean) - len(near)),
        "look_alike_false_drop": _share(len(dropped & near), len(near)),
        "all_clean_false_drop": all_dropped,
        "review_share": _share(len(outcome.review), total),
        "clean_in_review": _share(len(outcome.review & set(truth.clean)), len(truth.clean)),
        "clean_marked": _share(len(outcome.marked & set(truth.clean)), len(truth.clean)),
    }


def _share(hits: int, n: int) -> dict[str, Any]:
    low, high = wilson(hits, n)
    return {
        "hits": hits,
        "n": n,
        "value": round(hits / n, 4) if n else None,
        "low": round(low, 4),
        "high": round(high, 4),
    }


def _fate(record: dict[str, Any], outcome: Outcome) -> str:
    key = record["id"]
    if key in outcome.review:
        return "review"
    if key not in outcome.kept:
        return "dropped"
    if _repaired(record, outcome.kept[key]):
        return "repaired"
    return "marked" if key in outcome.marked else "missed"


def _repaired(record: dict[str, Any], kept: dict[str, Any]) -> bool:
    clean = record.get("clean")
    if not clean or not kept.get("response", kept.get("messages")):
        return False
    text = _flat(kept)
    if any(mark in text for mark in record.get("marks", ())):
        return False
    if "messages" in clean:
        return word_f1(text, _flat(clean)) >= FAITHFUL
    if "[masked]" in clean["response"]:
        return _masked(text, _flat(clean))
    return all(
        word_f1(str(kept.get(part) or ""), clean[part]) >= FAITHFUL for part in ("instruction", "response")
    )


def _masked(text: str, clean: str) -> bool:
    """A mask may read as it likes and may take the word beside it along; the rest of the text has to stay."""
    left, right = Counter(words(text)), Counter(words(clean.replace("[masked]", " ")))
    lost, added = (right - left).total(), (left - right).total()
    few = max(3, min(MASK_WORDS, right.total() // 3), round((1 - FAITHFUL) * right.total()))
    return lost <= few and added <= MASK_WORDS


def _flat(row: dict[str, Any]) -> str:
    if row.get("messages"):
        return "\n".join(str(m.get("content") or "") for m in row["messages"])
    return f"{row.get('instruction') or ''}\n{row.get('response') or ''}"


def _families(truth: Truth, outcome: Outcome, fates: dict[str, str]) -> set[str]:
    """Judge duplicates by family and return the originals that a kept copy stands for."""
    copies: dict[str, list[str]] = defaultdict(list)
    for key, record in truth.defects.items():
        if "of" in record:
            copies[record["of"]].append(key)
    spared: set[str] = set()
    for original, members in copies.items():
        standing = [k for k in members if k in outcome.kept]
        if original in outcome.kept or not standing:
            continue
        fates[standing[0]] = "dropped"  # the copy stayed in place of its original: one of the two is gone
        spared.add(original)
    return spared


def errors(truth: Truth, outcome: Outcome) -> Iterator[dict[str, Any]]:
    """Yield every missed defect and every clean row that was dropped, with the tool's reasons."""
    fates = {key: _fate(record, outcome) for key, record in truth.defects.items()}
    spared = _families(truth, outcome, fates)
    for key, fate in fates.items():
        if fate == "missed":
            yield {
                "id": key,
                "error": "missed",
                "type": truth.defects[key]["type"],
                "kept": outcome.kept[key],
            }
    for key, record in truth.clean.items():
        if key not in outcome.kept and key not in outcome.review and key not in spared:
            yield {"error": "clean row dropped", **record, "reasons": outcome.reasons.get(key, [])}


def severity_misses(truth: Truth, outcome: Outcome) -> Counter[str]:
    """Count unhandled defects by severity."""
    known = classes()
    fates = {key: _fate(record, outcome) for key, record in truth.defects.items()}
    _families(truth, outcome, fates)
    return Counter(known[truth.defects[k]["type"]].severity for k, fate in fates.items() if fate == "missed")
