"""One call to an endpoint that speaks chat completions. Standard library only; no redirects, no proxies.

What goes wrong is one of three: the request is wrong (asking again is useless), the endpoint is busy or away (asking
again may help), or nobody knows whether it was billed. No message quotes the key, the row or the answer.
"""

from __future__ import annotations

import http.client
import json
import os
import urllib.error
import urllib.request
from typing import Any, NamedTuple

from ft_data.errors import WrongInput
from ft_data.recipe.fitted import Judge

_MOST_BYTES = 4 << 20  # of an answer


class EndpointRefused(WrongInput, RuntimeError):
    """The endpoint will not answer this however often it is asked: wrong key, unknown model, wrong address."""


class Busy(WrongInput, RuntimeError):
    """Not now. ``wait`` are the seconds the endpoint asked for; ``billed``: the call may have cost something."""

    def __init__(self, reason: str, wait: float | None = None, billed: bool = False):
        super().__init__(reason)
        self.wait, self.billed = wait, billed


class Reply(NamedTuple):
    """The text of the answer, and the tokens the endpoint says it took (None where it does not say)."""

    content: Any
    tokens_in: int | None
    tokens_out: int | None


def key_of(judge: Judge) -> str | None:
    """Return the key from the environment. Raises EndpointRefused when the recipe names a variable that is not set."""
    if judge.key_env is None:
        return None
    found = os.environ.get(judge.key_env, "").strip()
    if not found:
        raise EndpointRefused(f"judge `{judge.name}`: the environment variable {judge.key_env} is not set")
    return found


def body_of(judge: Judge, messages: list[dict[str, str]]) -> bytes:
    """Return the bytes of a request."""
    return json.dumps(
        {"model": judge.model, "messages": messages, "temperature": 0, "max_tokens": judge.max_tokens}
    ).encode()


def call(judge: Judge, body: bytes, key: str | None) -> Reply:
    """Ask once. Raises EndpointRefused or Busy."""
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {key}"} if key else {})
    address = f"{judge.endpoint.rstrip('/')}/chat/completions"
    request = urllib.request.Request(address, body, headers, method="POST")
    try:
        with _opener().open(request, timeout=judge.timeout) as response:
            raw = response.read(_MOST_BYTES + 1)
    except urllib.error.HTTPError as error:
        with error:
            raise _status(judge, error.code, error.headers.get("Retry-After")) from None
    except TimeoutError:
        raise Busy("no answer in time", billed=True) from None
    except urllib.error.URLError as error:
        late = isinstance(error.reason, TimeoutError)
        raise Busy("no answer in time" if late else "cannot be reached", billed=late) from None
    except (http.client.HTTPException, OSError):
        raise Busy("the connection broke", billed=True) from None
    return _reply(raw)


def _reply(raw: bytes) -> Reply:
    if len(raw) > _MOST_BYTES:
        raise Busy("an answer of more than 4 MB", billed=True)
    try:
        value = json.loads(raw)
        choice = value["choices"][0]["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError):
        raise Busy("an answer that is no chat completion", billed=True) from None
    usage = value.get("usage")
    counts = [
        usage.get(name) if isinstance(usage, dict) else None
        for name in ("prompt_tokens", "completion_tokens")
    ]
    known = [count if isinstance(count, int) and count >= 0 else None for count in counts]
    return Reply(choice, known[0], known[1])


def _status(judge: Judge, code: int, after: str | None) -> Exception:
    if code in (408, 409, 425, 429) or code >= 500:
        wait = float(after) if after and after.replace(".", "", 1).isdigit() else None
        return Busy(f"HTTP {code}", wait)
    if code in (401, 403):
        return EndpointRefused(
            f"judge `{judge.name}`: the endpoint refuses the key (HTTP {code}; variable {judge.key_env})"
        )
    if 300 <= code < 400:
        return EndpointRefused(
            f"judge `{judge.name}`: the endpoint redirects (HTTP {code}); name its own address"
        )
    return EndpointRefused(f"judge `{judge.name}`: the endpoint refuses the request (HTTP {code})")


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follow no redirect: the key would go wherever it points."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        """Return nothing, which makes a redirect an error."""
        return None


def _opener() -> urllib.request.OpenerDirector:
    return urllib.request.build_opener(urllib.request.ProxyHandler({}), _Stay)
