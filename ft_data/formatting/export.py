"""Exporting a part of canonical examples to one target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc

from ft_data.errors import WrongInput
from ft_data.formatting import plain, reading, targets
from ft_data.formatting.exporter import Exporter
from ft_data.formatting.outcome import Refusal, Row, Uses

LINE = pa.schema([("variant", pa.string()), ("line", pa.string())])
ROWS = pa.schema([("record_id", pa.string()), ("ordinal", pa.int32())])
OUTCOME = pa.schema(
    [
        ("record_id", pa.string()),
        ("target", pa.string()),
        ("outcome", pa.string()),  # accepted | altered | dropped | raises | refused
        ("reason", pa.string()),
        ("rows", pa.int32()),
    ]
)
USED = pa.schema([("record_id", pa.string()), *((name, pa.bool_()) for name in Uses._fields)])
_RANK = {"accepted": 0, "altered": 1, "dropped": 2, "raises": 3}


class Misfit(WrongInput, TypeError):
    """An exporter wrote rows that are not what its schema says."""


@dataclass(frozen=True)
class Export:
    """``rows``: record_id, ordinal and the target's columns; ``outcomes``: one row per example."""

    rows: pa.Table
    outcomes: pa.Table


def uses(examples: pa.Table) -> Uses:
    """Tell whether any row has tools, calls or reasoning. It decides the schema, so ask it of the whole version."""
    return whole(used(examples))


def whole(found: pa.Table) -> Uses:
    """Tell of the rows that :func:`used` found what all of them use together."""
    return Uses(*(bool(pc.any(found[name]).as_py()) for name in Uses._fields))


def used(examples: pa.Table) -> pa.Table:
    """Return the rows that have tools, calls or reasoning, and which of them (``USED``)."""
    tools = examples["tools_json"].is_valid().to_numpy().copy()
    reasoning = np.zeros(examples.num_rows, np.bool_)
    for name in ("messages", "chosen", "rejected"):
        turns = examples[name].combine_chunks()
        if not pa.types.is_struct(turns.type.value_type):
            continue
        flat, of = turns.flatten(), pc.list_parent_indices(turns).to_numpy()
        for field in ("tool_calls_json", "tool_call_id", "name"):
            tools[of[flat.field(field).is_valid().to_numpy(zero_copy_only=False)]] = True
        reasoning[of[flat.field("reasoning").is_valid().to_numpy(zero_copy_only=False)]] = True
    found = pa.table(
        [examples["record_id"], pa.array(tools), pa.array(reasoning)], names=["record_id", *Uses._fields]
    )
    return found.filter(pa.array(tools | reasoning)).cast(USED)


def schema(target: str, uses: Uses) -> pa.Schema:
    """Return the columns a target writes; JSON lines have ``line`` and ``variant``, which names the file."""
    return targets.get(target).schema(uses) or LINE


def export(
    examples: pa.Table, target: str, *, uses: Uses, label: str | None = None, values: Sequence[str] = ()
) -> Export:
    """Write canonical examples (``EXAMPLE``) for one target.

    Depends on nothing but its rows. Rows come in the order of the examples; ``ordinal`` numbers the rows of
    one example. ``uses`` says what the version has (:func:`uses`); ``label`` and its
    ``values`` are what the target ``classification`` asks for.
    """
    exporter = targets.get(target)
    if exporter.cut is None:
        return one_by_one(examples, target, uses=uses, label=label, values=values)
    found = plain.turns(examples)
    fast = exporter.short(found) if exporter.short else found.plain
    straight = _straight(examples, found, fast, target, uses, exporter.cut)
    if fast.all():
        return straight
    rest = one_by_one(examples.filter(pa.array(~fast)), target, uses=uses)
    return Export(
        _in_order(examples, [straight.rows, rest.rows]),
        _in_order(examples, [straight.outcomes, rest.outcomes]),
    )


def one_by_one(
    examples: pa.Table, target: str, *, uses: Uses, label: str | None = None, values: Sequence[str] = ()
) -> Export:
    """Write examples through the exporter itself, row by row. Raises Misfit when its rows are not what its schema says."""
    exporter = targets.get(target)
    columns = exporter.schema(uses)
    ids: list[str] = []
    ordinals: list[int] = []
    rows: list[Row] = []
    outcomes: list[tuple[str, str, str, str, int]] = []
    for example in reading.examples(examples):
        record_id = example["record_id"]
        if label is not None:
            example |= {"label_name": label, "label_values": values}
        try:
            made = exporter.export(example)
        except Refusal as refused:
            outcomes.append((record_id, target, "refused", refused.reason, 0))
            continue
        worst = max((exporter.check(row) for row in made), key=lambda p: _RANK[p.outcome])
        outcomes.append((record_id, target, worst.outcome, worst.reason, len(made)))
        ids.extend([record_id] * len(made))
        ordinals.extend(range(len(made)))
        rows.extend(made if columns is not None else (_line(exporter, row) for row in made))
    body = _table(target, rows, columns or LINE)
    head = [pa.array(ids, pa.string()), pa.array(ordinals, pa.int32())]
    table = pa.table([*head, *body.columns], schema=pa.schema([*ROWS, *body.schema]))
    told = zip(*outcomes, strict=True) if outcomes else [[] for _ in OUTCOME]
    return Export(table, pa.table([list(column) for column in told], schema=OUTCOME))


def _line(exporter: Exporter, row: Row) -> Row:
    return {"variant": exporter.variant(row), "line": orjson.dumps(row).decode()}


def _table(target: str, rows: list[Row], schema: pa.Schema) -> pa.Table:
    if strange := sorted({name for row in rows for name in row} - {*schema.names}):
        raise Misfit(f"exporter `{target}` wrote a column that its schema has not: {', '.join(strange)}")
    try:
        return pa.Table.from_pylist(rows, schema=schema)
    except (pa.ArrowException, TypeError):  # whose message quotes the value
        raise Misfit(
            f"exporter `{target}` wrote values that its schema ({schema.names}) cannot hold"
        ) from None


def _straight(
    examples: pa.Table, found: plain.Turns, fast: plain.Flags, target: str, uses: Uses, cut: plain.Cut
) -> Export:
    rows = np.flatnonzero(fast)
    of, columns = cut(found, rows)
    ids = examples["record_id"].take(pa.array(rows)).combine_chunks().cast(pa.string())
    counts = np.bincount(of, minlength=len(rows))
    ordinal = np.arange(len(of)) - np.repeat(np.cumsum(counts) - counts, counts)
    body = targets.get(target).schema(uses) or LINE
    columns = [plain.widened(column, field.type) for column, field in zip(columns, body, strict=False)]
    columns += [
        pa.nulls(len(of), field.type) for field in list(body)[len(columns) :]
    ]  # no row here has tools
    head = [ids.take(pa.array(of)), pa.array(ordinal, pa.int32())]
    table = pa.table([*head, *columns], schema=pa.schema([*ROWS, *body]))
    n = len(rows)
    told = [ids, *(pa.repeat(value, n) for value in (target, "accepted", "")), pa.array(counts, pa.int32())]
    return Export(table, pa.table(told, schema=OUTCOME))


def _in_order(examples: pa.Table, tables: list[pa.Table]) -> pa.Table:
    joined = pa.concat_tables(tables)
    place = pc.index_in(joined["record_id"], examples["record_id"].combine_chunks())
    ordinal = joined["ordinal"] if "ordinal" in joined.column_names else pa.nulls(joined.num_rows, pa.int32())
    order = pc.sort_indices(
        pa.table({"place": place, "ordinal": ordinal}), [("place", "ascending"), ("ordinal", "ascending")]
    )
    return joined.take(order)
