"""Time splits, exports, publishing, an unchanged publish and the card check on N rows of a JSON-lines corpus.

python bench/release.py CORPUS(.jsonl|.jsonl.zst) [ROWS]
"""

from __future__ import annotations

import io
import itertools
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import zstandard

from ft_data.example import EXAMPLE, content_hash, message, record_id
from ft_data.formatting import export, links, splits
from ft_data.formatting.outcome import Uses
from ft_data.release import publish
from ft_data.release.exports import digests
from ft_data.release.private import Private
from ft_data.release.spec import Exported, Spec
from ft_data.release.verify_card import verify_card
from ft_data.stages import graph
from ft_data.warehouse.key import Keys

PART = 50_000
TARGETS = ("messages", "prompt_completion", "alpaca")
SHARES = {"train": 0.9, "validation": 0.05, "test": 0.05}
LEDGER = """(SELECT NULL::VARCHAR AS stage, NULL::VARCHAR AS record_id, NULL::VARCHAR AS verdict,
    NULL::VARCHAR[] AS reasons, NULL::VARCHAR AS witness_id, NULL::DOUBLE AS score, NULL::VARCHAR AS detail
    WHERE false)"""


@contextmanager
def timed(what: str) -> Iterator[None]:
    wall, cpu = time.perf_counter(), time.process_time()
    yield
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(f"{what:28} {wall:7.2f} s wall {cpu:7.2f} s CPU  peak {peak:,.0f} MB", flush=True)


def read(path: str, n: int) -> list[pa.Table]:
    opener = zstandard.open if path.endswith(".zst") else open
    parts, rows = [], []
    with opener(path, "rb") as raw:
        lines = list(io.BufferedReader(raw))
    for at, line in enumerate(itertools.islice(itertools.cycle(lines), n)):
        found = orjson.loads(line)
        asked = f"{found['instruction']} {at // len(lines)}"
        made = dict.fromkeys(EXAMPLE.names)
        made |= {"record_id": record_id("corpus", str(at)), "kind": "instruction", "source": "corpus"}
        made |= {"messages": [message("user", asked), message("assistant", found["response"])]}
        made |= {"source_uri": "corpus.jsonl", "origin": "human", "license": "MIT"}
        made["content_hash"] = content_hash(made)
        rows.append(made)
        if len(rows) == PART:
            parts.append(pa.Table.from_pylist(rows, schema=EXAMPLE))
            rows = []
    return [*parts, *([pa.Table.from_pylist(rows, schema=EXAMPLE)] if rows else [])]


def exported(stem: Path, rows: pa.Table) -> Exported:
    """Write exported rows and their digests as the stages do."""
    made = Exported(f"{stem}.parquet", f"{stem}.digests.parquet")
    pq.write_table(rows, made.rows, compression="zstd", compression_level=1)
    pq.write_table(digests(rows), made.digests, compression="zstd", compression_level=1)
    return made


def main() -> None:
    path, n = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    parts = read(path, n)
    with tempfile.TemporaryDirectory() as place, duckdb.connect() as con:
        with timed("links"):
            found = links.concat([links.of_examples(part) for part in parts])
        with timed("splits"):
            ids = pa.chunked_array([chunk for part in parts for chunk in part["record_id"].chunks])
            placed = splits.assign(ids, found, splits.LEDGER.empty_table(), SHARES)
        exports, outcomes = {}, []
        for target in TARGETS:
            with timed(f"export {target}"):
                made = [export.export(part, target, uses=Uses()) for part in parts]
            outcomes += [m.outcomes for m in made]
            with timed(f"digests {target}"):
                exports[target] = [
                    exported(Path(place, f"{target}-{at}"), one.rows) for at, one in enumerate(made)
                ]
        con.register("outcomes", pa.concat_tables(outcomes))
        columns = ["record_id", "content_hash", "source", "source_uri", "origin", "license"]
        con.register("examples", pa.concat_tables(part.select(columns) for part in parts))
        con.register("placed", placed.assignments)
        recipe = {"dataset": "corpus", "purpose": "Measure.", "sources": {"corpus": {"license": "MIT"}}}
        index = "(SELECT * FROM examples JOIN placed USING (record_id))"
        spec = Spec("corpus", recipe, exports, index, LEDGER, graph.stages(), outcomes="outcomes")
        private = Private(Path(place, "private"), Keys(b"a key for measuring alone".ljust(64, b".")))
        with timed("publish, verification in it"):
            done = publish.publish(Path(place), con, spec, private)
        with timed("publish again, unchanged"):
            assert not publish.publish(Path(place), con, spec, private).new
        with timed("card --verify"):
            assert verify_card(done.path) == []
        size = sum(p.stat().st_size for p in done.path.rglob("*")) / 1e6
        print(f"{n:,} rows, release of {size:,.0f} MB, root {done.root[:16]}")


if __name__ == "__main__":
    main()
