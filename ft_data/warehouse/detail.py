"""The evidence of a verdict (column ``detail``): one typed shape, written and read here.

As JSON it is flat: ``signal, value, threshold, evidence, actor`` say what decided, ``rules`` lists every rule that
fired, each with the same keys, ``flags`` the doubts that a stage leaves to a later one; further keys are facts of the
stage (a benchmark, pieces of a split row).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson


@dataclass(frozen=True)
class Finding:
    """One rule that fired: the signal it read, its value, the band it crossed, the words that show it, and what the rule
    does with such a row (drop, review or mark)."""

    rule: str
    signal: str | None = None
    value: Any = None
    threshold: str | None = None
    verdict: str | None = None
    evidence: str | None = None


@dataclass(frozen=True)
class Detail:
    """What is known about one verdict. Nothing at all is written as no detail (NULL)."""

    signal: str | None = None
    value: Any = None
    threshold: Any = None
    evidence: Any = None
    actor: str | None = None
    rules: Sequence[Finding] = ()
    flags: Sequence[str] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)

    @staticmethod
    def read(text: str | None) -> Detail:
        """Read a ``detail``. What is missing, no JSON or no object is an empty one."""
        try:
            found = orjson.loads(text) if text else {}
        except orjson.JSONDecodeError:
            found = {}
        if not isinstance(found, dict):
            found = {}
        given = {name: found.pop(name, None) for name in _OWN}
        rules = [_finding(one) for one in given["rules"] or () if isinstance(one, dict) and "rule" in one]
        return Detail(**{**given, "rules": tuple(rules), "flags": tuple(given["flags"] or ())}, facts=found)

    def text(self) -> str | None:
        """Write it. Keys sorted, nulls and empty lists left out."""
        whole = {name: getattr(self, name) for name in _OWN} | dict(self.facts)
        whole["rules"] = [_some(vars(one)) for one in self.rules]
        whole["flags"] = list(self.flags)
        said = {name: value for name, value in whole.items() if value is not None}
        said = {name: value for name, value in said.items() if name not in ("rules", "flags") or value}
        return orjson.dumps(said, option=orjson.OPT_SORT_KEYS).decode() if said else None

    def findings(self, reasons: Sequence[str] | None) -> list[Finding]:
        """List what stands behind a verdict's reasons, in their order, and the rules that fired beside them.

        Where a stage wrote no list of rules, what decided belongs to the first reason.
        """
        found = {one.rule: one for one in self.rules}
        names = list(dict.fromkeys([*(reasons or ()), *found]))
        if names and not found:
            threshold = None if self.threshold is None else str(self.threshold)
            found[names[0]] = Finding(
                names[0], self.signal, self.value, threshold, None, _words(self.evidence)
            )
        return [found.get(name) or Finding(name) for name in names]


_OWN = ("signal", "value", "threshold", "evidence", "actor", "rules", "flags")
_FINDING = tuple(Finding.__dataclass_fields__)


def _finding(given: Mapping[str, Any]) -> Finding:
    return Finding(**{name: given.get(name) for name in _FINDING})  # type: ignore[arg-type]


def _some(given: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what was not looked for; a value that is missing is said to be."""
    return {name: value for name, value in given.items() if value is not None or name == "value"}


def _words(evidence: Any) -> str | None:
    if evidence is None or isinstance(evidence, str):
        return evidence
    return orjson.dumps(evidence).decode()
