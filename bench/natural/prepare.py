"""From a set to a dataset folder: a seeded sample of its records or files, and the recipe that reads it."""

from __future__ import annotations

import csv
import gzip
import json
import os
import random
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import yaml

from bench.natural.sets import Set

ROOT = Path(__file__).resolve().parents[2]
SEED = 12
UNTOUCHED = dict.fromkeys(
    (
        "unicode",
        "mojibake",
        "control",
        "html",
        "whitespace",
        "boilerplate",
        "marks",
        "overrun",
        "pii",
        "names",
    ),
    "keep",
)


def shared() -> Path:
    """Return the folder of the sets. Raises FileNotFoundError with what to do."""
    base = Path(os.environ.get("FT_DATA_SHARED", ROOT.parent / "shared"))
    if not (base / "natural").exists():
        raise FileNotFoundError(f"no natural sets at {base}: set FT_DATA_SHARED")
    return base


def origin_of(one: Set) -> Path | None:
    """Return where a set lies; None: an unseen set that this machine does not have."""
    if one.side != "unseen":
        return shared() / one.path
    base = os.environ.get("FT_DATA_UNSEEN")
    path = Path(base) / one.path if base else None
    return path if path and path.exists() else None


def write(one: Set, home: Path) -> None:
    """Write the datasets ``<set>`` and ``<set>_asis`` (nothing repaired or masked: what readers read)."""
    folder = home / "datasets" / one.name
    shutil.rmtree(folder, ignore_errors=True)
    sources = folder / "sources"
    sources.mkdir(parents=True)
    origin = origin_of(one)
    if origin is None:
        raise FileNotFoundError(f"{one.name}: set FT_DATA_UNSEEN to a folder that has {one.path}")
    if one.pick == "files" and one.build is None:
        pattern = str(one.source["path"])
        for path in _files(one, origin, pattern):
            target = sources / path.relative_to(origin)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
    else:
        pattern = "rows.jsonl"
        with (sources / pattern).open("w", encoding="utf-8") as stream:
            stream.writelines(json.dumps(row) + "\n" for row in rows(one, origin))
    shutil.rmtree(home / "datasets" / f"{one.name}_asis", ignore_errors=True)
    shutil.copytree(folder, home / "datasets" / f"{one.name}_asis")
    for name, clean in ((one.name, None), (f"{one.name}_asis", UNTOUCHED)):
        text = yaml.safe_dump(recipe(one, name, pattern, clean), sort_keys=False)
        (home / "datasets" / name / "recipe.yaml").write_text(text, encoding="utf-8")


def recipe(one: Set, name: str, pattern: str, clean: Mapping[str, str] | None) -> dict[str, Any]:
    """Return the shortest recipe that reads a set; everything else is the default that is measured."""
    source = {**one.source, "path": f"sources/{pattern}", "license": "CC0-1.0"}
    if one.build is not None or one.pick != "files":
        source["format"] = "jsonl"
    return {
        "dataset": name,
        "purpose": f"Measure what the defaults do to {one.name}.",
        "stage": one.stage,
        "profile": one.profile,
        "languages": list(one.languages),
        "sources": {"rows": source},
        **({"clean": dict(clean)} if clean else {}),
    }


def rows(one: Set, origin: Path) -> Iterator[dict[str, Any]]:
    """Yield the sampled rows of a set, in their order."""
    if one.pick == "files":
        records: list[Any] = [
            {"text": path.read_text("utf-8")} for path in _files(one, origin, one.source.get("path", "*"))
        ]
    elif one.build and one.pick == "built":
        made = [row for record in _records(origin) for row in one.build(record)]
        chosen = random.Random(SEED).sample(range(len(made)), min(one.rows, len(made)))
        yield from (made[position] for position in sorted(chosen))
        return
    else:
        records = list(_records(origin))
        taken = range(len(records))[: one.rows]
        if one.pick == "records" and len(records) > one.rows:
            taken = sorted(random.Random(SEED).sample(range(len(records)), one.rows))
        records = [records[position] for position in taken]
    for record in records:
        yield from one.build(record) if one.build else (record,)


def _files(one: Set, origin: Path, pattern: str) -> list[Path]:
    found = sorted(path for path in origin.glob(pattern) if path.is_file())
    if len(found) <= one.rows:
        return found
    return sorted(random.Random(SEED).sample(found, one.rows))


def _records(path: Path) -> Iterator[dict[str, Any]]:
    if path.is_dir():
        files = sorted(one for one in path.rglob("*") if one.is_file())
        yield {
            "files": {one.relative_to(path).as_posix(): one.read_text("utf-8", "replace") for one in files}
        }
        return
    if path.suffix == ".parquet":
        yield {"rows": pq.read_table(path).to_pylist()}
        return
    opener: Any = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8-sig", newline="") as stream:
        if path.suffix in (".csv", ".tsv"):
            yield from csv.DictReader(stream, delimiter="\t" if path.suffix == ".tsv" else ",")
            return
        text = stream.read()
    if path.suffix in (".txt", ".md"):
        yield {"text": text}
        return
    try:
        document = json.loads(text)
    except ValueError:
        yield from (json.loads(line) for line in text.split("\n") if line.strip())
        return
    yield from document if isinstance(document, list) else document.get("data", document.values())
