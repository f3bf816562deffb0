"""One quality score per row in [0, 1], for choosing survivors, selection and weights.

A documented prior, not a learned truth: a logistic score over a few signals that people agree on. It only ranks;
it never drops a row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    import duckdb


def scores(con: duckdb.DuckDBPyConnection, rows: str) -> pa.Table:
    """Return ``record_id, quality`` for a FROM item that has the signals' columns."""
    raise NotImplementedError
