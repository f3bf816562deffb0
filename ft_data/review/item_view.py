"""Everything one person sees of one item, gathered for the template."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from ft_data.review import item_history, rankings, spans, wording
from ft_data.review.app import ReviewApp
from ft_data.review.claims import Claim
from ft_data.review.edits import Example, fields, full_text
from ft_data.review.item_history import Earlier, Opinion
from ft_data.review.neighbours import Neighbour
from ft_data.review.rows import Row
from ft_data.review.signal_bars import Bar, bar, measurements
from ft_data.review.spans import Quote, Span
from ft_data.review.wording import Turn, turns
from ft_data.warehouse.detail import Finding


class Reason(NamedTuple):
    """One finding, its bar and the recipe's words about the rule."""

    finding: Finding
    bar: Bar | None
    why: str | None


class Answer(NamedTuple):
    """One of several answers to a prompt."""

    record_id: str
    turns: list[Turn]


@dataclass(frozen=True)
class ItemView:
    """One item on the screen. What a blind audit hides is empty."""

    claim: Claim
    example: Example
    turns: list[Turn]
    left: list[Turn]
    right: list[Turn]
    texts: dict[str, str]
    earlier: list[Earlier]
    reasons: list[Reason]
    measurements: list[tuple[str, str]]
    neighbours: list[Neighbour]
    opinions: list[Opinion]
    cluster_size: int
    marks: list[Quote]  # of who looks
    group: list[Answer]  # more than two answers, in the order of this showing


def current_rows(app: ReviewApp, claim: Claim) -> tuple[Row, Row | None] | None:
    """Fetch what an item is about (and the other side of a pair); None when the snapshot has it no more."""
    other_id = claim.item["other_id"]
    rows = app.rows.get([claim.record_id, *([other_id] if other_id else [])])
    row, other = rows.get(claim.record_id), rows.get(other_id) if other_id else None
    if row is None or (other_id and other is None):
        return None
    if claim.group:
        return (row, None) if group_rows(app, claim) else None
    hashes = (row.example["content_hash"], other.example["content_hash"] if other else "")
    if hashes != (claim.content_hash, claim.item["other_hash"]):
        return None  # the row changed a moment ago: the next refresh asks about its new content
    return row, other


def group_rows(app: ReviewApp, claim: Claim) -> list[Row] | None:
    """Fetch the rows whose answers are put in an order; None when one of them has other content by now, or is gone."""
    rows = app.rows.get([name for name, _ in claim.group])
    there = all(name in rows and rows[name].example["content_hash"] == shown for name, shown in claim.group)
    return [rows[name] for name, _ in claim.group] if there else None


def view_item(app: ReviewApp, claim: Claim, person: str) -> ItemView | None:
    """Gather everything the page shows of an item; None when its row is not in the snapshot any more."""
    found = current_rows(app, claim)
    if found is None:
        return None
    row, other = found
    example, con = row.example, app.db.con
    judging, lead = claim.task == "judge", claim.lane == "lead"
    blind = bool(claim.item["is_audit"]) and not lead and not claim.removal
    sides = _sides(example, other.example if other else None)
    left, right = sides[::-1] if claim.swapped else sides
    return ItemView(
        claim=claim,
        example=example,
        turns=turns("messages", _prompt(example, judging)),
        left=left,
        right=right,
        texts=fields(example),
        earlier=item_history.earlier(con, claim, example),
        reasons=[] if blind or claim.group else _reasons(app, claim, row.signals),
        measurements=[] if blind else measurements(row.signals),
        neighbours=_neighbours(app, example, other) if judging and not blind else [],
        opinions=item_history.opinions(con, claim, example) if lead else [],
        cluster_size=item_history.cluster_size(con, claim) if judging and not blind else 0,
        group=_group(app, claim),
        marks=spans.quotes(con, _own(con, claim, person), example),
    )


def _own(con: sqlite3.Connection, claim: Claim, person: str) -> list[Span]:
    """Return what this person marked of the content on the screen."""
    found = spans.about(con, claim.record_id)
    return [one for one in found if (one.actor, one.content_hash) == (person, claim.content_hash)]


def _prompt(example: Example, judging: bool) -> list[dict[str, Any]]:
    """The messages shown above the answers to compare; judged alone, a row is shown whole."""
    messages = list(example.get("messages") or [])
    return messages if judging or example["kind"] == "preference" else messages[:-1]


def _sides(first: Example, second: Example | None) -> tuple[list[Turn], list[Turn]]:
    if second is not None:
        return turns("answer", first["messages"][-1:]), turns("answer", second["messages"][-1:])
    if first["kind"] == "preference":
        return turns("chosen", first["chosen"] or []), turns("rejected", first["rejected"] or [])
    return [], []


def _group(app: ReviewApp, claim: Claim) -> list[Answer]:
    """Return the answers to put in an order, drawn by lot."""
    rows = group_rows(app, claim) or []
    shown = [rows[at] for at in rankings.order(claim.token, len(rows))]
    return [Answer(row.example["record_id"], turns("answer", row.example["messages"][-1:])) for row in shown]


def _neighbours(app: ReviewApp, example: Example, other: Row | None) -> list[Neighbour]:
    """Return the row that stayed for a removed one; else the nearest rows decided without people."""
    if other is None:
        return app.neighbours.of(example)
    difference = wording.difference(full_text(example), full_text(other.example))
    return [Neighbour("kept", other.example["record_id"], other.example["source"], difference, [])]


def _reasons(app: ReviewApp, claim: Claim, signals: dict[str, Any]) -> list[Reason]:
    found = []
    for stored in json.loads(claim.item["detail"] or "[]"):
        finding = Finding(**stored)
        rule = app.bands.get(finding.rule, {})
        finding = replace(finding, signal=finding.signal or rule.get("signal"))
        value = signals.get(finding.signal or "") if finding.value is None else finding.value
        bands = {name: rule[name] for name in ("drop", "review", "mark") if rule.get(name)}
        if not bands and finding.threshold:
            bands = {finding.verdict or "review": finding.threshold}
        spread = app.rows.spread(finding.signal) if finding.signal else None
        found.append(Reason(finding, bar(value, spread, bands), rule.get("why")))
    return found
