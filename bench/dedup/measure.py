"""Run a command and measure it: wall clock, CPU seconds and peak memory, summed over its processes."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

PAGE, TICKS = os.sysconf("SC_PAGE_SIZE"), os.sysconf("SC_CLK_TCK")
POLL = 0.05  # seconds


class Run(NamedTuple):
    seconds: float
    cpu: float
    peak_mb: float
    error: str


def run(command: list[str]) -> Run:
    started, peak, cpu = time.perf_counter(), 0, {}
    with tempfile.TemporaryFile("w+") as errors:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=errors)
        while process.poll() is None:
            resident = 0
            for pid, (memory, ticks) in _tree(process.pid).items():
                resident += memory
                cpu[pid] = ticks
            peak = max(peak, resident)
            time.sleep(POLL)
        seconds = time.perf_counter() - started
        errors.seek(0)
        error = errors.read()[-2000:] if process.returncode else ""
    return Run(seconds, sum(cpu.values()) / TICKS, peak / 2**20, error)


def removed(path: Path) -> dict:
    """Read a peer's report: ``removed`` ids, ``seconds`` without start-up, ``note``."""
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
        f"{peer:12}{rows / report['seconds']:10.0f}{rows / run.cpu:12.0f}{run.cpu:9.1f}"
        f"{run.peak_mb:9.0f}{len(report['removed']):9d}{figures}{false:8d}"
    )


def _tree(pid: int) -> dict[int, tuple[int, int]]:
    """Return resident bytes and CPU ticks of a process and its descendants."""
    found, waiting = {}, [pid]
    while waiting:
        one = waiting.pop()
        try:
            memory = int(Path(f"/proc/{one}/statm").read_text().split()[1]) * PAGE
            fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
            found[one] = memory, int(fields[11]) + int(fields[12])
            for task in Path(f"/proc/{one}/task").iterdir():
                waiting += map(int, (task / "children").read_text().split())
        except (OSError, ValueError):
            continue  # it ended meanwhile
    return found
