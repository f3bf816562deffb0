"""Forgetting people, records and sources: from every version, for good, and with a proof.

Tombstones (opaque hashes) block their return at reading time. Parts on disk that name any of the rows are deleted
with the manifests that refer to them, history included; a run then makes the current version anew without them.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ft_data.stages import plugged
from ft_data.warehouse import catalog, files, parts, snapshots, tombstones
from ft_data.warehouse.home import Home, Warehouse

if TYPE_CHECKING:
    from ft_data.release.private import Private

# Columns that name a row, whatever the table is called.
_NAMING = (
    "record_id",
    "identity",
    "witness_id",
    "a",
    "b",
    "cluster_id",
    "family_id",
    "group_id",
    "node",
    "group_key",
)


@dataclass
class Forgotten:
    """What was removed: rows (ids of records and all that came from them), files, manifests; and what is left."""

    records: list[str]
    files: int = 0
    manifests: int = 0
    review_rows: int = 0
    withdrawn: list[str] = field(default_factory=list)
    purged: list[str] = field(default_factory=list)  # withdrawn versions that were deleted
    copies: list[str] = field(default_factory=list)  # where withdrawn versions were sent: out of our reach
    models: list[dict[str, Any]] = field(default_factory=list)
    residual: int = 0


def subject_id(subject: str, key: bytes) -> str:
    """Return the keyed id under which a person is known (HMAC-SHA256, 24 hex digits)."""
    return hmac.new(key, b"subject\0" + subject.encode("utf-8", "surrogatepass"), "sha256").hexdigest()[:24]


def forget(
    home: Home,
    name: str,
    records: Sequence[str],
    subjects: Sequence[str],
    sources: Sequence[str],
    actor: str,
    purge_releases: bool = False,
) -> Forgotten:
    """Remove rows everywhere below the warehouse and block their return. Raises LookupError when nothing matches.

    Releases that hold any of the rows are withdrawn, and deleted with ``purge_releases``.
    """
    from ft_data.release.private import Private

    warehouse, keys, private = home.warehouse(name), home.keys(), Private.of(home, name)
    records = named_by(warehouse, private, records)
    key = keys.current  # older versions may know a person under a key that was retired since
    people = sorted({*subjects, *(subject_id(subject, one) for subject in subjects for one in keys.all)})
    with catalog.lock(warehouse):
        found, identities = _affected(warehouse, records, people, sources)
        _known(home, name, sources)
        if not found and not sources and not subjects:
            raise LookupError("no record of that name is in any version")
        gone = Forgotten(sorted(found))
        tombstones.add(warehouse, (tombstones.of_record(one) for one in found | identities), "record", actor)
        tombstones.add(warehouse, (tombstones.of_subject(one, key) for one in people), "subject", actor)
        tombstones.add(warehouse, (tombstones.of_source(one) for one in sources), "source", actor)
        named = pa.array(sorted(found | identities), pa.string())
        said = _said(warehouse, named)
        gone.files, gone.manifests = _delete(warehouse, named, sources)
        _rewrite_splits(warehouse, pa.concat_arrays([named, said]))
        gone.review_rows = _review(warehouse, sorted(found), actor)
        plugged.forget(warehouse, sorted(found))
        published = private.known_as(found)
        gone.withdrawn = _withdraw(warehouse, published, actor, private)
        gone.models = _models(warehouse, sorted(published))
        private.forget(named)
        gone.copies = _copies(private, gone.withdrawn)
        if purge_releases:
            gone.purged = _purge(warehouse, gone.withdrawn, actor, private)
        catalog.rebuild(warehouse, carry=False)
        gone.residual = residual(warehouse, named)
    return gone


def named_by(warehouse: Warehouse, private: Private, ids: Sequence[str]) -> list[str]:
    """Return the records that are meant: a record may be named by the id it was published under."""
    from ft_data.stages.why import record_of

    return [record_of(warehouse, private, one) or one for one in ids]


def residual(warehouse: Warehouse, named: pa.Array) -> int:
    """Count the Parquet files below the warehouse that still name any of the rows."""
    return sum(_names_any(path, named) for path in sorted(warehouse.root.rglob("*.parquet")))


def _affected(
    warehouse: Warehouse, records: Sequence[str], people: Sequence[str], sources: Sequence[str]
) -> tuple[set[str], set[str]]:
    """Return the record ids concerned with all that came from them, and the identities of their raw records."""
    texts = [str(p) for stage in ("cleaned", "reviewed") for p in _tables(warehouse, stage, ("main", "made"))]
    import duckdb

    con = duckdb.connect()
    try:
        rows: list[tuple[str, list[str] | None, str | None, str]] = (
            con.execute(
                "SELECT record_id, parents, subject_id, source FROM read_parquet(?)", [texts]
            ).fetchall()
            if texts
            else []
        )
        asked = {r for r, _, subject, source in rows if subject in people or source in sources} | set(records)
        for record, parents, _, _ in rows:  # a piece is forgotten with the record it was cut from
            if record in asked:
                asked.update(parents or ())
        while True:
            more = {r for r, parents, _, _ in rows if r not in asked and not asked.isdisjoint(parents or ())}
            if not more:
                break
            asked |= more
        identities = _identities(warehouse, con, asked, sources)
        return asked & ({row[0] for row in rows} | identities), identities
    finally:
        con.close()


def _identities(warehouse: Warehouse, con: Any, asked: set[str], sources: Sequence[str]) -> set[str]:
    from ft_data.example import record_id

    found: set[str] = set()
    for folder in sorted(warehouse.parts.glob("raw.*")):
        files_ = [str(path) for path in sorted(folder.glob("*.main.*.parquet"))]
        if not files_:
            continue
        everything = folder.name.removeprefix("raw.") in sources
        for identity, times in con.execute(
            "SELECT identity, count(*) FROM read_parquet(?) GROUP BY identity", [files_]
        ).fetchall():
            copies = {identity, *(record_id(identity, str(number)) for number in range(1, times))}
            if everything or not asked.isdisjoint(copies):
                found.add(identity)
    return found


def _tables(warehouse: Warehouse, stage: str, names: Iterable[str]) -> list[Path]:
    folder = warehouse.parts / stage
    return sorted(path for name in names for path in folder.glob(f"*.{name}.*.parquet"))


def _delete(warehouse: Warehouse, named: pa.Array, sources: Sequence[str]) -> tuple[int, int]:
    """Delete parts that name any of the rows, the receipts of that work, manifests that need them, and reports."""
    doomed = {path for path in warehouse.parts.rglob("*.parquet") if _names_any(path, named)}
    for source in sources:
        doomed |= set((warehouse.parts / f"raw.{source}").glob("*.parquet"))
    lost = {f"{path.parent.name}/{path.name}" for path in doomed}
    manifests = 0
    for asset in snapshots.assets(warehouse):
        for version in snapshots.versions(warehouse, asset):
            snapshot = snapshots.load(warehouse, asset, version)
            if any(part.file in lost for found in snapshot.parts.values() for part in found):
                (snapshots.folder(warehouse, asset) / f"{version:06d}.json").unlink()
                manifests += 1
    for receipt in warehouse.parts.rglob("*.json"):
        found = parts.read_receipt(receipt.parent, receipt.stem)
        if found is None or any(part.file in lost for made in found.tables.values() for part in made):
            receipt.unlink()
    for path in doomed:
        path.unlink()
    for path in warehouse.parts.rglob("*.npz"):
        path.unlink()
    for path in warehouse.reports.glob("*.html"):  # pages show examples
        path.unlink()
    return len(doomed), manifests


def _names_any(path: Path, named: pa.Array) -> bool:
    schema = pq.read_schema(path)
    columns = [
        name for name in schema.names if name in _NAMING and pa.types.is_string(schema.field(name).type)
    ]
    lists = [name for name in schema.names if name == "parents"]
    if not columns + lists or not len(named):
        return False
    table = pq.read_table(path, columns=columns + lists)
    flat = [table.column(name) for name in columns]
    flat += [
        pa.chunked_array([pc.list_flatten(chunk) for chunk in table.column(name).chunks], pa.string())
        for name in lists
    ]
    return any(bool(pc.any(pc.is_in(column, value_set=named)).as_py()) for column in flat)


def _known(home: Home, name: str, sources: Sequence[str]) -> None:
    """Raise LookupError for a source that neither the recipe nor a version knows: nothing would be forgotten."""
    from ft_data.recipe.load import load
    from ft_data.recipe.problems import RecipeError

    try:
        written = set(load(home.recipe(name), name).sources)
    except RecipeError:
        written = set()
    read = {folder.name.removeprefix("raw.") for folder in home.warehouse(name).parts.glob("raw.*")}
    for source in sources:
        if source not in written | read:
            known = ", ".join(sorted(written | read)) or "none"
            raise LookupError(f"no source `{source}` is in the recipe or in any version; there are: {known}")


def _said(warehouse: Warehouse, named: pa.Array) -> pa.Array:
    """Return the nodes of the split ledger for what records say."""
    from ft_data.formatting import links

    columns = ["record_id", "messages", "chosen", "rejected"]
    found: list[str] = []
    for path in _tables(warehouse, "cleaned", ("main",)) + _tables(warehouse, "reviewed", ("made",)):
        rows = pq.read_table(path, columns=columns, filters=pc.is_in(pc.field("record_id"), value_set=named))
        found += links.says(rows)["b"].to_pylist() if rows.num_rows else []
    return pa.array(sorted(set(found)), pa.string())


def _rewrite_splits(warehouse: Warehouse, named: pa.Array) -> None:
    for path in sorted(warehouse.splits.glob("[0-9]*.parquet")):
        table = pq.read_table(path)
        hit = pc.or_(
            pc.is_in(table.column("node"), value_set=named),
            pc.is_in(table.column("group_key"), value_set=named),
        )
        if pc.any(hit).as_py():
            with files.appearing(path) as temporary:
                pq.write_table(table.filter(pc.invert(hit)), temporary, compression="zstd")


def _review(warehouse: Warehouse, records: list[str], actor: str) -> int:
    if not warehouse.review.exists():
        return 0
    from ft_data.review.store import Database, forget_text

    return int(forget_text(Database(warehouse.review), records, actor).texts)


def _withdraw(warehouse: Warehouse, published: set[str], actor: str, private: Private) -> list[str]:
    """Withdraw the versions that hold any of the rows, and remember which of their rows are gone."""
    from ft_data.release import versions, withdrawals

    hit = []
    wanted = pa.array(sorted(published), pa.string())
    for version in versions.names(warehouse.releases):
        ids = pq.read_table(warehouse.releases / version / "index.parquet", columns=["record_id"]).column(0)
        gone = ids.filter(pc.is_in(ids, value_set=wanted)).to_pylist()
        if gone:
            tombstones.add(warehouse, map(tombstones.of_record, gone), "record", actor)
            withdrawals.add(warehouse.releases, version, actor, private)
            hit.append(version)
    return hit


def purge_withdrawn(home: Home, name: str, actor: str) -> list[str]:
    """Delete the releases that were withdrawn earlier; return their versions."""
    from ft_data.release import versions, withdrawals
    from ft_data.release.private import Private

    base = home.warehouse(name).releases
    hit = [version for version in versions.names(base) if version in withdrawals.withdrawn(base)]
    return _purge(home.warehouse(name), hit, actor, Private.of(home, name))


def _purge(warehouse: Warehouse, hit: list[str], actor: str, private: Private) -> list[str]:
    from ft_data.release import versions, withdrawals

    with versions.locked(warehouse.releases):
        withdrawals.purge(warehouse.releases, hit, actor, private)
    return hit


def _copies(private: Private, hit: list[str]) -> list[str]:
    from ft_data.release import log

    sent = log.entries(private.log("pushed"))
    return sorted({f"{entry['version']} at {entry['to']}" for entry in sent if entry["version"] in hit})


def _models(warehouse: Warehouse, records: list[str]) -> list[dict[str, Any]]:
    import duckdb

    from ft_data.release import trained

    con = duckdb.connect()
    try:
        return trained.models_of(con, warehouse.releases, records)
    finally:
        con.close()
