"""Index, ledger and outcomes as they are published: rows under published names, nothing that says whose or where from.

What is written is listed here column by column and, in a verdict's evidence, key by key: anything else that a
relation holds stays. Values come from masked text alone; a place in an order of record ids would not, and text
of rows that were left out is nobody's to read.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from ft_data.recipe.declared import Stages
from ft_data.recipe.licenses import named as license_name
from ft_data.release.ids import Namer
from ft_data.release.spec import INDEX, LEDGER
from ft_data.warehouse.detail import Detail

if TYPE_CHECKING:
    import duckdb

# Columns of the index beyond INDEX that are published where the relation has them.
MORE = ("group_key", "kind", "language", "quality", "text_hash", "weight")
_BATCH = 65_536
_LEDGER = pa.schema(
    [
        ("stage", pa.string()),
        ("record_id", pa.string()),
        ("verdict", pa.string()),
        ("reasons", pa.list_(pa.string())),
        ("witness_id", pa.string()),
        ("score", pa.float64()),
        ("detail", pa.string()),
    ]
)
# Facts of a stage that say nothing about whose row it was.
_FACTS = ("benchmark", "method", "dataset", "flag", "pieces", "left_out", "masked")
Actor = Callable[[str], str]


def index(
    con: duckdb.DuckDBPyConnection, relation: str, namer: Namer, declared: Collection[str] = ()
) -> pa.Table:
    """Return the index with the names its rows are published under; ``raw_*`` columns are not for writing.

    ``declared``: the licences that the recipe itself names; others are published if they are licences. Raises ValueError when the relation lacks columns.
    """
    there = [row[0] for row in con.sql(f"DESCRIBE SELECT * FROM {relation}").fetchall()]
    if missing := [name for name in INDEX if name not in there]:
        raise ValueError(f"the index relation lacks {', '.join(missing)}")
    shown = [*INDEX, *(name for name in MORE if name in there)]
    place = "source_uri" if "source_uri" in there else "NULL::VARCHAR"
    columns = ", ".join(f'"{name}"' for name in shown)
    reader = con.sql(f"SELECT {columns}, {place} AS raw_uri FROM {relation}").to_arrow_reader(_BATCH)
    found = [_index_batch(batch, namer, declared) for batch in reader]
    return pa.concat_tables(
        found or [_index_batch(pa.Table.from_batches([], reader.schema), namer, declared)]
    )


def _index_batch(batch: pa.RecordBatch | pa.Table, namer: Namer, declared: Collection[str]) -> pa.Table:
    table = pa.Table.from_batches([batch]) if isinstance(batch, pa.RecordBatch) else batch
    ids, contents = table["record_id"], table["content_hash"]
    table = _with(table, "record_id", namer.ids(ids.combine_chunks()))
    table = _with(table, "content_hash", namer.contents(contents.to_pylist()))
    found = table["license"].combine_chunks().dictionary_encode()
    licenses = pa.array([license_name(one, declared) for one in found.dictionary.to_pylist()], pa.string())
    table = _with(table, "license", licenses.take(found.indices))
    if "group_key" in table.column_names:
        keys = table["group_key"].combine_chunks().cast(pa.string())
        same = pc.equal(keys, ids.combine_chunks())  # most are the id of the row itself
        others = namer.ids(pc.if_else(same, None, keys))
        table = _with(table, "group_key", pc.if_else(same, table["record_id"].combine_chunks(), others))
    said = table["text_hash"] if "text_hash" in table.column_names else pa.nulls(len(table), pa.string())
    if "text_hash" in table.column_names:
        table = _with(table, "text_hash", namer.contents(said.to_pylist()))
    for name, column in (("raw_id", ids), ("raw_content", contents), ("raw_said", said)):
        table = table.append_column(name, column)
    return table


def ledger(
    con: duckdb.DuckDBPyConnection, relation: str, namer: Namer, actor: Actor, stages: Stages
) -> pa.Table:
    """Return what the stages said that is worth keeping: every verdict but plain `keep`. ``raw_id`` is not for writing.

    Values and scores leave of those of ``stages`` that judge by measure, of no other.
    """
    measuring = frozenset(name for name, stage in stages.items() if stage.by_measure)
    names = ", ".join(f'"{name}"' for name in LEDGER)
    query = f"SELECT {names} FROM {relation} WHERE verdict <> 'keep' OR detail IS NOT NULL"
    found = [
        _ledger_batch(batch, namer, actor, measuring) for batch in con.sql(query).to_arrow_reader(_BATCH)
    ]
    return pa.concat_tables(found or [_LEDGER.append(pa.field("raw_id", pa.string())).empty_table()])


def _ledger_batch(batch: pa.RecordBatch, namer: Namer, actor: Actor, measuring: Collection[str]) -> pa.Table:
    stages = batch["stage"].to_pylist()
    told = zip(stages, batch["detail"].to_pylist(), batch["score"].to_pylist(), strict=True)
    details, scores = [], []
    for stage, found, score in told:
        details.append(_detail(found, namer, actor, stage in measuring) if found else None)
        scores.append(score if stage in measuring else None)
    columns = {
        "stage": batch["stage"],
        "record_id": namer.ids(batch["record_id"]),
        "verdict": batch["verdict"],
        "reasons": batch["reasons"],
        "witness_id": namer.ids(batch["witness_id"].cast(pa.string())),
        "score": pa.array(scores, pa.float64()),
        "detail": pa.array(details, pa.string()),
        "raw_id": batch["record_id"],
    }
    table = pa.table({name: columns[name].cast(_LEDGER.field(name).type) for name in _LEDGER.names})
    return table.append_column("raw_id", columns["raw_id"].cast(pa.string()))


def _detail(text: str, namer: Namer, actor: Actor, measures: bool) -> str | None:
    """Return what of a verdict's evidence is published."""
    found = Detail.read(text)
    facts = {name: found.facts[name] for name in _FACTS if found.facts.get(name) is not None}
    if parents := found.facts.get("parents"):
        facts["parents"] = [namer.id(parent) for parent in parents]
    return Detail(
        signal=found.signal,
        value=_number(found.value) if measures else None,
        threshold=found.threshold,
        actor=actor(found.actor) if found.actor else None,
        rules=[replace(one, value=_number(one.value), evidence=None) for one in found.rules]
        if measures
        else (),
        flags=found.flags,
        facts=facts,
    ).text()


def _number(value: Any) -> float | None:
    """Return a measured number; a text or an id would say more than how far a row was from the line."""
    return value if isinstance(value, int | float) else None


def _with(table: pa.Table, name: str, column: pa.Array) -> pa.Table:
    return table.set_column(table.column_names.index(name), name, column)
