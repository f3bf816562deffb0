"""The files that say what is known of the shipped rules: grounds, written by hand, and counts, written by reading rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from pydantic import Field

from ft_data.filtering.evidence import STRATA, Count, Evidence
from ft_data.recipe.base import Name, Section

Reads = tuple[float, float, float]  # rows read, rightly dropped, worth a person's time


class Grounds(Section):
    """What may let a rule drop by default (`profiles/grounds.yaml`)."""

    construction: list[Name] = Field(
        default_factory=list, description="A parser, a byte test or an equality decides, not wording."
    )
    reads: list[Name] = Field(
        default_factory=list, description="Wording or statistics decide; people read what it drops."
    )
    any_language: list[Name] = Field(
        default_factory=list, description="What the rule measures is no matter of language."
    )


class Read(Section):
    """A set of rows that were read."""

    stratum: Literal[STRATA]  # type: ignore[valid-type]
    known: bool = Field(False, description="Rules were made or tuned with it at hand.")


class Fires(Section):
    """One rule on these sets: rows it fired on in all of them, and reads by set."""

    fired: int = 0
    reads: dict[Name, Reads] = Field(default_factory=dict)


class Known(Section):
    """Counts by rule (`profiles/evidence.yaml`)."""

    earlier: dict[Name, list[tuple[float, float]]] = Field(
        description="(reads, right) of earlier readings whose sets and strata were not kept."
    )
    rows: int = Field(description="Rows the rules were run over.")
    sets: dict[Name, Read] = Field(description="The sets these rows are from.")
    rules: dict[Name, Fires]

    def by_rule(self, grounds: Grounds) -> dict[str, Evidence]:
        """Return the evidence of every rule that has a ground or was read."""
        names: Iterable[str] = {
            *grounds.construction, *grounds.reads, *grounds.any_language,
            *self.earlier, *self.rules,
        }  # fmt: skip
        return {name: self._evidence(name, grounds) for name in sorted(names)}

    def _evidence(self, name: str, grounds: Grounds) -> Evidence:
        ground = next((one for one in ("construction", "reads") if name in getattr(grounds, one)), "")
        counts = [
            Count(f"earlier_{n}", "", reads, right, 0.0, True)
            for n, (reads, right) in enumerate(self.earlier.get(name, ()))
        ]
        found = self.rules.get(name)
        if found is None:
            return Evidence(ground, name in grounds.any_language, tuple(counts))
        fresh = [
            Count(of, self.sets[of].stratum, *counted, self.sets[of].known)
            for of, counted in found.reads.items()
        ]
        reads, right = sum(one.reads for one in fresh), sum(one.right for one in fresh)
        # Nothing that was not read is taken for right.
        wrong = found.fired * (1 - right / reads) if reads else float(found.fired)
        return Evidence(
            ground, name in grounds.any_language, (*counts, *fresh), self.rows, len(self.sets), wrong
        )


class Proof(Known):
    """What a rule pack says of its own rules: grounds and counts in one file."""

    grounds: Grounds = Field(default_factory=Grounds)
    earlier: dict[Name, list[tuple[float, float]]] = Field(default_factory=dict)
    rows: int = 0
    sets: dict[Name, Read] = Field(default_factory=dict)
    rules: dict[Name, Fires] = Field(default_factory=dict)
