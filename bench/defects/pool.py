"""Clean text: read rows from any file or folder, and admit only those that are clean as far as can be told.

A row is admitted when it is a plain pair of reasonable size, shows the marker of no class, and is not a
near copy of one admitted before. What was left out is counted by reason; nothing is repaired.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

from bench.defects.model import DefectClass, Row
from bench.defects.text import shingles, words

ASKS = ("instruction", "prompt", "question", "query")
ANSWERS = ("response", "output", "completion", "answer")
READABLE = (".jsonl", ".json", ".jsonl.gz", ".jsonl.zst", ".json.gz")
# Benchmarks are never clean training text; the other names hold file formats, hostile strings or labels only.
NOT_TEXT = frozenset(
    {"benchmarks", "json-test-suite", "naughty-strings", "judge-bench", "presidio-pii", "MANIFEST.tsv"}
)
MOST_CHARS, LEAST_LATIN = 6_000, 0.97
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd]")
OTHER_SCRIPT = re.compile(r"[^\W\d_a-zA-Z\u00aa-\u024f]")
LIKE = 0.5  # clean rows are at most this alike, so that none is a near duplicate by accident


class BadText(ValueError):
    """A text path that gives no rows."""


def read(paths: Sequence[Path]) -> Iterator[Row]:
    """Yield the instruction/response rows of files and folders, in the order of their names.

    Recorded defects are skipped: a `truth.jsonl*` beside a `corpus.jsonl*` names the rows that are not clean.
    """
    for top in paths:
        if not top.exists():
            raise BadText(f"{top} does not exist")
        files = [top] if top.is_file() else sorted(p for p in top.rglob("*") if p.name.endswith(READABLE))
        count = 0
        for path in files:
            if top.is_dir() and NOT_TEXT.intersection(path.relative_to(top).parts):
                continue
            if path.name.startswith("truth."):
                continue
            for row in _rows(path, top):
                count += 1
                yield row
        if not count:
            raise BadText(
                f"{top} holds no rows with {'/'.join(ASKS)} and {'/'.join(ANSWERS)} ({', '.join(READABLE)})"
            )


def open_text(path: Path) -> io.TextIOBase:
    """Open a plain, gzip or zstd file as UTF-8 text."""
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8", newline="\n")
    if path.suffix == ".zst":
        import zstandard

        return io.TextIOWrapper(
            zstandard.ZstdDecompressor().stream_reader(path.open("rb")), "utf-8", newline="\n"
        )
    return path.open(encoding="utf-8", newline="\n")


def records(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a JSON Lines file or of a JSON list; files that are neither give none."""
    try:
        with open_text(path) as stream:
            if ".jsonl" in path.name:
                for line in stream:
                    if line.strip():
                        value = json.loads(line)
                        if isinstance(value, dict):
                            yield value
            else:
                whole = json.load(stream)
                yield from (v for v in (whole if isinstance(whole, list) else ()) if isinstance(v, dict))
    except (ValueError, OSError, RecursionError):
        return  # broken files are other people's defects, not clean text


def _rows(path: Path, top: Path) -> Iterator[Row]:
    planted: set[str] = set()
    for name in ("truth.jsonl.zst", "truth.jsonl.gz", "truth.jsonl"):
        if path.name.startswith("corpus.") and (path.parent / name).exists():
            planted = {str(r["id"]) for r in records(path.parent / name)}
    label = (
        path.relative_to(top).parts[0]
        if top.is_dir() and len(path.relative_to(top).parts) > 1
        else path.parent.name
    )
    for record in records(path):
        if str(record.get("id")) in planted or str(record.get("source", "")).startswith("mix/"):
            continue  # recombined rows read well locally but their answers belong to other questions
        ask = next((record[k] for k in ASKS if isinstance(record.get(k), str)), None)
        answer = next((record[k] for k in ANSWERS if isinstance(record.get(k), str)), None)
        if ask is None or answer is None:
            continue
        if isinstance(record.get("input"), str) and record["input"].strip():
            ask = f"{ask}\n\n{record['input']}"
        answer = re.sub(r"<<[^<>]*>>", "", answer)  # grade-school answers: the text without its calculator
        answer = re.sub(r"\n#### (.+)\s*\Z", r"\nThe answer is \1.", answer)
        yield Row(ask.strip(), answer.strip(), str(record.get("source") or label).split("/")[0])


class Admission:
    """Admits clean rows and remembers the shingles of those it admitted."""

    def __init__(self, classes: Iterable[DefectClass]) -> None:
        """Use the markers of `classes`."""
        self._markers = [(c.name, c.marker) for c in classes if c.marker]
        self._sizes: list[int] = []
        self._holders: dict[int, list[int]] = {}
        self.left_out: Counter[str] = Counter()

    def admit(self, row: Row, *, on_purpose: bool = False) -> bool:
        """Tell whether the row is clean and new; rows made `on_purpose` skip the markers, not the copies."""
        reason = ("" if on_purpose else self._fault(row)) or self._copy(row)
        if reason:
            self.left_out[reason] += 1
        return not reason

    def _fault(self, row: Row) -> str:
        text = row.text()
        if not row.instruction or not row.response:
            return "empty"
        if len(text) > MOST_CHARS or len(row.instruction) < 8:
            return "size"
        if row.instruction.lower() in row.response.lower() and len(words(row.instruction)) > 6:
            return "echo"
        if CONTROL.search(text):
            return "control"
        if len(OTHER_SCRIPT.findall(text)) > (1 - LEAST_LATIN) * len(text):
            return "other script"
        return next((name for name, marker in self._markers if marker.search(text)), "")

    def _copy(self, row: Row) -> str:
        mine = {hash_words(s) for s in shingles(row.text())}
        shared: Counter[int] = Counter()
        for one in mine:
            shared.update(self._holders.get(one, ()))
        for other, common in shared.most_common(3):
            if common / (len(mine) + self._sizes[other] - common) > LIKE:
                return "copy"
        for one in mine:
            holders = self._holders.setdefault(one, [])
            if len(holders) < 50:  # a stock phrase that fifty rows share tells nothing about any one of them
                holders.append(len(self._sizes))
        self._sizes.append(len(mine))
        return ""


def hash_words(run: tuple[str, ...]) -> int:
    """Hash a run of words the same way in every process."""
    return int.from_bytes(hashlib.blake2b(" ".join(run).encode(), digest_size=8).digest(), "big")


def clean_pool(
    paths: Sequence[Path], admission: Admission, rng: Random, want: int, most_of_one: float
) -> list[Row]:
    """Return up to `want` admitted rows in random order, at most the share `most_of_one` from one source."""
    candidates = list(read(paths))
    if len(candidates) < want:
        raise BadText(f"{want} clean rows are needed; the text has {len(candidates)} rows in all. Give more text.")
    rng.shuffle(candidates)
    sources = len({row.source for row in candidates})
    cap = want if sources < 1 / most_of_one else int(want * most_of_one)
    taken: Counter[str] = Counter()
    pool: list[Row] = []
    for row in candidates:
        if len(pool) == want:
            break
        if taken[row.source] < cap and admission.admit(row):
            taken[row.source] += 1
            pool.append(row)
    return pool
