"""The one place that opens DuckDB and puts names and paths into SQL.

Extensions, and tables that are Python variables, are off everywhere. A connection for SQL that is not all ours (a query somebody typed, a rule's condition, the
queries in a release's files) is confined: it reads the folders it is given and nothing else, and cannot be set free.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

_CLOSED = (
    "SET autoinstall_known_extensions = false; SET autoload_known_extensions = false; "
    "SET allow_community_extensions = false; "
    "SET python_enable_replacements = false"  # a table is never a variable that happens to have its name
)


def connect(
    *,
    only: Iterable[Path | str] | None = None,
    path: Path | None = None,
    memory_limit: str | None = None,
    read_only: bool = False,
) -> duckdb.DuckDBPyConnection:
    """Open a database in memory, or the file ``path``.

    ``only`` confines it to files below these folders (``confine`` does it later, once views are made); without it, every
    statement run on it has to be ours. ``memory_limit`` is DuckDB's, such as ``1GB``.
    """
    import duckdb

    con = duckdb.connect(str(path) if path else ":memory:", read_only=read_only)
    con.execute(_CLOSED)
    if memory_limit:
        con.execute(f"SET memory_limit = {text(memory_limit)}")
    if only is not None:
        confine(con, only)
    return con


def confine(con: duckdb.DuckDBPyConnection, folders: Iterable[Path | str]) -> None:
    """Let a connection reach files below these folders only, for good."""
    listed = ", ".join(text(f"{folder}/") for folder in folders)
    con.execute(f"SET allowed_directories = [{listed}]")
    con.execute("SET enable_external_access = false")
    con.execute("SET lock_configuration = true")


def text(value: object) -> str:
    """Return a value as an SQL string."""
    return "'" + str(value).replace("'", "''") + "'"


def name(value: object) -> str:
    """Return a name as an SQL identifier."""
    return '"' + str(value).replace('"', '""') + '"'


def parquet(paths: Iterable[Path | str], options: str = "") -> str:
    """Return a FROM item over Parquet files; ``options`` are those of `read_parquet`."""
    listed = ", ".join(text(path) for path in paths)
    return f"read_parquet([{listed}]{', ' + options if options else ''})"
