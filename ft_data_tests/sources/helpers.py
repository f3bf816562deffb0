"""Reading whole files the way tests want it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import orjson

from ft_data.recipe.schema import Source
from ft_data.sources import reading, shapes
from ft_data.sources.model import ReadSettings

# Formats whose files may hold no record, and then nothing is said of them.
EMPTY = ("json", "yaml", "csv", "tsv", "parquet", "arrow", "xlsx", "ods", "toml", "jsonl", "slack", "anki")


class Read(NamedTuple):
    rows: list[tuple[str, int, Any]]
    rejects: list[tuple[str, int | None, str]]
    left_out: int

    @property
    def values(self) -> list[Any]:
        return [value for _, _, value in self.rows]

    @property
    def positions(self) -> list[int]:
        return [position for _, position, _ in self.rows]

    @property
    def reasons(self) -> list[str]:
        return [reason for _, _, reason in self.rejects]


def read_all(
    base: Path,
    pattern: str,
    fmt: str = "auto",
    settings: ReadSettings | None = None,
    **plan: Any,
) -> Read:
    """Plan and read everything a pattern names."""
    planned = reading.plan(base, pattern, fmt, **plan)
    rows: list[tuple[str, int, Any]] = []
    rejects: list[tuple[str, int | None, str]] = [(uri, None, reason) for uri, reason in planned.rejects]
    left_out = 0
    for chunk in planned.chunks:
        for batch in reading.read(chunk, base, settings):
            assert len(batch.rows) <= reading.BATCH_ROWS
            rows += [(chunk.uri, position, orjson.loads(raw)) for position, raw in batch.rows]
            rejects += [(chunk.uri, position, reason) for position, reason in batch.rejects]
            left_out += batch.left_out
    assert not any(reason.startswith("internal error") for _, _, reason in rejects), rejects
    return Read(rows, rejects, left_out)


def write(base: Path, name: str, data: bytes | str) -> Path:
    """Write a file below a folder."""
    path = base / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode("utf-8") if isinstance(data, str) else data)
    return path


def read_one(base: Path, name: str, data: bytes | str, fmt: str = "auto", **settings: Any) -> Read:
    """Write a file and read it."""
    write(base, name, data)
    return read_all(base, name, fmt, ReadSettings(**settings) if settings else None)


def mapped(value: Any, stage: str = "instruction", **source: Any) -> shapes.Mapped:
    """Map one record under a source."""
    return shapes.map_record(value, Source(path="-", **source), stage)


def one(value: Any, stage: str = "instruction", **source: Any) -> shapes.Draft:
    """Map one record that must make exactly one draft."""
    found = mapped(value, stage, **source)
    assert len(found.drafts) == 1, found.reason
    return found.drafts[0]


def said(messages: list[dict[str, Any]] | None) -> list[tuple[str, str]]:
    """Return (role, content) of messages."""
    return [(message["role"], message["content"]) for message in messages or []]
