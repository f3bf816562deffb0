"""The previous release, as every comparison means it: the newest one that holds other rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from ft_data.stages.build import Build
from ft_data.warehouse.snapshots import Snapshot

if TYPE_CHECKING:
    from ft_data.release.versions import Release


def previous_release(build: Build, formatted: Snapshot) -> Release | None:
    """Return the newest release whose `formatted` differs from this one, None where there is none."""
    from ft_data.release import versions
    from ft_data.release.private import Private

    names = Private.of(build.home, build.name).content_known_as(formatted.content_hash)
    return versions.previous(build.warehouse.releases, names)


def had(build: Build, version: str | None, ids: Sequence[str]) -> npt.NDArray[np.bool_] | None:
    """Tell which rows a release had, None where that is not known."""
    from ft_data.release.private import Private

    path = Private.of(build.home, build.name).table(version) if version else None
    if path is None:
        return None
    import pyarrow.parquet as pq

    listed = pq.read_table(path, columns=["record_id", "content_hash"])
    names = set(listed.filter(pc.is_valid(listed["content_hash"]))["record_id"].to_pylist())
    return np.array([name in names for name in ids], bool)
