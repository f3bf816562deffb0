"""The catalog people open, and the connections readers use.

The catalog file is a product of the manifests: a finished stage builds a new one and renames it over the old
one, so a DuckDB shell that has it open keeps working. Our own readers never open it: they create the same
views in an in-memory connection and never wait for a writer.
"""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ft_data.errors import WrongInput
from ft_data.warehouse import files, views
from ft_data.warehouse.home import Warehouse
from ft_data.warehouse.sql import NotASelect, confine, connect
from ft_data.warehouse.sql import selecting as only_reading
from ft_data.warehouse.views import Wanted

if TYPE_CHECKING:
    import duckdb


class QueryError(WrongInput, ValueError):
    """The SQL is not one read-only statement, or DuckDB refused it."""


def lock(warehouse: Warehouse) -> Any:
    """Return the lock that orders writers of one warehouse (a context manager)."""
    return files.locked(warehouse.root / ".lock")


def rebuild(warehouse: Warehouse, *, carry: bool = True) -> None:
    """Write a catalog of the manifests and rename it into place. The caller holds the lock.

    Views of old versions never change while nothing is collected, so they are carried over from the catalog before,
    as are all others whose query is still the same (their comment holds its digest): a version more costs the same
    whether it is the second or the thousandth.
    """
    import duckdb

    with files.appearing(warehouse.catalog) as temporary:
        try:
            if carry:
                shutil.copyfile(warehouse.catalog, temporary)
            _write(warehouse, temporary)
        except (OSError, duckdb.Error):  # none yet, damaged, or of another DuckDB
            temporary.unlink(missing_ok=True)
            _write(warehouse, temporary)


def _write(warehouse: Warehouse, path: Path) -> None:
    con = connect(path=path)
    try:
        con.execute("CREATE SCHEMA IF NOT EXISTS raw; CREATE SCHEMA IF NOT EXISTS history")
        damaged: set[tuple[str, str]] = set()
        while (one := _fill(con, warehouse, damaged)) is not None:
            damaged.add(one)
    finally:
        con.close()
        path.with_name(path.name + ".wal").unlink(missing_ok=True)


def _fill(
    con: duckdb.DuckDBPyConnection, warehouse: Warehouse, damaged: set[tuple[str, str]]
) -> tuple[str, str] | None:
    """Make all views but the damaged ones, or none: then return the schema and name of one that cannot be made.

    An error ends the transaction, and all that was made in it.
    """
    import duckdb

    from ft_data.warehouse import hashing

    con.execute("BEGIN")
    stored = con.execute(
        "SELECT schema_name, view_name, comment FROM duckdb_views() WHERE NOT internal"
    ).fetchall()
    found = {(schema, name): comment for schema, name, comment in stored}
    carried = {name for schema, name in found if schema == "history"}
    wanted = {
        (view.schema, view.name): view
        for view in views.build(warehouse, history=lambda name: name not in carried)
    }
    kept = {("history", name) for name in views.old_names(warehouse)}
    for schema, name in found.keys() - wanted.keys() - kept:
        con.execute(f'DROP VIEW "{schema}"."{name}"')
    for key, view in wanted.items():
        # Making a view opens its files. Parts never change, so the same query is the same view.
        made_of = hashing.digest(view.sql)
        if key not in damaged and found.get(key) != made_of:
            try:
                con.execute(view.create())
            except duckdb.Error:  # a file of it is damaged: it is made again, and so is the view
                con.execute("ROLLBACK")
                return key
            con.execute(f"""COMMENT ON VIEW "{view.schema}"."{view.name}" IS '{made_of}'""")
    con.execute("COMMIT")
    return None


@contextmanager
def reader(
    warehouse: Warehouse,
    *,
    history: Wanted = views.nothing,
    only: Wanted = views.everything,
    memory_limit: str | None = None,
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield an in-memory connection with the warehouse's views, confined to reading its files."""

    con = connect(memory_limit=memory_limit)
    try:
        con.execute("CREATE SCHEMA raw; CREATE SCHEMA history")
        for view in views.build(warehouse, history=history, only=only, verified=True):
            con.execute(view.create())
        confine(con, [warehouse.parts])  # beside it lie people's decisions and the station's secret
        yield con
    finally:
        con.close()


@contextmanager
def selecting(warehouse: Warehouse, sql: str) -> Iterator[tuple[duckdb.DuckDBPyConnection, duckdb.Statement]]:
    """Yield a connection with the views that a statement names, and the statement, which reads and does nothing else.

    Raises QueryError for anything but a single SELECT, and for what DuckDB refuses, until the block ends.
    """
    import duckdb

    # Making a view opens its files: only those are made whose name the statement holds, unless it asks what there is.
    asks = any(
        word in sql.lower() for word in ("duckdb_", "information_schema", "sqlite_master", "pg_catalog")
    )
    mentioned: Wanted = views.everything if asks else (lambda name: name.lower() in sql.lower())
    with reader(warehouse, history=mentioned, only=mentioned) as con:
        try:
            yield con, only_reading(con, sql)
        except (duckdb.Error, NotASelect) as error:
            raise QueryError(str(error)) from None


def query(
    warehouse: Warehouse, sql: str, limit: int | None = None
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Run one read-only statement over current and historical versions; return column names and rows.

    Raises QueryError for anything but a single SELECT, and for what DuckDB refuses.
    """
    with selecting(warehouse, sql) as (con, statement):
        result = con.execute(statement)
        names = apart([column[0] for column in result.description or ()])
        return names, result.fetchall() if limit is None else result.fetchmany(limit)


def apart(names: Sequence[str]) -> list[str]:
    """Return names of columns, each once: a second ``a`` is ``a_1``, as in a join."""
    found: list[str] = []
    for name in names:
        others = (f"{name}_{number}" for number in itertools.count(1))
        found.append(
            name if name not in found else next(one for one in others if one not in {*names, *found})
        )
    return found
