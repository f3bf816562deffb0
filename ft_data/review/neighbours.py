"""The nearest kept and the nearest dropped row of an item: what is the rule about, what would it cost?

A sample of both is indexed by SQLite's FTS5 in memory (words only, no text) and asked for the item's rarest
words, ranked by BM25 (Robertson and Zaragoza 2009). Good enough to compare by eye; it decides nothing.
"""

from __future__ import annotations

import re
import sqlite3
import threading
from collections import Counter
from typing import NamedTuple

import xxhash

from ft_data.review.reader import Reader

SAMPLE = 10_000
QUERY_WORDS = 16
COMMON = 500  # a word in more rows than this says little and costs much
_CHARACTERS = 2_000
_WORD = re.compile(r"\w{2,40}")

_ROWS = f"""SELECT l.record_id, l.reasons,
  c.prompt_text[1:{_CHARACTERS}] AS prompt, c.response_text[1:{_CHARACTERS}] AS response
FROM ledger l JOIN cleaned c USING (record_id) WHERE l.stage = 'filtered' AND l.verdict = ?
ORDER BY right(l.record_id, 8) LIMIT {SAMPLE}"""


class Near(NamedTuple):
    """One row of the index: its id and the rules that decided it."""

    record_id: str
    reasons: list[str]


class Nearest(NamedTuple):
    """The nearest kept and dropped row, where there is one."""

    kept: Near | None
    dropped: Near | None


class Neighbours:
    """An index that is built in the background; before it is ready, nobody has neighbours."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self._con: sqlite3.Connection | None = None
        self._frequency: Counter[int] = Counter()
        self._rows: dict[int, Near] = {}
        self._lock = threading.Lock()

    @property
    def ready(self) -> bool:
        """Whether there is an index yet."""
        return self._con is not None

    def build(self) -> None:
        """Index the snapshots the reader shows now, then replace the old index."""
        con = sqlite3.connect(":memory:", check_same_thread=False)
        con.execute(
            "CREATE VIRTUAL TABLE kept USING fts5 (words, content='', detail=none, tokenize='unicode61')"
        )
        con.execute(
            "CREATE VIRTUAL TABLE dropped USING fts5 (words, content='', detail=none, tokenize='unicode61')"
        )
        frequency: Counter[int] = Counter()
        known: dict[int, Near] = {}
        for table, verdict in (("kept", "keep"), ("dropped", "drop")):
            rows = self.reader.sql(_ROWS, [verdict])
            texts = []
            for row in rows:
                known[len(known) + 1] = Near(row["record_id"], list(row["reasons"] or ()))
                words = _words(f"{row['prompt'] or ''} {row['response'] or ''}")
                frequency.update(words)
                texts.append((len(known), " ".join(map(_token, sorted(words)))))
            con.executemany(f"INSERT INTO {table} (rowid, words) VALUES (?, ?)", texts)
        con.commit()
        # A word seen once finds nothing but its own row, and most words are seen once.
        frequency = Counter({word: count for word, count in frequency.items() if count > 1})
        with self._lock:
            old, self._con, self._frequency, self._rows = self._con, con, frequency, known
        if old is not None:
            old.close()

    def near(self, record_id: str, prompt: str, response: str) -> Nearest:
        """Find the nearest kept and dropped row of a text, leaving out the row itself."""
        words = _words(f"{prompt[:_CHARACTERS]} {response[:_CHARACTERS]}")
        with self._lock:
            known = sorted((self._frequency[word], word) for word in words if word in self._frequency)
            if self._con is None or not known:
                return Nearest(None, None)
            rare = [word for count, word in known if count <= COMMON] or [word for _, word in known[:2]]
            query = " OR ".join(f'"{_token(word)}"' for word in rare[:QUERY_WORDS])
            kept, dropped = (self._best(table, query, record_id) for table in ("kept", "dropped"))
        return Nearest(kept, dropped)

    def _best(self, table: str, query: str, record_id: str) -> Near | None:
        assert self._con is not None
        found = self._con.execute(
            f"SELECT rowid FROM {table} WHERE {table} MATCH ? ORDER BY bm25({table}), rowid LIMIT 2", (query,)
        )
        near = [self._rows[row[0]] for row in found]
        return next((one for one in near if one.record_id != record_id), None)


def _words(text: str) -> set[int]:
    """Name the words of a text by 40 bits of a hash: one short token each, however FTS5 would have split them."""
    return {
        xxhash.xxh3_64_intdigest(word.encode("utf-8", "replace")) >> 24
        for word in _WORD.findall(text.lower())
    }


def _token(word: int) -> str:
    return f"{word:x}"
