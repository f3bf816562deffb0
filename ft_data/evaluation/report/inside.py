"""What is in it: measures beside those of the previous release, variety at one size, what changed, what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ft_data.evaluation.inside import told
from ft_data.evaluation.inside.measures import MEASURES
from ft_data.evaluation.inside.parity import ALIKE, DIFFERS, UNKNOWN
from ft_data.evaluation.inside.sampled import ABOUT, SHARES
from ft_data.evaluation.inside.tables import BEFORE, TARGETS, THIS
from ft_data.evaluation.report import text
from ft_data.evaluation.report.overview import Finding
from ft_data.evaluation.report.reader import Reader

_CHANGES, _ON_TOP, _CELLS, _TOPICS, _UNKNOWN, _LONG = 20, 3, 40, 40, 10, 240


@dataclass(frozen=True)
class Figure:
    """A measure: what it is, now and in the previous release, and whether that is a change."""

    name: str
    about: str
    now: str
    before: str
    changed: str


@dataclass(frozen=True)
class Variety:
    """A figure of variety of this version, beside the previous release and the targets, each pair at one size."""

    name: str
    now: str
    beside_before: str
    before: str
    beside_targets: str
    targets: str


@dataclass(frozen=True)
class Inside:
    """All that the page shows of what is in a version. ``compared`` tells whether there was something to compare with."""

    figures: Sequence[Figure]
    variety: Sequence[Variety]
    changes: Sequence[str]
    more: int
    compared: bool
    missing: Sequence[str]
    unclear: int
    targets: bool
    matrix: Sequence[tuple[str, str, int, int]]


def inside(reader: Reader) -> Inside | None:
    """Return what is in the version, None where it was not looked at."""
    if not reader.has("eval_report_changes", "said") or not reader.has("eval_report_coverage", "said"):
        return None
    named = [
        text.show(one, _LONG)
        for (one,) in reader.rows("SELECT said FROM eval_report_changes WHERE named ORDER BY rank")
    ]
    (compared,) = reader.rows("SELECT count(*) FROM eval_report_changes")[0]
    cells = reader.rows(
        'SELECT topic, language, "rows", targets FROM eval_report_coverage WHERE grouping IS NULL AND topic IS NOT NULL '
        f"AND language IS NOT NULL ORDER BY targets DESC, topic, language LIMIT {_TOPICS}"
    )
    reader.table(
        "rows and targets", "eval_report_coverage", "topic || ', ' || language", ("rows", "targets"),
        "grouping IS NULL AND topic IS NOT NULL AND language IS NOT NULL",
    )  # fmt: skip
    if compared:
        reader.table(
            "the version before",
            "eval_report_changes",
            "measure",
            ("before", "effect"),
            "slice = '' AND kind = 'mean'",
        )
    missing = reader.rows("SELECT said FROM eval_report_coverage WHERE gap ORDER BY wanted DESC, said")
    states = reader.ask(
        "cells beside the targets",
        "SELECT state AS name, count(*) AS value FROM eval_report_coverage GROUP BY 1 ORDER BY 1",
    )
    return Inside(
        _figures(reader),
        _variety(reader),
        named[:_CHANGES],
        max(0, len(named) - _CHANGES),
        bool(compared),
        [text.show(one, _LONG) for (one,) in missing[:_CELLS]],
        int(states.get("cannot tell", 0)),
        bool(states),
        [(text.show(topic, 60), text.show(code, 20), rows, want) for topic, code, rows, want in cells],
    )


@dataclass(frozen=True)
class Fairness:
    """What the page shows of groups: what differs, what cannot be told, how many comparisons showed nothing, and group sizes."""

    differs: Sequence[str]
    unknown: Sequence[str]
    more_unknown: int
    alike: int
    sizes: Sequence[tuple[str, str, int]]


def fairness(reader: Reader) -> Fairness | None:
    """Return what was found of groups, None where it was not looked at."""
    if not reader.has("eval_report_parity", "said"):
        return None
    listed = reader.rows("SELECT verdict, said FROM eval_report_parity ORDER BY abs(deviations) DESC, said")
    by = {
        verdict: [text.show(said, _LONG) for held, said in listed if held == verdict]
        for verdict in (DIFFERS, UNKNOWN)
    }
    counts = reader.ask(
        "gaps between groups",
        "SELECT verdict AS name, count(*) AS value FROM eval_report_parity GROUP BY 1 ORDER BY 1",
    )
    reader.ask(
        "rows of each group",
        'SELECT kind || \' = \' || "group" AS name, max("rows") AS value FROM eval_report_parity GROUP BY 1 ORDER BY 1',
    )
    sizes = [
        (text.show(kind, 40), text.show(name, 60), int(rows))
        for kind, name, rows in reader.rows(
            'SELECT kind, "group", max("rows") FROM eval_report_parity GROUP BY ALL ORDER BY 1, 3 DESC, 2'
        )
    ]
    return Fairness(
        by[DIFFERS][:_CELLS],
        by[UNKNOWN][:_UNKNOWN],
        max(0, len(by[UNKNOWN]) - _UNKNOWN),
        int(counts.get(ALIKE, 0)),
        sizes[:_CELLS],
    )


@dataclass(frozen=True)
class Probed:
    """What a probe of a tuned model found: each gap with the pair of answers that shows it, and how much could not be told."""

    differs: Sequence[tuple[str, str, str, str, str]]
    unknown: int
    alike: int
    answered: int
    asked: int


def probed(reader: Reader) -> Probed | None:
    """Return what was found of a tuned model, None where none was probed."""
    if not reader.has("probe", "said", "verdict") or not reader.has("probe_answers", "answer"):
        return None
    found = reader.rows(
        "SELECT said, question, answer, other_question, other_answer FROM probe WHERE verdict = 'differs' ORDER BY p, said"
    )
    counts = reader.ask(
        "gaps of the tuned model",
        "SELECT verdict AS name, count(*) AS value FROM probe GROUP BY 1 ORDER BY 1",
    )
    reader.table(
        "what the tuned model answers", "probe", "kind || ' = ' || \"group\" || ', ' || measure",
        ("questions", "value", "others", "gap", "low", "high", "seen"), "verdict = 'differs'",
    )  # fmt: skip
    asked = reader.ask(
        "questions of the probe",
        "SELECT unnest(['asked', 'answered']) AS name, unnest([count(*), count(answer)]) AS value FROM probe_answers",
    )
    shown = [
        (text.show(said, _LONG), *(text.show(one or "", _LONG) for one in rest)) for said, *rest in found
    ]
    return Probed(
        [(said, a, b, c, d) for said, a, b, c, d in shown[:_CELLS]],
        int(counts.get(UNKNOWN, 0)),
        int(counts.get(ALIKE, 0)),
        int(asked["answered"]),
        int(asked["asked"]),
    )


def findings(found: Inside | None, fair: Fairness | None, release: str | None) -> list[Finding]:
    """Say in a few sentences what changed and what is missing, for the top of the page."""
    if found is None:
        return []
    said: list[Finding] = []
    if release and found.compared:
        if not found.changes:
            said.append(Finding("note", f"{told.nothing(text.show(release, 20))}.", "inside"))
        said += [
            Finding("note", f"Changed since {text.show(release, 20)}: {one}.", "inside")
            for one in found.changes[:_ON_TOP]
        ]
    if fair and fair.differs:
        said.append(
            Finding(
                "ask", f"{len(fair.differs)} gaps between groups, the largest: {fair.differs[0]}.", "fairness"
            )
        )
    if found.missing:
        rest = f"; {len(found.missing) - 1} more" if len(found.missing) > 1 else ""
        said.append(Finding("bad", f"Missing beside the targets: {found.missing[0]}{rest}.", "inside"))
    return said


def _figures(reader: Reader) -> list[Figure]:
    now = reader.numbers("in it: all rows") | reader.numbers("in it: a sample")
    then = {
        name: (before, effect, named)
        for name, before, effect, named in reader.rows(
            "SELECT measure, before, effect, named FROM eval_report_changes WHERE slice = '' AND kind = 'mean'"
        )
    }
    about = {one.name: one.about for one in MEASURES} | ABOUT
    found = []
    for name, value in now.items():
        before, effect, named = then.get(name, (None, None, False))
        share = name in SHARES
        found.append(
            Figure(
                name,
                about.get(name, "Of prompt and answer: e to the power of the surprise."),
                told.figure(value, share),
                "–" if before is None else told.figure(before, share),
                f"{effect:+.2f}" if named and effect is not None else "",
            )
        )
    return found


def _variety(reader: Reader) -> list[Variety]:
    held = {
        (measure, side, against): told.figure(value)
        for side, against, measure, value in reader.rows(
            "SELECT side, against, measure, value FROM eval_report_beside"
        )
    }
    names = sorted({measure for measure, _, _ in held})
    keys = ((THIS, None), (THIS, BEFORE), (BEFORE, None), (THIS, TARGETS), (TARGETS, None))
    return [Variety(name, *(held.get((name, *key), "–") for key in keys)) for name in names]
