"""What people will do with a release: hand its folder to `datasets`, offline."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from ft_data.release import manifest, publish
from ft_data_tests.release.building import World

LOAD = """
import sys, datasets
path = sys.argv[1]
default = datasets.load_dataset(path)
assert default["train"].column_names == ["messages"], default
names = datasets.get_dataset_config_names(path)
for name in names:
    made = datasets.load_dataset(path, name)
    print(name, {split: made[split].num_rows for split in made})
first = default["train"][0]["messages"]
assert [m["role"] for m in first] == ["user", "assistant"], first
"""


def load(python: str, release: Path, cache: Path) -> str:
    env = os.environ | {"HF_HUB_OFFLINE": "1", "HF_HOME": str(cache), "HF_DATASETS_CACHE": str(cache / "d")}
    done = subprocess.run(
        [python, "-c", LOAD, str(release)], env=env, capture_output=True, text=True, timeout=250
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    with duckdb.connect() as con:
        return publish.publish(tmp_path_factory.mktemp("releases"), con, World().spec(con))


def test_every_config_loads_with_its_rows(released, tmp_path):
    pytest.importorskip("datasets", reason="the extra `hub` is not installed")
    shown = load(sys.executable, released.path, tmp_path).split("\n")
    counts = manifest.read(released.path)["splits"]
    rows = {split: counts[split] for split in ("train", "validation", "test")}
    assert sum(rows.values()) == 60
    assert shown == [f"{name} {rows}" for name in ("messages", "prompt_completion", "alpaca")] + [""]
