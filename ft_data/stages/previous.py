"""The previous release, as every comparison means it: the newest one that holds other rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from ft_data.stages.build import Build
from ft_data.warehouse import snapshots, views
from ft_data.warehouse.snapshots import Snapshot

if TYPE_CHECKING:
    from ft_data.release.versions import Release


def previous_release(build: Build, formatted: Snapshot) -> Release | None:
    """Return the newest release whose `formatted` differs from this one, None where there is none."""
    from ft_data.release import versions
    from ft_data.release.private import Private

    names = Private.of(build.home, build.name).content_known_as(formatted.content_hash)
    return versions.previous(build.warehouse.releases, names)


def version_of(build: Build, release: Release | None) -> Snapshot | None:
    """Return the version of `formatted` that a release published, None where its rows are not kept any more.

    It goes by what it holds: a warehouse that was made anew numbers its versions from one again.
    """
    from ft_data.release.private import Private

    published = release.manifest.get("snapshots", {}).get("formatted", {}) if release else {}
    if "content_hash" not in published:
        return None
    private, resolver = Private.of(build.home, build.name), views.Resolver(build.warehouse)
    known, named = snapshots.versions(build.warehouse, "formatted"), published.get("version")
    for version in sorted(known, key=lambda one: (one != named, -one)):
        found = resolver.snapshot("formatted", version)
        if found is not None and published["content_hash"] in private.content_known_as(found.content_hash):
            return found if resolver.rows(found) else None
    return None


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
