"""Pools of real rows for benches of selection: read by path from the shared data, a pair of texts and a kind each."""

from __future__ import annotations

import json
import random
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from bench.support.rows import read_rows

MOST = 2_500  # rows of a kind
KINDS = ("gsm8k", "medquad", "codealpaca", "irc", "hh")
SIBLINGS = {"codealpaca": ("codegen",)}  # without these a pool holds none of a kind


class Pair(NamedTuple):
    """A row: what it asks, what it answers, and which set it is from."""

    prompt: str
    response: str
    kind: str


def pool(shared: Path) -> dict[str, list[Pair]]:
    """Return every kind's rows, exact copies removed, in an order that only their text decides."""
    return distinct(_all(shared / "data"))


def distinct(texts: Iterable[tuple[str, str, str]]) -> dict[str, list[Pair]]:
    """Return kind, prompt and response by kind, exact copies removed, in an order that only their text decides."""
    found: dict[str, list[Pair]] = {}
    seen: set[tuple[str, str]] = set()
    for kind, prompt, response in texts:
        key = (" ".join(prompt.lower().split()), " ".join(response.lower().split()))
        if key in seen or not (key[0] or key[1]):
            continue
        seen.add(key)
        found.setdefault(kind, []).append(Pair(prompt, response, kind))
    for kind, rows in found.items():
        rows.sort(key=lambda row: (zlib.crc32(f"{row.prompt}\0{row.response}".encode()), row))
        found[kind] = rows
    return found


def draw(
    rows: Mapping[str, Sequence[Pair]],
    kind: str,
    share: float,
    size: int,
    targets: int,
    test: int,
    seed: int,
    siblings: Mapping[str, Sequence[str]] = SIBLINGS,
) -> tuple[list[Pair], list[Pair], list[Pair]]:
    """Return pool, targets and test rows: ``share`` of the pool is of the targets' kind, none of its siblings if 0."""
    rng = random.Random(f"{kind} {share} {seed}")
    own = list(rows[kind])
    rng.shuffle(own)
    wanted, held, rest = own[:targets], own[targets : targets + test], own[targets + test :]
    inside = rest[: round(size * share)]
    closed = {kind} if share else {kind, *siblings.get(kind, ())}
    others = [row for name, found in sorted(rows.items()) if name not in closed for row in found[:MOST]]
    rng.shuffle(others)
    mixed = others[: size - len(inside)] + inside
    rng.shuffle(mixed)
    return mixed, wanted, held


def _all(data: Path) -> Iterator[tuple[str, str, str]]:
    for row in read_rows(data / "gsm8k-train/train.jsonl"):
        yield "gsm8k", row["question"], row["answer"]
    for file in sorted((data / "medquad").rglob("*.xml")):
        text = file.read_text("utf-8")
        for asked, answered in re.findall(
            r"<Question[^>]*>(.*?)</Question>\s*<Answer>(.*?)</Answer>", text, re.DOTALL
        ):
            yield "medquad", asked, answered
    for row in read_rows(data / "codealpaca/code_alpaca_2k.json"):
        yield "codealpaca", f"{row['instruction']}\n{row.get('input') or ''}", row["output"]
    for file in sorted((data / "irc-ubuntu").glob("*.raw.txt")):
        lines = [re.sub(r"^\[\d\d:\d\d\] ", "", line) for line in file.read_text("utf-8").split("\n")]
        for at in range(0, len(lines) - 8, 8):
            yield "irc", "\n".join(lines[at : at + 4]), "\n".join(lines[at + 4 : at + 8])
    for row in read_rows(data / "hh-rlhf/harmless-base/test.jsonl.gz"):
        asked, _, answered = row["chosen"].rpartition("\n\nAssistant:")
        yield "hh", asked, answered
    for row in read_rows(data / "gpteacher/codegen-instruct.json"):
        yield "codegen", f"{row['instruction']}\n{row.get('input') or ''}", row["response"]
    for row in read_rows(data / "gpteacher/toolformer-dedupe-only-dataset.json"):
        yield "toolformer", f"{row['instruction']}\n{row.get('input') or ''}", row["response"]
    for file in sorted((data / "t0-p3").glob("*.jsonl")):
        for row in read_rows(file):
            yield file.stem, row["prompt"], row["completion"].removesuffix("<|endoftext|>")
    for row in read_rows(data / "banking77/train.csv"):
        yield "banking77", row["text"], row["category"]
    for name, text in sorted(json.loads((data / "spdx-licenses/spdx-full.json").read_text()).items()):
        yield "spdx", name, text["licenseText"][:4_000]
    for row in read_rows(data / "self-instruct/seed_tasks.jsonl"):
        for one in row["instances"]:
            yield "self_instruct", f"{row['instruction']}\n{one['input']}", one["output"]
    for file in sorted((data / "postgresql-manual").glob("*.html")):
        text = re.sub(r"<[^>]+>", " ", file.read_text("utf-8"))
        for at in range(0, len(text) - 600, 1_200):
            yield "postgres", "", " ".join(text[at : at + 1_200].split())
