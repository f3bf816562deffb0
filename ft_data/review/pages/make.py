"""Making and deciding in bulk: new examples written from a row, one decision for a previewed cluster."""

from __future__ import annotations

from datetime import UTC, datetime

from starlette.responses import Response

from ft_data.review import edits, log
from ft_data.review.db import moment, now
from ft_data.review.forms import fresh_token, token
from ft_data.review.log import Opinion
from ft_data.review.number_fields import whole_field
from ft_data.review.request_context import RequestContext, redirect
from ft_data.review.rubric import REASONS
from ft_data.review.wording import turns

CLUSTER_PAGE = 200


def write(context: RequestContext) -> Response:
    """Write a new instruction and answer from a row, or improve a weak answer."""
    record_id = context.request.path_params["record_id"]
    row = context.app.rows.one(record_id)
    if row is None:
        return context.page("missing.html", status=404, what="row", name=record_id)
    said, problems = "", list[str]()
    passage = row.example["kind"] == "text"
    given = {
        "instruction": context.form.get("instruction", "" if passage else row.example["prompt_text"] or ""),
        "answer": context.form.get("answer", "" if passage else row.example["response_text"] or ""),
    }
    if context.request.method == "POST":
        name = token(context.form)
        made = edits.written(row.example, given["instruction"], given["answer"], name)
        problems = made.problems
        if made.example is not None:
            opinion = Opinion(
                "new",
                note=context.note,
                example=made.example,
                seconds=_since(context.form.get("shown_at", "")),
            )
            version = context.app.rubric.version
            done = log.record_written(
                context.app.db,
                context.person,
                name,
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
    return context.page(
        "write.html",
        example=row.example,
        turns=turns("messages", row.example.get("messages") or []),
        given=given,
        said=said,
        problems=problems,
        token=fresh_token(),
        shown_at=now(),
    )


def cluster(context: RequestContext) -> Response:
    """Preview the open items of a cluster and decide those that stay ticked."""
    name = context.request.path_params["cluster"]
    con = context.app.db.con
    if context.request.method == "POST":
        return _decide(context, name)
    items = con.execute(
        "SELECT * FROM item WHERE cluster = ? AND active = 1 AND state = 'open' AND is_audit = 0"
        f" AND NOT EXISTS (SELECT 1 FROM live d WHERE d.item_id = item.item_id AND d.actor = ?)"
        f" ORDER BY value DESC, item_id LIMIT {CLUSTER_PAGE}",
        (name, context.person.name),
    ).fetchall()
    rows = context.app.rows.get([item["record_id"] for item in items])
    shown = [
        {"item": dict(item), "example": rows[item["record_id"]].example}
        for item in items
        if item["record_id"] in rows
        and rows[item["record_id"]].example["content_hash"] == item["content_hash"]
    ]
    return context.page(
        "cluster.html",
        cluster=name,
        items=shown,
        reasons=REASONS,
        bulk=fresh_token(),
        shown_at=now(),
        decided=context.query.get("decided", ""),
    )


def _decide(context: RequestContext, name: str) -> Response:
    action, _, reason = context.form.get("action", "").partition(":")
    items = [
        (whole_field("item", key.removeprefix("item-")), content_hash)
        for key, content_hash in context.form.items()
        if key.startswith("item-")
    ]
    given = context.form.get("bulk", "")[:200]
    if (
        action not in ("keep", "drop")
        or (action == "drop" and reason not in REASONS)
        or not items
        or not given
    ):
        return redirect(f"/cluster/{name}")
    seconds = _since(context.form.get("shown_at", ""))
    each = None if seconds is None else seconds / len(items)
    opinions = [(*item, Opinion(action, reason or None, context.note, seconds=each)) for item in items]
    bulk = f"cluster:{given}"  # what a form says can name no act of another kind
    decided = log.record_many(context.app.db, context.person, bulk, opinions, context.app.rubric.version)
    return redirect(f"/cluster/{name}?decided={len(decided)}")


def _since(shown_at: str) -> float | None:
    try:
        seconds = (datetime.now(UTC) - moment(shown_at)).total_seconds()
    except ValueError:
        return None
    return round(seconds, 3) if seconds >= 0 else None
