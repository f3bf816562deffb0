"""The names that `ft_data` has: all of them, documented with an example, and nothing loaded before its use."""

from __future__ import annotations

import ast
import doctest
import importlib
import inspect
import subprocess
import sys

import pytest

import ft_data
from ft_data_tests.realdata import ROOT

MODULES = sorted(path.stem for path in (ROOT / "ft_data/api").glob("[a-z]*.py"))
FUNCTIONS = [getattr(ft_data, name) for name in ("open", "clean", "scan_pii", "deduplicate")]
METHODS = [
    one
    for _, one in inspect.getmembers(ft_data.Dataset, inspect.isfunction)
    if not one.__name__.startswith("_")
]


def python(*code: str) -> str:
    found = subprocess.run(
        [sys.executable, *code], capture_output=True, text=True, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}
    )
    assert found.returncode == 0, found.stderr
    return found.stdout


def test_all_is_what_is_imported_for_types_and_what_there_is():
    tree = ast.parse((ROOT / "ft_data/__init__.py").read_text())
    typed = {
        (f"{node.module}", alias.asname)
        for block in tree.body
        if isinstance(block, ast.If)
        for node in block.body
        for alias in node.names
    }
    assert typed == {(ft_data._WHERE[name], name) for name in ft_data.__all__}
    assert ft_data.__all__ == sorted({name for _, name in typed})
    for name in ft_data.__all__:
        one = getattr(ft_data, name)
        assert one.__name__ == name and one.__module__ == ft_data._WHERE[name], name
    assert set(ft_data.__all__) <= set(dir(ft_data))
    with pytest.raises(AttributeError, match="nobody"):
        _ = ft_data.nobody


def test_importing_it_loads_nothing_and_opening_a_dataset_nothing_heavy():
    code = "import sys; before = set(sys.modules); import ft_data; print(*sorted(set(sys.modules) - before))"
    assert [name for name in python("-c", code).split() if name.startswith("ft_data")] == ["ft_data"]
    code = (
        "import sys, ft_data, tempfile, pathlib\n"
        "home = pathlib.Path(tempfile.mkdtemp()); (home / 'datasets/a').mkdir(parents=True)\n"
        "(home / 'datasets/a/recipe.yaml').touch(); ft_data.open('a', home).funnel()\n"
        "print({'dagster', 'duckdb', 'numba', 'numpy', 'pandas', 'pyarrow', 're2'} & set(sys.modules))"
    )
    assert python("-c", code).strip() == "set()"


def test_python_m_is_the_command():
    assert python("-m", "ft_data", "--version") == python(
        "-c", "from ft_data.cli import main; main()", "--version"
    )


@pytest.mark.parametrize("name", ["", *MODULES])
def test_examples_in_docstrings_are_true(name):
    module = importlib.import_module(f"ft_data.api.{name}" if name else "ft_data")
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize("one", [*FUNCTIONS, *METHODS], ids=lambda one: one.__qualname__)
def test_every_function_says_what_it_raises_and_shows_an_example(one):
    told = inspect.getdoc(one)
    assert ">>>" in told, one
    assert "Raises" in told or one.__name__ in ("funnel", "tables", "scan_pii"), one


def test_every_module_of_the_face_is_on_its_page():
    page = (ROOT / "docs/library.md").read_text()
    missing = [name for name in ft_data.__all__ if f"`{name}" not in page and f"ft_data.{name}" not in page]
    assert missing == []
