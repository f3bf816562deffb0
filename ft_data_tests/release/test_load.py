"""What people will do with a release: hand its folder to `datasets`, offline."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import duckdb
import orjson
import pytest
import yaml

from ft_data.release import manifest
from ft_data_tests.formatting.examples import many
from ft_data_tests.release import building
from ft_data_tests.release.building import OTHER_KINDS, World

SPLITS = ("train", "validation", "test")
TARGETS = ("messages", "prompt_completion", "alpaca", "preference", "kto", "text", "sharegpt", "openai")
LOAD = """
import sys, datasets
path = sys.argv[1]
default = datasets.load_dataset(path)
assert default["train"].column_names == ["messages", "tools"], default
names = datasets.get_dataset_config_names(path)
for name in names:
    made = datasets.load_dataset(path, name)
    print(name, {split: made[split].num_rows for split in made})
assert {m["role"] for row in default["train"] for m in row["messages"]} == {"user", "assistant", "tool"}
"""


def load(python: str, release: Path, cache: Path) -> str:
    env = os.environ | {"HF_HUB_OFFLINE": "1", "HF_HOME": str(cache), "HF_DATASETS_CACHE": str(cache / "d")}
    done = subprocess.run(
        [python, "-c", LOAD, str(release)], env=env, capture_output=True, text=True, timeout=250
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


# Interpreters of environments with other versions of `datasets`, separated by colons.
OTHERS = [path for path in os.environ.get("FT_DATA_DATASETS_PYTHONS", "").split(":") if path]


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    with duckdb.connect() as con:
        return building.publish(
            tmp_path_factory.mktemp("releases"),
            con,
            World(rows=[*many(60), *OTHER_KINDS], targets=TARGETS).spec(con),
        )


@pytest.mark.parametrize("python", [sys.executable, *OTHERS])
def test_every_config_loads_with_its_rows(released, tmp_path, python):
    if python == sys.executable:
        pytest.importorskip("datasets", reason="the extra `hub` is not installed")
    shown = load(python, released.path, tmp_path).split("\n")
    targets = manifest.read(released.path)["targets"]
    wanted = [
        f"{name} { {split: targets[name][split]['rows'] for split in SPLITS if split in targets[name]} }"
        for name in TARGETS
        if name != "openai"
    ]
    assert sorted(filter(None, shown)) == sorted(wanted)


BLOCK = re.compile(r"```(\w+)\n(.*?)\n```", re.DOTALL)


def test_each_block_of_the_card_says_what_is_there(released):
    """Python as far as the data, whole configurations of the others: what they name is in the release."""
    blocks = BLOCK.findall((released.path / "README.md").read_text("utf-8"))
    texts = [text.replace("path/to/desk", str(released.path)) for _, text in blocks]
    shown = dict.fromkeys(TARGETS, 0)
    registry = orjson.loads((released.path / "dataset_info.json").read_bytes())
    for (language, _), text in zip(blocks, texts, strict=True):
        if language == "yaml":
            said = yaml.safe_load(text)
            for one in said.get("datasets", ()):
                assert Path(one["path"]).exists(), text
                shown[one.get("name", "openai")] += 1
            assert said.get("dataset", "alpaca_train") in registry
        else:
            compile(text, "card", "exec")
            for name in TARGETS:
                shown[name] += f'"{name}")' in text
    assert {name for name, times in shown.items() if times} >= {
        "messages",
        "prompt_completion",
        "alpaca",
        "preference",
        "kto",
        "text",
    }


def test_the_folder_of_a_dataset_loads_the_version_in_use(released, tmp_path):
    pytest.importorskip("datasets", reason="the extra `hub` is not installed")
    base = released.path.parent
    assert load(sys.executable, base, tmp_path / "a") == load(sys.executable, released.path, tmp_path / "b")
