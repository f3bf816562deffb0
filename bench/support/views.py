"""A small warehouse for tests: the views of one dataset over Parquet files written here."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from ft_data.example import EXAMPLE, VERDICT, content_hash, message, record_id, texts
from ft_data.review.reader import VIEWS
from ft_data.warehouse.detail import Detail, Finding


class ParquetReader:
    """DuckDB views over ``cleaned.parquet``, ``signals.parquet`` and ``ledger.parquet`` of a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.con = duckdb.connect()
        self.lock = threading.Lock()
        for name in VIEWS:
            if not (folder / f"{name}.parquet").exists():
                continue
            self.con.execute(f"CREATE VIEW {name} AS SELECT * FROM '{folder / name}.parquet'")

    def sql(self, query: str, params: Sequence[Any] = ()) -> list[dict[str, Any]]:
        with self.lock:
            cursor = self.con.cursor()
        done = cursor.execute(query, list(params))
        names = [column[0] for column in done.description]
        return [dict(zip(names, row, strict=True)) for row in done.fetchall()]

    def columns(self, query: str, params: Sequence[Any] = ()) -> dict[str, Any]:
        with self.lock:
            cursor = self.con.cursor()
        return dict(cursor.execute(query, list(params)).fetchnumpy())

    def batches(self, query: str, rows: int) -> Iterator[pa.RecordBatch]:
        with self.lock:
            cursor = self.con.cursor()
        yield from cursor.sql(query).to_arrow_reader(rows)

    def measured(self, columns: Collection[str]) -> str:
        return "signals"

    def pieces(self, view: str) -> list[str]:
        return [f"read_parquet('{self.folder / view}.parquet', file_row_number = true)"]

    def stages(self) -> list[str]:
        return list(dict.fromkeys(row["stage"] for row in self.sql("SELECT stage FROM ledger")))

    def version(self) -> str:
        return str((self.folder / "ledger.parquet").stat().st_mtime_ns)


def row(
    name: str,
    prompt: str,
    response: str,
    *,
    kind: str = "instruction",
    rejected: str | None = None,
    turns: list[dict[str, Any]] | None = None,
    **more: Any,
) -> dict[str, Any]:
    """One canonical example."""
    messages = turns or ([message("user", prompt)] if prompt else [])
    if kind in ("instruction", "conversation") and turns is None:
        messages = [*messages, message("assistant", response)]
    if kind == "text":
        messages = [message("assistant", response)]
    example = dict.fromkeys(EXAMPLE.names) | {
        "record_id": record_id("test", name), "kind": kind, "messages": messages, "source": "tickets",
        "source_uri": "tickets.jsonl", "source_row": 1, "origin": "human", "license": "CC-BY-4.0",
        "groups": {"region": "eu"}, "labels": {}, "parents": [], "extra": "{}",
    }  # fmt: skip
    if kind == "preference":
        example["chosen"], example["rejected"] = (
            [message("assistant", response)],
            [message("assistant", rejected or "")],
        )
    example |= more
    example["prompt_text"], example["response_text"] = texts(kind, example["messages"], example["chosen"])
    example["content_hash"] = content_hash(example)
    return example


def verdict(
    example: dict[str, Any],
    verdict: str,
    reasons: Sequence[str] = (),
    score: float | None = None,
    detail: Sequence[dict[str, Any]] | dict[str, Any] | None = None,
    stage: str = "filtered",
    witness_id: str | None = None,
) -> dict[str, Any]:
    """Build a ledger row; ``detail`` is a list of findings, as ``filtered`` has them, or the facts of another stage."""
    if not isinstance(detail, dict):
        detail = {"rules": [Finding(**one) for one in detail or ()]}
    return {
        "stage": stage,
        "record_id": example["record_id"],
        "verdict": verdict,
        "reasons": list(reasons),
        "witness_id": witness_id,
        "score": score,
        "detail": Detail(**detail).text(),
    }


def write_views(
    folder: Path,
    rows: list[dict[str, Any]],
    ledger: list[dict[str, Any]],
    removed: list[dict[str, Any]] | None = None,
) -> ParquetReader:
    folder.mkdir(parents=True, exist_ok=True)
    schema = pa.schema([("stage", pa.string()), *VERDICT])
    maps = [
        {**one, "groups": list((one["groups"] or {}).items()), "labels": list((one["labels"] or {}).items())}
        for one in rows
    ]
    signals = [
        {
            "record_id": one["record_id"],
            "response_words": float(len(one["response_text"].split())),
            "prompt_words": float(len(one["prompt_text"].split())),
            "toxicity": (len(one["response_text"]) % 100) / 100,
            "language": "en",
        }
        for one in rows
    ]
    for name, table in (
        ("cleaned", pa.Table.from_pylist(maps, EXAMPLE)),
        ("signals", pa.Table.from_pylist(signals)),
        ("ledger", pa.Table.from_pylist(ledger, schema)),
    ):
        temporary = folder / f".{name}.parquet"
        pq.write_table(table, temporary, row_group_size=8192, compression="zstd")
        temporary.rename(folder / f"{name}.parquet")
    if removed:
        pq.write_table(pa.Table.from_pylist(removed), folder / "deduped_audit.parquet")
    return ParquetReader(folder)
