"""How many rows that nobody asked about are shown to people all the same, and which ones at random."""

from __future__ import annotations

from dataclasses import dataclass

from ft_data.filtering.triage import audits_needed
from ft_data.recipe.review import Review
from ft_data.review.db import Database
from ft_data.review.reader import Reader
from ft_data.review.resolved_decisions import decisions

STAGE = "filtered"  # whose verdicts people are asked about

# Record ids are hash digits, so their last eight are a uniform sample that no text function decides.
AUTOMATIC = "l.verdict IN ('keep', 'drop') AND c.kind <> 'preference'"
_LAST_AUDIT = f"""SELECT right(l.record_id, 8) AS tail FROM ledger l JOIN cleaned c USING (record_id)
WHERE l.stage = ? AND {AUTOMATIC} ORDER BY tail LIMIT 1 OFFSET {{most}}"""


@dataclass(frozen=True)
class Audits:
    """Random audits: rows whose ids end in digits ``below`` these; ``beside``: as many of each other kind of audit."""

    below: str
    beside: int


def audits(reader: Reader, db: Database, settings: Review) -> Audits:
    """Find how many audits the budget has room for: half of them random, the others removed duplicates and blind spots.

    A guarantee that the recipe wants takes as many random ones as it needs.
    """
    (sizes,) = reader.sql("SELECT count(*) AS n FROM cleaned")
    triage = settings.triage
    room = triage.audits(sizes["n"], settings.audit_rate)
    beside = room // 4 if triage.budget is None else room
    most = room - room // 2 if triage.budget is None else room
    if triage.max_bad is not None:
        done = [
            one for one in decisions(db.path).to_pylist() if one["is_audit"] and one["auto_verdict"] == "keep"
        ]
        bad = sum(one["decision"] != "keep" for one in done)
        # As `filtered` bounds it: half of the error is for keeping everything.
        needed = audits_needed(bad, len(done), triage.max_bad, 1 - (1 - triage.confidence) / 2)
        most = max(most, min(len(done) + needed, sizes["n"]))
    last = reader.sql(_LAST_AUDIT.format(most=most), [STAGE])
    return Audits(last[0]["tail"] if last else "g", beside)
