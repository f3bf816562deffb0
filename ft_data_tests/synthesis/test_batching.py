"""A teacher that is asked by batches, over real HTTP: each request is paid once, whenever the process is killed."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time

import pytest

from bench.support.batches import serving_batches
from bench.support.teacher import serving
from ft_data.endpoint import batch, client
from ft_data.endpoint.client import EndpointRefused
from ft_data.synthesis.batching import INCOMPLETE
from ft_data.synthesis.generation import generate
from ft_data.synthesis.plan import first
from ft_data.synthesis.teaching import asker
from ft_data_tests.realdata import ROOT
from ft_data_tests.synthesis.made import EACH, PRICES, generator, planned

BATCHED = {**PRICES, "batch": True}


def made(one, plan, store):
    ask = asker(one, "made", store, pause=lambda seconds: None)
    return generate(plan, one.rows, ask, lambda wave, kept: ({m.request.key: None for m in wave}, None))


def test_a_batch_makes_the_rows_and_the_second_run_asks_nothing(store):
    with serving_batches() as teacher:
        one = generator(teacher.address, rows=7, teacher=BATCHED)
        plan = planned(one, 9)
        assert made(one, plan, store).account() == {"accepted": 7}
        assert len(teacher.batches) == 1 and sum(teacher.paid.values()) == 7
        assert store.spent("made") == pytest.approx(7 * EACH) and store.batches("made") == []
        asked = len(teacher.requests)
        assert made(one, plan, store).account() == {"accepted": 7} and len(teacher.requests) == asked


def test_what_a_batch_leaves_out_is_pending_and_costs_nothing(store):
    with serving_batches(left=lambda number: number % 2 == 1) as teacher:
        one = generator(teacher.address, rows=6, requests=6, teacher=BATCHED)
        found = made(one, planned(one, 6), store)
        assert found.account() == {"accepted": 3, "pending": 3} and found.exhausted == INCOMPLETE
        assert store.spent("made") == pytest.approx(3 * EACH)
        teacher.left = lambda number: False
        assert made(one, planned(one, 6), store).account() == {"accepted": 6}
        assert max(teacher.paid.values()) == 1


def test_a_batch_is_no_larger_than_the_money_that_is_left(store):
    with serving_batches() as teacher:
        one = generator(teacher.address, rows=20, teacher={**BATCHED, "max_cost": 5.0})
        found = made(one, planned(one, 20), store)
        assert found.exhausted == "the budget is reached" and 0 < len(found.accepted()) < 20
        assert store.spent("made") <= 5.0


def test_a_batch_is_found_behind_any_number_of_newer_ones():
    """Others use the same account while a process is away."""
    with serving_batches() as teacher:
        to = client.line("the teacher", generator(teacher.address).teacher)
        made = batch.create(to, {"a": b"{}"}, "ours")
        for number in range(250):
            teacher.batches[f"other_{number}"] = {"id": f"other_{number}", "metadata": None}
        assert batch.find(to, "ours") == made and batch.find(to, "nobody") is None


def test_a_batch_under_way_is_not_forgotten_where_its_key_is_refused_for_a_while(store):
    def leave(seconds):
        raise KeyboardInterrupt

    with serving_batches() as teacher:
        one = generator(teacher.address, rows=4, requests=4, teacher=BATCHED)
        plan, answered = planned(one, 4), teacher.answered
        with pytest.raises(KeyboardInterrupt):
            asker(one, "made", store, pause=leave)([first(request) for request in plan])
        held = store.spent("made")
        teacher.answered = lambda *request: (401, {}, b"{}")
        with pytest.raises(EndpointRefused):
            made(one, plan, store)
        assert store.spent("made") == held > 0 and len(store.batches("made")) == 1
        teacher.answered = answered
        assert made(one, plan, store).account() == {"accepted": 4}
        assert len(teacher.batches) == 1 and store.spent("made") == pytest.approx(4 * EACH)


def test_an_endpoint_without_batches_is_refused_and_costs_nothing(store):
    with serving(lambda request, before: (404, {}, b"{}")) as teacher:
        teacher.answered = lambda path, headers, raw: (404, {}, b"{}")
        one = generator(teacher.address, rows=2, teacher=BATCHED)
        with pytest.raises(EndpointRefused, match="HTTP 404"):
            made(one, planned(one, 2), store)
        assert store.spent("made") == 0 and store.batches("made") == []


def test_what_is_forgotten_while_a_batch_is_under_way_is_not_kept(store):
    class Killed(Exception):
        pass

    def kill(seconds):
        raise Killed

    with serving_batches() as teacher:
        one = generator(teacher.address, rows=3, teacher=BATCHED)
        calls = [*map(first, planned(one, 3)[:3])]
        with pytest.raises(Killed):
            asker(one, "made", store, pause=kill)(calls)
        store.gone(calls[1].parents)
        left = [calls[0], calls[2]]
        answers, _ = asker(one, "made", store, pause=lambda seconds: None)(left)
        assert set(answers) == {one.key for one in left} and len(teacher.batches) == 1
        said = store.answers([calls[1].key])[
            calls[1].key
        ]  # it may have been billed, and its text is not here
        assert said.state == "interrupted" and said.content is None and max(teacher.paid.values()) == 1


def test_kills_make_no_second_batch_of_the_same_requests(tmp_path):
    path, rows, rng = tmp_path / "teachers.sqlite", 12, random.Random(5)
    settings = {"rows": rows, "requests": rows, "teacher": BATCHED}
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    with serving_batches(looks=60) as teacher:
        command = [sys.executable, "-m", "ft_data_tests.synthesis.child", teacher.address, str(path), json.dumps(settings), str(rows)]  # fmt: skip
        for after in (2, 3, rng.randrange(4, 20)):
            child = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True)
            start = len(teacher.requests)
            while len(teacher.requests) < start + after and child.poll() is None:
                time.sleep(0.0005)
            os.kill(child.pid, signal.SIGKILL)
            child.communicate()
        done = subprocess.run(command, env=env, capture_output=True, text=True)
        assert json.loads(done.stdout)["account"] == {"accepted": rows}, done.stderr
        made = [batch for batch in teacher.batches.values() if batch["looked"]]
        assert len(made) == 1 and max(teacher.paid.values()) == 1 and sum(teacher.paid.values()) == rows
