"""Which dataset trained which model, from both ends, down to the row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from ft_data.release import versions
from ft_data.release.versions import WrongRelease
from ft_data.warehouse import lines, sql

if TYPE_CHECKING:
    import duckdb

FILE = "trained.jsonl"
SEEN = ("train", "validation")  # a test row is measured on, not learnt from


def record(
    base: Path,
    version: str,
    model: str,
    *,
    metrics: Mapping[str, Any] | None = None,
    run: str | None = None,
    target: str | None = None,
    at: str = "",
) -> dict[str, Any]:
    """Write down that a model was trained on a version; ``run`` is any tracker's id.

    Raises ``WrongRelease`` if there is no such version or the format is not in it.
    """
    release = versions.load(base, version)
    if target is not None and target not in release.manifest["targets"]:
        raise WrongRelease(
            f"version {version} has no format {target!r}: {', '.join(release.manifest['targets'])}"
        )
    entry = {
        "model": model, "version": version, "root": release.root, "target": target, "run": run,
        "metrics": dict(metrics or {}), "at": at,
    }  # fmt: skip
    lines.append(base / FILE, entry)
    return entry


def runs(base: Path, model: str | None = None) -> list[dict[str, Any]]:
    """Return the recorded runs, oldest first, of one model if named."""
    return [entry for entry in lines.entries(base / FILE) if model is None or entry.get("model") == model]


def rows_of(con: duckdb.DuckDBPyConnection, base: Path, model: str) -> pa.Table:
    """Return the rows a model was trained on: record_id (the published one), split, version, content_hash."""
    found = sorted({entry["version"] for entry in runs(base, model)}, key=versions.parse)
    parts = [f"SELECT record_id, split, '{v}' AS version, content_hash FROM {_index(base, v)}" for v in found]
    if not parts:
        raise WrongRelease(f"no run of model {model!r} is recorded")
    return con.sql(" UNION ALL ".join(parts) + " ORDER BY ALL").to_arrow_table()


def models_of(con: duckdb.DuckDBPyConnection, base: Path, records: Sequence[str]) -> list[dict[str, Any]]:
    """Return the runs that learnt from any of the records, with how many: what `forget` asks.

    ``records`` are all ids they may have in a release (:meth:`ft_data.release.private.Private.known_as`).
    """
    wanted = pa.table({"record_id": pa.array(sorted(set(records)), pa.string())})
    cursor = con.cursor()
    found: dict[str, int] = {}
    try:
        cursor.register("ft_wanted", wanted)
        for version in {entry["version"] for entry in runs(base)}:
            if version in versions.names(base):
                found[version] = cursor.sql(
                    f"""SELECT count(*) FROM {_index(base, version)} SEMI JOIN ft_wanted
                        USING (record_id) WHERE split IN {SEEN}"""
                ).fetchall()[0][0]
    finally:
        cursor.close()
    return [entry | {"rows": found[entry["version"]]} for entry in runs(base) if found.get(entry["version"])]


def _index(base: Path, version: str) -> str:
    return sql.parquet([base / version / "index.parquet"])
