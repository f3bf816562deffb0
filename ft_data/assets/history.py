"""What Dagster keeps of runs (events, logs, values) goes where it holds something that was forgotten.

Dagster is asked to delete those runs; its databases are then written anew, since freed pages keep what they held.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

from ft_data.upkeep import residue
from ft_data.warehouse.fragments import Fragments
from ft_data.warehouse.home import Home

_BUSY_SECONDS = 10
_UNDER_WAY = ("STARTED", "STARTING", "QUEUED", "CANCELING", "NOT_STARTED")


def purge(home: Home, wanted: Fragments) -> None:
    """Delete the runs whose events, logs or values hold any of it, and what is left of them in files.

    Nothing is done, and Dagster not loaded, where nothing is found. A run that is under way stays: the search that
    follows names it.
    """
    held = list(_held(home, wanted))
    if not held:
        return
    from ft_data.assets.instance import instance

    with instance(home) as opened:
        runs, assets = _named(held, wanted)
        for run in opened.get_runs():
            if run.run_id in runs and run.status.value not in _UNDER_WAY:
                opened.compute_log_manager.delete_logs(prefix=[run.run_id])
                opened.delete_run(run.run_id)
        if assets:  # the last event of an asset is kept once more, beside its name
            known = {key.to_string(): key for key in opened.all_asset_keys()}
            opened.wipe_assets([known[name] for name in assets if name in known])
        under_way = {run.run_id for run in opened.get_runs() if run.status.value in _UNDER_WAY}
    for path in held:
        if _is_database(path):
            _written_anew(path)
        elif not under_way.intersection(path.parts):
            path.unlink(missing_ok=True)


def _held(home: Home, wanted: Fragments) -> Iterator[Path]:
    for folder in residue.dagster_folders(home):
        for path in residue.walk(folder):
            if residue.holds(path, wanted):
                # What a log holds belongs to its database.
                beside = path.with_name(path.name.removesuffix("-wal").removesuffix("-journal"))
                yield beside if beside.exists() else path


def _is_database(path: Path) -> bool:
    with suppress(OSError), open(path, "rb") as file:
        return file.read(15) == b"SQLite format 3"
    return False


def _named(held: list[Path], wanted: Fragments) -> tuple[set[str], set[str]]:
    """Return the ids of runs that files belong to or rows of databases are of, and the names of assets of such rows."""
    runs, assets = set[str](), set[str]()
    for path in held:
        runs |= {path.stem, *path.parts}
        with suppress(sqlite3.Error), closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as con:
            con.row_factory = sqlite3.Row
            tables = con.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            for (table,) in tables:
                for row in con.execute(f'SELECT * FROM "{table}"'):
                    told = [one.encode() if isinstance(one, str) else one for one in row]
                    if any(wanted.inside([one]) for one in told if isinstance(one, bytes)):
                        named = row.keys()
                        runs |= {
                            row[name] for name in ("run_id", "last_run_id") if name in named and row[name]
                        }
                        assets |= {row["asset_key"]} if table == "asset_keys" else set()
    return runs, assets


def _written_anew(path: Path) -> None:
    """Write a database anew without what was deleted; one that another program holds stays, and is found again."""
    with (
        suppress(sqlite3.Error),
        closing(sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)) as con,
    ):
        con.execute("PRAGMA temp_store = MEMORY")
        con.execute("PRAGMA secure_delete = ON")
        con.execute("VACUUM")
        con.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
