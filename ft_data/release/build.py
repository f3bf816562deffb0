"""Building a release folder: data first, then everything that describes it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq

from ft_data.errors import Blocked
from ft_data.formatting.targets import EXPORTERS
from ft_data.recipe.published import published as published_recipe
from ft_data.recipe.published import published_rule
from ft_data.release import layout, manifest, merkle, numbers, published, write
from ft_data.release.ids import Namer
from ft_data.release.pieces import Made
from ft_data.release.private import Kept, Private
from ft_data.release.spec import LEDGER, Spec
from ft_data.release.write import Written

if TYPE_CHECKING:
    import duckdb

    from ft_data.release.versions import Release

INDEX_VIEW, LEDGER_VIEW = "ft_index", "ft_ledger"


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

    @property
    def made(self) -> list[Made]:
        """The files of all targets, as they were read again after they were written."""
        return [one for of in self.written.values() for written in of.values() for one in written.made]

    @property
    def kept(self) -> Kept:
        """What the files of all targets hold, for the version after."""
        return {
            name: found
            for of in self.written.values()
            for one in of.values()
            for name, found in one.kept.items()
        }


def data(
    con: duckdb.DuckDBPyConnection,
    folder: Path,
    spec: Spec,
    private: Private,
    last: Release | None = None,
) -> Data:
    """Write exports (files that hold the same in the ``last`` version are copied), ``index.parquet``, ``ledger.parquet`` and compute the logical root.

    Leaves the views ``ft_index`` and ``ft_ledger`` in ``con``: the published rows beside the ids they have here.
    Raises ``ValueError`` if the index lacks columns or has duplicate ids, ``NothingToRelease`` if no format took a row.
    """
    con.register(INDEX_VIEW, published.index(con, spec.index, private.namer, _declared(spec)))
    write.place(con, INDEX_VIEW)
    before, kept = (last.path, private.kept(last.version)) if last else (None, {})
    written = write.targets(con, folder, spec.exports, before, kept, spec.spread)
    if not any(written.values()):
        raise NothingToRelease("there is no row to release: no format of `format.targets` can hold the rows")
    _index(con, folder)
    con.register(
        LEDGER_VIEW, published.ledger(con, spec.ledger, private.namer, _actors(spec, private), spec.stages)
    )
    _ledger(con, folder, spec)
    if spec.outcomes:
        query = f"""SELECT p.published_id AS record_id, target, outcome, reason, rows FROM {spec.outcomes}
                    JOIN {layout.PLACES} p USING (record_id) ORDER BY 1, target"""
        write.relation(con, query, folder / "outcomes.parquet")
    splits, index_root = _index_root(con, folder)
    roots = {f"{name}/{split}": made.root for name, of in written.items() for split, made in of.items()}
    roots["index"] = index_root
    return Data(written, splits, _schemas(folder, written), roots, merkle.combine(roots))


def names(spec: Spec) -> str:
    """Return the query of what stays in the warehouse: which published id is which record, from which file.

    Needs what :func:`data` left in the connection.
    """
    places = spec.places or "(SELECT NULL AS record_id, NULL AS source, NULL AS source_uri WHERE false)"
    return f"""
        SELECT record_id AS published_id, raw_id AS record_id, raw_content AS content_hash, raw_said AS text_hash,
               source, raw_uri AS source_uri
        FROM {INDEX_VIEW}
        UNION ALL
        SELECT l.record_id, l.raw_id, NULL, NULL, any_value(p.source), any_value(p.source_uri)
        FROM {LEDGER_VIEW} l LEFT JOIN {places} p ON p.record_id = l.raw_id
        WHERE l.raw_id NOT IN (SELECT raw_id FROM {INDEX_VIEW}) GROUP BY l.record_id, l.raw_id"""


def _actors(spec: Spec, private: Private) -> Callable[[str], str]:
    """Return what says how a person is called outside, remembered for this build."""
    return cache(lambda name: private.people.called(name, spec.roles.get(name, "reviewer")))


def recipe(spec: Spec) -> dict[str, Any]:
    """Return the recipe as it is published."""
    found: dict[str, Any] = numbers.plain(published_recipe(spec.recipe))
    return found


def manifest_body(spec: Spec, built: Data, private: Private) -> dict[str, Any]:
    """Return the manifest without version, parents and files."""
    return {
        "format": manifest.FORMAT,
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
        "recipe": recipe(spec),
        "snapshots": numbers.plain(
            {name: _snapshot(name, s, private.namer) for name, s in spec.snapshots.items()}
        ),
        "funnel": numbers.plain(spec.funnel),
        "inputs": _inputs(spec),
        "withdrawn": sorted(spec.withdrawn),
        "plugins": _plugins(spec),
        "code_version": spec.code_version,
        "git_commit": spec.git_commit,
        "run_id": spec.run_id,
        "created_at": spec.created_at,
        "facts": numbers.plain(spec.facts()),
    }


def _declared(spec: Spec) -> set[str]:
    """Return the licences that the recipe names, as its author wrote them."""
    sources = (spec.recipe.get("sources") or {}).values()
    stated = {source.get("license") for source in sources} - {None}
    return stated | set((spec.recipe.get("govern") or {}).get("licenses") or ())


def _inputs(spec: Spec) -> list[dict[str, Any]]:
    """Count the files of each source; their names stay."""
    return [
        {"source": name, "files": n} for name, n in sorted(Counter(i["source"] for i in spec.inputs).items())
    ]


def _plugins(spec: Spec) -> list[dict[str, str]]:
    """List the plug-ins that took part, and how what they write is loaded: the card is read where they are not."""
    found: dict[str, str] = {}
    for snapshot in spec.snapshots.values():
        settings = snapshot.get("settings") or {}
        found |= {**(settings.get("plugins") or {}), **(settings.get("read_by") or {})}
    listed = []
    for name, identity in sorted(found.items()):
        distribution, version, code = identity.rsplit(" ", 2)
        seam, _, name = name.partition(".")
        listed.append(
            {"seam": seam, "name": name, "distribution": distribution, "version": version, "code": code}
        )
        if seam == EXPORTERS.seam and (loading := EXPORTERS.get(name).loading):
            listed[-1]["loading"] = loading
    return listed


def _snapshot(asset: str, snapshot: Mapping[str, Any], namer: Namer) -> dict[str, Any]:
    """Return what is published of a version: its number, its code, the rules in force, a keyed name of its content."""
    kept = {name: snapshot[name] for name in ("version", "code_version", "rows") if name in snapshot}
    if snapshot.get("content_hash"):
        kept["content_hash"] = namer.content(snapshot["content_hash"])
    rules = (snapshot.get("settings") or {}).get("rules") if asset == "filtered" else None
    return kept | ({"settings": {"rules": [*map(published_rule, rules)]}} if rules is not None else {})


def _index(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    columns = ", ".join(f'"{name}"' for name in con.table(INDEX_VIEW).columns if not name.startswith("raw_"))
    query = f"SELECT {columns} FROM {INDEX_VIEW} ORDER BY record_id"
    write.relation(con, query, folder / "index.parquet")
    total, distinct = con.sql(f"SELECT count(*), count(DISTINCT record_id) FROM {INDEX_VIEW}").fetchall()[0]
    if total != distinct:
        raise ValueError(f"the index holds {total - distinct} duplicate record ids")


def _ledger(con: duckdb.DuckDBPyConnection, folder: Path, spec: Spec) -> None:
    """Write what the stages said that is worth keeping: every verdict but plain `keep`, and counts of all."""
    names = ", ".join(f'"{name}"' for name in LEDGER)
    query = f"""SELECT {names} FROM {LEDGER_VIEW} WHERE verdict <> 'keep' OR detail IS NOT NULL
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
    return {split: counts[split] for split in layout.SPLITS if split in counts}, merkle.root(leaves)


def _schemas(folder: Path, written: Mapping[str, Mapping[str, Written]]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for name, splits in written.items():
        for made in splits.values():
            path = made.files[0]
            schema = pq.read_schema(folder / path) if path.endswith(".parquet") else None
            found[name] = {f.name: str(f.type) for f in schema} if schema else {"line": "json"}
    return found
