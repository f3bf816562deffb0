"""What forgetting does to releases: those that hold any of the rows are withdrawn or deleted, copies and models named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ft_data.warehouse import sql, tombstones
from ft_data.warehouse.home import Home, Warehouse

if TYPE_CHECKING:
    from ft_data.release.private import Private


def withdraw(warehouse: Warehouse, published: set[str], actor: str, private: Private) -> list[str]:
    """Withdraw the versions that hold any of the rows, and remember which of their rows are gone.

    What a killed publisher left is deleted.
    """
    from ft_data.release import front, publish, versions, withdrawals

    with versions.locked(warehouse.releases):
        publish.sweep(warehouse.releases)
    hit = []
    wanted = pa.array(sorted(published), pa.string())
    for version in versions.names(warehouse.releases):
        try:
            index = warehouse.releases / version / "index.parquet"
            ids = pq.read_table(index, columns=["record_id"]).column(0)
            gone = ids.filter(pc.is_in(ids, value_set=wanted)).to_pylist()
        except (OSError, ValueError, pa.ArrowException):
            gone = [] if len(wanted) == 0 else None  # it cannot be told what it holds: it must not be used
        if gone is None or gone:
            tombstones.add(warehouse, map(tombstones.of_record, gone or ()), "record", actor)
            withdrawals.add(warehouse.releases, version, actor, private)
            hit.append(version)
    if hit:
        front.lead(warehouse.releases)
    return hit


def purge_withdrawn(home: Home, name: str, actor: str) -> list[str]:
    """Delete the releases that were withdrawn earlier; return their versions."""
    from ft_data.release import versions, withdrawals
    from ft_data.release.private import Private

    base = home.warehouse(name).releases
    hit = [version for version in versions.names(base) if version in withdrawals.withdrawn(base)]
    return purge(home.warehouse(name), hit, actor, Private.of(home, name))


def purge(warehouse: Warehouse, hit: list[str], actor: str, private: Private) -> list[str]:
    """Delete versions; return them."""
    from ft_data.release import front, versions, withdrawals

    with versions.locked(warehouse.releases):
        withdrawals.purge(warehouse.releases, hit, actor, private)
        front.lead(warehouse.releases)
    return hit


def copies(private: Private, hit: list[str]) -> list[str]:
    """Return where versions were sent."""
    from ft_data.warehouse import lines

    sent = lines.entries(private.log("pushed"))
    return sorted({f"{entry['version']} at {entry['to']}" for entry in sent if entry["version"] in hit})


def models(warehouse: Warehouse, records: list[str]) -> list[dict[str, Any]]:
    """Return the models that were trained on releases with any of the records."""
    from ft_data.release import trained

    con = sql.connect()
    try:
        return trained.models_of(con, warehouse.releases, records)
    finally:
        con.close()
