"""The figures: how right a tool's drops, questions, repairs and merges are, by set and by stratum."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from statistics import median
from typing import Any

from bench.natural.readings import Reading, fate_of
from bench.natural.sets import BY_NAME
from bench.natural.stats import gwet, over_sets, share

A_RULE_AND_SET, FEW = 15, 30
Test = Callable[[Reading], bool | None]
Outcome = Mapping[str, Sequence[Mapping[str, Any]]]


def score(read: Sequence[Reading], outcome: Outcome) -> dict[str, Any]:
    """Return every figure of the acceptance; shares come with what they were counted over."""
    dropped = [one for one in _capped(read) if one.verdict == "drop"]
    kept = [one for one in read if one.verdict == "keep"]
    asked = [one for one in read if one.verdict == "review"]
    serious = [one for one in read if one.serious]
    return {
        "readings": len(read),
        "rows_read": len({(one.set, one.row) for one in read}),
        "sets_read": len({one.set for one in read}),
        "drops_right": _figure(dropped, lambda one: one.label["drop"]),
        "drops_right_weighted": _figure(dropped, lambda one: one.label["drop"], weighted=True),
        "strata": _strata(read, outcome),
        "clean_lost": clean_lost(read, outcome),
        "kept_serious": _figure(kept, lambda one: one.serious and not one.healed, weighted=True),
        "kept_content": _figure(kept, lambda one: one.label["verdict"] == "content", weighted=True),
        "serious_acted_on": {
            name: _figure(serious, test, weighted=True)
            for name, test in (
                ("dropped", lambda one: one.verdict == "drop"),
                ("repaired", lambda one: one.verdict == "keep" and one.healed),
                ("asked", lambda one: one.verdict == "review"),
            )
        },
        "worth_asking": _figure(asked, lambda one: one.label["worth_asking"]),
        "asked_share": asked_share(outcome),
        "edit_harm": _figure(read, _harm),
        "mask_right": _figure(read, _mask),
        "exact_right": _figure([one for one in read if "exact" in one.drawn["group"]], _same),
        "near_right": _figure([one for one in read if "near" in one.drawn["group"]], _same),
        "pair_right": _figure(kept, lambda one: one.label.get("pair_right")),
        "agreement": agreement(read),
        "alpaca_pair": alpaca_pair(outcome),
        "alpaca_found_in_chinese": alpaca_found(read, outcome),
        "sets": _sets(read, outcome),
    }


def _figure(read: Sequence[Reading], test: Test, weighted: bool = False) -> dict[str, Any]:
    """Return share, interval over sets, readings and sets; a test that says None leaves a reading out."""
    by_set: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    count = 0
    for one in read:
        said = test(one)
        if said is None:
            continue
        count += 1
        weight = one.weight if weighted else 1.0
        by_set[one.set][0] += weight * said
        by_set[one.set][1] += weight
    pairs = [(hits, of) for hits, of in by_set.values()]
    return {
        "share": _round(share(pairs)),
        "interval": _round(over_sets(pairs)),
        "n": count,
        "sets": len(pairs),
    }


def _round(value: Any) -> Any:
    if value is None:
        return None
    return [round(one, 4) for one in value] if isinstance(value, tuple) else round(value, 4)


def _capped(read: Sequence[Reading]) -> list[Reading]:
    """Return readings with at most fifteen drops of one rule in one set."""
    seen: Counter[tuple[str, str]] = Counter()
    found = []
    for one in read:
        rule = next((name for name, tier in one.fate.get("rules", {}).items() if tier == "drop"), "")
        seen[one.set, rule] += one.verdict == "drop"
        if one.verdict != "drop" or seen[one.set, rule] <= A_RULE_AND_SET:
            found.append(one)
    return found


def _harm(one: Reading) -> bool | None:
    return one.label["edit_harm"] if one.fate.get("edit_key", "") == one.label["edit_key"] else None


def _mask(one: Reading) -> bool | None:
    return one.label["mask_right"] if one.fate.get("mask_key", "") == one.label["mask_key"] else None


def _same(one: Reading) -> bool | None:
    return one.label["duplicate_right"] if one.verdict == "merged" else None


def wrong_in(name: str, read: Sequence[Reading], outcome: Outcome, clean: bool) -> float | None:
    """Estimate a set's wrongly dropped rows: its drops times the share of wrong ones among those read; None: none read.

    ``clean``: count rows without a serious defect only, else also rows that a repair would have saved.
    """
    dropped = sum(fate_of(row) == "drop" for row in outcome[name])
    mine = [one for one in read if one.set == name and one.verdict == "drop"]
    if not dropped:
        return 0.0
    if not mine:
        return None
    wrong = sum(one.weight for one in mine if not (one.serious if clean else one.label["drop"]))
    return dropped * wrong / sum(one.weight for one in mine)


def _strata(read: Sequence[Reading], outcome: Outcome) -> dict[str, Any]:
    """Return by stratum: drops read, right among them, wrong drops per 1,000 rows over the sets whose drops were read."""
    found = {}
    for stratum in sorted({BY_NAME[name].stratum for name in outcome}):
        names = [name for name in outcome if BY_NAME[name].stratum == stratum]
        dropped = [one for one in read if one.verdict == "drop" and one.stratum == stratum]
        wrong = {name: wrong_in(name, read, outcome, clean=False) for name in names}
        pairs = [(value, float(len(outcome[name]))) for name, value in wrong.items() if value is not None]
        rate, interval = share(pairs), over_sets(pairs)
        found[stratum] = {
            "rows": sum(len(outcome[name]) for name in names),
            "drops": sum(fate_of(row) == "drop" for name in names for row in outcome[name]),
            "read": len(dropped),
            "right": _figure(dropped, lambda one: one.label["drop"])["share"],
            "wrong_per_1000": None if rate is None else round(1000 * rate, 2),
            "interval": None if interval is None else [round(1000 * one, 2) for one in interval],
            "too_few": len(dropped) < FEW,
        }
    return found


def clean_lost(read: Sequence[Reading], outcome: Outcome) -> dict[str, Any]:
    """Return the share of clean rows that are dropped: of each set read, the median and the worst."""
    shares = {}
    for name in outcome:
        mine = [one for one in read if one.set == name]
        lost = wrong_in(name, mine, outcome, clean=True)
        weight = sum(one.weight for one in mine)
        if lost is None or not weight:
            continue
        clean = len(outcome[name]) * sum(one.weight for one in mine if not one.serious) / weight
        shares[name] = min(1.0, lost / clean) if clean >= 1 else 0.0
    worst = max(shares, key=lambda name: shares[name], default=None)
    return {
        "median": _round(median(shares.values())) if shares else None,
        "worst": _round(shares[worst]) if worst else None,
        "worst_set": worst,
        "by_set": {name: _round(value) for name, value in shares.items()},
    }


def asked_share(outcome: Outcome) -> dict[str, Any]:
    """Return the share of rows that people are asked about, over all and in the worst set."""
    shares = {
        name: sum(fate_of(row) == "review" for row in rows) / len(rows)
        for name, rows in outcome.items()
        if rows
    }
    total = sum(len(rows) for rows in outcome.values())
    worst = max(shares, key=lambda name: shares[name])
    pooled = sum(shares[name] * len(outcome[name]) for name in shares) / total
    return {"share": _round(pooled), "worst": _round(shares[worst]), "worst_set": worst}


def agreement(read: Sequence[Reading]) -> dict[str, Any]:
    """Return how often two readers of one row agreed, and Gwet's AC1, on verdict and on dropping."""
    by_row: dict[tuple[str, str], list[Reading]] = defaultdict(list)
    for one in read:
        by_row[one.set, one.row].append(one)
    twice = [(found[0].label, found[1].label) for found in by_row.values() if len(found) > 1]
    result: dict[str, Any] = {"rows": len(twice)}
    for name, of in (
        ("verdict", lambda label: label["verdict"]),
        ("serious", lambda label: label["verdict"] == "serious"),
        ("drop", lambda label: label["drop"]),
    ):
        pairs = [(of(a), of(b)) for a, b in twice]
        result[name] = {
            "agreed": _round(sum(a == b for a, b in pairs) / len(pairs)) if pairs else None,
            "ac1": _round(gwet(pairs)),
        }
    return result


def _pairs(outcome: Outcome) -> list[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    chinese = {row.get("at"): row for row in outcome.get("alpaca_zh", ())}
    return [
        (row, chinese[row["at"]])
        for row in outcome.get("alpaca_en", ())
        if row.get("at") is not None and row["at"] in chinese
    ]


def alpaca_pair(outcome: Outcome) -> dict[str, Any]:
    """Return in how many rows of the two languages the same became of both."""
    pairs = _pairs(outcome)
    same = sum(fate_of(a) == fate_of(b) for a, b in pairs)
    return {"rows": len(pairs), "same": _round(same / len(pairs)) if pairs else None}


def alpaca_found(read: Sequence[Reading], outcome: Outcome) -> dict[str, Any]:
    """Return which share of the rightly dropped or asked English rows is also dropped or asked in Chinese."""
    chinese = {row["row"]: other for row, other in _pairs(outcome)}
    right = {
        one.fate["row"]
        for one in read
        if one.set == "alpaca_en"
        and one.fate["row"] in chinese
        and (
            (one.verdict == "drop" and one.label["drop"])
            or (one.verdict == "review" and one.label["worth_asking"])
        )
    }
    found = sum(fate_of(chinese[row]) in ("drop", "review") for row in right)
    return {"rows": len(right), "share": _round(found / len(right)) if right else None}


def _sets(read: Sequence[Reading], outcome: Outcome) -> dict[str, Any]:
    table = {}
    for name, rows in outcome.items():
        mine = [one for one in read if one.set == name]
        fates = Counter(fate_of(row) for row in rows)
        drops = [one for one in mine if one.verdict == "drop"]
        asks = [one for one in mine if one.verdict == "review"]
        table[name] = {
            "side": BY_NAME[name].side,
            "stratum": BY_NAME[name].stratum,
            "rows": len(rows),
            "dropped": fates["drop"],
            "asked": fates["review"],
            "merged": fates["merged"],
            "read": len(mine),
            "drops_read": len(drops),
            "drops_right": sum(bool(one.label["drop"]) for one in drops),
            "asks_read": len(asks),
            "asks_worth": sum(bool(one.label["worth_asking"]) for one in asks),
        }
    return table
