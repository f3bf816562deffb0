"""The station that tests of its pages ask: sixty rows, one label, a guideline."""

from __future__ import annotations

from ft_data.recipe.review import Review
from ft_data.review.db import Database

SETTINGS = Review(audit_rate=0, overlap=0, labels={"topic": ["returns", "other"]}, guideline="Be fair.")


def log(db: Database) -> list[dict]:
    """Return all decisions, oldest first."""
    return [dict(one) for one in db.con.execute("SELECT * FROM decision ORDER BY decision_id")]
