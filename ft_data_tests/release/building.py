"""A small world of relations to release."""

from __future__ import annotations

import tempfile
import uuid

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from ft_data.example import message
from ft_data.formatting import export, links, splits
from ft_data.release import exports as exports_of
from ft_data.release import publish as publishing
from ft_data.release.private import Private
from ft_data.release.spec import Exported, Spec
from ft_data.stages import graph
from ft_data.warehouse.key import Keys
from ft_data_tests.formatting.examples import example, many, table

RECIPE = {
    "dataset": "desk", "purpose": "Answer questions at the desk.", "stage": "instruction",
    "languages": ["en"],
    "sources": {"desk": {"path": "desk.jsonl", "license": "CC-BY-4.0", "attribution": "The desk, 2026"}},
    "rules": [], "format": {"targets": ["messages", "prompt_completion", "alpaca"]},
}  # fmt: skip
KEYS = Keys(b"a key that only tests have, of 64 bytes".ljust(64, b"."))
SHARES = {"train": 0.8, "validation": 0.1, "test": 0.1}
LEDGER = pa.schema(
    [
        ("stage", pa.string()), ("record_id", pa.string()), ("verdict", pa.string()),
        ("reasons", pa.list_(pa.string())), ("witness_id", pa.string()), ("score", pa.float64()),
        ("detail", pa.string()),
    ]
)  # fmt: skip


def private(base) -> Private:
    """What stays of the releases below a folder; the same key everywhere."""
    return Private(base / ".private", KEYS)


def publish(base, con, spec: Spec) -> publishing.Published:
    """Publish below a folder."""
    return publishing.publish(base, con, spec, private(base))


_SCRATCH = tempfile.TemporaryDirectory()


def exported(rows: pa.Table, parts: int = 3) -> list[Exported]:
    """What a release reads of exported rows: some files of them, each with its digests."""
    found = []
    for start in range(0, len(rows), max(1, -(-len(rows) // parts))) or [0]:
        part = rows.slice(start, max(1, -(-len(rows) // parts)))
        paths = [f"{_SCRATCH.name}/{uuid.uuid4().hex}.parquet" for _ in range(2)]
        pq.write_table(part, paths[0])
        pq.write_table(exports_of.digests(part), paths[1])
        found.append(Exported(*paths))
    return found


class World:
    """Rows, a split ledger and a ledger of verdicts; ``spec()`` makes a release of what is kept."""

    def __init__(self, rows=None, recipe=None, targets=("messages", "prompt_completion", "alpaca")):
        self.rows = many(60) if rows is None else rows
        self.recipe = RECIPE if recipe is None else recipe
        self.targets = targets
        self.split_ledger = splits.LEDGER.empty_table()
        self.verdicts: list[dict] = []
        self.frozen = ()
        self.more: dict = {}

    def spec(self, con: duckdb.DuckDBPyConnection, parts: int = 3) -> Spec:
        examples = table(*self.rows)
        said = links.says(examples)
        linked = links.concat([links.of_examples(examples), said])
        placed = splits.assign(examples["record_id"], linked, self.split_ledger, SHARES, frozen=self.frozen)
        self.split_ledger = pa.concat_tables([self.split_ledger, placed.new_ledger_rows])
        index = examples.select(
            ["record_id", "content_hash", "source", "source_uri", "origin", "license", "subject_id"]
        ).join(placed.assignments, "record_id", join_type="inner")
        index = index.join(said.rename_columns(["record_id", "text_hash"]), "record_id")
        con.register("rel_index", index)
        con.register("rel_ledger", pa.Table.from_pylist(self.verdicts, schema=LEDGER))
        exports, outcomes = {}, []
        uses = export.uses(examples)
        for name in self.targets:
            made = export.export(examples, name, uses=uses)
            outcomes.append(made.outcomes)
            exports[name] = exported(made.rows, parts)
        con.register("rel_outcomes", pa.concat_tables(outcomes))
        return Spec(
            "desk", self.recipe, exports, "rel_index", "rel_ledger", graph.stages(), outcomes="rel_outcomes",
            created_at="2026-01-02T03:04:05Z", **self.more,
        )  # fmt: skip


PAIR = {"chosen": [message("assistant", "yes")], "rejected": [message("assistant", "no")]}


CALL = message(
    "assistant", "", tool_calls_json='[{"id": "c", "function": {"name": "f", "arguments": {"n": 1}}}]'
)


OTHER_KINDS = [
    *(example(("user", f"choose {i}"), kind="preference", **PAIR) for i in range(40)),
    *(example(("assistant", f"a plain text {i}"), kind="text") for i in range(40)),
    *(
        example(
            ("user", f"call {i}"),
            CALL,
            message("tool", "2", tool_call_id="c"),
            ("assistant", f"{i}"),
            tools_json="[]",
        )
        for i in range(40)
    ),
]
