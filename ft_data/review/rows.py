"""Rows of the warehouse as the page needs them: prefetched, kept while the snapshot is the same."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any, NamedTuple

from ft_data.review.edits import Example, plain
from ft_data.review.reader import Reader
from ft_data.warehouse import sql

CACHE_CHARACTERS = 16 * 2**20
BINS = 28
_NUMERIC = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT",
            "FLOAT", "DOUBLE", "DECIMAL", "HUGEINT")  # fmt: skip


class Row(NamedTuple):
    """One record: its canonical example and its measurements."""

    example: Example
    signals: dict[str, Any]


class Distribution(NamedTuple):
    """How a signal is spread over all rows: equal bins between the 1st and the 99th percentile."""

    low: float
    high: float
    counts: list[int]


class Rows:
    """Cached access to the views; safe to use from several threads."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self._lock = threading.Lock()
        self._version = ""
        self._rows: OrderedDict[str, Row] = OrderedDict()
        self._sizes: dict[str, int] = {}
        self._spread: dict[str, Distribution | None] = {}
        self._numeric: dict[str, str] | None = None

    def get(self, record_ids: Sequence[str]) -> dict[str, Row]:
        """Fetch rows by id; ids that the snapshot does not hold are left out."""
        with self._lock:
            self._follow()
            found = {name: self._rows[name] for name in record_ids if name in self._rows}
        missing = [name for name in dict.fromkeys(record_ids) if name not in found]
        if missing:
            fetched = self._fetch(missing)
            found |= fetched
            with self._lock:
                self._keep(fetched)
        return found

    def one(self, record_id: str) -> Row | None:
        """Fetch one row."""
        return self.get([record_id]).get(record_id)

    def prefetch(self, record_ids: Sequence[str]) -> None:
        """Fetch rows that will be asked for, half a window at a time: one query in twelve decisions."""
        with self._lock:
            missing = [name for name in record_ids if name not in self._rows]
        if missing and len(missing) * 2 >= len(record_ids):
            self.get(missing)

    def why(self, record_id: str) -> list[dict[str, Any]]:
        """Every verdict on a record, in the ledger's order of stages."""
        return self.reader.sql("SELECT * FROM ledger WHERE record_id = ?", [record_id])

    def numeric_signals(self) -> dict[str, str]:
        """Name the numeric signals with their types."""
        with self._lock:
            self._follow()
            if self._numeric is not None:
                return self._numeric
        described = self.reader.sql("SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM signals)")
        numeric = {
            row["column_name"]: row["column_type"]
            for row in described
            if row["column_type"].split("(")[0] in _NUMERIC
        }
        with self._lock:
            self._numeric = numeric
        return numeric

    def spread(self, signal: str) -> Distribution | None:
        """Measure how a signal is spread; None for one that is not there or not a number."""
        with self._lock:
            self._follow()
            if signal in self._spread:
                return self._spread[signal]
        measured = self._measure(signal) if signal in self.numeric_signals() else None
        with self._lock:
            self._spread[signal] = measured
        return measured

    def _measure(self, signal: str) -> Distribution | None:
        name = sql.name(signal)
        table = self.reader.measured([signal])
        edges = self.reader.sql(
            f"SELECT quantile_cont({name}::DOUBLE, 0.01) AS low, quantile_cont({name}::DOUBLE, 0.99) AS high"
            f" FROM {table} WHERE {name} IS NOT NULL"
        )[0]
        low, high = edges["low"], edges["high"]
        if low is None:
            return None
        if high <= low:
            return Distribution(low, low, [])
        counts = [0] * BINS
        query = (
            f"SELECT least(floor(({name}::DOUBLE - ?) / ?), ?)::INTEGER AS bin, count(*) AS n FROM {table}"
            f" WHERE {name} BETWEEN ? AND ? GROUP BY bin"
        )
        width = (high - low) / BINS
        for row in self.reader.sql(query, [low, width, BINS - 1, low, high]):
            counts[max(0, row["bin"])] = row["n"]
        return Distribution(low, high, counts)

    def _fetch(self, record_ids: list[str]) -> dict[str, Row]:
        marks = ", ".join("?" * len(record_ids))
        examples = self.reader.sql(f"SELECT * FROM cleaned WHERE record_id IN ({marks})", record_ids)
        measured = self.reader.sql(f"SELECT * FROM signals WHERE record_id IN ({marks})", record_ids)
        signals = {row.pop("record_id"): row for row in measured}
        return {row["record_id"]: Row(plain(row), signals.get(row["record_id"], {})) for row in examples}

    def _follow(self) -> None:
        version = self.reader.version()
        if version != self._version:
            self._rows.clear()
            self._sizes.clear()
            self._spread.clear()
            self._numeric = None
            self._version = version

    def _keep(self, rows: dict[str, Row]) -> None:
        for name, row in rows.items():
            example = row.example
            self._rows[name] = row
            self._sizes[name] = 2 * (len(example["prompt_text"] or "") + len(example["response_text"] or ""))
        while self._rows and sum(self._sizes.values()) > CACHE_CHARACTERS:
            name, _ = self._rows.popitem(last=False)
            del self._sizes[name]
        while len(self._rows) > 512:
            name, _ = self._rows.popitem(last=False)
            del self._sizes[name]
