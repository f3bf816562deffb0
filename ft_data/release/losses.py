"""Sources that lost most of their rows since the last version: nothing is published until a person says it is meant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ft_data.release import versions
from ft_data.release.private import Private
from ft_data.release.versions import WrongRelease
from ft_data.warehouse import lines

FILE = "losses.jsonl"


@dataclass(frozen=True)
class Loss:
    """A source with fewer than half of the rows that the last version read from it."""

    source: str
    was: int
    rows: int
    version: str

    def __str__(self) -> str:
        return f"`{self.source}` has {self.rows:,} rows, version {self.version} read {self.was:,} from it"


def losses(base: Path, now: Mapping[str, int]) -> list[Loss]:
    """Compare the rows of each source with what the newest version read from it.

    A source that left the recipe is not lost: somebody took it out. What a person accepted does not count, unless
    the source fell further since.
    """
    last = versions.newest(base)
    if last is None:
        return []
    read = last.manifest.get("snapshots", {})
    was = {source: int(read.get(f"raw/{source}", {}).get("rows") or 0) for source in now}
    accepted = {
        entry["source"]: int(entry["rows"])
        for entry in lines.entries(base / FILE)
        if entry.get("version") == last.version
    }
    return [
        Loss(source, was[source], rows, last.version)
        for source, rows in sorted(now.items())
        if rows * 2 < was[source] and rows < accepted.get(source, rows + 1)
    ]


def accept(
    base: Path, loss: Loss, actor: str, private: Private, *, note: str = "", at: str = ""
) -> dict[str, Any]:
    """Write down that a loss is meant; who says so stays in the warehouse. Raises ``WrongRelease`` without a name."""
    if not actor.strip():
        raise WrongRelease("accepting a loss needs a name")
    lines.append(private.log("losses"), {**vars(loss), "actor": actor, "note": note, "at": at})
    entry = {**vars(loss), "who": private.people.called(actor, "person"), "at": at}
    lines.append(base / FILE, entry)
    return entry
