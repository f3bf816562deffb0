"""What people write passes what a row from a file passes: benchmarks, duplicates, rules; and the gate reads what is published."""

import pytest

from ft_data.evaluation import numbers
from ft_data.inspection.why import why
from ft_data.review import edits
from ft_data.review.claims import claim
from ft_data.review.log import Opinion, Person, record, record_written
from ft_data.review.store import Database
from ft_data.stages import graph
from ft_data.stages.build import Build
from ft_data.stages.graph import make
from ft_data_tests.pipeline import helpers
from ft_data_tests.review.items import add_item

ADA = Person("ada")
QUIZ = (
    "A ferry leaves the northern quay every seventeen minutes and carries forty two passengers, while a second "
    "ferry leaves every twenty five minutes and carries sixty three. How many passengers can cross in four hours?"
)
RECIPE = (
    helpers.RECIPE
    + """
benchmarks: [{name: quiz, path: quiz.jsonl, fields: [question]}]
review: {audit_rate: 0, overlap: 0}
"""
)
FINE = "The handbook of the river names three old mills, and each of them is open to visitors in the summer months."


@pytest.fixture(scope="module")
def before(tmp_path_factory):
    home = helpers.make(tmp_path_factory.mktemp("written"), RECIPE)
    helpers.write(home.folder("demo") / "quiz.jsonl", [{"question": QUIZ}])
    build = Build.open(home, "demo")
    make(build, "raw/notes", "cleaned", "signals", "deduped", "decontaminated", "filtered", "reviewed")
    return home


@pytest.fixture
def home(before, tmp_path):
    return helpers.copy(before, tmp_path)


def rows(home):
    listed = helpers.query(home, "SELECT to_json(r) FROM reviewed r ORDER BY record_id")
    return [__import__("json").loads(row) for (row,) in listed]


def write(home, instruction, answer, token="t"):
    parent = rows(home)[0]
    made = edits.written(edits.plain(parent), instruction, answer, token)
    assert made.problems == []
    example = made.example
    db = Database(home.warehouse("demo").review)
    said = Opinion("new", example=example)
    assert (
        record_written(db, ADA, token, parent["record_id"], parent["content_hash"], said, 1).status
        == "stored"
    )
    return example["record_id"]


def edit(home, answer):
    parent = rows(home)[0]
    example = edits.plain(parent)
    example["messages"][-1]["content"] = answer  # as a page that checks nothing would send it
    example = edits._derived(example, "edit", [parent["record_id"]])
    db = Database(home.warehouse("demo").review)
    add_item(db, parent["record_id"], content_hash=parent["content_hash"])
    held = claim(db, Person("ada"), "judge")
    record(db, ADA, held.token, held.item_id, held.content_hash, Opinion("edit", example=example), 1)
    return example["record_id"], parent["record_id"]


def verdict(home, record_id):
    make(Build.open(home, "demo"), "reviewed")
    (step,) = [step for step in why(home.warehouse("demo"), record_id) if step["stage"] == "reviewed"]
    return step


def test_a_good_row_is_new_measured_and_ranked_by_its_quality(home):
    name = write(home, "Which mills stand by the river?", FINE)
    step = verdict(home, name)
    assert (step["verdict"], step["reasons"]) == ("new", ["written_by_person"])
    assert (
        helpers.query(home, f"SELECT response_words FROM reviewed_measured WHERE record_id = '{name}'")[0][0]
        > 10
    )
    make(Build.open(home, "demo"), "selected")
    (quality,) = helpers.query(home, f"SELECT quality FROM selected WHERE record_id = '{name}'")[0]
    assert quality not in (None, 0.5)


def test_benchmark_text_is_dropped_with_the_span_that_shows_it(home):
    name = write(home, QUIZ, "Multiply the crossings by the passengers and add up both ferries.")
    step = verdict(home, name)
    assert step["verdict"] == "drop" and step["reasons"] == ["contaminated"]
    assert step["detail"]["benchmark"] == "quiz" and "ferry" in step["detail"]["evidence"]
    assert step["detail"]["actor"] == "ada"
    assert name not in {row["record_id"] for row in rows(home)}


def test_a_duplicate_of_a_kept_row_is_dropped_with_its_witness(home):
    other = rows(home)[3]
    name = write(home, other["prompt_text"], other["response_text"])
    step = verdict(home, name)
    assert (step["verdict"], step["reasons"]) == ("drop", ["exact_duplicate"])
    assert step["witness_id"] == other["record_id"]


def test_two_people_who_write_the_same_make_one_row(home):
    names = [write(home, "Which mills stand by the river?", FINE, token) for token in ("one", "two")]
    assert sorted(verdict(home, name)["verdict"] for name in names) == ["drop", "new"]


def test_an_empty_answer_is_dropped_by_the_rules(home):
    name, parent = edit(home, "")
    step = verdict(home, name)
    assert step["verdict"] == "drop" and "empty_response" in step["reasons"]
    assert step["signal"] and step["threshold"]
    assert verdict(home, parent)["reasons"] == ["edited_by_person"]


def test_an_edit_is_no_duplicate_of_the_row_it_replaces(home):
    text = rows(home)[0]["response_text"]
    name, _ = edit(home, f"{text} It was checked again this year.")
    assert verdict(home, name)["verdict"] == "new"


def test_the_ledger_balances_when_what_was_written_is_refused(home):
    from ft_data.checks.measure import measure

    write(home, QUIZ, "Multiply.")
    build = Build.open(home, "demo")
    snapshot = make(build, "reviewed")
    (balance,) = [
        one for one in graph.expectations("reviewed", build.recipe) if one.name == "ledger_balances"
    ]
    assert measure(build, snapshot, [balance]) == {"ledger_balances": 0}


def test_the_gate_counts_published_rows_that_overlap_a_benchmark_of_now(home):
    """A question of a file becomes a benchmark after the stages ran: the report alone is made again."""
    make(Build.open(home, "demo"), "selected", "formatted", "eval_report")
    gate = "SELECT value, text FROM eval_report WHERE name = 'max_contaminated'"
    assert helpers.query(home, gate) == [(0.0, "holds")]
    published = rows(home)[2]
    quoted = {"question": f"{published['prompt_text']} {published['response_text']}"}
    helpers.write(home.folder("demo") / "quiz.jsonl", [{"question": QUIZ}, quoted])
    build = Build.open(home, "demo")
    make(build, "eval_report")
    listed = helpers.query(home, "SELECT DISTINCT record_id, benchmark FROM eval_report_contaminated")
    assert (published["record_id"], "quiz") in listed
    assert helpers.query(home, gate) == [(float(len(listed)), "fails")]
    assert not numbers.gate_holds(build.recipe, "max_contaminated", 1.0)
