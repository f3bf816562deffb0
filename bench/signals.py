"""Measure the signals stage: CPU seconds per group, detection on a planted corpus, slowest hostile row.

    python bench/signals.py CORPUS_FOLDER [--rows N]

CORPUS_FOLDER holds corpus.jsonl.zst (id, instruction, response) and truth.jsonl.zst (id, type).
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import zstandard

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from ft_data.example import EXAMPLE, message
from ft_data.signals import registry

GROUPS = registry.builtin()


def _lines(path: Path) -> list[dict[str, str]]:
    with path.open("rb") as file:
        text = zstandard.ZstdDecompressor().stream_reader(file).read().decode()
    return [json.loads(line) for line in text.split("\n") if line]


def _table(rows: list[tuple[str, str]]) -> pa.Table:
    blank = dict.fromkeys(EXAMPLE.names)
    return pa.Table.from_pylist(
        [
            {
                **blank, "record_id": str(k), "kind": "instruction", "prompt_text": p, "response_text": r,
                "messages": [message("user", p), message("assistant", r)],
            }
            for k, (p, r) in enumerate(rows)
        ],
        schema=EXAMPLE,
    )  # fmt: skip


def speed(table: pa.Table) -> None:
    """Print CPU microseconds per row of each group after a warm-up on a tenth of the rows."""
    total = 0.0
    for group in GROUPS:
        group.fn(table.slice(0, max(table.num_rows // 10, 1)), {})
        start = time.process_time()
        group.fn(table, {})
        used = time.process_time() - start
        total += used
        print(
            f"{group.name:10s} {used / table.num_rows * 1e6:7.1f} us/row {table.num_rows / used:9.0f} rows/s/core"
        )
    print(
        f"{'all':10s} {total / table.num_rows * 1e6:7.1f} us/row {2 * table.num_rows / total:9.0f} rows/s on 2 cores"
    )


def detection(table: pa.Table, kinds: np.ndarray) -> None:
    """Print recall and precision of the detectors that the planted corpus has truth for."""
    found = {
        group.name: group.fn(table, {"languages": ["en"]})
        for group in GROUPS
        if group.name in ("flags", "language", "toxicity")
    }
    clean = np.isin(kinds, ["clean"])
    checks = {
        "toxic": np.asarray(found["toxicity"]["toxicity"]) > 0.87,
        "wrong_lang": np.asarray(found["language"]["language_mismatch"])
        | (np.asarray(found["language"]["language_unwanted"]) > 1),
        "truncated": np.asarray(found["flags"]["truncated"]) >= 0.5,
        "html": np.asarray(found["flags"]["html_tags"]) + np.asarray(found["flags"]["html_entities"]) >= 1,
        "mojibake": np.asarray(found["flags"]["mojibake"]) >= 1,
    }
    for kind, flagged in checks.items():
        planted = kinds == kind
        hit, others, of_clean = (flagged & planted).sum(), (flagged & ~planted).sum(), (flagged & clean).sum()
        print(
            f"{kind:10s} recall {hit / planted.sum():.3f}  precision {hit / max(hit + others, 1):.3f} "
            f"(against clean rows {hit / max(hit + of_clean, 1):.3f}; {of_clean} of {clean.sum()} clean rows flagged)"
        )


def hostile() -> None:
    """Print the slowest row of each group on hostile text of up to 1 MB."""
    texts = [
        "a" * 1_000_000, "a " * 500_000, "<div>" * 200_000, "((((" * 250_000, "\u200b" * 300_000, "1+" * 400_000 + "=1",
        "```" * 300_000, "[" * 1_000_000, "1 = " * 250_000, "\n" * 1_000_000, "😀" * 250_000, "I can't " * 120_000,
        "{{" * 400_000, "漢" * 330_000, "1.\n" * 300_000, "f*ck " * 200_000, "Q: " * 300_000, "''" * 400_000,
    ]  # fmt: skip
    tables = [_table([("Why?", text)]) for text in texts]
    for group in GROUPS:
        worst = 0.0
        for table in tables:
            start = time.process_time()
            group.fn(table, {})
            worst = max(worst, time.process_time() - start)
        print(f"{group.name:10s} slowest hostile row {worst * 1e3:7.1f} ms")


def main() -> None:
    """Run all three parts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--rows", type=int, default=0, help="use only the first N rows")
    given = parser.parse_args()
    rows = _lines(given.corpus / "corpus.jsonl.zst")[: given.rows or None]
    truth = {row["id"]: row["type"] for row in _lines(given.corpus / "truth.jsonl.zst")}
    table = _table([(row["instruction"], row["response"]) for row in rows])
    speed(table)
    detection(table, np.array([truth.get(row["id"], "clean") for row in rows]))
    hostile()


if __name__ == "__main__":
    main()
