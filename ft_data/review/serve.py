"""Serving the station: on this machine by default, beyond it only with tokens."""

from __future__ import annotations

import socket
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from ft_data.recipe.review import Review
from ft_data.review.asgi import create_app
from ft_data.review.connections import LIMITS, Limits, limited
from ft_data.review.db import Database
from ft_data.review.people import has_tokens
from ft_data.review.reader import Reader
from ft_data.review.security import LOOPBACK


def serve(
    reader: Reader,
    store: Database | Path,
    settings: Review,
    dataset: str,
    reports_folder: Path | None = None,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    hosts: Collection[str] = (),
    ready: Callable[[str], None] | None = None,
    limits: Limits = LIMITS,
    **more: Any,
) -> None:
    """Serve until interrupted. ``port`` 0 takes a free one; ``ready`` is called with the address.

    Beyond loopback every person needs a token (``people.issue_token``) and the names the station is reached
    by must be given in ``hosts``; otherwise ``PermissionError`` is raised and nothing is bound. Put a proxy
    with TLS in front: the station itself speaks plain HTTP. ``more`` goes to ``create_app``.
    """
    db = store if isinstance(store, Database) else Database(store)
    beyond = host not in LOOPBACK
    if beyond and not has_tokens(db):
        raise PermissionError(
            f"the review station may not listen on {host} before any reviewer has a token; issue one first"
        )
    names = {*LOOPBACK, *hosts} if not beyond else {*hosts, *({host} - {"0.0.0.0", "::"})}
    if not names:
        raise PermissionError(f"say under which names the station is reached when it listens on {host}")
    app = create_app(
        reader,
        db,
        settings,
        dataset,
        reports_folder,
        hosts=names,
        token_required=beyond,
        **more,
    )
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, port))
    listener.listen(128)
    if ready is not None:
        shown = f"[{host}]" if ":" in host else host
        ready(f"http://{shown}:{listener.getsockname()[1]}")
    try:
        server(app, limits).run(sockets=[listener])
    finally:
        listener.close()


def server(app: ASGIApp, limits: Limits = LIMITS) -> uvicorn.Server:
    """Set up the server of an application: no connection waits for ever, and none writes to the terminal."""
    config = uvicorn.Config(
        app,
        http=limited(limits),
        ws="none",
        log_level="error",  # every malformed request would be a warning, and whoever sends them can send many
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=3,
        timeout_keep_alive=limits.idle_seconds,
        h11_max_incomplete_event_size=limits.header_bytes,
    )
    return uvicorn.Server(config)
