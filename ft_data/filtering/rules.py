"""Rules: a signal and its bands become a verdict. Drop beats review; a null signal never fires."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ft_data.recipe.schema import Recipe, Rule

_BAND = re.compile(r"(<=|>=|==|!=|<|>)\s*(-?\d+(?:\.\d+)?)\Z")
_COMPARE: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


@dataclass(frozen=True)
class Band:
    """A comparison with a number, such as ``< 3``."""

    compare: str
    threshold: float

    @staticmethod
    def parse(text: str) -> Band:
        """Read a band. Raises ValueError when it is none."""
        match = _BAND.match(text.strip())
        if not match:
            raise ValueError(f"{text!r} is not a band")
        return Band(match[1], float(match[2]))

    def holds(self, value: float | None) -> bool:
        """Tell whether a value is inside the band."""
        return value is not None and _COMPARE[self.compare](value, self.threshold)

    def sql(self, column: str) -> str:
        """Return the condition in SQL; NULL is not inside any band."""
        compare = {"==": "="}.get(self.compare, self.compare)
        return f"coalesce(CAST({column} AS DOUBLE) {compare} {self.threshold!r}, false)"

    def __str__(self) -> str:
        return f"{self.compare} {self.threshold:g}"


def effective(recipe: Recipe, profile: Iterable[Rule]) -> list[Rule]:
    """Return the rules in force: the profile's, changed, turned off or added to by the recipe."""
    rules = {rule.name: rule for rule in profile}
    for rule in recipe.rules:
        base = rules.get(rule.name)
        if rule.off:
            rules.pop(rule.name, None)
        elif base is None:
            rules[rule.name] = rule
        else:
            changes = {name: getattr(rule, name) for name in rule.model_fields_set}
            rules[rule.name] = base.model_copy(update=changes)
    return [rule for rule in rules.values() if rule.signal is not None]


def problems(
    recipe: Recipe, profile: Iterable[Rule], signals: Iterable[str], unasked: Mapping[str, str] | None = None
) -> list[tuple[int, str]]:
    """Name what is wrong with the recipe's rules, by their index.

    ``unasked``: signals that exist and that this recipe does not ask for, with the key that would.
    """
    import difflib

    known, names = set(signals), {rule.name for rule in profile}
    found = []
    for index, rule in enumerate(recipe.rules):
        if rule.signal in (unasked or {}) and rule.signal not in known:
            key = (unasked or {})[str(rule.signal)]
            found.append(
                (index, f"rule `{rule.name}` reads `{rule.signal}`, which is measured only with `{key}`")
            )
        elif rule.signal is not None and rule.signal not in known:
            near = difflib.get_close_matches(rule.signal, known, n=1)
            hint = f"; did you mean `{near[0]}`?" if near else "; docs/signals.md lists them"
            found.append((index, f"rule `{rule.name}` reads an unknown signal, `{rule.signal}`{hint}"))
        if rule.signal is None and rule.name not in names:
            near = difflib.get_close_matches(rule.name, names, n=1)
            hint = f"; did you mean `{near[0]}`?" if near else ""
            found.append(
                (
                    index,
                    f"the `{recipe.profile}` profile has no rule `{rule.name}`, and it names no signal{hint}",
                )
            )
    return found


def sql(rules: Sequence[Rule], rows: str) -> str:
    """Return a SELECT of ``record_id, fired, measured`` over ``rows`` (a FROM item with signals and cleaned columns).

    ``fired`` has 0, 1 (review) or 2 (drop) per rule, ``measured`` the signal's value; rows where nothing fires
    are left out. Thresholds are the only thing that changes when a rule is tuned.
    """
    fired, measured = [], []
    for rule in rules:
        where = f"coalesce(({rule.where}), false) AND " if rule.where else ""
        drop = f"WHEN {where}{Band.parse(rule.drop).sql(quote(rule.signal))} THEN 2 " if rule.drop else ""
        review = (
            f"WHEN {where}{Band.parse(rule.review).sql(quote(rule.signal))} THEN 1 " if rule.review else ""
        )
        fired.append(f"CAST(CASE {drop}{review}ELSE 0 END AS TINYINT)")
        measured.append(f"CAST({quote(rule.signal)} AS DOUBLE)")
    if not rules:
        return f"SELECT record_id, []::TINYINT[] AS fired, []::DOUBLE[] AS measured FROM {rows} WHERE false"
    return (
        f"WITH judged AS (SELECT record_id, [{', '.join(fired)}] AS fired, [{', '.join(measured)}] AS measured FROM {rows}) "
        "SELECT * FROM judged WHERE list_max(fired) > 0"
    )


def quote(name: str | None) -> str:
    """Quote an identifier."""
    return '"' + str(name).replace('"', '""') + '"'


def explain(
    rules: Sequence[Rule], fired: Sequence[int], measured: Sequence[float | None]
) -> list[dict[str, Any]]:
    """List the rules that fired on one row, drops first: rule, signal, value, threshold, verdict."""
    found = []
    for rule, level, value in zip(rules, fired, measured, strict=True):
        if level:
            band = rule.drop if level == 2 else rule.review
            found.append(
                {
                    "rule": rule.name,
                    "signal": rule.signal,
                    "value": None if value is None else round(value, 6),
                    "threshold": band,
                    "verdict": "drop" if level == 2 else "review",
                }
            )
    return sorted(found, key=lambda item: item["verdict"] != "drop")
