"""What forgetting removes below a warehouse: which rows are meant, and the files that hold anything of them.

A file that cannot be read may hold any row: it goes as well. So does what names no row and was made of many (models,
figures, pages): words of any of them may be in it. All of it is made again by the next run.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ft_data.stages import splits
from ft_data.warehouse import files, parts, snapshots
from ft_data.warehouse.home import Warehouse
from ft_data.warehouse.views import GENERATED, TEXTS

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

# record_id, parents, subject_id, source, and whether a language model made it of its parents
Row = tuple[str, list[str] | None, str | None, str, bool]


def known_rows(warehouse: Warehouse) -> list[Row]:
    """Return the rows of every version, of all files that can still be read."""
    found: set[tuple[str, tuple[str, ...], str | None, str, bool]] = set()
    for stage, table in TEXTS:
        for path in sorted((warehouse.parts / stage).glob(f"*.{table}.*.parquet")):
            here = read(path, ["record_id", "parents", "subject_id", "source"])
            for row in here.to_pylist() if here else ():
                named = (row["record_id"], tuple(row["parents"] or ()), row["subject_id"], row["source"])
                found.add((*named, stage == GENERATED))
    return [(row[0], list(row[1]), *row[2:]) for row in sorted(found, key=str)]


def affected(rows: Sequence[Row], asked: set[str]) -> set[str]:
    """Return the records asked for with all that came from them, and those they were cut from.

    What a language model made of rows was not cut from them: these stay.
    """
    found = set(asked)
    for record, parents, _, _, made in rows:  # a piece is forgotten with the record it was cut from
        if record in asked and not made:
            found.update(parents or ())
    while True:
        more = {r for r, parents, *_ in rows if r not in found and not found.isdisjoint(parents or ())}
        if not more:
            return found
        found |= more


def identities(warehouse: Warehouse) -> Iterator[tuple[str, str, set[str]]]:
    """Yield the raw records of every version: source, identity, and the record ids that it may have become."""
    from ft_data.example import record_id

    for folder in sorted(warehouse.parts.glob("raw.*")):
        times: dict[str, int] = {}
        for path in sorted(folder.glob("*.main.*.parquet")):
            here = read(path, ["identity"])
            for identity in here.column(0).to_pylist() if here else ():
                times[identity] = times.get(identity, 0) + 1
        for identity, count in times.items():
            copies = {identity, *(record_id(identity, str(number)) for number in range(1, count))}
            yield folder.name.removeprefix("raw."), identity, copies


def said(warehouse: Warehouse, named: set[str]) -> list[str]:
    """Return the nodes of the split ledger for what records say."""
    from ft_data.formatting import links

    found: set[str] = set()
    values = pa.array(sorted(named), pa.string())
    for stage, table in TEXTS:
        for path in sorted((warehouse.parts / stage).glob(f"*.{table}.*.parquet")):
            here = read(path, ["record_id", "messages", "chosen", "rejected"])
            rows = here.filter(pc.is_in(here.column("record_id"), value_set=values)) if here else None
            found.update(links.says(rows)["b"].to_pylist() if rows is not None and rows.num_rows else ())
    return sorted(found)


def raw_rows(warehouse: Warehouse, source: str) -> Iterator[tuple[str, bytes]]:
    """Yield identity and bytes of the raw records of a source."""
    for path in sorted((warehouse.parts / f"raw.{source}").glob("*.main.*.parquet")):
        for batch in (read(path, ["identity", "raw"]) or pa.table({})).to_batches():
            yield from zip(batch.column("identity").to_pylist(), batch.column("raw").to_pylist(), strict=True)


def delete(warehouse: Warehouse, named: pa.Array, sources: Sequence[str]) -> tuple[int, int]:
    """Delete files that hold the rows, the receipts of that work, the manifests that need them, and all made of those.

    Returns the numbers of files and manifests. The caller made sure that nobody works below the warehouse.
    """
    _delete_unfinished(warehouse)
    doomed = {path for path in warehouse.parts.rglob("*.parquet") if _must_go(path, named)}
    for source in sources:
        doomed |= set((warehouse.parts / f"raw.{source}").glob("*.parquet"))
    lost = {f"{path.parent.name}/{path.name}" for path in doomed}
    manifests = _delete_manifests(warehouse, lost)
    for receipt in warehouse.parts.rglob("*.json"):
        found = parts.read_receipt(receipt.parent, receipt.stem)
        if found is None or any(part.file in lost for made in found.tables.values() for part in made):
            receipt.unlink()
    for path in doomed:
        path.unlink()
    for path in warehouse.parts.rglob("*.npz"):  # vectors of texts
        path.unlink()
    for path in warehouse.reports.glob("*.html"):  # pages show examples
        path.unlink()
    return len(doomed), manifests


def _delete_unfinished(warehouse: Warehouse) -> None:
    """Delete what killed work left: nobody works now. What lies there is not read, so it may be damaged."""
    left = [
        *warehouse.root.rglob(f"{files.TEMPORARY}*"),
        *warehouse.root.parent.glob(f"{files.TEMPORARY}*-{warehouse.catalog.name}*"),
    ]
    left += warehouse.catalog.parent.glob(f"{warehouse.catalog.name}.*")  # the log of a shell that was killed
    for path in left:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _delete_manifests(warehouse: Warehouse, lost: set[str]) -> int:
    """Delete the manifests that need lost files, those that cannot be read, and all that were made of those."""
    known: dict[tuple[str, int], snapshots.Snapshot] = {}
    gone: set[tuple[str, int]] = set()
    for asset in snapshots.assets(warehouse):
        for version in snapshots.versions(warehouse, asset):
            try:
                known[asset, version] = found = snapshots.load(warehouse, asset, version)
            except (ValueError, KeyError, TypeError, AttributeError):
                gone.add((asset, version))
                continue
            if any(part.file in lost for made in found.parts.values() for part in made):
                gone.add((asset, version))
    while more := {key for key, one in known.items() if key not in gone and gone & set(one.inputs.items())}:
        gone |= more
    for asset, version in gone:
        (snapshots.folder(warehouse, asset) / f"{version:06d}.json").unlink()
    return len(gone)


def rewrite_splits(warehouse: Warehouse, named: pa.Array) -> list[str]:
    """Take rows out of the split ledger; return the names of files of it that cannot be read and were deleted."""
    unreadable = []
    for path in sorted(warehouse.splits.glob("[0-9]*.parquet")):
        table = read(path, None)
        if table is None:
            unreadable.append(path.name)
            path.unlink()
            continue
        hit = pc.or_(
            pc.is_in(table.column("node"), value_set=named),
            pc.is_in(table.column("group_key"), value_set=named),
        )
        if pc.any(hit).as_py():
            splits.write(path, table.filter(pc.invert(hit)))
    return unreadable


def names_any(path: Path, named: pa.Array) -> bool:
    """Tell whether a file names any of the rows, or cannot be read."""
    found = _naming(path)
    return found is None or _holds(found, named)


def _must_go(path: Path, named: pa.Array) -> bool:
    found = _naming(path)
    if found is None or _holds(found, named):
        return True
    return not found and bool(len(named)) and not path.parent.name.startswith("raw.")


def _holds(found: list[pa.ChunkedArray], named: pa.Array) -> bool:
    return any(bool(pc.any(pc.is_in(column, value_set=named)).as_py()) for column in found)


def _naming(path: Path) -> list[pa.ChunkedArray] | None:
    """Return the columns of a file that name rows; None if it cannot be read."""
    try:
        schema = pq.read_schema(path)
        names = [
            name for name in schema.names if name in _NAMING and pa.types.is_string(schema.field(name).type)
        ]
        lists = [name for name in schema.names if name == "parents"]
        table = pq.read_table(path, columns=names + lists)
    except (OSError, ValueError, pa.ArrowException):
        return None
    flat = [table.column(name) for name in names]
    flat += [
        pa.chunked_array([pc.list_flatten(chunk) for chunk in table.column(name).chunks], pa.string())
        for name in lists
    ]
    return flat


def read(path: Path, columns: list[str] | None) -> pa.Table | None:
    """Return columns of a file (all of them for None), or None where it cannot be read."""
    try:
        return pq.read_table(path, columns=columns)
    except (OSError, ValueError, pa.ArrowException):
        return None
