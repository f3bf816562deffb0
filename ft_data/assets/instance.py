"""The Dagster instance of a home, and the runs in it whose process is gone."""

from __future__ import annotations

import os
import platform
from pathlib import Path

import dagster as dg

from ft_data.warehouse.home import Home

_PID, _HOST = "ft_data/pid", "ft_data/host"

INSTANCE = """# Made by ft-data. Everything stays on this machine.
telemetry:
  enabled: false
nux:
  enabled: false
run_monitoring:
  enabled: true
"""


def instance(home: Home) -> dg.DagsterInstance:
    """Open the Dagster instance of a home, the one `make ui` uses."""
    configured = Path(os.environ.get("DAGSTER_HOME") or home.root)
    file = configured / "dagster.yaml"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(INSTANCE)
    return dg.DagsterInstance.from_config(str(configured))  # of this home: a process may run several


def this_process() -> dict[str, str]:
    """Return the tags of a run by which `fail_dead_runs` knows whether its process still lives."""
    return {_PID: _process(os.getpid()), _HOST: platform.node()}


def fail_dead_runs(opened: dg.DagsterInstance) -> int:
    """Mark runs of this machine whose process is gone as failed; return how many."""
    active = [dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.NOT_STARTED]
    dead = 0
    for run in opened.get_runs(dg.RunsFilter(statuses=active, tags={_HOST: platform.node()})):
        if run.tags.get(_PID) and not _alive(run.tags[_PID]):
            opened.report_run_failed(
                run, "the process of this run is gone (killed, or the machine restarted)"
            )
            dead += 1
    return dead


def _process(pid: int) -> str:
    """Name a process so that a later one with the same number is not mistaken for it."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
        return f"{pid}:{stat.rsplit(')', 1)[1].split()[19]}"
    except (OSError, IndexError):
        return str(pid)


def _alive(process: str) -> bool:
    pid = int(process.split(":")[0])
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return _process(pid) == process or ":" not in process
