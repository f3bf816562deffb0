"""The rules in force for a recipe, assembled here and nowhere else.

First come the rules that a recipe brings with it by what it asks for, then those of its profile and its packs; its own rules
change, turn off and add to all of them. Packs are YAML files in the recipe's own language (`packs`). What a recipe asks
for, it gets; a rule of a pack does no more than its evidence allows: where that does not let it drop, it marks. Who changes
a rule of another pack answers for it: what was known of it was known of its old bands.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from ft_data import plugins
from ft_data.filtering import languages, packs
from ft_data.filtering.evidence import STRATA, Evidence
from ft_data.filtering.packs import PACKS
from ft_data.filtering.rules import InForce, changed
from ft_data.plugins import Broken
from ft_data.recipe.bands import Band
from ft_data.recipe.rules import Rule
from ft_data.recipe.schema import Recipe

Rules = tuple[Rule, ...]
_BANDS = frozenset({"drop", "review"})

# When a list of `profiles/recipe.yaml` is in force.
_BROUGHT: Mapping[str, Callable[[Recipe], bool]] = {
    "languages": lambda recipe: bool(recipe.languages),
    "references": lambda recipe: recipe.references is not None,
    "protected": lambda recipe: recipe.protected is not None,
    "licences": lambda recipe: recipe.profile == "code",
    "preferences": lambda recipe: recipe.stage == "preference",
    "no_place_for_texts": lambda recipe: no_place_for_texts(recipe),
}


def no_place_for_texts(recipe: Recipe) -> bool:
    """Tell whether no format of a dataset can hold a plain text, which has no question and no answer."""
    if recipe.stage == "pretraining" or recipe.format.label:  # a label answers
        return False
    return not any(map(_holds_texts, recipe.format.targets))


def _holds_texts(target: str) -> bool:
    """Tell whether a format can hold plain texts; of those built in, one is for them alone."""
    plugged = (one for one in plugins.offered("exporters") if one.name == target)
    return target == "text" or any(getattr(one.load(object), "holds_texts", False) for one in plugged)


def in_force(recipe: Recipe) -> list[InForce]:
    """Return the rules that judge the rows of a recipe's dataset."""
    written = {rule.name: tuple(sorted(rule.model_fields_set & _BANDS)) for rule in recipe.rules}
    known, of_languages = known_to(recipe), {rule.name for rule in brought()["languages"]}
    found = []
    for rule in changed(defaults(recipe), recipe.rules):
        own = written.get(rule.name, ())
        if rule.name in known:
            found.append(stand(rule, own, known[rule.name]))
        elif rule.name in of_languages:
            found.append(of_language(rule, own, languages.decided(recipe)))
        else:
            found.append(stand(rule, tuple(sorted(_BANDS))))
    return found


def of_language(rule: Rule, own: tuple[str, ...], sources: tuple[str, ...]) -> InForce:
    """Return a rule on languages: it does what it says in the sources where the user said so, else what the evidence allows."""
    held = stand(rule, own)
    if not sources or own or held.drop is not None:
        return held
    return stand(rule, tuple(sorted(_BANDS))).model_copy(update={"sources": sources})


def stand(rule: Rule, own: tuple[str, ...], known: Evidence | None = None) -> InForce:
    """Return a rule with its bands held to what may be done: ``own`` ones to what they say, others to the evidence."""
    known = evidence().get(rule.name, Evidence()) if known is None else known
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
    return [*asked, *stacked(layers(recipe.profile, *recipe.packs))]


def known_to(recipe: Recipe) -> Mapping[str, Evidence]:
    """Return what is known of each rule of a recipe's profile and packs, by name, from whoever set its bands last."""
    found: dict[str, Evidence] = {}
    stack = layers(recipe.profile, *recipe.packs)
    for layer in stack:
        found |= {rule.name: layer.evidence.get(rule.name, Evidence()) for rule in layer.rules}
    return {rule.name: found[rule.name] for rule in stacked(stack)}


class Layer(NamedTuple):
    """The rules that one pack adds or changes, and what is known of them."""

    pack: str
    plugged: bool
    rules: Rules
    evidence: Mapping[str, Evidence]


def layers(*names: str) -> list[Layer]:
    """Return packs and what they extend, each once and after what it extends. Raises Broken for one that cannot be used."""
    found: dict[str, Layer] = {}
    for name in names:
        waiting: list[str] = []
        more: str | None = name
        while more is not None and more not in found:
            if more in waiting:
                raise Broken(f"rule pack `{more}` extends itself, by way of {', '.join(waiting)}")
            waiting.append(more)
            more = PACKS.get(more).profile().extends
        for one in reversed(waiting):
            found[one] = _layer(one)
    return list(found.values())


def plugged_rules(recipe: Recipe) -> list[Rule]:
    """Return the rules of plugged-in packs as they are written there."""
    return [rule for layer in layers(recipe.profile, *recipe.packs) if layer.plugged for rule in layer.rules]


def _layer(name: str) -> Layer:
    pack, plugin = PACKS.get(name), PACKS.plugin(name)
    rules = tuple(pack.profile().rules)
    if plugin is None:
        return Layer(name, False, rules, evidence())
    taken = sorted({rule.name for rule in rules} & {rule.name for few in brought().values() for rule in few})
    if taken:
        raise Broken(
            f"{plugin} cannot be used: rule `{taken[0]}` is one that recipes bring by what they ask for"
        )
    proof = pack.proof()
    return Layer(name, True, rules, proof.by_rule(proof.grounds))


def stacked(found: Iterable[Layer]) -> list[Rule]:
    """Return the rules of layers, each changing those before."""
    return functools.reduce(lambda base, layer: changed(base, layer.rules), found, list[Rule]())


def profile(name: str) -> Rules:
    """Return the rules of a profile or a pack. Raises RecipeError when its file is wrong."""
    return tuple(stacked(layers(name)))


@functools.cache
def brought() -> Mapping[str, Rules]:
    """Return the rules that recipes bring with them, by the condition that brings them."""
    found: Mapping[str, Rules] = packs.shipped(packs.BROUGHT, Mapping[str, Rules])
    return found


@functools.cache
def evidence() -> Mapping[str, Evidence]:
    """Return what is known of the built-in rules."""
    return packs.known().by_rule(packs.grounds())
