"""Getting workers ready while this process still imports what a run needs: both take about two seconds."""

from __future__ import annotations

from pathlib import Path

from ft_data.engine import choice, pool
from ft_data.recipe.schema import Recipe
from ft_data.sources import listing
from ft_data.stages.build import SERVER
from ft_data.warehouse import snapshots
from ft_data.warehouse.home import Home

BYTES_PER_ROW = 1_000  # as the first stage guesses too


def wake_workers(home: Home, name: str, recipe: Recipe) -> bool:
    """Start the server of the workers if enough of the sources changed since they were last read."""
    fresh = sum(
        _changed(home.folder(name), spec.path, _read_at(home, name, source))
        for source, spec in recipe.sources.items()
        if spec.path
    )
    needed = fresh // BYTES_PER_ROW > pool.SMALL_ROWS
    if needed:
        choice.warm_up(SERVER)
    return needed


def _changed(base: Path, pattern: str, since: float) -> int:
    """Add up the bytes of the files that changed after a moment."""
    found = [(base / uri).stat() for uri in listing.files(base, pattern)[0] if (base / uri).is_file()]
    return sum(stat.st_size for stat in found if stat.st_mtime > since)


def _read_at(home: Home, name: str, source: str) -> float:
    folder = snapshots.folder(home.warehouse(name), f"raw/{source}")
    return max((path.stat().st_mtime for path in folder.glob("*.json")), default=0.0)
