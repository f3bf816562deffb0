"""Means and shares of slices with their variance, which follows families of rows: rows of one family are not independent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ft_data.evaluation.inside.measures import Scale

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class Moment(NamedTuple):
    """Of each slice: rows with a value, their families, the mean, its variance, and the variance of single rows."""

    rows: Ints
    families: Ints
    mean: Floats
    variance: Floats
    spread: Floats


@dataclass(frozen=True)
class Slicing:
    """Which slice each row is in (-1: none), and how slices and families cut the rows."""

    names: Sequence[str]
    code: Ints
    family: Ints

    @cached_property
    def families(self) -> int:
        """How many families all rows have."""
        return len(np.unique(self.family))

    @cached_property
    def _pairs(self) -> tuple[Ints, Ints]:
        """Return for each row its pair of slice and family, and for each pair its slice."""
        width = int(self.family.max(initial=0)) + 1
        pairs, at = np.unique(self.code * width + self.family, return_inverse=True)
        return np.asarray(at, np.int64), np.asarray(pairs // width, np.int64)

    def moments(self, values: Floats) -> Moment:
        """Return the moments of some values, not a number where there is none."""
        count = len(self.names)
        at, slice = self._pairs
        held = np.isfinite(values) & (self.code >= 0)
        code, kept = self.code[held], values[held]
        rows = np.bincount(code, minlength=count)
        with np.errstate(divide="ignore", invalid="ignore"):
            mean = np.bincount(code, kept, count) / rows
            off = kept - mean[code]
            spread = np.bincount(code, off * off, count) / np.maximum(rows - 1, 1)
            summed = np.bincount(at[held], off, len(slice))
            met = np.bincount(at[held], minlength=len(slice)) > 0
            inside = slice >= 0
            families = np.bincount(slice[inside & met], minlength=count)
            squares = np.bincount(slice[inside], summed[inside] ** 2, count)
            variance = squares / rows**2 * families / np.maximum(families - 1, 1)
        return Moment(rows, families, mean, variance, spread)

    def shares(self) -> Moment:
        """Return the share of all rows that each slice has: its rows, the families in it, the share and its variance."""
        count, whole = len(self.names), len(self.code)
        at, slice = self._pairs
        inside = slice >= 0
        sizes = np.bincount(at, minlength=len(slice)).astype(float)
        rows = np.bincount(self.code[self.code >= 0], minlength=count)
        share = rows / max(whole, 1)
        totals = np.bincount(self.family).astype(float)
        first = np.zeros(len(slice), np.int64)
        first[at] = self.family
        squares = np.bincount(slice[inside], sizes[inside] ** 2, count)
        crossed = np.bincount(slice[inside], sizes[inside] * totals[first[inside]], count)
        number = int((totals > 0).sum())
        summed = squares - 2 * share * crossed + share**2 * (totals**2).sum()
        variance = np.maximum(summed, 0.0) / max(whole, 1) ** 2 * number / max(number - 1, 1)
        families = np.bincount(slice[inside], minlength=count)
        return Moment(rows, families, share, variance, share * (1 - share))


@dataclass(frozen=True)
class Columns:
    """The measures of the rows of a version, in the order of their ids, and the slices they are in.

    ``values`` by measure, not a number where a row has none; ``scales`` says how each is compared.
    """

    family: Ints
    values: Mapping[str, Floats]
    scales: Mapping[str, Scale]
    slicings: Mapping[str, Slicing] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.family)

    @cached_property
    def whole(self) -> Slicing:
        """All rows as one slice."""
        return Slicing(("",), np.zeros(len(self), np.int64), self.family)


def slicing(names: Sequence[str], code: Ints, family: Ints, most: int) -> Slicing:
    """Return slices of rows whose names have these numbers (-1: none), the ``most`` that have the most rows."""
    count = np.bincount(code[code >= 0], minlength=len(names))
    order = sorted(range(len(names)), key=lambda at: (-count[at], names[at]))[:most]
    place = np.full(len(names) + 1, -1, np.int64)  # the last is for rows without a name
    place[order] = np.arange(len(order))
    return Slicing([str(names[at]) for at in order], place[code], family)


def compared(scale: Scale, values: Floats) -> Floats:
    """Return values on the scale on which they are compared."""
    return np.log1p(np.maximum(values, 0.0)) if scale == "log" else values
