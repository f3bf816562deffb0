"""What `check` refuses, `run` refuses; what a release must state, it waits for."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest

from ft_data.cli import invoke
from ft_data.formatting import targets
from ft_data.inspection.preview import inspect
from ft_data.inspection.problems import _samples, problems
from ft_data.recipe.load import load, parse_recipe
from ft_data.recipe.schema import STAGE_TARGETS
from ft_data.release import losses
from ft_data.release.private import Private
from ft_data.sources import listing, readers
from ft_data.stages import readiness, release
from ft_data.stages.build import Build
from ft_data.stages.graph import make
from ft_data.warehouse import snapshots
from ft_data_tests.pipeline import helpers
from ft_data_tests.pipeline.helpers import RECIPE

LFS = b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 12\n"


def _more(line: str):
    return lambda home: home.recipe("demo").write_text(RECIPE + line)


def _file(name: str, data: bytes, path: str = ""):
    def write(home):
        folder = home.recipe("demo").parent / "other"
        folder.mkdir()
        (folder / name).write_bytes(data)
        home.recipe("demo").write_text(RECIPE + f"  other: {{path: {path or 'other'}, license: MIT}}\n")

    return write


def _dangling(home):
    _file("a.jsonl", b'{"instruction": "Is it?", "response": "It is."}\n')(home)
    (home.recipe("demo").parent / "other/b.jsonl").symlink_to("nowhere.jsonl")


def _mapped(said):
    def write(home):
        _file("a.csv", b"q,a,case\nIs it?,It is.,1\n")(home)
        text = home.recipe("demo").read_text().replace("{path: other,", f"{{path: other, {said},")
        home.recipe("demo").write_text(text)

    return write


WRONG = {
    "no file": (_more("  other: {path: sources/*.jsnl, license: MIT}\n"), "did you mean"),
    "no folder": (_more("  other: {path: elsewhere/*.csv, license: MIT}\n"), "matches no file"),
    "a link to nothing": (_dangling, "cannot read other/b.jsonl: unreadable"),
    "nothing but a pointer": (_file("a.jsonl", LFS), "git lfs pull"),
    "nothing but an empty file": (_file("a.jsonl", b""), "empty file"),
    "an extra": (_file("a.pdf", b"%PDF-1.7\n"), "pip install"),
    "a tokenizer": (_more("format: {tokenizer: tokenizer.json}\n"), "tokenizer.json"),
    "a benchmark": (_more("benchmarks: [{name: b, path: b.jsonl}]\n"), "matches no readable file"),
    "targets": (_more("targets: {path: t.jsonl}\n"), "matches no readable file"),
    "targets that hold no text": (
        _more("stage: pretraining\nformat: {targets: [messages, alpaca]}\n"),
        "cannot hold the rows of `stage: pretraining`; write text",
    ),
    "targets that hold no pairs": (
        _more("stage: preference\nformat: {targets: [text]}\n"),
        "cannot hold the rows of `stage: preference`; write preference, kto",
    ),
    "a label that nobody names": (_more("format: {targets: [classification]}\n"), "needs `format.label`"),
    "a label that nobody asks for": (
        _more("review: {labels: {topic: [a, b]}}\nformat: {label: topic}\n"),
        "which is not written",
    ),
    "a label that nobody gives": (
        _more("review: {labels: {topic: [a, b]}}\nformat: {targets: [classification], label: mood}\n"),
        "`labels`: topic",
    ),
    "a sibling": (_more("siblings: [nobody]\n"), "is no dataset"),
    "a map of a name there is not": (_mapped("map: {promt: q, response: a}"), "map: promt is not one of"),
    "a map of a path that is none": (_mapped('map: {text: "$q"}'), "is not a JSON path"),
    "a map of no field": (
        _mapped("map: {prompt: q, response: a, name: cust}"),
        "no record has `cust`, which `map` calls name",
    ),
    "a map with a slip": (_mapped("map: {prompt: Q, response: a}"), "did you mean `q`?"),
    "groups of no field": (
        _mapped("map: {prompt: q, response: a}, groups: {case: kase}"),
        "which `groups` calls case",
    ),
    "a rule": (_more('rules: [{name: r, signal: respnse_words, drop: "< 3"}]\n'), "respnse_words"),
}


@pytest.mark.parametrize("case", WRONG)
def test_run_refuses_what_check_refuses_in_the_same_words(case, tmp_path, capsys, monkeypatch):
    without = replace(readers.READERS.get("pdf"), needs=("a_module_nobody_has", "documents"))
    monkeypatch.setitem(readers._declared(), "pdf", without)
    spoil, words = WRONG[case]
    home = helpers.make(tmp_path)
    spoil(home)
    said = {}
    for command in ("check", "run"):
        assert invoke(["--home", str(tmp_path), command, "demo"]) == 2
        said[command] = {line for line in capsys.readouterr().err.splitlines() if "recipe.yaml" in line}
    assert said["check"] == said["run"] and words in "\n".join(said["run"])
    assert not snapshots.assets(home.warehouse("demo"))


def test_a_field_that_some_records_lack_is_no_problem(tmp_path):
    home = helpers.make(tmp_path)
    _file("a.jsonl", b'{"q": "Is it?", "a": "It is."}\n{"q": "Was it?", "a": "It was.", "more": 1}\n')(home)
    text = home.recipe("demo").read_text()
    for said, wrong in (("id: nr", 0), ("id: more", 0), ("text: nr", 1)):
        mapped = text.replace("{path: other,", f"{{path: other, map: {{prompt: q, response: a, {said}}},")
        home.recipe("demo").write_text(mapped)
        assert len(problems(home, "demo", load(home.recipe("demo"), "demo"))) == wrong


def test_what_is_right_in_a_recipe_that_cannot_be_read_is_looked_at_in_the_same_round(tmp_path):
    home = helpers.make(tmp_path)
    home.recipe("demo").write_text(
        """purpos: Answer.
languages: [en]
sources:
  notes: {path: sources/*.jsonl, origin: humn, license: MIT}
  more: {path: nowhere/*.csv, license: MIT, sede: 3}
rules:
  - {name: first, signal: response_words, drop: "< x"}
  - {signal: response_words, drop: "< x"}
  - {name: third, signal: respnse_words, drop: "< 3"}
gates: {min_row: 4}
"""
    )
    found = inspect(home, "demo")
    said = [(problem.line, problem.message.partition("; ")[0]) for problem in found.problems]
    assert [(line, words) for line, words in said if "matches no file" not in words] == [
        (1, "`dataset` is required"),
        (1, "`purpose` is required"),
        (1, "unknown key `purpos`"),
        (4, "`sources.notes.origin`: 'humn' is not one of 'human', 'synthetic'"),
        (5, "unknown key `sources.more.sede`"),
        (7, "`rules.0.drop`: '< x' is not a band: write a comparison with a number, such as \"< 3\""),
        (8, "`rules.1.name` is required"),
        (8, "`rules.1.drop`: '< x' is not a band: write a comparison with a number, such as \"< 3\""),
        (9, "rule `third` reads an unknown signal, `respnse_words`"),
        (10, "unknown key `gates.min_row`"),
    ]
    assert [line for line, words in said if "matches no file" in words] == [5]
    assert [row["source"] for row in found.sources if row["rows"]] == ["notes"]


def test_a_wrong_stage_makes_nothing_else_wrong(tmp_path):
    home = helpers.make(tmp_path, RECIPE + "stage: pretrainin\nformat: {targets: [text]}\n")
    (problem,) = inspect(home, "demo").problems
    assert "did you mean 'pretraining'?" in problem.message
    home.recipe("demo").write_text("- a\n")
    assert len(inspect(home, "demo").problems) == 1


def test_a_source_of_which_no_record_can_be_read_stops_the_run(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    home = helpers.make(tmp_path)
    _file("a.jsonl", b"{not json\n{nor this\n")(home)
    assert invoke(["--home", str(tmp_path), "check", "demo"]) == 2
    assert "no record of `other` can be read, the first: other/a.jsonl" in capsys.readouterr().err
    assert invoke(["--home", str(tmp_path), "run", "demo"]) == 2
    assert "no record of `other` can be read, the first: other/a.jsonl" in capsys.readouterr().err
    assert not (tmp_path / "releases").exists()


def test_a_folder_is_taken_by_its_name_brackets_and_all(tmp_path):
    folder = tmp_path / "tickets [old] (2)/a"
    folder.mkdir(parents=True)
    (folder / "x1.csv").touch(), (folder / "y1.csv").touch()
    assert listing.files(tmp_path, "tickets [old] (2)/**/*.csv")[0] == [
        "tickets [old] (2)/a/x1.csv",
        "tickets [old] (2)/a/y1.csv",
    ]
    assert listing.files(tmp_path, "tickets [old] (2)/a/[x]1.csv")[0] == ["tickets [old] (2)/a/x1.csv"]
    assert listing.files(tmp_path, "tickets*/a/[!x]1.csv")[0] == ["tickets [old] (2)/a/y1.csv"]


@pytest.mark.parametrize("stage", ["pretraining", "instruction", "preference"])
def test_the_default_targets_hold_the_rows_of_the_stage(stage, tmp_path):
    home = helpers.make(tmp_path, RECIPE + f"stage: {stage}\n")
    recipe = load(home.recipe("demo"), "demo")
    assert problems(home, "demo", recipe) == [] and recipe.format.targets == list(STAGE_TARGETS[stage])
    assert parse_recipe(RECIPE + f"stage: {stage}\nformat: {{targets: [openai]}}\n").format.targets == [
        "openai"
    ]
    for name in recipe.format.targets:
        kept = [targets.get(name).holds(row) for row in _samples(stage)]
        assert any(kept)


@pytest.mark.parametrize(
    ("purpose", "license", "words"),
    [
        ("Say in one sentence what a model trained on this should do.", "MIT", ["`purpose`"]),
        ("TODO", "MIT", ["`purpose`"]),
        ("'...'", "MIT", ["`purpose`"]),
        ("Answer questions about rivers.", "MIT", []),
        ("Answer questions about rivers.", "null", ["no licence is stated for `notes`"]),
        ("TBD", "null", ["`purpose`", "no licence"]),
    ],
)
def test_a_release_states_its_purpose_and_licences(purpose, license, words):
    recipe = parse_recipe(
        f"dataset: demo\npurpose: {purpose}\nsources: {{notes: {{path: a, license: {license}}}}}\n"
    )
    said = readiness.of_recipe(recipe)
    assert len(said) == len(words) and all(word in line for word, line in zip(words, said, strict=True))


def test_a_release_without_purpose_or_licence_is_refused(finished, tmp_path, capsys):
    home = helpers.copy(finished[0], tmp_path)
    home.recipe("demo").write_text(
        RECIPE.replace("Answer questions about rivers.", "TODO").replace("license: MIT, ", "")
    )
    with pytest.raises(
        release.NotPublished, match="`purpose` is not written yet.*no licence is stated for `notes`"
    ):
        make(Build.open(home, "demo"), "release")
    assert invoke(["--home", str(tmp_path), "check", "demo"]) == 0
    told = capsys.readouterr()
    assert "before a release: `purpose`" in told.err and "2 things to say before a release" in told.out


def test_a_source_that_lost_most_of_its_rows_waits_for_a_person(finished, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    home = helpers.copy(finished[0], tmp_path)
    helpers.write(home.recipe("demo").parent / "sources/a.jsonl", helpers.rows()[:25])
    call = lambda *args: invoke(["--home", str(tmp_path), *args])
    assert (
        call("check", "demo") == 0 and "`notes` has 25 rows, version 1.0.0 read 63" in capsys.readouterr().err
    )
    assert call("run", "demo") == 1
    said = capsys.readouterr().err
    assert "`notes` has 25 rows, version 1.0.0 read 63 from it" in said
    assert "ft-data approve demo --as YOU --loss notes" in said
    assert call("approve", "demo", "--as", " ", "--loss", "notes") == 2
    assert call("approve", "demo", "--as", "anna", "--loss", "nots") == 2
    assert call("approve", "demo", "--as", "anna", "--loss", "notes", "--note", "the old half is void") == 0
    (entry,) = losses.lines.entries(home.warehouse("demo").releases / losses.FILE)
    assert (entry["who"], entry["rows"], entry["was"]) == ("person 1", 25, 63)
    assert call("run", "demo") == 0
    assert losses.losses(home.warehouse("demo").releases, {"notes": 25}) == []


def test_a_loss_that_grew_since_it_was_accepted_waits_again(finished, tmp_path):
    base = tmp_path / "demo"
    shutil.copytree(finished[0].warehouse("demo").releases, base)
    (found,) = losses.losses(base, {"notes": 25, "new": 3})
    losses.accept(base, found, "anna", Private(tmp_path / "kept", finished[0].keys()))
    assert losses.losses(base, {"notes": 25}) == [] == losses.losses(base, {"notes": 40})
    assert losses.losses(base, {"notes": 24})
