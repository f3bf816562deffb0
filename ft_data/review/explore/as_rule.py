"""A view as a rule of the recipe: what it asks of a row's own text and measurements, in the language that recipes have.

A rule judges one row by itself and before people do. What a view asks of later stages, of other rows or of the map no rule can
say, and is named instead of being left out.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from ft_data.evaluation.numbers import EDGES, OPEN_END
from ft_data.recipe.bands import Band
from ft_data.review.explore.build import MEASURED, NONE, OF_TEXTS, WORDS
from ft_data.review.explore.index import QUALITY
from ft_data.review.explore.labels import NAMES
from ft_data.review.explore.search import terms
from ft_data.review.explore.view import View
from ft_data.warehouse import sql

_ALWAYS = "response_words"  # is measured of every row, so that a rule on columns alone has something to read
_BINS = {str(edge): edge for edge in (*EDGES, OPEN_END)}
PROMOTED = ("filtered.mark.", "filtered.review.")  # what a rule did that could drop instead


class Proposed(NamedTuple):
    """A rule as the recipe would have it, and what of the view no rule can say (then it may not be written)."""

    rule: dict[str, Any]
    unsayable: list[str]

    @property
    def promotes(self) -> bool:
        """Whether it makes a rule that is in force drop."""
        return "signal" not in self.rule


def proposed(
    view: View,
    name: str,
    why: str,
    measured: tuple[Collection[str], Collection[str]],
    bands: Mapping[str, Mapping[str, str | None]],
) -> Proposed:
    """Write a view as a rule that drops. ``measured``: the facets and the signals there are; ``bands``: the rules in force."""
    told_apart, numeric = measured
    reason = {"why": why} if why else {}
    if (known := promoted(view, bands)) is not None:
        return Proposed({"name": known[0], "drop": known[1], **reason}, [])
    where, unsayable = [], []
    for facet, values in view.facets.items():
        said = _said(facet, values) if facet in told_apart else None
        if said is None:
            unsayable.append(NAMES[facet])
        else:
            where.append(said)
    if view.meant and view.words:
        unsayable.append("what rows are about")
    else:
        where += [_holds(term) for term in terms(view.words)]
    if view.box is not None:
        unsayable.append("a stretch of the map")
    signal, bounds, bounded = _ALWAYS, [Band(">=", 0.0)], False
    if view.signal and (view.low is not None or view.high is not None):
        if view.signal == QUALITY or view.signal not in numeric:
            unsayable.append(f"the bounds of {view.signal}")
        else:
            signal, bounded = view.signal, True
            bounds = [Band(">=", view.low)] if view.low is not None else []
            bounds += [Band("<=", view.high)] if view.high is not None else []
    where += [one.sql(sql.name(signal)) for one in bounds[1:]]
    if not (where or bounded or unsayable):
        unsayable.append("every row there is")
    rule: dict[str, Any] = {"name": name, "signal": signal, "drop": str(bounds[0])}
    if where:
        rule["where"] = " AND ".join(where)
    return Proposed({**rule, **reason}, unsayable)


def promoted(view: View, bands: Mapping[str, Mapping[str, str | None]]) -> tuple[str, str] | None:
    """Return the rule in force that a view is all rows of, and its band: a view of what a rule marked or asked about, and of nothing else."""
    reasons = view.facets.get("reason", ())
    if len(reasons) != 1 or len(view.facets) > 1 or view.words or view.box is not None:
        return None
    if view.signal and (view.low is not None or view.high is not None):
        return None
    for start in PROMOTED:
        rule = reasons[0].removeprefix(start)
        if rule != reasons[0] and (band := bands.get(rule, {}).get(start.split(".")[1])):
            return rule, band
    return None


def _said(facet: str, values: Collection[str]) -> str | None:
    if facet in WORDS:
        edges = [_BINS[value] for value in values if value in _BINS]
        return _any([_within(WORDS[facet], edge) for edge in edges]) if len(edges) == len(values) else None
    column = {**OF_TEXTS, **MEASURED}.get(facet)
    if column is None or (NONE in values and column.missing != NONE):
        return None
    return f"{column.sql} IN ({', '.join(map(sql.text, values))})"


def _within(column: str, edge: int) -> str:
    """Say which lengths a bin holds: those over the edge before, up to its own."""
    before = max((one for one in EDGES if one < edge), default=None)
    value = f"coalesce({sql.name(column)}, 0)"
    bounds = [f"{value} > {before}"] if before is not None else []
    return " AND ".join([*bounds, *([f"{value} <= {edge}"] if edge != OPEN_END else [])])


def _any(said: list[str]) -> str:
    return said[0] if len(said) == 1 else f"({' OR '.join(f'({one})' for one in said)})"


def _holds(term: str) -> str:
    text = f"lower({sql.text(term)})"
    return f"(contains(lower(coalesce(prompt_text, '')), {text}) OR contains(lower(coalesce(response_text, '')), {text}))"
