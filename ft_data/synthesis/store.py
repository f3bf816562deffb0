"""What teachers answered, by what they were asked: a request that was paid for is never sent again.

A process that is killed leaves requests of which nobody knows whether they were billed. Where calls cost money these
count as spent and are kept as `interrupted`; where they cost nothing they are sent again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from ft_data.endpoint.client import Reply
from ft_data.endpoint.spending import Spending

ANSWERED, INTERRUPTED = "answered", "interrupted"


class Answer(NamedTuple):
    """What became of a request, for good: its ``state`` is `answered`, or names why there is no answer."""

    state: str
    content: str | None
    finish: str | None
    price: float


class Store(Spending):
    """Answers by request, the rows that each request is about (shown to it, or made of it), and the money by account."""

    SCHEMA = """
    CREATE TABLE IF NOT EXISTS reply (
      key TEXT PRIMARY KEY, account TEXT NOT NULL, state TEXT NOT NULL, content TEXT, finish TEXT, price REAL NOT NULL,
      tokens_in INTEGER, tokens_out INTEGER, at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))) STRICT;
    CREATE TABLE IF NOT EXISTS shown (key TEXT NOT NULL, record_id TEXT NOT NULL, PRIMARY KEY (key, record_id)) STRICT;
    CREATE TABLE IF NOT EXISTS batched (
      key TEXT PRIMARY KEY, token TEXT NOT NULL, account TEXT NOT NULL, reservation INTEGER NOT NULL, body BLOB NOT NULL) STRICT
    """

    def answers(self, keys: Iterable[str]) -> dict[str, Answer]:
        """Return what is known of requests."""
        wanted = list(dict.fromkeys(keys))
        found: dict[str, Answer] = {}
        for start in range(0, len(wanted), 500):
            some = wanted[start : start + 500]
            query = f"SELECT key, state, content, finish, price FROM reply WHERE key IN ({', '.join('?' * len(some))})"
            found |= {key: Answer(*rest) for key, *rest in self.read(query, some)}
        return found

    def show(self, about: Mapping[str, Iterable[str]]) -> None:
        """Note which rows requests are about, before they are sent."""
        with self.writing() as con:
            con.executemany(
                "INSERT OR IGNORE INTO shown VALUES (?, ?)",
                [(key, record) for key, records in about.items() for record in records],
            )

    def interrupt(self, account: str) -> int:
        """Close the requests whose calls were under way when a process died, and may have been billed; return how many.

        Whoever calls this holds the dataset: nobody else asks.
        """
        with self.writing() as con:
            return con.execute(
                "INSERT OR IGNORE INTO reply (key, account, state, price) "
                f"SELECT key, judge, '{INTERRUPTED}', sum(amount) FROM spent "
                "WHERE judge = ? AND settled = 0 AND key IS NOT NULL AND amount > 0 AND key NOT IN (SELECT key FROM batched) "
                "GROUP BY key, judge",
                [account],
            ).rowcount

    def batch(
        self, token: str, account: str, key: str, body: bytes, amount: float, most: float | None
    ) -> bool:
        """Set money aside for a request of a batch and keep the request, both or neither; tell whether there is enough."""
        with self.writing() as con:
            if most is not None and self.spent(account) + amount > most + 1e-12:
                return False
            made = con.execute(
                "INSERT INTO spent (judge, amount, settled, key) VALUES (?, ?, 0, ?)", [account, amount, key]
            )
            con.execute(
                "INSERT INTO batched VALUES (?, ?, ?, ?, ?)", [key, token, account, made.lastrowid, body]
            )
            return True

    def batches(self, account: str) -> list[str]:
        """Return the tokens of the batches that are not over, as far as anybody here knows."""
        return [
            token for (token,) in self.read("SELECT DISTINCT token FROM batched WHERE account = ? ORDER BY 1", [account])
        ]  # fmt: skip

    def batched(self, token: str) -> dict[str, tuple[int, bytes]]:
        """Return the requests of a batch: reservation and bytes, by key."""
        found = self.read("SELECT key, reservation, body FROM batched WHERE token = ? ORDER BY key", [token])
        return {key: (reservation, body) for key, reservation, body in found}

    def unbatch(self, token: str, answered: Iterable[str] = ()) -> None:
        """Forget a batch. What was not ``answered`` was never made: it cost nothing."""
        kept = set(answered)
        with self.writing() as con:
            for key, (reservation, _) in self.batched(token).items():
                if key not in kept:
                    con.execute("UPDATE spent SET amount = 0, settled = 1 WHERE id = ?", [reservation])
            con.execute("DELETE FROM batched WHERE token = ?", [token])

    def gone(self, record_ids: Iterable[str]) -> int:
        """Delete every answer about these records and return how many there were; what was spent stays."""
        names = list(record_ids)
        gone = self.delete(
            "DELETE FROM reply WHERE key IN (SELECT key FROM shown WHERE record_id = ?)", names
        )
        self.delete(
            "DELETE FROM batched WHERE key IN (SELECT key FROM shown WHERE record_id = ?)", names
        )  # what comes back for these is not kept
        self.delete("DELETE FROM shown WHERE record_id = ?", names)
        return gone


class Keeper:
    """Keeps what an account's requests come to (an `ft_data.endpoint.asking.Asker`)."""

    def __init__(self, store: Store, account: str):
        self._store, self._account = store, account

    def answered(self, reservation: int, amount: float, key: str, reply: Reply) -> str:
        """Keep an answer; one that is no text is none."""
        text = reply.content if isinstance(reply.content, str) else None
        state = ANSWERED if text is not None else "no_completion"
        self._store.keep(
            reservation, amount, "reply", key=key, account=self._account, state=state, content=text,
            finish=reply.finish, price=amount, tokens_in=reply.tokens_in, tokens_out=reply.tokens_out,
        )  # fmt: skip
        return state

    def unanswered(self, reservation: int, amount: float, key: str, state: str) -> str:
        """Keep why there is no answer."""
        self._store.keep(
            reservation, amount, "reply", key=key, account=self._account, state=state, price=amount
        )
        return state
