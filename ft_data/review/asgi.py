"""The review station as a web application: which address leads to which page."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable, Collection
from functools import partial
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from ft_data.addresses import ROWS
from ft_data.recipe.review import Review
from ft_data.review.app import FOLDER, Bands, ReviewApp
from ft_data.review.asked import Asking
from ft_data.review.claims import LEASE_SECONDS
from ft_data.review.db import Database
from ft_data.review.pages import (
    act,
    browse,
    dashboards,
    explore,
    lane,
    make,
    map,
    mark,
    reports,
    row,
    rule,
    sign_in,
    wrong,
)
from ft_data.review.person import DECIDERS, LEADS, TRUSTED
from ft_data.review.reader import Reader
from ft_data.review.request_context import RequestContext, signed_in
from ft_data.review.security import LOOPBACK, Guard


def create_app(
    reader: Reader,
    store: Database | Path,
    settings: Review,
    dataset: str,
    reports_folder: Path | None = None,
    *,
    bands: Bands | None = None,
    hosts: Collection[str] = LOOPBACK,
    token_required: bool = False,
    lease_seconds: float = LEASE_SECONDS,
    masked: bool = True,
    feedback: bool = False,
    asking: Asking | None = None,
    recipe: Path | None = None,
) -> Starlette:
    """Build the station of one dataset.

    ``store`` is the review database or its path; ``settings`` the recipe's ``review`` section; ``bands`` the
    rules in force, by name, with ``signal``, ``drop``, ``review`` and ``why``; ``hosts`` the names it
    answers to; ``masked`` says whether the recipe masks personal data; ``token_required`` turns sign-in by name off, as it
    must be beyond this machine; ``feedback`` whether readers may call answers wrong, ``asking`` which rows gaps ask about;
    ``recipe`` the file that leads may write rules into.
    """
    db = store if isinstance(store, Database) else Database(store)
    app = ReviewApp(
        dataset, db, reader, settings, reports_folder, bands or {}, token_required, lease_seconds, masked, feedback, asking,
        recipe,
    )  # fmt: skip

    @contextlib.asynccontextmanager
    async def lifespan(asgi: Starlette) -> AsyncIterator[None]:
        app.follow()
        yield
        app.close()

    asgi = Starlette(routes=_routes(app), middleware=[Middleware(Guard, hosts=hosts)], lifespan=lifespan)
    asgi.state.app = app
    return asgi


def _routes(app: ReviewApp) -> list[Route | Mount]:
    async def home(request: Request) -> Response:
        return RedirectResponse("/review", 303)

    def serve(
        path: str,
        handler: Callable[[RequestContext], Response],
        roles: tuple[str, ...] = (),
        methods: tuple[str, ...] = ("GET",),
        slow: bool = False,
    ) -> Route:
        return Route(path, signed_in(app, handler, roles, slow=slow), methods=list(methods))

    post = partial(serve, methods=("POST",))
    both = partial(serve, methods=("GET", "POST"))
    search = partial(serve, slow=True)

    return [
        Route("/", home),
        Route("/sign-in", sign_in.sign_in(app), methods=["GET", "POST"]),
        post("/sign-out", sign_in.sign_out),
        serve("/review", lambda context: lane.show(context, "judge"), DECIDERS),
        serve("/compare", lambda context: lane.show(context, "prefer"), DECIDERS),
        serve("/lead", lambda context: lane.show(context, "lead"), ("lead",)),
        post("/decide", lane.decide, DECIDERS),
        post("/undo", lane.undo, DECIDERS),
        post("/draft", lane.draft, DECIDERS),
        post("/held", lane.held, DECIDERS),
        both("/write/{record_id}", make.write, DECIDERS),
        serve("/mark/{record_id}", mark.show, DECIDERS),
        post("/mark/{record_id}", mark.mark, DECIDERS),
        post("/wrong/{record_id}", wrong.say),
        both("/cluster/{cluster}", make.cluster, DECIDERS),
        search("/overview", dashboards.overview),
        search("/people", dashboards.people),
        serve("/guideline", dashboards.guideline),
        search(ROWS, explore.rows),
        search(ROWS + ".{ending}", explore.file, TRUSTED),
        search("/map", map.show),
        search("/map.json", map.data),
        search("/act", act.show, LEADS),
        search("/act", act.record, LEADS, methods=("POST",)),
        search("/rule", rule.show, LEADS),
        search("/rule", rule.record, LEADS, methods=("POST",)),
        search("/rules", rule.take_back, LEADS, methods=("POST",)),
        serve("/acts", act.listing),
        search("/acts", act.take_back, LEADS, methods=("POST",)),
        search(ROWS + "/{record_id}", row.show),
        search(ROWS + "/{record_id}/take", row.take, DECIDERS, methods=("POST",)),
        search(ROWS + "/{record_id}/text/{field}", row.text),
        search("/log", browse.log),
        serve("/mine", browse.mine),
        post("/resume", browse.resume, DECIDERS),
        search("/reports", reports.listing),
        search("/reports/{name:path}", reports.one),
        Mount("/static", StaticFiles(directory=FOLDER / "static")),
    ]
