"""What the review station needs of a warehouse: read-only SQL over the dataset's views."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any, Protocol

VIEWS = frozenset({"cleaned", "signals", "ledger", "deduped_audit", "filtered_blind", "filtered_lottery"})


class Reader(Protocol):
    """Reads `VIEWS` of one dataset, the last three where there are such.

    ``sql`` may be called from several threads at once; parameters are DuckDB's ``?``. ``version`` changes
    whenever a view shows another snapshot.
    """

    def sql(self, query: str, params: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """Run one query; a row is a dict by column name."""
        ...

    def version(self) -> str:
        """Name the snapshots the views show now."""
        ...

    def stages(self) -> Sequence[str]:
        """Name the stages whose verdicts the ledger holds, in order."""
        ...


class VersionCache:
    """A reader whose ``version`` is looked up at most once a second: pages ask for it several times each."""

    def __init__(self, reader: Reader, seconds: float = 1.0) -> None:
        self._reader = reader
        self._seconds = seconds
        self._known: tuple[float, str] | None = None

    def sql(self, query: str, params: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """Run one query on the reader."""
        return self._reader.sql(query, params)

    def stages(self) -> Sequence[str]:
        """Name the stages whose verdicts the ledger holds, in order."""
        return self._reader.stages()

    def version(self) -> str:
        """Name the snapshots as of at most a second ago."""
        known, moment = self._known, time.monotonic()
        if known is None or moment - known[0] > self._seconds:
            known = self._known = (moment, self._reader.version())
        return known[1]
