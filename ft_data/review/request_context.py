"""One request by one person: sessions, form tokens and answers, so that pages only say what they do."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from ft_data.review import people
from ft_data.review.app import ReviewApp
from ft_data.review.person import NotAllowed, Person
from ft_data.review.progress import lanes

Endpoint = Callable[[Request], Awaitable[Response]]
MAX_FIELDS = 20_000


@dataclass(frozen=True)
class RequestContext:
    """A signed-in person's request. ``form`` is empty unless it was posted; ``swap``: the script asked."""

    app: ReviewApp
    request: Request
    person: Person
    sid: str
    form: Mapping[str, str]
    swap: bool

    @property
    def query(self) -> Mapping[str, str]:
        """The address's parameters."""
        return self.request.query_params

    def page(self, template: str, *, status: int = 200, **values: Any) -> Response:
        """Answer with a page."""
        return HTMLResponse(
            self.app.render(
                template,
                person=self.person,
                csrf=self.app.seal.form_token(self.sid),
                here=self.request.url.path,
                waiting=lanes(self.app.db.con),
                **values,
            ),
            status,
        )


def signed_in(
    app: ReviewApp, handler: Callable[[RequestContext], Response], roles: tuple[str, ...] = ()
) -> Endpoint:
    """Make an endpoint for people who are signed in (with one of ``roles``, if any are named)."""

    async def endpoint(request: Request) -> Response:
        form = await read_form(request)
        if isinstance(form, Response):
            return form
        return await run_in_threadpool(_answer, request, form)

    def _answer(request: Request, form: dict[str, str]) -> Response:
        sid = app.seal.opened(request.cookies.get(app.cookie))
        person = people.signed_in(app.db, app.settings.reviewers, sid) if sid else None
        swap = request.headers.get("x-station") == "swap"
        if sid is None or person is None:
            if swap or request.method == "POST":
                return PlainTextResponse("You are signed out. Sign in again; your draft is kept.", 401)
            return RedirectResponse(f"/sign-in?next={quote(request.url.path)}", 303)
        if request.method == "POST" and not app.seal.admits(sid, form.get("csrf", "")):
            return PlainTextResponse("This form is not from your session. Reload the page.", 403)
        context = RequestContext(app, request, person, sid, form, swap)
        if roles and person.role not in roles:
            return context.page("refused.html", status=403, needed=roles)
        try:
            return handler(context)
        except NotAllowed as refused:
            return PlainTextResponse(str(refused), 403)

    return endpoint


async def read_form(request: Request) -> dict[str, str] | Response:
    """Read a posted form (URL-encoded only; the last of equal names wins)."""
    if request.method != "POST":
        return {}
    if request.headers.get("content-type", "").split(";")[0].strip() != "application/x-www-form-urlencoded":
        return PlainTextResponse("Only forms are read here.", 415)
    body = await request.body()
    try:
        return dict(
            parse_qsl(
                body.decode("ascii"), keep_blank_values=True, errors="replace", max_num_fields=MAX_FIELDS
            )
        )
    except ValueError:
        return PlainTextResponse("The form cannot be read.", 400)


def number(text: str) -> int | None:
    """Read a number that the database can hold, None of any other text: what is a digit need not be a number."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


def redirect(path: str) -> Response:
    """Go on to another page of this station."""
    return RedirectResponse(path, 303)


def local_path(path: str) -> str:
    """Keep a path of this station, replace anything that leads elsewhere."""
    plain = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if plain and "\\" not in path else "/review"
