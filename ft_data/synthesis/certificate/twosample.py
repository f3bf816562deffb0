"""Can the two sides be told apart? A classifier two-sample test whose folds and figures go by groups of rows."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ft_data.synthesis.certificate.features import Matrix
from ft_data.synthesis.certificate.groups import Groups, folds

FOLDS = 5
RIDGE = 0.3
LEAST = 300  # groups a side: with fewer, a few openings or one document may be all the difference
SHUFFLES = 100
SURE = 1.645  # standard deviations, one-sided 5%
TOLD, NOT_TOLD, UNKNOWN = "told apart", "not told apart", "cannot tell"

Scores = npt.NDArray[np.float64]
Side = npt.NDArray[np.bool_]


class Test(NamedTuple):
    """The area under the curve with its 95% interval, how many deviations of the null it lies above it, the groups of each
    side, and the verdict."""

    area: float
    low: float
    high: float
    z: float
    groups: tuple[int, int]  # people's, generated
    verdict: str

    @property
    def alarm(self) -> bool:
        """Whether the area is above that of chance, 5% sure, however few the groups are."""
        return self.z > SURE


def test(rows: Matrix, made: Side, group: Groups, seed: int = 0) -> Test:
    """Test two sides: ``made`` are the generated rows. Scores come from a model that saw nothing of a row's group.

    The null is what the same test says when groups are dealt to the sides at random: folds make scores depend on each
    other, so that theory's deviation is too small.
    """
    sides = np.column_stack([made, *(shuffled(made, group, seed * SHUFFLES + k) for k in range(SHUFFLES))])
    scores = out_of_fold(rows, sides, group, seed)
    areas = [_by_group(scores[:, k], sides[:, k], group)[0] for k in range(sides.shape[1])]
    m, n = _by_group(scores[:, 0], made, group)[1]
    if not m or not n:
        return Test(0.5, 0.0, 1.0, 0.0, (m, n), UNKNOWN)
    deviation = float(np.std(areas[1:])) or 1.0
    z = (areas[0] - float(np.mean(areas[1:]))) / deviation
    half = 1.96 * _spread(areas[0], m, n)
    verdict = UNKNOWN if min(m, n) < LEAST else TOLD if z > SURE else NOT_TOLD
    return Test(areas[0], max(0.0, areas[0] - half), min(1.0, areas[0] + half), z, (m, n), verdict)


def shuffled(made: Side, group: Groups, seed: int) -> Side:
    """Deal the sides anew: among groups that are of one side, and within each that is of both."""
    rng = np.random.default_rng(seed)
    count = int(group.max()) + 1 if len(group) else 0
    sizes = np.bincount(group, minlength=count)
    share = np.bincount(group, weights=made, minlength=count) / np.maximum(sizes, 1)
    pure = (share == 0) | (share == 1)
    of = share.copy()
    of[pure] = rng.permutation(share[pure])
    dealt: Side = of[group] == 1
    mixed = ~pure[group]
    dealt[mixed] = made[mixed] ^ (rng.random(count) < 0.5)[group][mixed]
    return dealt


def out_of_fold(rows: Matrix, sides: npt.NDArray[np.bool_], group: Groups, seed: int = 0) -> Scores:
    """Score every row, for each column of ``sides``, by ridge regression on the other folds."""
    fold = folds(group, FOLDS, seed)
    kernel = (rows @ rows.T).astype(np.float64)
    scores = np.zeros(sides.shape)
    for number in range(FOLDS):
        held = fold == number
        known = ~held
        if not held.any() or not known.any():
            continue
        target = sides[known].astype(np.float64)
        target -= target.mean(0)
        inner = kernel[np.ix_(known, known)]
        found = np.linalg.solve(inner + RIDGE * np.eye(len(inner)), target)
        said = kernel[np.ix_(held, known)] @ found
        said -= said.mean(0)
        deviation = said.std(0)
        scores[held] = said / np.where(deviation > 0, deviation, 1.0)
    return scores


def _by_group(values: Scores, made: Side, group: Groups) -> tuple[float, tuple[int, int]]:
    """Return the area of figures of rows, each group counting once a side, and the groups of each side."""
    sides = []
    for side in (False, True):
        names, at = np.unique(group[made == side], return_inverse=True)
        sums = np.bincount(at, weights=values[made == side], minlength=len(names))
        sides.append(sums / np.maximum(np.bincount(at, minlength=len(names)), 1))
    human, machine = sides
    area = _area(human, machine) if len(human) and len(machine) else 0.5
    return area, (len(human), len(machine))


def area_of(values: Scores, made: Side, group: Groups) -> float:
    """Return the area of one figure of rows, such as their length, whichever side has more of it."""
    area, _ = _by_group(values, made, group)
    return max(area, 1 - area)


def _area(human: Scores, machine: Scores) -> float:
    """Return the share of pairs in which the generated one scores higher; ties count half."""
    ordered = np.sort(human)
    below = np.searchsorted(ordered, machine, "left")
    ties = np.searchsorted(ordered, machine, "right") - below
    return float((below + ties / 2).mean() / len(human))


def _spread(area: float, m: int, n: int) -> float:
    """Return the standard error of an area (Hanley and McNeil)."""
    q1, q2 = area / (2 - area), 2 * area**2 / (1 + area)
    inside = area * (1 - area) + (n - 1) * (q1 - area**2) + (m - 1) * (q2 - area**2)
    return math.sqrt(max(inside, 0.0) / (m * n))
