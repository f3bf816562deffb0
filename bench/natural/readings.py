"""Labels beside what was drawn and what a tool did: one `Reading` for each label of a row."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.natural.sample import lines
from bench.natural.sets import BY_NAME

# Which edits of the product are the repair that a reader named.
HEALS: Mapping[str, tuple[str, ...]] = {
    "markup": ("html",),
    "entities": ("entities", "html"),
    "mail": ("quoted_reply", "forwarded", "mail_signature", "mail_notice"),
    "page": ("navigation", "html", "main_text"),
    "mask": ("pii_",),
}


@dataclass(frozen=True)
class Reading:
    """A label, the share of the row's set it stands for, and what the tool did with the row."""

    set: str
    row: str
    label: Mapping[str, Any]
    drawn: Mapping[str, Any]
    weight: float
    fate: Mapping[str, Any]

    @property
    def stratum(self) -> str:
        """Return kind and language of the set: ``prose/en``."""
        return BY_NAME[self.set].stratum

    @property
    def verdict(self) -> str:
        """Return what the tool did: ``drop``, ``merged``, ``review`` or ``keep``."""
        return fate_of(self.fate)

    @property
    def serious(self) -> bool:
        """Tell whether the row has a serious defect."""
        return bool(self.label["verdict"] == "serious")

    @property
    def healed(self) -> bool:
        """Tell whether the tool made the repair that the reader named."""
        repair = self.label["repair"]
        if not repair:
            return False
        names = HEALS.get(repair, (repair,))
        return any(edit.startswith(names) for edit in self.fate.get("edits", ()))


def fate_of(row: Mapping[str, Any]) -> str:
    """Name what a tool did with a row; of copies one stays, so they are no drops."""
    if row["verdict"] in ("drop", "merge") and row.get("stage") == "deduped":
        return "merged"
    return str(row["verdict"])


def read_labels(folder: Path) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """Return the labels of every row, by reader: a folder of ``<letter>.jsonl``, or one such file."""
    found: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for path in sorted(folder.glob("?.jsonl")) if folder.is_dir() else [folder]:
        for label in lines(path):
            found[label["set"], label["row"]].append({**label, "reader": path.stem})
    return found


def read_outcome(path: Path) -> dict[str, list[dict[str, Any]]]:
    """Return a tool's rows by set: the folder of a run, or one file of ``{set, row, verdict}``."""
    paths = [path / f"{name}.jsonl" for name in BY_NAME] if path.is_dir() else [path]
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in paths:
        for row in lines(one):
            found[row["set"]].append(row)
    if not found:
        raise FileNotFoundError(f"{path} has no verdicts")
    return found


def readings(
    labels: Mapping[tuple[str, str], list[dict[str, Any]]],
    drawn: Iterable[Mapping[str, Any]],
    outcome: Mapping[str, list[dict[str, Any]]],
) -> list[Reading]:
    """Join labels, sample and outcome; a row is found by its id, else by the key of its words.

    Read twice, each label counts half. A row that was drawn again stands for the rows of the later draw. A row that the outcome does not have, or has with other words than those that
    were read, is left out.
    """
    entries = {
        (row["set"], row["row"], row["group"]): row for row in drawn if (row["set"], row["row"]) in labels
    }
    read = Counter((name, group) for name, _, group in entries)
    weights = {(name, key): row["of"] / read[name, group] for (name, key, group), row in entries.items()}
    rows = {(name, key): row for (name, key, _), row in entries.items()}
    by_id = {(name, row["row"]): row for name, found in outcome.items() for row in found}
    by_key = {(name, row["key"]): row for name, found in outcome.items() for row in found if "key" in row}
    found = []
    for (name, key), row in sorted(rows.items()):
        fate = by_id.get((name, key))
        if fate is None or fate.get("key", row["key"]) != row["key"]:
            fate = by_key.get((name, row["key"]))
        if fate is None:
            continue
        said = labels[name, key]
        weight = weights[name, key] / len(said)
        found += [Reading(name, key, label, row, weight, fate) for label in said]
    return found
