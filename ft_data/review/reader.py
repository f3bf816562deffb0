"""What the review station needs of a warehouse: read-only SQL over the dataset's views."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import numpy.typing as npt
    import pyarrow as pa

VIEWS = frozenset(
    {
        "cleaned", "signals", "ledger", "deduped_audit", "filtered_blind", "filtered_lottery", "filtered_quality",
        "deduped_vectors", "formatted_main", "reviewed_made", "edits",
    }
)  # fmt: skip


class Reader(Protocol):
    """Reads `VIEWS` of one dataset: the first three, and the others where there are such.

    ``sql`` may be called from several threads at once; parameters are DuckDB's ``?``. ``version`` changes
    whenever a view shows another snapshot.
    """

    def sql(self, query: str, params: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """Run one query; a row is a dict by column name."""
        ...

    def columns(self, query: str, params: Sequence[Any] = ()) -> dict[str, npt.NDArray[Any]]:
        """Run one query that may return millions of rows, as an array a column; none of them may be null."""
        ...

    def batches(self, query: str, rows: int) -> Iterator[pa.RecordBatch]:
        """Run one query whose answer is too large to be held, and yield so many rows of it at a time."""
        ...

    def measured(self, columns: Collection[str]) -> str:
        """Return a FROM item that holds these columns of ``signals`` beside ``record_id``, and little else."""
        ...

    def pieces(self, view: str) -> Sequence[str]:
        """Return a FROM item for each file behind a view of texts, in the order of its rows, with ``file_row_number``."""
        ...

    def version(self) -> str:
        """Name the snapshots the views show now."""
        ...

    def stages(self) -> Sequence[str]:
        """Name the stages whose verdicts the ledger holds, in order."""
        ...


def shown(reader: Reader) -> set[str]:
    """Return the names of the views there are: stages write some tables only where they have rows for them."""
    return {row["view_name"] for row in reader.sql("SELECT view_name FROM duckdb_views()")}


def shows(reader: Reader, view: str) -> bool:
    """Say whether there is a view (one of ``VIEWS``) yet."""
    assert view in VIEWS, f"the station's reader would never show {view}"
    return view in shown(reader)


class VersionCache:
    """A reader whose ``version`` is looked up at most once a second: pages ask for it several times each."""

    def __init__(self, reader: Reader, seconds: float = 1.0) -> None:
        self._reader = reader
        self._seconds = seconds
        self._known: tuple[float, str] | None = None

    def sql(self, query: str, params: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """Run one query on the reader."""
        return self._reader.sql(query, params)

    def columns(self, query: str, params: Sequence[Any] = ()) -> dict[str, npt.NDArray[Any]]:
        """Run one query on the reader, as an array a column."""
        return self._reader.columns(query, params)

    def batches(self, query: str, rows: int) -> Iterator[pa.RecordBatch]:
        """Run one query on the reader, some rows at a time."""
        return self._reader.batches(query, rows)

    def measured(self, columns: Collection[str]) -> str:
        """Return a FROM item that holds these columns of ``signals``."""
        return self._reader.measured(columns)

    def pieces(self, view: str) -> Sequence[str]:
        """Return a FROM item for each file behind a view of texts."""
        return self._reader.pieces(view)

    def stages(self) -> Sequence[str]:
        """Name the stages whose verdicts the ledger holds, in order."""
        return self._reader.stages()

    def version(self) -> str:
        """Name the snapshots as of at most a second ago."""
        known, moment = self._known, time.monotonic()
        if known is None or moment - known[0] > self._seconds:
            known = self._known = (moment, self._reader.version())
        return known[1]
