"""Generated rows: what became of every request, the certificate, and rows beside the passages they were made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from ft_data.evaluation.report import text
from ft_data.evaluation.report.reader import Reader

EXAMPLES = 4  # accepted ones, and rejected ones of different reasons


@dataclass(frozen=True)
class Shown:
    """One generation beside its passage; ``reason`` is empty where it was accepted."""

    record_id: str
    reason: str
    evidence: str
    title: str
    passage: str
    question: str
    answer: str
    rejected: str  # the worse answer of a preference pair


@dataclass(frozen=True)
class Generator:
    """One generator: its account, what was rejected for what, what the certificate says, and examples."""

    name: str
    wanted: int
    requests: int
    accepted: int
    rejected: int
    pending: int
    exhausted: str
    reasons: Sequence[tuple[str, int]]
    verdict: str = ""
    area: str = ""
    rows: int = 0
    human_rows: int = 0
    price: str = ""
    words: Sequence[tuple[str, str, str]] = ()
    findings: Sequence[str] = ()
    manner: Sequence[tuple[str, str, str]] = ()
    openings: Sequence[tuple[str, str, str]] = ()
    stopped: Sequence[tuple[str, int, int]] = ()  # stage, reached, rejected
    kinds: str = ""
    passed: list[Shown] = field(default_factory=list)
    failed: list[Shown] = field(default_factory=list)


def generators(reader: Reader, masked: bool) -> list[Generator]:
    """Return every generator of the version; texts only where they are masked."""
    if not reader.has("synthesized_accounts", "accepted"):
        return []
    found = []
    names = ("name", "wanted", "requests", "accepted", "rejected", "pending", "exhausted")
    for row in reader.rows(
        "SELECT source, wanted, requests, accepted, rejected, pending, exhausted FROM synthesized_accounts ORDER BY source"
    ):
        account = dict(zip(names, row, strict=True))
        name = account["name"]
        reasons = reader.rows(
            "SELECT reason, count(*) FROM synthesized_requests WHERE source = ? AND verdict = 'drop' GROUP BY 1 ORDER BY 2 DESC, 1",
            [name],
        )
        passed = "SELECT {} FROM synthesized_requests WHERE source = ? AND verdict = 'new' ORDER BY record_id LIMIT {}"
        failed = (
            "SELECT {} FROM synthesized_requests WHERE source = ? AND verdict = 'drop' AND question IS NOT NULL "
            "QUALIFY row_number() OVER (PARTITION BY reason ORDER BY record_id) = 1 ORDER BY reason LIMIT {}"
        )
        examples = [_shown(reader, query, name) if masked else [] for query in (passed, failed)]
        shown: dict[str, Any] = {"passed": examples[0], "failed": examples[1]}
        found.append(Generator(**account, reasons=reasons, **_certified(reader, name, masked), **shown))
    return found


def _shown(reader: Reader, query: str, name: str) -> list[Shown]:
    columns = "record_id, reason, evidence, title, passage, question, answer, rejected"
    return [
        Shown(row[0], row[1] or "", *(text.show(value or "", 700) for value in row[2:]))
        for row in reader.rows(query.format(columns, EXAMPLES), [name])
    ]


def _certified(reader: Reader, name: str, masked: bool) -> dict[str, Any]:
    if not reader.has("certificate", "matched_area"):
        return {}
    rows = reader.rows(
        "SELECT verdict, matched_area, matched_low, matched_high, rows, human_rows, price_of_a_row FROM certificate WHERE source = ?",
        [name],
    )
    if not rows:
        return {}
    verdict, area, low, high, made, human, price = rows[0]
    words = reader.rows(
        "SELECT term, made, human FROM certificate_words WHERE source = ? ORDER BY abs(z) DESC, term", [name]
    )
    manner = reader.rows("SELECT what, made, human FROM certificate_manner WHERE source = ?", [name])
    findings = reader.rows(
        "SELECT finding, evidence FROM certificate_findings WHERE source = ? ORDER BY finding, evidence",
        [name],
    )
    return {
        **_varied(reader, name, masked),
        "verdict": verdict,
        "area": f"{area:.3f} ({low:.3f} to {high:.3f})",
        "rows": made,
        "human_rows": human,
        "price": "" if price is None else f"{price:.6f}".rstrip("0").rstrip("."),
        "words": [(text.show(term, 60), f"{a:.0%}", f"{b:.0%}") for term, a, b in words if masked],
        "findings": [text.show(evidence if masked else finding, 200) for finding, evidence in findings],
        "manner": [(what, *_figures(what, a, b)) for what, a, b in manner if round(a, 2) or round(b, 2)],
    }


def _varied(reader: Reader, name: str, masked: bool) -> dict[str, Any]:
    """Return how varied the answers are, how they open, and which stages stopped how many."""
    if not reader.has("certificate", "vendi"):
        return {}
    ((made, human, alike, of_people, covered),) = reader.rows(
        "SELECT vendi, human_vendi, alike, human_alike, coverage FROM certificate WHERE source = ?", [name]
    )
    openings = reader.rows(
        "SELECT words, made, human FROM certificate_openings WHERE source = ? ORDER BY made DESC, words",
        [name],
    )
    stopped = reader.rows(
        "SELECT stage, reached, rejected FROM certificate_passing WHERE source = ? AND rejected > 0 ORDER BY number",
        [name],
    )
    return {
        "kinds": f"The answers are of {made:.0f} kinds, as many of people's of {human:.0f} (Vendi score); two are alike by {alike:.2f}, "
        f"people's by {of_people:.2f}; they come near {covered:.0%} of people's answers",
        "openings": [(text.show(words, 60), f"{a:.0%}", f"{b:.0%}") for words, a, b in openings if masked],
        "stopped": stopped,
    }


def _figures(what: str, made: float, human: float) -> tuple[str, str]:
    return (f"{made:.0f}", f"{human:.0f}") if what == "words" else (f"{made:.0%}", f"{human:.0%}")
