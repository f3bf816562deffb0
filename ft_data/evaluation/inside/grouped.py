"""Groups that are estimated from the wording of prompts, as SQL: people that a prompt names, and the English it is written in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from ft_data.warehouse import sql

LISTS = Path(__file__).with_name("groups.yaml")
VARIETY = "English"
STANDARD = "as usual"
LOOKED_AT = 500  # characters of a prompt

Terms = Mapping[str, Mapping[str, Sequence[str]]]


@cache
def _lists() -> Mapping[str, Any]:
    import yaml

    found: Mapping[str, Any] = yaml.safe_load(LISTS.read_text("utf-8"))
    return found


def terms(more: Terms | None = None) -> dict[str, dict[str, list[str]]]:
    """Return terms by kind and group: those of this project and ``more`` of a recipe."""
    found = {
        kind: {group: list(words) for group, words in groups.items()}
        for kind, groups in _lists()["terms"].items()
    }
    for kind, groups in (more or {}).items():
        for group, words in groups.items():
            known = found.setdefault(kind, {}).setdefault(group, [])
            known += [word for word in words if word not in known]
    return found


def varieties() -> dict[str, list[str]]:
    """Return patterns of Englishes by name."""
    return {name: list(patterns) for name, patterns in _lists()["varieties"].items()}


def places(more: Terms | None = None) -> dict[str, str]:
    """Return by kind the SQL of a row's group, null where its prompt speaks of none or of several."""
    found = {
        f"names {kind}": _one_of({group: _words(words) for group, words in groups.items()}, "NULL")
        for kind, groups in terms(more).items()
    }
    english = _one_of(
        {name: "|".join(patterns) for name, patterns in varieties().items()}, sql.text(STANDARD)
    )
    return found | {VARIETY: f"CASE WHEN s.row_language = 'en' THEN {english} END"}


def _words(words: Sequence[str]) -> str:
    return rf"\b({'|'.join(re.escape(word) for word in words)})\b"


def _one_of(groups: Mapping[str, str], none: str) -> str:
    """Return the name of the only group whose pattern a prompt matches; most match none, which one look tells."""
    looked = f"left(f.prompt_text, {LOOKED_AT})"
    any_of = f"regexp_matches({looked}, {sql.text('|'.join(groups.values()))}, 'i')"
    met = ", ".join(
        f"CASE WHEN regexp_matches({looked}, {sql.text(pattern)}, 'i') THEN {sql.text(name)} END"
        for name, pattern in groups.items()
    )
    held = f"list_filter([{met}], lambda one: one IS NOT NULL)"
    return f"CASE WHEN NOT {any_of} THEN {none} WHEN len({held}) = 1 THEN {held}[1] END"


def queries(more: Terms | None = None) -> list[tuple[str, str]]:
    """Return section and SQL of how many rows each estimated group has."""
    return [
        (
            f"estimated: {kind}",
            f"SELECT {place} AS name, count(*) AS value FROM formatted f JOIN signals s USING (record_id) "
            f"WHERE {place} IS NOT NULL GROUP BY 1 ORDER BY value DESC, name",
        )
        for kind, place in places(more).items()
    ]
