"""The texts that later stages read: rows as they were cleaned, and those that were generated from them."""

from __future__ import annotations

from typing import NamedTuple

from ft_data.stages.build import Build
from ft_data.warehouse.parts import Part
from ft_data.warehouse.snapshots import Snapshot

STAGES = (
    "synthesized",
    "cleaned",
)  # the later one first: its rows are those that go on, where a recipe has it


class Texts(NamedTuple):
    """The snapshots that rows with text stand in, and their parts."""

    inputs: tuple[Snapshot, ...]
    parts: tuple[Part, ...]

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return sum(part.rows for part in self.parts)


def of(build: Build) -> Texts:
    """Return the texts of the current version."""
    cleaned = build.current("cleaned")
    if not build.generates:
        return Texts((cleaned,), tuple(cleaned.parts["main"]))
    made = build.current("synthesized")
    return Texts((cleaned, made), parts_of({"cleaned": cleaned, "synthesized": made}))


def parts_of(lineage: dict[str, Snapshot]) -> tuple[Part, ...]:
    """Return the parts with text among the snapshots that something was made from."""
    return (*lineage["cleaned"].parts["main"], *_made(lineage, "synthesized"))


def with_written(lineage: dict[str, Snapshot]) -> tuple[Part, ...]:
    """Return the parts with text that a version behind ``reviewed`` may hold: those that people wrote too."""
    return (*parts_of(lineage), *_made(lineage, "reviewed"))


def _made(lineage: dict[str, Snapshot], asset: str) -> list[Part]:
    found = lineage.get(asset)
    return [part for part in found.parts["made"] if part.rows] if found else []
