"""A full disk speaks in many tongues (Parquet, DuckDB, SQLite, Dagster); this says it once, with what is full."""

from __future__ import annotations

import errno
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ft_data.warehouse.home import Home

_FULL = re.compile(r"no space left|database or disk is full|disk quota exceeded|\bENOSPC\b|\bEDQUOT\b", re.I)
_PERHAPS = re.compile(
    r"disk i/o error|i/o error|could not write|failed to write|write error|cannot allocate", re.I
)
_MALFORMED = re.compile(r"disk image is malformed|is not a database")
_NOTHING = 4 << 20  # bytes: with so little left, an error of input and output is one of room


def missing(error: BaseException, home: Path) -> str | None:
    """Return which place has no room left, if that is what is wrong, and what to do; else None."""
    said = "\n".join(str(one) for one in _chain(error))
    tight = [place for place in _places(home) if _free(place) < _NOTHING]
    numbers = {getattr(one, "errno", None) for one in _chain(error)}
    full = bool(numbers & {errno.ENOSPC, errno.EDQUOT}) or bool(_FULL.search(said))
    if not full and not (tight and _PERHAPS.search(said)):
        return None
    place = tight[0] if tight else home
    return (
        f"no room left on {place} ({_free(place) / 1e6:,.1f} MB free): make room and run again; "
        "what is finished is kept, and the run goes on from there"
    )


def damaged(error: BaseException, home: Home) -> str | None:
    """Return which databases are damaged, if that is what is wrong, and what to do; else None."""
    if not any(_MALFORMED.search(str(one)) for one in _chain(error)):
        return None
    from ft_data.warehouse import verify

    found = [path for path in verify.databases(home) if not verify.sound(path)]
    return "; ".join(f"{path} is damaged: {verify.way_out(path)}" for path in found) or None


def _places(home: Path) -> list[Path]:
    """Return the folders that a run writes to."""
    configured = os.environ.get("DAGSTER_HOME")
    return [home, *([Path(configured)] if configured else []), Path(tempfile.gettempdir())]


def _free(place: Path) -> int:
    while not place.exists() and place != place.parent:
        place = place.parent
    return shutil.disk_usage(place).free


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
