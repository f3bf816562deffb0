"""The graph: which stages there are, in the order of their inputs. A stage is a module here that defines `STAGE`."""

from __future__ import annotations

import functools
import importlib
import re
from pathlib import Path

from ft_data.evaluation.expectation import Expectation
from ft_data.recipe import declared
from ft_data.recipe.schema import Recipe
from ft_data.stages.build import Build
from ft_data.stages.stage import Stage
from ft_data.warehouse.snapshots import Snapshot
from ft_data.warehouse.views import order

_DECLARES = re.compile(r"^STAGE = ", re.MULTILINE)


@functools.cache
def stages() -> dict[str, Stage]:
    """Return every stage by name, each after its inputs."""
    modules = [
        path.stem for path in Path(__file__).parent.glob("*.py") if _DECLARES.search(path.read_text("utf-8"))
    ]
    found = [importlib.import_module(f"{__package__}.{module}").STAGE for module in modules]
    by_name: dict[str, Stage] = {stage.name: stage for stage in found}
    return {name: by_name[name] for name in order({name: stage.inputs for name, stage in by_name.items()})}


def assets(recipe: Recipe) -> dict[str, tuple[Stage, str]]:
    """Return the assets of a recipe's dataset in order, each with its stage and, where it is one of many, which."""
    return {
        asset: (stage, asset.partition("/")[2])
        for stage in stages().values()
        for asset in stage.assets(recipe)
    }


def expectations(asset: str, recipe: Recipe) -> tuple[Expectation, ...]:
    """Return what must be true of each version of an asset."""
    stage = stages()[asset.partition("/")[0]]
    return stage.expects(asset, before(stage, recipe), recipe)


def before(stage: Stage, recipe: Recipe) -> str:
    """Name the stage whose rows a stage judges: the first of its inputs that the recipe has."""
    return next((name for name in stage.inputs if stages()[name].assets(recipe)), "")


def make(build: Build, *names: str) -> Snapshot:
    """Materialize assets one after another; return the last one's snapshot."""
    for name in names:
        stage, item = stages()[name.partition("/")[0]], name.partition("/")[2]
        made = stage.run(build.of(stage, item))
    return made


def upstream(name: str) -> list[str]:
    """Name a stage and all it is made from, the nearest first."""
    return declared.upstream(stages(), name)


def downstream(name: str) -> list[str]:
    """Name a stage and all that is made from it, in order."""
    return [one for one in stages() if name in upstream(one)]
