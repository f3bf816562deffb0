"""Why rows left: reasons by stage with examples, what each rule does, and the slices that a rule empties."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ft_data.evaluation import charts, numbers
from ft_data.evaluation.report import text
from ft_data.evaluation.report.overview import Stage
from ft_data.evaluation.report.reader import Reader, Row
from ft_data.evaluation.report.repeats import Compared, Pair, compared
from ft_data.filtering import blind_spots as blind_spots_of
from ft_data.filtering import told
from ft_data.filtering.force import known_to
from ft_data.filtering.rules import InForce
from ft_data.recipe.schema import Recipe
from ft_data.warehouse.detail import Detail

EXAMPLES = 3
_SHOWN = 40  # reasons of one stage and verdict
_MEANING: Mapping[str, str] = {
    "split": "cut into pieces; the pieces follow as new rows",
    "exact_duplicate": "the same prompt and response, after normalisation, as a row that stays",
    "near_duplicate": "nearly the same words in the same order as a row that stays",
    "semantic_duplicate": "the same meaning, in other words, as a row that stays",
    "contained": "almost all of it is inside a row that stays",
    "canned_cap": "one answer under many prompts; the recipe keeps only so many",
    "template_cap": "one template with other values; the recipe keeps only so many",
    "license_not_allowed": "its licence is not among those the recipe allows",
    "license_conflict": "its text was found under several licences, and the recipe drops such rows",
    "consent_not_allowed": "its consent is not among those the recipe allows",
    "consent_ended": "the consent of its source has ended",
    "forgotten": "removed at a person's request",
    "empty_after_cleaning": "nothing was left after the repairs",
    "empty_response": "there is no answer to learn from",
    "empty_prompt": "there is no question",
    "contaminated": "overlaps an item of a benchmark",
    "undecided": "waits for a person's decision",
    "unlike_targets": "it is less like the targets than the share that is drawn from",
    "over_budget": "the budget of the recipe was full",
    "sampled_out": "it weighs less than one, and chance did not take it",
    "over_mixture": "its source already had its share of the mixture",
    "split_bridge": "would tie two splits together: it resembles rows of both",
    "personal_data": "holds personal data",
    "differs_in_mask": "the answers of the pair differ only in personal data that was masked",
    "mask_missed": "the second look finds personal data that masking left",
    "unknown_shape": "no known way to read it as an example",
}


@dataclass(frozen=True)
class Picked:
    """A row that shows a reason: its verdict as the ledger has it."""

    record_id: str
    witness_id: str | None
    score: float | None
    detail: Detail


@dataclass(frozen=True)
class Example:
    """A picked row, ready to be shown; with a witness, what differs between the two."""

    record_id: str
    source: str
    prompt: str
    response: str
    signal: str
    value: str
    threshold: str
    witness_id: str
    compared: Compared | None
    score: str
    short: Sequence[tuple[str, str]]
    long: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Reason:
    """One reason of one stage."""

    name: str
    verdict: str
    meaning: str
    count: int
    share: str
    bar: str
    alone: int | None
    examples: Sequence[Example]


Key = tuple[str, str, str]  # stage, verdict, reason


def pick(reader: Reader, masked: bool) -> dict[Key, list[Picked]]:
    """Choose up to three rows a reason, by the smallest ids: hashes, hence a fixed random sample.

    Of unmasked rows nothing but numbers and the names of rules is taken along.
    """
    if not reader.has("upstream_verdicts", "stage", "record_id", "verdict", "reasons", "detail"):
        return {}
    chosen = {
        (stage, verdict, reason): ids
        for stage, verdict, reason, ids in reader.rows(
            f"SELECT stage, verdict, reason, min(record_id, {EXAMPLES}) FROM "
            f"({numbers.reasons_of('upstream_verdicts', 'stage, ')}) GROUP BY ALL"
        )
    }
    wanted = sorted({name for ids in chosen.values() for name in ids})
    found = {
        (stage, name): Picked(
            name, witness, score, Detail.read(detail) if masked else _figures(Detail.read(detail))
        )
        for stage, name, witness, score, detail in reader.rows(
            "SELECT stage, record_id, witness_id, score, detail FROM upstream_verdicts "
            "WHERE verdict IN ('drop', 'review', 'merge') AND record_id IN (SELECT unnest(?))",
            [wanted],
        )
    }
    return {
        key: [found[key[0], name] for name in ids if (key[0], name) in found] for key, ids in chosen.items()
    }


def ids(picked: Mapping[Key, Sequence[Picked]]) -> Iterator[str]:
    """Yield every record whose text is needed."""
    for rows in picked.values():
        for row in rows:
            yield row.record_id
            if row.witness_id:
                yield row.witness_id


def reasons(
    reader: Reader, stages: Sequence[Stage], picked: Mapping[Key, Sequence[Picked]], texts: Mapping[str, Row]
) -> dict[str, list[Reason]]:
    """Return the 40 most frequent reasons of each stage; the stored numbers have all of them."""
    arrived = {stage.name: stage.rows_in for stage in stages}
    alone = reader.numbers("only this rule")
    found: dict[str, list[Reason]] = {}
    most: dict[str, float] = {}  # bars compare the reasons of one stage
    for name, count in sorted(reader.numbers("reasons").items(), key=lambda item: (-item[1], item[0])):
        stage, verdict, reason = name.split(".", 2)
        held = found.setdefault(stage, [])
        if len(held) >= _SHOWN:
            continue
        rows_in = arrived.get(stage, 0)
        most[stage] = max(most.get(stage, 0), count)
        held.append(
            Reason(
                reason,
                verdict,
                _MEANING.get(reason, ""),
                int(count),
                text.share(count, rows_in),
                charts.bar(
                    [charts.Segment(verdict, count)], most[stage], f"{text.share(count, rows_in)} of the rows"
                ),
                int(alone.get(f"{reason}.{verdict}", 0)) if stage == "filtered" else None,
                [example(row, reason, texts) for row in picked.get((stage, verdict, reason), ())],
            )
        )
    return {stage.name: found[stage.name] for stage in stages if stage.name in found}


def example(row: Picked, reason: str, texts: Mapping[str, Row]) -> Example:
    """Prepare one row for the page."""
    held, witness = texts.get(row.record_id), texts.get(row.witness_id or "")
    fired = next((one for one in row.detail.rules if one.rule == reason), row.detail)
    value = fired.value
    return Example(
        row.record_id,
        text.show(held.source, 60) if held else "",
        text.show(held.prompt) if held else "",
        text.show(held.response) if held else "",
        text.show(fired.signal or "", 80),
        text.number(value) if isinstance(value, (int, float)) else text.show(value, 80),
        text.show(fired.threshold, 80) if fired.threshold is not None else "",
        row.witness_id or "",
        compared([Pair(row.record_id, row.witness_id, None)], texts)[0]
        if held and witness and row.witness_id
        else None,
        "" if row.score is None or row.score == value else text.number(row.score),
        *text.facts(row.detail),
    )


@dataclass(frozen=True)
class RuleEffect:
    """A rule in force and what it did."""

    name: str
    does: str
    signal: str
    bands: list[tuple[str, str]]
    where: str
    dropped: int
    reviewed: int
    marked: int
    alone: int
    record: str
    why: str


def rules(reader: Reader, in_force: Sequence[Mapping[str, Any]], recipe: Recipe) -> list[RuleEffect]:
    """Return every rule in force as it was when the version was made, those that act first."""
    why, strata = {rule.name: rule.why for rule in recipe.rules}, told.like(recipe)
    known = known_to(recipe)
    standing = [InForce.model_validate(rule) for rule in in_force]
    fired, alone = reader.numbers("rules"), reader.numbers("only this rule")
    found = [
        RuleEffect(
            rule.name,
            told.does(rule),
            rule.signal or "",
            told.bands(rule),
            text.show(_condition(rule), 200),
            int(fired.get(f"{rule.name}.drop", 0)),
            int(fired.get(f"{rule.name}.review", 0)),
            int(fired.get(f"{rule.name}.mark", 0)),
            int(sum(alone.get(f"{rule.name}.{verdict}", 0) for verdict in ("drop", "review"))),
            told.record(rule.name, strata, known),
            text.show(why.get(rule.name) or "", 200),
        )
        for rule in standing
    ]
    return sorted(found, key=lambda rule: (-rule.dropped, -rule.reviewed, -rule.marked, rule.name))


def _condition(rule: InForce) -> str:
    unless = f"unless {rule.unless}" if rule.unless else ""
    return " ".join(part for part in (f"where {rule.where}" if rule.where else "", unless) if part)


@dataclass(frozen=True)
class BlindSpot:
    """A slice of the data that one reason removes almost entirely."""

    stage: str
    reason: str
    slice: str
    rows: str
    share: str


def blind_spots(reader: Reader) -> list[BlindSpot]:
    """Return the slices that one reason removes almost entirely."""
    found = []
    for name, value in reader.numbers("blind spots").items():
        what, where, rows = (part.strip() for part in name.split("|", 2))
        stage, _, reason = what.partition(".")
        found.append(BlindSpot(stage, reason, where, rows, text.share(value, 1)))
    return found


BLIND_LIMITS = (blind_spots_of.SHARE, blind_spots_of.ROWS)


def _figures(detail: Detail) -> Detail:
    """Keep what cannot hold text of a row."""

    def number(value: Any) -> Any:
        return value if isinstance(value, (int, float)) else None

    rules = [replace(one, value=number(one.value), evidence=None) for one in detail.rules]
    return Detail(detail.signal, number(detail.value), detail.threshold, rules=rules)
