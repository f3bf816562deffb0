"""What is said of a rule to people: what it does, and how often it was right where somebody read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ft_data.filtering.evidence import STRATA, Evidence
from ft_data.filtering.force import evidence, in_force, known_to
from ft_data.filtering.rules import InForce, marking
from ft_data.recipe.bands import Band
from ft_data.recipe.rules import kind_of_text
from ft_data.recipe.schema import Recipe

_KIND = {"chat": "prose", "code": "code", "math": "code", "text": "documents"}


def does(rule: InForce) -> str:
    """Say what a rule does with the rows it fires on: drop, ask, mark, and where."""
    if rule.drop and rule.sources is not None:
        return f"drop in {', '.join(rule.sources)}; else mark"
    if rule.drop and rule.strata is not None:
        return f"drop in {', '.join(rule.strata)}; else mark"
    return rule.tier


def mark(rule: InForce) -> str | None:
    """Return the bands that only mark."""
    return " or ".join(map(str, _marks(rule))) or None


def _marks(rule: InForce) -> list[Band]:
    return [band for band in marking(rule) if rule.held or band not in (rule.drop, rule.review)]


def bands(rule: InForce) -> list[tuple[str, str]]:
    """List what a rule does with the band in which it does so, the strongest first."""
    held = (("drop", rule.drop), ("ask", rule.review), ("mark", mark(rule)))
    return [(tier, str(band)) for tier, band in held if band]


def shown(rule: InForce) -> dict[str, str | None]:
    """Return what the review station shows of a rule: its signal, why it is there, and a band for each thing it does."""
    marks = _marks(rule)
    bands = {"drop": rule.drop, "review": rule.review, "mark": marks[0] if marks else None}
    said = {name: None if band is None else str(band) for name, band in bands.items()}
    return {"signal": rule.signal, "why": rule.why, **said}


def like(recipe: Recipe) -> tuple[str, ...]:
    """Name the strata a recipe's data is likely from, by its profile and languages."""
    kind = _KIND[kind_of_text(recipe.profile)]
    english, others = "en" in recipe.languages, any(code != "en" for code in recipe.languages)
    if not recipe.languages:
        english = others = True
    wanted = {"en": english, "latin": others, "other": others}
    return tuple(one for one in STRATA if one.startswith(kind) and wanted[one.partition("/")[2]])


def record(name: str, strata: Iterable[str], known: Mapping[str, Evidence] | None = None) -> str:
    """Say how often a shipped rule was right: on data of some strata, else elsewhere; empty when nobody read any of it."""
    one = (evidence() if known is None else known).get(name, Evidence())
    right, reads = one.tally(strata)
    if reads:
        return f"right in {right:.0f} of {reads:.0f} on data like yours"
    right, reads = one.tally()
    return f"right in {right:.0f} of {reads:.0f} on other data" if reads else ""


def risks(recipe: Recipe) -> list[str]:
    """Say what it risks that a recipe lets a shipped rule drop where its evidence does not."""
    shipped, strata = known_to(recipe), like(recipe)
    found = []
    for rule in in_force(recipe):
        if rule.name in shipped and rule.drop and "drop" in rule.own:
            allowed = shipped[rule.name].drops_in
            if not {*strata} <= {*allowed}:
                said = record(rule.name, strata, shipped) or "nobody has read what it drops"
                found.append(f"rule `{rule.name}` drops because the recipe says so: {said}")
    return found
