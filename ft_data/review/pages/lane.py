"""The page people work on: one item at a time, in one of three lanes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from starlette.responses import PlainTextResponse, Response

from ft_data.review import claims, edits, log, rankings
from ft_data.review.app import PREFETCHED
from ft_data.review.claims import Claim
from ft_data.review.db import moment
from ft_data.review.item_view import ItemView, current_rows, group_rows, view_item
from ft_data.review.log import Opinion, Outcome
from ft_data.review.number_fields import decimal_field, whole_field
from ft_data.review.progress import progress
from ft_data.review.request_context import RequestContext, redirect
from ft_data.review.rows import Row
from ft_data.review.rubric import REASONS

PATHS = {"judge": "/review", "prefer": "/compare", "lead": "/lead"}
SAID = {
    "stored": "Stored.",
    "skipped": "Skipped. It comes back at the end.",
    "escalated": "Passed on.",
    "repeated": "That item was decided already; nothing was stored twice.",
    "taken": "Somebody else has decided that item meanwhile. What you typed is kept under My work.",
    "stale": "That item has changed since it was shown; nothing was decided. Your text is under My work.",
    "undone": "Taken back. Here is the item again.",
}
_UNREADABLE = 20  # rows that left the snapshot are passed over; the refresh that follows retires them


def show(context: RequestContext, lane: str) -> Response:
    """Show the next item of a lane."""
    context.app.follow()
    return _render(context, lane, said=SAID.get(context.query.get("said", ""), ""))


def decide(context: RequestContext) -> Response:
    """Store what the form says about the item it was shown for, then show the next one."""
    form, db = context.form, context.app.db
    action, _, rest = form.get("action", "").partition(":")
    token = form.get("token", "")
    held = claims.showing(db.con, token, context.person.name)
    # What was shown decides the lane; the form's word only says where to go on once nothing is shown any more.
    lane = held.lane if held is not None else _lane(context)
    item_id = whole_field("item_id", form.get("item_id", ""))
    if not context.person.may_enter(lane) or action not in _actions(lane):
        return PlainTextResponse("This is not a decision.", 400)
    about = current_rows(context.app, held) if held is not None else None
    # A row that changed a moment ago can still be judged by who saw it; editing it needs the text.
    if held is None or (about is None and action in ("edit", "prefer", "rank")):
        outcome = _without_showing(context, token, item_id)
        return _onward(context, lane, outcome.status)
    made = _opinion(context, held, about, action, rest)
    if isinstance(made, list):
        claims.save_draft(db, item_id, context.person.name, held.record_id, _typed(form))
        return _render(context, lane, problems=made)
    shown = None if about is None or held.item["other_id"] or held.group else about[0].example
    outcome = log.record(
        db,
        context.person,
        token,
        item_id,
        form.get("content_hash", ""),
        made,
        context.app.rubric.version,
        shown,
    )
    if outcome.status in ("taken", "stale"):
        _keep(context, item_id, held.record_id)
    said = {"skip": "skipped", "escalate": "escalated"}.get(made.kind, "stored")
    return _onward(context, lane, said if outcome.status == "stored" else outcome.status)


def undo(context: RequestContext) -> Response:
    """Take the person's last decision back and show its item again."""
    done = log.undo(
        context.app.db, context.person, context.app.rubric.version, seconds=context.app.lease_seconds
    )
    lane = done.lane if isinstance(done, Claim) else _lane(context)
    if context.swap:
        return _render(context, lane, said=SAID["undone"] if isinstance(done, Claim) else done)
    return redirect(f"{PATHS[lane]}?said={'undone' if isinstance(done, Claim) else 'kept'}")


def draft(context: RequestContext) -> Response:
    """Keep what is being typed."""
    held = claims.showing(context.app.db.con, context.form.get("token", ""), context.person.name)
    if held is None:
        return PlainTextResponse("no such showing", 409)
    typed = _typed(context.form)
    if context.form.get("discard") == "yes":
        claims.drop_draft(context.app.db, held.item_id, context.person.name)
    elif typed:
        claims.save_draft(context.app.db, held.item_id, context.person.name, held.record_id, typed)
    claims.renew(context.app.db, held.token, context.person.name, seconds=context.app.lease_seconds)
    return PlainTextResponse("kept")


def held(context: RequestContext) -> Response:
    """Say that the item is still being looked at."""
    kept = claims.renew(
        context.app.db, context.form.get("token", ""), context.person.name, seconds=context.app.lease_seconds
    )
    return PlainTextResponse("held" if kept else "run out", 200 if kept else 409)


def _lane(context: RequestContext) -> str:
    """The lane the form names, if there is such a lane and it is open to this person."""
    lane = context.form.get("lane", "judge")
    return lane if lane in PATHS and context.person.may_enter(lane) else "judge"


def _actions(lane: str) -> set[str]:
    kinds = {"judge": {"keep", "drop", "edit"}, "prefer": {"prefer", "rank", "drop"}}
    wanted = kinds.get(lane, {"keep", "drop", "edit", "prefer", "rank"})
    return wanted | {"skip"} | ({"escalate"} if lane != "lead" else set())


def _render(
    context: RequestContext, lane: str, *, said: str = "", problems: list[str] | None = None
) -> Response:
    app, person = context.app, context.person
    skipped = context.query.get("skipped") == "yes" or context.form.get("skipped") == "yes"
    view: ItemView | None = None
    for _ in range(_UNREADABLE):
        claim = claims.claim(app.db, person, lane, skipped=skipped, seconds=app.lease_seconds)
        view = view_item(app, claim, person.name) if claim is not None else None
        if claim is None or view is not None:
            break
        _retire(app.db, claim)
    coming = claims.upcoming(app.db, person, lane, PREFETCHED)
    names = [name for row in coming for name in (row["record_id"], row["other_id"]) if name]
    app.prefetch(names, neighbours=lane == "judge")
    return context.page(
        "lane.html",
        lane=lane,
        here=PATHS[lane],
        view=view,
        said=said,
        problems=problems or [],
        placed={name: said for name, said in context.form.items() if problems and name.startswith("place-")},
        skipped=skipped,
        reasons=REASONS,
        progress=progress(app.db.con, person.name, lane),
        waiting_skipped=_skipped(context, lane) if view is None else 0,
        queue=app.queue_state,
    )


def _onward(context: RequestContext, lane: str, said: str) -> Response:
    if context.swap:
        return _render(context, lane, said=SAID[said])
    skipped = "&skipped=yes" if context.form.get("skipped") == "yes" else ""
    return redirect(f"{PATHS[lane]}?said={said}{skipped}")


def _opinion(
    context: RequestContext, held: Claim, about: tuple[Row, Row | None] | None, action: str, rest: str
) -> Opinion | list[str]:
    """Turn the form into an opinion, or into what is wrong with it."""
    form, rubric = context.form, context.app.rubric
    given: dict[str, Any] = {
        "note": context.note,
        "ratings": rubric.ratings_from({name: form.get(f"rating-{name}", "") for name in rubric.criteria}),
        "labels": rubric.labels_from({name: form.get(f"label-{name}", "") for name in rubric.labels}),
        "seconds": _seconds(held, form.get("seconds", "")),
    }
    if action == "drop":
        reason = rest if rest in REASONS else None
        if reason is None:
            return ["Say why you reject it: press R, then the number of a reason."]
        if (held.item["other_id"] and not held.removal) or held.group:
            return ["Answers that are compared cannot be rejected; say that none is better."]
        return Opinion("drop", reason, **given)
    if held.removal and action == "edit":
        return [
            "This row was removed: say whether it is a duplicate; the other row can be edited where it is."
        ]
    if action == "edit" and about is not None:
        made = edits.edited(about[0].example, form)
        return Opinion("edit", example=made.example, **given) if made.example else made.problems
    if held.group and action in ("rank", "prefer", "edit", "keep"):
        return _ranking(context, held, rest, given) if action == "rank" else ["Give each answer a place."]
    if action == "rank":
        return ["There are no answers to order."]
    if action == "prefer" and about is not None:
        return _preference(held, *about, rest, given)
    return Opinion(action, **given)


def _preference(
    held: Claim, first: Row, second: Row | None, side: str, given: dict[str, Any]
) -> Opinion | list[str]:
    """Resolve the side that was chosen on the screen to the row it stands for."""
    if side not in ("left", "right", "tie"):
        return ["Choose the left answer, the right answer or neither."]
    choice = "tie" if side == "tie" else ("a" if (side == "left") != held.swapped else "b")
    if second is not None:
        made = None if choice == "tie" else edits.preferred(first.example, second.example, choice)
        return Opinion("prefer", choice=choice, example=made, **given)
    if choice == "tie":
        return Opinion("drop", "no_preference", choice=choice, **given)
    if choice == "b":
        return Opinion("edit", choice=choice, example=edits.turned(first.example), **given)
    return Opinion("keep", choice=choice, **given)


def _ranking(context: RequestContext, held: Claim, rest: str, given: dict[str, Any]) -> Opinion | list[str]:
    """Turn the places that the form gives answers into an order."""
    rows = group_rows(context.app, held)
    if rows is None:
        return ["One of these answers has changed since; the next ones come up when you skip."]
    said = [context.form.get(f"place-{name}", "") for name, _ in held.group]
    whole = [1 if rest == "tie" else whole_field("place", one, most=len(rows)) if one else 0 for one in said]
    if not all(whole):
        return ["Give each answer a place; answers with the same one are alike."]
    stored = rankings.preferred([row.example for row in rows], whole)
    return Opinion("prefer", choice=rankings.written(whole), said=stored, **given)


def _seconds(held: Claim, given: str) -> float:
    """The time the item was on the screen; the browser may only say that it was less (hidden tab)."""
    elapsed = (datetime.now(UTC) - moment(held.shown_at)).total_seconds()
    seen = decimal_field("seconds", given, least=0.0)
    return round(elapsed if not seen else min(seen, elapsed), 3)


def _without_showing(context: RequestContext, token: str, item_id: int) -> Outcome:
    """Answer a form whose showing is over or unknown."""
    seen = context.app.db.con.execute(
        "SELECT decision_id FROM decision WHERE token = ? AND actor = ?", (token, context.person.name)
    ).fetchone()
    if seen is not None:
        return Outcome("repeated", seen["decision_id"])
    item = context.app.db.con.execute("SELECT record_id FROM item WHERE item_id = ?", (item_id,)).fetchone()
    if item is not None:
        _keep(context, item_id, item["record_id"])
    return Outcome("stale")


def _keep(context: RequestContext, item_id: int, record_id: str) -> None:
    typed = _typed(context.form)
    if typed:
        claims.save_draft(context.app.db, item_id, context.person.name, record_id, typed)


def _typed(form: Any) -> dict[str, str]:
    """What a person typed: texts and the note; everything else in the form is a click."""
    return {
        name: text
        for name, text in form.items()
        if name.startswith(("messages-", "chosen-", "rejected-")) or (name == "note" and text.strip())
    }


def _retire(db: Any, claim: Claim) -> None:
    with db.write() as con:
        con.execute("DELETE FROM lease WHERE token = ?", (claim.token,))
        con.execute("UPDATE item SET active = 0 WHERE item_id = ?", (claim.item_id,))


def _skipped(context: RequestContext, lane: str) -> int:
    """Count what this person could still take up if they did not mind having skipped it."""
    return len(claims.upcoming(context.app.db, context.person, lane, 1000, skipped=True))
