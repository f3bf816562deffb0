"""What was set differently: recipes and stage settings of two versions, key by key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ft_data.recipe.bands import Band
from ft_data.recipe.published import published
from ft_data.recipe.sections import said


@dataclass(frozen=True)
class Difference:
    """One key with two values; ``None`` where a side does not have it."""

    path: str
    old: Any
    new: Any

    def __str__(self) -> str:
        return f"{self.path} {shown(self.old)} -> {shown(self.new)}"

    @property
    def words(self) -> str:
        """Say what changed in a line for people: only what changed."""
        name = _name(self.path)
        if self.old is None and isinstance(self.new, Mapping):
            told = shown({key: one for key, one in self.new.items() if key != "name"})
            return f"{name} was added" + (f": {told}" if self.new else "")
        if self.new is None and isinstance(self.old, Mapping):
            return f"{name} was removed"
        if isinstance(self.old, list) and isinstance(self.new, list):
            came, went = (
                [one for one in x if one not in y] for x, y in ((self.new, self.old), (self.old, self.new))
            )
            parts = [f"{shown(came)} added"] * bool(came) + [f"{shown(went)} removed"] * bool(went)
            return f"{name}: {', '.join(parts) or f'now in the order {shown(self.new)}'}"
        return f"{name}: {shown(self.old)} -> {shown(self.new)}"


# What the parts of a recipe are called, one by one.
_ONE = {"sources": "source", "rules": "rule", "benchmarks": "benchmark"}


def _name(path: str) -> str:
    head, _, rest = path.partition(".")
    return f"{_ONE[head]} {rest}" if head in _ONE and rest else path


def shown(value: Any) -> str:
    """Return a value for reading."""
    if value is None:
        return "(unset)"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ", ".join(f"{k} {shown(v)}" for k, v in value.items()) or "(nothing)"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(shown(v) for v in value) or "(none)"
    return str(value)


def differences(old: Any, new: Any, path: str = "") -> list[Difference]:
    """Return every leaf that differs. Lists of named things (rules, benchmarks) are compared by name.

    Of a part that came or went as a whole (a source, a rule) it holds what says more than the default.
    """
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        found: list[Difference] = []
        for key in sorted({*old, *new}):
            found += differences(old.get(key), new.get(key), f"{path}.{key}" if path else str(key))
        return found
    if _named(old) and _named(new) and (old or new):
        return differences({v["name"]: v for v in old}, {v["name"]: v for v in new}, path)
    return [] if old == new else [Difference(path, *(said(one, path.split(".")) for one in (old, new)))]


def rules(manifest: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the rules in force: as resolved by the stage if it says so, else those of the recipe.

    What is unset, off or empty is left out: a key that a rule has since got, and does not use, is no change.
    """
    settings = manifest.get("snapshots", {}).get("filtered", {}).get("settings") or {}
    listed = settings.get("rules") if isinstance(settings, Mapping) else None
    if listed is None:
        listed = manifest.get("recipe", {}).get("rules") or []
    named = listed.items() if isinstance(listed, Mapping) else ((rule["name"], rule) for rule in listed)
    return {
        name: {k: v for k, v in dict(rule).items() if k != "why" and v not in (None, False, [], {})}
        for name, rule in named
    }


def between(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Difference]:
    """Return what was set differently in two versions, with the rules that a profile brings."""
    before, after = (
        {k: v for k, v in published(m.get("recipe", {})).items() if k != "rules"} for m in (old, new)
    )
    return differences(before, after) + differences(rules(old), rules(new), "rules")


def inside(band: Any, value: float) -> bool | None:
    """Tell whether a value lies in a band such as ``< 3``; ``None`` if the band is not one."""
    found = Band.maybe(band)
    return None if found is None else found.holds(value)


def _named(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, Mapping) and "name" in item for item in value)
