"""The catalog people open, and the connections readers use.

The catalog file is a product of the manifests: a finished stage builds a new one and renames it over the old
one, so a DuckDB shell that has it open keeps working. Our own readers never open it: they create the same
views in an in-memory connection and never wait for a writer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ft_data.warehouse import files, views
from ft_data.warehouse.home import Warehouse

if TYPE_CHECKING:
    import duckdb


class QueryError(ValueError):
    """The SQL is not one read-only statement, or DuckDB refused it."""


def lock(warehouse: Warehouse) -> Any:
    """Return the lock that orders writers of one warehouse (a context manager)."""
    return files.locked(warehouse.root / ".lock")


def rebuild(warehouse: Warehouse) -> None:
    """Write a fresh catalog from the manifests and rename it into place. The caller holds the lock."""
    import duckdb

    with files.appearing(warehouse.catalog) as temporary:
        con = duckdb.connect(str(temporary))
        try:
            _create(con, views.build(warehouse, history=True))
        finally:
            con.close()
        wal = temporary.with_name(temporary.name + ".wal")
        wal.unlink(missing_ok=True)


def _create(con: duckdb.DuckDBPyConnection, found: Iterator[views.View]) -> None:
    con.execute("CREATE SCHEMA IF NOT EXISTS raw; CREATE SCHEMA IF NOT EXISTS history; BEGIN")
    for view in found:
        con.execute(view.create())
    con.execute("COMMIT")


@contextmanager
def reader(
    warehouse: Warehouse,
    *,
    history: bool = False,
    only: Callable[[str], bool] | None = None,
    memory_limit: str | None = None,
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield an in-memory connection with the warehouse's views, confined to reading its files."""
    import duckdb

    con = duckdb.connect()
    try:
        if memory_limit:
            con.execute(f"SET memory_limit = '{memory_limit}'")
        _create(con, views.build(warehouse, history=history, only=only))
        con.execute(f"SET allowed_directories = ['{str(warehouse.root).replace(chr(39), chr(39) * 2)}/']")
        con.execute("SET enable_external_access = false")
        con.execute("SET lock_configuration = true")
        yield con
    finally:
        con.close()


def query(
    warehouse: Warehouse, sql: str, limit: int | None = None
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Run one read-only statement over current and historical versions; return column names and rows.

    Raises QueryError for anything but a single SELECT, and for what DuckDB refuses.
    """
    import duckdb

    with reader(warehouse, history=True) as con:
        try:
            statements = con.extract_statements(sql)
            if len(statements) != 1 or statements[0].type not in (
                duckdb.StatementType.SELECT,
                duckdb.StatementType.EXPLAIN,
            ):
                raise QueryError("`query` takes one SELECT statement; it never changes anything")
            result = con.execute(statements[0])
            names = [column[0] for column in result.description or ()]
            return names, result.fetchall() if limit is None else result.fetchmany(limit)
        except duckdb.Error as error:
            raise QueryError(str(error)) from None
