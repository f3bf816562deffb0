"""The top of the page: what this version is, whether it may pass, and how many rows reached it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ft_data.evaluation import charts
from ft_data.evaluation.report.links import Links
from ft_data.evaluation.report.reader import Reader
from ft_data.evaluation.report.text import number, share, show, words
from ft_data.recipe.declared import Stages
from ft_data.recipe.schema import Recipe

VERDICTS = ("keep", "new", "review", "merge", "split", "drop")  # `split`: dropped as a row, cut into examples


@dataclass(frozen=True)
class Stage:
    """One stage of the funnel and its bar. ``rows_in + new`` is the sum of the verdicts."""

    name: str
    what: str
    counts: Mapping[str, int]
    bar: str = ""

    @property
    def rows_in(self) -> int:
        """Rows that arrived."""
        return sum(self.counts.get(verdict, 0) for verdict in VERDICTS) - self.counts.get("new", 0)

    @property
    def rows_out(self) -> int:
        """Rows that go on without anybody being asked."""
        return self.counts.get("keep", 0) + self.counts.get("new", 0)


@dataclass(frozen=True)
class Gate:
    """One gate: what was measured, what the recipe asks for, whether it holds."""

    name: str
    value: str
    limit: str
    holds: bool | None  # None: the recipe sets no limit


_GATES = {
    "min_rows": "Rows in the dataset",
    "max_duplicate_rate": "Share of rows with an exact twin",
    "max_contaminated": "Rows that overlap a benchmark",
    "max_unwanted_language": "Share of rows in a language the recipe does not list",
    "max_pending_rate": "Share of rows that wait for people",
}
_COUNTS = frozenset({"min_rows", "max_contaminated"})


def gates(recipe: Recipe, reader: Reader) -> list[Gate]:
    """Return the gates that the evaluation measured."""
    found = []
    for held in reader.stored:
        if held.section != "gates":
            continue
        for name, value, text in held.values:
            limit = getattr(recipe.gates, name, None)
            sign = "≥" if name.startswith("min_") else "≤"
            write = number if name in _COUNTS else _percent
            found.append(
                Gate(
                    _GATES.get(name, words(name)),
                    write(value),
                    "no limit" if limit is None else f"{sign} {write(limit)}",
                    None if limit is None else text != "fails",
                )
            )
    return found


def _percent(value: float) -> str:
    return f"{number(100 * value, 2)}%"


def funnel(reader: Reader, declared: Stages) -> list[Stage]:
    """Return every stage from raw to formatted, with a bar to one common scale."""
    counts: dict[str, dict[str, int]] = {}
    for name, value in reader.numbers("funnel").items():
        stage, _, verdict = name.partition(".")
        counts.setdefault(stage, {})[verdict] = int(value)
    for name, value in reader.numbers("reasons").items():
        stage, verdict, reason = name.split(".", 2)
        if (verdict, reason) == ("drop", "split") and stage in counts:
            counts[stage]["drop"] -= int(value)
            counts[stage]["split"] = int(value)
    says = {name: stage.says for name, stage in declared.items()}
    stages = [Stage(name, says.get(name, ""), found) for name, found in counts.items()]
    if stages and stages[0].name == "cleaned":
        rejects = int(sum(reader.numbers("rejects").values()))
        raw = {"keep": stages[0].rows_in, "drop": rejects}
        stages.insert(0, Stage("raw", says.get("raw", ""), raw))
    most = max((sum(stage.counts.values()) for stage in stages), default=0)
    return [Stage(stage.name, stage.what, stage.counts, _bar(stage, most)) for stage in stages]


def _bar(stage: Stage, most: int) -> str:
    says = {
        "keep": "kept",
        "new": "new",
        "review": "to people",
        "merge": "merged",
        "split": "cut into examples",
        "drop": "dropped",
    }
    segments = [
        charts.Segment(
            verdict, stage.counts.get(verdict, 0), f"{stage.counts.get(verdict, 0):,} {says[verdict]}"
        )
        for verdict in VERDICTS
    ]
    title = f"{stage.name}: {stage.rows_in:,} rows in; " + ", ".join(
        segment.label for segment in segments if segment.count
    )
    return charts.bar(segments, most, title)


def figures(stages: list[Stage], declared: Stages, links: Links) -> list[tuple[str, str, str]]:
    """Return the handful of numbers that say most, each with the address of its rows."""
    by_name = {stage.name: stage for stage in stages}
    if "formatted" not in by_name:
        return []
    kept, first = by_name["formatted"].rows_out, stages[0]
    found = [
        ("rows in this version", f"{kept:,}", links.version()),
        (f"raw {_plural(first.rows_in, 'record')}", f"{first.rows_in:,}", ""),
    ]
    for name, stage in declared.items():
        if stage.figure and name in by_name:
            verdict, what = stage.figure
            href = links.verdict(name, verdict)
            found.append((what, f"{by_name[name].counts.get(verdict, 0):,}", href))
    return found


@dataclass(frozen=True)
class Finding:
    """One sentence of the summary: ``good``, ``bad``, ``note``; and the part of the page that says more."""

    tone: str
    text: str
    anchor: str


def findings(
    stages: list[Stage], reader: Reader, failed: list[Gate], silent: list[str], blind: int
) -> list[Finding]:
    """Say in a few sentences what a reader should know before anything else."""
    by_name = {stage.name: stage for stage in stages}
    found = [
        Finding("bad", f"{gate.name}: {gate.value}, but the recipe asks for {gate.limit}.", "gates")
        for gate in failed
    ]
    if silent:
        names = ", ".join(silent)
        verb = "contributes" if len(silent) == 1 else "contribute"
        found.append(Finding("bad", f"{_plural(len(silent), 'Source')} {names} {verb} no row.", "mix"))
    if reader.has("filtered_findings", "text"):
        found += [
            Finding("note" if state == "released" else "bad", f"{show(text, 240)}.", "rules")
            for text, state in reader.rows(
                "SELECT text, state FROM filtered_findings ORDER BY about, source, rule"
            )
        ]
    if stages and "formatted" in by_name:
        kept = by_name["formatted"].rows_out
        lost = max(stages[1:] or stages, key=lambda stage: stage.counts.get("drop", 0))
        read = stages[0].rows_in
        text = f"{kept:,} {_plural(kept, 'row')} came of {read:,} raw {_plural(read, 'record')}"
        if gone := lost.counts.get("drop", 0):
            part = share(gone, lost.rows_in)
            text += f"; the stage “{lost.name}” dropped most, {gone:,} or {part} of what reached it"
        found.append(Finding("note", f"{text}.", "funnel"))
    reasons = [item for item in reader.numbers("reasons").items() if not item[0].endswith(".drop.split")]
    largest = max(reasons, key=lambda item: item[1], default=None)
    if largest:
        stage, _, reason = largest[0].split(".", 2)
        arrived = by_name[stage].rows_in if stage in by_name else 0
        rows = f"{largest[1]:,.0f} rows, {share(largest[1], arrived)}"
        text = f"The most frequent reason is “{words(reason)}” at {stage}: {rows}."
        found.append(Finding("note", text, "reasons"))
    waiting = by_name["reviewed"].counts.get("review", 0) if "reviewed" in by_name else 0
    if waiting:
        verb = "waits" if waiting == 1 else "wait"
        text = f"{waiting:,} {_plural(waiting, 'row')} {verb} for a person to decide."
        found.append(Finding("ask", text, "reasons"))
    if blind:
        what = "1 slice is" if blind == 1 else f"{blind} slices are"
        found.append(Finding("bad", f"{what} removed almost entirely by a single rule.", "blind-spots"))
    return found


def _plural(count: int, noun: str) -> str:
    return noun if count == 1 else f"{noun}s"
