"""Run a command and measure it: wall clock, CPU seconds, peak memory summed over its processes."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

PAGE = os.sysconf("SC_PAGE_SIZE")
POLL = 0.05  # seconds


class Run(NamedTuple):
    seconds: float
    cpu: float
    peak_mb: float
    error: str


def run(command: list[str]) -> Run:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started, peak = time.perf_counter(), 0
    with tempfile.TemporaryFile("w+") as errors:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=errors)
        while process.poll() is None:
            peak = max(peak, _resident(process.pid))
            time.sleep(POLL)
        seconds = time.perf_counter() - started
        errors.seek(0)
        error = errors.read()[-2000:] if process.returncode else ""
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(seconds, cpu, peak / 2**20, error)


def removed(path: Path) -> dict:
    """Read a peer's report: ``removed`` ids, ``seconds`` and ``cpu`` without start-up, ``note``."""
    return json.loads(path.read_text())


def header() -> str:
    return (
        f"{'peer':12}{'rows/s':>10}{'rows/CPU-s':>12}{'CPU-s':>9}{'peak MB':>9}{'removed':>9}"
        f"{'exact':>8}{'>=.95':>8}{'>=.90':>8}{'>=.85':>8}{'>=.80':>8}{'false':>8}"
    )


def line(peer: str, run: Run, report: dict, rows: int, recall: dict[str, float], false: int) -> str:
    figures = "".join(
        f"{recall.get(band, float('nan')):8.3f}" for band in ("exact", "0.95", "0.90", "0.85", "0.80")
    )
    return (
        f"{peer:12}{rows / report['seconds']:10.0f}{rows / report['cpu']:12.0f}{report['cpu']:9.1f}"
        f"{run.peak_mb:9.0f}{len(report['removed']):9d}{figures}{false:8d}"
    )


def _resident(pid: int) -> int:
    """Return the resident bytes of a process and its descendants."""
    total, waiting = 0, [pid]
    while waiting:
        one = waiting.pop()
        try:
            total += int(Path(f"/proc/{one}/statm").read_text().split()[1]) * PAGE
            for task in Path(f"/proc/{one}/task").iterdir():
                waiting += map(int, (task / "children").read_text().split())
        except (OSError, ValueError):
            continue  # it ended meanwhile
    return total
