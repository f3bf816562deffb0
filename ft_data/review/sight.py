"""Everything one person sees of one item, gathered for the template."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, NamedTuple

from ft_data.review import wording
from ft_data.review.bars import Bar, bar, short
from ft_data.review.claims import Claim
from ft_data.review.edits import Example, fields
from ft_data.review.findings import Finding
from ft_data.review.nearby import Neighbour, both
from ft_data.review.rows import Row
from ft_data.review.station import Station


class Turn(NamedTuple):
    """One message: who speaks, what is shown, the name of its text in forms."""

    field: str
    role: str
    shown: wording.Shown
    calls: str | None
    text: str
    reasoning: wording.Shown | None = None  # what is thought before it is said, trained with it
    weight: float | None = None  # of the turn in training; none is 1


class Reason(NamedTuple):
    """One finding, its bar and the recipe's words about the rule."""

    finding: Finding
    bar: Bar | None
    why: str | None


class Earlier(NamedTuple):
    """A decision on an earlier state of this row."""

    kind: str
    reason: str | None
    actor: str
    decided_at: str
    rubric_version: int
    difference: list[wording.Piece] | None


@dataclass(frozen=True)
class Sight:
    """One item on the screen."""

    claim: Claim
    example: Example
    turns: list[Turn]
    left: list[Turn]
    right: list[Turn]
    reasons: list[Reason]
    measures: list[tuple[str, str]]
    neighbours: list[Neighbour]
    earlier: list[Earlier]
    opinions: list[dict[str, Any]]
    texts: dict[str, str]
    draft: dict[str, Any] | None
    cluster_size: int


def subject(station: Station, claim: Claim) -> tuple[Row, Row | None] | None:
    """Fetch what an item is about (and the other side of a pair); None when the snapshot has it no more."""
    other_id = claim.item["other_id"]
    rows = station.rows.get([claim.record_id, *([other_id] if other_id else [])])
    row, other = rows.get(claim.record_id), rows.get(other_id) if other_id else None
    if row is None or (other_id and other is None):
        return None
    hashes = (row.example["content_hash"], other.example["content_hash"] if other else "")
    if hashes != (claim.content_hash, claim.item["other_hash"]):
        return None  # the row changed a moment ago: the next refresh asks about its new content
    return row, other


def see(station: Station, claim: Claim) -> Sight | None:
    """Gather everything the page shows of an item; None when its row is not in the snapshot any more."""
    found = subject(station, claim)
    if found is None:
        return None
    row, other = found
    blind = bool(claim.item["is_audit"]) and claim.lane != "lead" and not claim.removal
    sides = _sides(row.example, other.example if other else None)
    if claim.swapped:
        sides = sides[::-1]
    judging = claim.task == "judge"
    return Sight(
        claim=claim,
        example=row.example,
        turns=turns("messages", _prompt(row.example, judging)),
        left=sides[0],
        right=sides[1],
        reasons=[] if blind else _reasons(station, claim, row),
        measures=[] if blind else measures(row.signals),
        neighbours=_neighbours(station, row.example, other) if judging and not blind else [],
        earlier=_earlier(station, claim, row.example),
        opinions=_opinions(station, claim) if claim.lane == "lead" else [],
        texts=fields(row.example),
        draft=claim.draft,
        cluster_size=_cluster_size(station, claim) if judging and not blind else 0,
    )


def _neighbours(station: Station, example: Example, other: Row | None) -> list[Neighbour]:
    """Return the row that stayed for a removed one; else the nearest rows decided without people."""
    if other is None:
        return station.nearby.of(example)
    difference = wording.difference(both(example), both(other.example))
    return [Neighbour("kept", other.example["record_id"], other.example["source"], difference, [])]


def turns(part: str, messages: list[dict[str, Any]]) -> list[Turn]:
    """Prepare messages for the page."""
    return [
        Turn(
            f"{part}-{position}",
            message["role"],
            wording.shown(message.get("content")),
            message.get("tool_calls_json"),
            message.get("content") or "",
            wording.shown(message["reasoning"]) if message.get("reasoning") else None,
            message.get("weight"),
        )
        for position, message in enumerate(messages)
    ]


def measures(signals: dict[str, Any]) -> list[tuple[str, str]]:
    """Name every measurement of a row that has a value, as text."""
    found = []
    for name, value in sorted(signals.items()):
        if isinstance(value, bool) or value is None:
            text = "" if value is None else ("yes" if value else "no")
        else:
            text = short(value) if isinstance(value, int | float) else str(value)[:80]
        if text:
            found.append((name, text))
    return found


def _prompt(example: Example, judging: bool) -> list[dict[str, Any]]:
    messages = list(example.get("messages") or [])
    return messages if judging or example["kind"] == "preference" else messages[:-1]


def _sides(first: Example, second: Example | None) -> list[list[Turn]]:
    if second is not None:
        return [turns("answer", one["messages"][-1:]) for one in (first, second)]
    if first["kind"] == "preference":
        return [turns("chosen", first["chosen"] or []), turns("rejected", first["rejected"] or [])]
    return [[], []]


def _reasons(station: Station, claim: Claim, row: Row) -> list[Reason]:
    found = []
    for finding in json.loads(claim.item["detail"] or "[]"):
        rule = station.bands.get(finding["rule"], {})
        signal = finding["signal"] or rule.get("signal")
        value = finding["value"] if finding["value"] is not None else row.signals.get(signal or "")
        bands = {name: rule[name] for name in ("drop", "review", "mark") if rule.get(name)}
        if not bands and finding["threshold"]:
            bands = {finding.get("verdict") or "review": finding["threshold"]}
        spread = station.rows.spread(signal) if signal else None
        finding["signal"] = signal
        found.append(Reason(finding, bar(value, spread, bands), rule.get("why")))
    return found


def _earlier(station: Station, claim: Claim, example: Example) -> list[Earlier]:
    rows = station.db.con.execute(
        "SELECT d.*, s.example AS shown FROM live d LEFT JOIN shown s USING (record_id, content_hash)"
        " WHERE d.record_id = ? AND d.content_hash <> ? AND d.kind NOT IN ('skip', 'escalate', 'new')"
        " AND d.task = ? ORDER BY d.decision_id DESC LIMIT 3",
        (claim.record_id, claim.content_hash, claim.task),
    )
    found = []
    for row in rows:
        before = json.loads(row["shown"]) if row["shown"] else None
        difference = wording.difference(both(before), both(example)) if before else None
        found.append(
            Earlier(
                row["kind"], row["reason"], row["actor"], row["decided_at"], row["rubric_version"], difference
            )
        )
    return found


def _opinions(station: Station, claim: Claim) -> list[dict[str, Any]]:
    """What others said, for the lead: without names, so that the argument counts and not the person."""
    rows = station.db.con.execute(
        "SELECT d.kind, d.choice, d.reason, d.decided_at, d.ratings, w.note, w.example FROM live d"
        " LEFT JOIN wording w USING (decision_id) WHERE d.item_id = ? AND d.kind <> 'skip'"
        " ORDER BY d.decision_id",
        (claim.item_id,),
    ).fetchall()
    original = station.rows.one(claim.record_id)
    found = []
    for number, row in enumerate(rows):
        made = json.loads(row["example"]) if row["example"] else None
        difference = None
        if made is not None and original is not None and row["kind"] == "edit":
            difference = wording.difference(both(original.example), both(made))
        choice = row["choice"]
        if choice in ("a", "b"):
            choice = "left" if (choice == "a") != claim.swapped else "right"
        found.append(
            {
                "who": f"Reviewer {chr(65 + number % 26)}",
                "kind": row["kind"],
                "choice": choice,
                "reason": row["reason"],
                "note": row["note"],
                "ratings": json.loads(row["ratings"]),
                "difference": difference,
            }
        )
    return found


def _cluster_size(station: Station, claim: Claim) -> int:
    if not claim.item["cluster"]:
        return 0
    found = station.db.con.execute(
        "SELECT count(*) AS n FROM (SELECT 1 FROM item WHERE cluster = ? AND active = 1 AND state = 'open'"
        " LIMIT 200)",
        (claim.item["cluster"],),
    ).fetchone()
    return int(found["n"])
