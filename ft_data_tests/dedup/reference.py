"""The definitions again, in plain Python and from strings: what the compiled code is checked against."""

from __future__ import annotations

import io
import re
import unicodedata
from pathlib import Path

import duckdb
import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import zstandard

from ft_data.dedup.bands import signature_params
from ft_data.dedup.resolve import deduplicate
from ft_data.dedup.signatures import signatures
from ft_data.dedup.tables import DedupResult
from ft_data.recipe.schema import Dedupe
from ft_data_tests.realdata import shared


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def shingles(prompt: str, response: str) -> set[tuple[str, ...]]:
    found = words(prompt + " " + response)
    return {tuple(found[i : i + 5]) for i in range(len(found) - 4)}


def normal(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold()).split())


def grams(text: str) -> set[str]:
    text = normal(text)
    return {text[i : i + 5] for i in range(max(len(text) - 4, 1))} if text else set()


def jaccard(a: set, b: set) -> float:
    return len(a & b) / len(a | b) if a | b else 1.0


def rows(*texts: tuple[str, str], **columns: list) -> pa.Table:
    """A table of (prompt, response) rows with ids r000, r001, ..."""
    return pa.table(
        {
            "record_id": [f"r{i:03d}" for i in range(len(texts))],
            "prompt_text": [prompt for prompt, _ in texts],
            "response_text": [response for _, response in texts],
            **columns,
        }
    )


def run(
    folder: Path,
    table: pa.Table,
    settings: Dedupe | None = None,
    rank: pa.Table | None = None,
    parts: int = 1,
) -> DedupResult:
    """Deduplicate a table through files, cut into parts."""
    settings = settings or Dedupe()
    size = -(-len(table) // parts) or 1
    texts, signed = [], []
    for number in range(parts):
        part = table.slice(number * size, size)
        texts.append(str(folder / f"text-{number}.parquet"))
        signed.append(str(folder / f"signed-{number}.parquet"))
        pq.write_table(part, texts[-1])
        pq.write_table(signatures(part, signature_params(settings)), signed[-1])
    return deduplicate(signed, texts, rank, settings, duckdb.connect())


def kept(result: DedupResult) -> list[str]:
    ids = zip(result.verdicts["record_id"].to_pylist(), result.verdicts["verdict"].to_pylist(), strict=True)
    return sorted(record for record, verdict in ids if verdict == "keep")


def dropped(result: DedupResult) -> dict[str, dict]:
    return {row["record_id"]: row for row in result.verdicts.to_pylist() if row["verdict"] == "drop"}


def lines(path):
    with zstandard.open(path, "rb") as file:
        return [orjson.loads(line) for line in io.BufferedReader(file).read().split(b"\n") if line]


def corpus(name):
    table = lines(shared(f"corpus/{name}/corpus.jsonl.zst"))
    columns = {
        "record_id": "id",
        "prompt_text": "instruction",
        "response_text": "response",
        "source": "source",
    }
    return pa.table({ours: [row[theirs] for row in table] for ours, theirs in columns.items()})
