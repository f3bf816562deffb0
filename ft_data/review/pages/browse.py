"""Looking things up: why a row is where it is, the log, one's own work."""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Sequence
from typing import Any

from starlette.responses import PlainTextResponse, Response

from ft_data.review import claims, wrong
from ft_data.review.number_fields import whole, whole_field
from ft_data.review.pages.lane import PATHS
from ft_data.review.request_context import RequestContext, redirect
from ft_data.review.signal_bars import measurements
from ft_data.review.wording import turns
from ft_data.warehouse.detail import Detail

PAGE = 50
_KINDS = ("keep", "drop", "edit", "new", "prefer", "wrong", "skip", "escalate", "undo")


def row(context: RequestContext, said: str = "", status: int = 200) -> Response:
    """Show one row: its text, every verdict with its cause, every decision with its person; ``said`` is news about it."""
    record_id = context.request.path_params["record_id"]
    found = context.app.rows.one(record_id)
    decided = _decisions(context.app.db.con, "d.record_id = ? OR d.example_id = ?", [record_id, record_id])
    example = found.example if found else _made(context.app.db.con, record_id)
    if example is None and not decided:
        return context.page("missing.html", status=404, what="row", name=record_id)
    ledger = sorted(
        context.app.rows.why(record_id), key=lambda one: _place(one["stage"], context.app.reader.stages())
    )
    return context.page(
        "row.html",
        status=status,
        here=f"/rows/{record_id}",
        said=said,
        record_id=record_id,
        example=example,
        turns=turns("messages", (example or {}).get("messages") or []),
        chosen=turns("chosen", (example or {}).get("chosen") or []),
        rejected=turns("rejected", (example or {}).get("rejected") or []),
        ledger=[{**one, "findings": Detail.read(one["detail"]).findings(one["reasons"])} for one in ledger],
        measurements=measurements(found.signals) if found else [],
        decisions=decided,
        in_snapshot=found is not None,
        may_be_wrong=context.app.feedback and found is not None and wrong.can_be(found.example),
        called_wrong=wrong.about(context.app.db.con, record_id),
        token=secrets.token_urlsafe(18),
    )


def text(context: RequestContext) -> Response:
    """Give one text of a row in full, as plain text."""
    found = context.app.rows.one(context.request.path_params["record_id"])
    part, _, position = context.request.path_params["field"].rpartition("-")
    messages = (found.example.get(part) or []) if found and part in ("messages", "chosen", "rejected") else []
    place = whole(position)
    if place is None or place >= len(messages):
        return PlainTextResponse("There is no such text.", 404)
    return PlainTextResponse(messages[place]["content"] or "")


def log(context: RequestContext) -> Response:
    """Search the decisions, undone ones included."""
    asked = {name: context.query.get(name, "").strip() for name in ("q", "actor", "kind", "day")}
    where, params = ["true"], []
    if asked["actor"]:
        where.append("d.actor = ?")
        params.append(asked["actor"])
    if asked["kind"] in _KINDS:
        where.append("d.kind = ?")
        params.append(asked["kind"])
    if asked["day"]:
        where.append("substr(d.decided_at, 1, 10) = ?")
        params.append(asked["day"])
    if asked["q"]:
        where.append(
            "(d.record_id = :q OR d.example_id = :q OR instr(lower(coalesce(d.reason, '')), :l)"
            " OR instr(lower(d.rules), :l) OR instr(lower(coalesce(w.note, '')), :l)"
            " OR instr(lower(coalesce(w.example, '')), :l))".replace(":q", "?").replace(":l", "?")
        )
        params += [asked["q"]] * 2 + [asked["q"].lower()] * 4
    page = _page(context)
    con = context.app.db.con
    found = _decisions(con, " AND ".join(where), params, f"LIMIT {PAGE + 1} OFFSET {page * PAGE}")
    actors = [one["actor"] for one in con.execute("SELECT DISTINCT actor FROM decision ORDER BY actor")]
    return context.page(
        "log.html",
        decisions=found[:PAGE],
        more=len(found) > PAGE,
        page=page,
        asked=asked,
        actors=actors,
        kinds=_KINDS,
    )


def mine(context: RequestContext) -> Response:
    """Show a person's own decisions and the drafts that are kept for them."""
    con = context.app.db.con
    drafts = []
    for one in con.execute(
        "SELECT d.*, i.task, i.state, i.active FROM draft d JOIN item i USING (item_id)"
        " WHERE d.actor = ? ORDER BY d.updated_at DESC",
        (context.person.name,),
    ):
        body = {name: text for name, text in json.loads(one["body"]).items() if text.strip()}
        lane = one["task"] if one["task"] in PATHS else "judge"
        waits = bool(one["active"]) and claims.owed(con, context.person.name, one["item_id"], lane)
        drafts.append({**dict(one), "body": body, "waits": waits})
    decided = _decisions(con, "d.actor = ?", [context.person.name], f"LIMIT {PAGE}")
    return context.page("mine.html", drafts=drafts, decisions=decided)


def resume(context: RequestContext) -> Response:
    """Take up an item that a draft was kept for, or throw the draft away."""
    item_id = whole_field("item_id", context.form.get("item_id", ""))
    if context.form.get("action") == "discard":
        claims.drop_draft(context.app.db, item_id, context.person.name)
        return redirect("/mine")
    item = context.app.db.con.execute("SELECT task FROM item WHERE item_id = ?", (item_id,)).fetchone()
    lane = item["task"] if item is not None and item["task"] in PATHS else "judge"
    seconds = context.app.lease_seconds
    taken = claims.take(context.app.db, context.person, item_id, lane, seconds=seconds)
    return redirect(PATHS[lane] if taken else "/mine")


def _decisions(
    con: sqlite3.Connection, where: str, params: list[Any], limit: str = ""
) -> list[dict[str, Any]]:
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


def _page(context: RequestContext) -> int:
    return whole_field("page", context.query.get("page", "0"), most=100_000)
