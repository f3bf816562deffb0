"""The real benchmarks, from where they lie outside the project."""

from __future__ import annotations

from bench.support.rows import read_rows
from ft_data.decontamination.benchmarks import BenchmarkItem, read_items
from ft_data_tests.realdata import shared

FILES = {
    "gsm8k": "gsm8k/test.jsonl",
    "ifeval": "ifeval/input_data.jsonl",
    "mt_bench": "mt_bench/question.jsonl",
    "bbh": "bbh",
    "truthfulqa": "truthfulqa/TruthfulQA.csv",
    "humaneval": "humaneval/HumanEval.jsonl.gz",
}


def items(*names: str) -> list[BenchmarkItem]:
    """Read the named benchmarks, all of them by default."""
    found: list[BenchmarkItem] = []
    for name in names or FILES:
        path = shared(f"data/benchmarks/{FILES[name]}")
        paths = sorted(path.glob("*.json")) if path.is_dir() else [path]
        found += read_items((row for part in paths for row in read_rows(part)), name)
    return found
