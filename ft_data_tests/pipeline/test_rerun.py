"""Versions and splits are a function of rows and recipe: not of how often one runs, nor of what files are called."""

from __future__ import annotations

import random

import pyarrow.parquet as pq
import pytest

from ft_data.recipe.load import load
from ft_data.release import versions
from ft_data.stages.splits import remarks
from ft_data.warehouse import snapshots
from ft_data_tests.pipeline import helpers
from ft_data_tests.pipeline.helpers import make, run, write

SPLITS = "format: {splits: {train: 0.4, validation: 0.2, test: 0.4}}\n"
RECIPE = f"""
dataset: demo
purpose: Answer questions about rivers.
languages: [en]
{SPLITS}
sources:
"""


def rivers() -> list[dict]:
    """Rows without ids: what they say names them. No copies: which of two equals stays goes by their ids."""
    rows = [row for row in helpers.rows() if row["id"] != "copy"]
    return [{key: value for key, value in row.items() if key != "id"} for row in rows]


def recipe(*sources: str, splits: str = SPLITS) -> str:
    lines = "".join(f"  {name}: {{path: {path}, license: MIT, origin: human}}\n" for name, path in sources)
    return RECIPE.replace(SPLITS, splits) + lines


def names(home) -> list[str]:
    return versions.names(home.root / "releases/demo")


def places(home, version: str) -> dict[str, str]:
    index = pq.read_table(home.root / "releases/demo" / version / "index.parquet")
    return dict(zip(index["text_hash"].to_pylist(), index["split"].to_pylist(), strict=True))


@pytest.mark.slow
def test_renames_splits_shuffles_and_reruns_are_one_version(tmp_path, monkeypatch):
    monkeypatch.setattr(versions, "FREEZES_AT", 10)
    rows, folder = rivers(), tmp_path / "datasets/demo/sources"
    home = make(tmp_path, recipe(("notes", "sources/*.jsonl")), rows)
    assert run(home).failed_checks == []
    first = places(home, "1.0.0")
    assert set(first.values()) == {"train", "validation", "test"} and versions.frozen_splits(
        home.root / "releases/demo", None
    )

    random.Random(1).shuffle(rows)
    (folder / "a.jsonl").unlink()
    for number, part in enumerate((rows[:30], rows[30:31], rows[31:])):
        write(folder / f"part_{number}.jsonl", part)
    home.recipe("demo").write_text(recipe(("notes", "sources/part_*.jsonl")))
    assert run(home).succeeded
    assert names(home) == ["1.0.0"]

    # The three files as three sources: every id is new, and nothing that a trainer reads.
    # One of them goes by the old name: most of its rows are elsewhere, none is lost.
    home.recipe("demo").write_text(
        recipe(*((name, f"sources/part_{i}.jsonl") for i, name in enumerate(("notes", "more", "rest"))))
    )
    for _ in range(2):
        outcome = run(home)
        assert outcome.succeeded and outcome.failed_checks == []
        assert names(home) == ["1.0.0", "1.0.1"]
    assert places(home, "1.0.1") == first


def test_a_split_that_is_empty_or_too_small_to_freeze_is_said(finished):
    home, _ = finished
    placed = snapshots.current(home.warehouse("demo"), "formatted")
    held = {split: placed.stats.get(f"rows_{split}", 0) for split in ("train", "validation", "test")}
    assert sum(held.values()) == placed.rows
    said = "\n".join(remarks(home.warehouse("demo"), load(home.recipe("demo"), "demo")))
    for split, rows in held.items():
        told = [line for line in said.splitlines() if line.startswith("no row is in the ")]
        assert any(f"the {split} " in line.partition(":")[0] for line in told) == (rows == 0)
    assert (f"the test split holds {held['test']} row" in said) == (0 < held["test"] < versions.FREEZES_AT)
    assert said
