"""The previous release, as every comparison means it: the newest one that holds other rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
