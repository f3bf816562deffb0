"""What ``filtered`` decides: the rules over the measured rows, fuses, doubts of earlier stages, licences, the budget."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from ft_data.example import VERDICT
from ft_data.filtering import fuse, languages, overruled, preferences, ranking, whole
from ft_data.filtering import rules as ruling
from ft_data.filtering.evidence import Evidence
from ft_data.filtering.force import brought, evidence
from ft_data.filtering.fuse import Fuse
from ft_data.filtering.judged import Judged
from ft_data.filtering.overruled import Overruled
from ft_data.filtering.rules import InForce
from ft_data.recipe.review import Review
from ft_data.stages import aligned, alike, ruled, triage
from ft_data.stages.build import Build
from ft_data.stages.reading import Versions
from ft_data.stages.ruled import ROWS
from ft_data.warehouse import verdicts
from ft_data.warehouse.detail import Detail, Finding

if TYPE_CHECKING:
    import duckdb

OVERRULED = "overruled"
CONTESTED = "license_conflict"
# Doubts that a key of the recipe asks for (`clean.pii`, `clean.names`, `dedupe.near.templates`, `govern.conflicts`); others
# are raised by default: they do what the evidence of that name allows, within the default budget.
WANTED = frozenset({"personal_data", "name_in_text", "template_family", CONTESTED})
FINDINGS = pa.schema(
    [
        ("about", pa.string()),  # fuse, overruled, or a defect of the whole source
        ("rule", pa.string()),
        ("source", pa.string()),
        ("rows", pa.int64()),
        ("of", pa.int64()),
        ("state", pa.string()),
        ("text", pa.string()),
    ]
)


_FACTS = ", ".join(f"{fact.sql} AS {name}" for name, fact in ruling.FACTS.items())


_ARRIVED = "CREATE TEMP TABLE arrived AS SELECT record_id FROM decontaminated_verdicts WHERE verdict IN ('keep', 'new')"


def measure(
    build: Build,
    versions: Versions,
    beside: Sequence[aligned.Beside],
    rules: Sequence[InForce],
    terms: Sequence[ranking.Term],
) -> ruled.Ruled:
    """Judge the parts of text each by itself; return what is said of the rows that reached this stage.

    Creates ``arrived`` (their ids) and ``measured_rows``: of their signals and columns those that are asked of all rows at
    once, and facts.
    """
    paths = [{name: build.path(part) for name, part in found.items()} for found in beside]
    narrow = [aligned.read(one, ruled.NARROW) for one in paths]
    rows = pa.concat_tables(narrow)
    facts = ruled.facts(rows)
    said = ruled.run(build, beside, rules, terms, [ruled.facts_of(one, facts) for one in narrow])
    versions.con.execute(_ARRIVED)
    arrived = versions.con.sql("FROM arrived").to_arrow_table()["record_id"]
    rows = ruled.with_facts(rows, facts)
    versions.con.register(ROWS, rows.filter(pc.is_in(rows["record_id"], value_set=arrived)))
    return said.among(arrived)


def arrive(versions: Versions) -> None:
    """Create ``arrived`` (ids that reached this stage) and ``measured_rows``: all signals, cleaned columns and facts."""
    versions.con.execute(_ARRIVED)
    versions.con.execute(
        f"CREATE TEMP VIEW {ROWS} AS SELECT s.*, c.* EXCLUDE (record_id), {_FACTS} FROM arrived "
        "JOIN signals s USING (record_id) JOIN cleaned c USING (record_id)"
    )


def alone(found: Iterable[tuple[str, str, str | None]]) -> dict[str, list[str]]:
    """Return, of (record id, verdict, detail) of `filtered`, the rows that one rule alone decided, by that rule."""
    rows: dict[str, list[str]] = {}
    for record_id, verdict, detail in found:
        deciding = [item.rule for item in Detail.read(detail).rules if item.verdict == verdict]
        if len(deciding) == 1:
            rows.setdefault(deciding[0], []).append(record_id)
    return rows


def judge(
    versions: Versions,
    measured: ruled.Ruled,
    rules: Sequence[InForce],
    conflicts: str,
    review: Review,
    said: Sequence[triage.Said],
    wanted: languages.Wanted,
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the stage's tables and figures, of rows that `measure` has put in place."""
    con = versions.con
    source = dict(con.execute(f"SELECT record_id, source FROM {ROWS}").fetchall()) if said else {}
    lost = overruled.overruled(rules, triage.of_rules(said, source))
    mixed = languages.mixtures(con, ROWS, wanted)
    flags, licences = _flags(versions), _licences(versions, conflicts)
    changing = {band.rule for band in lost if not band.own} | {rule.name for rule in rules if rule.fused}
    changing |= {*_held_for_languages(rules)} if mixed else set()
    if review.triage.max_bad is not None:  # any row may be asked about
        changing = {rule.name for rule in rules}
    judged, standing = measured.opened(changing, {*flags, *licences})
    for band in lost:
        if not band.own:
            _demote(judged, band)
    fuses = _fuse(versions, judged, rules, said)
    _ask_of_languages(con, judged, rules, mixed)
    asking = {rule.name for rule in rules if "review" in rule.own}
    for name, one in judged.items():
        if any(found.verdict == "review" and found.rule in asking for found in one.findings):
            judged[name] = replace(one, own=True)
    for record_id, raised in flags.items():
        judged[record_id] = doubted(judged.get(record_id, Judged()), raised)
    contested = _contested(licences, judged, conflicts)
    arrived = con.sql("SELECT record_id FROM arrived").to_arrow_table().column(0)
    scores = measured.scores.sort_by("record_id")
    told: dict[str, Any] = {}
    if review.triage.max_bad is not None:
        told["guarantee"] = triage.guarantee(versions, judged, scores, review, said)
    if audits := triage.audited(con, scores, said):
        moved = ranking.offset(*audits)
        scores = ranking.moved(scores, moved)
        told["ranking"] = str(moved)
    over = triage.within_budget(judged, scores, review)
    told |= {"over_budget": over} if over else {}
    drawn = triage.lottery(judged, len(scores), review, standing)
    marks = Counter(
        found.rule for one in judged.values() for found in one.findings if found.verdict == "mark"
    ) + Counter(pc.list_flatten(standing["marks"]).to_pylist())
    triage.explain(judged, scores)
    rows = [verdicts.verdict(name, one.verdict, **one.said()) for name, one in judged.items()]
    rows = [row for row in rows if row["record_id"] not in contested] + [*contested.values()]
    table = verdicts.completed(
        arrived, pa.concat_tables([verdicts.table(rows), standing.select(VERDICT.names)])
    )
    defects = [*whole.defects(con, ROWS, "cleaned"), *preferences.defects(con, ROWS)]
    defects += alike.defects(versions.found["cleaned"].stats.get("held", {}))
    findings = _findings(fuses, lost, [*mixed, *defects])
    told |= {"marks": dict(sorted(marks.items())), "findings": findings.column("text").to_pylist()}
    return {"verdicts": table, "quality": scores, "lottery": drawn, "findings": findings}, told | {
        "rows_in": len(arrived)
    }


def doubted(one: Judged, raised: Sequence[str]) -> Judged:
    """Return what is made of a row with doubts of earlier stages.

    What a key of the recipe wants to know is asked; a doubt by default asks where its questions were worth it, like
    the review band of a rule, and marks elsewhere.
    """
    known = evidence()
    flags = [name for name in raised if name in WANTED or known.get(name, Evidence()).asks]
    marks = [Finding(name, verdict="mark") for name in raised if name not in flags]
    own = one.own or not WANTED.isdisjoint(flags)
    return replace(one, findings=(*one.findings, *marks), flags=flags, own=own)


def _demote(judged: dict[str, Judged], one: Overruled) -> None:
    """Let a rule that people overruled mark the rows that it would drop or ask about."""
    for name, row in judged.items():
        if any(found.rule == one.rule and found.verdict == one.level for found in row.findings):
            judged[name] = row.held(one.rule, "mark", str(one))


def _fuse(
    versions: Versions, judged: dict[str, Judged], rules: Sequence[InForce], said: Sequence[triage.Said]
) -> list[Fuse]:
    """Hold back the drops of rules that would drop much of a source, and ask about a sample of each."""
    fused = {rule.name for rule in rules if rule.fused}
    hits = [
        (found.rule, name) for name, one in judged.items() for found in one.findings
        if found.verdict == "drop" and found.rule in fused
    ]  # fmt: skip
    if not hits:
        return []
    source = dict(versions.con.execute(f"SELECT record_id, source FROM {ROWS}").fetchall())
    would: dict[tuple[str, str], list[str]] = defaultdict(list)
    for rule, name in hits:
        would[rule, source[name]].append(name)
    agreed = {
        (rule, one["record_id"]): one["decision"] == "drop"
        for one in said for rule in one["rules"] if one["level"] == "review"
    }  # fmt: skip
    fuses = fuse.blown(would, Counter(source.values()), agreed)
    for one in fuses:
        if one.state != "released":
            _hold(judged, would[one.rule, one.source], one)
    return fuses


def _ask_of_languages(
    con: duckdb.DuckDBPyConnection,
    judged: dict[str, Judged],
    rules: Sequence[InForce],
    mixed: Sequence[languages.Mixture],
) -> None:
    """Hold back what rules on languages would drop of sources that are asked about as a whole."""
    held = _held_for_languages(rules)
    for one in mixed:
        for (record_id,) in con.execute(
            f"SELECT record_id FROM {ROWS} WHERE source = ?", [one.source]
        ).fetchall():
            if record_id in judged:
                for rule in held:
                    judged[record_id] = judged[record_id].held(rule, "mark", one.text)


def _held_for_languages(rules: Sequence[InForce]) -> list[str]:
    names = {rule.name for rule in brought()["languages"]}
    return [rule.name for rule in rules if rule.name in names and "drop" not in rule.own]


def _hold(judged: dict[str, Judged], names: Sequence[str], one: Fuse) -> None:
    asked = {*one.sample} if one.state == "asking" else set()
    for name in names:
        level = "review" if name in asked else "mark"
        row = judged[name].held(one.rule, level, str(one))
        judged[name] = replace(row, fused=row.fused or name in asked)


def _flags(versions: Versions) -> dict[str, list[str]]:
    """Return the doubts of earlier stages."""
    return dict(
        versions.con.execute(
            """
            SELECT record_id, list_sort(list_distinct(flatten(list(flags)))) FROM (
                SELECT record_id, json_extract_string(detail, '$.flags[*]') AS flags FROM upstream_verdicts
                WHERE verdict IN ('keep', 'new') AND detail LIKE '%"flags"%'
            ) JOIN arrived USING (record_id) GROUP BY record_id
            """
        ).fetchall()
    )


def _licences(versions: Versions, conflicts: str) -> dict[str, list[str]]:
    """Return the rows whose text was found under several licences, with these.

    Under ``strictest`` they stay, and the release lists them under the strictest of their licences.
    """
    if conflicts == "strictest":
        return {}
    return dict(
        versions.con.execute(
            "SELECT record_id, licenses FROM deduped_merged JOIN arrived USING (record_id) WHERE len(licenses) > 1"
        ).fetchall()
    )


def _contested(
    found: Mapping[str, Sequence[str]], judged: dict[str, Judged], conflicts: str
) -> dict[str, dict[str, Any]]:
    """Act on rows that `_licences` found: drop them, or ask."""
    if conflicts == "review":
        for record_id in found:
            one = judged.get(record_id, Judged())
            judged[record_id] = replace(one, flags=sorted({*one.flags, CONTESTED}), own=True)
        return {}
    return {
        record_id: verdicts.verdict(record_id, "drop", [CONTESTED], evidence=", ".join(licenses))
        for record_id, licenses in found.items()
    }


def _findings(fuses: Sequence[Fuse], lost: Sequence[Overruled], defects: Sequence[Any]) -> pa.Table:
    rows = [("fuse", one.rule, one.source, one.would, one.rows, one.state, str(one)) for one in fuses]
    rows += [
        (OVERRULED, one.rule, "", one.judged - one.right, one.judged, one.state, str(one)) for one in lost
    ]
    rows += [(one.about, "", one.source, one.rows, one.of, "", one.text) for one in defects]
    return pa.Table.from_pylist([dict(zip(FINDINGS.names, row, strict=True)) for row in rows], FINDINGS)
