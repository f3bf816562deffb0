"""A reader of the views of current versions, for several threads at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ft_data.warehouse import catalog, sql, views
from ft_data.warehouse.home import Warehouse

if TYPE_CHECKING:
    import pyarrow as pa

_REST = 60.0  # seconds without a query after which the connection, with the 40 MB it holds on to, is let go


class ViewReader:
    """Keeps one in-memory connection with ``named`` views and makes a new one when a version appears.

    Other views would only cost time and memory to make.
    """

    def __init__(self, warehouse: Warehouse, named: Collection[str]):
        self._warehouse, self._named = warehouse, named
        self._lock = threading.Lock()
        self._version = ""
        self._open: Any = None
        self._used = 0.0
        self._timer: threading.Timer | None = None

    def version(self) -> str:
        """Name the snapshots that the views show now."""
        found = views.Resolver(self._warehouse).current()
        return ",".join(f"{asset}={snapshot.version}" for asset, snapshot in sorted(found.items()))

    def stages(self) -> list[str]:
        """Name the stages whose verdicts there are, in order."""
        return [one.asset for one in views.deciding(views.Resolver(self._warehouse).current().values())]

    def sql(self, query: str, params: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """Run one query; a row is a dict by column name."""
        cursor = self._connection().cursor()
        try:
            result = cursor.execute(query, list(params))
            names = [column[0] for column in result.description or ()]
            return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
        finally:
            cursor.close()

    def columns(self, query: str, params: Sequence[Any] = ()) -> dict[str, Any]:
        """Run one query that may return millions of rows, as a NumPy array a column."""
        cursor = self._connection().cursor()
        try:
            return dict(cursor.execute(query, list(params)).fetchnumpy())
        finally:
            cursor.close()

    def batches(self, query: str, rows: int) -> Iterator[pa.RecordBatch]:
        """Run one query whose answer is too large to be held, and yield so many rows of it at a time."""
        cursor = self._connection().cursor()
        try:
            yield from cursor.sql(query).to_arrow_reader(rows)
        finally:
            cursor.close()

    def measured(self, columns: Collection[str]) -> str:
        """Return a FROM item of the groups of signals that hold these columns: the view joins all of them."""
        resolver = views.Resolver(self._warehouse, verified=True)
        found = resolver.current().get("signals")
        return "signals" if found is None else f"({resolver.signals(found, columns)})"

    def pieces(self, view: str) -> list[str]:
        """Return a FROM item for each file behind a view of texts, in the order of its rows, with ``file_row_number``."""
        resolver = views.Resolver(self._warehouse, verified=True)
        files = resolver.text_files(resolver.current(), view)
        return [sql.parquet([file], "file_row_number = true") for file in files]

    def close(self) -> None:
        """Let the connection go; a further query opens another."""
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
            self._open = None

    def _connection(self) -> Any:
        with self._lock:
            now = self.version()
            self._used = time.monotonic()
            if self._open is None:
                self._wait(_REST)
            if self._open is None or now != self._version:
                # The old connection closes when the last query on it ends: its cursors keep it alive.
                opened = catalog.reader(self._warehouse, only=self._named.__contains__)
                self._open, self._version = (opened.__enter__(), opened), now
            return self._open[0]

    def _wait(self, seconds: float) -> None:
        self._timer = threading.Timer(seconds, self._rest)
        self._timer.daemon = True
        self._timer.start()

    def _rest(self) -> None:
        with self._lock:
            left = self._used + _REST - time.monotonic()
            if left > 0:
                self._wait(left)
            else:
                self._open = None
