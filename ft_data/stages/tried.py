"""What was tried and what is in the version, read for the search for weaknesses."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from ft_data.gaps.names import WAITING
from ft_data.gaps.tries import Rows, Tries
from ft_data.stages.reading import Versions
from ft_data.warehouse import sql

MOST_ROWS = 100_000  # those with the smallest ids, which are hashes
_LEAST = 5  # rows that a trait must have
_COLUMNS = "record_id, prompt_text, response_text, source, source_uri, origin, created_at, groups"

Feedback = list[dict[str, Any]]


def feedback(versions: Versions) -> Feedback:
    """Return all feedback in the order of its ids."""
    found: Feedback = (
        versions.con.sql("SELECT * FROM feedback ORDER BY feedback_id").to_arrow_table().to_pylist()
    )
    return found


def releases(found: Feedback) -> list[str]:
    """Return the releases that feedback is of, the oldest first; what names none comes before those that are named."""
    named = {row["release"] or "" for row in found}
    return sorted(
        named, key=lambda one: (bool(one), [int(p) if p.isdigit() else -1 for p in one.split(".")], one)
    )


def tries(found: Feedback) -> Tries:
    """Return feedback as tries."""
    return Tries(
        [row["prompt"] for row in found],
        [row["answer"] or "" for row in found],
        [row["right_answer"] or "" for row in found],
        np.array([row["verdict"] == "wrong" for row in found], bool),
        np.array([row["verdict"] == "right" for row in found], bool),
        np.array([row["times"] for row in found], np.int64),
        {kind: [row[kind] for row in found] for kind in ("slice", "language")},
    )


def rows(versions: Versions) -> Rows:
    """Return the rows of the version and those that were removed on the way, with what may have made them wrong.

    A row that went as a duplicate of one that stays takes nothing away.
    """
    listed = versions.con.sql(
        f"""
        SELECT * FROM (
            SELECT {_COLUMNS}, '' AS removed FROM formatted
            UNION ALL
            SELECT {_COLUMNS}, v.stage || ': ' || CASE v.verdict WHEN 'review' THEN {sql.text(WAITING)} ELSE coalesce(v.reasons[1], 'other') END
            FROM cleaned JOIN (
                SELECT DISTINCT ON (record_id) record_id, stage, verdict, reasons, witness_id FROM upstream_verdicts
                WHERE verdict = 'drop' OR (verdict = 'review' AND stage = 'reviewed') ORDER BY record_id, stage
            ) v USING (record_id)
            WHERE v.witness_id IS NULL AND record_id NOT IN (SELECT record_id FROM formatted)
        ) ORDER BY record_id LIMIT {MOST_ROWS}
        """
    ).to_arrow_table()
    made = listed["created_at"].to_numpy(zero_copy_only=False).astype("datetime64[D]").astype(np.float64)
    made[np.isnat(listed["created_at"].to_numpy(zero_copy_only=False))] = np.nan
    found = listed.select(
        ["record_id", "prompt_text", "response_text", "source", "source_uri", "origin", "groups", "removed"]
    )
    columns = {name: found[name].to_pylist() for name in found.column_names}
    return Rows(
        columns["record_id"],
        [one or "" for one in columns["prompt_text"]],
        [one or "" for one in columns["response_text"]],
        columns["removed"],
        _traits(columns) | _repairs(versions, columns["record_id"]),
        made,
    )


def _traits(columns: dict[str, list[Any]]) -> dict[str, list[str | None]]:
    synthetic = [one == "synthetic" for one in columns["origin"]]
    found: dict[str, list[str | None]] = {
        "file": columns["source_uri"],
        "source": [None if made else name for name, made in zip(columns["source"], synthetic, strict=True)],
        "generator": [
            name if made else None for name, made in zip(columns["source"], synthetic, strict=True)
        ],
    }
    groups = [dict(one or ()) for one in columns["groups"]]
    for name in sorted({name for one in groups for name in one}):
        found[name] = [one.get(name) for one in groups]
    return found


def _repairs(versions: Versions, ids: list[str]) -> dict[str, list[str | None]]:
    """Return for each rule that repaired several rows which of them."""
    changed = versions.con.execute(
        "SELECT DISTINCT rule, record_id FROM cleaned_edits WHERE NOT starts_with(rule, 'pii_') ORDER BY ALL"
    ).fetchall()
    often = Counter(rule for rule, _ in changed)
    of: dict[str, set[str]] = {rule: set() for rule, count in often.items() if count >= _LEAST}
    for rule, record in changed:
        if rule in of:
            of[rule].add(record)
    return {
        f"repair by {rule}:": ["changed" if one in rows else None for one in ids] for rule, rows in of.items()
    }
