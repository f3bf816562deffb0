"""Data is stale when a definition that made it changes, and when no other does."""

import shutil
import sys

import pytest

from ft_data.engine.code import Code, closure, code_version, version
from ft_data.stages import graph
from ft_data.stages.build import Build
from ft_data_tests.pipeline import helpers
from ft_data_tests.realdata import ROOT

PACKAGE = ROOT / "ft_data"
DECIDING = ("cleaned", "deduped", "decontaminated", "filtered", "reviewed", "selected", "formatted")


def functions(name):
    return [
        work if isinstance(work, str) else f"{work.__module__}:{work.__qualname__}"
        for work in graph.stages()[name].work
    ]


@pytest.fixture(scope="module")
def copied(tmp_path_factory):
    root = tmp_path_factory.mktemp("code") / "ft_data"
    shutil.copytree(PACKAGE, root, ignore=shutil.ignore_patterns("__pycache__", "static"))
    return root


@pytest.fixture(scope="module")
def before(copied):
    code = Code(copied, copied / "closure.json")
    return {name: version(code.closure(functions(name))) for name in graph.stages()}


def changed(copied, before, file, old, new):
    """Name the stages whose version changes with an edit."""
    path = copied / file
    source = path.read_text()
    assert old in source
    path.write_text(source.replace(old, new, 1))
    try:
        code = Code(copied, copied / "closure.json")
        return {name for name, was in before.items() if version(code.closure(functions(name))) != was}
    finally:
        path.write_text(source)


def test_the_line_between_people_and_machine_belongs_to_filtered(copied, before):
    edit = ('!= "keep" for a in valid', '== "drop" for a in valid')
    assert changed(copied, before, "stages/triage.py", *edit) == {"filtered"}


def test_the_reader_of_benchmark_files_belongs_to_decontaminated(copied, before):
    found = changed(copied, before, "stages/decontaminated.py", "if isinstance(value, dict)", "if value")
    # a proof refuses targets that are of a benchmark, and feedback leaves out what is
    assert found == {"decontaminated", "feedback", "reviewed", "proof", "eval_report"}
    edit = ("def read(", "def read(unused=None, *, ")
    assert {"raw", "decontaminated"} <= changed(copied, before, "sources/readers/jsonl.py", *edit)


def test_how_verdicts_are_written_belongs_to_all_that_decide(copied, before):
    edit = ('"reasons": list(reasons)', '"reasons": sorted(reasons)')
    assert changed(copied, before, "warehouse/verdicts.py", *edit) >= set(DECIDING) - {
        "deduped",
        "decontaminated",
    }
    edit = ("return list(parts.sliced(ordered, 50_000))", "return list(parts.sliced(ordered, 10_000))")
    assert changed(copied, before, "warehouse/verdicts.py", *edit) >= set(DECIDING) - {"cleaned"}


def test_a_profile_belongs_to_all_that_judge_by_rules(copied, before):
    found = changed(copied, before, "filtering/profiles/chat.yaml", "rules:", "rules: # of a chat")
    # deduped keeps the best copy by what the rules say of it; the report shows what each says
    assert found == {"deduped", "filtered", "reviewed", "eval_report"}


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (
            "stages/build.py",
            "            seen += task.rows",
            "            seen += 0 + task.rows",
        ),  # composition
        (
            "recipe/select.py",
            "    seed: int = Field(0, ",
            "    grain: int = Field(0)\n    seed: int = Field(0, ",
        ),
        (
            "recipe/schema.py",
            "    path: str = Field(desc",
            "    depth: int = Field(0)\n    path: str = Field(desc",
        ),
        ("stages/raw.py", "    # Where records are from", "    # Remarks, and where records are from"),
        ("engine/pool.py", "SMALL_ROWS = 4_000", "SMALL_ROWS = 5_000"),
        ("cli/run.py", "def run(", "def run_all("),
    ],
    ids=lambda value: value if "/" in value else "",
)
def test_what_decides_no_row_changes_no_version(copied, before, file, old, new):
    assert changed(copied, before, file, old, new) == set()


def test_docstrings_do_not_count_and_values_do(copied, before):
    file = "dedup/bands.py"
    text = (copied / file).read_text()
    told = next(line for line in text.splitlines() if line.startswith('    """'))
    assert changed(copied, before, file, told, '    """Says more than it did."""') <= set()


def test_a_name_that_is_not_there_is_an_error():
    with pytest.raises(ModuleNotFoundError):
        code_version("ft_data.stages.nowhere:build")
    with pytest.raises(AttributeError):
        code_version("ft_data.stages.raw:nothing_of_that_name")


def test_what_was_read_is_remembered_until_it_changes(copied, tmp_path):
    kept = tmp_path / "closure.json"
    first = Code(copied, kept).closure(functions("deduped"))
    assert kept.exists() and Code(copied, kept).closure(functions("deduped")) == first
    path = copied / "dedup/bands.py"
    source = path.read_text()
    path.write_text(source + "\nprint()\n")
    try:
        assert Code(copied, kept).closure(functions("deduped")) != first
    finally:
        path.write_text(source)


def test_every_function_that_runs_is_in_the_closure(tmp_path, monkeypatch):
    """The closure is read, not run: what really runs while a stage works must be in it."""
    monkeypatch.setenv("FT_DATA_WORKERS", "1")
    home = helpers.make(tmp_path)
    build = Build.open(home, "demo")
    for name in graph.assets(build.recipe):
        if name == "release":
            continue
        stage = graph.stages()[name.partition("/")[0]]
        known, ran = set(closure(*stage.work)), set()
        entries = {function.__code__: function for function in stage.work if not isinstance(function, str)}
        inside = importing = 0

        def watch(frame, event, _argument, entries=entries, ran=ran):
            nonlocal inside, importing
            if event in ("call", "return"):
                step = 1 if event == "call" else -1
                inside += step * (frame.f_code in entries)
                importing += step * (frame.f_code.co_name == "<module>")
                module = frame.f_globals.get("__name__", "")
                if inside and not importing and module.startswith("ft_data."):
                    ran.add((module, frame.f_code.co_qualname.partition(".")[0], frame.f_code.co_name))

        sys.setprofile(watch)
        try:
            graph.make(build, name)
        finally:
            sys.setprofile(None)
        assert ran, name
        missing = {
            f"{module}:{top}"
            for module, top, own in ran  # (a dataclass writes functions of that name)
            if top != "__create_fn__"
            and not own.startswith("<")
            and f"{module}:{top}" not in known
            and not _machinery(module)
        }
        assert missing == set(), name


def _machinery(module: str) -> bool:
    """The recipe counts by value; how parts are found, written and named decides no row."""
    return module != "ft_data.warehouse.verdicts" and module.startswith(
        (
            "ft_data.recipe.",
            "ft_data.engine.",
            "ft_data.warehouse.",
            "ft_data.stages.build",
            "ft_data.stages.stage",
        )
    )
