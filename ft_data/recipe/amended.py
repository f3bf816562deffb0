"""A recipe's text with a rule more, or with that rule taken out again: all else stays as people wrote it, comments included."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import yaml

from ft_data.errors import WrongInput
from ft_data.recipe.positions import parse

_FILE = "recipe.yaml"
_EMPTY = re.compile(
    r"^(rules[ ]*:)[ ]*(?:\[[ ]*\])?[ ]*(#.*)?$", re.MULTILINE
)  # a list of rules with none in it


class NotAmended(WrongInput):
    """The text is written so that the rule cannot be put in or taken out; the message says what to do by hand."""


def written(rule: Mapping[str, Any]) -> str:
    """Write a rule as it stands in a list of a recipe."""
    text: str = yaml.safe_dump([dict(rule)], sort_keys=False, allow_unicode=True, width=1000)
    return text


def with_rule(text: str, rule: Mapping[str, Any]) -> str:
    """Return the recipe with a rule put first in its list. Raises NotAmended where the list is not written line by line."""
    rules = rules_of(text)
    if any(isinstance(one, Mapping) and one.get("name") == rule["name"] for one in rules):
        raise NotAmended(f"the recipe has a rule {rule['name']} already")
    data, positions = parse(text, _FILE)
    if not rules:
        text = _EMPTY.sub(lambda found: " ".join(filter(None, found.groups())), text, count=1)
    lines = text.splitlines(keepends=True)
    if ("rules",) not in positions:
        end = "" if text.endswith("\n") else "\n"
        made = f"{text}{end}\nrules:\n{_indented(rule, 2)}"
    else:
        line, _ = positions[("rules",)]
        first = positions.get(("rules", 0))
        if first and first[0] == line:
            raise NotAmended("`rules` is written in one line: put the rule there by hand")
        dash = len(lines[first[0] - 1]) - len(lines[first[0] - 1].lstrip(" ")) if first else 2
        end = "" if lines[line - 1].endswith("\n") else "\n"
        made = "".join([*lines[:line], end, _indented(rule, dash), *lines[line:]])
    _require(made, {**data, "rules": [dict(rule), *rules]})
    return made


def without_rule(text: str, rule: Mapping[str, Any]) -> str:
    """Return the recipe without a rule that `with_rule` put in. Raises NotAmended where it is not there as it was written."""
    rules = rules_of(text)
    data, _ = parse(text, _FILE)
    if rules.count(dict(rule)) != 1:
        raise NotAmended("the rule was changed since, or is not there any more: edit the recipe by hand")
    rest = [one for one in rules if one != dict(rule)]
    without = {key: value for key, value in data.items() if key != "rules"}
    allowed = [{**data, "rules": rest}] if rest else [without, {**without, "rules": []}]
    for indent in range(13):
        block = _indented(rule, indent)
        if text.count(block) != 1:
            continue
        left = text.replace(block, "")
        if not rest and left.endswith("\nrules:\n"):  # which `with_rule` put there
            left = left.removesuffix("rules:\n").rstrip("\n") + "\n"
        elif not rest:
            left = _EMPTY.sub(lambda found: " ".join(filter(None, (found[1], "[]", found[2]))), left, count=1)
        if any(_reads(left, one) for one in allowed):
            return left
    raise NotAmended("the rule was changed since: take it out of the recipe by hand")


def rules_of(text: str) -> list[Any]:
    """Return the rules of a recipe as it has them. Raises NotAmended where the text is no recipe with a list of them."""
    try:
        data, _ = parse(text, _FILE)
    except WrongInput as error:
        raise NotAmended(f"the recipe cannot be read: {error}") from None
    rules = (data.get("rules") or []) if isinstance(data, dict) else None
    if not isinstance(rules, list):
        raise NotAmended("the recipe is no mapping with a list of rules: mend it first")
    return rules


def _indented(rule: Mapping[str, Any], by: int) -> str:
    return "".join(f"{' ' * by}{line}" for line in written(rule).splitlines(keepends=True))


def _require(text: str, expected: Any) -> None:
    if not _reads(text, expected):
        raise NotAmended("the recipe is written so that a rule cannot be put in: do it by hand")


def _reads(text: str, expected: Any) -> bool:
    """Say whether a text reads as expected: whatever was done to it, nothing else changed."""
    try:
        found, _ = parse(text, _FILE)
    except WrongInput:
        return False
    return bool(found == expected)
