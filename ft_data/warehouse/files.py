"""Files that are either whole or absent: temporary name, fsync, rename."""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

TEMPORARY = ".tmp-"
_FICLONE = 0x40049409  # of Linux: let two files share their blocks
_COPIED = 1 << 20


@contextmanager
def appearing(path: Path) -> Iterator[Path]:
    """Yield a temporary path beside ``path``; rename it over ``path`` when the block succeeds.

    A killed process leaves only a name starting with ``.tmp-``, which nothing reads and ``gc`` removes.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{TEMPORARY}{os.getpid()}-{secrets.token_hex(4)}-{path.name}")
    try:
        yield temporary
        with open(temporary, "rb+") as handle:
            os.fsync(handle.fileno())
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def write_bytes(path: Path, content: bytes) -> None:
    """Write a small file atomically and durably, its folder entry included."""
    with appearing(path) as temporary:
        temporary.write_bytes(content)
    sync(path.parent)


def write_secret(path: Path, content: bytes, keep: bool = False) -> None:
    """Write a file that nobody but its owner could ever read; with ``keep`` one that is there already stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):  # of two who make it the first one wins, and nobody reads half a file
            (os.link if keep else os.replace)(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
    sync(path.parent)


def cloned(source: Path, path: Path) -> None:
    """Copy a file: blocks are shared until one of both is written, where the file system can; never a second name of one file."""
    with open(source, "rb") as read, open(path, "wb") as write:
        try:
            fcntl.ioctl(write, _FICLONE, read.fileno())
        except OSError:
            shutil.copyfileobj(read, write, _COPIED)


def sync(path: Path) -> None:
    """Make a file, or the renames in a folder, survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def locked(path: Path, shared: bool = False, waiting: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Hold an OS lock on ``path``, which the kernel frees however the process dies; ``waiting`` is called if it must wait."""
    path.parent.mkdir(parents=True, exist_ok=True)
    kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
    with open(path, "a") as handle:
        try:
            fcntl.flock(handle, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            waiting()
            fcntl.flock(handle, kind)
        yield
