"""The review station as a web application: which address leads to which page."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable, Collection
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from ft_data.review.claims import LEASE_SECONDS
from ft_data.review.db import Database
from ft_data.review.pages import boards, browse, door, lane, make, reports
from ft_data.review.person import DECIDERS
from ft_data.review.reader import Reader, Settings
from ft_data.review.security import LOOPBACK, Guard
from ft_data.review.station import FOLDER, Bands, Station
from ft_data.review.visits import Visit, page


def create_app(
    reader: Reader,
    store: Database | Path,
    settings: Settings,
    dataset: str,
    reports_folder: Path | None = None,
    *,
    bands: Bands | None = None,
    hosts: Collection[str] = LOOPBACK,
    token_required: bool = False,
    lease_seconds: float = LEASE_SECONDS,
) -> Starlette:
    """Build the station of one dataset.

    ``store`` is the review database or its path; ``settings`` the recipe's ``review`` section; ``bands`` the
    rules in force, by name, with ``signal``, ``drop``, ``review`` and ``why``; ``hosts`` the names it
    answers to; ``token_required`` turns sign-in by name off, as it must be beyond this machine.
    """
    db = store if isinstance(store, Database) else Database(store)
    station = Station(
        dataset, db, reader, settings, reports_folder, bands or {}, token_required, lease_seconds
    )

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        station.follow()
        yield
        station.close()

    app = Starlette(routes=_routes(station), middleware=[Middleware(Guard, hosts=hosts)], lifespan=lifespan)
    app.state.station = station
    return app


def _routes(station: Station) -> list[Route | Mount]:
    async def home(request: Request) -> Response:
        return RedirectResponse("/review", 303)

    def get(path: str, handler: Callable[[Visit], Response], roles: tuple[str, ...] = ()) -> Route:
        return Route(path, page(station, handler, roles), methods=["GET"])

    def post(path: str, handler: Callable[[Visit], Response], roles: tuple[str, ...] = ()) -> Route:
        return Route(path, page(station, handler, roles), methods=["POST"])

    def both(path: str, handler: Callable[[Visit], Response], roles: tuple[str, ...] = ()) -> Route:
        return Route(path, page(station, handler, roles), methods=["GET", "POST"])

    return [
        Route("/", home),
        Route("/sign-in", door.sign_in(station), methods=["GET", "POST"]),
        post("/sign-out", door.sign_out),
        get("/review", lambda visit: lane.show(visit, "judge"), DECIDERS),
        get("/compare", lambda visit: lane.show(visit, "prefer"), DECIDERS),
        get("/lead", lambda visit: lane.show(visit, "lead"), ("lead",)),
        post("/decide", lane.decide, DECIDERS),
        post("/undo", lane.undo, DECIDERS),
        post("/draft", lane.draft, DECIDERS),
        post("/held", lane.held, DECIDERS),
        both("/write/{record_id}", make.write, DECIDERS),
        both("/cluster/{cluster}", make.cluster, DECIDERS),
        get("/overview", boards.overview),
        get("/people", boards.people),
        get("/guideline", boards.guideline),
        get("/rows", browse.rows),
        get("/rows/{record_id}", browse.row),
        get("/rows/{record_id}/text/{field}", browse.text),
        get("/log", browse.log),
        get("/mine", browse.mine),
        post("/resume", browse.resume, DECIDERS),
        get("/reports", reports.listing),
        get("/reports/{name:path}", reports.one),
        Mount("/static", StaticFiles(directory=FOLDER / "static")),
    ]
