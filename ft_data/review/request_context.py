"""One request by one person: sessions, form tokens and answers, so that pages only say what they do."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from ft_data.addresses import ROWS
from ft_data.errors import WrongInput
from ft_data.review import people
from ft_data.review.app import ReviewApp
from ft_data.review.explore.meaning import NoMeaning
from ft_data.review.explore.view import View
from ft_data.review.forms import parse, read_body
from ft_data.review.log import NOTE
from ft_data.review.number_fields import NotANumber
from ft_data.review.person import DECIDERS, NotAllowed, Person
from ft_data.review.progress import lanes

Endpoint = Callable[[Request], Awaitable[Response]]


class Elsewhere(WrongInput):
    """An address is about what another station serves; the message says which."""


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
    def query(self) -> QueryParams:
        """The address's parameters."""
        return self.request.query_params

    @property
    def unknown_to(self) -> str | None:
        """Who is not told yet what others said of rows that they have to decide about; None for who sees all."""
        return self.person.name if self.app.settings.blind and self.person.role in DECIDERS else None

    @property
    def note(self) -> str | None:
        """What was written beside a decision."""
        return self.form.get("note", "").strip()[:NOTE] or None

    def page(self, template: str, *, status: int = 200, **values: Any) -> Response:
        """Answer with a page; ``here`` is its address where it is not the request's (a post that shows the next item)."""
        shared = {
            "person": self.person,
            "csrf": self.app.seal.form_token(self.sid),
            "here": self.request.url.path,
            "waiting": lanes(self.app.db.con),
            "dataset": self.app.dataset,
            "unled": not people.may_rule(
                self.app.db.con, self.app.settings.reviewers, token_required=self.app.token_required
            ),
        }
        return HTMLResponse(self.app.render(template, **(shared | values)), status)


def signed_in(
    app: ReviewApp,
    handler: Callable[[RequestContext], Response],
    roles: tuple[str, ...] = (),
    *,
    slow: bool = False,
) -> Endpoint:
    """Make an endpoint for people who are signed in (with one of ``roles``, if any are named).

    ``slow``: it may search the whole dataset.
    """

    async def endpoint(request: Request) -> Response:
        sid = app.seal.opened(request.cookies.get(app.cookie))
        if sid is None:
            return _arriving(app, request) or _signed_out(request)
        body = await read_body(request, app.turns, signed=True)
        return (
            body if isinstance(body, Response) else await app.turns.run(sid, slow, answer, request, sid, body)
        )

    def answer(request: Request, sid: str, body: bytes) -> Response:
        person = people.signed_in(app.db, app.settings.reviewers, sid)
        if person is None:
            return _signed_out(request)
        form = parse(body)
        if form is None:
            return PlainTextResponse("The form cannot be read.", 400)
        if request.method == "POST" and not app.seal.admits(sid, form.get("csrf", "")):
            return PlainTextResponse("This form is not from your session. Reload the page.", 403)
        context = RequestContext(app, request, person, sid, form, _swaps(request))
        if roles and person.role not in roles:
            return context.page("refused.html", status=403, needed=roles)
        try:
            return handler(context)
        except NotAllowed as refused:
            return PlainTextResponse(str(refused), 403)
        except NotANumber as odd:
            return PlainTextResponse(str(odd), 400)
        except NoMeaning as none:
            words = View(words=context.query.get("q", ""))
            return context.page("nomeaning.html", status=409, here=ROWS, why=str(none), words=words)
        except Elsewhere as other:
            return PlainTextResponse(str(other), 409)

    return endpoint


def _swaps(request: Request) -> bool:
    return request.headers.get("x-station") == "swap"


def _signed_out(request: Request) -> Response:
    if _swaps(request) or request.method == "POST":
        return PlainTextResponse("You are signed out. Sign in again; your draft is kept.", 401)
    return RedirectResponse(f"/sign-in?next={quote(_address(request))}", 303)


def _arriving(app: ReviewApp, request: Request) -> Response | None:
    """Let a link of a report lead on: to what another site or a file opens, a browser sends no session.

    The page asks for the same address once more, which this station then opens itself. Only pages that look are opened so.
    """
    looks = request.method == "GET" and (f"{request.url.path}/").startswith(f"{ROWS}/")
    if request.headers.get("sec-fetch-site") != "cross-site" or not looks:
        return None
    return HTMLResponse(app.render("arriving.html", onward=_address(request)))


def _address(request: Request) -> str:
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def redirect(path: str) -> Response:
    """Go on to another page of this station."""
    return RedirectResponse(path, 303)


def local_path(path: str) -> str:
    """Keep a path of this station, replace anything that leads elsewhere."""
    plain = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if plain and "\\" not in path else "/review"
