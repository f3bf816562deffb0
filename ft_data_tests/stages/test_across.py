"""Duplicates across the datasets of a home, through the stages themselves."""

import json

import pytest

from ft_data.recipe.problems import RecipeError
from ft_data.stages import graph
from ft_data.stages.build import Build
from ft_data.stages.graph import make
from ft_data.warehouse.home import Home

TOPICS = "rivers lakes bridges tunnels harbours castles gardens museums markets theatres".split()
COLOURS = "red blue green white black brown grey pink gold silver".split()


def row(number: int, topic: str) -> dict:
    return {
        "id": f"{topic}-{number}",
        "instruction": f"What should a visitor know about the {topic} of the old town?",
        "response": f"The {topic} are open on most days, and the {COLOURS[number]} page in our guide explains how to "
        f"reach the {topic} on foot, what they cost, and which of them close early in the winter months.",
    }


def dataset(home: Home, name: str, rows: list[dict], extra: str = "") -> Build:
    folder = home.folder(name)
    (folder / "sources").mkdir(parents=True)
    (folder / "sources" / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    home.recipe(name).write_text(
        f"dataset: {name}\npurpose: Answer visitors.\nsources: {{a: {{path: sources/*.jsonl}}}}\n{extra}"
    )
    return Build.open(home, name)


def run(build: Build, last: str = "deduped"):
    make(build, "raw/a")
    for stage in ("cleaned", "signals", "deduped"):
        made = make(build, stage)
        if stage == last:
            break
    return made


def rows_of(build: Build, sql: str):
    from ft_data.stages.reading import Versions

    with Versions(build, build.current("deduped")) as versions:
        return versions.con.execute(sql).fetchall()


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    home = Home(tmp_path_factory.mktemp("home"))
    run(dataset(home, "older", [row(i, topic) for i, topic in enumerate(TOPICS[:6])]))
    return home


def test_rows_of_another_dataset_remove_their_duplicates_here(home):
    mine = [
        row(i, topic) for i, topic in enumerate(TOPICS[3:])
    ]  # three topics are shared, their colour differs
    made = run(dataset(home, "newer", mine, "dedupe: {against: [older], near: {threshold: 0.6}}\n"))
    assert made.settings["others"]["older"]["asset"] == "deduped"
    gone = rows_of(
        Build.open(home, "newer"),
        "SELECT json_extract_string(detail, '$.dataset'), score, o.dataset FROM deduped_verdicts d "
        "LEFT JOIN deduped_others o ON o.record_id = d.witness_id WHERE verdict = 'drop'",
    )
    assert len(gone) == 3
    assert all(named == listed == "older" and score >= 0.6 for named, score, listed in gone)

    for check in graph.expectations("deduped", Build.open(home, "newer").recipe):
        if check.name == "duplicates_have_a_kept_witness":
            assert rows_of(Build.open(home, "newer"), check.sql) == [(0,)]
            break
    else:
        pytest.fail("the check is gone")


def test_siblings_are_reported_and_kept(home):
    build = dataset(
        home, "sister", [row(0, TOPICS[0]), row(9, TOPICS[1]), row(7, TOPICS[9])], "siblings: [older]\n"
    )
    run(build)
    assert rows_of(build, "SELECT count(*) FROM deduped_verdicts WHERE verdict = 'drop'") == [(0,)]
    found = rows_of(build, "SELECT dataset, kind, score FROM deduped_siblings ORDER BY kind")
    assert found[0] == ("older", "exact", 1.0) and [kind for _, kind, _ in found] in (
        ["exact"],
        ["exact", "near"],
    )


@pytest.mark.parametrize(
    ("name", "message"), [("nobody", "there is no such dataset"), ("lonely", "compared with itself")]
)
def test_a_dataset_that_cannot_be_compared_with_is_named(home, name, message):
    build = (
        dataset(home, "lonely", [row(1, TOPICS[0])], f"siblings: [{name}]\n") if name == "nobody" else None
    )
    if build is None:
        home.recipe("lonely").write_text(home.recipe("lonely").read_text().replace("nobody", "lonely"))
        build = Build.open(home, "lonely")
    with pytest.raises(RecipeError, match=message):
        run(build)


def test_check_names_datasets_that_are_not_there(home):
    from ft_data.inspection.preview import inspect

    dataset(home, "unsure", [row(1, TOPICS[0])], "siblings: [older, nobody]\ndedupe: {against: [unsure]}\n")
    found = [(problem.line, problem.message) for problem in inspect(home, "unsure").problems]
    assert found == [
        (4, "`siblings`: `nobody` is no dataset of this home"),
        (5, "`dedupe.against`: `unsure` is this dataset itself"),
    ]
