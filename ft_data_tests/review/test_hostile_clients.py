"""Clients that send slowly, ask for ever and never read: over real sockets, many at once."""

from __future__ import annotations

import contextlib
import itertools
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bench.support.corpus import rows_and_ledger
from bench.support.views import row, verdict, write_views
from bench.support.web import Client, process, running
from ft_data.recipe.review import Review
from ft_data.review.asgi import create_app
from ft_data.review.connections import Limits
from ft_data.review.db import Database
from ft_data.review.store import decisions

LONG = row("long", "Say everything.", "word " * 400_000)
PATIENCE = 30.0  # seconds after which a socket of these tests gives up; no figure of the station


opened: list[socket.socket] = []


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    yield
    close()


def close() -> None:
    while opened:
        opened.pop().close()


def connect(port: int, *, window: int = 0) -> socket.socket:
    opened.append(found := socket.socket())
    if window:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
    found.settimeout(PATIENCE)
    found.connect(("127.0.0.1", port))
    return found


def hung_up(one: socket.socket) -> bytes:
    """Read until the other side closes."""
    got = b""
    with contextlib.suppress(ConnectionError):
        while piece := one.recv(65536):
            got += piece
    return got


def request(
    port: int, cookies: str = "", path: str = "/sign-in", extra: str = "", method: str = "GET"
) -> bytes:
    cookie = f"Cookie: {cookies}\r\n" if cookies else ""
    return f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{cookie}{extra}\r\n".encode()


def posted(port: int, length: int) -> bytes:
    extra = f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n"
    return request(port, extra=extra, method="POST")


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[[Limits], int]]:
    """Start stations with limits of one's choice, over one long row."""
    with contextlib.ExitStack() as open_until:

        def start(limits: Limits) -> int:
            warehouse = write_views(tmp_path, [LONG], [verdict(LONG, "keep")])
            db = Database(tmp_path / "review.sqlite")
            app = create_app(warehouse, db, Review(audit_rate=0, overlap=0), "support")
            return open_until.enter_context(running(app, limits))

        yield start
        close()


@pytest.mark.parametrize("begun", [b"", b"\r\n", b"GET / HT", b"GET / HTTP/1.1\r\nHost: 127"])
def test_a_request_that_does_not_come_is_not_waited_for(serve, begun: bytes) -> None:
    port = serve(Limits(request_seconds=0.2))
    one = connect(port)
    one.sendall(begun)
    assert hung_up(one).startswith((b"HTTP/1.1 408", b"HTTP/1.1 400"))


def test_a_body_that_does_not_come_is_not_waited_for(serve) -> None:
    port = serve(Limits(request_seconds=0.2))
    one = connect(port)
    one.sendall(posted(port, 1000) + b"a=")
    assert hung_up(one).startswith(b"HTTP/1.1 408")
    # Answered at once, its body is still to come: the rest is not waited for either.
    one = connect(port)
    one.sendall(posted(port, 10**9) + b"a=")
    assert hung_up(one).startswith(b"HTTP/1.1 413")


def test_a_drop_at_a_time_is_no_progress(serve) -> None:
    port = serve(Limits(request_seconds=0.3))
    one, stop = connect(port), threading.Event()

    def drip() -> None:
        with contextlib.suppress(OSError):
            for byte in itertools.cycle(b"a"):
                if stop.wait(0.02):
                    return
                one.send(bytes([byte]))

    one.sendall(b"GET / HTTP/1.1\r\nX: ")
    dripping = threading.Thread(target=drip)
    dripping.start()
    got = hung_up(one)
    stop.set()
    dripping.join()
    assert got == b"" or got.startswith(b"HTTP/1.1 408")


def test_an_answer_that_nobody_takes_is_thrown_away(serve) -> None:
    port = serve(Limits(answer_seconds=0.3))
    one = connect(port, window=4096)
    ada = Client(port, "ada")
    path = f"/rows/{LONG['record_id']}/text/messages-1"
    cookies = "; ".join(f"{name}={value}" for name, value in ada.cookies.items())
    one.sendall(request(port, cookies, path))
    time.sleep(1)
    assert len(hung_up(one)) < len(LONG["response_text"])
    assert len(ada.get(path).body) == len(LONG["response_text"]), "who reads gets all of it"


def test_of_answers_that_nobody_takes_the_oldest_goes_when_there_are_many(serve) -> None:
    port = serve(Limits(unread_bytes=5 * 2**20))
    ada = Client(port, "ada")
    path = f"/rows/{LONG['record_id']}/text/messages-1"
    cookies = "; ".join(f"{name}={value}" for name, value in ada.cookies.items())
    many = [connect(port, window=4096) for _ in range(6)]
    for one in many:
        one.sendall(request(port, cookies, path))
        time.sleep(0.1)
    got = [len(hung_up(one)) for one in (many[0], many[1])]
    assert max(got) < len(LONG["response_text"])
    last = many[-1].recv(65536)
    while b"word word word \n" not in last and (piece := many[-1].recv(65536)):
        last += piece
        if len(last) > len(LONG["response_text"]):
            break
    assert len(last) > len(LONG["response_text"]), "the newest is served whole"


def test_in_a_crowd_the_longest_idle_makes_room(serve) -> None:
    port = serve(Limits(connections=20))
    idle = [connect(port) for _ in range(40)]
    assert hung_up(idle[0]) == b""
    assert Client(port, "ben").get("/overview").status == 200
    idle[-1].sendall(request(port))
    assert idle[-1].recv(65536).startswith(b"HTTP/1.1 200"), "the newest are still there"


def peak_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        pytest.skip("the memory of a process is read from /proc")
    return int(re.search(r"VmHWM:\s+(\d+)", status.read_text())[1]) / 1024


def test_two_hundred_hostile_clients_keep_nobody_from_working(tmp_path: Path) -> None:
    rows, ledger = rows_and_ledger(60)
    write_views(tmp_path, [*rows, LONG], [*ledger, verdict(LONG, "keep")])
    with process(tmp_path, {"audit_rate": 0, "overlap": 0}) as (station, url):
        port = int(url.rsplit(":", 1)[1])
        eve = Client(port, "eve")
        while not eve.get("/review").form():  # the queue is filled beside the first requests
            time.sleep(0.05)
        cookies = "; ".join(f"{name}={value}" for name, value in eve.cookies.items())
        text = request(port, cookies, f"/rows/{LONG['record_id']}/text/messages-1")
        search = request(port, cookies, "/rows?q=nothing+like+this")
        kinds = {
            "silent": b"",
            "slow headers": b"GET / HTTP/1.1\r\nX: ",
            "slow body": posted(port, 60_000),
            "never reads": text,
            "asks all the time": search * 50,
        }
        before = peak_mb(station.pid)
        hostile = []
        for number in range(200):
            one = connect(port, window=4096)
            one.sendall(list(kinds.values())[number % len(kinds)])
            hostile.append(one)
        stop = threading.Event()

        def drip() -> None:
            while not stop.wait(0.05):
                for number, one in enumerate(hostile):
                    if number % len(kinds) in (1, 2):
                        with contextlib.suppress(OSError):
                            one.send(b"a")

        dripping = threading.Thread(target=drip)
        dripping.start()
        try:
            start = time.perf_counter()
            ada = Client(port, "ada")
            form = ada.get("/review").form()
            for _ in range(10):
                answer = ada.decide(form, "keep")
                assert answer.status == 200, answer.text[:300]
                form = answer.form()
            each = (time.perf_counter() - start) / 12
        finally:
            stop.set()
            dripping.join()
        peak = peak_mb(station.pid)
        print(f"\n200 hostile clients: {1000 * each:.0f} ms a request, peak {before:.0f} -> {peak:.0f} MB")
        assert decisions(tmp_path / "review.sqlite").num_rows == 10
        assert peak <= 300
        for one in hostile:
            one.close()
