"""filtered: keep, drop or review by profile and rules; doubts of earlier stages become questions here.

Only this stage knows thresholds, and it is SQL over numbers that are already there: changing one reruns it alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from ft_data.engine.work import Work, makes
from ft_data.example import VERDICT
from ft_data.filtering import blind_spots, in_force
from ft_data.filtering import rules as ruling
from ft_data.recipe.problems import problem
from ft_data.recipe.schema import Rule, Triage
from ft_data.stages import triage as triaging
from ft_data.stages import verdicts
from ft_data.stages.build import Build, names
from ft_data.stages.reading import Versions
from ft_data.stages.stage import Stage
from ft_data.warehouse.snapshots import Snapshot

QUALITY = pa.schema([("record_id", pa.string()), ("quality", pa.float64())])


def build(build: Build) -> Snapshot:
    """Judge every row that reached this stage."""
    before, signals = build.current("decontaminated"), build.current("signals")
    rules, triage = in_force(build.recipe), build.recipe.review.triage
    facts = {"rules": [rule.model_dump(exclude={"why"}, exclude_none=True) for rule in rules]}
    audits = triaging.audits(build) if triage.max_bad is not None else []
    made_of = {
        **facts,
        "decontaminated": names(before.parts["verdicts"]),
        "signals": {group: names(found) for group, found in signals.parts.items()},
        "audits": audits,
    }
    conflicts = build.recipe.govern.conflicts
    receipt = build.once(judge, made_of, build, (before, signals), rules, conflicts, triage, audits)
    return build.commit(
        receipt.tables,
        rows=receipt.stats["verdicts"].get("keep", 0),
        inputs=[before, signals],
        stats=receipt.stats,
        facts=facts,
    )


ROWS = "measured_rows"


def arrive(versions: Versions) -> None:
    """Create ``arrived`` (ids that reached this stage) and ``measured_rows``: their signals and cleaned columns."""
    versions.con.execute(
        "CREATE TEMP TABLE arrived AS SELECT record_id FROM decontaminated_verdicts WHERE verdict IN ('keep', 'new')"
    )
    versions.con.execute(
        f"CREATE TEMP VIEW {ROWS} AS SELECT s.*, c.* EXCLUDE (record_id) FROM arrived "
        "JOIN signals s USING (record_id) JOIN cleaned c USING (record_id)"
    )


@makes(verdicts=VERDICT, quality=QUALITY, blind=blind_spots.SCHEMA)
def judge(
    build: Build,
    inputs: Sequence[Snapshot],
    rules: list[Rule],
    conflicts: str,
    triage: Triage,
    audits: list[dict[str, str]],
) -> Work:
    """Judge every row of the inputs' versions."""
    with Versions(build, *inputs) as versions:
        return _judge(versions, rules, conflicts, triage, audits)


def _judge(
    versions: Versions, rules: list[Rule], conflicts: str, triage: Triage, audits: list[dict[str, str]]
) -> Work:
    from ft_data.filtering import quality

    con = versions.con
    arrive(versions)
    _readable(versions, rules)
    flags = dict(
        con.execute(
            """
            SELECT record_id, list_sort(list_distinct(flatten(list(flags)))) FROM (
                SELECT record_id, json_extract_string(detail, '$.flags[*]') AS flags FROM upstream_verdicts
                WHERE verdict IN ('keep', 'new') AND detail LIKE '%"flags"%'
            ) JOIN arrived USING (record_id) GROUP BY record_id
            """
        ).fetchall()
    )
    decided: dict[str, dict[str, Any]] = {}
    contested = _contested(versions, flags, conflicts)
    for record_id, fired, measured in con.execute(ruling.sql(rules, ROWS)).fetchall():
        found = ruling.explain(rules, fired, measured)
        first = found[0]
        raised = flags.pop(record_id, [])
        decided[record_id] = verdicts.verdict(
            record_id,
            str(first.verdict),
            [item.rule for item in found] + raised,
            signal=first.signal,
            value=first.value,
            threshold=first.threshold,
            rules=found,
            flags=raised or None,
        )
    for record_id, raised in flags.items():
        decided[record_id] = verdicts.verdict(record_id, "review", raised, flags=raised)
    decided |= contested
    arrived = con.sql("SELECT record_id FROM arrived").to_arrow_table().column(0)
    scores = quality.scores(con, ROWS).sort_by("record_id")
    said = triaging.apply(versions, decided, scores, triage, audits)
    table = verdicts.kept_and(arrived, list(decided.values()))
    pieces, stats = verdicts.in_parts(table)
    blind = blind_spots.find(con, ROWS, verdicts.dropping(table))
    tables = {"verdicts": pieces, "quality": scores, "blind": blind}
    return Work(tables, stats | {"rows_in": len(arrived)} | said)


def _readable(versions: Versions, rules: list[Rule]) -> None:
    """Raise RecipeError when a rule reads what was not measured: targets or references that the recipe does not name."""
    known = {row[0] for row in versions.con.execute(f"DESCRIBE {ROWS}").fetchall()}
    absent = [f"rule `{rule.name}` reads `{rule.signal}`" for rule in rules if rule.signal not in known]
    if absent:
        raise problem(f"{'; '.join(absent)}: not measured here (`ft-data check` says what would)")


CONTESTED = "license_conflict"


def _contested(versions: Versions, flags: dict[str, list[str]], conflicts: str) -> dict[str, dict[str, Any]]:
    """Act on rows whose text was found under several licences: drop them, or add a question to their flags.

    Under ``strictest`` they stay, and the release lists them under the strictest of their licences.
    """
    if conflicts == "strictest":
        return {}
    found = versions.con.execute(
        "SELECT record_id, licenses FROM deduped_merged JOIN arrived USING (record_id) WHERE len(licenses) > 1"
    ).fetchall()
    if conflicts == "review":
        for record_id, _ in found:
            flags[record_id] = sorted({*flags.get(record_id, []), CONTESTED})
        return {}
    return {
        record_id: verdicts.verdict(record_id, "drop", [CONTESTED], evidence=", ".join(licenses))
        for record_id, licenses in found
    }


STAGE = Stage(
    name="filtered",
    inputs=("decontaminated", "signals"),
    description=(
        "Keep, drop or review, by the profile's rules and the recipe's. All reasons are kept, with signal, value and "
        "threshold. Doubts of earlier stages become questions for people here."
    ),
    # `stage`, `format.targets` and `references` bring rules of their own.
    reads=(
        "profile", "rules", "stage", "format.targets", "references", "govern.conflicts", "review.triage",
    ),
    aside=("rules.*.why",),
    run=build,
    work=(judge, in_force),
)  # fmt: skip
