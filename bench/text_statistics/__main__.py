"""Text statistics beside datatrove's filters on the same rows: CPU seconds, and whether the values agree.

    python -m bench.text_statistics CORPUS_FOLDER --datatrove PYTHON [--rows N]

CORPUS_FOLDER holds corpus.jsonl.zst (id, instruction, response). PYTHON is the interpreter of an environment with
datatrove, e.g. `bench/dedup/envs/datatrove/bin/python` made by `bench/dedup/setup.sh`.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import zstandard

from ft_data.signals.text.measure import statistics
from ft_data.text.columns import text_of

SIDE = Path(__file__).parent / "datatrove_side.py"


def texts(corpus: Path, rows: int) -> list[str]:
    """Return the first answers with something in them, white space around them off."""
    with (corpus / "corpus.jsonl.zst").open("rb") as file:
        lines = zstandard.ZstdDecompressor().stream_reader(file).read().decode().split("\n")
    found = (json.loads(line)["response"].strip() for line in lines if line)
    return [text for text in found if text][:rows]


def main() -> None:
    """Run both and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--datatrove", type=Path, required=True)
    parser.add_argument("--rows", type=int, default=5000)
    chosen = parser.parse_args()
    rows = texts(chosen.corpus, chosen.rows)
    column = text_of(pa.array(rows))
    statistics(text_of(pa.array(rows[:100])))
    start = time.process_time()
    ours = statistics(column)
    spent = time.process_time() - start
    with tempfile.TemporaryDirectory() as folder:
        given, made = Path(folder) / "texts.json", Path(folder) / "values.json"
        given.write_text(json.dumps(rows), encoding="utf-8")
        subprocess.run([chosen.datatrove, SIDE, given, made], check=True)
        theirs: dict[str, Any] = json.loads(made.read_text(encoding="utf-8"))
    print(f"{len(rows)} rows; CPU seconds, all measures of all rows")
    print(f"  ours ({len(ours)} statistics)          {spent:8.2f} s  {len(rows) / spent:9.0f} rows/s a core")
    for name, what in (("shipped", "datatrove as shipped"), ("plain", "datatrove, text.split()")):
        print(
            f"  {what:32s}{theirs[name]:8.2f} s  {len(rows) / theirs[name]:9.0f} rows/s a core"
            f"  {theirs[name] / spent:5.1f}x ours"
        )
    print("values equal to 1e-6 (words split at white space on both sides):")
    for name in theirs["values"][0]:
        other = np.array([values[name] for values in theirs["values"]])
        equal = np.abs(ours[name].astype(np.float64) - other) <= 1e-6
        print(f"  {name:24s} {equal.mean():8.4%} of rows")


if __name__ == "__main__":
    main()
