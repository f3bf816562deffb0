"""A home on the disk: its copy, what it holds, and the command running in it, also until it is killed."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from ft_data.warehouse import snapshots
from ft_data.warehouse.home import Home

ROOT = Path(__file__).resolve().parents[2]
MADE = ("warehouse", "releases", "history", "storage", "schedules")
COMMAND = [sys.executable, "-c", "from ft_data.cli import main; main()"]


def write(path: Path, lines: Iterable[dict[str, Any]]) -> None:
    """Write JSON Lines."""
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))


def copy(home: Home, root: Path, fresh: bool = False) -> Home:
    """Copy a home, with all it has made or, if it shall be fresh, without."""
    left = MADE if fresh else ()
    ignored = lambda folder, _: left if Path(folder) == home.root else ()  # noqa: E731
    shutil.copytree(home.root, root, ignore=ignored, dirs_exist_ok=True)
    return Home(root)


def fresh(home: Home) -> None:
    """Remove all that a home has made."""
    for name in MADE:
        shutil.rmtree(home.root / name, ignore_errors=True)


def environment(home: Home) -> dict[str, str]:
    """Return the variables by which the command works in a home."""
    given = {"FT_DATA_HOME": str(home.root), "DAGSTER_HOME": str(home.root), "PYTHONPATH": str(ROOT)}
    return {**os.environ, **given}


def command(home: Home, *args: str, **more: Any) -> subprocess.CompletedProcess[str]:
    """Run the command in a home to its end."""
    return subprocess.run([*COMMAND, *args], env=environment(home), capture_output=True, text=True, **more)


def start(home: Home, *args: str, **more: Any) -> subprocess.Popen[bytes]:
    """Start the command in a home, as the leader of what can be killed with it."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL} | more
    return subprocess.Popen([*COMMAND, *args], env=environment(home), start_new_session=True, **quiet)


def kill_at(process: subprocess.Popen[bytes], seconds: float) -> bool:
    """Kill a command and all it started after some seconds; tell whether it still ran."""
    try:
        process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return True
    return False


def hashes(home: Home, name: str) -> dict[str, str]:
    """Return the content hash of every asset but those that tell when they were made."""
    warehouse = home.warehouse(name)
    found = {asset: snapshots.current(warehouse, asset) for asset in snapshots.assets(warehouse)}
    return {
        asset: one.content_hash for asset, one in found.items() if one and asset not in ("eval_report", "release")
    }  # fmt: skip


def held(folder: Path, text: str) -> list[str]:
    """Return the names of the files below a folder that hold a text, unpacked where they are packed."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            if path.suffix == ".parquet":
                data += str(pq.read_table(path).to_pydict()).encode()
            if text.encode() in data:
                found.append(path.name)
    return found
