"""The review station's window on a dataset: read-only SQL over current versions, for several threads at once."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

from ft_data.warehouse import catalog, views
from ft_data.warehouse.home import Warehouse


class Window:
    """Keeps one in-memory connection with the dataset's views and makes a new one when a version appears."""

    def __init__(self, warehouse: Warehouse):
        self._warehouse = warehouse
        self._lock = threading.Lock()
        self._version = ""
        self._open: Any = None

    def version(self) -> str:
        """Name the snapshots that the views show now."""
        found = views.Resolver(self._warehouse).current()
        return ",".join(f"{asset}={snapshot.version}" for asset, snapshot in sorted(found.items()))

    def sql(self, query: str, params: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """Run one query; a row is a dict by column name."""
        cursor = self._connection().cursor()
        try:
            result = cursor.execute(query, list(params))
            names = [column[0] for column in result.description or ()]
            return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
        finally:
            cursor.close()

    def _connection(self) -> Any:
        with self._lock:
            now = self.version()
            if self._open is None or now != self._version:
                # The old connection closes when the last query on it ends: its cursors keep it alive.
                opened = catalog.reader(self._warehouse)
                self._open, self._version = (opened.__enter__(), opened), now
            return self._open[0]
