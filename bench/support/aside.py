"""Sets that nobody tuned selection on, read by path: they join the pools of `bench.support.pools` as kinds of their own.

Chosen by what they are, before any figure was seen: answers of counsellors, short programs, questions about a talk, and
sentences made of data.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from bench.support.pools import Pair, distinct
from bench.support.rows import read_rows

KINDS = ("counsel", "mbpp", "dream", "e2e")
SIBLINGS = {"mbpp": ("codealpaca", "codegen")}


def pool(folder: Path) -> dict[str, list[Pair]]:
    """Return the kinds' rows. ``folder`` holds one folder each."""
    return distinct(_all(folder))


def _all(folder: Path) -> Iterator[tuple[str, str, str]]:
    for row in read_rows(next((folder / "counsel").glob("*.csv"))):
        yield "counsel", f"{row['questionTitle']}\n{row['questionText'] or ''}", row["answerText"] or ""
    for row in read_rows(folder / "mbpp/mbpp.jsonl"):
        yield "mbpp", row["text"], row["code"]
    for talk, questions, _ in json.loads((folder / "dream/dev.json").read_text("utf-8")):
        for one in questions:
            yield "dream", "\n".join([*talk, one["question"]]), one["answer"]
    for row in read_rows(folder / "e2e/devset.csv"):
        yield "e2e", row["mr"], row["ref"]
