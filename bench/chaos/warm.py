"""Commands as forks of a process that has imported everything: one takes as long as its work, and can be killed anywhere.

This process only imports and looks at small files itself; whatever computes runs in a fork.
"""

from __future__ import annotations

import gc
import importlib
import os
import pkgutil
import signal
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ft_data.warehouse.home import Home

LOG = "chaos.log"  # what the commands said, below the home


def up() -> None:
    """Import what a run to a release needs, and load compiled kernels."""
    from ft_data.assets import factory  # noqa: F401
    from ft_data.checks import factory as checks  # noqa: F401
    from ft_data.stages import graph, server  # noqa: F401 (loads what workers have loaded, compiled kernels too)

    for package in ("cli", "stages", "upkeep", "release", "evaluation", "checks", "review"):
        found = importlib.import_module(f"ft_data.{package}")
        for module in pkgutil.walk_packages(found.__path__, f"{found.__name__}."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)
    for stage in graph.stages().values():  # what code is the version of is remembered
        assert stage.code
    gc.freeze()


@dataclass
class Fork:
    """A command under way, leader of a process group."""

    pid: int
    code: int | None = None

    def wait(self, seconds: float = 120.0) -> int | None:
        """Return its exit code, or None if it still runs after so many seconds."""
        end = time.monotonic() + seconds
        while self.code is None:
            done, status = os.waitpid(self.pid, os.WNOHANG)
            if done:
                self.code = os.waitstatus_to_exitcode(status)
            elif time.monotonic() >= end:
                return None
            else:
                time.sleep(0.003)
        return self.code

    def kill(self) -> bool:
        """Kill it and all it started; tell whether it still ran."""
        if self.wait(0) is not None:
            return False
        os.killpg(self.pid, signal.SIGKILL)
        self.wait()
        return True


def command(home: Home, *arguments: str, given: Mapping[str, str] | None = None) -> Fork:
    """Start a command in a home."""
    from ft_data.cli import invoke

    return fork(lambda: invoke([*arguments]), home, given or {})


def fork(work: Callable[[], int], home: Home, given: Mapping[str, str] | None = None) -> Fork:
    """Do some work in a fork, in the home's folder; what it returns is its exit code."""
    sys.stdout.flush()
    pid = os.fork()
    if pid:
        os.setpgid(pid, pid)
        return Fork(pid)
    code = 70
    try:
        os.setpgid(0, 0)
        os.chdir(home.root)
        where = str(home.root)
        os.environ.update(
            {
                "FT_DATA_HOME": where,
                "DAGSTER_HOME": where,
                "FT_DATA_WORKERS": "1",
                "FT_DATA_DEBUG": "1",
                **(given or {}),
            }
        )
        out = os.open(home.root / LOG, os.O_CREAT | os.O_APPEND | os.O_WRONLY)
        os.dup2(out, 1)
        os.dup2(out, 2)
        code = work()
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def said(home: Home) -> str:
    """Return the end of what commands said."""
    path = Path(home.root / LOG)
    return path.read_text("utf-8", "replace")[-1500:] if path.exists() else ""
