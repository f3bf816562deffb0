"""Marking stretches of a row's texts, and taking marks back."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from ft_data import addresses
from ft_data.review import log, spans
from ft_data.review.edits import fields
from ft_data.review.forms import fresh_token, token
from ft_data.review.number_fields import whole_field
from ft_data.review.pages.lane import PATHS
from ft_data.review.request_context import RequestContext, redirect
from ft_data.review.spans import Place, Span
from ft_data.review.wording import pieces

LONGEST = 100_000  # characters of a text that are shown to be marked
SAID = {
    "stored": "Marked.",
    "repeated": "These words are marked so already.",
    "stale": "This row was withdrawn; nothing was marked.",
    "back": "The mark was taken back.",
    "kept": "That mark is not yours to take back, or is already.",
}


def show(context: RequestContext, problem: str = "", status: int = 200) -> Response:
    """Show the texts of a row with this person's own marks; those of others are on the row's page."""
    app, record_id = context.app, context.request.path_params["record_id"]
    row = app.rows.one(record_id)
    if row is None:
        return context.page("missing.html", status=404, what="row", name=record_id)
    mine = [one for one in spans.about(app.db.con, record_id) if one.actor == context.person.name]
    current = [one for one in mine if one.content_hash == row.example["content_hash"]]
    texts = fields(row.example)
    return context.page(
        "mark.html",
        status=status,
        here=addresses.row(record_id),
        example=row.example,
        texts=[_text(field, text, current) for field, text in texts.items() if text.strip()],
        roles=_roles(row.example, texts),
        marks=spans.quotes(app.db.con, mine, row.example),
        labels=app.rubric.marks,
        back=_back(context, record_id),
        said=problem or SAID.get(context.query.get("said", ""), ""),
        problem=bool(problem),
        focus=context.query.get("field", ""),
        at=context.query.get("at", ""),
        quote=context.form.get("quote", ""),
        token=fresh_token(),
    )


def mark(context: RequestContext) -> Response:
    """Mark the stretch that the form names, or take a mark back; then show the row again."""
    form, app, record_id = context.form, context.app, context.request.path_params["record_id"]
    row = app.rows.one(record_id)
    if row is None:
        return context.page("missing.html", status=404, what="row", name=record_id)
    action, _, label = form.get("action", "").partition(":")
    if action == "back":
        number = whole_field("decision_id", form.get("decision_id", ""))
        back = log.take_back(app.db, context.person, number, app.rubric.version)
        return redirect(f"/mark/{record_id}?said={'back' if back else 'kept'}")
    if action != "mark" or label not in app.rubric.marks:
        return show(context, "This is no label of a stretch of text.", 400)
    if form.get("content_hash") != row.example["content_hash"]:
        return show(context, "This row has changed since it was shown; nothing was marked.", 409)
    place = _place(form, row.example)
    if isinstance(place, str):
        return show(context, place, 400)
    done = spans.mark(app.db, context.person, token(form), row.example, place, label, app.rubric.version)
    onward = {"said": done.status, "field": place.field, "at": place.end}
    return redirect(f"/mark/{record_id}?{urlencode(onward)}")


def _place(form: Any, example: Any) -> Place | str:
    """Return the stretch a form means, or what is wrong with it. Raises NotANumber."""
    field = form.get("field", "")
    if form.get("quote", "").strip():
        found = spans.quoted(example, field, form["quote"])
        if isinstance(found, Place):
            return found
        if found == 0:
            return "These words are not in that text as you wrote them."
        return f"These words are there {found} times: write more of what stands around them."
    ends = form.get("start", ""), form.get("end", "")
    if not all(ends):
        return "Choose some words first."
    start, end = (whole_field(name, end) for name, end in zip(("start", "end"), ends, strict=True))
    return spans.place_of(example, field, start, end) or "Choose some words of one text."


def _text(field: str, text: str, mine: list[Span]) -> dict[str, Any]:
    own = [(one.place.start, one.place.end, one.label) for one in mine if one.place.field == field]
    return {
        "field": field,
        "hidden": max(0, len(text) - LONGEST),
        "runs": [
            {"labels": run.labels, "pieces": _placed(run.at, run.text)}
            for run in spans.runs(text[:LONGEST], own)
        ],
    }


def _placed(at: int, text: str) -> list[tuple[int, Any]]:
    """Return the pieces of a run with the place of each; a character that cannot be seen is shown by its number."""
    found = []
    for piece in pieces(text):
        found.append((at, piece))
        at += 1 if piece.kind == "mark" else len(piece.text)
    return found


def _roles(example: Any, texts: Any) -> dict[str, str]:
    found = {}
    for field in texts:
        part, _, position = field.rpartition("-")
        role = str(example[part][int(position)]["role"])
        found[field] = role if part == "messages" else f"{part}, {role}"
    return found


def _back(context: RequestContext, record_id: str) -> str:
    """Return where the person came from: the lane that shows them this row, else the row's page."""
    held = context.app.db.con.execute(
        "SELECT lane FROM lease JOIN item USING (item_id) WHERE actor = ? AND record_id = ?"
        " ORDER BY shown_at DESC LIMIT 1",
        (context.person.name, record_id),
    ).fetchone()
    return PATHS[held["lane"]] if held else addresses.row(record_id)
