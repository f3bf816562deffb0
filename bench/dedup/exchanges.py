"""The decision by exchanges beside that of one process: the same tables, at what cost.

    python -m bench.dedup.exchanges CORPUS.jsonl... [--partitions 1,5,8,64] [--rows N] [--bin 100000]

CORPUS: files of ``id, instruction, response``, also compressed (``bench.grow`` and ``bench.dedup.crowd`` make some). Rows are
signed once; then each way runs in a process of its own, with one worker. Printed: CPU seconds, peak resident memory,
and whether the hash of every table is that of one process.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
import tempfile
from itertools import chain, islice
from pathlib import Path

import pyarrow as pa

from bench.dedup import measure
from bench.dedup.truth import lines
from bench.support import exchanged
from ft_data.dedup.resolve import deduplicate
from ft_data.recipe.schema import Dedupe
from ft_data.stages.deduped_apart import BATCH_ROWS, BIN_ROWS, Sizes, Source
from ft_data.warehouse import hashing, sql

PART = 16_384  # rows
SOURCES = "sources.json"


def sign(paths: list[Path], limit: int | None, folder: Path) -> int:
    """Write the rows of some files and their signatures, part by part, and what parts there are."""
    found: list[Source] = []
    rows = islice(chain.from_iterable(map(lines, paths)), limit)
    while some := list(islice(rows, PART)):
        table = pa.table(
            {
                "record_id": [hashlib.sha256(row["id"].encode()).hexdigest()[:24] for row in some],
                "prompt_text": [row["instruction"] for row in some],
                "response_text": [row["response"] for row in some],
                "source": [str(row.get("source", "")).partition("/")[0] for row in some],
            }
        )
        found += exchanged.sources(folder, f"part{len(found):06d}", table, Dedupe(), 1)
    (folder / SOURCES).write_text(json.dumps([vars(one) for one in found]))
    return sum(one.rows for one in found)


def decide(folder: Path, partitions: int, bin_rows: int, out: Path) -> None:
    """Decide one way (0 partitions: in one process) and write down the hash of every table."""
    found = [Source(**one) for one in json.loads((folder / SOURCES).read_text())]
    if partitions:
        sizes = Sizes(BATCH_ROWS, bin_rows, partitions)
        with tempfile.TemporaryDirectory(dir=folder) as home:
            plan = exchanged.plan(exchanged.build(Path(home)), Dedupe(), sizes)
            made, stats = plan.decided(found)
            hashes = {name: hashing.add(int(part.hash, 16) for part in parts) for name, parts in made.items()}
            del hashes["siblings"]
    else:
        with sql.connect() as con:
            texts = [one.texts for one in found]
            result = deduplicate([one.signed for one in found], texts, None, Dedupe(), con)
        hashes = {name: hashing.table_hash(getattr(result, name)) for name in exchanged.TABLES}
        stats = {"verdicts": result.verdicts["verdict"].value_counts().to_pylist()}
    out.write_text(
        json.dumps({"hashes": {name: f"{value:032x}" for name, value in hashes.items()}, "stats": stats})
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpus", type=Path, nargs="+")
    parser.add_argument("--partitions", default="1,5,8,64")
    parser.add_argument("--rows", type=int, default=None, help="only the first N rows")
    parser.add_argument("--bin", type=int, default=BIN_ROWS, help="rows of a bin")
    parser.add_argument("--way", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--out", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.way is not None:
        return decide(options.corpus[0], options.way, options.bin, options.out)
    os.environ["FT_DATA_WORKERS"] = "1"
    with tempfile.TemporaryDirectory() as temporary:
        folder, out = Path(temporary), Path(temporary) / "out.json"
        print(f"{sign(options.corpus, options.rows, folder):,} rows", flush=True)
        reference: dict[str, str] = {}
        for way in (0, *map(int, options.partitions.split(","))):
            command = [sys.executable, "-m", "bench.dedup.exchanges", str(folder), "--way", str(way)]
            run = measure.run([*command, "--out", str(out), "--bin", str(options.bin)])
            if run.error:
                sys.exit(run.error)
            found = json.loads(out.read_text())
            reference = reference or found["hashes"]
            differing = [name for name, value in found["hashes"].items() if reference[name] != value]
            name = f"{way} partitions" if way else "one process"
            said = (
                f"differs in {differing}"
                if differing
                else f"verdicts {found['hashes']['verdicts'][:12]}, all tables equal"
            )
            print(f"{name:14} {run.cpu:7.1f} CPU s {run.peak_mb:7.0f} MB  {said}", flush=True)
            print(f"{'':14} {json.dumps(found['stats'])}", flush=True)


if __name__ == "__main__":
    main()
