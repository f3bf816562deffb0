"""Reading posted forms: URL-encoded only, of a bounded size, and a large one only from who is signed in."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Mapping
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response

from ft_data.review.turns import Turns

SMALL_BODY = 64 * 2**10
MAX_FIELDS = 20_000


async def read_body(request: Request, turns: Turns, *, signed: bool) -> bytes | Response:
    """Read the body of a post (empty for anything else), or say what is wrong with it.

    ``Guard`` has seen to it that a post says how long it is, and the server takes no byte more.
    """
    if request.method != "POST":
        return b""
    if request.headers.get("content-type", "").split(";")[0].strip() != "application/x-www-form-urlencoded":
        return PlainTextResponse("Only forms are read here.", 415)
    large = int(request.headers["content-length"]) > SMALL_BODY
    if large and not signed:
        return PlainTextResponse("The form is too large.", 413)
    try:
        async with turns.large_body if large else contextlib.nullcontext():
            return await request.body()
    except ClientDisconnect:
        return PlainTextResponse("The form did not arrive.", 408)


def parse(body: bytes) -> dict[str, str] | None:
    """Parse a URL-encoded form, None for what is none; the last of equal names wins."""
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, errors="replace", max_num_fields=MAX_FIELDS
        )
    except ValueError:
        return None
    return dict(pairs)


def fresh_token() -> str:
    """Return what a form brings back, so that posting it twice is one act."""
    return secrets.token_urlsafe(18)


def token(form: Mapping[str, str]) -> str:
    """Return the token of a posted form; one that brought none is an act of its own."""
    return form.get("token", "") or fresh_token()
