"""One row: its text, its life from its source to the version, every decision; and the way to decide about it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from typing import Any

from starlette.responses import PlainTextResponse, Response

from ft_data import addresses
from ft_data.review import chosen, spans, wrong
from ft_data.review.blind import blind
from ft_data.review.decided import decided
from ft_data.review.explore.life import life
from ft_data.review.forms import fresh_token
from ft_data.review.number_fields import whole
from ft_data.review.pages.lane import PATHS
from ft_data.review.request_context import RequestContext, redirect
from ft_data.review.signal_bars import measurements
from ft_data.review.wording import turns
from ft_data.warehouse.detail import Detail


def show(context: RequestContext, said: str = "", status: int = 200) -> Response:
    """Show one row: its text, its life, every decision with its person; ``said`` is news about it."""
    app = context.app
    record_id = context.request.path_params["record_id"]
    found = app.rows.one(record_id)
    hidden = blind(app.db.con, context.person, record_id, app.settings.blind)
    about = "d.record_id = ? OR d.example_id = ?"
    decisions = decided(app.db.con, about, [record_id, record_id], unknown_to=context.unknown_to)
    marks = [
        one
        for one in spans.about(app.db.con, record_id)
        if not hidden.opinions or one.actor == context.person.name
    ]
    example = found.example if found else _made(app.db.con, record_id)
    stages = app.reader.stages()
    ledger = [
        {**one, "findings": Detail.read(one["detail"]).findings(one["reasons"])}
        for one in sorted(app.rows.why(record_id), key=lambda one: _place(one["stage"], stages))
    ]
    if example is None and not decisions and not ledger:
        return context.page("missing.html", status=404, what="row", name=record_id)
    return context.page(
        "row.html",
        status=status,
        here=addresses.row(record_id),
        record_id=record_id,
        example=example,
        turns=turns("messages", (example or {}).get("messages") or []),
        chosen=turns("chosen", (example or {}).get("chosen") or []),
        rejected=turns("rejected", (example or {}).get("rejected") or []),
        hidden=hidden,
        ledger=[] if hidden.rules else ledger,
        life=life(app, found, ledger) if found and not hidden.rules else None,
        measurements=measurements(found.signals) if found and not hidden.rules else [],
        decisions=decisions,
        in_snapshot=found is not None,
        said=said,
        may_be_wrong=app.feedback and found is not None and wrong.can_be(found.example),
        marks=spans.quotes(app.db.con, marks, example),
        called_wrong=wrong.about(app.db.con, record_id),
        token=fresh_token(),
    )


def take(context: RequestContext) -> Response:
    """Give the row to who asks for it, and go on to the lane that shows it; or say why nothing can be decided about it."""
    app = context.app
    taken = chosen.take_up(
        app.reader,
        app.db,
        app.settings,
        context.person,
        context.request.path_params["record_id"],
        app.lease_seconds,
    )
    return show(context, taken) if isinstance(taken, str) else redirect(PATHS[taken.lane])


def text(context: RequestContext) -> Response:
    """Give one text of a row in full, as plain text."""
    found = context.app.rows.one(context.request.path_params["record_id"])
    part, _, position = context.request.path_params["field"].rpartition("-")
    messages = (found.example.get(part) or []) if found and part in ("messages", "chosen", "rejected") else []
    place = whole(position)
    if place is None or place >= len(messages):
        return PlainTextResponse("There is no such text.", 404)
    return PlainTextResponse(messages[place]["content"] or "")


def _made(con: sqlite3.Connection, record_id: str) -> dict[str, Any] | None:
    """An example that a person made is not among the cleaned rows: it lives in the log."""
    one = con.execute(
        "SELECT w.example FROM live d JOIN wording w USING (decision_id)"
        " WHERE d.example_id = ? AND w.example IS NOT NULL ORDER BY d.decision_id DESC LIMIT 1",
        (record_id,),
    ).fetchone()
    return None if one is None else json.loads(one["example"])


def _place(stage: str, stages: Sequence[str]) -> int:
    return stages.index(stage) if stage in stages else len(stages)
