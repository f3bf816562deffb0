"""Looking things up: the log, one's own work."""

from __future__ import annotations

import json

from starlette.responses import Response

from ft_data.review import claims
from ft_data.review.decided import decided
from ft_data.review.log import KINDS
from ft_data.review.number_fields import whole_field
from ft_data.review.pages.lane import PATHS
from ft_data.review.request_context import RequestContext, redirect

PAGE = 50
_KINDS = (*KINDS, "undo")


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
    found = decided(
        con, " AND ".join(where), params, f"LIMIT {PAGE + 1} OFFSET {page * PAGE}", context.unknown_to
    )
    actors = [one["actor"] for one in con.execute("SELECT DISTINCT actor FROM decision ORDER BY actor")]
    return context.page(
        "log.html",
        decisions=found[:PAGE],
        more=len(found) > PAGE,
        page=page,
        asked=asked,
        actors=actors,
        kinds=_KINDS,
        blind=context.unknown_to is not None,
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
    mine = decided(con, "d.actor = ?", [context.person.name], f"LIMIT {PAGE}")
    return context.page("mine.html", drafts=drafts, decisions=mine)


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


def _page(context: RequestContext) -> int:
    return whole_field("page", context.query.get("page", "0"), most=100_000)
