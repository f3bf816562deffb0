"""A version against the one before: all that is compared, ranked."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from ft_data.evaluation.inside import changes, pair
from ft_data.evaluation.inside.changes import Change
from ft_data.evaluation.inside.measures import MEASURES
from ft_data.evaluation.inside.moments import Floats
from ft_data.evaluation.inside.pair import Pair
from ft_data.evaluation.inside.read import Version
from ft_data.evaluation.inside.sampled import STRANGE


class Versus(NamedTuple):
    """Every comparison, the largest change first; the samples at one size; which rows of the version's sample are strange to
    the one before (not a number where that was not measured)."""

    changes: list[Change]
    pair: Pair
    strange: Floats


def versus(before: Version, after: Version, same_topics: bool = True, found: Pair | None = None) -> Versus:
    """Compare two versions. Topics of another fit are other topics: unless ``same_topics`` they are left out.

    ``found``: what was compared of their samples already, at one size.
    """
    fitted = {one.name for one in MEASURES if one.fitted}
    scales = {name: scale for name, scale in after.columns.scales.items() if name not in fitted}
    then, now = before.columns, replace(after.columns, scales=scales)
    if not same_topics:
        then = replace(then, slicings={kind: one for kind, one in then.slicings.items() if kind != "topic"})
    found = found or pair.pair(*pair.level(before.sampled, after.sampled))
    listed = [
        *changes.compare(then, now),
        *changes.compare(found.before, found.after),
        *changes.compared_variety(found.variety, found.rows),
    ]
    strange = found.after.values[STRANGE]
    rest = np.full(after.sampled.rows - len(strange), np.nan)
    return Versus(changes.ranked(listed), found, np.concatenate([strange, rest]))
