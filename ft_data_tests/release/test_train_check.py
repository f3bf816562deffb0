"""A tiny model really trains on a release, where torch and TRL are or in the environment named for it."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys

import duckdb
import pytest

from ft_data_tests.formatting.examples import many
from ft_data_tests.realdata import ROOT
from ft_data_tests.release import building
from ft_data_tests.release.building import OTHER_KINDS, World


def interpreter() -> str:
    """FT_DATA_TRAIN_PYTHON, or this interpreter if it has the extra `train-check`."""
    if named := os.environ.get("FT_DATA_TRAIN_PYTHON"):
        return named
    if all(importlib.util.find_spec(name) for name in ("torch", "trl", "transformers")):
        return sys.executable
    pytest.skip(
        "the extra `train-check` is not installed and FT_DATA_TRAIN_PYTHON names no environment with it"
    )


@pytest.mark.slow
def test_sft_and_dpo_train_exactly_the_answers(tmp_path):
    python = interpreter()
    targets = ("messages", "prompt_completion", "preference")
    with duckdb.connect() as con:
        done = building.publish(
            tmp_path, con, World(rows=[*many(60), *OTHER_KINDS], targets=targets).spec(con)
        )
    run = subprocess.run(
        [python, "-m", "ft_data.release.train_check", str(done.path)], cwd=ROOT, capture_output=True,
        text=True, env=os.environ | {"PYTHONPATH": str(ROOT)}, timeout=280,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout + run.stderr[-3000:]
    assert run.stdout.count("rows exact") == 3


@pytest.mark.slow
def test_predictions_hold_in_the_trainers_own_code():
    python = interpreter()
    path = os.pathsep.join([str(ROOT), os.environ.get("FT_DATA_TRAINERS_PATH", "")])
    asked = [python, "-c", "import trl, mistral_common"]
    if subprocess.run(asked, capture_output=True, env=os.environ | {"PYTHONPATH": path}).returncode:
        pytest.skip("the trainers' own packages (trl, mistral-common) are not all installed")
    run = subprocess.run(
        [python, "bench/trainers.py", "300"], cwd=ROOT, capture_output=True, text=True,
        env=os.environ | {"PYTHONPATH": path}, timeout=280,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout[-3000:] + run.stderr[-3000:]
    assert "agree" in run.stdout
