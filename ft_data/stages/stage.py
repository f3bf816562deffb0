"""What a stage says of itself, once: what it reads, what it runs, what it makes. All else about it follows."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from ft_data import plugins
from ft_data.engine.code import code_version, function_name
from ft_data.evaluation.expectation import Expectation
from ft_data.recipe import reads as reading
from ft_data.recipe.declared import Declared
from ft_data.recipe.schema import Recipe
from ft_data.warehouse import hashing
from ft_data.warehouse.snapshots import Snapshot

Work = Callable[..., Any] | str  # a function of a module, or `module:name` of it


def always(recipe: Recipe, item: str) -> bool:
    """Want a stage in every recipe."""
    return True


@dataclass(frozen=True, kw_only=True)
class Stage(Declared):
    """An asset, or one for each key of a section of the recipe (``each``), under ``<name>/<key>``.

    ``run`` plans the work and commits what was made: it gets a `Build` that shows the inputs, the work functions and the
    keys of the recipe named here, and nothing else. ``work`` are the functions that decide what rows there are and what
    they hold, planning included: their code is the version's. ``expects`` says what must be true of a version, given the
    asset, the stage that its rows come from and the recipe.
    ``plugs`` pairs keys of the recipe with the seam in which their values are names: whose plug-ins these are, if any,
    is in the settings too. ``loads`` are modules, or functions that make tables (``module:function``), that workers
    find loaded. ``wanted`` tells whether a recipe has the stage (for an item) at all.
    """

    run: Callable[..., Snapshot]
    work: tuple[Work, ...]
    expects: Callable[[str, str, Recipe], tuple[Expectation, ...]]
    kinds: tuple[str, ...] = ("duckdb",)
    each: str = ""
    wanted: Callable[[Recipe, str], bool] = always
    plugs: tuple[tuple[str, str], ...] = ()
    loads: tuple[str, ...] = ()

    def assets(self, recipe: Recipe) -> list[str]:
        """Name the stage's assets for a recipe."""
        items = sorted(getattr(recipe, self.each)) if self.each else [""]
        return [f"{self.name}/{item}" if item else self.name for item in items if self.wanted(recipe, item)]

    @property
    def code(self) -> str:
        """The version of all code that decides what the stage makes."""
        return code_version(*self.work)

    def settings(self, recipe: Recipe, item: str = "") -> dict[str, Any]:
        """Return what the recipe says to this stage (of ``item``, where there is an asset for each)."""
        found = reading.settings(recipe, self.reads, self.aside, item)
        plugged: dict[str, str] = {}
        for key, seam in self.plugs:
            plugged |= plugins.describe(seam, reading.texts(reading.settings(recipe, [key], item=item)))
        return found | ({"plugins": plugged} if plugged else {})

    def version(self, recipe: Recipe, item: str = "") -> str:
        """Name code and settings: it changes when the stage's data may differ though no input does."""
        return f"{self.code}-{hashing.digest(json.dumps(self.settings(recipe, item), sort_keys=True))[:8]}"

    def view(self, recipe: Recipe, item: str = "") -> Recipe:
        """Return a recipe in which only the declared keys can be read."""
        return cast(Recipe, reading.view(recipe, self.name, (*self.reads, *self.aside), item))

    def allow(self, work: Work | None = None, asset: str | None = None) -> None:
        """Raise Undeclared for a work function, or an upstream asset, that the stage does not name."""
        if work is not None and work not in self.work:
            raise reading.Undeclared(
                f"`{self.name}` runs {function_name(work)}, which is not among its `work`"
            )
        if asset is not None and asset.partition("/")[0] not in self.inputs:
            raise reading.Undeclared(f"`{self.name}` reads `{asset}`, which is not among its `inputs`")
