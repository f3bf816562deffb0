"""One quality score per row in [0, 1], for choosing survivors, selection and weights.

A documented prior: a logistic score over signals that reviewers tend to agree on. It ranks; it never drops a row.
Each term is capped, so no single signal can make a row look perfect or hopeless.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    import duckdb


class Term(NamedTuple):
    """``weight * min(signal / full, 1)`` is added to the log-odds; a null signal adds nothing."""

    signal: str
    weight: float
    full: float


# Log-odds of a plain row: about 0.82.
INTERCEPT = 1.5
PRIOR: Sequence[Term] = (
    Term("response_words", 0.8, 60.0),  # an answer of some length says more
    Term("response_ttr", 0.4, 1.0),  # varied wording
    Term("response_alpha_words", 0.4, 1.0),  # words rather than debris
    Term("response_dup_5gram", -2.5, 0.3),  # loops
    Term("response_dup_line_chars", -1.5, 0.3),
    Term("truncated", -2.0, 1.0),
    Term("refusal", -2.0, 1.0),
    Term("foreign_identity", -2.0, 1.0),
    Term("placeholder", -2.0, 1.0),
    Term("copy_scraps", -1.5, 2.0),
    Term("sums_wrong", -2.0, 1.0),
    Term("html_tags", -1.0, 5.0),
    Term("mojibake", -1.5, 3.0),
    Term("conversation_fault_count", -1.5, 1.0),
    Term("form_fault_count", -0.5, 2.0),
    Term("toxicity", -2.0, 1.0),
    Term("empty_response", -4.0, 1.0),
)
SIGNALS = frozenset(term.signal for term in PRIOR)


def scores(con: duckdb.DuckDBPyConnection, rows: str) -> pa.Table:
    """Return ``record_id, quality`` for a view that has the signals' columns; signals it lacks are left out."""
    known = {row[0] for row in con.execute(f"DESCRIBE {rows}").fetchall()}
    used = [term for term in PRIOR if term.signal in known]
    columns = ", ".join(f'CAST("{term.signal}" AS DOUBLE) AS "{term.signal}"' for term in used)
    table = con.sql(f"SELECT record_id, {columns} FROM {rows}").to_arrow_table()
    odds = np.full(table.num_rows, INTERCEPT)
    for term in used:
        values = np.nan_to_num(table.column(term.signal).to_numpy(zero_copy_only=False).astype(float))
        odds += term.weight * np.clip(values / term.full, 0.0, 1.0)
    quality = np.round(1.0 / (1.0 + np.exp(-odds)), 6)
    return pa.table({"record_id": table.column("record_id"), "quality": pa.array(quality, pa.float64())})
