"""A release as one side of a comparison: its rows under the names of the key in use, whenever it was published.

Versions of the first format hold record ids; they are named here as they would be published today. Versions
published under a key that was retired since are renamed by the table that stayed in the warehouse.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq

from ft_data.recipe.declared import Stages
from ft_data.release import published
from ft_data.release.manifest import publishes_raw_ids
from ft_data.release.private import Private
from ft_data.warehouse import sql

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class Side:
    """A release folder with its manifest, which may not be sealed yet.

    ``stages`` are those there are, in order; who only looks rows up by name may leave them out. ``places``: whether to look up from which file a row is. What is published must not.
    """

    folder: Path
    manifest: dict[str, Any]
    private: Private
    stages: Stages = field(default_factory=dict)
    places: bool = False

    @property
    def version(self) -> str:
        """The version number; empty before it is known."""
        return str(self.manifest.get("version") or "")

    @property
    def renamed(self) -> bool:
        """Whether the version was published under another key than the one in use, as far as is known."""
        known = not publishes_raw_ids(self.manifest) and self.private.table(self.version) is not None
        return known and not self.private.under_current_key(self.version)

    def files(self) -> set[str] | None:
        """Return the files it was made from; None where that is not known, or not asked."""
        if not self.places:
            return None
        inputs = self.private.inputs(self.version)
        if inputs is None and publishes_raw_ids(self.manifest):
            inputs = self.manifest.get("inputs") or []
        return None if inputs is None else {entry["file"] for entry in inputs}

    def own(self, ids: Sequence[str]) -> dict[str, str]:
        """Return what the folder itself calls rows that are named under the key in use."""
        table = self.private.table(self.version)
        if publishes_raw_ids(self.manifest):
            theirs = pq.read_table(self.folder / "index.parquet", columns=["record_id"])[
                "record_id"
            ].to_pylist()
            records = theirs
        elif self.renamed and table is not None:
            found = pq.read_table(table, columns=["published_id", "record_id"])
            theirs, records = (found[name].to_pylist() for name in ("published_id", "record_id"))
        else:
            return {one: one for one in ids}
        wanted = set(ids)
        named = zip(self.private.namer.ids(records).to_pylist(), theirs, strict=True)
        return {name: own for name, own in named if name in wanted}

    def views(self, con: duckdb.DuckDBPyConnection, suffix: str) -> None:
        """Create ``ft_index_<suffix>`` (record_id, split, content_hash, said, source, uri) and ``ft_ledger_<suffix>``."""
        index, ledger = (sql.parquet([self.folder / name]) for name in ("index.parquet", "ledger.parquet"))
        table = self.private.table(self.version)
        if publishes_raw_ids(self.manifest):
            called = partial(self.private.people.called, role="reviewer")
            con.register(f"ft_index_as_{suffix}", published.index(con, index, self.private.namer))
            told = published.ledger(con, ledger, self.private.namer, called, self.stages)
            con.register(f"ft_ledger_as_{suffix}", told)
            index, ledger, uri = f"ft_index_as_{suffix}", f"ft_ledger_as_{suffix}", "raw_uri"
        elif self.renamed and table is not None:
            self._rename(con, suffix, table)
            names = f"LEFT JOIN ft_names_{suffix}"
            said = ", coalesce(n.said, i.text_hash) AS text_hash" if _says(con, index) else ""
            index = f"""(SELECT i.* REPLACE (coalesce(n.id, i.record_id) AS record_id,
                         coalesce(n.content, i.content_hash) AS content_hash{said}), n.source_uri
                         FROM {index} i {names} n USING (record_id))"""
            ledger = f"""(SELECT l.* REPLACE (coalesce(n.id, l.record_id) AS record_id,
                          coalesce(w.id, l.witness_id) AS witness_id)
                          FROM {ledger} l {names} n USING (record_id) {names} w ON w.record_id = l.witness_id)"""
            uri = "source_uri"
        elif table is not None and self.places:
            index = f"""(SELECT i.*, n.source_uri FROM {index} i
                         LEFT JOIN {sql.parquet([table])} n ON n.published_id = i.record_id)"""
            uri = "source_uri"
        else:
            uri = "NULL::VARCHAR"
        said = "text_hash" if _says(con, index) else "NULL::VARCHAR"
        shown = uri if self.places else "NULL::VARCHAR"
        con.sql(
            f"""CREATE OR REPLACE TEMP VIEW ft_index_{suffix} AS
                SELECT record_id, split, content_hash, {said} AS said, source, {shown} AS uri FROM {index}"""
        )
        con.sql(f"CREATE OR REPLACE TEMP VIEW ft_ledger_{suffix} AS SELECT * FROM {ledger}")

    def _rename(self, con: duckdb.DuckDBPyConnection, suffix: str, table: Path) -> None:
        found = pq.read_table(table)
        namer = self.private.namer
        found = found.append_column("id", namer.ids(found["record_id"].to_pylist()))
        found = found.append_column("content", namer.contents(found["content_hash"].to_pylist()))
        found = found.append_column("said", namer.contents(found["text_hash"].to_pylist()))
        found = found.drop_columns(["record_id", "content_hash", "text_hash"]).rename_columns(
            {"published_id": "record_id"}
        )
        con.register(f"ft_names_{suffix}", found)


def _says(con: duckdb.DuckDBPyConnection, index: str) -> bool:
    """Tell whether an index knows rows by what they say: early versions do not."""
    return "text_hash" in con.sql(f"SELECT * FROM {index} LIMIT 0").columns
