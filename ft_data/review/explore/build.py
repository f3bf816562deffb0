"""Reading the snapshots into an index: one narrow pass over each table, and no text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ft_data.evaluation.numbers import EDGES, OPEN_END, reasons_of
from ft_data.example import VERDICTS
from ft_data.review.explore.excerpts import Pieces
from ft_data.review.explore.facets import Facet, Several, Single, Staged
from ft_data.review.explore.index import QUALITY, Index
from ft_data.review.explore.places import KEY, Columns, RowPlaces, joined
from ft_data.review.reader import Reader, shown
from ft_data.warehouse import sql

NONE = "none"  # the value of a row that has none: it was never measured, or is in no split
_TEXTS = ("cleaned", "reviewed_made")
_NUMERIC = ("INT", "FLOAT", "DOUBLE", "DECIMAL")
_MOST_VALUES = 5_000  # of one facet


class Column(NamedTuple):
    """A column that rows are told apart by, and what the report calls a missing value of it."""

    column: str
    missing: str

    @property
    def sql(self) -> str:
        """The value of a row, never null and never empty: an address could not say that."""
        return f"coalesce(nullif({sql.name(self.column)}, ''), {sql.text(self.missing)})"


OF_TEXTS = {
    "source": Column("source", NONE), "kind": Column("kind", NONE), "origin": Column("origin", "not declared"),
    "license": Column("license", "not declared"),
}  # fmt: skip
MEASURED = {
    "language": Column("row_language", "unknown"),
    "topic": Column("topic_name", "no content words"),
}
WORDS = {"length": "response_words", "prompt_length": "prompt_words"}


def build(reader: Reader) -> Index:
    """Read all rows there are: every text, and every record that any stage judged."""
    version = reader.version()
    views = shown(reader)
    texts = tuple(view for view in _TEXTS if view in views)
    stages = reader.stages() if "ledger" in views else ()
    judged = [_verdicts(reader, stage) for stage in stages]
    pieces = [piece for view in texts for piece in reader.pieces(view)]
    keys = [reader.columns(f"SELECT {KEY} FROM {piece}") for piece in pieces]
    ends = np.cumsum([len(one["high"]) for one in keys]).tolist()
    places = joined([_together(keys), *judged])
    verdicts = Staged(
        stages,
        [_placed(places, [one], {"verdict": 0})["verdict"].astype(np.uint8) for one in judged],
        VERDICTS,
    )
    last = verdicts.last()
    last = Single([*last.values[:-1], NONE], last.codes)
    reasons = _several(reader, places, {f"{stage}.": _said(stage) for stage in stages})
    signals = _types(reader, "signals") if "signals" in views else {}
    facets: dict[str, Facet] = {"stands": last, "at": verdicts, "reason": reasons}
    facets.update(_coded(reader, places, texts, OF_TEXTS))
    measured = {name: of for name, of in MEASURED.items() if of.column in signals}
    lengths = {name: column for name, column in WORDS.items() if column in signals}
    if asked := [*(of.column for of in measured.values()), *lengths.values()]:
        table = reader.measured(asked)
        facets.update(_coded(reader, places, [table], measured) | _lengths(reader, places, table, lengths))
    if "edits" in views:
        facets["repair"] = _several(reader, places, {"": f"SELECT {KEY}, rule AS said FROM edits"})
    if "formatted_main" in views and "split" in _types(reader, "formatted_main"):
        facets.update(_coded(reader, places, ["formatted_main"], {"split": Column("split", NONE)}))
    numeric = {name for name, kind in signals.items() if _is_number(kind)}
    if "filtered_quality" in views:
        numeric.add(QUALITY)
    held = Pieces(pieces, [0, *ends][: len(pieces)], [0, *ends][-1])
    return Index(version, reader, places, held, facets, verdicts, last, reasons, texts, numeric)


def _together(keys: Sequence[Columns]) -> Columns:
    """Join the ids of the texts, each of which keeps its place, also one that is there twice."""
    none: Columns = {"high": np.zeros(0, np.uint64), "low": np.zeros(0, np.uint32)}
    return {name: np.concatenate([none[name], *(one[name] for one in keys)]) for name in none}


def _verdicts(reader: Reader, stage: str) -> Columns:
    listed = ", ".join(sql.text(name) for name in VERDICTS)
    said = f"coalesce(list_position([{listed}], verdict), 0)::UTINYINT AS verdict"
    return reader.columns(f"SELECT {KEY}, {said} FROM ledger WHERE stage = ?", [stage])


def _several(reader: Reader, places: RowPlaces, queries: Mapping[str, str]) -> Several:
    """Number what some queries say of rows (column ``said``, which is put behind the name of its query)."""
    codes: dict[str, int] = {}
    pairs = [np.zeros(0, np.int64)]
    for before, query in queries.items():
        found = reader.columns(query)
        at, known = places.find(found)
        named = [codes.setdefault(f"{before}{said}", len(codes)) for said in found["said"]]
        pairs.append((at << 16 | np.asarray(named, np.int64))[known])
    both = np.unique(np.concatenate(pairs))
    return Several([*codes], (both >> 16).astype(np.int32), (both & 0xFFFF).astype(np.uint16), len(places))


def _said(stage: str) -> str:
    """Return the SQL of ``verdict.reason`` of each reason of a stage; what a rule only marks is in the detail alone."""
    judged = (
        f"(SELECT * FROM ledger WHERE stage = {sql.text(stage)} AND (detail IS NOT NULL OR len(reasons) > 0))"
    )
    rules = (
        "SELECT record_id, rule ->> '$.verdict' AS verdict, rule ->> '$.rule' AS reason FROM (SELECT record_id, "
        f"unnest(json_extract(detail, '$.rules[*]')) AS rule FROM {judged})"
    )
    return (
        f"SELECT {KEY}, verdict || '.' || reason AS said FROM ({reasons_of(judged, given=VERDICTS)} "
        f"UNION ALL {rules}) WHERE verdict IS NOT NULL AND reason IS NOT NULL"
    )


def _coded(
    reader: Reader, places: RowPlaces, tables: Sequence[str], columns: Mapping[str, Column]
) -> dict[str, Single]:
    """Number the values of columns of some tables; rows that no table holds have none."""
    if not columns:
        return {}
    values: dict[str, list[str]] = {}
    for name, column in columns.items():
        distinct = (
            " UNION ".join(f"SELECT {column.sql} AS value FROM {table}" for table in tables)
            or "SELECT '' AS value"
        )
        found = reader.sql(f"SELECT DISTINCT value FROM ({distinct}) ORDER BY value LIMIT {_MOST_VALUES}")
        values[name] = [NONE, *(row["value"] for row in found if row["value"] != NONE)]
    codes = ", ".join(
        f"coalesce(list_position(?::VARCHAR[], {column.sql}), 1)::USMALLINT - 1 AS {name}"
        for name, column in columns.items()
    )
    read = [reader.columns(f"SELECT {KEY}, {codes} FROM {table}", [*values.values()]) for table in tables]
    placed = _placed(places, read, dict.fromkeys(columns, 0))
    return {
        name: Single(values[name], placed[name].astype(np.uint8 if len(values[name]) < 256 else np.uint16))
        for name in columns
    }


def _lengths(reader: Reader, places: RowPlaces, table: str, columns: Mapping[str, str]) -> dict[str, Single]:
    """Bin rows by number of words, as the report does."""
    if not columns:
        return {}
    words = ", ".join(
        f"coalesce({sql.name(column)}, 0)::DOUBLE AS {name}" for name, column in columns.items()
    )
    found = reader.columns(f"SELECT {KEY}, {words} FROM {table}")
    values = [*map(str, (*EDGES, OPEN_END)), NONE]
    for name in columns:
        found[name] = np.searchsorted(EDGES, found[name], side="left")
    placed = _placed(places, [found], dict.fromkeys(columns, len(values) - 1))
    return {name: Single(values, placed[name].astype(np.uint8)) for name in columns}


def _placed(
    places: RowPlaces, found: Sequence[Columns], missing: Mapping[str, int]
) -> dict[str, npt.NDArray[np.int32]]:
    """Put columns into the order of the places; rows that were not found have what stands for missing."""
    made = {name: np.full(len(places), value, np.int32) for name, value in missing.items()}
    for columns in found:
        at, known = places.find(columns)
        for name, values in made.items():
            values[at[known]] = columns[name][known]
    return made


def _types(reader: Reader, view: str) -> Mapping[str, str]:
    described = reader.sql(f"SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM {view})")
    return {row["column_name"]: row["column_type"] for row in described}


def _is_number(kind: str) -> bool:
    return any(name in kind.split("(")[0] for name in _NUMERIC) and "[" not in kind
