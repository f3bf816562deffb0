"""What is missing: topic, group and language of what the model will meet, against the rows of the version.

Every cell is looked at alone and crossed (topic, language, group; pairs; all three). Missing or thin is what the targets have
surely more of (Fisher, one-sided, Holm over all cells that could be told) and the version has less than two thirds of its
share of; a cell is not named where one that holds it is, nor where rows of which a value is not known may be what it lacks.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import combinations

from ft_data.gaps.stats import holm, more_often

THIN = 2 / 3  # of the share that the targets have
LEAST = 5  # targets in a cell, below which nothing is said of it
MISSING, FEW, COVERED, UNKNOWN = "missing", "thin", "covered", "cannot tell"
_ALPHA = 0.05

Key = tuple[str | None, ...]


@dataclass(frozen=True)
class Cell:
    """Some values of some dimensions (None: all), and how many rows of the version and of the targets are in it.

    ``wanted`` are the rows that would give it the targets' share, besides those it has; ``inside`` tells that a cell which
    holds it is missing or thin itself.
    """

    key: Key
    rows: int
    of: int
    targets: int
    of_targets: int
    p: float
    state: str
    inside: bool = False

    @property
    def wanted(self) -> int:
        """How many rows it lacks."""
        return max(0, round(self.of * self.targets / max(self.of_targets, 1)) - self.rows)

    @property
    def gap(self) -> bool:
        """Whether it is named as a gap."""
        return self.state in (MISSING, FEW) and not self.inside


def coverage(rows: Counter[Key], targets: Counter[Key]) -> list[Cell]:
    """Compare counts by key (one value per dimension, None where it is not known), gaps first, the largest first."""
    of, of_targets = sum(rows.values()), sum(targets.values())
    have, want = _cells(rows), _cells(targets)
    looked = sorted(
        (key for key, count in want.items() if count >= LEAST),
        key=lambda key: tuple(one or "" for one in key),
    )
    chance = [more_often(want[key], of_targets, want[key] + have[key], of_targets + of) for key in looked]
    cells = []
    for key, p in zip(looked, holm(chance), strict=True):
        share, wanted = have[key] / max(of, 1), want[key] / of_targets
        if share >= THIN * wanted:
            state = COVERED
        elif p > _ALPHA or _may_be(key, rows) >= THIN * wanted * of:
            state = UNKNOWN
        else:
            state = FEW if have[key] else MISSING
        cells.append(Cell(key, have[key], of, want[key], of_targets, p, state))
    gaps = {cell.key for cell in cells if cell.state in (MISSING, FEW)}
    found = [replace(cell, inside=any(_holds(other, cell.key) for other in gaps)) for cell in cells]
    return sorted(found, key=lambda cell: (not cell.gap, -cell.wanted, tuple(one or "" for one in cell.key)))


def _cells(counted: Counter[Key]) -> Counter[Key]:
    """Add keys up over every choice of dimensions."""
    found: Counter[Key] = Counter()
    for key, count in counted.items():
        for size in range(1, len(key) + 1):
            for chosen in combinations(range(len(key)), size):
                if all(key[at] is not None for at in chosen):
                    found[tuple(key[at] if at in chosen else None for at in range(len(key)))] += count
    return found


def _may_be(cell: Key, rows: Counter[Key]) -> int:
    """Count the rows of a cell, and those of which nothing that is known says that they are not of it."""
    return sum(
        count
        for key, count in rows.items()
        if all(wanted is None or value in (wanted, None) for wanted, value in zip(cell, key, strict=True))
    )


def _holds(other: Key, key: Key) -> bool:
    return other != key and all(a is None or a == b for a, b in zip(other, key, strict=True))
