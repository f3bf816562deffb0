"""A judge over real HTTP: every answer kept, never over the budget, nothing asked twice, no secret shown."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ft_data.endpoint import client
from ft_data.recipe.fitted import Judge
from ft_data.signals.judge import wording
from ft_data.signals.judge.ask import Question, ask
from ft_data.signals.judge.store import Store
from ft_data_tests.realdata import ROOT
from ft_data_tests.signals.judge.server import completion, good, judge, serving

ROWS = [Question(f"r{k:03d}", f"What is {k}?", "word " * (k % 9 + 1)) for k in range(12)]


@pytest.fixture
def store(tmp_path):
    found = Store(tmp_path / "judges.sqlite")
    yield found
    found.close()


def ratings(store: Store, one: Judge, rows=ROWS) -> list:
    version = wording.version(one)
    keys = [wording.key(version, q.prompt, q.response) for q in rows]
    found = store.answers(keys)
    return [found[key].scores and found[key].scores["useful"] if key in found else None for key in keys]


def test_every_row_is_rated_once_and_the_second_run_asks_nothing(store):
    with serving() as endpoint:
        one = judge(endpoint)
        heard: list[int] = []
        first = ask(one, ROWS, store, heard=heard.append)
        assert first.counts["rated"] == len(ROWS) == len(endpoint.requests) == sum(heard)
        assert ratings(store, one) == [1.0 + min(4, len(q.response) // 10) for q in ROWS]
        again = ask(one, [*ROWS, Question("twin", ROWS[0].prompt, ROWS[0].response)], store)
        assert (again.counts["known"], again.counts["rated"], len(endpoint.requests)) == (13, 0, 12)
        request = endpoint.requests[0]
        assert request["path"] == "/v1/chat/completions" and request["model"] == "tiny"
        assert request["temperature"] == 0 and "5 solves the problem" in request["messages"][0]["content"]
        other = judge(endpoint, rubric={"useful": "5 is polite"})
        assert ask(other, ROWS[:2], store).counts["rated"] == 2  # another rubric is another judge


def test_busy_endpoints_are_asked_again_and_waiting_is_theirs_to_say(store):
    def busy(number, request):
        if number == 0:
            return 429, {"Retry-After": "7"}, b"{}"
        return (503, {}, b"") if number == 1 else good(number, request)

    waits: list[float] = []
    with serving(busy) as endpoint:
        one = judge(endpoint, parallel=1)
        assert ask(one, ROWS[:2], store, pause=waits.append).counts["rated"] == 2
    assert waits == [7.0, 2.0] and len(endpoint.requests) == 4


def test_an_endpoint_that_is_away_ends_the_run_and_the_next_one_goes_on(store):
    with serving() as endpoint:
        one = judge(endpoint, retries=1)
    outcome = ask(one, ROWS, store, pause=lambda seconds: None)  # nobody listens there any more
    assert outcome.stopped == "the endpoint is away"
    assert outcome.counts["rated"] == 0 and outcome.counts["failed"] + outcome.counts["not_asked"] == len(
        ROWS
    )
    assert outcome.spent == 0
    with serving() as endpoint:
        later = judge(endpoint)
        assert ask(later, ROWS, store).counts["rated"] == len(ROWS)


@pytest.mark.parametrize(
    "content",
    [
        "Great answer!", "", None, 7, "{", '{"scores": {"useful": 9}}', '{"scores": {"useful": "five"}}', '{"scores": {}}',
        '{"scores": {"useful": true}}', '{"scores": {"useful": NaN}}', "[1]", '{"scores": [5]}', "{" * 5000,
        f'{{"scores": {{"useful": {10**400}}}}}',
    ],
)  # fmt: skip
def test_a_malformed_answer_is_no_rating_is_paid_for_and_not_asked_again(store, content):
    with serving(lambda number, request: completion(content)) as endpoint:
        one = judge(endpoint, price_in=1.0, price_out=2.0)
        outcome = ask(one, ROWS[:1], store)
        assert outcome.counts["malformed"] == 1 and ratings(store, one, ROWS[:1]) == [None]
        assert outcome.spent == pytest.approx((100 * 1.0 + 20 * 2.0) / 1e6)
        assert ask(one, ROWS[:1], store).counts["known"] == 1 and len(endpoint.requests) == 1


@pytest.mark.parametrize(
    "content",
    [
        '```json\n{"scores": {"useful": 4}, "reason": "ok"}\n```',
        'Sure: {"scores": {"useful": 4.0}, "reason": 3} Done.',
    ],
)
def test_answers_in_a_fence_or_with_words_around_are_read(content):
    one = Judge(name="j", endpoint="http://127.0.0.1/v1", model="m", rubric={"useful": "5 helps"})
    assert wording.parse(one, content).scores == {"useful": 4.0}


def test_half_a_character_in_a_reason_is_shown_as_one_and_kept(store):
    said = '{"scores": {"useful": 4}, "reason": "so \\ud800"}'
    with serving(lambda number, request: completion(said)) as endpoint:
        assert ask(judge(endpoint), ROWS[:1], store).counts["rated"] == 1


@given(st.text(max_size=80))
def test_any_answer_is_a_rating_or_malformed(content):
    one = Judge(name="j", endpoint="http://127.0.0.1/v1", model="m", rubric={"useful": "5 helps"})
    try:
        assert 1 <= wording.parse(one, content).scores["useful"] <= 5
    except wording.Malformed:
        pass


def test_what_is_no_completion_is_tried_again_and_may_have_cost(store):
    bodies = [b"<html>", b'{"choices": []}']
    with serving(lambda n, r: (200, {}, bodies[n]) if n < 2 else good(n, r)) as endpoint:
        one = judge(endpoint, price_in=1.0, price_out=1.0, parallel=1)
        outcome = ask(one, ROWS[:1], store, pause=lambda seconds: None)
    assert outcome.counts["rated"] == 1 and outcome.spent > 2 * one.max_tokens / 1e6


def test_the_budget_is_never_passed_and_raising_it_goes_on(store):
    with serving() as endpoint:
        prices = {"price_in": 1000.0, "price_out": 1000.0}  # 0.12 a call by the endpoint's count
        one = judge(endpoint, max_cost=2.0, parallel=1, **prices)
        outcome = ask(one, ROWS, store)
        assert outcome.stopped == "the budget is reached"
        assert 0 < outcome.counts["rated"] < len(ROWS) and outcome.counts["not_asked"] > 0
        assert outcome.spent <= 2.0 and outcome.spent == pytest.approx(0.12 * outcome.counts["rated"])
        assert ask(one, ROWS, store).counts["rated"] == 0  # the budget is over all runs
        crowd = judge(endpoint, max_cost=2.1, parallel=8, **prices)
        assert ask(crowd, ROWS, store).spent <= 2.1
        richer = judge(endpoint, max_cost=10.0, **prices)
        assert ask(richer, ROWS, store).counts["rated"] <= len(ROWS) - outcome.counts["rated"]
        assert None not in ratings(store, one) and len(endpoint.requests) == len(ROWS)


def test_without_usage_the_most_it_can_have_cost_is_counted(store):
    with serving(lambda n, r: completion('{"scores": {"useful": 3}}', tokens=None)) as endpoint:
        one = judge(endpoint, price_in=1.0, price_out=1.0, max_cost=1.0)
        body = client.body_of(one, wording.messages(one, ROWS[0].prompt, ROWS[0].response))
        assert ask(one, ROWS[:1], store).spent == pytest.approx((len(body) + 64 + one.max_tokens) / 1e6)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 302])
def test_a_refusal_stops_at_once_and_says_why(store, status):
    with serving(lambda n, r: (status, {"Location": "http://127.0.0.1:1/"}, b'{"error": "no"}')) as endpoint:
        with pytest.raises(client.EndpointRefused, match=f"HTTP {status}"):
            ask(judge(endpoint, parallel=1), ROWS, store)
        assert len(endpoint.requests) == 1 and store.spent("helpful") == 0


def test_the_key_travels_in_its_header_and_is_shown_nowhere(store, monkeypatch, caplog, capfd, tmp_path):
    secret = "sk-" + "q" * 20
    monkeypatch.setenv("JUDGE_KEY", secret)
    caplog.set_level(logging.DEBUG)
    with serving() as endpoint:
        one = judge(endpoint, key_env="JUDGE_KEY")
        ask(one, ROWS[:2], store)
        assert {h["Authorization"] for h in endpoint.headers} == {f"Bearer {secret}"}
    with serving(lambda n, r: (401, {}, b"")) as endpoint, pytest.raises(client.EndpointRefused) as refused:
        ask(judge(endpoint, key_env="JUDGE_KEY"), ROWS[2:3], store)
    assert "JUDGE_KEY" in str(refused.value) and secret not in str(refused.value)
    assert secret not in caplog.text + "".join(capfd.readouterr()) + repr(one) + json.dumps(one.model_dump())
    assert not any(secret.encode() in path.read_bytes() for path in tmp_path.iterdir())
    monkeypatch.delenv("JUDGE_KEY")
    with serving() as endpoint, pytest.raises(client.EndpointRefused, match="JUDGE_KEY is not set"):
        ask(judge(endpoint, key_env="JUDGE_KEY"), ROWS[3:4], store)
    assert not endpoint.requests


def test_no_proxy_of_the_environment_sees_the_rows(store, monkeypatch):
    with serving() as proxy, serving() as endpoint:
        monkeypatch.setenv("http_proxy", proxy.address)
        monkeypatch.setenv("no_proxy", "")
        assert ask(judge(endpoint), ROWS[:1], store).counts["rated"] == 1
        assert not proxy.requests


_CHILD = """
import sys
from pathlib import Path
from ft_data.recipe.fitted import Judge
from ft_data.signals.judge.ask import Question, ask
from ft_data.signals.judge.store import Store
one = Judge(name="helpful", endpoint=sys.argv[1], model="tiny", rubric={"useful": "5 solves the problem"}, parallel=2,
            price_in=1.0, price_out=1.0)
rows = [Question(f"r{k:03d}", f"What is {k}?", "word " * (k % 9 + 1)) for k in range(40)]
ask(one, rows, Store(Path(sys.argv[2])))
"""


def test_a_killed_run_goes_on_where_it_was_and_its_money_is_not_forgotten(tmp_path):
    path = tmp_path / "judges.sqlite"
    rows = [Question(f"r{k:03d}", f"What is {k}?", "word " * (k % 9 + 1)) for k in range(40)]
    with serving(delay=0.02) as endpoint:
        env = {**os.environ, "PYTHONPATH": str(ROOT)}
        child = subprocess.Popen([sys.executable, "-c", _CHILD, endpoint.address, str(path)], env=env)
        while len(endpoint.requests) < 10 and child.poll() is None:
            time.sleep(0.005)
        os.kill(child.pid, signal.SIGKILL)
        assert child.wait() == -signal.SIGKILL
        before = len(endpoint.requests)
        one = judge(endpoint, price_in=1.0, price_out=1.0)
        store = Store(path)
        kept = sum(score is not None for score in ratings(store, one, rows))
        assert before - 2 <= kept <= before < 40  # what was under way at the kill is all that was lost
        lost = store.spent("helpful") - kept * 120 / 1e6
        outcome = ask(one, rows, store)
        assert (outcome.counts["known"], outcome.counts["rated"]) == (kept, 40 - kept)
        assert len(endpoint.requests) == before + 40 - kept
        assert None not in ratings(store, one, rows)
        assert outcome.spent == pytest.approx(40 * 120 / 1e6 + lost) and lost >= 0
        store.close()


def test_forgetting_deletes_what_was_said_but_not_what_it_cost(store):
    with serving() as endpoint:
        one = judge(endpoint, price_in=1.0)
        spent = ask(one, ROWS[:3], store).spent
        assert store.forget(["r001"]) == 1
        assert ratings(store, one, ROWS[:3])[1] is None and store.spent("helpful") == spent


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"endpoint": "http://judge.example.org/v1"}, "must be https"),
        ({"endpoint": "https://judge.example.org/v1"}, "max_cost"),
        ({"endpoint": "https://judge.example.org/v1", "max_cost": 1.0}, "price_in"),
        ({"endpoint": "ftp://127.0.0.1/v1"}, "base address"),
        ({"endpoint": "http://me:secret@127.0.0.1/v1"}, "base address"),
        ({"endpoint": "https://127.0.0.1.example.org/v1"}, "max_cost"),
        ({"rubric": {}}, "at least 1"),
    ],
)
def test_a_recipe_cannot_send_rows_away_by_accident(more, says):
    given_ = {"name": "j", "endpoint": "http://127.0.0.1:1/v1", "model": "m", "rubric": {"useful": "5 helps"}}
    with pytest.raises(ValueError, match=says):
        Judge.model_validate(given_ | more)
