"""Asking many questions: in parallel, again where that may help, never over the budget, stopped when it is no use.

What is done with an answer is the asker's (`Asker`). Two policies differ: a question whose call may have been billed is
asked again (``again``: the asker wants this answer, and pays within the budget), or it is kept as what became of it.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Protocol

from ft_data.endpoint import client
from ft_data.endpoint.spending import Spending

MOST_WAIT = 60.0  # seconds between two tries
GIVE_UP = 5  # questions in a row that failed after all tries: the endpoint is away
LOST = 5  # calls in a row that came to nothing and may have been billed: no more of them
BUDGET, AWAY = "the budget is reached", "the endpoint is away"
UNANSWERED = "no call comes to an answer, and each may be billed: see `timeout` and the endpoint"


@dataclass
class Outcome:
    """What came of asking. ``stopped`` says why not all were asked; figures only, no text."""

    counts: Counter[str] = field(default_factory=Counter)  # by what `Asker` said; failed: after all tries
    spent: float = 0.0
    stopped: str | None = None


class Asker(Protocol):
    """Keeps what comes of a question, with its price, as one transaction; each returns the name to count it under."""

    def answered(self, reservation: int, amount: float, key: str, reply: client.Reply) -> str:
        """Keep an answer."""

    def unanswered(self, reservation: int, amount: float, key: str, state: str) -> str:
        """Keep why there is no answer and will be none: the request is too long, or its call may have been billed."""


Question = tuple[str, bytes]  # its key, and the bytes of the request


def ask(
    line: client.Line,
    name: str,
    questions: Iterable[Question],
    spending: Spending,
    asker: Asker,
    *,
    again: bool,
    pause: Callable[[float], None] = time.sleep,
    heard: Callable[[int], None] = lambda rows: None,
) -> Outcome:
    """Ask questions, whose money is on the account ``name``. Whatever comes is kept as it comes: a killed run goes on.

    ``pause`` waits between tries; ``heard`` is told how many questions are through. Raises client.EndpointRefused when the
    endpoint will never answer; what was kept until then stays.
    """
    outcome = Outcome()
    _Asking(line, name, spending, asker, again, pause, heard, outcome).run(iter(questions))
    outcome.spent = spending.spent(name)
    return outcome


class _Asking:
    """The state that the threads of one run share."""

    def __init__(
        self, line: client.Line, name: str, spending: Spending, asker: Asker, again: bool,
        pause: Callable[[float], None], heard: Callable[[int], None], outcome: Outcome,
    ):  # fmt: skip
        self._line, self._name, self._spending, self._asker = line, name, spending, asker
        self._again, self._pause, self._heard, self._outcome = again, pause, heard, outcome
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._failures = self._lost = 0
        self._refused: client.EndpointRefused | None = None

    def run(self, waiting: Iterator[Question]) -> None:
        parallel = self._line.to.parallel
        with ThreadPoolExecutor(parallel) as pool:
            for worker in [pool.submit(self._work, waiting) for _ in range(parallel)]:
                worker.result()
        if self._refused:
            raise self._refused

    def _work(self, waiting: Iterator[Question]) -> None:
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
                if self._failures >= GIVE_UP:
                    self._end(AWAY)
                self._heard(1)

    def _one(self, key: str, body: bytes) -> str | None:
        """Ask one question until something comes of it; None when the budget is reached."""
        to = self._line.to
        most = to.cost(client.most_tokens(body), to.max_tokens)
        for number in range(to.retries + 1):
            reservation = self._spending.reserve(self._name, most, to.max_cost, key)
            if reservation is None:
                self._end(BUDGET)
                return None
            try:
                reply = client.call(self._line, body)
            except client.EndpointRefused:
                self._spending.settle(reservation, 0.0)
                raise
            except client.TooLong:
                return self._asker.unanswered(reservation, 0.0, key, "context_exceeded")
            except client.Busy as busy:
                if not busy.billed:
                    self._spending.settle(reservation, 0.0)
                elif not to.free:
                    self._count_lost()
                    if not self._again:
                        return self._asker.unanswered(reservation, most, key, busy.state)
                if self._stop.is_set():
                    return "failed"
                if number < to.retries:
                    self._pause(min(busy.wait if busy.wait is not None else 2.0**number, MOST_WAIT))
                continue
            self._lost = 0
            tokens_in = client.most_tokens(body) if reply.tokens_in is None else reply.tokens_in
            tokens_out = to.max_tokens if reply.tokens_out is None else reply.tokens_out
            return self._asker.answered(reservation, to.cost(tokens_in, tokens_out), key, reply)
        return "failed"

    def _count_lost(self) -> None:
        with self._lock:
            self._lost += 1
            if self._lost >= LOST:
                self._end(UNANSWERED)

    def _end(self, why: str) -> None:
        self._outcome.stopped = self._outcome.stopped or why
        self._stop.set()
