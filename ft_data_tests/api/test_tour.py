"""docs/tour.ipynb: a valid notebook that says what its cells say when they run."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import pytest

from ft_data_tests.api.notebook import code
from ft_data_tests.realdata import ROOT

PATH = ROOT / "docs/tour.ipynb"
TOUR = json.loads(PATH.read_text())


def test_it_is_small_was_run_whole_and_holds_no_path():
    assert (TOUR["nbformat"], TOUR["nbformat_minor"]) == (4, 5)
    assert len({cell["id"] for cell in TOUR["cells"]}) == len(TOUR["cells"])
    assert [cell["execution_count"] for cell in code(TOUR)] == list(range(1, len(code(TOUR)) + 1))
    assert len(PATH.read_bytes()) < 60_000
    assert not re.search(r"/(?:home|tmp|root|Users|work|var)\b", PATH.read_text())


def test_it_uses_every_function_and_draws_what_can_be_drawn():
    source = "".join("".join(cell["source"]) for cell in code(TOUR))
    for used in (
        "open",
        ".run",
        ".why",
        ".version",
        ".query",
        "clean",
        "scan_pii",
        "deduplicate",
        ".rethreshold",
    ):
        assert f"{used}(" in source, used
    drawn = [
        output for cell in code(TOUR) for output in cell["outputs"] if "text/html" in output.get("data", ())
    ]
    assert len(drawn) >= 6


@pytest.mark.slow
def test_its_cells_run_in_order_and_say_what_it_shows(tmp_path):
    env = {
        name: said for name, said in os.environ.items() if not name.startswith(("FT_DATA_", "DAGSTER_HOME"))
    }
    ran = subprocess.run(
        [sys.executable, "-m", "ft_data_tests.api.notebook", str(PATH)],
        cwd=tmp_path, env=env | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    for cell, outputs in zip(code(TOUR), json.loads(ran.stdout), strict=True):
        assert cell["outputs"] == outputs, (
            "run `python -m ft_data_tests.api.notebook docs/tour.ipynb --write`"
        )
