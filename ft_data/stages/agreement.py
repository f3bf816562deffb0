"""Do people agree? Measured on overlap items of the review store."""

from __future__ import annotations

import math

from ft_data.stages.build import Build
from ft_data.stages.reading import Versions
from ft_data.warehouse.snapshots import Snapshot


def alpha(build: Build, snapshot: Snapshot, versions: Versions) -> float:
    """Return Krippendorff's alpha of the decisions on items that two or more people saw.

    1.0 while it is undefined: no overlap yet, or everybody gave every item the same answer.
    """
    from ft_data.review.reliability import agreement

    found = [one.alpha.value for one in agreement(build.warehouse.review) if one.question == "decision"]
    return found[0] if found and math.isfinite(found[0]) else 1.0
