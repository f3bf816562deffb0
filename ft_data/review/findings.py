"""Why a row is here: what the rules wrote into the ledger, in one shape whatever wrote it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, TypedDict


class Finding(TypedDict):
    """One rule that fired: the signal it read, its value, the band it crossed, the words that show it,
    and the verdict it asked for."""

    rule: str
    signal: str | None
    value: Any
    threshold: str | None
    evidence: str | None
    verdict: str | None


_FIELDS = ("signal", "value", "threshold", "evidence")


def findings(reasons: Sequence[str] | None, detail: str | None) -> list[Finding]:
    """Read a ledger row's ``reasons`` and ``detail``.

    ``detail`` may hold one finding, a list of them, or one under each rule's name; a reason without detail is
    a finding without a value.
    """
    found: dict[str, Finding] = {}
    names = list(reasons or ())
    for position, (name, given) in enumerate(_given(_parse(detail))):
        rule = name or given.get("rule") or (names[position] if position < len(names) else None)
        if rule is not None:
            found[str(rule)] = _finding(str(rule), given)
    return [found.get(rule) or _finding(rule, {}) for rule in dict.fromkeys([*names, *found])]


def _given(detail: Any) -> list[tuple[str | None, Mapping[str, Any]]]:
    if isinstance(detail, list):
        return [(None, one) for one in detail if isinstance(one, Mapping)]
    if not isinstance(detail, Mapping):
        return []
    if any(name in detail for name in _FIELDS):
        return [(None, detail)]
    for nested in ("findings", "reasons", "rules"):
        if nested in detail:
            return _given(detail[nested])
    return [(str(name), one) for name, one in detail.items() if isinstance(one, Mapping)]


def _finding(rule: str, given: Mapping[str, Any]) -> Finding:
    def text(name: str) -> str | None:
        value = given.get(name)
        if value is None or isinstance(value, str):
            return value
        return json.dumps(value, ensure_ascii=False)

    return Finding(
        rule=rule,
        signal=text("signal"),
        value=given.get("value"),
        threshold=text("threshold"),
        evidence=text("evidence"),
        verdict=text("verdict"),
    )


def _parse(detail: str | None) -> Any:
    if not detail:
        return None
    try:
        return json.loads(detail)
    except ValueError:
        return None
