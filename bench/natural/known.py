"""What the shipped rules may do rests on these readings: write them to `ft_data/filtering/profiles/evidence.yaml`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.natural.evidence import evidence
from bench.natural.prepare import ROOT
from bench.natural.readings import Reading
from bench.natural.sets import BY_NAME
from ft_data.filtering.force import profile
from ft_data.filtering.packs import PACKS

PATH = ROOT / "ft_data/filtering/profiles/evidence.yaml"
_KEPT = "\nrows:"  # what stands before it is written by hand


def render(read: Sequence[Reading], outcome: Mapping[str, Sequence[Mapping[str, Any]]], before: str) -> str:
    """Return the file anew: rows and sets the rules ran over, and for each rule what fired and was read, by set."""
    found = evidence(read, outcome)
    names = {rule.name for name in PACKS.builtin for rule in profile(name)} | {*found}
    lines = [before.split(_KEPT)[0], f"rows: {sum(map(len, outcome.values()))}", "sets:"]
    for name in sorted(outcome):
        known = ", known: true" if BY_NAME[name].known or BY_NAME[name].side == "tune" else ""
        lines.append(f"  {name}: {{stratum: {BY_NAME[name].stratum}{known}}}")
    lines.append("rules:  # rows it fired on; by set: read, rightly dropped, worth a person's time")
    for name in sorted(names):
        one = found.get(name, {"fired": 0, "by_set": {}})
        counts = ", ".join(
            f"{of}: [{c['reads']}, {c['right']}, {c['worth']}]" for of, c in one["by_set"].items()
        )
        lines.append(f"  {name}: {{fired: {one['fired']}" + (f", reads: {{{counts}}}}}" if counts else "}"))
    return "\n".join(lines) + "\n"


def write(
    read: Sequence[Reading], outcome: Mapping[str, Sequence[Mapping[str, Any]]], path: Path = PATH
) -> None:
    """Write the counts beside the rules, and keep what earlier readings said."""
    path.write_text(render(read, outcome, path.read_text("utf-8")), encoding="utf-8")
