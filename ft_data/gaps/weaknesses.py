"""From tries and rows to weaknesses: which slices fail, why, and what all wrong rows have in common."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import xxhash

from ft_data.gaps import causes, slices, standout
from ft_data.gaps.causes import Cause
from ft_data.gaps.evidence import Evidence, Found
from ft_data.gaps.slices import Slice
from ft_data.gaps.standout import Standout
from ft_data.gaps.tries import Rows, Tries

_MOST = 1_000  # failures, and right answers, of which rows are looked up: the first ones


@dataclass(frozen=True)
class Weakness:
    """A slice that fails and why. ``failures`` are places of the looked-up failures, ``found`` what there is about each."""

    slice: Slice
    cause: Cause
    failures: tuple[int, ...]
    found: tuple[Found, ...]

    @property
    def id(self) -> str:
        """A name that stays as long as slice and cause are what they are."""
        return xxhash.xxh3_64_hexdigest(f"{self.slice.words}\0{self.cause.name}".encode())[:12]


@dataclass(frozen=True)
class Weaknesses:
    """The weaknesses, the heaviest first, traits of wrong rows over all failures, the tries that were looked up and in what."""

    weak: tuple[Weakness, ...]
    out: tuple[Standout, ...]
    looked_up: tuple[int, ...]
    found: tuple[Found, ...]
    evidence: Evidence


def weaknesses(tries: Tries, rows: Rows) -> Weaknesses:
    """Find where a model that learned from the rows fails, and what in them is the cause."""
    found_slices = slices.weak(tries)
    evidence = Evidence(rows)
    right = np.flatnonzero(tries.said_right & ~tries.failed)[:_MOST]
    well = tries.of(_mask(len(tries), right))
    evidence.calibrate(well)
    usual = evidence.taught(well, evidence.released)
    failed = np.flatnonzero(tries.failed)[:_MOST]
    found = evidence.about(tries.of(_mask(len(tries), failed)))
    out = standout.standouts(rows, evidence.released, found)
    place = {int(at): number for number, at in enumerate(failed)}
    labelled = evidence.answers.labelled
    known = {k: found[at] for k, at in place.items() if tries.right_answers[k]}
    weak = []
    for one in found_slices:
        at = [int(k) for k in np.flatnonzero(one.members & tries.failed) if int(k) in place]
        if not at:
            continue
        own = [found[place[k]] for k in at]
        inside = causes.shares([about for k, about in known.items() if one.members[k]], labelled)
        others = causes.shares([about for k, about in known.items() if not one.members[k]], labelled)
        why = causes.cause(rows, own, inside, others, usual, out)
        weak.append(Weakness(one, why, tuple(at), tuple(own)))
    return Weaknesses(tuple(weak), tuple(out), tuple(map(int, failed)), tuple(found), evidence)


def _mask(count: int, places: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    made = np.zeros(count, bool)
    made[places] = True
    return made
