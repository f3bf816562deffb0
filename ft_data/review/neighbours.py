"""The nearest kept and the nearest dropped row of an item: what is the rule about, what would it cost?

A sample of both is indexed by SQLite's FTS5 in memory (words only, no text) and asked for the item's rarest
words, ranked by BM25 (Robertson and Zaragoza 2009). Good enough to compare by eye; it decides nothing.
What was found is compared word by word and kept ready, so that a key press finds it there.
"""

from __future__ import annotations

import re
import sqlite3
import threading
from collections import Counter, OrderedDict
from typing import NamedTuple

import xxhash

from ft_data.review import wording
from ft_data.review.edits import Example, full_text
from ft_data.review.reader import Reader
from ft_data.review.rows import Rows

SAMPLE = 10_000
QUERY_WORDS = 16
COMMON = 500  # a word in more rows than this says little and costs much
_INDEXED_CHARACTERS = 2_000
_COMPARED_CHARACTERS = 2_500
KEPT_READY = 256
_WORD = re.compile(r"\w{2,40}")

_ROWS = f"""SELECT l.record_id, l.reasons,
  c.prompt_text[1:{_INDEXED_CHARACTERS}] AS prompt, c.response_text[1:{_INDEXED_CHARACTERS}] AS response
FROM ledger l JOIN cleaned c USING (record_id) WHERE l.stage = 'filtered' AND l.verdict = ?
ORDER BY right(l.record_id, 8) LIMIT {SAMPLE}"""


class Indexed(NamedTuple):
    """One row of the index: its id and the rules that decided it."""

    record_id: str
    reasons: list[str]


class Nearest(NamedTuple):
    """The nearest kept and dropped row, where there is one."""

    kept: Indexed | None
    dropped: Indexed | None


class NeighbourIndex:
    """The words of a sample of kept and dropped rows. Built once, then only asked, by one thread at a time."""

    def __init__(self, reader: Reader) -> None:
        self._con = sqlite3.connect(":memory:", check_same_thread=False)
        self._rows: dict[int, Indexed] = {}
        frequency: Counter[int] = Counter()
        for table, verdict in (("kept", "keep"), ("dropped", "drop")):
            self._con.execute(
                f"CREATE VIRTUAL TABLE {table}"
                " USING fts5 (words, content='', detail=none, tokenize='unicode61')"
            )
            texts = []
            for row in reader.sql(_ROWS, [verdict]):
                self._rows[len(self._rows) + 1] = Indexed(row["record_id"], list(row["reasons"] or ()))
                words = _words(f"{row['prompt'] or ''} {row['response'] or ''}")
                frequency.update(words)
                texts.append((len(self._rows), " ".join(map(_token, sorted(words)))))
            self._con.executemany(f"INSERT INTO {table} (rowid, words) VALUES (?, ?)", texts)
        self._con.commit()
        # A word seen once finds nothing but its own row, and most words are seen once.
        self._frequency = {word: count for word, count in frequency.items() if count > 1}

    def nearest(self, record_id: str, prompt: str, response: str) -> Nearest:
        """Find the nearest kept and dropped row of a text, leaving out the row itself."""
        words = _words(f"{prompt[:_INDEXED_CHARACTERS]} {response[:_INDEXED_CHARACTERS]}")
        known = sorted((self._frequency[word], word) for word in words if word in self._frequency)
        if not known:
            return Nearest(None, None)
        rare = [word for count, word in known if count <= COMMON] or [word for _, word in known[:2]]
        query = " OR ".join(f'"{_token(word)}"' for word in rare[:QUERY_WORDS])
        return Nearest(*(self._best(table, query, record_id) for table in ("kept", "dropped")))

    def close(self) -> None:
        """Give the memory back."""
        self._con.close()

    def _best(self, table: str, query: str, record_id: str) -> Indexed | None:
        found = self._con.execute(
            f"SELECT rowid FROM {table} WHERE {table} MATCH ? ORDER BY bm25({table}), rowid LIMIT 2", (query,)
        )
        near = [self._rows[row[0]] for row in found]
        return next((one for one in near if one.record_id != record_id), None)


class Neighbour(NamedTuple):
    """A row decided without people that resembles this one, with the words that differ."""

    verdict: str
    record_id: str
    source: str
    difference: list[wording.Piece]
    reasons: list[str]


class Neighbours:
    """Finds neighbours and compares them, and remembers the latest; safe to use from several threads.

    The index is built in the background; before it is there, nobody has neighbours.
    """

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self._lock = threading.Lock()
        self._index: NeighbourIndex | None = None
        self._compared: OrderedDict[str, list[Neighbour]] = OrderedDict()

    def build(self) -> None:
        """Index the snapshots that the rows come from now, and start over with them."""
        index = NeighbourIndex(self.rows.reader)
        with self._lock:
            old, self._index = self._index, index
            self._compared.clear()
            if old is not None:
                old.close()

    def of(self, example: Example) -> list[Neighbour]:
        """Give the neighbours of an example, finding them now if nobody did before."""
        name = f"{example['record_id']}:{example['content_hash']}"
        with self._lock:
            index = self._index
            if index is None or name in self._compared:
                return self._compared.get(name, [])
            texts = (example["prompt_text"] or "", example["response_text"] or "")
            nearest = index.nearest(example["record_id"], *texts)
        found = self._compare(example, nearest)
        with self._lock:
            if self._index is index:
                self._compared[name] = found
            while len(self._compared) > KEPT_READY:
                self._compared.popitem(last=False)
        return found

    def _compare(self, example: Example, nearest: Nearest) -> list[Neighbour]:
        wanted = [(verdict, one) for verdict, one in zip(Nearest._fields, nearest, strict=True) if one]
        rows = self.rows.get([one.record_id for _, one in wanted])
        text = full_text(example)[:_COMPARED_CHARACTERS]
        found = []
        for verdict, one in wanted:
            if one.record_id in rows:
                other = rows[one.record_id].example
                difference = wording.difference(text, full_text(other)[:_COMPARED_CHARACTERS])
                found.append(Neighbour(verdict, one.record_id, other["source"], difference, one.reasons))
        return found


def _words(text: str) -> set[int]:
    """Name the words of a text by 40 bits of a hash: one short token each, however FTS5 would have split them."""
    return {
        xxhash.xxh3_64_intdigest(word.encode("utf-8", "replace")) >> 24
        for word in _WORD.findall(text.lower())
    }


def _token(word: int) -> str:
    return f"{word:x}"
