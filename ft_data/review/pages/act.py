"""Deciding on all rows of a view: what it would hold for is counted and shown, confirmed, logged as one act and taken back as one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import xxhash
from starlette.datastructures import QueryParams
from starlette.responses import Response

from ft_data.addresses import ROWS
from ft_data.review import acts, chosen, rule_log
from ft_data.review.audits import STAGE
from ft_data.review.explore.facets import Mask, Places, meet
from ft_data.review.explore.index import Index
from ft_data.review.explore.listing import hits
from ft_data.review.explore.view import View, read
from ft_data.review.forms import fresh_token, token
from ft_data.review.log import Opinion
from ft_data.review.number_fields import whole
from ft_data.review.pages.explore import asked, chips
from ft_data.review.request_context import RequestContext, redirect
from ft_data.review.rubric import REASONS

SAMPLE = 10


def show(context: RequestContext) -> Response:
    """Show what an act on a view would hold for."""
    return _page(context, asked(context), [])


def record(context: RequestContext) -> Response:
    """Decide on the rows of a view, if it holds those that were shown, in the same state, and their number was typed."""
    form, app = context.form, context.app
    view = read(QueryParams(form.get("view", "")))
    index = app.shelf.index()
    places = reached(index, index.masks(view).values())
    opinion = _opinion(context, view)
    problems = []
    if opinion is None:
        problems.append("Say what is decided, and of a label which.")
    if form.get("shown", "") != _named(index, places):
        problems.append("The view has changed since it was shown: look at it again.")
    elif whole(form.get("rows", "").replace(",", "")) != len(places):
        problems.append("Type the number of rows to confirm them.")
    if not 0 < len(places) <= acts.MOST:
        problems.append(f"An act is on 1 to {acts.MOST:,} rows.")
    if problems or opinion is None:
        return _page(context, view, problems)
    items = chosen.items(app.reader, app.settings, index.places.ids(places))
    done = acts.record(app.db, context.person, token(form)[:64], items, opinion, app.rubric.version)
    app.follow()
    return redirect(f"/acts?decided={done.rows}&left={len(places) - done.rows}")


def listing(context: RequestContext) -> Response:
    """List the acts there were, and the rules that were made of views."""
    return page(context)


def page(context: RequestContext, problem: str = "") -> Response:
    """Answer with what was decided on whole views; ``problem`` says what could not be done."""
    told = {name: whole(context.query.get(name, "")) for name in ("decided", "left", "back", "rule")}
    con = context.app.db.con
    return context.page(
        "acts.html",
        acts=acts.listed(con),
        rules=rule_log.listed(con),
        told=told,
        problem=problem,
        status=409 if problem else 200,
    )


def take_back(context: RequestContext) -> Response:
    """Take an act back."""
    done = acts.take_back(
        context.app.db, context.person, context.form.get("act", ""), context.app.rubric.version
    )
    context.app.follow()
    return redirect(f"/acts?back={done.rows}&left={done.left}")


def reached(index: Index, masks: Iterable[Mask]) -> Places:
    """Return the places of the rows that the masks of a view let through and that people can decide about: those of texts that reached the stage."""
    stages = [*index.verdicts.stages]
    if STAGE not in stages:
        return np.zeros(0, np.int64)
    among = index.verdicts.verdicts[stages.index(STAGE)] > 0
    for mask in masks:
        among &= mask
    places = np.flatnonzero(among)
    return places[places < index.pieces.end]


def _page(context: RequestContext, view: View, problems: list[str]) -> Response:
    index = context.app.shelf.index()
    masks = [*index.masks(view).values()]
    places = reached(index, masks)
    drawn = np.random.default_rng(
        xxhash.xxh3_64_intdigest(view.query.encode())
    )  # the same rows for everybody
    sample = np.sort(drawn.choice(places, min(SAMPLE, len(places)), replace=False))
    among = meet(masks)
    of_view = len(index) if among is None else int(np.count_nonzero(among))
    return context.page(
        "act.html",
        status=400 if problems else 200,
        here=ROWS,
        view=view,
        chosen=chips(view),
        rows=len(places),
        beyond=of_view - len(places),
        shown=_named(index, places),
        hits=hits(index, view, sample),
        most=acts.MOST,
        reasons=REASONS,
        problems=problems,
        token=fresh_token(),
    )


def _named(index: Index, places: Places) -> str:
    """Name some rows in the state of the dataset that an index is of: what was shown is decided on, and nothing that came since."""
    return xxhash.xxh3_128_hexdigest(index.version.encode() + places.tobytes())


def _opinion(context: RequestContext, view: View) -> Opinion | None:
    form, rubric = context.form, context.app.rubric
    kind, _, reason = form.get("action", "").partition(":")
    note = " ".join(
        part
        for part in (form.get("note", "").strip()[:2000], f"(all rows of {replace(view, of='').query})")
        if part
    )
    labels = rubric.labels_from({name: form.get(f"label-{name}", "") for name in rubric.labels})
    if kind == "label" and labels:
        return Opinion("keep", labels=labels, note=note)
    if kind in ("keep", "ask"):
        return Opinion(kind, note=note)
    return Opinion("drop", reason, note) if kind == "drop" and reason in REASONS else None
