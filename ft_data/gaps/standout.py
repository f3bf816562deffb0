"""What wrong rows have in common: the file, batch, generator or rule that they come from more often than their neighbours do."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from ft_data.gaps import stats
from ft_data.gaps.answers import Places
from ft_data.gaps.evidence import Found
from ft_data.gaps.tries import Flags, Rows

_LEAST = 5  # wrong rows with a trait, below which it says nothing


@dataclass(frozen=True)
class Standout:
    """A trait of wrong rows: ``wrong`` of all ``of`` wrong rows have it, where ``expected`` would; ``rows`` in all have it.

    ``z`` says how far that is from chance, ``p`` how likely, corrected for all traits looked at.
    """

    trait: str
    value: str
    wrong: int
    of: int
    expected: float
    rows: int
    z: float
    p: float

    @property
    def words(self) -> str:
        """The trait in words."""
        return f"{self.trait} {self.value}"


def wrong_rows(found: Sequence[Found]) -> Places:
    """Return the rows that speak against what is right near any failure, each once, sorted."""
    return every(one.against for one in found)


def every(found: Iterable[Places]) -> Places:
    """Return all rows of several lists, each once, sorted."""
    return np.unique(np.concatenate([np.zeros(0, np.int64), *found]))


def standouts(rows: Rows, released: Flags, found: Sequence[Found]) -> list[Standout]:
    """Return the traits that wrong rows have more often than the version, and than right rows beside them; the surest first."""
    cases = wrong_rows(found)
    controls = np.setdiff1d(
        np.unique(np.concatenate([np.zeros(0, np.int64), *(one.controls for one in found)])), cases
    )
    if len(cases) < _LEAST:
        return []
    compared = []
    for trait, values in rows.traits.items():
        inside = Counter(values[at] for at in cases.tolist())
        beside = Counter(values[at] for at in controls.tolist())
        everywhere = Counter(value for value, here in zip(values, released, strict=True) if here)
        for value, count in sorted(inside.items(), key=lambda item: str(item[0])):
            if value is not None and count >= _LEAST and everywhere[value] < released.sum():
                compared.append((trait, value, count, beside[value], everywhere[value]))
    whole, near = int(released.sum()), len(controls)
    shares = [
        max(all_of / whole, (beside + 0.5) / (near + 1) if near >= _LEAST else 0.0)
        for _, _, _, beside, all_of in compared
    ]
    chances = stats.holm(
        [_at_least(one[2], len(cases), share) for one, share in zip(compared, shares, strict=True)]
    )
    made = [
        Standout(
            trait, value, count, len(cases), share * len(cases), all_of,
            (count - share * len(cases)) / math.sqrt(max(len(cases) * share * (1 - share), 1e-9)), p,
        )
        for (trait, value, count, _, all_of), share, p in zip(compared, shares, chances, strict=True)
        if p < 0.01
    ]  # fmt: skip
    return sorted(made, key=lambda one: (-one.z, one.trait, one.value))


def _at_least(count: int, of: int, share: float) -> float:
    from scipy.stats import binom

    return float(binom.sf(count - 1, of, min(share, 1 - 1e-12)))
