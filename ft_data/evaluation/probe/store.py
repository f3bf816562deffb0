"""What a probed model answered, beside what that cost: one SQLite file per dataset. An answer that is there is never asked for again.

A model may say again what it learned of somebody, so answers are masked before they are kept.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence

from ft_data.endpoint import asking, client
from ft_data.endpoint.asking import Outcome
from ft_data.endpoint.spending import Spending
from ft_data.recipe.probe import Probe

ACCOUNT = "probe"


class Store(Spending):
    """Answers by key."""

    SCHEMA = """
    CREATE TABLE IF NOT EXISTS said (
      key TEXT PRIMARY KEY, state TEXT NOT NULL, content TEXT, tokens_in INTEGER, tokens_out INTEGER,
      at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))) STRICT
    """

    def answers(self, keys: Iterable[str]) -> dict[str, str | None]:
        """Return what is known: the answer, None where there will be none."""
        wanted = list(dict.fromkeys(keys))
        found: dict[str, str | None] = {}
        for start in range(0, len(wanted), 500):
            some = wanted[start : start + 500]
            marks = ", ".join("?" * len(some))
            found |= dict(self.read(f"SELECT key, content FROM said WHERE key IN ({marks})", some))  # type: ignore[arg-type]
        return found

    def forget(self) -> int:
        """Delete every answer and return how many there were; what was spent stays."""
        return self.delete("DELETE FROM said WHERE key LIKE ?", ["%"])


def key(probe: Probe, text: str) -> str:
    """Name a question to a model: another model, release or length of answers is another question."""
    told = "\0".join((probe.endpoint, probe.model, probe.release or "", str(probe.max_tokens), text))
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def ask(
    probe: Probe,
    texts: Sequence[str],
    store: Store,
    masked: Callable[[str, str], str],
    pause: Callable[[float], None] = time.sleep,
    heard: Callable[[int], None] = lambda rows: None,
) -> tuple[list[str | None], Outcome]:
    """Ask what is not known yet; return an answer for each text, None where there is none, and what came of asking.

    ``masked`` takes personal data out of an answer, given the question. Raises client.EndpointRefused when the endpoint will never answer.
    """
    keys = [key(probe, text) for text in texts]
    known = store.answers(keys)
    outcome = Outcome()
    waiting = {one: text for one, text in zip(keys, texts, strict=True) if one not in known}
    if waiting:
        bodies = (
            (one, client.body_of(probe, [{"role": "user", "content": text}])) for one, text in waiting.items()
        )
        line = client.line("the probed model", probe)
        outcome = asking.ask(
            line,
            ACCOUNT,
            bodies,
            store,
            _Keeping(store, waiting, masked),
            again=True,
            pause=pause,
            heard=heard,
        )
    outcome.counts["known"] = len(known)
    outcome.spent = store.spent(ACCOUNT)
    found = store.answers(keys)
    return [found.get(one) for one in keys], outcome


class _Keeping:
    def __init__(self, store: Store, questions: Mapping[str, str], masked: Callable[[str, str], str]) -> None:
        self._store, self._questions, self._masked = store, questions, masked
        self._lock = threading.Lock()  # answers come from several threads, masking is one thread's

    def answered(self, reservation: int, amount: float, key: str, reply: client.Reply) -> str:
        said = reply.content if isinstance(reply.content, str) else None
        if said is not None:
            with self._lock:
                said = self._masked(self._questions[key], said)
        state = "answered" if said is not None else "empty"
        self._store.keep(
            reservation, amount, "said", key=key, state=state, content=said,
            tokens_in=reply.tokens_in, tokens_out=reply.tokens_out,
        )  # fmt: skip
        return state

    def unanswered(self, reservation: int, amount: float, key: str, state: str) -> str:
        self._store.keep(reservation, amount, "said", key=key, state=state, content=None)
        return state
