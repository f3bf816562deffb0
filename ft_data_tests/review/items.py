"""Items put into the queue of a review store."""

from __future__ import annotations

from ft_data.review.db import Database, now


def add_item(
    db: Database, record_id: str, *, need: int = 1, value: float = 0.5, task: str = "judge", **more
) -> int:
    """Put one item into the queue, as a refresh would."""
    given = {
        "record_id": record_id, "content_hash": f"hash-{record_id}", "task": task, "need": need,
        "value": value, "reasons": '["too_short"]', "auto_verdict": "review", "added_at": now(), **more,
    }  # fmt: skip
    with db.write() as con:
        cursor = con.execute(
            f"INSERT INTO item ({', '.join(given)}) VALUES ({', '.join('?' * len(given))})",
            tuple(given.values()),
        )
        return cursor.lastrowid
