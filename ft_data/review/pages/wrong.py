"""Calling the answer of a row wrong, and taking that back."""

from __future__ import annotations

from starlette.responses import Response

from ft_data.review import log, wrong
from ft_data.review.forms import token
from ft_data.review.number_fields import whole_field
from ft_data.review.pages import row as row_page
from ft_data.review.request_context import RequestContext

_SAID = {
    "stored": "Noted. The next run takes it up as feedback, and people are asked about the row.",
    "repeated": "That was noted already.",
    "stale": "This row was withdrawn; nothing was noted.",
}


def say(context: RequestContext) -> Response:
    """Note what the form says of a row's answer, or take back what this person said of it; then show the row."""
    form, app = context.form, context.app
    record_id = context.request.path_params["record_id"]
    if form.get("action") == "back":
        number = whole_field("decision_id", form.get("decision_id", ""))
        back = log.take_back(app.db, context.person, number, app.rubric.version)
        app.follow()
        return row_page.show(
            context, "Taken back." if back else "That is not yours to take back, or is already."
        )
    row = app.rows.one(record_id)
    if not app.feedback or row is None or not wrong.can_be(row.example):
        return context.page("missing.html", status=404, what="answer", name=record_id)
    if form.get("content_hash") != row.example["content_hash"]:
        return row_page.show(
            context, "This row has changed since it was shown; nothing was noted.", status=409
        )
    done = wrong.say(app.db, context.person, token(form), row.example, form, app.rubric.version)
    app.follow()
    return row_page.show(context, _SAID[done.status])
