"""What a row, a planted defect and a class of defects are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from random import Random
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from bench.defects.natural import Patterns

Turn = tuple[str, ...]  # role, content and, for a call, the name of the tool and its arguments as JSON
Origin = Literal["natural", "documented", "constructed"]
Severity = Literal["drop", "repair", "review"]

ORIGINS = {
    "natural": "the pattern is read at run time from a real set that has the defect",
    "documented": "clean-up scripts or papers of public sets describe it; rebuilt here after that",
    "constructed": "made here, because no real set with it is at hand",
}
SEVERITIES = {
    "drop": "must not stay; nothing worth training on is left",
    "repair": "may stay if the text is repaired; dropping it or asking a person is fine too",
    "review": "a person should see it; dropping it is fine too",
}


@dataclass(frozen=True)
class Row:
    """One row of the corpus: a pair, or a conversation when `messages` is set."""

    instruction: str
    response: str
    source: str
    kind: str = "ordinary"
    messages: tuple[Turn, ...] = ()

    def text(self) -> str:
        """Return everything a reader sees."""
        if self.messages:
            return "\n".join(turn[1] for turn in self.messages)
        return f"{self.instruction}\n{self.response}"


@dataclass(frozen=True)
class Planted:
    """A row with a defect.

    `clean` is what a perfect repair would give; `marks` are strings none of which may survive a repair;
    `of` is the index (then the id) of the row that this one copies.
    """

    row: Row
    pattern: str = "built-in"
    clean: Row | None = None
    marks: tuple[str, ...] = ()
    of: Row | None = None
    detail: dict[str, Any] = field(default_factory=dict)


Plant = Callable[[Row, Random, "Patterns"], Planted | None]
LookAlikes = Callable[[Random], Iterator[tuple[str, str]]]


@dataclass(frozen=True)
class DefectClass:
    """A class of defects: how it is planted, what must happen to it and what only looks like it."""

    name: str
    group: str
    definition: str
    origin: Origin
    severity: Severity
    seen_in: str
    plant: Plant
    shape: Literal["pair", "conversation"] = "pair"
    marker: re.Pattern[str] | None = None
    look_alikes: LookAlikes | None = None
    near_miss: str = ""


REGISTRY: dict[str, DefectClass] = {}


def defect(
    name: str,
    *,
    definition: str,
    origin: Origin,
    severity: Severity,
    seen_in: str,
    shape: Literal["pair", "conversation"] = "pair",
    marker: str | None = None,
) -> Callable[[Plant], Plant]:
    """Register a planter under `name`.

    `marker` is a pattern that shows the class in natural text; a clean candidate that matches is not clean
    and is left out of the pool.
    """

    def register(plant: Plant) -> Plant:
        if name in REGISTRY:
            raise ValueError(f"class {name!r} is registered twice")
        group = plant.__module__.rpartition(".")[2]
        shown = re.compile(marker) if marker else None
        REGISTRY[name] = DefectClass(
            name, group, definition, origin, severity, seen_in, plant, shape=shape, marker=shown
        )
        return plant

    return register


def near_miss(name: str, note: str) -> Callable[[LookAlikes], LookAlikes]:
    """Attach clean rows that look like class `name`; `note` says why they are right."""

    def register(make: LookAlikes) -> LookAlikes:
        REGISTRY[name] = replace(REGISTRY[name], look_alikes=make, near_miss=note)
        return make

    return register


def classes() -> dict[str, DefectClass]:
    """Return every class, by group and name."""
    import bench.defects.classes
    import bench.defects.clean  # noqa: F401  (registers the look-alikes)

    return dict(sorted(REGISTRY.items(), key=lambda item: (item[1].group, item[0])))
