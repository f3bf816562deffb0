"""Comparisons with the previous version: did a distribution move, did a row change its split, is a value broken?"""

from __future__ import annotations

from typing import Any

import numpy as np

from ft_data.evaluation.expectation import nothing_else, settled_by
from ft_data.stages.build import Build
from ft_data.stages.reading import Versions
from ft_data.warehouse import snapshots, views
from ft_data.warehouse.snapshots import Snapshot

_FLOATS = ("FLOAT", "DOUBLE")
_WHOLE = ("INTEGER", "BIGINT", "SMALLINT", "TINYINT")
_SAMPLE = 20_000
_NUMBERS = (*_FLOATS, *_WHOLE, *(f"U{kind}" for kind in _WHOLE))


@settled_by(nothing_else)
def not_finite(build: Build, snapshot: Snapshot, versions: Versions) -> float:
    """Count NaN and infinite values over all signals, a group at a time: joining the groups is not needed."""
    resolver = views.Resolver(build.warehouse)
    found = 0.0
    for group in snapshot.parts:
        rows = resolver.scan(snapshot, group)
        described = versions.con.execute(f"DESCRIBE SELECT * FROM {rows}").fetchall()
        checks = [f'count(*) FILTER (NOT isfinite("{row[0]}"))' for row in described if row[1] in _FLOATS]
        row = versions.con.execute(f"SELECT {' + '.join(checks) or '0'} FROM {rows}").fetchone()
        found += row[0] if row else 0
    return found


@settled_by(nothing_else)
def largest_shift(build: Build, snapshot: Snapshot, versions: Versions) -> float:
    """Return the largest two-sample Kolmogorov-Smirnov distance of any signal from the previous version.

    Computed on at most 20,000 rows a side (``_SAMPLE``), those with the smallest ids: ids are hashes, so this is a fixed random
    sample. 0.0 when there is no previous version.
    """
    known = snapshots.versions(build.warehouse, snapshot.asset)
    earlier = [version for version in known if version < snapshot.version]
    if not earlier:
        return 0.0
    resolver = views.Resolver(build.warehouse)
    old = resolver.snapshot(snapshot.asset, earlier[-1])
    if old is None or not resolver.rows(old):
        return 0.0
    now, before = (_sample(versions, resolver, found) for found in (snapshot, old))
    return max((_distance(now[name], before[name]) for name in now.keys() & before.keys()), default=0.0)


def _sample(versions: Versions, resolver: views.Resolver, signals: Snapshot) -> dict[str, Any]:
    """Return the numbers of the rows with the smallest ids by signal, a group at a time: each holds every row."""
    found: dict[str, Any] = {}
    for group in signals.parts:
        rows = resolver.scan(signals, group)
        listed = ", ".join(f'"{name}"' for name in sorted(_numeric(versions, rows)))
        if listed:
            query = f"SELECT {listed} FROM {rows} ORDER BY record_id LIMIT {_SAMPLE}"
            found |= versions.con.execute(query).fetchnumpy()
    return found


def _distance(a: Any, b: Any) -> float:
    a, b = (np.sort(np.ma.compressed(np.ma.masked_invalid(np.ma.asarray(x, dtype=float)))) for x in (a, b))
    if len(a) < 100 or len(b) < 100:
        return 0.0
    points = np.concatenate([a, b])
    return float(
        np.abs(
            np.searchsorted(a, points, "right") / len(a) - np.searchsorted(b, points, "right") / len(b)
        ).max()
    )


@settled_by(nothing_else)
def moved_rows(build: Build, snapshot: Snapshot, versions: Versions) -> float:
    """Count rows whose split differs from the one they had in the previous version.

    A row is the same if it says the same; only where its text is new does its id say which row it is.
    """
    earlier = [v for v in snapshots.versions(build.warehouse, snapshot.asset) if v < snapshot.version]
    resolver = views.Resolver(build.warehouse)
    old = resolver.snapshot(snapshot.asset, earlier[-1]) if earlier else None
    if old is None:
        return 0.0
    before = resolver.scan(old)
    columns = {row[0] for row in versions.con.execute(f"DESCRIBE SELECT * FROM {before}").fetchall()}
    said = "text_hash" if "text_hash" in columns else "NULL::VARCHAR"
    row = versions.con.execute(
        f"""WITH o AS (SELECT record_id, split, {said} AS said FROM {before}),
                 n AS (SELECT record_id, split, text_hash AS said FROM formatted_main)
            SELECT (SELECT count(*) FROM o JOIN n USING (said) WHERE o.split <> n.split)
                 + (SELECT count(*) FROM o JOIN n USING (record_id) WHERE o.split <> n.split
                    AND coalesce(n.said NOT IN (SELECT said FROM o WHERE said IS NOT NULL), true))"""
    ).fetchone()
    return float(row[0]) if row else 0.0


def numeric(versions: Versions, view: str) -> set[str]:
    """Name the columns of a view that are numbers."""
    return _numeric(versions, f'"{view}"')


def _numeric(versions: Versions, rows: str) -> set[str]:
    described = versions.con.execute(f"DESCRIBE SELECT * FROM {rows}").fetchall()
    return {row[0] for row in described if row[1] in _NUMBERS}
