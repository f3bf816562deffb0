"""Asking a judge about rows: what is known is not asked again, failures are tried again, the budget is a wall."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import NamedTuple

from ft_data.recipe.fitted import Judge
from ft_data.signals.judge import client, wording
from ft_data.signals.judge.store import Store

_MOST_WAIT = 60.0  # seconds between two tries
_GIVE_UP = 5  # rows in a row that failed after all tries: the endpoint is away


class Question(NamedTuple):
    """One row to rate."""

    record_id: str
    prompt: str
    response: str


@dataclass
class Outcome:
    """What came of asking. ``stopped`` says why not all were asked; figures only, no text."""

    counts: Counter[str] = field(default_factory=Counter)  # known | rated | malformed | failed | not_asked
    spent: float = 0.0
    stopped: str | None = None


def ask(
    judge: Judge,
    questions: Iterable[Question],
    store: Store,
    pause: Callable[[float], None] = time.sleep,
    heard: Callable[[int], None] = lambda rows: None,
) -> Outcome:
    """Rate rows. Every answer is stored as it arrives, so a killed run goes on where it was.

    ``pause`` waits between tries; ``heard`` is told how many rows are through. Raises client.EndpointRefused when the endpoint
    will never answer; answers stored until then stay.
    """
    version, outcome = wording.version(judge), Outcome()
    listed = list(questions)
    keys = [wording.key(version, q.prompt, q.response) for q in listed]
    known = store.answers(keys)
    outcome.counts["known"] = sum(key in known for key in keys)
    waiting = {key: q for key, q in zip(keys, listed, strict=True) if key not in known}
    heard(outcome.counts["known"])
    if waiting:
        secret = client.key_of(judge)
        _Asking(judge, version, store, secret, pause, heard, outcome).run(iter(waiting.items()))
    outcome.counts["not_asked"] = len(waiting) - sum(
        outcome.counts[name] for name in ("rated", "malformed", "failed")
    )
    outcome.spent = store.spent(judge.name)
    return outcome


class _Asking:
    """The state that the threads of one run share."""

    def __init__(
        self, judge: Judge, version: str, store: Store, secret: str | None, pause: Callable[[float], None],
        heard: Callable[[int], None], outcome: Outcome,
    ):  # fmt: skip
        self._judge, self._version, self._store, self._secret = judge, version, store, secret
        self._pause, self._heard, self._outcome = pause, heard, outcome
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._failures = 0
        self._refused: client.EndpointRefused | None = None

    def run(self, waiting: Iterator[tuple[str, Question]]) -> None:
        with ThreadPoolExecutor(self._judge.parallel) as pool:
            for worker in [pool.submit(self._work, waiting) for _ in range(self._judge.parallel)]:
                worker.result()
        if self._refused:
            raise self._refused

    def _work(self, waiting: Iterator[tuple[str, Question]]) -> None:
        while not self._stop.is_set():
            with self._lock:
                following = next(waiting, None)
            if following is None:
                return
            try:
                said = self._one(*following)
            except client.EndpointRefused as refused:
                self._refused = refused
                self._stop.set()
                return
            except BaseException:
                self._stop.set()
                raise
            if said is None:
                return
            with self._lock:
                self._outcome.counts[said] += 1
                self._failures = self._failures + 1 if said == "failed" else 0
                if self._failures >= _GIVE_UP:
                    self._end("the endpoint is away")
                self._heard(1)

    def _one(self, key: str, question: Question) -> str | None:
        """Ask about one row until there is an answer; None when the budget is reached."""
        body = client.body_of(self._judge, wording.messages(self._judge, question.prompt, question.response))
        most = self._cost(wording.most_tokens(body), self._judge.max_tokens)
        for number in range(self._judge.retries + 1):
            reservation = self._store.reserve(self._judge.name, most, self._judge.max_cost)
            if reservation is None:
                self._end("the budget is reached")
                return None
            try:
                reply = client.call(self._judge, body, self._secret)
            except client.EndpointRefused:
                self._store.settle(reservation, 0.0)
                raise
            except client.Busy as busy:
                if not busy.billed:
                    self._store.settle(reservation, 0.0)
                if number < self._judge.retries and not self._stop.is_set():
                    self._pause(min(busy.wait if busy.wait is not None else 2.0**number, _MOST_WAIT))
                continue
            return self._keep(reservation, key, question, body, reply)
        return "failed"

    def _keep(self, reservation: int, key: str, question: Question, body: bytes, reply: client.Reply) -> str:
        tokens = (
            wording.most_tokens(body) if reply.tokens_in is None else reply.tokens_in,
            self._judge.max_tokens if reply.tokens_out is None else reply.tokens_out,
        )
        scores = reason = None
        try:
            rating = wording.parse(self._judge, reply.content)
            state, scores, reason = "rated", json.dumps(rating.scores, sort_keys=True), rating.reason
        except wording.Malformed:
            state = "malformed"
        self._store.keep(
            reservation, self._cost(*tokens), key=key, judge=self._judge.name, version=self._version,
            record_id=question.record_id, state=state, scores=scores, reason=reason,
            tokens_in=reply.tokens_in, tokens_out=reply.tokens_out,
        )  # fmt: skip
        return state

    def _cost(self, tokens_in: int, tokens_out: int) -> float:
        return (tokens_in * self._judge.price_in + tokens_out * self._judge.price_out) / 1e6

    def _end(self, why: str) -> None:
        self._outcome.stopped = self._outcome.stopped or why
        self._stop.set()
