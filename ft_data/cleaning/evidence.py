"""What is known about a repair from reading rows that it edited, and whether it may therefore edit by default.

A repair edits by default by construction (bytes, a parser, a standard or an equality decides, and what was read does not speak
against it) or by reads (enough of them, from enough sets, next to none harmed), as rules drop (`ft_data.filtering.evidence`).
Any other leaves the text as it is: signals mark it, and a recipe may turn the repair on (`clean.repair`). Data: `grounds.yaml`, written
by hand, and `evidence.yaml`, written by `python -m bench.natural evidence RUN --repairs --write`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import comb
from typing import Any, NamedTuple

# By reads: so many rows of sets the repair was not made with, from so many sets, at most so many of one set.
READS, READ_SETS, PER_SET = 30, 4, 8
HARM = 0.02  # of the rows read may be harmed
DOUBT = 0.05  # by construction: more harm than HARM is likelier than chance would have it


class Count(NamedTuple):
    """Reads of one repair in one set: rows read, harmed; ``known``: the set was at hand when the repair was made."""

    set: str
    stratum: str
    reads: int
    harmed: int
    known: bool = False


@dataclass(frozen=True)
class Known:
    """What is known of one repair: its ``ground``, and the rows read that it edited, at most `PER_SET` of a set.

    Sets that were at hand when it was made may demote it and never promote it. ``seen_by``: the signals that mark texts where it
    would have work.
    """

    ground: str
    seen_by: tuple[str, ...] = ()
    counts: tuple[Count, ...] = ()

    @property
    def reads(self) -> int:
        """Rows read."""
        return sum(one.reads for one in self.counts)

    @property
    def harmed(self) -> int:
        """Rows read that were harmed."""
        return sum(one.harmed for one in self.counts)

    @property
    def edits(self) -> bool:
        """Whether it may edit by default."""
        if self.ground == "construction":
            return not self.harmed or _by_chance(self.harmed, self.reads) >= DOUBT
        fresh = [one for one in self.counts if not one.known]
        enough = len(fresh) >= READ_SETS and sum(one.reads for one in fresh) >= READS
        return enough and self.harmed <= HARM * self.reads


def _by_chance(harmed: int, reads: int) -> float:
    """Return how likely so much harm or more is where a share of HARM is harmed."""
    less = sum(comb(reads, n) * HARM**n * (1 - HARM) ** (reads - n) for n in range(harmed))
    return 1.0 - less


@cache
def known() -> Mapping[str, Known]:
    """Return what is known of every repair."""
    grounds, counted = _read("grounds"), _read("evidence")
    ground: dict[str, tuple[str, tuple[str, ...]]] = dict.fromkeys(
        grounds["construction"], ("construction", ())
    )
    ground |= {name: ("reads", tuple(signals)) for name, signals in grounds["reads"].items()}
    return {
        name: _of(counted["repairs"].get(name, {}), counted["sets"], *said) for name, said in ground.items()
    }


def _of(
    counts: Mapping[str, tuple[int, int]],
    sets: Mapping[str, Mapping[str, Any]],
    ground: str,
    seen_by: tuple[str, ...],
) -> Known:
    found = (
        Count(name, sets[name]["stratum"], *pair, sets[name].get("known", False))
        for name, pair in counts.items()
    )
    return Known(ground, seen_by, tuple(found))


def _read(name: str) -> dict[str, Any]:
    import yaml

    text = resources.files(str(__package__)).joinpath(f"{name}.yaml").read_text("utf-8")
    found: dict[str, Any] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return found


@cache
def by_default() -> frozenset[str]:
    """Name the repairs that edit where a recipe says nothing of them."""
    return frozenset(name for name, one in known().items() if one.edits)
