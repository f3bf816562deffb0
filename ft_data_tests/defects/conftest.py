from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bench.defects.plant import Plan, plant, write
from ft_data_tests.realdata import ROOT


@pytest.fixture(scope="session")
def installed_text(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Docstrings of the installed standard library: real text that is on every machine."""
    script = ROOT / "datasets" / "python_helper" / "stdlib_rows.py"
    done = subprocess.run(
        [sys.executable, "-I", str(script)], capture_output=True, stdin=subprocess.DEVNULL, check=True
    )
    path = tmp_path_factory.mktemp("text") / "stdlib.jsonl"
    path.write_bytes(done.stdout)
    return path


@pytest.fixture(scope="session")
def planted(installed_text: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small corpus with every class, made of patterns of our own."""
    folder = tmp_path_factory.mktemp("planted")
    plan = Plan(rows=1500, seed=11)
    write(plant([installed_text], plan, None), plan, folder)
    return folder
