"""Making and deciding in bulk: new examples written from a row, one decision for a previewed cluster."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime

from starlette.responses import Response

from ft_data.review import edits, log
from ft_data.review.db import moment, now
from ft_data.review.log import Opinion
from ft_data.review.rubric import REASONS
from ft_data.review.sight import turns
from ft_data.review.visits import Visit, number, to

CLUSTER_PAGE = 200


def write(visit: Visit) -> Response:
    """Write a new instruction and answer from a row, or improve a weak answer."""
    record_id = visit.request.path_params["record_id"]
    row = visit.station.rows.one(record_id)
    if row is None:
        return visit.page("missing.html", status=404, what="row", name=record_id)
    said, problems = "", list[str]()
    passage = row.example["kind"] == "text"
    given = {
        "instruction": visit.form.get("instruction", "" if passage else row.example["prompt_text"] or ""),
        "answer": visit.form.get("answer", "" if passage else row.example["response_text"] or ""),
    }
    if visit.request.method == "POST":
        token = visit.form.get("token", "") or secrets.token_urlsafe(18)
        made = edits.written(row.example, given["instruction"], given["answer"], token)
        problems = made.problems
        if made.example is not None:
            opinion = Opinion(
                "new",
                note=visit.form.get("note", "").strip()[:4000] or None,
                example=made.example,
                seconds=_since(visit.form.get("shown_at", "")),
            )
            version = visit.station.rubric.version
            done = log.record_written(
                visit.station.db,
                visit.person,
                token,
                record_id,
                row.example["content_hash"],
                opinion,
                version,
                row.example,
            )
            said = {"stored": "Stored as a new example.", "repeated": "That example was stored already."}.get(
                done.status, "This row was withdrawn; nothing was stored."
            )
            given = dict.fromkeys(given, "")
    return visit.page(
        "write.html",
        example=row.example,
        turns=turns("messages", row.example.get("messages") or []),
        given=given,
        said=said,
        problems=problems,
        token=secrets.token_urlsafe(18),
        shown_at=now(),
    )


def cluster(visit: Visit) -> Response:
    """Preview the open items of a cluster and decide those that stay ticked."""
    name = visit.request.path_params["cluster"]
    con = visit.station.db.con
    if visit.request.method == "POST":
        return _decide(visit, name)
    items = con.execute(
        "SELECT * FROM item WHERE cluster = ? AND active = 1 AND state = 'open' AND is_audit = 0"
        f" AND NOT EXISTS (SELECT 1 FROM live d WHERE d.item_id = item.item_id AND d.actor = ?)"
        f" ORDER BY value DESC, item_id LIMIT {CLUSTER_PAGE}",
        (name, visit.person.name),
    ).fetchall()
    rows = visit.station.rows.get([item["record_id"] for item in items])
    shown = [
        {"item": dict(item), "example": rows[item["record_id"]].example}
        for item in items
        if item["record_id"] in rows
        and rows[item["record_id"]].example["content_hash"] == item["content_hash"]
    ]
    return visit.page(
        "cluster.html",
        cluster=name,
        items=shown,
        reasons=REASONS,
        bulk=secrets.token_urlsafe(18),
        shown_at=now(),
        decided=visit.query.get("decided", ""),
    )


def _decide(visit: Visit, name: str) -> Response:
    action, _, reason = visit.form.get("action", "").partition(":")
    ticked = [key.removeprefix("item-") for key in visit.form if key.startswith("item-")]
    items = [(item_id, visit.form[f"item-{key}"]) for key in ticked if (item_id := number(key)) is not None]
    bulk = visit.form.get("bulk", "")
    if (
        action not in ("keep", "drop")
        or (action == "drop" and reason not in REASONS)
        or not items
        or not bulk
    ):
        return to(f"/cluster/{name}")
    seconds = _since(visit.form.get("shown_at", ""))
    note = visit.form.get("note", "").strip()[:4000] or None
    each = None if seconds is None else seconds / len(items)
    opinions = [(*item, Opinion(action, reason or None, note, seconds=each)) for item in items]
    decided = log.record_many(visit.station.db, visit.person, bulk, opinions, visit.station.rubric.version)
    return to(f"/cluster/{name}?decided={len(decided)}")


def _since(shown_at: str) -> float | None:
    try:
        seconds = (datetime.now(UTC) - moment(shown_at)).total_seconds()
    except ValueError:
        return None
    return round(seconds, 3) if seconds >= 0 else None
