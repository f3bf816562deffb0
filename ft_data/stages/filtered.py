"""filtered: keep, drop or review by profile and rules; doubts of earlier stages become questions here.

Only this stage knows thresholds, and it is SQL over numbers that are already there: changing one reruns it alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from ft_data.engine.work import Work, makes
from ft_data.evaluation import expectations
from ft_data.example import EXAMPLE, VERDICT
from ft_data.filtering import blind_spots, languages, ranking
from ft_data.filtering import rules as ruling
from ft_data.filtering.force import in_force, plugged_rules
from ft_data.filtering.rules import InForce, unsound
from ft_data.recipe.problems import problem
from ft_data.recipe.review import Review
from ft_data.recipe.rules import Rule
from ft_data.stages import aligned, judging, ruled, triage
from ft_data.stages.build import Build, names
from ft_data.stages.reading import Versions
from ft_data.stages.stage import Stage
from ft_data.stages.texts import parts_of
from ft_data.warehouse import verdicts
from ft_data.warehouse.snapshots import Snapshot


def build(build: Build) -> Snapshot:
    """Judge every row that reached this stage."""
    before, signals = build.current("decontaminated"), build.current("signals")
    rules, review = in_force(build.recipe), build.recipe.review
    wanted = languages.wanted(build.recipe)
    terms = ranking.terms(build.recipe.profile)
    written = [*plugged_rules(build.recipe), *build.recipe.rules]
    facts = {"rules": [rule.model_dump(exclude={"why"}, exclude_none=True) for rule in rules]}
    acting = [rule.name for rule in rules if rule.drop or rule.review]
    said = triage.said(build, acting, audits=review.triage.max_bad is not None)
    made_of = {
        **facts,
        "decontaminated": names(before.parts["verdicts"]),
        "signals": {group: names(found) for group, found in signals.parts.items()},
        "said": said,
        "ranking": terms,
        "languages": wanted,
    }
    conflicts = build.recipe.govern.conflicts
    receipt = build.once(
        judge, made_of, build, (before, signals), rules, written, terms, conflicts, review, said, wanted
    )
    return build.commit(
        receipt.tables,
        rows=receipt.stats["verdicts"].get("keep", 0),
        inputs=[before, signals],
        stats=receipt.stats,
        facts=facts,
    )


@makes(
    verdicts=VERDICT,
    quality=ranking.SCORES,
    blind=blind_spots.SCHEMA,
    lottery=triage.LOTTERY,
    findings=judging.FINDINGS,
)
def judge(
    build: Build,
    inputs: Sequence[Snapshot],
    rules: Sequence[InForce],
    written: Sequence[Rule],
    terms: Sequence[ranking.Term],
    conflicts: str,
    review: Review,
    said: Sequence[triage.Said],
    wanted: languages.Wanted,
) -> Work:
    """Judge every row of the inputs' versions."""
    with Versions(build, *inputs) as versions:
        _readable(versions, rules, written)
        beside = aligned.parts(parts_of(versions.found), versions.found["signals"])
        measured = judging.measure(build, versions, beside, rules, terms)
        tables, told = judging.judge(versions, measured, rules, conflicts, review, said, wanted)
        pieces, stats = verdicts.in_parts(tables["verdicts"])
        blind = blind_spots.find(versions.con, ruled.ROWS, verdicts.dropping(tables["verdicts"]))
    return Work(tables | {"verdicts": pieces, "blind": blind}, stats | told)


def _readable(versions: Versions, rules: Sequence[InForce], written: Sequence[Rule]) -> None:
    """Raise RecipeError when a rule reads what was not measured, or a condition of the recipe or of a plugged-in pack is more than one.

    Not measured: targets or references that the recipe does not name.
    """
    described = versions.con.execute("DESCRIBE signals").fetchall()
    known = {*(row[0] for row in described), *EXAMPLE.names, *ruling.FACTS}
    absent = [f"rule `{rule.name}` reads `{rule.signal}`" for rule in rules if rule.signal not in known]
    if absent:
        raise problem(f"{'; '.join(absent)}: not measured here (`ft-data check` says what would)")
    if found := [message for rule in written for message in unsound(rule, known)]:
        raise problem("; ".join(found))


STAGE = Stage(
    name="filtered",
    inputs=("decontaminated", "signals"),
    description=(
        "Keep, drop or review, by the profile's rules and the recipe's: a rule drops, asks or only marks. Every rule that fired is "
        "kept, with signal, value and threshold. Doubts of earlier stages become questions for people here."
    ),
    # `languages`, `stage`, `format.targets`, `format.label`, `references` and `protected` bring rules of their own.
    reads=(
        "profile", "packs", "languages", "other_languages", "sources.*.other_languages", "rules", "stage", "format.targets", "format.label", "references", "protected", "govern.conflicts", "review.triage", "review.audit_rate",
    ),
    aside=("rules.*.why",),
    says="judged by profile and rules",
    figure=("drop", "dropped by rules"),
    by_measure=True,
    expects=expectations.filtered,
    plugs=(("profile", "rules"), ("packs", "rules")),
    run=build,
    work=(judge, ruled.rule_part, in_force, ranking.terms),
)  # fmt: skip
