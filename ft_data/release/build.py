"""Building a release folder: data first, then everything that describes it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq

from ft_data.errors import Blocked
from ft_data.release import merkle, numbers, write
from ft_data.release.spec import INDEX, LEDGER, Spec
from ft_data.release.write import Written

if TYPE_CHECKING:
    import duckdb

FORMAT = "ft-data-release/1"


class NothingToRelease(Blocked, ValueError):
    """No format took a row."""


@dataclass(frozen=True)
class Data:
    """The rows of a release on disk: per target and split what was written, and the hash over all of it."""

    written: dict[str, dict[str, Written]]
    splits: dict[str, int]
    schemas: dict[str, dict[str, str]]
    roots: dict[str, str]
    root: str


def data(con: duckdb.DuckDBPyConnection, folder: Path, spec: Spec) -> Data:
    """Write exports, ``index.parquet``, ``ledger.parquet`` and compute the logical root.

    Raises ``ValueError`` if the index lacks columns or has duplicate ids, ``NothingToRelease`` if no format took a row.
    """
    columns = [c[0] for c in con.sql(f"DESCRIBE SELECT * FROM {spec.index}").fetchall()]
    if missing := [name for name in INDEX if name not in columns]:
        raise ValueError(f"the index relation lacks {', '.join(missing)}")
    write.place(con, spec.index)
    written = {name: write.target(con, folder, name, relation) for name, relation in spec.exports.items()}
    if not any(written.values()):
        raise NothingToRelease("there is no row to release: no format of `format.targets` can hold the rows")
    _index(con, folder, spec, columns)
    _ledger(con, folder, spec)
    if spec.outcomes:
        query = (
            f"SELECT record_id, target, outcome, reason, rows FROM {spec.outcomes} ORDER BY record_id, target"
        )
        write.relation(con, query, folder / "outcomes.parquet")
    splits, index_root = _index_root(con, folder)
    roots = {f"{name}/{split}": made.root for name, of in written.items() for split, made in of.items()}
    roots["index"] = index_root
    return Data(written, splits, _schemas(folder, written), roots, merkle.combine(roots))


def manifest_body(spec: Spec, built: Data) -> dict[str, Any]:
    """Return the manifest without version, parents and files."""
    return {
        "format": FORMAT,
        "dataset": spec.dataset,
        "root": built.root,
        "roots": built.roots,
        "targets": {
            name: {
                split: {"rows": made.rows, "files": made.files, "bytes": made.bytes}
                for split, made in of.items()
            }
            for name, of in built.written.items()
        },
        "splits": built.splits,
        "schemas": built.schemas,
        "recipe": numbers.plain(spec.recipe),
        "snapshots": numbers.plain(spec.snapshots),
        "funnel": numbers.plain(spec.funnel),
        "inputs": numbers.plain(spec.inputs),
        "withdrawn": [hashlib.sha256(record.encode()).hexdigest() for record in sorted(spec.withdrawn)],
        "code_version": spec.code_version,
        "git_commit": spec.git_commit,
        "run_id": spec.run_id,
        "created_at": spec.created_at,
        "actor": spec.actor,
        "facts": numbers.plain(spec.facts),
    }


def _index(con: duckdb.DuckDBPyConnection, folder: Path, spec: Spec, columns: list[str]) -> None:
    names = ", ".join(f'"{name}"' for name in [*INDEX, *sorted(set(columns) - set(INDEX))])
    write.relation(con, f"SELECT {names} FROM {spec.index} ORDER BY record_id", folder / "index.parquet")
    total, distinct = con.sql(f"SELECT count(*), count(DISTINCT record_id) FROM {spec.index}").fetchall()[0]
    if total != distinct:
        raise ValueError(f"the index holds {total - distinct} duplicate record ids")


def _ledger(con: duckdb.DuckDBPyConnection, folder: Path, spec: Spec) -> None:
    """Write what the stages said that is worth keeping: every verdict but plain `keep`, and counts of all."""
    names = ", ".join(f'"{name}"' for name in LEDGER)
    query = f"""SELECT {names} FROM {spec.ledger} WHERE verdict <> 'keep' OR detail IS NOT NULL
                ORDER BY record_id, stage, verdict"""
    write.relation(con, query, folder / "ledger.parquet")
    counts = f"SELECT stage, verdict, count(*) AS rows FROM {spec.ledger} GROUP BY ALL ORDER BY ALL"
    write.relation(con, counts, folder / "verdicts.parquet")


def _index_root(con: duckdb.DuckDBPyConnection, folder: Path) -> tuple[dict[str, int], str]:
    """Hash who is where with which content; provenance such as file names stays outside the identity."""
    counts: dict[str, int] = {}
    leaves: list[bytes] = []
    file = pq.ParquetFile(folder / "index.parquet")
    identity = [c for c in ("record_id", "split", "content_hash", "weight") if c in file.schema_arrow.names]
    for batch in file.iter_batches(columns=identity):
        leaves.extend(merkle.row_digests(batch))
        for split in batch.column("split").to_pylist():
            counts[split] = counts.get(split, 0) + 1
    return {split: counts[split] for split in write.SPLITS if split in counts}, merkle.root(leaves)


def _schemas(folder: Path, written: Mapping[str, Mapping[str, Written]]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for name, splits in written.items():
        for made in splits.values():
            path = made.files[0]
            schema = pq.read_schema(folder / path) if path.endswith(".parquet") else None
            found[name] = {f.name: str(f.type) for f in schema} if schema else {"line": "json"}
    return found
