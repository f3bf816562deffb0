"""Work on bytes that nobody vouches for, in a child process that may take so much memory and time and no more.

What a parser makes of hostile bytes cannot be foreseen by looking at them. So the work is done by a fork of this
process, which sends what it finds through a pipe. A child that asks for too much, takes too long or crashes costs
the item it was at, and the next child goes on after it.

The limits are the kernel's: `RLIMIT_DATA` counts what the child allocates, touched or not, and `RLIMIT_CPU` its
processor time, so that a busy machine rejects nothing that an idle one reads.
"""

from __future__ import annotations

import gc
import math
import os
import pickle
import resource
import select
import signal
import struct
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any, NamedTuple, TypeVar

Item = TypeVar("Item")
Found = TypeVar("Found")

# Bytes of the pickle that follows, number of the item, buffers after the pickle.
_HEAD = struct.Struct("<QQQ")
_SIZE = struct.Struct("<Q")  # of each buffer, after its place in the pickle was taken by its number
_BEGUN, _RAISED = 0, 1  # in place of a pickle
_NO_MEMORY = 97  # exit status
# Times its processor time that a child may be silent: it waits for something that does not come.
_STALLED = 20
_PIPE_BYTES = 1 << 20
_AT_ONCE = 64  # parts of a message that are given to the kernel at a time
_SET_PIPE_SIZE = 1031  # F_SETPIPE_SZ


class Limits(NamedTuple):
    """What the work on one item may take: bytes beyond what is in memory already, seconds of processor time."""

    memory: int
    seconds: float


class Died(NamedTuple):
    """The work on an item was ended from outside: by a limit (``memory``, ``seconds``) or a ``signal``."""

    by: str
    detail: str = ""


def signal_name(number: int) -> str:
    """Return the name of a signal; those between the first and the last of real time have none."""
    return (
        signal.Signals(number).name if number in signal.Signals.__members__.values() else f"signal {number}"
    )


def each(
    items: Sequence[Item],
    work: Callable[[Item], Iterator[Found]],
    limits: Callable[[Item], Limits],
) -> Iterator[tuple[Item, Found | Died]]:
    """Yield (item, what ``work`` yields of it) in order; after what is there of an item that ended it, `Died`.

    What ``work`` raises is raised here. Who stops listening ends the child.
    """
    at = 0
    while at < len(items):
        child = _Child(items, at, work, limits)
        try:
            for number, found in child.messages():
                at = number
                if found is not _NOTHING:
                    yield items[at], found
            died = child.end()
        finally:
            child.kill()
        if died is None:
            return
        yield items[at], died
        at += 1


_NOTHING = object()


class _Child:
    """A fork that works on ``items[start:]``, and what it says."""

    def __init__(self, items: Sequence[Any], start: int, work: Any, limits: Callable[[Any], Limits]):
        self._limits, self._items, self._at = limits, items, start
        reading, writing = os.pipe()
        with suppress(OSError):
            import fcntl

            fcntl.fcntl(writing, _SET_PIPE_SIZE, _PIPE_BYTES)
        pid = os.fork()
        if not pid:
            _be_the_child(writing, items, start, work, limits)
        os.close(writing)
        self._pid: int | None = pid
        self._stalled = False
        self._pipe = os.fdopen(reading, "rb", 0)
        self._room = bytearray(_PIPE_BYTES)  # what is read is put here first: no new memory for each message

    def messages(self) -> Iterator[tuple[int, Any]]:
        """Yield (number of the item, what was found or `_NOTHING`) until the child has no more to say."""
        poll = select.poll()
        poll.register(self._pipe.fileno(), select.POLLIN)
        while self._spoken(poll) and (head := self._read(_HEAD.size)):
            size, self._at, count = _HEAD.unpack(head)
            if size == _BEGUN:
                yield self._at, _NOTHING
            elif size == _RAISED:
                raise pickle.loads(self._pipe.read())
            elif (data := self._read(size)) and len(buffers := self._buffers(count)) == count:
                yield self._at, pickle.loads(data, buffers=buffers)

    def _spoken(self, poll: select.poll) -> bool:
        """Wait for the child to say something; False if it has been silent for too long."""
        patience = self._limits(self._items[self._at]).seconds * _STALLED
        self._stalled = not poll.poll(patience * 1000)
        return not self._stalled

    def _buffers(self, count: int) -> list[bytes]:
        """Return so many buffers, or fewer where the child broke off."""
        found: list[bytes] = []
        while len(found) < count and (head := self._read(_SIZE.size)):
            (size,) = _SIZE.unpack(head)
            data = self._read(size)
            if len(data) < size:
                break
            found.append(data)
        return found

    def _read(self, size: int) -> bytes:
        """Return so many bytes, or none where the child broke off."""
        if len(self._room) < size:
            self._room = bytearray(size)
        view, done = memoryview(self._room)[:size], 0
        while done < size and (count := self._pipe.readinto(view[done:])):
            done += count
        return bytes(view) if done == size else b""

    def end(self) -> Died | None:
        """Return what ended the child, None if it did all it was asked to."""
        assert self._pid is not None
        if self._stalled:
            return Died("stalled")
        _, status = os.waitpid(self._pid, 0)
        self._pid = None
        if os.WIFEXITED(status):
            code = os.WEXITSTATUS(status)
            return None if code == 0 else Died("memory") if code == _NO_MEMORY else Died("signal", str(code))
        number = os.WTERMSIG(status)
        if number == signal.SIGXCPU:
            return Died("seconds")
        # Libraries that cannot go on without memory abort; a kernel that has none left kills.
        if number in (signal.SIGABRT, signal.SIGKILL):
            return Died("memory", signal_name(number))
        return Died("signal", signal_name(number))

    def kill(self) -> None:
        """End the child if it is still there."""
        self._pipe.close()
        if self._pid is not None:
            with suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)
            with suppress(ChildProcessError):
                os.waitpid(self._pid, 0)
            self._pid = None


def _be_the_child(writing: int, items: Sequence[Any], start: int, work: Any, limits: Any) -> None:
    """Do the work, say what is found, and leave without running anything of the parent."""
    status = 1
    try:
        _stand_alone(writing)
        for number in range(start, len(items)):
            _hold_to(limits(items[number]))
            _say(writing, _HEAD.pack(_BEGUN, number, 0))
            try:
                for found in work(items[number]):
                    buffers: list[pickle.PickleBuffer] = []
                    data = pickle.dumps(found, 5, buffer_callback=buffers.append)
                    views = [buffer.raw() for buffer in buffers]
                    sized = [part for view in views for part in (_SIZE.pack(view.nbytes), view)]
                    _say(writing, _HEAD.pack(len(data), number, len(views)), data, *sized)
            except (MemoryError, BrokenPipeError):
                raise
            except BaseException as problem:
                problem.add_note(
                    "in a child process:\n" + "".join(traceback.format_tb(problem.__traceback__))
                )
                _say(writing, _HEAD.pack(_RAISED, number, 0), pickle.dumps(problem, 5))
                os._exit(0)
        status = 0
    except MemoryError:
        status = _NO_MEMORY
    except BaseException:  # nobody listens any more, or what was raised cannot be said
        status = 1
    finally:
        os._exit(status)


def _say(pipe: int, *parts: bytes | memoryview) -> None:
    """Write all parts, none of which is copied before."""
    left = [memoryview(part) for part in parts if part]
    while left:
        done = os.writev(pipe, left[:_AT_ONCE])
        while left and done >= left[0].nbytes:
            done -= left.pop(0).nbytes
        if done:
            left[0] = left[0][done:]


def _stand_alone(writing: int) -> None:
    """Let go of what belongs to the parent: its files, its locks, its signals, its place on the screen."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    signal.set_wakeup_fd(-1)
    os.closerange(3, writing)
    os.closerange(writing + 1, min(resource.getrlimit(resource.RLIMIT_NOFILE)[0], 1 << 20))
    silence = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):  # libraries say there what they stumble over, in words of the file
        os.dup2(silence, stream)
    gc.freeze()  # what is inherited stays shared


def _hold_to(limits: Limits) -> None:
    """Set the limits of this process for what comes next."""
    used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
    for kind, soft in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_DATA, _data() + limits.memory),
        (resource.RLIMIT_CPU, math.ceil(used + limits.seconds)),
    ):
        hard = resource.getrlimit(kind)[1]
        resource.setrlimit(kind, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))


def _data() -> int:
    """Return the bytes that this process has allocated, as `RLIMIT_DATA` counts them, and its stack."""
    with open("/proc/self/statm", "rb", 0) as file:
        return int(file.read().split()[5]) * resource.getpagesize()
