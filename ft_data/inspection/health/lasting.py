"""Whether what was found is said of the rows that are current, or of those of an earlier version."""

from __future__ import annotations

from ft_data.stages.build import Build
from ft_data.warehouse import snapshots
from ft_data.warehouse.snapshots import Snapshot


def earlier(build: Build, found: Snapshot) -> str:
    """Say that a snapshot was made of an earlier version of what it reads, and whether that is older than the release; "" where it was not."""
    old = {asset: version for asset, version in found.inputs.items() if _newer(build, asset, version)}
    if not old:
        return ""
    released = _released(build)
    if released is not None and old.get("formatted", released[1]) < released[1]:
        return f"of rows older than release {released[0]}"
    return "of an earlier version"


def _newer(build: Build, asset: str, version: int) -> bool:
    current = snapshots.current(build.warehouse, asset)
    return current is not None and current.version != version


def _released(build: Build) -> tuple[str, int] | None:
    """Return the newest release and the version of `formatted` that it published."""
    from ft_data.release import versions
    from ft_data.stages.previous import version_of

    newest = versions.newest(build.warehouse.releases)
    published = version_of(build, newest)
    return (newest.version, published.version) if newest is not None and published is not None else None
