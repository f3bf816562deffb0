"""The registry of signal groups: what every row gets, what is fitted, models of the recipe's choice, and judges.

Each is a provider: a function of the recipe that returns groups of one and the same kind. Importing this is cheap: the
kernels of a group are imported when it first measures.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Sequence
from functools import cache, reduce
from pathlib import Path

from ft_data.plugins import Broken
from ft_data.recipe.problems import problem
from ft_data.recipe.schema import Recipe
from ft_data.signals.api import Group
from ft_data.signals.judge import group as judge_group
from ft_data.signals.plugins import api as plugins

Provider = Callable[[Recipe, Path], Iterable[Group]]


@cache
def declared() -> tuple[Group, ...]:
    """Return the groups that are built in: `GROUP` of every module of `groups`, by name."""
    modules = sorted(path.stem for path in (Path(__file__).parent / "groups").glob("[a-z]*.py"))
    found = [importlib.import_module(f"ft_data.signals.groups.{name}").GROUP for name in modules]
    return tuple(found)


def builtin() -> tuple[Group, ...]:
    """Return the groups that every row gets."""
    return tuple(group for group in declared() if not group.asked)


def fitted() -> tuple[Group, ...]:
    """Return the groups that are measured with a fitted model, whether or not a recipe asks for them."""
    return tuple(group for group in declared() if group.arrays)


def asks(recipe: Recipe, group: Group) -> bool:
    """Tell whether a recipe asks for a group that is measured only then."""
    return bool(group.asked) and reduce(getattr, group.asked.split("."), recipe) is not None


def always(recipe: Recipe, base: Path) -> Iterable[Group]:
    """Provide what every row gets."""
    return builtin()


def asked(recipe: Recipe, base: Path) -> Iterable[Group]:
    """Provide the built-in groups that the recipe asks for."""
    return [group for group in declared() if asks(recipe, group)]


def models(recipe: Recipe, base: Path) -> Iterable[Group]:
    """Provide the models of `signals.models`. Raises RecipeError when one is not there."""
    for model in recipe.signals.models:
        path = None if model.path is None else str(base / model.path)
        try:
            yield plugins.group_of(plugins.Spec(model.name, model.use, path, dict(model.options)))
        except (plugins.PluginMissing, Broken) as error:
            raise problem(f"`signals.models`: {error}") from None


def judges(recipe: Recipe, base: Path) -> Iterable[Group]:
    """Provide the judges of `signals.judges`."""
    return [judge_group.group_of(judge) for judge in recipe.signals.judges]


ROWS: Sequence[Provider] = (always, asked, models)  # what can be measured on any row, at any time
ALL: Sequence[Provider] = (*ROWS, judges)


def groups(recipe: Recipe, base: Path, providers: Sequence[Provider] = ALL) -> list[Group]:
    """Return the groups that a recipe's rows are measured with; ``base`` is the folder of the recipe.

    Raises RecipeError when a model is not there, or when two groups measure something of the same name.
    """
    found: list[Group] = []
    whose: dict[str, str] = {}
    for group in (group for provider in providers for group in provider(recipe, base)):
        names = [group.name, *(signal.name for signal in group.signals)]
        if taken := [name for name in names if name in whose]:
            raise problem(
                f"`signals`: `{taken[0]}` of `{group.name}` is measured by `{whose[taken[0]]}` already"
            )
        whose |= dict.fromkeys(names, group.name)
        found.append(group)
    return found
