"""What rows are told apart by, as numbers by place: which rows have a value, and how many have each. Pure functions of arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

Mask = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]


class Facet(Protocol):
    """One way to tell rows apart."""

    @property
    def values(self) -> Sequence[str]:
        """The names of the values; their numbers are codes."""
        ...

    def has(self, wanted: Sequence[int]) -> Mask:
        """Mark the rows that have any of the codes."""
        ...

    def count(self, among: Mask | None) -> npt.NDArray[np.int64]:
        """Count the rows of each code, of all rows or ``among`` some."""
        ...

    def of(self, places: Places) -> list[list[int]]:
        """Return the codes of some rows."""
        ...


@dataclass(frozen=True)
class Single:
    """Every row has one value. ``codes``: one small number a row."""

    values: Sequence[str]
    codes: npt.NDArray[Any]

    def has(self, wanted: Sequence[int]) -> Mask:
        """Mark the rows that have any of the codes."""
        found: Mask = _table(wanted, len(self.values))[self.codes]
        return found

    def count(self, among: Mask | None) -> npt.NDArray[np.int64]:
        """Count the rows of each code."""
        return np.bincount(self.codes if among is None else self.codes[among], minlength=len(self.values))

    def of(self, places: Places) -> list[list[int]]:
        """Return the codes of some rows."""
        return [[int(code)] for code in self.codes[places]]


@dataclass(frozen=True)
class Several:
    """A row has any number of values: pairs of place and code, no pair twice, sorted by place."""

    values: Sequence[str]
    places: npt.NDArray[np.int32]
    codes: npt.NDArray[np.uint16]
    rows: int

    def has(self, wanted: Sequence[int]) -> Mask:
        """Mark the rows that have any of the codes."""
        found = np.zeros(self.rows, np.bool_)
        found[self.places[_table(wanted, len(self.values))[self.codes]]] = True
        return found

    def count(self, among: Mask | None) -> npt.NDArray[np.int64]:
        """Count the rows of each code."""
        codes = self.codes if among is None else self.codes[among[self.places]]
        return np.bincount(codes, minlength=len(self.values))

    def of(self, places: Places) -> list[list[int]]:
        """Return the codes of some rows."""
        first = np.searchsorted(self.places, places, "left")
        last = np.searchsorted(self.places, places, "right")
        return [self.codes[i:j].tolist() for i, j in zip(first, last, strict=True)]


@dataclass(frozen=True)
class Staged:
    """What each stage said of a row: ``verdicts[stage]`` is 0 where it said nothing, else one more than the verdict's number."""

    stages: Sequence[str]
    verdicts: Sequence[npt.NDArray[np.uint8]]
    names: Sequence[str]

    @property
    def values(self) -> Sequence[str]:
        """``stage.verdict``, in the order of the stages."""
        return [f"{stage}.{name}" for stage in self.stages for name in self.names]

    def has(self, wanted: Sequence[int]) -> Mask:
        """Mark the rows that have any of the codes."""
        found = np.zeros(len(self.verdicts[0]) if self.verdicts else 0, np.bool_)
        for code in wanted:
            stage, name = divmod(code, len(self.names))
            found |= self.verdicts[stage] == name + 1
        return found

    def count(self, among: Mask | None) -> npt.NDArray[np.int64]:
        """Count the rows of each code."""
        counts = [
            np.bincount(said if among is None else said[among], minlength=len(self.names) + 1)[1:]
            for said in self.verdicts
        ]
        return np.concatenate(counts) if counts else np.zeros(0, np.int64)

    def of(self, places: Places) -> list[list[int]]:
        """Return the codes of some rows."""
        width = len(self.names)
        columns = [said[places] for said in self.verdicts]
        return [
            [stage * width + int(column[at]) - 1 for stage, column in enumerate(columns) if column[at]]
            for at in range(len(places))
        ]

    def last(self) -> Single:
        """Return the last thing that was said of each row; the last value is that of rows nobody judged."""
        nothing = len(self.stages) * len(self.names)
        codes = np.full(len(self.verdicts[0]) if self.verdicts else 0, nothing, np.uint16)
        for stage, said in enumerate(self.verdicts):
            np.copyto(codes, said.astype(np.uint16) + np.uint16(stage * len(self.names)) - 1, where=said > 0)
        return Single([*self.values, ""], codes)


def matching(facets: Mapping[str, Facet], wanted: Mapping[str, Sequence[str]]) -> dict[str, Mask]:
    """Return the rows that each wanted facet lets through; a value nobody has lets none through."""
    found = {}
    for name, values in wanted.items():
        facet = facets[name]
        known = {value: code for code, value in enumerate(facet.values)}
        found[name] = facet.has([known[value] for value in values if value in known])
    return found


def meet(masks: Sequence[Mask]) -> Mask | None:
    """Return the rows that all masks let through; None stands for all rows."""
    if not masks:
        return None
    found = masks[0].copy() if len(masks) > 1 else masks[0]
    for mask in masks[1:]:
        found &= mask
    return found


def _table(wanted: Sequence[int], size: int) -> Mask:
    table = np.zeros(max(size, 1), np.bool_)
    table[list(wanted)] = True
    return table
