"""Feedback in a dataset: all formats in one table, nothing personal in it, no benchmark, no row of the dataset."""

import json
import re

import pytest

from bench.support.views import row
from ft_data.recipe.load import load, parse_recipe
from ft_data.recipe.problems import RecipeError
from ft_data.review import log, wrong
from ft_data.review.db import Database
from ft_data.review.person import Person
from ft_data.stages import graph
from ft_data.stages.build import Build
from ft_data.stages.reading import Versions
from ft_data_tests.feedback import exported, shapes
from ft_data_tests.pipeline import helpers

FEEDBACK = """
benchmarks: [{name: quiz, path: quiz.jsonl, fields: [question, answer]}]
feedback:
  consent: opt_in
  files:
    spans: {path: feedback/otel.jsonl, release: 1.0.0}
    traces: {path: "feedback/langfuse/*.jsonl", slice: desk}
    phoenix: {path: feedback/openinference.jsonl}
    calls: {path: feedback/openai_logs.jsonl}
    tries: {path: "feedback/samples_*.jsonl"}
    people: {path: feedback/people.csv, map: {prompt: said, right_answer: better}, model: tiny}
"""
QUIZ = {
    "question": "Which of the pilots of watch fourteen would have met the grain ship from Ostrava near the northern buoy at noon?",
    "answer": "The second one.",
}
PEOPLE = f"""said,answer,better,verdict,customer_name
"Anna Poe asks, card 4242 4242 4242 4242?",No.,"Call {exported.PHONE}, says Anna Poe.",wrong,Anna Poe
"{QUIZ["question"]}",The first one.,{QUIZ["answer"]},wrong,
,Nothing.,,wrong,
Is the Rhine long?,Yes.,,right,
Is the Rhine long?,Yes.,,right,
"""


CASES = {
    kind: [*exported.KINDS[kind].values(), *shapes.KINDS[kind].values()]
    for kind in ("otel", "openinference", "openai_logs", "lm_eval")
}


def home_of(root, more=FEEDBACK):
    home = helpers.make(root, helpers.RECIPE + more)
    folder = home.folder("demo") / "feedback"
    (folder / "langfuse").mkdir(parents=True)
    helpers.write(home.folder("demo") / "quiz.jsonl", [QUIZ])
    for kind in CASES:
        name = "samples_parcels_2026-11-30T10-00-00" if kind == "lm_eval" else kind
        lines = ""
        for number, case in enumerate(CASES[kind]):
            for one in case:  # each case is another call
                own = re.sub(r'"(0x)?([rst]1)"', rf'"\1\2-{number}"', json.dumps(one))
                lines += re.sub(r'"doc_id": \d', f'"doc_id": {number}', own) + "\n"
        (folder / f"{name}.jsonl").write_text(lines + "{broken\n")
    observation, *scores = exported.LANGFUSE["a boolean and a correction"]
    helpers.write(folder / "langfuse/observations.jsonl", [observation])
    helpers.write(folder / "langfuse/scores.jsonl", scores)
    (folder / "people.csv").write_text(PEOPLE)
    return home


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    home = home_of(tmp_path_factory.mktemp("feedback"))
    build = Build.open(home, "demo")
    return build, graph.make(build, "feedback")


def query(made, sql):
    with Versions(*made) as versions:
        return versions.con.execute(sql).fetchall()


def test_every_format_is_in_the_table(made):
    found = dict(query(made, "SELECT files, sum(times) FROM feedback WHERE verdict = 'wrong' GROUP BY 1"))
    assert found == {
        "spans": len(CASES["otel"]), "traces": 1, "phoenix": len(CASES["openinference"]), "calls": len(CASES["openai_logs"]),
        "tries": len(CASES["lm_eval"]), "people": 1,
    }  # fmt: skip
    assert query(made, "SELECT DISTINCT slice FROM feedback WHERE slice IS NOT NULL ORDER BY 1") == [
        ("parcels",)
    ]
    assert query(made, "SELECT DISTINCT release FROM feedback WHERE files = 'spans'") == [("1.0.0",)]
    assert query(
        made, "SELECT times, verdict, right_answer FROM feedback WHERE prompt LIKE 'Is the Rhine%'"
    ) == [(2, "right", "Yes.")]
    assert set(query(made, "SELECT DISTINCT language FROM feedback WHERE prompt LIKE 'Where does%'")) == {
        ("en",)
    }


def test_nothing_personal_is_in_any_byte_of_it(made):
    build, snapshot = made
    rows = query(made, "SELECT prompt, answer, right_answer, slice, model, release FROM feedback")
    said = json.dumps(rows) + json.dumps(query(made, "SELECT * FROM feedback_rejects"))
    for value in (
        exported.MAIL,
        "950123",
        "4242",
        "Anna Poe",
        "anna",
        shapes.THOUGHT,
        shapes.PICTURE["content"],
    ):
        assert value not in said
    assert "[EMAIL]" in said and "[NAME]" in said
    with Versions(build, snapshot) as versions:
        from ft_data.stages.feedback import residual

        assert residual(build, snapshot, versions) == 0
        for one in graph.expectations("feedback", build.recipe):
            if one.sql and one.blocking:
                assert versions.con.execute(one.sql).fetchone() == (one.low,), one.name


def test_what_is_left_out_says_file_row_and_why(made):
    found = query(made, "SELECT files, file, position, error FROM feedback_rejects ORDER BY ALL")
    reasons = {(files, file.rpartition("/")[2], position): error for files, file, position, error in found}
    assert (
        reasons["people", "people.csv", 3].startswith("overlaps item")
        and "quiz" in reasons["people", "people.csv", 3]
    )
    assert reasons["people", "people.csv", 4].startswith("no prompt in it")
    assert sum("not JSON" in why for why in reasons.values()) == 4 and len(found) == 6


def test_what_is_nested_too_deeply_is_one_reject_and_no_number_is_no_rating(tmp_path):
    more = "feedback: {files: {people: {path: people.jsonl, right_from: 3}}}\n"
    home = helpers.make(tmp_path, helpers.RECIPE + more)
    deep = "[" * 900 + "]" * 900
    nested = {"attributes": {"gen_ai.input.messages": deep, "gen_ai.output.messages": "No."}}
    helpers.write(home.folder("demo") / "people.jsonl", [
        {"prompt": deep, "answer": "No."}, nested, {"prompt": "Is the Rhine long?", "answer": "Yes.", "rating": "nan"},
        {"prompt": "Is the Rhine long?", "answer": "No.", "rating": "2"},
    ])  # fmt: skip
    build = Build.open(home, "demo")
    made = build, graph.make(build, "feedback")
    assert query(made, "SELECT position, error FROM feedback_rejects ORDER BY 1") == [
        (at, "nested too deeply") for at in (1, 2)
    ]
    found = query(made, "SELECT answer, verdict, rating FROM feedback ORDER BY 1")
    assert found == [("No.", "wrong", 2.0), ("Yes.", None, None)]


def test_a_time_that_no_calendar_has_is_none_and_what_a_kind_never_writes_is_a_reject(tmp_path):
    more = "feedback: {files: {people: {path: people.jsonl}}}\n"
    home = helpers.make(tmp_path, helpers.RECIPE + more)
    asked = [
        {"prompt": f"Is the Rhine long, number {at}?", "answer": "No.", "verdict": "wrong", "created_at": one}
        for at, one in enumerate(
            ("9999-12-31T23:59:59-23:00", "0001-01-01T00:00:00+23:00", "9" * 400, "2026-11-30")
        )
    ]
    tried = {"key": "gen_ai.input.messages", "value": {"intValue": "@"}}
    infinite = json.dumps({"name": "chat", "attributes": [tried]}).replace('"@"', "1e999")
    path = home.folder("demo") / "people.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in asked) + infinite + "\n")
    build = Build.open(home, "demo")
    made = build, graph.make(build, "feedback")
    years = [(at and at.year,) for (at,) in query(made, "SELECT f.at FROM feedback f ORDER BY source_row")]
    assert years == [(None,), (None,), (None,), (2026,)]
    assert [at for (at,) in query(made, "SELECT position FROM feedback_rejects")] == [5]


def test_a_file_that_is_not_there_is_a_problem_of_the_recipe(tmp_path):
    home = helpers.make(tmp_path, helpers.RECIPE + "feedback: {files: {gone: {path: nothing/*.jsonl}}}\n")
    from ft_data.inspection.problems import problems

    (found,) = problems(home, "demo", load(home.recipe("demo"), "demo"))
    assert "feedback.files.gone" in found.message and found.line
    with pytest.raises(RecipeError, match=r"feedback\.files\.gone"):
        graph.make(Build.open(home, "demo"), "feedback")


def test_reading_again_makes_the_same_version_and_a_renamed_file_does_too(tmp_path):
    home = home_of(tmp_path)
    first = graph.make(Build.open(home, "demo"), "feedback")
    assert graph.make(Build.open(home, "demo"), "feedback").version == first.version
    folder = home.folder("demo") / "feedback/langfuse"
    (folder / "scores.jsonl").rename(folder / "marks.jsonl")
    again = graph.make(Build.open(home, "demo"), "feedback")
    assert again.content_hash == first.content_hash


def test_what_readers_call_wrong_in_the_station_is_feedback_until_they_take_it_back(tmp_path):
    home = helpers.make(tmp_path, helpers.RECIPE + "feedback: {}\n")
    db = Database(home.warehouse("demo").review)
    ada, asked = Person("ada"), row("r", "When does the Rhine freeze?", "Never.")
    given = {"right_answer": f"In 1963. Write to {exported.MAIL}.", "slice": "ice"}
    for token in ("one", "two"):
        wrong.say(db, ada, token, asked, given, 1)
    wrong.say(db, ada, "three", asked, {}, 1)

    def found():
        build = Build.open(home, "demo")
        columns = "answer, right_answer, verdict, slice, release, files, source_uri, times"
        return query((build, graph.make(build, "feedback")), f"SELECT {columns} FROM feedback ORDER BY times")

    alone = ("Never.", None, "wrong", None, None, "station", "station", 1)
    assert found() == [
        alone,
        ("Never.", "In 1963. Write to [EMAIL].", "wrong", "ice", None, "station", "station", 2),
    ]
    for one in wrong.all_of(db.path)[:2]:
        assert log.take_back(db, ada, one["decision_id"], 1)
    assert found() == [alone]


def test_files_may_not_be_called_as_the_station_is():
    with pytest.raises(RecipeError, match="call these files something else"):
        parse_recipe(helpers.RECIPE + "feedback: {files: {station: {path: a.csv}}}\n")
