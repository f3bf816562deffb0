"""Asking a judge about rows: what is known is not asked again, failures are tried again, the budget is a wall."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable
from typing import NamedTuple

from ft_data.endpoint import asking, client
from ft_data.endpoint.asking import Outcome
from ft_data.recipe.fitted import Judge
from ft_data.signals.judge import wording
from ft_data.signals.judge.store import Store


class Question(NamedTuple):
    """One row to rate."""

    record_id: str
    prompt: str
    response: str


def ask(
    judge: Judge,
    questions: Iterable[Question],
    store: Store,
    pause: Callable[[float], None] = time.sleep,
    heard: Callable[[int], None] = lambda rows: None,
) -> Outcome:
    """Rate rows: counts of known, rated, malformed, failed and not_asked ones. Every answer is stored as it arrives.

    ``pause`` waits between tries; ``heard`` is told how many rows are through. Raises client.EndpointRefused when the endpoint
    will never answer; answers stored until then stay.
    """
    version, outcome = wording.version(judge), Outcome()
    listed = list(questions)
    keys = [wording.key(version, q.prompt, q.response) for q in listed]
    known = store.answers(keys)
    waiting = {key: q for key, q in zip(keys, listed, strict=True) if key not in known}
    about = sum(key in known for key in keys)
    heard(about)
    if waiting:
        bodies = (
            (key, client.body_of(judge, wording.messages(judge, q.prompt, q.response)))
            for key, q in waiting.items()
        )
        asker = _Rating(judge, version, store, waiting)
        line = client.line(f"judge `{judge.name}`", judge)
        outcome = asking.ask(line, judge.name, bodies, store, asker, again=True, pause=pause, heard=heard)
    outcome.counts["known"] = about
    outcome.counts["not_asked"] = len(waiting) - sum(
        outcome.counts[name] for name in ("rated", "malformed", "failed")
    )
    outcome.spent = store.spent(judge.name)
    return outcome


class _Rating:
    """Keeps ratings."""

    def __init__(self, judge: Judge, version: str, store: Store, about: dict[str, Question]):
        self._judge, self._version, self._store, self._about = judge, version, store, about

    def answered(self, reservation: int, amount: float, key: str, reply: client.Reply) -> str:
        try:
            rating = wording.parse(self._judge, reply.content)
        except wording.Malformed:
            return self._keep(reservation, amount, key, "malformed", reply=reply)
        scores = json.dumps(rating.scores, sort_keys=True)
        return self._keep(reservation, amount, key, "rated", scores, rating.reason, reply)

    def unanswered(self, reservation: int, amount: float, key: str, state: str) -> str:
        return self._keep(reservation, amount, key, "malformed")

    def _keep(
        self, reservation: int, amount: float, key: str, state: str, scores: str | None = None,
        reason: str | None = None, reply: client.Reply | None = None,
    ) -> str:  # fmt: skip
        self._store.keep(
            reservation, amount, "answer", key=key, judge=self._judge.name, version=self._version,
            record_id=self._about[key].record_id, state=state, scores=scores, reason=reason,
            tokens_in=reply.tokens_in if reply else None, tokens_out=reply.tokens_out if reply else None,
        )  # fmt: skip
        return state
