"""Running a program and its tests in a sandboxed process, from outside; where the kernel offers none it is refused, never run.

What such a process says of itself is no proof against a program that wants to deceive: it can pass its own tests by many ways.
What it cannot do is reach anything.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from ft_data.engine.confined import signal_name

MEMORY = 512 << 20  # bytes of address space, the interpreter's own included
SECONDS = 5  # of processor time
_WAITS = 10  # times its processor time that a program may take by the clock
_SAID = 1 << 14  # bytes of what it may say
_NAME = re.compile(r"[A-Za-z_]\w{0,60}|another result|doctest|test \d+|code", re.ASCII)
STATES = ("passed", "failed", "left", "out of reach", "memory", "time", "crashed", "unavailable")


class Ran(NamedTuple):
    """What became of a program: one of `STATES`, how many tests passed, and in which piece it ended by what."""

    state: str
    ran: int = 0
    piece: str = ""
    what: str = ""

    def __str__(self) -> str:
        words = [f"{self.piece}: {self.what}" if self.piece and self.what else self.what or self.piece]
        return " ".join([self.state, *(f"({word})" for word in words if word)])


def run(
    code: str,
    tests: Sequence[str] = (),
    *,
    doctests: bool = False,
    memory: int = MEMORY,
    seconds: int = SECONDS,
) -> Ran:
    """Run Python code and its tests, each a piece of code of its own, in a process of their own that reaches nothing.

    Only the standard library can be imported, no file can be written, no thread or process started. ``memory`` is in bytes,
    ``seconds`` of processor time. Nothing is run where the kernel offers no such process: the state is `unavailable`.
    """
    if reason := unavailable():
        return Ran("unavailable", what=reason)
    found = _started(code, tests, doctests, memory, seconds)
    # In the trial it was this package that spoke; here it may be the program, whose words are kept nowhere.
    return found._replace(what="") if found.state == "unavailable" else found


@cache
def unavailable() -> str:
    """Return why this machine runs no code, or nothing. It is tried: a process that is not shut in is not believed."""
    if sys.platform != "linux":
        return f"{sys.platform} offers no such process; Linux does"
    found = _started("", [_OUTSIDE], False, MEMORY, SECONDS)
    return (
        ""
        if found.state == "passed"
        else found.what
        if found.state == "unavailable"
        else f"the trial says {found}"
    )


# Each of these must be refused. What is tried is what everybody may do who is not shut in.
_OUTSIDE = """
import os, socket, tempfile
def refused(act):
    try:
        act()
    except OSError:
        return
    raise AssertionError
refused(lambda: open("/etc/passwd").read())
refused(lambda: open("/proc/self/environ").read())
refused(lambda: open("/tmp/ft_data-sandbox", "w"))
refused(lambda: socket.socket())
refused(os.fork)
refused(lambda: os.kill(os.getppid(), 0))
refused(lambda: os.execv("/bin/sh", ["sh", "-c", ":"]))
"""


def _started(code: str, tests: Sequence[str], doctests: bool, memory: int, seconds: int) -> Ran:
    token = secrets.token_hex(16)
    program = {"code": code, "tests": list(tests), "doctests": doctests, "token": token}
    inside = Path(__file__).with_name("inside.py").read_text("utf-8")
    command = [sys.executable, "-P", "-s", "-S", "-B", "-X", "utf8", "-c", inside, str(memory), str(seconds)]
    command.append(str(os.getpid()))
    with tempfile.TemporaryFile() as given:
        given.write(json.dumps(program).encode())
        given.seek(0)
        try:
            child = subprocess.Popen(
                command, stdin=given, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd="/",
                env={"PYTHONHASHSEED": "0"}, start_new_session=True,
            )  # fmt: skip
        except OSError as error:
            return Ran("unavailable", what=f"no process can be started: {error.strerror}")
    with child:
        try:
            said, late = _heard(child, time.monotonic() + seconds * _WAITS)
        finally:
            child.kill()
        status = child.wait()
    return Ran("time") if late else _read(said, token, status)


def _heard(child: subprocess.Popen[bytes], until: float) -> tuple[bytes, bool]:
    """Return what a process says before it ends, not more than it may; and whether it took too long."""
    assert child.stdout is not None
    said, pipe = b"", select.poll()  # takes descriptors of any number
    pipe.register(child.stdout, select.POLLIN)
    while len(said) <= _SAID:
        if not pipe.poll(max(0.0, until - time.monotonic()) * 1000):
            return said, True
        piece = child.stdout.read1(_SAID)  # type: ignore[attr-defined]
        if not piece:
            with suppress(subprocess.TimeoutExpired):
                child.wait(2)  # so that what ended it is told, not the kill that follows
            return said, False
        said += piece
    return said, False


def _read(said: bytes, token: str, status: int) -> Ran:
    """Read what a process said: nothing in it is trusted to be what it should."""
    try:
        found: Any = json.loads(said) if len(said) <= _SAID else None
    except (ValueError, RecursionError):
        found = None
    if isinstance(found, dict) and found.get("state") == "unavailable":
        return Ran("unavailable", what=str(found.get("what"))[:200])
    if isinstance(found, dict) and found.get("token") == token and found.get("state") in STATES:
        ran = found.get("ran")
        piece, what = (
            one if isinstance(one := found.get(k), str) and _NAME.fullmatch(one) else ""
            for k in ("piece", "what")
        )
        return Ran(found["state"], ran if isinstance(ran, int) else 0, piece, what)
    if status == -signal.SIGKILL:
        return Ran("time")
    return Ran("crashed", what=signal_name(-status)) if status < 0 else Ran("left")
