from __future__ import annotations

import sys
from pathlib import Path

import pytest

from ft_data.sources import digests, reading

from .helpers import read_all


@pytest.fixture
def store() -> object:
    fsspec = pytest.importorskip("fsspec")
    system = fsspec.filesystem("memory")
    system.store.clear()
    system.pipe("/d/a.jsonl", b'{"a": 1}\n{"a": 2}\n')
    system.pipe("/d/b.csv", b"x,y\n1,2\n")
    system.pipe("/d/sub/c.json", b'[{"c": 3}]')
    return system


def test_remote_files_globs_and_folders(tmp_path: Path, store: object) -> None:
    assert read_all(tmp_path, "memory://d/a.jsonl").values == [{"a": 1}, {"a": 2}]
    assert read_all(tmp_path, "memory://d/*.csv").values == [{"x": "1", "y": "2"}]
    found = read_all(tmp_path, "memory://d")
    assert found.rejects == []
    assert [uri for uri, _, _ in found.rows] == ["memory:///d/a.jsonl"] * 2 + [
        "memory:///d/b.csv",
        "memory:///d/sub/c.json",
    ]
    for pattern in ("memory://d/*.xml", "memory://nowhere/x.jsonl"):
        assert reading.plan(tmp_path, pattern) == reading.Plan((), ())


def test_remote_lines_are_cut_and_cached(tmp_path: Path, store: object) -> None:
    assert len(reading.plan(tmp_path, "memory://d/a.jsonl", chunk_bytes=5).chunks) == 2
    assert len(read_all(tmp_path, "memory://d/a.jsonl", chunk_bytes=5).rows) == 2
    cache = digests.Cache(tmp_path / "digests.json")
    assert reading.plan(tmp_path, "memory://d", cache=cache) == reading.plan(
        tmp_path, "memory://d", cache=cache
    )


def test_unknown_places_and_missing_packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "remote" in read_all(tmp_path, "nosuchstore://bucket/a.jsonl").reasons[0]
    monkeypatch.setitem(sys.modules, "fsspec", None)
    assert "ft-data[remote]" in read_all(tmp_path, "memory://d").reasons[0]
