"""Reading a version: the measures of all rows as arrays, and the texts that are sampled. Views as the queries of the report see."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ft_data.evaluation.inside import measures
from ft_data.evaluation.inside.moments import Columns, Ints, Slicing, slicing
from ft_data.evaluation.inside.texts import LETTERS, READ, Sampled, Texts

if TYPE_CHECKING:
    import duckdb

Ask = Callable[[str], Sequence[tuple[Any, ...]]]  # the rows of a query
FORMATTED = (
    "record_id",
    "group_key",
    "groups",
    "source",
    "prompt_text",
)  # columns that are read more than once
MOST = 200  # slices of one kind that are compared: the largest


class Version(NamedTuple):
    """What is compared of a version: the measures of all rows, and a sample of their texts."""

    columns: Columns
    sampled: Sampled


def version(con: duckdb.DuckDBPyConnection, ask: Ask | None = None) -> Version:
    """Read a version; ``ask`` answers queries for texts, where the connection does not hold them."""
    return Version(columns(con, signals(con), groups(con)), Sampled(texts(ask or _asking(con))))


def signals(con: duckdb.DuckDBPyConnection) -> set[str]:
    """Return the columns of the signals."""
    return {row[0] for row in con.execute("DESCRIBE signals").fetchall()}


def groups(con: duckdb.DuckDBPyConnection) -> list[str]:
    """Name the groups that rows of the version have."""
    found = con.execute("SELECT DISTINCT unnest(map_keys(groups)) FROM formatted ORDER BY ALL").fetchall()
    return [row[0] for row in found]


def columns(con: duckdb.DuckDBPyConnection, held: Collection[str], named: Collection[str]) -> Columns:
    """Return the measures of all rows, with their slices. ``held`` are the columns of the signals, ``named`` the groups."""
    known = measures.known(held)
    kinds = measures.slices(held, named)
    listed = [f"{one.sql} AS m{at}" for at, one in enumerate(known)]
    listed += [f"{place} AS k{at}" for at, place in enumerate(kinds.values())]
    table = con.sql(
        f"SELECT f.group_key AS family, {', '.join(listed)} FROM {measures.ROWS} ORDER BY f.record_id"
    ).to_arrow_table()
    family = _coded(table["family"])[1] + 1
    values = {
        one.name: np.asarray(table[f"m{at}"].to_numpy(zero_copy_only=False), np.float64)
        for at, one in enumerate(known)
    }
    return Columns(
        family,
        values,
        {one.name: one.scale for one in known},
        {kind: _slicing(table[f"k{at}"], family) for at, kind in enumerate(kinds)},
    )


def slicings(con: duckdb.DuckDBPyConnection, places: Mapping[str, str], family: Ints) -> dict[str, Slicing]:
    """Return further slicings of the rows of a version: what they are called, and the SQL of a row's slice."""
    listed = ", ".join(f"{place} AS k{at}" for at, place in enumerate(places.values()))
    table = con.sql(f"SELECT {listed} FROM {measures.ROWS} ORDER BY f.record_id").to_arrow_table()
    return {kind: _slicing(table[f"k{at}"], family) for at, kind in enumerate(places)}


def texts(ask: Ask) -> Texts:
    """Return the rows with the smallest ids, of each text as much as is looked at."""
    (total,) = ask("SELECT count(*) FROM formatted")[0]
    found = ask(
        f"SELECT record_id, coalesce(group_key, record_id), {_start('prompt_text')}, {_start('response_text')} "
        f"FROM formatted ORDER BY record_id LIMIT {READ}"
    )
    ids, families, prompts, answers = ([row[at] for row in found] for at in range(4))
    return Texts(ids, families, prompts, answers, total)


def _start(column: str) -> str:
    return f"left(coalesce({column}, ''), {LETTERS})"


def _asking(con: duckdb.DuckDBPyConnection) -> Ask:
    return lambda query: con.execute(query).fetchall()


def _slicing(column: Any, family: Ints) -> Slicing:
    names, code = _coded(column)
    return slicing(names.to_pylist(), code, family, MOST)


def _coded(column: Any) -> tuple[Any, Ints]:
    """Return the different values of a column, and the number of each row's: -1 where it is null."""
    found = column.combine_chunks().dictionary_encode()
    code = np.asarray(found.indices.fill_null(-1).to_numpy(zero_copy_only=False), np.int64)
    return found.dictionary, code
