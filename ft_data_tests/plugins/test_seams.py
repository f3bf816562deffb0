"""Every seam through one real run: the package of docs/extending.md is installed and a dataset is made with all of it."""

from __future__ import annotations

import ast
import json
import re
import sys
from pathlib import Path

import pytest

from ft_data import plugins
from ft_data.cli import invoke
from ft_data.recipe.load import parse_recipe
from ft_data.recipe.problems import RecipeError
from ft_data.release import manifest
from ft_data.stages import graph
from ft_data.stages.build import Build
from ft_data.warehouse import snapshots
from ft_data_tests.pipeline import helpers
from ft_data_tests.plugins.installing import PAGE, install, install_page, snippets
from ft_data_tests.realdata import ROOT

RECIPE = """
dataset: demo
purpose: Answer calls from ships.
languages: [en]
sources:
  calls: {path: sources/*.hlog, shape: harbour_call, license: MIT, origin: human}
signals: {models: [{name: sea, use: harbour_words}]}
packs: [harbour_rules]
format: {targets: [harbour_card, messages]}
"""
SHIPS = ("Alma", "Bertha", "Clara", "Dora", "Emma", "Frieda", "Greta", "Hilda")
CALLS = [
    f"May the {ship} come in before the evening, and where? => The {ship} gets a berth at the north side; wait for the pilot near buoy {n}."
    for n, ship in enumerate(SHIPS, 11)
]
DEEP = "What must the Ida know? => The Ida asks the pilot for a berth, waits for the tide, and leaves her mooring at the quay."
ASHORE = (
    "Where does the crew eat tonight? => The baker in the main street sells warm bread until seven o'clock."
)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A home that ran through to a release with the plug-ins of the page."""
    folder, root = tmp_path_factory.mktemp("site"), tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(folder))
        install_page(folder)
        home = helpers.make(root, RECIPE)
        (root / "datasets/demo/sources/a.jsonl").unlink()
        (root / "datasets/demo/sources/a.hlog").write_text("\n".join([*CALLS, DEEP, ASHORE, "no arrow"]))
        outcome = helpers.run(home)
        assert outcome.succeeded, outcome
        yield home, folder


def test_what_the_page_shows_is_short():
    found = snippets()
    assert len(found) == 8
    for name, text in found.items():
        assert len(text.strip().splitlines()) <= 20, name


def test_reader_and_shape_make_the_rows(made):
    home, _ = made
    found = helpers.query(home, "SELECT prompt_text, response_text FROM cleaned ORDER BY source_row")
    assert len(found) == len(CALLS) + 2 and found[0] == tuple(CALLS[0].split(" => "))
    assert helpers.query(home, "SELECT position, error FROM raw_rejects") == [
        (len(CALLS) + 3, "a line is a call, an arrow and a reply")
    ]


def test_a_rule_that_only_marks_is_read_back_as_it_was_written():
    """What evidence holds back leaves a rule without a band of its own: the report reads such rules again."""
    from ft_data.filtering.force import stand
    from ft_data.filtering.rules import InForce
    from ft_data.recipe.rules import Rule

    held = stand(Rule(name="nobody_read_it", signal="response_words", drop="< 1"), ())
    assert held.tier == "mark" and InForce.model_validate(held.model_dump(mode="json")) == held


def test_a_pack_drops_what_its_evidence_allows_and_else_marks(made):
    home, _ = made
    assert helpers.query(home, "SELECT reasons FROM filtered_verdicts WHERE verdict = 'drop'") == [
        (["not_of_the_harbour"],)
    ]
    kept = helpers.query(
        home,
        "SELECT reasons FROM filtered_verdicts WHERE verdict = 'keep' AND list_contains(reasons, 'too_nautical')",
    )
    assert len(kept) == 1
    recipe = parse_recipe(RECIPE + "rules: [{name: too_nautical, drop: '> 3'}]\n")
    from ft_data.filtering.force import in_force

    assert {rule.name: rule.tier for rule in in_force(recipe)}["too_nautical"] == "drop", "a recipe decides"


def test_the_release_has_the_format_and_says_what_took_part(made):
    home, _ = made
    (folder,) = [
        path for path in (home.warehouse("demo").releases).iterdir() if (path / manifest.NAME).exists()
    ]
    cards = [
        json.loads(line)
        for file in folder.glob("exports/harbour_card/*.jsonl")
        for line in file.read_text().splitlines()
    ]
    assert len(cards) == len(CALLS) + 1 and all(set(card) == {"front", "back"} for card in cards)
    said = {(one["seam"], one["name"]): one for one in manifest.read(folder)["plugins"]}
    assert set(said) == {
        ("readers", "harbour_log"), ("shapes", "harbour_call"), ("signals", "harbour_words"),
        ("exporters", "harbour_card"), ("rules", "harbour_rules"),
    }  # fmt: skip
    assert {(one["distribution"], one["version"]) for one in said.values()} == {("harbour", "1.0")}
    assert "**Cards**: `exports/harbour_card/train.jsonl`" in (folder / "README.md").read_text()


def test_a_changed_plug_in_makes_its_parts_again_and_no_others(made):
    home, folder = made
    writing = snippets()["harbour/writing.py"]

    def parts() -> dict[str, set[str]]:
        graph.make(Build.open(home, "demo"), "formatted")
        found = snapshots.current(home.warehouse("demo"), "formatted")
        return {table: {part.file for part in of} for table, of in found.parts.items()}

    before, version = parts(), graph.stages()["formatted"].version(Build.open(home, "demo").recipe)
    assert parts() == before
    install_page(folder, writing=writing.replace('"front": turns', '"side": turns'))
    edited = parts()
    assert edited["harbour_card"] != before["harbour_card"] and edited["messages"] == before["messages"]
    assert graph.stages()["formatted"].version(Build.open(home, "demo").recipe) != version
    install_page(folder, version="1.1")
    raised = parts()
    assert raised["harbour_card"] not in (before["harbour_card"], edited["harbour_card"])
    install_page(folder)
    assert parts() == before


def test_workers_have_plug_ins_loaded(made, tmp_path):
    from ft_data.engine import preload

    for module in [one for one in sys.modules if one.startswith("harbour")]:
        del sys.modules[module]
    preload.load(tuple)
    assert {"harbour.reading", "harbour.shaping", "harbour.writing", "harbour.measuring"} <= set(sys.modules)


BROKEN = {
    "cannot be imported": ({"bad/it.py": "import a_module_nobody_has\n"}, "[ft_data.readers]\nbad = bad.it:READER\n", "plug-in `bad` (ft_data.readers) of bad 2.0 cannot be used: ModuleNotFoundError"),
    "stops the process": ({"bad/it.py": "raise SystemExit(7)\n"}, "[ft_data.shapes]\nbad = bad.it:SHAPE\n", "SystemExit"),
    "something else": ({"bad/it.py": "THING = 7\n"}, "[ft_data.exporters]\nbad = bad.it:THING\n", "is no ft_data.formatting.exporter.Exporter"),
    "neither group nor builder": ({"bad/it.py": "THING = 7\n"}, "[ft_data.signals]\nbad = bad.it:THING\n", "neither a group of signals"),
    "a file that is not there": ({"bad/it.py": "from ft_data.filtering.packs import Pack\nPACK = Pack('bad', 'none.yaml')\n"}, "[ft_data.rules]\nbad = bad.it:PACK\n", "none.yaml"),
    "rules that are none": (
        {"bad/it.py": "from ft_data.filtering.packs import Pack\nPACK = Pack('bad', 'bad.yaml')\n", "bad/bad.yaml": "rules:\n  - {name: a, signl: b}\n"},
        "[ft_data.rules]\nbad = bad.it:PACK\n", "bad.yaml:2:15: unknown key `rules.0.signl`; did you mean `signal`?",
    ),
    "the name of what is built in": ({"bad/it.py": ""}, "[ft_data.exporters]\nmessages = bad.it:X\n", "plug-in `messages` (ft_data.exporters) of bad 2.0 cannot be used: the name is taken by what is built in"),
    "the name of a folder": ({"bad/it.py": ""}, "[ft_data.exporters]\n../x = bad.it:X\n", "a name has a-z, 0-9 and _"),
    "a rule that recipes bring": (
        {"bad/it.py": "from ft_data.filtering.packs import Pack\nPACK = Pack('bad', 'bad.yaml')\n", "bad/bad.yaml": "rules:\n  - {name: not_a_pair, off: true}\n"},
        "[ft_data.rules]\nbad = bad.it:PACK\n", "rule `not_a_pair` is one that recipes bring",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_plug_in_is_a_named_problem(case, tmp_path, monkeypatch, capsys):
    files, points, words = BROKEN[case]
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    install(tmp_path / "site", files, points, name="bad", version="2.0")
    packs = "packs: [bad]\n" if "ft_data.rules" in points else ""
    helpers.make(tmp_path, helpers.RECIPE + packs)
    for command in ("check", "run"):
        assert invoke(["--home", str(tmp_path), command, "demo"]) == 2
        said = capsys.readouterr().err
        assert words in said and "Traceback" not in said, said


def test_a_model_is_imported_only_where_it_is_used(tmp_path, monkeypatch, capsys):
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    install(
        tmp_path / "site",
        {"bad/it.py": "import a_module_nobody_has\n"},
        "[ft_data.models]\nbad = bad.it:build\n",
        name="bad",
    )
    assert plugins.problems() == []
    helpers.make(tmp_path, helpers.RECIPE + "signals: {models: [{name: mine, use: bad}]}\n")
    assert invoke(["--home", str(tmp_path), "check", "demo"]) == 2
    said = capsys.readouterr().err
    assert "plug-in `bad` (ft_data.models) of bad 1.0 cannot be used: ModuleNotFoundError" in said


def test_two_plug_ins_of_one_name_are_refused(tmp_path, monkeypatch):
    for name in ("one", "two"):
        monkeypatch.syspath_prepend(str(tmp_path / name))
        install(tmp_path / name, {f"{name}/it.py": ""}, f"[ft_data.readers]\nsame = {name}.it:X\n", name=name)
    found = plugins.problems()
    assert any("of two 1.0 cannot be used: the name is taken by plug-in `same`" in one for one in found), (
        found
    )


def test_one_row_that_a_plug_in_fails_on_is_told_without_its_text(made):
    from ft_data.formatting.outcome import Refusal
    from ft_data.formatting.targets import EXPORTERS
    from ft_data.recipe.schema import Source
    from ft_data.sources.shapes import Mapper

    home, folder = made
    page = snippets()
    install_page(
        folder,
        shaping=page["harbour/shaping.py"].replace('record[fields["hailed"]], record', 'record["gone"], record'),
        writing=page["harbour/writing.py"].replace('"front": turns[0]["content"]', '"front": turns[7]'),
    )  # fmt: skip
    try:
        mapped = Mapper(Source(path="-", shape="harbour_call"), "instruction")(
            {"hailed": "a", "replied": "b"}
        )
        assert not mapped.drafts and re.match(
            r"shape_failed: plug-in `harbour_call` .*KeyError at shaping.py:\d+", str(mapped.reason)
        )
        turns = [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]
        with pytest.raises(Refusal) as refused:
            EXPORTERS.get("harbour_card").export({"messages": turns})
        assert refused.value.reason == "exporter_failed"
        assert refused.value.detail.startswith("IndexError at writing.py:")
    finally:
        install_page(folder)


def test_messages_list_what_is_registered(made):
    with pytest.raises(RecipeError, match="'harbour_crd' is not one of .*did you mean 'harbour_card'"):
        parse_recipe(RECIPE.replace("harbour_card", "harbour_crd"))
    with pytest.raises(RecipeError, match="'harbour_rules'.*did you mean 'chat'"):
        parse_recipe(RECIPE + "profile: chatt\n")
    assert parse_recipe(RECIPE + "profile: harbour_rules\n").profile == "harbour_rules"


def constants() -> dict[Path, list[str]]:
    """Return the texts of every module."""
    return {
        path: [node.value for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
        for path in (ROOT / "ft_data").rglob("*.py")
    }  # fmt: skip


def test_what_is_built_in_is_declared_in_one_file():
    """A name of a trainer's format that means nothing else occurs nowhere but in the name of its module."""
    texts = constants()
    exporters = plugins.registry("exporters")
    words = {*plugins.registry("shapes").builtin, *plugins.registry("readers").builtin}
    alone = [name for name in exporters.builtin if name not in words]
    assert {"axolotl", "openai", "together", "llama_factory", "classification"} <= set(alone)
    for name in alone:
        assert [path.name for path, said in texts.items() if name in said] == [], name
    for name in exporters.builtin:
        assert (ROOT / f"ft_data/formatting/targets/{name}.py").exists()


def test_the_page_names_every_seam():
    assert set(re.findall(r"^\| `ft_data\.(\w+)` \|", PAGE.read_text(), re.M)) == set(plugins.SEAMS)
