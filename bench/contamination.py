"""Measure decontamination on a planted corpus: recall by mode and precision, with intervals, and speed.

    python bench/contamination.py CORPUS_DIR BENCHMARK [BENCHMARK ...]

CORPUS_DIR holds ``corpus.jsonl.zst`` (id, instruction, response) and ``truth.jsonl.zst`` (one line per
planted defect; `contaminated` lines name the item by ``index`` and how it was planted by ``mode``). The first
benchmark is the one the truth speaks of; hits on the others are listed by item.
"""

from __future__ import annotations

import io
import sys
import time
from collections import Counter
from pathlib import Path

import orjson
import pyarrow as pa
import zstandard

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.support.rows import read_rows
from ft_data.decontamination.benchmarks import read_items
from ft_data.decontamination.index import build_index
from ft_data.decontamination.scan import scan
from ft_data.intervals import wilson


def lines(path: Path) -> list[dict]:
    with zstandard.open(path, "rb") as file:
        return [orjson.loads(line) for line in io.BufferedReader(file).read().split(b"\n") if line]


def rate(hits: int, trials: int) -> str:
    """The rate with its 95% interval."""
    share, low, high = wilson(hits, trials)
    return f"{share:.3f} [{low:.3f}, {high:.3f}]  {hits}/{trials}" if trials else "no trials"


def benchmark(path: Path):
    paths = sorted(p for p in path.iterdir() if p.suffix == ".json") if path.is_dir() else [path]
    name = path.name if path.is_dir() else path.parent.name
    return list(read_items((row for part in paths for row in read_rows(part)), name))


def main(folder: str, *benchmarks: str) -> None:
    rows = lines(Path(folder) / "corpus.jsonl.zst")
    table = pa.table(
        {
            "record_id": [row["id"] for row in rows],
            "prompt_text": [row["instruction"] for row in rows],
            "response_text": [row["response"] for row in rows],
        }
    )
    truth = {
        row["id"]: row for row in lines(Path(folder) / "truth.jsonl.zst") if row["type"] == "contaminated"
    }
    bench = [benchmark(Path(path)) for path in benchmarks]
    started = time.process_time()
    index = build_index(item for items in bench for item in items)
    print(f"index of {len(index.items)} items: {time.process_time() - started:.2f} CPU-s")
    scan(table.slice(0, 2048), index)  # compile outside the clock
    started = time.process_time()
    hits = scan(table, index).to_pylist()
    spent = time.process_time() - started
    print(f"scan: {spent / len(table) * 1e6:.1f} CPU-us/row, {spent:.2f} CPU-s for {len(table)} rows\n")
    ours = [hit for hit in hits if hit["benchmark"] == bench[0][0].benchmark]
    right = {
        hit["record_id"]
        for hit in ours
        if hit["item_id"] == str(truth.get(hit["record_id"], {}).get("index"))
    }
    for mode in sorted({row["mode"] for row in truth.values()}):
        planted = [record for record, row in truth.items() if row["mode"] == mode]
        print(f"recall {mode:12}", rate(sum(record in right for record in planted), len(planted)))
    flagged = {hit["record_id"] for hit in ours}
    print(f"{'precision':19}", rate(len(right & flagged), len(flagged)))
    others = Counter(
        (hit["benchmark"], hit["item_id"], hit["method"]) for hit in hits if hit["record_id"] not in truth
    )
    for (name, item, method), count in sorted(others.items()):
        print(f"also found: {name} {item}, {method}, {count} rows")


if __name__ == "__main__":
    main(*sys.argv[1:])
