"""Machines that would make different rows under one name are told apart, and a version says what it was made with."""

import ast
import sys
from importlib import metadata

import pytest

from ft_data.engine import fingerprint
from ft_data.engine.fingerprint import MixedWorkers
from ft_data.warehouse import snapshots
from ft_data_tests.realdata import ROOT

# Where rows are read, made, measured and written; what the driver alone does is done once.
ROOMS = (
    "sources", "cleaning", "signals", "dedup", "decontamination", "filtering", "formatting", "text", "languages", "warehouse",
    "engine", "recipe", "stages",
)  # fmt: skip
# Imports there that rows do not pass through.
ASIDE = {"fsspec", "mistral_common"}  # opens a file of the driver; counts for a file of the user's own


def test_every_library_that_rows_pass_through_is_in_the_fingerprint():
    imported = set()
    for room in ROOMS:
        for path in (ROOT / "ft_data" / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Import):
                    imported |= {alias.name.partition(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    imported.add(node.module.partition(".")[0])
    imported -= {"ft_data", *sys.stdlib_module_names, *ASIDE}
    dists = metadata.packages_distributions()
    missing = {
        name
        for name in imported & dists.keys()
        if not {one.lower().replace("_", "-") for one in dists[name]} & {*fingerprint.LIBRARIES}
    }
    assert len(imported & dists.keys()) > 15 and not missing - ENGINES


ENGINES = {"ray", "pyspark"}  # who carries the work does not see it


def test_a_worker_that_differs_is_refused_by_name():
    own = fingerprint.fingerprint()
    fingerprint.require(own)
    planned = {**own, "pyarrow": "1.2.3", "ft-data": "0" * 12, "ray of light": "9"}
    with pytest.raises(MixedWorkers) as refused:
        fingerprint.require(planned)
    said = str(refused.value)
    assert f"pyarrow {own['pyarrow']} where it was planned with 1.2.3" in said
    assert "ray of light not installed" in said and "ft-data" in said and "numpy" not in said


def test_another_file_of_ours_is_another_fingerprint(tmp_path):
    (tmp_path / "words.yaml").write_text("a: 1")
    first = fingerprint._code(tmp_path)
    (tmp_path / "words.yaml").write_text("a: 2")
    assert fingerprint._code(tmp_path) != first


def test_a_version_says_what_it_was_made_with(finished):
    home, _ = finished
    warehouse = home.warehouse("demo")
    for asset in snapshots.assets(warehouse):
        assert snapshots.current(warehouse, asset).made_with == fingerprint.libraries()
