"""The rows of a benchmark's own file, for benches and tests that look at files outside a dataset."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def read_rows(path: str | Path) -> Iterator[dict[str, Any]]:
    """Read ``.jsonl``, ``.json`` (a list, or an object that is one row) or ``.csv``, also gzipped."""
    name = str(path)
    data = Path(path).read_bytes()
    if name.endswith(".gz"):
        data, name = gzip.decompress(data), name[: -len(".gz")]
    text = data.decode("utf-8-sig")
    if name.endswith(".csv"):
        yield from csv.DictReader(io.StringIO(text, newline=""))
    elif name.endswith(".json"):
        content = json.loads(text)
        yield from content if isinstance(content, list) else [content]
    else:
        yield from (json.loads(line) for line in text.split("\n") if line.strip())
