"""What tests of stages share."""

from __future__ import annotations

from ft_data.stages import graph
from ft_data.stages.build import Build
from ft_data.stages.reading import Versions


def holds(home, asset):
    """Assert that all that must be true of an asset is."""
    build = Build.open(home, "demo")
    snapshot = build.current(asset)
    with Versions(build, snapshot) as versions:
        for one in graph.expectations(asset, build.recipe):
            if one.sql and one.blocking:
                (value,) = versions.con.execute(one.sql).fetchone()
                assert value == one.low, (asset, one.name, value, versions.con.execute(one.examples).fetchall() if one.examples else "")  # fmt: skip
