"""Asked again, what a teacher knows stays the same; what it says otherwise, or not at all, is no row."""

from __future__ import annotations

import json

import pytest

from bench.support.teacher import completion, serving
from ft_data.synthesis.checks.agreement import differs, disagreement
from ft_data.synthesis.consistency import agreeing
from ft_data.synthesis.generation import Made
from ft_data.synthesis.replies import Pair, exchange
from ft_data.synthesis.store import Store
from ft_data_tests.synthesis.made import PRICES, generator, planned

ASKED = "How many berths has the harbour of Port Ellin?"


@pytest.mark.parametrize(
    ("answer", "other", "says"),
    [
        ("It has four berths.", "The harbour has 4 berths in all.", ""),
        ("It has four berths.", "It has five berths.", "another number or date"),
        ("It has four berths and 3 cranes.", "There are 4 berths.", ""),
        ("The pilots wait near the buoy.", "The pilots do not wait near the buoy.", "the opposite, or another name"),
        ("Yes, it has some.", "No, the mole was pulled down.", "yes and no"),
        ("The pilots wait near the buoy for ships.", "Cargo of grain comes by night train.", "in other words"),
        ("It has four berths.", " ", "no answer"),
    ],
)  # fmt: skip
def test_two_answers_to_one_question(answer, other, says):
    assert differs(Pair(ASKED, answer), other) == says


def test_half_of_the_samples_decide():
    pair = Pair(ASKED, "It has four berths.")
    assert disagreement(pair, ["It has 4 berths.", "Four berths.", "It has 7 berths."]) is None
    assert disagreement(pair, ["It has 4 berths.", "It has 7 berths."]).reason == "not_consistent"
    with pytest.raises(ValueError, match="no samples"):
        disagreement(pair, [])


def asked_again(tmp_path, behave, samples=3, count=2, **teacher):
    store = Store(tmp_path / "teachers.sqlite")
    with serving(behave) as served:
        spec = generator(served.address, agree=samples, teacher=teacher)
        made = []
        for request in planned(spec, count):
            row = exchange(ASKED, "It has four berths.")
            made.append(Made(request, None, row.whole, row=row))
        look = agreeing(spec.teacher, "made", store, samples, True, pause=lambda seconds: None)
        first = look(made)
        before = len(served.requests)
        for one in made:
            one.answers.clear()
        assert look(made) == first and (len(served.requests) == before or first[1])  # nothing is asked twice
        prices = [one.price for one in made]
    store.close()
    return *first, served.requests, prices


def said(*answers):
    return lambda request, before: completion(json.dumps({"answer": answers[request["seed"] % len(answers)]}))


def test_the_teacher_is_asked_again_about_the_passage_with_other_seeds_and_it_is_paid_for(tmp_path):
    found, silent, requests, paid = asked_again(tmp_path, said("It has 4 berths."), **PRICES)
    assert set(found.values()) == {None} and silent is None and len(requests) == 6
    assert len({request["seed"] for request in requests}) == 3 and all(
        price == pytest.approx(3 * 0.14) for price in paid
    )
    shown = json.loads(requests[0]["messages"][1]["content"])
    assert (
        shown["question"] == ASKED
        and "berths in basin" in shown["passage"]
        and "four berths" not in json.dumps(requests)
    )


@pytest.mark.parametrize(
    "behave",
    [said("It has 9 berths.", "It has 8 berths.", "It has four berths."), lambda r, n: completion("Sure!"), lambda r, n: completion(None)],
)  # fmt: skip
def test_answers_that_differ_or_cannot_be_read_reject(tmp_path, behave):
    found, silent, _, _ = asked_again(tmp_path, behave)
    assert {one.reason for one in found.values()} == {"not_consistent"} and silent is None


def test_a_teacher_that_is_away_leaves_rows_pending(tmp_path):
    found, silent, _, _ = asked_again(tmp_path, lambda r, n: (500, {}, b""), retries=0)
    assert found == {} and silent


def test_the_cap_holds_for_samples_too(tmp_path):
    found, silent, requests, _ = asked_again(tmp_path, said("It has 4 berths."), **PRICES, max_cost=1.7, parallel=1)  # fmt: skip
    assert silent == "the budget is reached" and len(found) < 2
