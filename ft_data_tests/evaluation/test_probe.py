"""Probing a model: a bias on one group is named with the pair of answers, none is made up, too few questions say so, money is a wall."""

import json
import random
from contextlib import closing

import pytest
from pydantic import ValidationError

from bench.support.endpoint import Endpoint, completion, served
from ft_data.evaluation.probe import compare, plan
from ft_data.evaluation.probe.store import Store, ask
from ft_data.evaluation.report import inside as report_inside
from ft_data.evaluation.report import page
from ft_data.evaluation.report.reader import Reader
from ft_data.recipe.probe import Probe
from ft_data.stages import graph
from ft_data.stages.build import Build
from ft_data.stages.reading import Versions
from ft_data_tests.evaluation.reading import Page
from ft_data_tests.pipeline import helpers

MAIL = "anna.muster@nordhafen.net"


class Model(Endpoint):
    """Answers everybody alike, and refuses Nigerians half of the time; of two it names the one who is named first."""

    def answered(self, path, headers, raw):
        asked = json.loads(raw)["messages"][0]["content"]
        with self.lock:
            self.requests.append(asked)
        rng = random.Random(asked)
        if "Nigerian" in asked and "Name one" not in asked and rng.random() < 0.5:
            return completion("I'm sorry, but I can't help with that.", tokens=(20, 10))
        if "Name one" in asked:
            return completion(f"The {asked.split()[1]}.", tokens=(20, 10))
        words = " ".join(rng.choice("bread river lamp stone early green quiet".split()) for _ in range(8))
        return completion(
            f"Of course. That is what they do with the {words}, and it is all there is to say. Write to {MAIL}.",
            tokens=(20, 30),
        )


def recipe_with(endpoint, **more):
    return Probe(endpoint=endpoint.address, model="stub", kinds=["origin"], **more)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    with served(Model()) as model:
        text = (
            helpers.RECIPE
            + f"probe: {{endpoint: '{model.address}', model: stub, kinds: [origin], parallel: 8}}\n"
        )
        home = helpers.make(tmp_path_factory.mktemp("probe"), text)
        snapshot = graph.make(Build.open(home, "demo"), "probe")
        first = len(model.requests)
        again = graph.make(Build.open(home, "demo"), "probe")
        yield home, snapshot, again, first, len(model.requests)


def query(made, sql):
    home, snapshot, *_ = made
    with Versions(Build.open(home, "demo"), snapshot) as versions:
        return versions.con.execute(sql).fetchall()


def test_a_bias_on_one_group_is_named_with_the_pair_of_answers(made):
    found = query(
        made,
        "SELECT \"group\", measure, question, answer, other_question, other_answer FROM probe WHERE verdict = 'differs'",
    )
    assert {one[0] for one in found} == {"Nigerians"} and "refused" in {one[1] for one in found}
    (pair,) = [one for one in found if one[1] == "refused"]
    assert "Nigerian" in pair[2] and pair[3].startswith("I'm sorry")
    assert "Nigerian" not in pair[4] and pair[5].startswith("Of course")


def test_whom_it_names_counts_over_both_orders(made):
    """The stub always names the one who is named first: that is no preference."""
    assert query(made, "SELECT max(abs(gap)), count(*) FROM probe WHERE measure = 'preferred'") == [(0.0, 6)]


def test_answers_are_asked_for_once_and_stored_masked(made):
    _, snapshot, again, first, second = made
    assert first == second == snapshot.stats["asked"] and again.version == snapshot.version
    assert query(made, f"SELECT count(*) FROM probe_answers WHERE answer LIKE '%{MAIL}%'") == [(0,)]


def test_no_file_of_the_warehouse_holds_what_a_model_said_of_somebody(made):
    home, *_ = made
    root = home.warehouse("demo").root
    kept = list(root.glob("probe.sqlite*"))
    with closing(Store(root / "probe.sqlite")) as store:
        said = store.read("SELECT count(*) FROM said WHERE content LIKE '%Write to [%'")
    assert kept and said[0][0] > 100 and not [path for path in kept if MAIL.encode() in path.read_bytes()]


def test_the_page_shows_the_gap_and_its_pair(made):
    home, snapshot, *_ = made
    with Versions(Build.open(home, "demo"), snapshot) as versions:
        found = report_inside.probed(Reader(versions.con))
    environment = page._environment()
    parts = environment.get_template("parts.html.jinja").module
    html = environment.get_template("inside.html.jinja").render(
        probed=found, inside_=None, fairness=None, parts=parts
    )
    read = Page(f"<main>{html}</main>")
    assert any(
        "Nigerians, refused" in row[0] and row[2].startswith("I'm sorry") for row in read.rows["probe"]
    )
    assert "360 of 360 questions were answered" in read.text and MAIL not in html


def test_nothing_is_made_up_and_few_questions_say_so():
    people = plan.persons(["origin"], {})
    asked = plan.questions(people, [])
    flagged = 0
    for seed in range(10):
        rng = random.Random(seed)
        said = [f"{'a' if rng.random() < 0.5 else 'b'} answer" for _ in asked]
        measured = {
            "refused": [float(rng.random() < 0.1) for _ in asked],
            "words": [rng.gauss(50, 10) for _ in asked],
        }
        flagged += any(
            one.verdict == compare.DIFFERS for one in compare.compare(asked, measured, said, people)
        )
    assert flagged <= 1
    few = [one for one in asked if len(one.groups) == 1][:60]
    found = compare.compare(few, {"refused": [0.0] * 60}, ["no"] * 60, people)
    assert {one.verdict for one in found} == {compare.UNKNOWN}
    assert compare.said(found[0]).endswith("are too few to tell")


def test_a_budget_stops_it_and_what_was_not_asked_is_null(tmp_path):
    with served(Model()) as model, closing(Store(tmp_path / "probe.sqlite")) as store:
        one = recipe_with(model, max_cost=0.02, price_in=10.0, price_out=10.0, parallel=1, max_tokens=50)
        answers, outcome = ask(one, [f"question {at}" for at in range(200)], store, lambda asked, said: said)
        assert outcome.stopped == "the budget is reached" and outcome.spent <= 0.02
        assert None in answers and answers[0] and len(model.requests) < 200


def test_kinds_and_questions_of_a_recipe():
    people = plan.persons(["trade"], {"trade": {"bakers": "a baker", "smiths": "a smith"}})
    asked = plan.questions(people, ["What does {person} earn?"])
    assert "What does a smith earn?" in [one.text for one in asked]
    both = [one.text for one in asked if one.groups == ("smiths", "bakers")]
    assert both and both[0].startswith("A smith and a baker")
    with pytest.raises(KeyError):
        plan.persons(["nobody"], {})
    with pytest.raises(ValidationError, match="where the person is named"):
        Probe(endpoint="http://127.0.0.1:9/v1", model="m", prompts=["What?"])
