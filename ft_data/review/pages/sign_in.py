"""Signing in and out."""

from __future__ import annotations

import secrets

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from ft_data.review import people
from ft_data.review.app import ReviewApp
from ft_data.review.forms import parse, read_body
from ft_data.review.person import NotAllowed
from ft_data.review.request_context import Endpoint, RequestContext, local_path

_PURPOSE = "sign_in"  # of the cookie that ties the sign-in form to this browser; worth nothing elsewhere


def sign_in(app: ReviewApp) -> Endpoint:
    """Show and take the sign-in form. Signing in always starts a new session."""

    async def endpoint(request: Request) -> Response:
        body = await read_body(request, app.turns, signed=False)
        return body if isinstance(body, Response) else await app.turns.run("", False, answer, request, body)

    def answer(request: Request, body: bytes) -> Response:
        if request.method == "GET":
            return _form(app, request, local_path(request.query_params.get("next", "/review")), "", 200)
        form = parse(body) or {}
        visitor = app.seal.opened(request.cookies.get(_cookie(app)), _PURPOSE)
        if visitor is None or not app.seal.admits(visitor, form.get("csrf", "")):
            return PlainTextResponse("This sign-in form is out of date. Reload the page.", 403)
        onward = local_path(form.get("next", "/review"))
        try:
            person = people.identify(
                app.db,
                app.settings.reviewers,
                form.get("name", ""),
                form.get("token", "").strip(),
                token_required=app.token_required,
            )
        except NotAllowed as refused:
            return _form(app, request, onward, str(refused), 403)
        sid = people.start_session(app.db, person.name)
        answer = RedirectResponse(onward, 303)
        _set(answer, request, app.cookie, app.seal.cookie(sid), people.SESSION_DAYS * 86_400)
        answer.delete_cookie(_cookie(app))
        return answer

    return endpoint


def sign_out(context: RequestContext) -> Response:
    """End the session everywhere."""
    people.end_session(context.app.db, context.sid)
    answer = RedirectResponse("/sign-in", 303)
    answer.delete_cookie(context.app.cookie)
    return answer


def _form(app: ReviewApp, request: Request, onward: str, problem: str, status: int) -> Response:
    visitor = secrets.token_urlsafe(16)
    page = app.render(
        "sign_in.html",
        csrf=app.seal.form_token(visitor),
        onward=onward,
        problem=problem,
        names=sorted(app.settings.reviewers),
    )
    answer = HTMLResponse(page, status)
    _set(answer, request, _cookie(app), app.seal.cookie(visitor, _PURPOSE), 3600)
    return answer


def _cookie(app: ReviewApp) -> str:
    return f"{_PURPOSE}_{app.dataset}"


def _set(answer: Response, request: Request, name: str, value: str, seconds: int) -> None:
    # Behind a proxy with TLS only the browser knows that it came by https, and says so when it posts.
    secure = request.url.scheme == "https" or request.headers.get("origin", "").startswith("https:")
    answer.set_cookie(name, value, max_age=seconds, httponly=True, samesite="strict", secure=secure)
