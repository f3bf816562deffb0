"""Signing in and out."""

from __future__ import annotations

import secrets

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from ft_data.review import people
from ft_data.review.person import NotAllowed
from ft_data.review.station import Station
from ft_data.review.visits import Endpoint, Visit, local, read_form

_DOOR = "door"  # cookie that ties the sign-in form to this browser; worth nothing once signed in


def sign_in(station: Station) -> Endpoint:
    """Show and take the sign-in form. Signing in always starts a new session."""

    async def endpoint(request: Request) -> Response:
        form = await read_form(request)
        if isinstance(form, Response):
            return form
        return await run_in_threadpool(_answer, request, form)

    def _answer(request: Request, form: dict[str, str]) -> Response:
        door = station.seal.opened(request.cookies.get(_cookie(station)))
        if request.method == "GET":
            return _form(station, request, local(request.query_params.get("next", "/review")), "", 200)
        if door is None or not station.seal.admits(door, form.get("csrf", "")):
            return PlainTextResponse("This sign-in form is out of date. Reload the page.", 403)
        onward = local(form.get("next", "/review"))
        try:
            person = people.identify(
                station.db,
                station.settings.reviewers,
                form.get("name", ""),
                form.get("token", "").strip(),
                token_required=station.token_required,
            )
        except NotAllowed as refused:
            return _form(station, request, onward, str(refused), 403)
        sid = people.start_session(station.db, person.name)
        answer = RedirectResponse(onward, 303)
        _set(answer, request, station.cookie, station.seal.cookie(sid), people.SESSION_DAYS * 86_400)
        answer.delete_cookie(_cookie(station))
        return answer

    return endpoint


def sign_out(visit: Visit) -> Response:
    """End the session everywhere."""
    people.end_session(visit.station.db, visit.sid)
    answer = RedirectResponse("/sign-in", 303)
    answer.delete_cookie(visit.station.cookie)
    return answer


def _form(station: Station, request: Request, onward: str, problem: str, status: int) -> Response:
    door = secrets.token_urlsafe(16)
    page = station.render(
        "sign_in.html",
        csrf=station.seal.form_token(door),
        onward=onward,
        problem=problem,
        names=sorted(station.settings.reviewers),
    )
    answer = HTMLResponse(page, status)
    _set(answer, request, _cookie(station), station.seal.cookie(door), 3600)
    return answer


def _cookie(station: Station) -> str:
    return f"{_DOOR}_{station.dataset}"


def _set(answer: Response, request: Request, name: str, value: str, seconds: int) -> None:
    # Behind a proxy with TLS only the browser knows that it came by https, and says so when it posts.
    secure = request.url.scheme == "https" or request.headers.get("origin", "").startswith("https:")
    answer.set_cookie(name, value, max_age=seconds, httponly=True, samesite="strict", secure=secure)
