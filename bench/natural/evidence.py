"""Evidence by rule: how often a row on which it fired deserved to go, was worth asking about, and where that was read.

A row counts for each rule that fired on it, whatever the rule wanted; at most eight rows of a rule in one set. Of a
removed copy it counts whether one of the two is enough.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from bench.natural.readings import Reading
from bench.natural.sample import A_RULE_AND_SET
from bench.natural.sets import BY_NAME, SETS
from bench.natural.stats import beta_binomial

COPIES = ("exact_duplicate", "near_duplicate")
NONE = {"reads": 0, "right": 0, "worth": 0}


def evidence(read: Sequence[Reading], outcome: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, Any]:
    """Return for each rule ``fired``, ``reads``, ``right`` (should be dropped), ``worth``, ``serious``, by set and stratum.

    ``dropping``: the reads in which the rule wanted to drop.
    ``unseen``: right and reads in sets that were not at hand when the rules were written (they alone may promote).
    ``mean``, ``low``, ``next_set``: beta-binomial over sets. ``wrong_per_10000``: over the clean rows of all sets.
    """
    fired: dict[str, int] = defaultdict(int)
    for rows in outcome.values():
        for row in rows:
            for rule in row.get("rules", {}):
                fired[rule] += 1
    clean = _clean_rows(read, outcome)
    found = {}
    for rule in sorted(fired):
        mine = _capped([one for one in read if rule in one.fate.get("rules", {})])
        by_set, by_stratum = _counts(mine, rule, "set"), _counts(mine, rule, "stratum")
        dropping = [one for one in mine if one.fate["rules"][rule] == "drop"]
        unseen = {name: c for name, c in by_set.items() if not BY_NAME[name].known}
        pairs = [(c["right"], c["reads"]) for c in by_set.values()]
        total = {key: sum(c[key] for c in by_set.values()) for key in NONE}
        wrong = 1 - total["right"] / total["reads"] if total["reads"] else None
        found[rule] = {
            "fired": fired[rule],
            **total,
            "serious": sum(one.serious for one in mine),
            "dropping": {"reads": len(dropping), "right": sum(_right(one, rule) for one in dropping)},
            "sets": len(by_set),
            "unseen": {key: sum(c[key] for c in unseen.values()) for key in NONE} | {"sets": len(unseen)},
            **({key: round(value, 3) for key, value in beta_binomial(pairs).items()} if pairs else {}),
            "wrong_per_10000": None if wrong is None else round(1e4 * fired[rule] * wrong / clean, 2),
            "by_set": by_set,
            "strata": by_stratum,
        }
    return found


def _capped(read: Sequence[Reading]) -> list[Reading]:
    """Keep one reading of a row, the first reader's, and eight rows of a set."""
    seen: dict[str, set[str]] = defaultdict(set)
    found = []
    for one in read:
        if one.row not in seen[one.set] and len(seen[one.set]) < A_RULE_AND_SET:
            seen[one.set].add(one.row)
            found.append(one)
    return found


def _right(one: Reading, rule: str) -> bool:
    if rule in COPIES and one.label["duplicate_right"] is not None:
        return bool(one.label["duplicate_right"])
    return bool(one.label["drop"])


def _counts(read: Sequence[Reading], rule: str, by: str) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for one in read:
        counts = found.setdefault(str(getattr(one, by)), dict(NONE))
        counts["reads"] += 1
        counts["right"] += _right(one, rule)
        counts["worth"] += bool(one.label["worth_asking"])
    return dict(sorted(found.items()))


def _clean_rows(read: Sequence[Reading], outcome: Mapping[str, Sequence[Mapping[str, Any]]]) -> float:
    total = 0.0
    for one in SETS:
        mine = [reading for reading in read if reading.set == one.name]
        weight = sum(reading.weight for reading in mine)
        share = sum(reading.weight for reading in mine if not reading.serious) / weight if weight else 1.0
        total += share * len(outcome.get(one.name, ()))
    return max(total, 1.0)
