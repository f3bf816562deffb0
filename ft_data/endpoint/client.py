"""One call to an endpoint that speaks chat completions. Standard library only; no redirects, no proxies.

What goes wrong is one of four: the request is wrong whoever asks (asking on is useless), this request does not fit (the
next one may), the endpoint is busy or away (asking again may help), or nobody knows whether it was billed. No message
quotes the key, what was asked or the answer.
"""

from __future__ import annotations

import http.client
import json
import os
import urllib.error
import urllib.request
from typing import Any, NamedTuple

from ft_data.errors import WrongInput
from ft_data.recipe.endpoint import Endpoint

_MOST_BYTES = 4 << 20  # of an answer
_MOST_FILE = 1 << 30  # of a file of answers
_MOST_ERROR = 1 << 16  # of what explains a refusal
_MOST_TOKENS = 1 << 32  # that anybody believes
_TOO_LONG = ("context_length_exceeded", "exceed_context_size_error", "string_above_max_length")


class EndpointRefused(WrongInput, RuntimeError):
    """The endpoint will not answer this however often it is asked: wrong key, unknown model, wrong address."""


class TooLong(WrongInput, RuntimeError):
    """This request is longer than the model's context; another one may fit. It costs nothing."""


class Busy(WrongInput, RuntimeError):
    """Not now. ``wait`` are the seconds the endpoint asked for; ``billed``: the call may have cost something, and ``state``
    names what became of it then."""

    def __init__(self, reason: str, wait: float | None = None, billed: str = ""):
        super().__init__(reason)
        self.wait, self.billed, self.state = wait, bool(billed), billed


class Reply(NamedTuple):
    """The text of the answer, the tokens the endpoint says it took (None where it does not say), and why it ended."""

    content: Any
    tokens_in: int | None
    tokens_out: int | None
    finish: str | None = None


class Line(NamedTuple):
    """Who asks whom: ``who`` is how messages call the model, such as "judge `helpful`"."""

    who: str
    to: Endpoint
    key: str | None = None


def line(who: str, to: Endpoint) -> Line:
    """Take the key from the environment. Raises EndpointRefused when the variable that the recipe names holds none."""
    if to.key_env is None:
        return Line(who, to)
    found = os.environ.get(to.key_env, "").strip()
    if not found:
        raise EndpointRefused(f"{who}: the environment variable {to.key_env} is not set")
    if not (found.isascii() and found.isprintable()):  # the library that refuses it would quote it
        raise EndpointRefused(f"{who}: what {to.key_env} holds is no key: more than a line, or not ASCII")
    return Line(who, to, found)


def body_of(to: Endpoint, messages: list[dict[str, str]], **more: Any) -> bytes:
    """Return the bytes of a request; ``more`` are parameters beside the most careful ones."""
    asked = {"model": to.model, "messages": messages, "temperature": 0, "max_tokens": to.max_tokens}
    return json.dumps(asked | more).encode()


def most_tokens(body: bytes) -> int:
    """Return more tokens than a request can have: a token is at least one byte."""
    return len(body) + 64


def call(line: Line, body: bytes) -> Reply:
    """Ask once. Raises EndpointRefused, TooLong or Busy."""
    raw = send(line, "chat/completions", body, most=_MOST_BYTES + 1)
    if len(raw) > _MOST_BYTES:
        raise Busy("an answer of more than 4 MB", billed="no_completion")
    return reply(raw)


def send(
    line: Line, path: str, body: bytes | None = None, kind: str = "application/json", most: int = _MOST_FILE
) -> bytes:
    """Return at most ``most`` bytes of what an endpoint answers; without ``body`` it is a GET. Raises as `call`."""
    headers = {"Content-Type": kind} if body is not None else {}
    headers |= {"Authorization": f"Bearer {line.key}"} if line.key else {}
    address = f"{line.to.endpoint.rstrip('/')}/{path}"
    request = urllib.request.Request(address, body, headers, method="GET" if body is None else "POST")
    try:
        with _opener().open(request, timeout=line.to.timeout) as response:
            found: bytes = response.read(most)
            return found
    except urllib.error.HTTPError as error:
        with error:
            raise _status(line, error) from None
    except TimeoutError:
        raise Busy("no answer in time", billed="timed_out") from None
    except urllib.error.URLError as error:
        late = isinstance(error.reason, TimeoutError)
        raise Busy("no answer in time" if late else "cannot be reached", billed="timed_out" * late) from None
    except (http.client.HTTPException, OSError):
        raise Busy("the connection broke", billed="broken_off") from None


def reply(raw: bytes) -> Reply:
    """Read a chat completion. Raises Busy for what is none."""
    try:
        value = json.loads(raw)
        choice = value["choices"][0]
        content, finish = choice["message"]["content"], choice.get("finish_reason")
        json.dumps([content, finish], ensure_ascii=False).encode()  # halves of characters cannot be kept
    except (ValueError, KeyError, IndexError, TypeError, RecursionError):
        raise Busy("an answer that is no chat completion", billed="no_completion") from None
    usage = value.get("usage")
    counts = [
        usage.get(name) if isinstance(usage, dict) else None
        for name in ("prompt_tokens", "completion_tokens")
    ]
    known = [count if type(count) is int and 0 <= count <= _MOST_TOKENS else None for count in counts]
    return Reply(content, known[0], known[1], finish if isinstance(finish, str) else None)


def _status(line: Line, error: urllib.error.HTTPError) -> Exception:
    code, after = error.code, error.headers.get("Retry-After")
    if code in (400, 413, 422) and _too_long(error):
        return TooLong(f"{line.who}: a request is longer than the model's context")
    if code in (408, 409, 425, 429) or code >= 500:
        wait = float(after) if after and after.replace(".", "", 1).isdecimal() else None
        return Busy(f"HTTP {code}", wait)
    if code in (401, 403):
        return EndpointRefused(
            f"{line.who}: the endpoint refuses the key (HTTP {code}; variable {line.to.key_env})"
        )
    if 300 <= code < 400:
        return EndpointRefused(f"{line.who}: the endpoint redirects (HTTP {code}); name its own address")
    return EndpointRefused(f"{line.who}: the endpoint refuses the request (HTTP {code})")


def _too_long(error: urllib.error.HTTPError) -> bool:
    try:
        return too_long(error.read(_MOST_ERROR))
    except (OSError, http.client.HTTPException):
        return False


def too_long(raw: bytes) -> bool:
    """Tell whether a refusal is about the length of this one request, by the names that servers have for it."""
    try:
        said = json.loads(raw)["error"]
        return any(said.get(name) in _TOO_LONG for name in ("code", "type"))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False


class Stay(urllib.request.HTTPRedirectHandler):
    """Follow no redirect: what is sent is for the address that somebody wrote down, and the key would go wherever it points."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        """Return nothing, which makes a redirect an error."""
        return None


def _opener() -> urllib.request.OpenerDirector:
    return urllib.request.build_opener(urllib.request.ProxyHandler({}), Stay)
