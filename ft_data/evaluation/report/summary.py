"""The first screen's answers: is this version good, and what should be looked at; and rows of it to read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ft_data.evaluation.report import text
from ft_data.evaluation.report.overview import Finding, Gate
from ft_data.evaluation.report.reader import Reader, Row
from ft_data.warehouse.snapshots import Snapshot

_GROUPS = 6
_ROWS = 2  # of each
_SHOWN = 360  # characters of a side


@dataclass(frozen=True)
class Answer:
    """One question of a reader: a word for the eye (``good``, ``bad``, ``open``), the answer, and the part that says more."""

    question: str
    tone: str
    said: str
    anchor: str


class Against(NamedTuple):
    """The selection's loss against that of random rows: the ends of its interval in percent (below 0: it is lower), and in words."""

    low: float | None
    high: float | None
    said: str | None


def answers(
    gates: Sequence[Gate],
    proof: Against | None,
    lineage: Mapping[str, Snapshot],
    findings: Sequence[Finding],
    dataset: str,
) -> list[Answer]:
    """Answer what everybody asks first; what was not looked into is said to be open, never good."""
    return [_gates(gates), _proof(proof), _people(lineage, dataset), _look(findings)]


def _gates(gates: Sequence[Gate]) -> Answer:
    held = [gate for gate in gates if gate.holds is not None]
    failed = [gate.name for gate in held if not gate.holds]
    if not gates:
        return Answer("Gates", "open", "None was measured.", "gates")
    if not held:
        return Answer("Gates", "open", "They were measured, and the recipe sets none.", "gates")
    if failed:
        return Answer("Gates", "bad", f"{len(failed)} of {len(held)} fail: {', '.join(failed)}.", "gates")
    return Answer("Gates", "good", f"All {len(held)} that the recipe sets hold.", "gates")


def against_random(reader: Reader) -> Against | None:
    """Return what the proof says of the selection beside as many random rows, None where there is no proof."""
    if not reader.has("proof", "arm", "slice", "selection_low", "selection_high", "said"):
        return None
    rows = reader.rows(
        "SELECT selection_low, selection_high, said FROM proof WHERE slice = 'all' AND arm = 'random'"
    )
    return Against(*rows[0]) if rows else Against(None, None, "")


def _proof(found: Against | None) -> Answer:
    if found is None:
        said = "Nobody knows yet whether the selection helps: the recipe asks for no proof."
        return Answer("Proof", "open", said, "proof")
    told = text.show(found.said or "It was tried on too few texts to say anything.", 240)
    if found.low is None or found.high is None or found.low <= 0 <= found.high:
        return Answer("Proof", "open", told, "proof")
    return Answer("Proof", "good" if found.high < 0 else "bad", told, "proof")


def _people(lineage: Mapping[str, Snapshot], dataset: str) -> Answer:
    reviewed, filtered = lineage.get("reviewed"), lineage.get("filtered")
    decided = int(reviewed.stats.get("decisions", 0)) if reviewed else 0
    guarantee = str(filtered.stats.get("guarantee") or "") if filtered else ""
    counted = f"{decided:,} {'decision' if decided == 1 else 'decisions'} of people are in it."
    if guarantee:
        return Answer(
            "People", "good" if decided else "open", f"{counted} {text.show(guarantee, 240)}", "reasons"
        )
    if decided:
        return Answer("People", "good", counted, "reasons")
    return Answer("People", "open", f"Nobody has read a row yet: ft-data review {dataset}", "reasons")


def _look(findings: Sequence[Finding]) -> Answer:
    found = [one for one in findings if one.tone in ("bad", "ask")]
    if not found:
        return Answer("Look at", "good", "Nothing stands out. Read a few rows.", "rows")
    more = f" And {len(found) - 1} more below." if len(found) > 1 else ""
    return Answer("Look at", "bad", f"{text.show(found[0].text, 120)}{more}", found[0].anchor)


@dataclass(frozen=True)
class Group:
    """Rows of the version that have something in common: what, how many there are, and a few of them."""

    name: str
    rows: int
    ids: Sequence[str]


def picked(reader: Reader) -> list[Group]:
    """Choose rows to read of the largest topics, of sources where topics are not known: those with the smallest ids, which are hashes."""
    if not reader.has("formatted", "record_id", "source"):
        return []
    topics = reader.has("signals", "record_id", "topic_name")
    about = "coalesce(nullif(topic_name, ''), 'no topic')" if topics else "source"
    joined = " JOIN signals USING (record_id)" if topics else ""
    found = reader.rows(
        f"SELECT {about}, count(*) AS n, min(record_id, {_ROWS}) FROM formatted{joined} GROUP BY 1 ORDER BY n DESC, 1 LIMIT {_GROUPS}"
    )
    return [Group(text.show(name, 60), int(rows), ids) for name, rows, ids in found]


@dataclass(frozen=True)
class Shown:
    """A row of the version as the page shows it."""

    record_id: str
    source: str
    prompt: str
    response: str


def shown(groups: Sequence[Group], texts: Mapping[str, Row]) -> list[tuple[Group, list[Shown]]]:
    """Return the groups with the texts of their rows; without texts there is nothing to read."""
    found = []
    for group in groups:
        rows = [
            Shown(
                one, text.show(row.source, 40), text.show(row.prompt, _SHOWN), text.show(row.response, _SHOWN)
            )
            for one in group.ids
            if (row := texts.get(one))
        ]
        if rows:
            found.append((group, rows))
    return found
