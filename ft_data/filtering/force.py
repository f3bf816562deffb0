"""The rules in force for a recipe, assembled here and nowhere else.

First come the rules that a recipe brings with it by what it asks for, then those of its profile; its own rules
change, turn off and add to both. Profiles are YAML files in ``profiles/``, in the recipe's own language. What a recipe
asks for, it gets; a shipped rule does no more than its evidence allows: where that does not let it drop, it marks.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from importlib import resources
from typing import Any

from pydantic import TypeAdapter, ValidationError

from ft_data.filtering.evidence import STRATA, Evidence
from ft_data.filtering.known import Grounds, Known
from ft_data.filtering.rules import InForce, changed
from ft_data.recipe.bands import Band
from ft_data.recipe.load import explain
from ft_data.recipe.positions import parse
from ft_data.recipe.problems import RecipeError
from ft_data.recipe.rules import Profile, Rule
from ft_data.recipe.schema import Recipe

Rules = tuple[Rule, ...]
_BANDS = frozenset({"drop", "review"})

# When a list of `profiles/recipe.yaml` is in force.
_BROUGHT: Mapping[str, Callable[[Recipe], bool]] = {
    "languages": lambda recipe: bool(recipe.languages),
    "references": lambda recipe: recipe.references is not None,
    "no_place_for_texts": lambda recipe: (
        recipe.stage != "pretraining" and "text" not in recipe.format.targets
    ),
}


def in_force(recipe: Recipe) -> list[InForce]:
    """Return the rules that judge the rows of a recipe's dataset."""
    written = {rule.name: tuple(sorted(rule.model_fields_set & _BANDS)) for rule in recipe.rules}
    shipped = {rule.name for rule in profile(recipe.profile)}
    return [
        stand(rule, written.get(rule.name, ()) if rule.name in shipped else tuple(sorted(_BANDS)))
        for rule in changed(defaults(recipe), recipe.rules)
    ]


def stand(rule: Rule, own: tuple[str, ...]) -> InForce:
    """Return a rule with its bands held to what may be done: ``own`` ones to what they say, others to the evidence."""
    known = evidence().get(rule.name, Evidence())
    found = InForce.model_validate(dict(rule) | {"own": own})
    marks: list[Band] = []
    changes: dict[str, Any] = {}
    if rule.drop and "drop" not in own:
        if not known.drops_in:
            changes["drop"] = None
            marks.append(rule.drop)
        else:
            changes["strata"] = None if set(known.drops_in) == set(STRATA) else known.drops_in
            changes["fused"] = known.ground == "reads"
    if rule.review and "review" not in own and not known.asks:
        changes["review"] = None
        marks.append(rule.review)
    return found.model_copy(update=changes | {"marks": tuple(marks)})


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


@functools.cache
def evidence() -> Mapping[str, Evidence]:
    """Return what is known of the shipped rules."""
    known: Known = _read("evidence.yaml", Known)
    return known.by_rule(_read("grounds.yaml", Grounds))


def _read(file: str, kind: Any) -> Any:
    """Read a file of rules as the recipe is read: unknown keys and bad bands are errors with their line."""
    data, positions = parse((resources.files(__package__) / "profiles" / file).read_text("utf-8"), file)
    try:
        return TypeAdapter(kind).validate_python(data)
    except ValidationError as error:
        raise RecipeError([explain(item, positions, file) for item in error.errors()]) from None
