"""The house rules: dependencies point one way, files stay small, the documents match the code."""

import ast
import re

import click
import pytest
from pydantic import BaseModel

from ft_data.cli import COMMANDS, docs
from ft_data.recipe import schema
from ft_data.stages import graph
from ft_data_tests.realdata import ROOT

PACKAGE = ROOT / "ft_data"
LAYERS = [
    {"addresses", "recipe", "example", "intervals", "warehouse", "engine", "text", "endpoint", "languages"},
    {
        "sources",
        "cleaning",
        "signals",
        "dedup",
        "decontamination",
        "filtering",
        "selection",
        "proof",
        "formatting",
        "evaluation",
        "review",
        "release",
        "synthesis",
        "feedback",
        "gaps",
        "drift",
        "renewal",
    },
    {"stages"},
    {"inspection", "upkeep"},
    {"assets", "checks", "automation"},
    {"definitions", "cli", "api"},
]
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}
# Packages of one layer stand beside each other; these are the doors between them.
DOORS = {
    ("signals", "filtering"),
    ("selection", "signals"),
    ("proof", "signals"),
    ("proof", "decontamination"),
    ("signals", "decontamination"),
    ("evaluation", "filtering"),
    ("synthesis", "signals"),
    ("feedback", "cleaning"),
    ("gaps", "signals"),
    ("evaluation", "gaps"),
    ("evaluation", "signals"),
    ("drift", "gaps"),
    ("drift", "synthesis"),
    ("drift", "signals"),
    ("review", "filtering"),
    ("review", "evaluation"),
    ("review", "gaps"),
    ("review", "dedup"),
    ("engine", "warehouse"),
    ("endpoint", "recipe"),
    ("text", "languages"),
    ("warehouse", "example"),
    ("release", "formatting"),
    ("checks", "assets"),
    ("automation", "assets"),
    ("automation", "checks"),
    ("assets", "checks"),
    ("definitions", "assets"),
    ("cli", "api"),
}
FILES = sorted(PACKAGE.rglob("*.py"))
TESTS = sorted((ROOT / "ft_data_tests").rglob("*.py"))


def imports(path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found


def room(module: str) -> str:
    return module.split(".")[1] if module.count(".") else ""


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_dependencies_point_one_way(path):
    here = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    if here not in LEVEL:
        return
    for module in imports(path):
        if module.startswith("ft_data."):
            there = room(module)
            if there in LEVEL and there != here:
                assert LEVEL[there] < LEVEL[here] or (here, there) in DOORS, f"{here} imports {module}"
        assert module.split(".")[0] != "dagster" or LEVEL[here] >= LEVEL["assets"], f"{here} imports dagster"


@pytest.mark.parametrize(
    "path",
    [*FILES, *TESTS, *sorted((ROOT / "bench").rglob("*.py"))],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_files_are_small_enough_to_read(path):
    assert len(path.read_text().splitlines()) <= 400


@pytest.mark.parametrize(
    "path", sorted((ROOT / "bench").rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT))
)
def test_benchmarks_import_no_tests(path):
    assert not [module for module in imports(path) if module.startswith("ft_data_tests")]
    assert "ft_data_tests." not in path.read_text()  # nor start them


@pytest.mark.parametrize("path", TESTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_tests_do_not_reach_into_each_other(path):
    """What tests share stands in a module that is no test (``bench/support`` where benchmarks share it too)."""
    names = {
        part for module in imports(path) if module.startswith("ft_data_tests") for part in module.split(".")
    }
    modules = {file.stem for file in TESTS if file.name.startswith(("test_", "conftest"))}
    assert not names & modules


def test_every_stage_has_a_module_and_a_description():
    for stage in graph.stages().values():
        assert (PACKAGE / "stages" / f"{stage.name}.py").exists()
        assert len(stage.description) > 40


def names_of_stages(node: ast.AST) -> set[str]:
    """Return the stages that a literal lists: as its elements, its keys, or the first of what each element holds."""
    listed: list[ast.expr | None] = []
    if isinstance(node, ast.Dict):
        listed = list(node.keys)
    elif isinstance(node, ast.Tuple | ast.List | ast.Set):
        listed = [one.elts[0] if isinstance(one, ast.Tuple) and one.elts else one for one in node.elts]
    found = {one.value for one in listed if isinstance(one, ast.Constant) and isinstance(one.value, str)}
    return found & set(graph.stages())


def test_the_list_of_stages_is_written_nowhere():
    """Each stage declares itself; whatever needs several of them asks the graph, or is handed what it says."""
    lists = {
        f"{path.relative_to(PACKAGE)}:{node.lineno}": sorted(found)
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text()))
        if len(found := names_of_stages(node)) >= 3
    }
    assert lists == {}


def test_what_stages_are_called_is_found_in_any_literal():
    for text in ("('raw', 'cleaned', 'signals')", "{'raw': 1, 'signals': 2, 'deduped': 3}",
                 "[('raw', 1), ('cleaned', 2), ('signals', 3)]"):  # fmt: skip
        assert len(names_of_stages(ast.parse(text).body[0].value)) == 3


def test_every_room_is_on_the_map():
    page = (ROOT / "docs/architecture.md").read_text()
    for folder in PACKAGE.iterdir():
        if (folder / "__init__.py").exists():
            assert f"`{folder.name}" in page or f"ft_data/{folder.name}" in page, folder.name


def test_what_the_map_names_is_there():
    page = (ROOT / "docs/architecture.md").read_text()
    named = {name.removeprefix("ft_data/") for name in re.findall(r"`([\w/]+/[\w*]*\.(?:py|yaml))`", page)}
    assert len(named) > 10
    assert not [name for name in named if not [*PACKAGE.glob(name), *ROOT.glob(name)]]
    assert set(re.findall(r"`ft-data ([a-z]+)", page)) <= set(COMMANDS)


def test_commands_in_the_readme_exist():
    used = set(re.findall(r"ft-data ([a-z]+)", (ROOT / "README.md").read_text()))
    assert used <= set(COMMANDS), used - set(COMMANDS)


def test_every_command_and_option_is_in_the_docs():
    assert (ROOT / "docs/commands.md").read_text() == docs.render(), "run `make docs`"
    for name, command in docs.commands():
        assert command.help, name
        for option in command.params:
            assert not isinstance(option, click.Option) or option.help, (name, option.name)


def test_every_key_of_the_recipe_is_in_the_docs():
    page = (ROOT / "docs/recipe.md").read_text()
    kinds = [kind for kind in vars(schema).values() if isinstance(kind, type) and issubclass(kind, BaseModel)]
    keys = {key for kind in kinds if kind is not BaseModel for key in kind.model_fields}
    assert len(keys) > 60
    for key in keys:
        assert re.search(rf"^\| `([a-z_.]+\.)?{key}` \|", page, re.M), key


def test_importing_the_package_is_cheap_and_so_is_asking_about_a_row():
    import subprocess
    import sys

    code = "import sys, ft_data.cli, ft_data.inspection.why; heavy = {'dagster', 'pandas', 'numba', 'numpy', 'duckdb', 'pyarrow', 'great_expectations'}; print(heavy & set(sys.modules))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert found.stdout.strip() == "set()"


def test_the_list_of_stages_loads_nothing_that_is_compiled():
    """A worker that reads or cleans pays for every module of every stage, in time and in memory."""
    import subprocess
    import sys

    code = "import sys; from ft_data.stages import graph; graph.stages(); print({'numba', 'scipy', 'sklearn'} & set(sys.modules))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert found.stdout.strip() == "set()"
