"""What checks found stays beside the version: measured and judged again only where version, check or code is another.

A value is settled by the version and those that it was made of, the versions before it, the recipe, what was forgotten,
the code of this package and the libraries that compute; and by what a measurement says of itself (`settled_by`). One that
says nothing is measured every time. Only what passed is kept: a failure is looked at anew.
"""

from __future__ import annotations

import functools
import hashlib
import platform
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path
from typing import Any

from ft_data.checks.measure import measurement
from ft_data.checks.validator import Judgement
from ft_data.evaluation.expectation import Expectation, settling
from ft_data.stages.build import Build, name_of
from ft_data.warehouse import files, snapshots, sums, views
from ft_data.warehouse.home import Warehouse
from ft_data.warehouse.snapshots import Snapshot

_PACKAGE = Path(__file__).parents[1]
_LIBRARIES = ("duckdb", "pyarrow", "numpy", "pandas", "great_expectations")


class Results:
    """The results of the checks of one version of an asset."""

    def __init__(self, build: Build, snapshot: Snapshot):
        self._build, self._snapshot = build, snapshot
        self._path = _path(build.warehouse, snapshot.asset)
        self._before = _body(self._path)
        self._kept: dict[str, dict[str, Any]] = self._before.get("found", {})
        self._states: dict[str, str | None] = {}

    def value(self, expectation: Expectation) -> float | None:
        """Return what was measured for an expectation, if it would be measured to be the same now."""
        kept = self._kept.get(expectation.name)
        # It is taken before anything is measured: what changes meanwhile is measured again by the next run.
        state = self._states[expectation.name] = self._state(expectation)
        return float(kept["value"]) if kept and state is not None and kept["state"] == state else None

    def passes(self, expectation: Expectation, value: float) -> bool:
        """Say whether this very value was judged against this very range, and passed."""
        kept = self._kept.get(expectation.name)
        return kept is not None and kept["judged"] == _judged(expectation, value)

    def keep(self, found: Iterable[Judgement]) -> None:
        """Keep the judgements that passed; those of other checks of the asset stay."""
        found = list(found)
        names = {one.expectation.name for one in found}
        kept = {name: one for name, one in self._kept.items() if name not in names}
        kept |= {
            one.expectation.name: {
                "state": self._states[one.expectation.name],
                "value": one.value,
                "judged": _judged(one.expectation, one.value),
            }
            for one in found
            if one.passed
        }
        body = {"version": self._snapshot.version, "found": kept}
        if body != self._before:
            files.write_bytes(self._path, sums.seal(body))

    def _state(self, expectation: Expectation) -> str | None:
        """Name all that settles what an expectation measures; None where that is not known."""
        beside: Any = None
        if expectation.measure:
            said = settling(measurement(expectation.measure))
            if said is None:
                return None
            beside = said(self._build, self._snapshot)
        return name_of(
            {"sql": expectation.sql, "measure": expectation.measure, "beside": beside}, self._version
        )

    @functools.cached_property
    def _version(self) -> str:
        build = self._build
        lineage = views.lineage(build.warehouse, self._snapshot)
        return name_of(
            {name: [made.version, made.content_hash] for name, made in lineage.items()},
            snapshots.versions(build.warehouse, self._snapshot.asset),
            build.recipe.model_dump_json(),
            str(build.epoch),
            _code(),
        )


def are_kept(warehouse: Warehouse, asset: str) -> bool:
    """Say whether results of the current version of an asset are there, so that nothing may have to be judged."""
    return _current(warehouse, asset) is not None


def passed(build: Build, asset: str) -> frozenset[str] | None:
    """Name the checks that the current version of an asset passed when they were last made; None where they were not."""
    kept = _current(build.warehouse, asset)
    return None if kept is None else frozenset(kept)


def _current(warehouse: Warehouse, asset: str) -> dict[str, dict[str, Any]] | None:
    """Return the kept results of the current version of an asset by check; None where there are none of it."""
    known, body = snapshots.versions(warehouse, asset), _body(_path(warehouse, asset))
    return body["found"] if known and body.get("version") == known[-1] else None


def _path(warehouse: Warehouse, asset: str) -> Path:
    return warehouse.checks / f"{asset.replace('/', '.')}.json"


def _body(path: Path) -> dict[str, Any]:
    try:
        return sums.unseal(path.read_bytes())
    except (OSError, ValueError):
        return {}  # never kept, or damaged: then everything is measured


def _judged(expectation: Expectation, value: float) -> str:
    return name_of([value, expectation.low, expectation.high, expectation.blocking], _code())


@functools.cache
def _code() -> str:
    """Name the code that measures and judges: every file of this package, and the libraries under it."""
    digest = hashlib.sha256()
    for path in sorted(_PACKAGE.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(f"{path.relative_to(_PACKAGE)}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    for name in _LIBRARIES:
        digest.update(f"{name} {metadata.version(name)}\n".encode())
    digest.update(platform.python_version().encode())
    return digest.hexdigest()
