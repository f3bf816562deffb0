"""What stands between the page and other pages: hosts, origins, headers, secrets, form tokens."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Collection
from pathlib import Path
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ft_data.review.number_fields import whole
from ft_data.warehouse import files

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
MAX_BODY = 8 * 2**20

# Rows are hostile. Nothing is loaded from anywhere but this server, no inline script or style runs, no form
# posts elsewhere, no other page frames this one.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# Reports are self-contained files: their own styles and images, no script, no request.
REPORT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; sandbox"

_HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cache-control": "no-store",
}


def secret_key(path: Path) -> bytes:
    """Read the station's secret, making it (mode 0600) the first time; 32 random bytes."""
    if not path.exists():
        files.write_secret(path, secrets.token_bytes(32), keep=True)
    return path.read_bytes()


class Seal:
    """Signs cookies and form tokens with the station's secret.

    A cookie is for one ``purpose``: the id of whoever only looks at the sign-in form is none of a session.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key

    def cookie(self, sid: str, purpose: str = "session") -> str:
        """The cookie value of an id."""
        return f"{sid}.{self._mac(purpose, sid)}"

    def opened(self, cookie: str | None, purpose: str = "session") -> str | None:
        """The id in a cookie, if this station signed it for this purpose."""
        sid, _, mac = (cookie or "").rpartition(".")
        return sid if sid and hmac.compare_digest(mac.encode(), self._mac(purpose, sid).encode()) else None

    def form_token(self, sid: str) -> str:
        """What every form of a session carries."""
        return self._mac("form", sid)

    def admits(self, sid: str, given: str) -> bool:
        """Say whether a posted form token belongs to the session."""
        return hmac.compare_digest(given.encode(), self.form_token(sid).encode())

    def _mac(self, purpose: str, text: str) -> str:
        return hmac.new(self._key, f"{purpose}\x1f{text}".encode(), hashlib.sha256).hexdigest()


class Guard:
    """Refuses unknown hosts, posts from other origins and huge bodies; puts the headers on every answer."""

    def __init__(self, app: ASGIApp, hosts: Collection[str]) -> None:
        self.app = app
        self.hosts = frozenset(host.lower() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        problem = self._problem(scope)
        if problem is not None:
            await PlainTextResponse(problem[1], problem[0])(scope, receive, guarded)
            return
        await self.app(scope, receive, guarded)

    def _problem(self, scope: Scope) -> tuple[int, str] | None:
        headers = Headers(scope=scope)
        given = headers.getlist("host")
        if len(given) != 1 or hostname(given[0]) not in self.hosts:
            return 400, "This host name is not served here."
        if scope["method"] not in ("GET", "HEAD"):
            if scope["method"] != "POST":
                return 405, "Only GET and POST are served."
            origin = headers.get("origin")
            if origin is not None and urlsplit(origin).netloc.lower() != given[0].lower():
                return 403, "This form was sent by another site."
            if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
                return 403, "This form was sent by another site."
            length = whole(headers.get("content-length", ""))
            if length is None or length > MAX_BODY:
                return 413, "The form is too large."
        return None


def hostname(host: str) -> str:
    """The name in a Host header, without its port and brackets."""
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""
