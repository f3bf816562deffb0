"""Decisions as pages list them, undone ones included."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from typing import Any

from ft_data.review.blind import TOLD


def decided(
    con: sqlite3.Connection, where: str, params: Sequence[Any], limit: str = "", unknown_to: str | None = None
) -> list[dict[str, Any]]:
    """Return the decisions that an SQL condition on ``d`` holds for (``w``: their wording), the newest first.

    ``unknown_to``: a person who is not told yet what others said of rows that they have to decide about.
    """
    if unknown_to is not None:
        where, params = f"({where}) AND {TOLD}", [*params, unknown_to, unknown_to]
    found = con.execute(
        "SELECT d.*, w.note, w.example, u.decided_at AS undone_at, f.at AS forgotten_at FROM decision d"
        " LEFT JOIN wording w USING (decision_id) LEFT JOIN decision u ON u.undoes = d.decision_id"
        " LEFT JOIN forgotten f ON f.record_id = d.record_id"
        f" WHERE {where} ORDER BY d.decision_id DESC {limit}",
        params,
    )
    return [
        {
            **dict(one),
            "ratings": json.loads(one["ratings"]),
            "labels": json.loads(one["labels"]),
            "rules": json.loads(one["rules"]),
        }
        for one in found
    ]
