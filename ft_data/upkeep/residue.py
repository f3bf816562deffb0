"""Where a home still holds what was forgotten: every file searched, found places named by kind, never by what they hold."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from ft_data.warehouse import unpacked
from ft_data.warehouse.fragments import Fragments
from ft_data.warehouse.home import Home

WAREHOUSE, RELEASE, WITHDRAWN = "warehouse", "release", "withdrawn release"
HISTORY, OTHER, OWN = "run history", "another dataset", "your own file"
DEFECTS = (WAREHOUSE, RELEASE, HISTORY)  # what forgetting must have emptied
# Folders of Dagster's own: runs and their events, compute logs and values, ticks, the daemon's logs.
DAGSTER = ("history", "storage", "schedules", "logs", ".logs_queue", ".telemetry")
_NOT_OURS = (".git", "node_modules", "__pycache__")  # tools' own folders, and virtual environments


@dataclass(frozen=True)
class Place:
    """A file that holds something of it (or, ``unreadable``, may), relative to the home, and what kind of file it is."""

    file: str
    kind: str
    unreadable: bool = False


def dagster_folders(home: Home) -> list[Path]:
    """Return the folders in which Dagster keeps runs, below the home or where $DAGSTER_HOME says."""
    roots = dict.fromkeys([home.root, Path(os.environ.get("DAGSTER_HOME") or home.root).resolve()])
    return [root / folder for root in roots for folder in DAGSTER if (root / folder).is_dir()]


def search(home: Home, name: str, wanted: Fragments, withdrawn: Callable[[str], bool]) -> list[Place]:
    """Search every file of the home; ``withdrawn`` tells whether a version of this dataset is.

    A packed file of ours that cannot be decoded may hold anything and is named too. Links to folders are not followed.
    """
    outside = [folder for folder in dagster_folders(home) if not folder.is_relative_to(home.root)]
    files = [path for root in (home.root, *outside) for path in walk(root)]

    def look(path: Path) -> Place | None:
        kind = _kind(home, name, path, withdrawn)
        held = holds(path, wanted)
        if held is False or (held is None and kind not in DEFECTS):
            return None
        return Place(_shown(home, path, wanted), kind, held is None)

    with ThreadPoolExecutor(min(4, len(os.sched_getaffinity(0)))) as readers:
        return [place for place in readers.map(look, files) if place is not None]


def holds(path: Path, wanted: Fragments) -> bool | None:
    """Tell whether a file holds any of what is looked for, its name included; None where it cannot be decoded."""
    if wanted.inside([os.fsencode(path.name)]):
        return True
    try:
        return any(wanted.inside(stream) for stream in unpacked.streams(path))
    except unpacked.Unreadable:
        return None
    except FileNotFoundError:  # gone meanwhile
        return False
    except OSError:
        return None


def walk(root: Path) -> Iterator[Path]:
    """Yield the files below a folder."""
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(
            one
            for one in folders
            if one not in _NOT_OURS and not os.path.exists(os.path.join(folder, one, "pyvenv.cfg"))
        )
        yield from (path for one in sorted(files) if (path := Path(folder, one)).is_file())


def _kind(home: Home, name: str, path: Path, withdrawn: Callable[[str], bool]) -> str:
    if any(path.is_relative_to(folder) for folder in dagster_folders(home)):
        return HISTORY
    parts = path.relative_to(home.root).parts
    if parts[0] == "warehouse" and len(parts) > 1:
        ours = parts[1] == name or f"{name}.duckdb" in parts[1]
        return WAREHOUSE if ours else OTHER
    if parts[0] == "releases" and len(parts) > 1:
        if parts[1] != name:
            return OTHER
        return WITHDRAWN if len(parts) > 3 and withdrawn(parts[2]) else RELEASE
    return OWN


def _shown(home: Home, path: Path, wanted: Fragments) -> str:
    """Return a file's name without what is forgotten: people name files after people."""
    relative = path.relative_to(home.root) if path.is_relative_to(home.root) else path
    return str(Path(*("..." if wanted.inside([os.fsencode(part)]) else part for part in relative.parts)))
