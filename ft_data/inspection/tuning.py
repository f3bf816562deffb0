"""What rules do, and what they would do under another threshold: SQL over numbers that are already there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ft_data.filtering import rules as ruling
from ft_data.filtering import told
from ft_data.filtering.force import in_force, known_to
from ft_data.filtering.rules import InForce
from ft_data.recipe.bands import Band
from ft_data.stages.build import Build
from ft_data.stages.judging import OVERRULED, alone, arrive
from ft_data.stages.reading import Versions
from ft_data.stages.ruled import ROWS
from ft_data.warehouse import snapshots, sql
from ft_data.warehouse.detail import Detail

_EXCERPT = 300
_TEXT = f"left(prompt_text, {_EXCERPT}) || ' ⏵ ' || left(response_text, {_EXCERPT})"
_EXAMPLES = 12


def effects(build: Build, examples: int = 0) -> list[dict[str, Any]]:
    """Return one row per rule in force: what it does, rows dropped, asked about and marked, rows that it alone decided."""
    filtered = build.current("filtered")
    dropped: Counter[str] = Counter()
    reviewed: Counter[str] = Counter()
    marked: Counter[str] = Counter()
    hit: dict[str, list[tuple[str, float | None]]] = {}
    with Versions(build, filtered) as versions:
        found = versions.con.execute(
            "SELECT record_id, verdict, detail FROM filtered_verdicts WHERE detail IS NOT NULL ORDER BY record_id"
        ).fetchall()
        counts = {"drop": dropped, "review": reviewed, "mark": marked}
        for record_id, _, detail in found:
            fired = Detail.read(detail).rules
            for item in fired:
                counts[str(item.verdict)][item.rule] += 1
                known = hit.setdefault(item.rule, [])
                if len(known) < examples:
                    known.append((record_id, item.value))
        decided = alone(found)
        held = _held(versions)
        texts = _texts(versions, [record_id for known in hit.values() for record_id, _ in known])
    worth = _worth(build)
    strata, proofs = told.like(build.recipe), known_to(build.recipe)
    return [
        {
            "rule": rule.name,
            "does": "; ".join([told.does(rule), *held.get(rule.name, ())]),
            "bands": "; ".join(map(" ".join, told.bands(rule))),
            "signal": rule.signal,
            "drop": rule.drop and str(rule.drop),
            "review": rule.review and str(rule.review),
            "mark": told.mark(rule),
            "where": rule.where,
            "unless": rule.unless,
            "dropped": dropped[rule.name],
            "reviewed": reviewed[rule.name],
            "marked": marked[rule.name],
            "only_this": len(decided.get(rule.name, ())),
            "worth": worth.get(rule.name, ""),
            "evidence": told.record(rule.name, strata, proofs),
            "why": rule.why,
            "examples": [
                {"record_id": i, "value": v, "text": texts.get(i, "")} for i, v in hit.get(rule.name, [])
            ],
        }
        for rule in in_force(build.recipe)
    ]


def _worth(build: Build) -> dict[str, str]:
    """Return what the current proof says each rule is worth; nothing where there is none."""
    proof = snapshots.current(build.warehouse, "proof") if build.recipe.prove is not None else None
    if proof is None or "rules" not in proof.parts:
        return {}
    with Versions(build, proof) as versions:
        return dict(versions.con.execute("SELECT rule, said FROM proof_rules").fetchall())


def _held(versions: Versions) -> dict[str, list[str]]:
    """Return where a fuse holds a rule back or released it, and what people said of it, by rule; old versions have none."""
    if not versions.con.execute(
        "SELECT 1 FROM duckdb_views() WHERE view_name = 'filtered_findings'"
    ).fetchone():
        return {}
    found: dict[str, list[str]] = {}
    for rule, source, state, would in versions.con.execute(
        "SELECT rule, source, state, rows FROM filtered_findings WHERE about = 'fuse' ORDER BY rule, source"
    ).fetchall():
        found.setdefault(rule, []).append(f"{state} in {source} ({would:,} rows)")
    for rule, state, wrong, judged in versions.con.execute(
        f"SELECT rule, state, rows, \"of\" FROM filtered_findings WHERE about = '{OVERRULED}' ORDER BY rule, rows"
    ).fetchall():
        said = f"overruled by people in {wrong:,} of {judged:,} rows"
        found.setdefault(rule, []).append(said + (", so it only marks" if state == "demoted" else ""))
    return found


@dataclass(frozen=True)
class WhatIf:
    """``moves``: rows by verdict before and after; ``examples``: twelve rows that would move."""

    moves: list[dict[str, Any]]
    examples: list[dict[str, Any]]


def what_if(build: Build, name: str, drop: str | None, review: str | None) -> WhatIf:
    """Judge every row again with other bands for one rule. Raises ValueError for an unknown rule or a bad band."""
    rules = in_force(build.recipe)
    rule = _rule(rules, name)
    bands = {
        name: Band.parse(band) for name, band in (("drop", drop), ("review", review)) if band is not None
    }
    changed = rule.model_copy(
        update={**bands, **({"strata": None, "fused": False} if "drop" in bands else {})}
    )
    after = [changed if other.name == name else other for other in rules]
    filtered = build.current("filtered")
    with Versions(build, filtered) as versions:
        arrive(versions)
        levels = "SELECT record_id, list_max(fired) AS level FROM"
        signal = sql.name(rule.signal)
        rows = versions.con.execute(
            f"""
            WITH now AS ({levels} ({ruling.sql(rules, ROWS)})), later AS ({levels} ({ruling.sql(after, ROWS)}))
            SELECT r.record_id, coalesce(now.level, 0), coalesce(later.level, 0), r.{signal}, {_TEXT}
            FROM {ROWS} r LEFT JOIN now USING (record_id) LEFT JOIN later USING (record_id)
            WHERE coalesce(now.level, 0) <> coalesce(later.level, 0) ORDER BY abs(r.{signal}::DOUBLE), r.record_id
            """
        ).fetchall()
    word = ruling.LEVELS
    moves = Counter((word[now], word[later]) for _, now, later, _, _ in rows)
    step = max(1, len(rows) // _EXAMPLES)
    return WhatIf(
        [{"before": a, "after": b, "rows": n} for (a, b), n in sorted(moves.items())],
        [
            {"record_id": i, "before": word[now], "after": word[later], "value": value, "text": text}
            for i, now, later, value, text in rows[::step][:_EXAMPLES]
        ],
    )


def sweep(build: Build, name: str) -> list[dict[str, Any]]:
    """Return, for thresholds at the signal's quantiles, how many rows the rule's band would hold."""
    rule = _rule(in_force(build.recipe), name)
    band = next((one for one in (rule.drop, rule.review, *ruling.marking(rule)) if one), Band("<", 0.0))
    signal = sql.name(rule.signal)
    with Versions(build, build.current("filtered")) as versions:
        arrive(versions)
        where = f"WHERE {ruling.applies_sql(rule)}true"
        values = f"(SELECT {signal}::DOUBLE AS v FROM {ROWS} {where})"
        quantiles = [
            0,
            0.001,
            0.005,
            0.01,
            0.02,
            0.05,
            0.1,
            0.25,
            0.5,
            0.75,
            0.9,
            0.95,
            0.98,
            0.99,
            0.995,
            0.999,
            1,
        ]
        row = versions.con.execute(f"SELECT quantile_disc(v, {quantiles}), count(v) FROM {values}").fetchone()
        cuts = sorted({*(row[0] if row and row[0] else ()), band.threshold})
        found = []
        for cut in cuts:
            at = Band(band.compare, cut)
            held = versions.con.execute(f"SELECT count(*) FROM {values} WHERE {at.sql('v')}").fetchone()
            found.append({"threshold": str(at), "rows": held[0] if held else 0, "now": cut == band.threshold})
    return found


def _rule(rules: Sequence[InForce], name: str) -> InForce:
    import difflib

    for rule in rules:
        if rule.name == name:
            return rule
    near = difflib.get_close_matches(name, [rule.name for rule in rules], n=1)
    raise ValueError(
        f"no rule `{name}` is in force"
        + (f"; did you mean `{near[0]}`?" if near else "; `ft-data rules` lists them")
    )


def _texts(versions: Versions, ids: list[str]) -> dict[str, str]:
    if not ids:
        return {}
    rows = versions.con.execute(
        f"SELECT record_id, {_TEXT} FROM cleaned WHERE list_contains(?, record_id)", [ids]
    ).fetchall()
    return dict(rows)
