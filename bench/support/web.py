"""Real HTTP against a running station: a small client with cookies, a station in a thread or process."""

from __future__ import annotations

import contextlib
import http.client
import json
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from starlette.applications import Starlette

from ft_data.review.connections import LIMITS, Limits
from ft_data.review.serve import server

ROOT = Path(__file__).resolve().parents[2]


class Form(HTMLParser):
    """The fields of one form, as a browser without script sends them."""

    def __init__(self, html: str, form: str) -> None:
        super().__init__(convert_charrefs=True)
        self.fields: dict[str, str] = {}
        self._form, self._inside, self._area = form, False, ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self._inside = given.get("id") == self._form or given.get("action") == self._form
        elif self._inside and tag == "input" and given.get("type") not in ("radio", "checkbox"):
            self.fields[given["name"]] = given.get("value") or ""
        elif self._inside and tag == "textarea" and given.get("name"):
            self._area = given["name"]
            self.fields[self._area] = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.fields[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area:
            self.fields[self._area] = self.fields[self._area].removeprefix("\n")
            self._area = ""
        if tag == "form":
            self._inside = False


class Answer:
    def __init__(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.status, self.body = status, body
        self.headers = {name.lower(): value for name, value in headers}
        self.set_cookies = [value for name, value in headers if name.lower() == "set-cookie"]

    @property
    def text(self) -> str:
        return self.body.decode()

    def form(self, name: str = "decide") -> dict[str, str]:
        return Form(self.text, name).fields


class Client:
    """One person's browser, without script."""

    def __init__(self, port: int, name: str | None = None, token: str = "") -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self.con = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._asked = 0.0
        if name is not None or token:
            assert self.sign_in(name or "", token).status == 303

    def __del__(self) -> None:
        self.con.close()

    def ask(self, method: str, path: str, data: dict[str, str] | None = None, **headers: str) -> Answer:
        given = {"Host": f"127.0.0.1:{self.port}", **{k.replace("_", "-"): v for k, v in headers.items()}}
        if self.cookies:
            given["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        body = None
        if data is not None:
            body = urlencode(data).encode()
            given.setdefault("Content-Type", "application/x-www-form-urlencoded")
        if time.monotonic() - self._asked > 30:
            self.con.close()  # a server may have hung up meanwhile; the next request connects again
        self._asked = time.monotonic()
        self.con.request(method, path, body, given)
        answer = self.con.getresponse()
        content = answer.read()
        for header, value in answer.getheaders():
            if header.lower() == "set-cookie":
                name, _, rest = value.partition("=")
                self.cookies[name] = rest.split(";")[0].strip('"')
        return Answer(answer.status, answer.getheaders(), content)

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, **headers)

    def post(self, path: str, data: dict[str, str], **headers: str) -> Answer:
        return self.ask("POST", path, data, **headers)

    def sign_in(self, name: str = "", token: str = "") -> Answer:
        form = self.get("/sign-in").form("/sign-in")
        return self.post("/sign-in", {**form, "name": name, "token": token})

    def decide(self, form: dict[str, str], action: str, **more: str) -> Answer:
        """Answer as the script does: the next item comes with the reply."""
        sent = {
            k: v
            for k, v in form.items()
            if action == "edit" or not re.match(r"(messages|chosen|rejected)-", k)
        }
        return self.post("/decide", {**sent, "action": action, **more}, X_Station="swap")


@contextlib.contextmanager
def running(app: Starlette, limits: Limits = LIMITS) -> Iterator[int]:
    """Serve an application in a thread, as the station does; yields its port."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    serving = server(app, limits)
    thread = threading.Thread(target=serving.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not serving.started:
        time.sleep(0.005)
    yield listener.getsockname()[1]
    serving.should_exit = True
    thread.join(10)
    listener.close()


@contextlib.contextmanager
def process(
    folder: Path, settings: dict[str, Any] | None = None, **options: Any
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Serve a folder of views from a process of its own; yields it and its address."""
    command = [sys.executable, "-m", "bench.support.server", str(folder)]
    command += ["--settings", json.dumps(settings or {})]
    for name, value in options.items():
        command += [f"--{name}", str(value)]
    station = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    try:
        assert station.stdout is not None
        url = station.stdout.readline().strip()
        assert url.startswith("http://127.0.0.1:"), "the station did not start"
        yield station, url
    finally:
        station.kill()
        station.wait(10)
        if station.stdout:
            station.stdout.close()
