"""Do people agree? Measured on overlap items of the review store."""

from __future__ import annotations

from ft_data.stages.build import Build
from ft_data.stages.reading import Versions
from ft_data.warehouse.snapshots import Snapshot


def alpha(build: Build, snapshot: Snapshot, versions: Versions) -> float:
    """Return Krippendorff's alpha (nominal) over items that two or more people decided; 1.0 when there are none."""
    from ft_data.review import agreement

    return agreement.overlap_alpha(build.warehouse.review)
