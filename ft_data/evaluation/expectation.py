"""One expectation: what is measured, what it may be, and what is shown when it is not."""

from __future__ import annotations

from dataclasses import dataclass

REFUSED = "reviewed_made JOIN reviewed_verdicts v USING (record_id) WHERE v.verdict <> 'new'"
ARRIVED = {
    "deduped": "SELECT record_id FROM cleaned_verdicts WHERE verdict IN ('keep', 'new')",
    "decontaminated": "SELECT record_id FROM deduped_verdicts WHERE verdict IN ('keep', 'new')",
    "filtered": "SELECT record_id FROM decontaminated_verdicts WHERE verdict IN ('keep', 'new')",
    "reviewed": (
        "SELECT record_id FROM filtered_verdicts WHERE verdict IN ('keep', 'new', 'review') UNION "
        "SELECT record_id FROM reviewed_verdicts JOIN filtered_verdicts f USING (record_id) WHERE f.verdict = 'drop' UNION "
        # What people wrote and what does not pass arrives from them, not from the stage before.
        f"SELECT record_id FROM {REFUSED}"
    ),
    "selected": "SELECT record_id FROM reviewed_verdicts WHERE verdict IN ('keep', 'new')",
    "formatted": "SELECT record_id FROM selected_verdicts WHERE verdict IN ('keep', 'new')",
}


@dataclass(frozen=True)
class Expectation:
    """``low <= value <= high``, where ``value`` is what ``sql`` (or the named ``measure``) finds; None is open."""

    name: str
    description: str
    sql: str = ""
    low: float | None = 0
    high: float | None = 0
    blocking: bool = True
    examples: str = ""
    measure: str = ""  # "module:function" of a measurement that is not SQL
    told: str = ""  # SQL of the lines that name what failed


def balance(stage: str) -> Expectation:
    """Every row that arrived has exactly one verdict, and nothing else has one but what was made here."""
    verdicts = f"{stage}_verdicts"
    return Expectation(
        "ledger_balances",
        "Rows in + new = keep + drop + review + merge + new: each row that arrived has exactly one verdict.",
        f"""
        SELECT (SELECT count(*) FROM ({ARRIVED[stage]}) a FULL JOIN (SELECT record_id FROM {verdicts} WHERE verdict <> 'new') v
                USING (record_id) WHERE a.record_id IS NULL OR v.record_id IS NULL)
             + (SELECT count(*) - count(DISTINCT record_id) FROM {verdicts})
        """,
        examples=(
            f"SELECT coalesce(a.record_id, v.record_id) AS record_id, a.record_id IS NOT NULL AS arrived, "
            f"v.record_id IS NOT NULL AS judged FROM ({ARRIVED[stage]}) a FULL JOIN "
            f"(SELECT record_id FROM {verdicts} WHERE verdict <> 'new') v USING (record_id) "
            "WHERE a.record_id IS NULL OR v.record_id IS NULL"
        ),
    )
