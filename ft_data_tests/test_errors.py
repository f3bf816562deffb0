"""One tree of errors: every class has the one root, a name of its own and a line in docs/errors.md."""

from __future__ import annotations

import importlib
import inspect
import re

import pytest

import ft_data.errors as ground
from ft_data.cli import invoke
from ft_data.errors import Blocked, FtDataError, Unusable, WrongInput
from ft_data_tests.realdata import ROOT

DEFINED = re.compile(r"^class (\w+)\(([^)]*)\):", re.M)
BRANCHES = (WrongInput, Blocked, Unusable)


def errors() -> list[type[BaseException]]:
    """Import every module that may define an exception and return its exceptions."""
    found: dict[str, type[BaseException]] = {}
    for path in sorted((ROOT / "ft_data").rglob("*.py")):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for name, bases in DEFINED.findall(path.read_text()):
            if re.search(r"Error|Exception|WrongInput|Blocked|Unusable|FtData", bases):
                one = getattr(importlib.import_module(module), name)
                assert name not in found, f"two errors are called {name}"
                found[name] = one
    return [one for one in found.values() if issubclass(one, BaseException)]


def test_every_error_has_the_one_root_and_a_name_of_its_own():
    found = errors()
    assert len(found) > 20
    assert [one for one in found if not issubclass(one, FtDataError)] == []
    assert all(inspect.getdoc(one) for one in found)


def test_the_page_draws_the_tree():
    page = (ROOT / "docs/errors.md").read_text()
    drawn = {(name, int(code)) for name, code in re.findall(r"^\| `(\w+)` \| (\d) \|", page, re.M)}
    public = {(one.__name__, one.exit_code) for one in errors() if not one.__name__.startswith("_")}
    assert drawn == public


def test_nothing_is_imported_by_the_ground():
    assert not re.search(r"^(?:from|import) (?!__future__)", inspect.getsource(ground), re.M)


@pytest.mark.parametrize("branch", BRANCHES)
def test_the_command_line_exits_as_the_error_says(branch, monkeypatch, capsys):
    class Told(branch):
        pass

    def fail(*_):
        raise Told("what happened, and what to do")

    monkeypatch.setattr("ft_data.warehouse.home.Home.datasets", fail)
    assert invoke(["funnel"]) == branch.exit_code
    said = capsys.readouterr().err
    assert "what happened, and what to do" in said and ("broke" in said) == (branch.exit_code == 3)
