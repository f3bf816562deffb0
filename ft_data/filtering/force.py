"""The rules in force for a recipe, assembled here and nowhere else.

First come the rules that a recipe brings with it by what it asks for, then those of its profile; its own rules
change, turn off and add to both. Profiles are YAML files in ``profiles/``, in the recipe's own language.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from importlib import resources
from typing import Any

from pydantic import TypeAdapter, ValidationError

from ft_data.filtering.rules import changed
from ft_data.recipe.load import explain
from ft_data.recipe.positions import parse
from ft_data.recipe.problems import RecipeError
from ft_data.recipe.schema import Profile, Recipe, Rule

Rules = tuple[Rule, ...]

# When a list of `profiles/recipe.yaml` is in force.
_BROUGHT: Mapping[str, Callable[[Recipe], bool]] = {
    "references": lambda recipe: recipe.references is not None,
    "no_place_for_texts": lambda recipe: (
        recipe.stage != "pretraining" and "text" not in recipe.format.targets
    ),
}


def in_force(recipe: Recipe) -> list[Rule]:
    """Return the rules that judge the rows of a recipe's dataset."""
    return changed(defaults(recipe), recipe.rules)


def defaults(recipe: Recipe) -> list[Rule]:
    """Return the rules a recipe has before its own `rules`."""
    asked = [rule for name, holds in _BROUGHT.items() if holds(recipe) for rule in brought()[name]]
    return [*asked, *profile(recipe.profile)]


@functools.cache
def profile(name: str) -> Rules:
    """Return the rules of a shipped profile (chat, code, math, text). Raises RecipeError when its file is wrong."""
    found = _read(f"{name}.yaml", Profile)
    return tuple(changed(profile(found.extends) if found.extends else (), found.rules))


@functools.cache
def brought() -> Mapping[str, Rules]:
    """Return the rules that recipes bring with them, by the condition that brings them."""
    found: Mapping[str, Rules] = _read("recipe.yaml", Mapping[str, Rules])
    return found


def _read(file: str, kind: Any) -> Any:
    """Read a file of rules as the recipe is read: unknown keys and bad bands are errors with their line."""
    data, positions = parse((resources.files(__package__) / "profiles" / file).read_text("utf-8"), file)
    try:
        return TypeAdapter(kind).validate_python(data)
    except ValidationError as error:
        raise RecipeError([explain(item, positions, file) for item in error.errors()]) from None
