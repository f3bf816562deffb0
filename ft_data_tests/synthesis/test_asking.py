"""A teacher over real HTTP: nothing paid twice, the cap is a wall, every request has an end, kills lose no money."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time

import pytest

from bench.support.teacher import completion, draw, good, serving, troubled
from ft_data.endpoint.asking import LOST, UNANSWERED
from ft_data.endpoint.client import EndpointRefused, line, most_tokens
from ft_data.synthesis.generation import PLAN_ENDED, generate
from ft_data.synthesis.store import Store
from ft_data.synthesis.teaching import asker
from ft_data_tests.realdata import ROOT
from ft_data_tests.synthesis.made import EACH, PRICES, generator, planned


def accept(wave, kept):
    return {one.request.key: None for one in wave}, None


def made(one, plan, store, validate=accept):
    return generate(plan, one.rows, asker(one, "made", store, pause=lambda seconds: None), validate)


def test_exactly_as_many_rows_as_wanted_and_the_second_run_asks_nothing(store):
    with serving() as teacher:
        one = generator(teacher.address, rows=7)
        plan = planned(one, 9)
        found = made(one, plan, store)
        assert len(found.accepted()) == 7 == len(teacher.requests) and found.exhausted == ""
        again = made(one, plan, store)
        assert again.account() == found.account() == {"accepted": 7} and len(teacher.requests) == 7
        request = teacher.requests[0]
        assert request["temperature"] == 0.8 and request["response_format"]["type"] == "json_schema"
        assert "passage" in request["messages"][1]["content"]
        more = generator(teacher.address, rows=9)
        assert (
            len(made(more, plan, store).accepted()) == 9 and len(teacher.requests) == 9
        )  # only the new ones


def test_what_is_rejected_is_asked_for_elsewhere_until_the_plan_ends(store):
    def every_other(wave, kept):
        from ft_data.synthesis.replies import Finding

        return {m.request.key: Finding("odd") if m.request.passage.record_id[-1] in "13579bdf" else None for m in wave}, None  # fmt: skip

    with serving() as teacher:
        one = generator(teacher.address, rows=6, each=2)
        found = made(one, planned(one, 6), store, every_other)
        assert found.account() == {"accepted": 6, "odd": 5} and found.exhausted == ""
        assert len(teacher.requests) == 11
        most = generator(teacher.address, rows=6, requests=8)
        short = made(most, planned(most, 20), store, every_other)
        assert short.account() == {"accepted": 4, "odd": 4} and short.exhausted == PLAN_ENDED


@pytest.mark.parametrize(
    ("behave", "reason"),
    [
        (lambda r, n: completion("Sure!"), "bad_format"),
        (lambda r, n: completion('{"question": "Why?"}'), "bad_format"),
        (lambda r, n: completion('{"question": "Why?", "answer": ["a"]}'), "bad_format"),
        (lambda r, n: completion('{"question": "Why?", "answer": "\\ud800"}'), "bad_format"),
        (lambda r, n: completion("[" * 9000), "bad_format"),
        (lambda r, n: completion('{"question": " ", "answer": "It is."}'), "empty"),
        (lambda r, n: completion('{"question": "Why', finish="length"), "truncated"),
        (lambda r, n: completion(None), "no_completion"),
        (lambda r, n: (200, {}, b"<html>"), "no_completion"),
        (lambda r, n: completion("\ud800"), "no_completion"),
        (lambda r, n: completion("Why", finish="\ud800"), "no_completion"),
        (
            lambda r, n: (400, {}, b'{"error": {"type": "exceed_context_size_error"}}'),
            "context_exceeded",
        ),
    ],
)
def test_every_way_to_fail_is_a_named_rejection_and_is_not_asked_again(store, behave, reason):
    with serving(behave) as teacher:
        one = generator(teacher.address, rows=2, requests=2, teacher=PRICES)
        found = made(one, planned(one, 4), store)
        assert found.account() == {reason: 2} and found.exhausted == PLAN_ENDED
        asked = len(teacher.requests)
        assert made(one, planned(one, 4), store).account() == {reason: 2} and len(teacher.requests) == asked


@pytest.mark.parametrize("tokens", [10**30, 10**400, True, -1, "3"])
def test_a_count_of_tokens_that_is_none_costs_what_was_set_aside(store, tokens):
    said = {"choices": [{"message": {"content": "{}"}}], "usage": dict.fromkeys(("prompt_tokens", "completion_tokens"), tokens)}  # fmt: skip
    with serving(lambda r, n: (200, {}, json.dumps(said).encode())) as teacher:
        one = generator(teacher.address, rows=1, requests=1, teacher=PRICES)
        plan = planned(one, 1)
        assert made(one, plan, store).account() == {"bad_format": 1}
        assert store.spent("made") == one.teacher.cost(most_tokens(plan[0].body), one.teacher.max_tokens)


def test_hostile_headers_and_refusals_are_read_like_any(store):
    def busy_once(request, before):
        return (429, {"Retry-After": "\u00b2"}, b"") if before == 0 else good(request)

    with serving(busy_once) as teacher:
        one = generator(teacher.address, rows=1, requests=1)
        assert made(one, planned(one, 1), store).account() == {"accepted": 1}
    with serving(lambda r, n: (400, {}, b"[" * 60_000)) as teacher:
        other = generator(teacher.address, rows=1, requests=1)
        with pytest.raises(EndpointRefused, match="HTTP 400"):
            made(other, planned(other, 1), store)


@pytest.mark.parametrize("key", ["sk-first\nsk-second", "sk-first\u0416", "sk-first\x00"])
def test_what_is_no_key_is_refused_without_being_quoted(monkeypatch, key):
    monkeypatch.setattr(os, "environ", {"TEACHER_KEY": key})  # a real one takes no NUL
    one = generator("http://127.0.0.1:9/v1", teacher={"key_env": "TEACHER_KEY"})
    with pytest.raises(EndpointRefused, match="TEACHER_KEY") as refused:
        line("the teacher", one.teacher)
    assert "sk-" not in str(refused.value)


def test_a_call_that_may_have_been_billed_is_repeated_only_where_it_costs_nothing(store):
    def slow_once(request, before):
        time.sleep(0.6 if before == 0 else 0)
        return good(request)

    with serving(slow_once) as teacher:
        paid = generator(teacher.address, rows=1, requests=1, teacher={**PRICES, "timeout": 0.2})
        assert made(paid, planned(paid, 1), store).account() == {"timed_out": 1}
        assert len(teacher.requests) == 1 and store.spent("made") > EACH  # the most that it can have cost
    with serving(slow_once) as teacher:
        free = generator(teacher.address, rows=1, requests=1, teacher={"timeout": 0.2})
        assert made(free, planned(free, 1), store).account() == {"accepted": 1} and len(teacher.requests) == 2


def test_the_cap_holds_over_all_runs_and_says_so(store):
    with serving() as teacher:
        one = generator(teacher.address, rows=20, teacher={**PRICES, "max_cost": 2.5, "parallel": 1})
        plan = planned(one, 20)
        found = made(one, plan, store)
        assert found.exhausted == "the budget is reached" and 0 < len(found.accepted()) < 20
        counts = found.account()
        assert sum(counts.values()) == 20 and counts["pending"] == 20 - counts["accepted"]
        assert store.spent("made") <= 2.5 and sum(teacher.paid.values()) == counts["accepted"]
        assert made(one, plan, store).account() == counts  # the cap is over all runs
        richer = generator(teacher.address, rows=20, teacher={**PRICES, "max_cost": 50.0})
        assert made(richer, plan, store).account() == {"accepted": 20}
        assert max(teacher.paid.values()) == 1


def test_an_endpoint_that_is_away_leaves_all_pending_and_a_refusal_is_an_error(store):
    with serving() as teacher:
        one = generator(teacher.address, rows=9, teacher={"retries": 0})
    found = made(one, planned(one, 9), store)
    assert found.account() == {"pending": 9} and found.exhausted == "the endpoint is away"
    with serving(lambda r, n: (401, {}, b"")) as teacher:
        other = generator(teacher.address, rows=3)
        with pytest.raises(EndpointRefused, match="the teacher of `made`"):
            made(other, planned(other, 3), store)


@pytest.mark.parametrize("answers", ["timed_out", "no_completion"])
def test_a_paid_teacher_that_never_answers_is_left_after_a_few_calls_and_it_is_said(store, answers):
    def behave(request, before):
        time.sleep(0.5 if answers == "timed_out" else 0)
        return 200, {}, b"<html>"

    with serving(behave) as teacher:
        settings = {**PRICES, "timeout": 0.1, "max_cost": 1000.0, "parallel": 2}
        one = generator(teacher.address, rows=30, teacher=settings)
        found = made(one, planned(one, 30), store)
        assert found.exhausted == UNANSWERED and found.account()[answers] <= LOST + 1
        assert len(teacher.requests) <= LOST + 1 and store.spent("made") < 1000 / 10


def killed(path, address, settings, count, after, teacher):
    """Run a child, kill it once ``after`` more requests came, and return what it printed if it was done before."""
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "ft_data_tests.synthesis.child", address, str(path), json.dumps(settings), str(count)]  # fmt: skip
    child = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True)
    start = len(teacher.requests)
    while len(teacher.requests) < start + after and child.poll() is None:
        time.sleep(0.001)
    if child.poll() is None:
        os.kill(child.pid, signal.SIGKILL)
    said = child.communicate()[0]
    return json.loads(said) if child.returncode == 0 else None


def kill_and_go_on(tmp_path, rows, kills, rng):
    path, cap, hang = tmp_path / "teachers.sqlite", rows * 0.7, 1.5
    settings = {"rows": rows, "requests": rows, "teacher": {**PRICES, "max_cost": cap, "timeout": 0.5, "parallel": 8, "max_tokens": 64}}  # fmt: skip
    with serving(troubled(hang)) as teacher:
        for _ in range(kills):
            killed(path, teacher.address, settings, rows, rng.randrange(1, rows // kills), teacher)
            paid = sum(teacher.paid.values()) * EACH
            store = Store(path)
            assert paid <= store.spent("made") <= cap
            store.close()
        done = killed(path, teacher.address, settings, rows, 10**9, teacher)
        assert done is not None
        time.sleep(hang)  # what hangs is answered, to nobody
        assert max(teacher.paid.values()) == 1, "paid twice"
        store = Store(path)
        assert sum(teacher.paid.values()) * EACH <= store.spent("made") <= cap
        store.close()
        counts = done["account"]
        assert sum(counts.values()) == rows and counts.get("pending", 0) == 0, counts
        assert counts["accepted"] > rows / 2 and 0 < counts["interrupted"] <= kills * 8
        assert {"timed_out", "no_completion", "truncated", "context_exceeded", "bad_format"} <= counts.keys()
        return counts, teacher


def test_kills_pay_nothing_twice_and_every_request_has_an_end(tmp_path):
    kill_and_go_on(tmp_path, 120, 2, random.Random(4))


@pytest.mark.slow
def test_twenty_kills_among_five_hundred_requests(tmp_path):
    counts, teacher = kill_and_go_on(tmp_path, 500, 20, random.Random(7))
    print(counts, len(teacher.requests), sum(teacher.paid.values()))


def test_forgetting_takes_the_answers_about_a_row_and_nothing_that_it_cost(store, tmp_path):
    with serving() as teacher:
        one = generator(teacher.address, rows=3, teacher=PRICES)
        plan = planned(one, 3)
        made(one, plan, store)
        spent = store.spent("made")
        assert store.gone([plan[1].passage.record_id]) == 1 and store.spent("made") == spent
        assert plan[1].key not in store.answers([r.key for r in plan]) and len(store.answers([r.key for r in plan])) == 2  # fmt: skip
    assert b"berths in basin" in (tmp_path / "teachers.sqlite").read_bytes()
    store.gone([request.passage.record_id for request in plan])
    assert not any(b"berths in basin" in path.read_bytes() for path in tmp_path.iterdir())


def test_draws_are_spread():
    assert len({draw({"seed": k}) % 20 for k in range(200)}) == 20
