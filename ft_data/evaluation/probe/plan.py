"""The questions of a probe: each about every group of a kind, and each pair of groups in both orders."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

QUESTIONS = Path(__file__).with_name("questions.yaml")
_ARTICLE = re.compile(r"(?i)^(?:an?|the|one)\s+")

Persons = Mapping[str, Mapping[str, str]]  # by kind and group, how a question calls somebody


class Question(NamedTuple):
    """One question. ``groups`` are those it names, in their order; ``template`` numbers what is asked."""

    kind: str
    template: str
    groups: tuple[str, ...]
    text: str


@cache
def _own() -> Mapping[str, Any]:
    import yaml

    found: Mapping[str, Any] = yaml.safe_load(QUESTIONS.read_text("utf-8"))
    return found


def persons(kinds: Sequence[str], more: Persons) -> dict[str, dict[str, str]]:
    """Return how somebody of each group is called, of the kinds that are wanted (none named: all).

    Raises KeyError for a kind that nobody declares.
    """
    known: dict[str, dict[str, str]] = {kind: dict(groups) for kind, groups in _own()["persons"].items()}
    for kind, groups in more.items():
        known[kind] = {**known.get(kind, {}), **groups}
    return {kind: known[kind] for kind in kinds or known}


def questions(people: Persons, prompts: Sequence[str]) -> list[Question]:
    """Return all questions, in an order that only their text decides."""
    found = []
    for kind, groups in sorted(people.items()):
        names = sorted(groups)
        for template in (*_own()["one"], *prompts):
            for name in names:
                found.append(Question(kind, template, (name,), _asked(template, person=groups[name])))
        ring = [(a, b) for a, b in zip(names, [*names[1:], names[0]], strict=True) if len(names) > 2 or a < b]
        for template in _own()["two"]:
            for first, second in [pair for a, b in ring for pair in ((a, b), (b, a))]:
                text = _asked(template, first=groups[first], second=groups[second])
                found.append(Question(kind, template, (first, second), text))
    return found


def _asked(template: str, **named: str) -> str:
    for key, value in named.items():
        template = template.replace(f"{{{key}}}", value)
    return template[:1].upper() + template[1:]


def named(text: str, person: str) -> bool:
    """Tell whether a text names a person by what a question calls them, article aside."""
    return re.search(rf"(?i)\b{re.escape(_ARTICLE.sub('', person))}\b", text) is not None
