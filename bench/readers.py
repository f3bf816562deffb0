"""Measure reading and mapping: `python bench/readers.py [--rows 100000] [--corpus file.jsonl]`.

CPU seconds of one process, not wall time; peak memory of a fresh process per size.
"""

from __future__ import annotations

import argparse
import gzip
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import orjson

from ft_data.recipe.schema import Source
from ft_data.sources import identity, reading, shapes

WORDS = [f"word{number}" for number in range(5000)] + ["the", "of", "and", "to", "in", "for", "is"] * 300


def write_rows(path: Path, rows: int) -> None:
    """Write rows of about 1 KB: a question, a longer answer, an id."""
    rng = random.Random(7)
    lines = []
    for number in range(min(rows, 20_000)):
        ask, say = " ".join(rng.choices(WORDS, k=25)), " ".join(rng.choices(WORDS, k=110))
        lines.append({"id": f"row-{number}", "instruction": ask, "response": say, "source": "bench"})
    with open(path, "wb") as file:
        for start in range(0, rows, len(lines)):
            for number, line in enumerate(lines[: rows - start]):
                file.write(orjson.dumps({**line, "id": f"row-{start + number}"}) + b"\n")


def seconds(work: Callable[[], object], times: int = 3) -> float:
    """Return the least CPU time of some runs."""
    best = float("inf")
    for _ in range(times):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def drain(folder: Path, name: str) -> int:
    return sum(
        len(batch.rows)
        for chunk in reading.plan(folder, name).chunks
        for batch in reading.read(chunk, folder)
    )


def peak(folder: Path, name: str) -> float:
    """Return the peak resident memory (MB) of a process that reads the file."""
    run = subprocess.run(
        [sys.executable, __file__, "--drain", str(folder / name)], capture_output=True, text=True, check=True
    )
    return float(run.stdout) / 1024


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--drain", type=Path)
    args = parser.parse_args()
    if args.drain:
        drain(args.drain.parent, args.drain.name)
        print(
            next(
                line for line in Path("/proc/self/status").read_text().split("\n") if "VmHWM" in line
            ).split()[1]
        )
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        if args.corpus:
            (folder / "a.jsonl").symlink_to(args.corpus.resolve())
        else:
            write_rows(folder / "a.jsonl", args.rows)
        size = (folder / "a.jsonl").stat().st_size
        rows = drain(folder, "a.jsonl")
        print(f"rows {rows:,}  bytes {size:,}  mean {size / rows:.0f}")
        spent = seconds(lambda: reading.plan(folder, "a.jsonl"))
        print(f"plan (cut, hash)      {size / spent / 1e9:8.2f} GB/s")
        chunks = reading.plan(folder, "a.jsonl").chunks
        spent = seconds(
            lambda: [batch for chunk in chunks for batch in reading.read(chunk, folder) if not batch]
        )
        print(f"read, canonicalise    {rows / spent:12,.0f} rows/s/core  {spent / rows * 1e6:6.2f} us/row")
        lines = (folder / "a.jsonl").read_bytes().split(b"\n")[:20_000]
        lines = [line for line in lines if line]
        spent = seconds(
            lambda: [orjson.dumps(orjson.loads(line), option=orjson.OPT_SORT_KEYS) and None for line in lines]
        )
        print(f"  of that orjson alone {spent / len(lines) * 1e6:30.2f} us/row")
        values = [orjson.loads(line) for line in lines]
        source = Source(path="-")
        for name, work in (
            ("map_record", lambda value: shapes.map_record(value, source, "instruction")),
            ("find_id", lambda value: identity.find_id(value, source)),
            ("detect", shapes.detect),
        ):
            spent = seconds(lambda work=work: [None for value in values if work(value) is values])
            print(f"{name:21s} {spent / len(values) * 1e6:31.2f} us/row")
        with gzip.open(folder / "a.jsonl.gz", "wb", compresslevel=1) as file:
            file.write(b"\n".join(lines))
        spent = seconds(lambda: drain(folder, "a.jsonl.gz"), 1)
        print(f"jsonl.gz              {len(lines) / spent:12,.0f} rows/s/core")
        (folder / "a.json").write_bytes(b"[" + b",".join(lines) + b"]")
        spent = seconds(lambda: drain(folder, "a.json"), 1)
        print(f"json array            {len(lines) / spent:12,.0f} rows/s/core")
        if not args.corpus:
            small = peak(folder, "a.jsonl")
            write_rows(folder / "b.jsonl", args.rows * 10)
            large = peak(folder, "b.jsonl")
            print(
                f"peak memory           {small:.0f} MB at {rows:,} rows, {large:.0f} MB at ten times as many"
            )


if __name__ == "__main__":
    main()
