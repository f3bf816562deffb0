"""Telling another service how a dataset fares: one JSON object, posted; no person and no text of the data is in it."""

from __future__ import annotations

import json
import os
import urllib.error
import urllib.request
from collections.abc import Iterable
from http.client import HTTPException
from urllib.parse import urlsplit

from ft_data.endpoint.client import Stay
from ft_data.errors import WrongInput
from ft_data.inspection.health.look import Health

ADDRESS = "FT_DATA_WEBHOOK"  # no option and no key of a recipe: such an address is a secret
_SECONDS = 10.0


class NotTold(WrongInput):
    """The other service did not take it; the message names its host alone, since the address may be a secret."""


def address() -> str | None:
    """Return the address in the environment, if there is one."""
    return os.environ.get(ADDRESS) or None


def post(found: Health, where: str) -> None:
    """Post what may leave. Raises NotTold where that is no address of the web, or the service does not answer that it has it."""
    host = _host(where)
    if host is None:
        raise NotTold(f"{ADDRESS} holds no address of the web (http or https)")
    body = json.dumps(found.public(), ensure_ascii=False).encode()
    request = urllib.request.Request(where, body, {"content-type": "application/json"}, method="POST")
    try:
        with urllib.request.build_opener(Stay).open(request, timeout=_SECONDS):
            return
    except urllib.error.HTTPError as error:
        error.close()
        raise NotTold(f"{host} refused the news of {found.dataset}: status {error.code}") from None
    except (OSError, HTTPException, ValueError) as error:
        raise NotTold(f"{host} cannot be reached: {type(error).__name__}") from None


def post_all(found: Iterable[Health], where: str) -> None:
    """Post each; what the service does not take keeps none of the others back. Raises NotTold with all that was not taken."""
    refused = []
    for one in found:
        try:
            post(one, where)
        except NotTold as why:
            refused.append(str(why))
    if refused:
        raise NotTold("; ".join(dict.fromkeys(refused)))


def _host(where: str) -> str | None:
    try:
        parts = urlsplit(where)
    except ValueError:  # it quotes what it could not read
        return None
    return parts.hostname if parts.scheme in ("http", "https") else None
