"""The one place that opens DuckDB and puts names and paths into SQL.

Extensions, and tables that are Python variables, are off everywhere. A connection for SQL that is not all ours (a query somebody typed, a rule's condition, the
queries in a release's files) is confined: it reads the folders it is given and nothing else, and cannot be set free.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ft_data.errors import WrongInput
from ft_data.warehouse import cores

if TYPE_CHECKING:
    import duckdb

_CLOSED = (
    "SET autoinstall_known_extensions = false; SET autoload_known_extensions = false; "
    "SET allow_community_extensions = false; "
    "SET python_enable_replacements = false"  # a table is never a variable that happens to have its name
)
_EXPLAIN = re.compile(r"(?is)\A\s*explain\s+(?:analyze\s+)?(?:\([^)]*\)\s*)?")
_PLANNED = "EXPLAIN (FORMAT json)\n"  # on a line of its own, so that what DuckDB points at keeps its column
_WRITES = re.compile(r"COPY|INSERT|UPDATE|DELETE|MERGE|CREATE|EXPORT|ATTACH")  # in the names of operators


class NotASelect(WrongInput, ValueError):
    """A statement that somebody gave is more than one SELECT, or does more than reading."""


def connect(
    *,
    only: Iterable[Path | str] | None = None,
    path: Path | None = None,
    memory_limit: str | None = None,
    threads: int | None = None,
    read_only: bool = False,
) -> duckdb.DuckDBPyConnection:
    """Open a database in memory, or the file ``path``.

    ``only`` confines it to files below these folders (``confine`` does it later, once views are made); without it, every
    statement run on it has to be ours. ``memory_limit`` is DuckDB's, such as ``1GB``; ``threads`` are those it may use, `cores.allowed` if not said.
    """
    import duckdb

    con = duckdb.connect(str(path) if path else ":memory:", read_only=read_only)
    con.execute(_CLOSED)
    if memory_limit:
        con.execute(f"SET memory_limit = {text(memory_limit)}")
    if threads or cores.VARIABLE in os.environ:
        con.execute(f"SET threads = {threads or cores.allowed()}")
    if only is not None:
        confine(con, only)
    return con


def confine(con: duckdb.DuckDBPyConnection, folders: Iterable[Path | str]) -> None:
    """Let a connection reach files below these folders only, for good."""
    listed = ", ".join(text(f"{folder}/") for folder in folders)
    con.execute(f"SET allowed_directories = [{listed}]")
    con.execute("SET enable_external_access = false")
    con.execute("SET lock_configuration = true")


def selecting(con: duckdb.DuckDBPyConnection, given: str) -> duckdb.Statement:
    """Return the statement of an SQL text that is not ours, one SELECT, explained or not, that only reads.

    Its plan is looked at, and not only its type: a SELECT may hold a COPY or an INSERT as a common table expression, and a
    confined connection may write where it may read. Raises NotASelect, and duckdb.Error for what DuckDB refuses.
    """
    import duckdb

    statements = con.extract_statements(given)
    inner = con.extract_statements(_EXPLAIN.sub("", given))  # EXPLAIN ANALYZE runs what it explains
    if len(statements) != 1 or [one.type for one in inner] != [duckdb.StatementType.SELECT]:
        raise NotASelect("one SELECT statement is taken; it never changes anything")
    try:
        plans = con.execute(_PLANNED + inner[0].query).fetchall()
    except duckdb.Error as error:
        raise type(error)(
            re.sub(r"(?m)^LINE (\d+):", lambda at: f"LINE {int(at[1]) - 1}:", str(error))
        ) from None
    writes = [
        operator for _, plan in plans for operator in _operators(json.loads(plan)) if _WRITES.search(operator)
    ]
    if writes:
        raise NotASelect(f"a SELECT is taken that never changes anything; this one holds {writes[0]}")
    return statements[0]


def _operators(plan: list[dict[str, Any]]) -> Iterator[str]:
    for node in plan:
        yield node["name"].upper()
        yield from _operators(node.get("children", []))


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
