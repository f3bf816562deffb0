"""Calls to the system that fail, and a clock that jumps: a small library that is loaded before all others (LD_PRELOAD)."""

from __future__ import annotations

import atexit
import ctypes
import errno
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

_ASKED = "CHAOS_SHIM"
ERRORS = {name: getattr(errno, name) for name in ("ENOSPC", "EROFS", "EACCES", "EMFILE")}


def ready() -> bool:
    """Tell whether this process runs with the library."""
    return _ASKED in os.environ


def begin() -> None:
    """Compile the library and start this command again with it; without a compiler it goes on without.

    The library stays for as long as the command that was started again, which deletes it when it ends.
    """
    if ready():
        atexit.register(shutil.rmtree, Path(os.environ[_ASKED]).parent, ignore_errors=True)
        return
    compiler = shutil.which("cc")
    if compiler is None or sys.platform != "linux":
        return
    made = Path(tempfile.mkdtemp(prefix="chaos-shim-")) / "faults.so"
    source = Path(__file__).with_name("faults.c")
    subprocess.run([compiler, "-O1", "-shared", "-fPIC", "-o", made, source, "-ldl"], check=True)
    env = {**os.environ, "LD_PRELOAD": str(made), _ASKED: str(made)}
    os.execve(sys.executable, [sys.executable, "-m", "bench.chaos", *sys.argv[1:]], env)


def arm(home: Path, calls: int, error: int = 0, lasting: bool = False, jump: int = 0) -> None:
    """From so many calls on, in this process, one call fails (or all do), or the clock is off by so many seconds."""
    library = ctypes.CDLL(os.environ[_ASKED])
    library.chaos_arm.argtypes = [ctypes.c_char_p, ctypes.c_long, ctypes.c_int, ctypes.c_int, ctypes.c_long]
    library.chaos_arm(os.fsencode(home), calls, error, lasting, jump)
