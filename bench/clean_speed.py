"""Time and memory of raw and cleaned: `python bench/clean_speed.py --corpus rows.jsonl.zst [--times 10]`.

Builds both stages of a fresh dataset in a temporary home with as many processes as there are cores
($FT_DATA_WORKERS for another number), and prints seconds, CPU-seconds, peak memory of the main process and of the
largest worker, and the content hashes, which must not depend on any of it. ``--times`` repeats the rows under other ids: the
figures for more rows than the corpus has. ``--profile raw`` or ``cleaned`` shows where the time of that stage
goes, in one process.
"""

from __future__ import annotations

import argparse
import cProfile
import io
import os
import pstats
import tempfile
import time
from pathlib import Path

import orjson
import zstandard

from ft_data.engine import pool
from ft_data.stages.build import SERVER, Build
from ft_data.stages.graph import make
from ft_data.warehouse.home import Home

RECIPE = """dataset: speed
purpose: Measure reading and cleaning.
languages: [en]
sources:
  corpus: {path: sources/*.jsonl, license: MIT}
"""


def write_sources(folder: Path, corpus: Path, times: int) -> int:
    """Unpack the corpus ``times`` times, each under other ids; return the number of rows."""
    folder.mkdir(parents=True)
    rows = 0
    for turn in range(times):
        with corpus.open("rb") as packed, (folder / f"part{turn:03d}.jsonl").open("wb") as file:
            for line in io.BufferedReader(zstandard.ZstdDecompressor().stream_reader(packed)):
                if turn:
                    row = orjson.loads(line)
                    line = orjson.dumps({**row, "id": f"{row['id']}-{turn}"}) + b"\n"
                file.write(line)
                rows += 1
    return rows


def family() -> list[int]:
    """Process ids of this process and of its workers."""
    workers = (pool._pool._processes or {}) if pool._pool else {}
    return [os.getpid(), *workers]


def cpu() -> float:
    """CPU-seconds of this process and of its workers so far."""
    ticks = 0
    for pid in family():
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def peak() -> str:
    """Peak resident memory (MB) of this process and of its largest worker."""
    found = []
    for pid in family():
        status = Path(f"/proc/{pid}/status").read_text()
        found += [int(line.split()[1]) / 1024 for line in status.split("\n") if line.startswith("VmHWM")]
    return f"{found[0]:.0f} + {max(found[1:], default=0):.0f} MB"


def pace() -> float:
    """CPU-seconds of two million turns of an empty loop now: about 0.08 where nothing else runs."""
    begin, total = time.process_time(), 0
    for turn in range(2_000_000):
        total += turn & 7
    return time.process_time() - begin


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--times", type=int, default=1)
    parser.add_argument("--profile", choices=("raw", "cleaned"))
    args = parser.parse_args()
    if args.profile:
        os.environ["FT_DATA_WORKERS"] = "1"
    pool.warm_up(SERVER)  # as `ft-data run` does: Dagster's import hides it
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "datasets" / "speed"
        rows = write_sources(folder / "sources", args.corpus, args.times)
        (folder / "recipe.yaml").write_text(RECIPE)
        build = Build.open(Home(Path(temporary)), "speed")
        print(f"{rows:,} rows, {pool.workers()} processes")
        total = 0.0
        for name, work in (
            ("raw", lambda: make(build, "raw/corpus")),
            ("cleaned", lambda: make(build, "cleaned")),
        ):
            profile = cProfile.Profile()
            if args.profile == name:
                profile.enable()
            begin, used = time.perf_counter(), cpu()
            snapshot = work()
            spent, used = time.perf_counter() - begin, cpu() - used
            profile.disable()
            total += spent
            print(f"{name:8s} {spent:6.2f} s  {used:6.2f} CPU-s  peak {peak()}  hash {snapshot.content_hash}")
            if args.profile == name:
                pstats.Stats(profile).sort_stats("tottime").print_stats(45)
        print(f"together {total:6.2f} s  {rows / total:,.0f} rows/s  (loop: {pace():.3f} CPU-s)")


if __name__ == "__main__":
    main()
