"""Asking a teacher by batches: what is sent is written down before it leaves, and a killed process goes on waiting.

Every request is reserved, stored with the token of its batch, and sent once: a batch whose creation was cut short is looked for at
the endpoint by its token before it is created again.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import TypeVar

from ft_data.endpoint import batch, client
from ft_data.endpoint.asking import AWAY, BUDGET, MOST_WAIT, Outcome, Question
from ft_data.endpoint.client import Busy, EndpointRefused, Line
from ft_data.synthesis.store import Keeper, Store

Found = TypeVar("Found")
INCOMPLETE = "a batch came back without all of its answers"
_WAIT = 5.0  # seconds until a batch is looked at again; doubled each time


def ask(
    line: Line,
    name: str,
    questions: Iterable[Question],
    store: Store,
    keeper: Keeper,
    pause: Callable[[float], None],
    heard: Callable[[int], None] = lambda requests: None,
) -> Outcome:
    """Ask questions, whose money is on the account ``name``, and wait. Batches that were under way come first.

    Raises EndpointRefused when the endpoint has no batches, or refuses these; what was refused at once costs nothing.
    """
    outcome = Outcome()
    try:
        for token in store.batches(name):
            _finish(line, token, store, keeper, pause, heard, outcome, fresh=False)
        wanted = dict(questions)
        known = store.answers(wanted)
        token = secrets.token_hex(12)
        for key, body in wanted.items():
            if key in known:
                continue
            most = line.to.cost(client.most_tokens(body), line.to.max_tokens)
            if not store.batch(token, name, key, body, most, line.to.max_cost):
                outcome.stopped = BUDGET
                break
        if store.batched(token):
            _finish(line, token, store, keeper, pause, heard, outcome, fresh=True)
    except Busy:
        outcome.stopped = AWAY
    outcome.spent = store.spent(name)
    return outcome


def _finish(
    line: Line,
    token: str,
    store: Store,
    keeper: Keeper,
    pause: Callable[[float], None],
    heard: Callable[[int], None],
    outcome: Outcome,
    fresh: bool,
) -> None:
    """Send a batch that was not sent yet, wait until it is over, and keep what came of it."""
    sent = store.batched(token)
    found = _sent(line, token, {key: body for key, (_, body) in sent.items()}, store, pause, fresh)
    wait = _WAIT
    while not found.over:
        pause(wait)
        wait = min(2 * wait, MOST_WAIT)
        found = _again(line, pause, partial(batch.look, line, found.id))
    left = dict(sent)
    for key, came in _again(line, pause, lambda: [*batch.answers(line, found)]):
        if key not in left:
            continue
        reservation, body = left.pop(key)
        if isinstance(came, str):
            outcome.counts[keeper.unanswered(reservation, 0.0, key, came)] += 1
        else:
            read = client.most_tokens(body) if came.tokens_in is None else came.tokens_in
            written = line.to.max_tokens if came.tokens_out is None else came.tokens_out
            outcome.counts[keeper.answered(reservation, line.to.cost(read, written), key, came)] += 1
        heard(1)
    store.unbatch(token, answered=sent.keys() - left.keys())
    if left:
        outcome.stopped = INCOMPLETE


def _sent(
    line: Line,
    token: str,
    bodies: Mapping[str, bytes],
    store: Store,
    pause: Callable[[float], None],
    fresh: bool,
) -> batch.Batch:
    """Return the batch of a token; it is created where the endpoint does not know it.

    Who is refused forgets a batch only where no try before could have made it: another one would be paid for as well.
    """
    unmade = fresh

    def tried() -> batch.Batch:
        nonlocal unmade
        try:
            return batch.find(line, token) or batch.create(line, bodies, token)
        except Busy:
            unmade = False
            raise

    try:
        return _again(line, pause, tried)
    except EndpointRefused:
        if unmade:
            store.unbatch(token)
        raise


def _again(line: Line, pause: Callable[[float], None], tried: Callable[[], Found]) -> Found:
    """Try until the endpoint is not busy. Raises Busy when it stays so."""
    for number in range(line.to.retries):
        try:
            return tried()
        except Busy as busy:
            pause(min(busy.wait if busy.wait is not None else 2.0**number, MOST_WAIT))
    return tried()
