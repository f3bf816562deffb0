"""What stands against publishing a version although its data is sound: a purpose, a licence, rows that went missing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from ft_data.recipe.schema import Recipe
from ft_data.recipe.template import PURPOSE
from ft_data.release.losses import Loss, losses
from ft_data.stages.reading import Versions
from ft_data.warehouse import views
from ft_data.warehouse.home import Warehouse

_UNSAID = re.compile(
    r"[\W_]*(?:todo|tbd|fixme|xxx+|placeholder|purpose|lorem ipsum\b.*|(?-i:TODO|TBD|FIXME|XXX)\b.*)?[\W_]*\Z",
    re.I,
)


def unsaid(purpose: str) -> bool:
    """Tell whether a purpose is only what stands for one."""
    return purpose.strip() == PURPOSE or _UNSAID.match(purpose) is not None


def of_recipe(recipe: Recipe) -> list[str]:
    """Say what the recipe leaves open that a release must state."""
    found = []
    if unsaid(recipe.purpose):
        found.append(
            "`purpose` is not written yet: say in one sentence what a model trained on this should do"
        )
    unlicensed = [
        name
        for name, source in sorted(recipe.sources.items())
        if source.generate is None and not (source.license or source.map.get("license"))
    ]
    return found + ([_unlicensed(unlicensed)] if unlicensed else [])


def lost(base: Path, now: Mapping[str, int]) -> list[str]:
    """Say which sources lost more than half of their rows since the newest version under ``base``."""
    return [_lost(loss) for loss in losses(base, now)]


def of_version(recipe: Recipe, versions: Versions, warehouse: Warehouse) -> list[str]:
    """Say what stands against publishing the rows at hand."""
    found = of_recipe(recipe)
    rows = versions.con.execute(
        "SELECT source, count(*) FROM formatted WHERE coalesce(trim(license), '') = '' GROUP BY source ORDER BY source"
    ).fetchall()
    named = {
        source
        for source in recipe.sources
        if not (recipe.sources[source].license or recipe.sources[source].map.get("license"))
    }
    if left := [source for source, _ in rows if source not in named]:
        found.append(_unlicensed(left))
    return found + [_lost(loss) for loss in fallen(versions, warehouse, recipe)]


def fallen(versions: Versions, warehouse: Warehouse, recipe: Recipe) -> list[Loss]:
    """Return the losses that are losses: rows that other sources hold now were only regrouped."""
    now = {
        asset.removeprefix("raw/"): snapshot.rows
        for asset, snapshot in versions.found.items()
        if asset.startswith("raw/") and asset.removeprefix("raw/") in recipe.sources
    }
    return [
        loss
        for loss in losses(warehouse.releases, now)
        if not _elsewhere(loss, list(now), versions, warehouse)
    ]


def _elsewhere(loss: Loss, sources: list[str], versions: Versions, warehouse: Warehouse) -> bool:
    """Tell whether most of what a source held in the last version is in some source now."""
    from ft_data.release import versions as published
    from ft_data.warehouse import snapshots

    manifest = published.load(warehouse.releases, loss.version).manifest
    try:
        version = int(manifest["snapshots"][f"raw/{loss.source}"]["version"])
        before = views.Resolver(warehouse).scan(snapshots.load(warehouse, f"raw/{loss.source}", version))
        held = " UNION ALL ".join(f'SELECT row_hash FROM "raw_{source}"' for source in sources)
        row = versions.con.execute(f"SELECT count(*) FROM {before} WHERE row_hash IN ({held})").fetchone()
    except (FileNotFoundError, KeyError, OSError):  # `raw_retention` let it go: nobody can tell any more
        return False
    return row is not None and int(row[0]) * 2 >= loss.was


def _unlicensed(sources: list[str]) -> str:
    listed = ", ".join(f"`{source}`" for source in sources)
    return (
        f"no licence is stated for {listed}: write `license:` with an SPDX identifier such as CC-BY-4.0, "
        "or `proprietary` for text of your own"
    )


def _lost(loss: Loss) -> str:
    return f"{loss}; if that is meant: `ft-data approve NAME --as YOU --loss {loss.source}`"
