"""SQL views of snapshots: what a version looks like to a person with a DuckDB shell.

Each view is resolved through the manifest it belongs to, so ``deduped`` always joins the very ``cleaned`` it
was computed from, whatever has been materialized since.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ft_data.warehouse import snapshots, sql, sums
from ft_data.warehouse.home import Warehouse
from ft_data.warehouse.snapshots import Snapshot

# Tables in which rows stand with their text: as they were cleaned, as models made them, and as people did. The view
# `cleaned` shows the first two: every canonical example that was not written in review.
GENERATED = "synthesized"
_EXAMPLES = (("cleaned", "main"), (GENERATED, "made"))
TEXTS = (*_EXAMPLES, ("reviewed", "made"))
Wanted = Callable[[str], bool]  # of the name of a view


def order(inputs: Mapping[str, Iterable[str]]) -> list[str]:
    """Return names so that each comes after all its inputs; inputs that have no entry are passed over."""
    found: dict[str, None] = {}

    def add(name: str) -> None:
        if name in inputs and name not in found:
            for before in inputs[name]:
                add(before)
            found[name] = None

    for name in sorted(inputs):
        add(name)
    return list(found)


def deciding(found: Iterable[Snapshot]) -> list[Snapshot]:
    """Return the snapshots that give verdicts, in order: each one's rows in are its predecessor's keep + new."""
    known = {snapshot.asset: snapshot for snapshot in found}
    ordered = order({name: snapshot.inputs for name, snapshot in known.items()})
    return [known[name] for name in ordered if _decides(known[name])]


def _without_given_up(found: dict[str, Snapshot]) -> dict[str, Snapshot]:
    """Leave generated rows out once the rows were measured without them: the recipe generates none any more."""
    made, measured = found.get("synthesized"), found.get("signals")
    if made and measured and made.asset not in measured.inputs and measured.created_at > made.created_at:
        del found[made.asset]
    return found


def _decides(snapshot: Snapshot) -> bool:
    return "verdicts" in snapshot.parts


@dataclass(frozen=True)
class View:
    """A name (with schema) and the SELECT behind it."""

    schema: str
    name: str
    sql: str

    def create(self) -> str:
        """Return the DDL."""
        return f'CREATE OR REPLACE VIEW "{self.schema}"."{self.name}" AS {self.sql}'


class Resolver:
    """Builds the views of one warehouse; manifests are read once each, and where ``verified`` files before they are named."""

    def __init__(self, warehouse: Warehouse, verified: bool = False):
        self._warehouse, self._verified = warehouse, verified
        self._loaded: dict[tuple[str, int], Snapshot | None] = {}

    def snapshot(self, asset: str, version: int) -> Snapshot | None:
        """Return a manifest, or None when it was collected."""
        key = (asset, version)
        if key not in self._loaded:
            try:
                self._loaded[key] = snapshots.load(self._warehouse, asset, version)
            except FileNotFoundError:
                self._loaded[key] = None
        return self._loaded[key]

    def current(self) -> dict[str, Snapshot]:
        """Return the newest snapshot of every asset."""
        found = {}
        for asset in snapshots.assets(self._warehouse):
            known = snapshots.versions(self._warehouse, asset)
            snapshot = self.snapshot(asset, known[-1]) if known else None
            if snapshot:
                found[asset] = snapshot
        return _without_given_up(found)

    def upstream(self, snapshot: Snapshot, asset: str) -> Snapshot | None:
        """Find the version of ``asset`` that ``snapshot`` was made from, however many stages up."""
        if snapshot.asset == asset:
            return snapshot
        if asset in snapshot.inputs:
            return self.snapshot(asset, snapshot.inputs[asset])
        for name, version in snapshot.inputs.items():
            parent = self.snapshot(name, version)
            found = self.upstream(parent, asset) if parent else None
            if found:
                return found
        return None

    def scan(self, snapshot: Snapshot, table: str = "main") -> str:
        """Return a FROM item over the Parquet files of one table. Raises DamagedFile."""
        if self._verified:
            sums.require(self._warehouse.parts, snapshot.parts.get(table, ()))
        return sql.parquet(self._warehouse.parts / file for file in snapshot.files(table))

    def text_base(self, snapshot: Snapshot) -> str:
        """Return a SELECT of every text a snapshot may refer to: cleaned rows, and rows people made."""
        found = [(self.upstream(snapshot, asset), table) for asset, table in TEXTS]
        return " UNION ALL ".join(
            f"SELECT * FROM {self.scan(one, table)}"
            for one, table in found
            if one and (table == "main" or one.count(table))
        )

    def rows(self, snapshot: Snapshot) -> str | None:
        """Return the SELECT behind the view named after the asset."""
        if snapshot.asset.startswith("raw/"):
            return f"SELECT * FROM {self.scan(snapshot)}"
        if snapshot.asset == "signals":
            return self.signals(snapshot)
        if not _decides(snapshot):
            return f"SELECT * FROM {self.scan(snapshot)}" if "main" in snapshot.parts else None
        base = self.text_base(snapshot)
        if not base:
            return None
        if snapshot.asset == "cleaned":
            return f"SELECT * FROM {self.scan(snapshot)}"
        kept = f"SELECT record_id FROM {self.scan(snapshot, 'verdicts')} WHERE verdict IN ('keep', 'new')"
        extra, join = "", ""
        if "main" in snapshot.parts:  # columns this stage adds: a weight, a split
            join = f" JOIN {self.scan(snapshot)} added USING (record_id)"
            names = [
                name for name in _columns(self._warehouse.parts / snapshot.files()[0]) if name != "record_id"
            ]
            extra = "".join(f", added.{name}" for name in names)
        return f"SELECT text.*{extra} FROM ({base}) text{join} WHERE record_id IN ({kept})"

    def shown(self, snapshot: Snapshot, found: Mapping[str, Snapshot]) -> str | None:
        """Return the SELECT behind the view of an asset beside others: `cleaned` shows what was generated from it too."""
        if snapshot.asset != "cleaned":
            return self.rows(snapshot)
        return " UNION ALL ".join(
            f"SELECT * FROM {self.scan(found[asset], table)}" for asset, table in _EXAMPLES if asset in found
        )

    def text_files(self, found: Mapping[str, Snapshot], view: str) -> list[Path]:
        """Return the files behind `cleaned`, or `reviewed_made`, in the order of its rows. Raises DamagedFile."""
        tables = _EXAMPLES if view == "cleaned" else TEXTS[len(_EXAMPLES) :]
        listed = []
        for asset, table in tables:
            parts = found[asset].parts.get(table, ()) if asset in found else ()
            if self._verified:
                sums.require(self._warehouse.parts, parts)
            listed += [self._warehouse.parts / part.file for part in parts if part.rows]
        return listed

    def signals(self, snapshot: Snapshot, wanted: Collection[str] | None = None) -> str:
        """Return the SELECT of all signals side by side; given ``wanted`` columns, of the groups that hold any."""
        groups = sorted(snapshot.parts)
        if wanted is not None:
            held = {group: _columns(self._warehouse.parts / snapshot.files(group)[0]) for group in groups}
            groups = [group for group in groups if not set(wanted).isdisjoint(held[group])] or groups[:1]
        first, *rest = groups
        joins = "".join(f" JOIN {self.scan(snapshot, group)} {group} USING (record_id)" for group in rest)
        return f"SELECT * FROM {self.scan(snapshot, first)} {first}{joins}"

    def side_tables(self, snapshot: Snapshot) -> Iterator[tuple[str, str]]:
        """Yield the other tables of a snapshot under names of their own (``edits``, ``deduped_pairs``)."""
        if snapshot.asset.startswith("raw/") or snapshot.asset == "signals":
            return
        for table in snapshot.parts:
            if snapshot.asset == "models":  # only what people can read: `topics`, the names of the topics
                if table.endswith("_list"):
                    yield table.removesuffix("_list"), table
            elif table == "edits":
                yield "edits", table
            elif table not in ("main", "verdicts"):
                yield f"{snapshot.asset}_{table}", table

    def whole(self, found: Mapping[str, Snapshot], only: Wanted) -> Iterator[tuple[str, str]]:
        """Yield the wanted tables by the names that stages, checks and the queries beside numbers use.

        Each asset by its name (rows), ``<asset>_<table>`` for its tables (``deduped_verdicts``; those of signals are
        one view), ``upstream_verdicts`` (stage, verdict columns) over all deciding stages, and ``raw_rejects``.
        """
        for asset, snapshot in found.items():
            name = asset.replace("/", "_")
            rows = self.shown(snapshot, found) if only(name) else None
            if rows:
                yield name, rows
            for table in snapshot.parts if asset != "signals" else ():
                if only(f"{name}_{table}"):
                    yield f"{name}_{table}", f"SELECT * FROM {self.scan(snapshot, table)}"
        for name, select in (("upstream_verdicts", self.ledger), ("raw_rejects", self.rejects)):
            union = select(found) if only(name) else None
            if union:
                yield name, union

    def ledger(self, found: Mapping[str, Snapshot]) -> str | None:
        """Return the union of all verdicts, with the stage that gave each."""
        selects = [
            f"SELECT '{snapshot.asset}' AS stage, * FROM {self.scan(snapshot, 'verdicts')}"
            for snapshot in deciding(found.values())
        ]
        return " UNION ALL ".join(selects) or None

    def rejects(self, found: Mapping[str, Snapshot]) -> str | None:
        """Return what could not be read: source, file, position, error."""
        selects = [
            f"SELECT '{asset.removeprefix('raw/')}' AS source, * FROM {self.scan(snapshot, 'rejects')}"
            for asset, snapshot in sorted(found.items())
            if asset.startswith("raw/") and "rejects" in snapshot.parts
        ]
        return " UNION ALL ".join(selects) or None


def lineage(warehouse: Warehouse, snapshot: Snapshot) -> dict[str, Snapshot]:
    """Return a snapshot with everything it was made from, by asset."""
    resolver = Resolver(warehouse)
    found = {snapshot.asset: snapshot}
    queue = [snapshot]
    while queue:
        for name, version in queue.pop().inputs.items():
            parent = resolver.snapshot(name, version)
            if parent and name not in found:
                found[name] = parent
                queue.append(parent)
    return found


def everything(name: str) -> bool:
    """Want every view."""
    return True


def nothing(name: str) -> bool:
    """Want no view."""
    return False


def build(
    warehouse: Warehouse, history: Wanted = nothing, only: Wanted = everything, verified: bool = False
) -> Iterator[View]:
    """Yield the views of a warehouse: current versions in ``main`` and ``raw``, old and current ones in ``history``."""
    resolver = Resolver(warehouse, verified)
    found = resolver.current()
    named: set[str] = set()
    for asset, snapshot in found.items():
        schema, name = ("raw", asset[4:]) if asset.startswith("raw/") else ("main", asset)
        rows = resolver.shown(snapshot, found) if only(name) else None
        if rows:
            named.add(name)
            yield View(schema, name, rows)
        for side, table in resolver.side_tables(snapshot):
            named.add(side)
            if only(side):
                yield View("main", side, f"SELECT * FROM {resolver.scan(snapshot, table)}")
    for name, select in (("ledger", resolver.ledger), ("raw_rejects", resolver.rejects)):
        union = select(found) if only(name) else None
        named.add(name)
        if union:
            yield View("main", name, union)
    # The queries beside the numbers of a report run here as they are printed. Unmasked text is in `raw` alone.
    shown = {asset: one for asset, one in found.items() if not asset.startswith("raw/") and asset != "models"}
    for name, query in resolver.whole(shown, lambda name: only(name) and name not in named):
        yield View("main", name, query)
    for name, (asset, version) in old_names(warehouse).items():
        old = resolver.snapshot(asset, version) if history(name) else None
        rows = resolver.rows(old) if old else None
        if rows:
            yield View("history", name, rows)


def old_names(warehouse: Warehouse) -> dict[str, tuple[str, int]]:
    """Return the versions that still have a manifest, by the name of their view in ``history``."""
    return {
        f"{asset.replace('/', '_')}_v{version}": (asset, version)
        for asset in snapshots.assets(warehouse)
        for version in snapshots.versions(warehouse, asset)
    }


def _columns(path: Path) -> list[str]:
    import pyarrow.parquet as pq

    try:
        return [str(name) for name in pq.read_schema(path).names]
    except ValueError:  # damaged: what reads it says so, and it is made again
        return []
