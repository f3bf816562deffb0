"""Measures what the expectations of an asset ask for, on exactly the version it was materialized as."""

from __future__ import annotations

import importlib
import math
from collections.abc import Callable, Sequence
from typing import Any

from ft_data.evaluation.expectation import Expectation
from ft_data.stages.build import Build
from ft_data.stages.reading import Versions
from ft_data.warehouse.snapshots import Snapshot

MOST_EXAMPLES = 20


def measure(build: Build, snapshot: Snapshot, expectations: Sequence[Expectation]) -> dict[str, float]:
    """Return one number per expectation. An error in a measurement raises: it is ours, not the data's."""
    values: dict[str, float] = {}
    if not expectations:
        return values
    with Versions(build, snapshot) as versions:
        for expectation in expectations:
            if expectation.measure:
                found: Any = measurement(expectation.measure)(build, snapshot, versions)
            else:
                row = versions.con.execute(expectation.sql).fetchone()
                found = row[0] if row else None
            if found is None or not math.isfinite(found):
                raise ValueError(f"{snapshot.asset}.{expectation.name} measured nothing")
            values[expectation.name] = float(found)
    return values


def measurement(name: str) -> Callable[..., float]:
    """Return the measurement that is called ``module:function``."""
    module, _, function = name.partition(":")
    found: Callable[..., float] = getattr(importlib.import_module(module), function)
    return found


def offenders(build: Build, snapshot: Snapshot, expectation: Expectation) -> list[dict[str, Any]]:
    """Return up to 20 rows that break an expectation: ids, places and reasons."""
    if not expectation.examples:
        return []
    with Versions(build, snapshot) as versions:
        result = versions.con.execute(f"SELECT * FROM ({expectation.examples}) LIMIT {MOST_EXAMPLES}")
        names = [column[0] for column in result.description or ()]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def lines(build: Build, snapshot: Snapshot, expectation: Expectation) -> list[str]:
    """Return what a failed expectation says of itself, a line for each thing that is wrong."""
    if not expectation.told:
        return []
    with Versions(build, snapshot) as versions:
        return [str(row[0]) for row in versions.con.execute(expectation.told).fetchall()]
