"""One row's life: what cleaning changed, its measurements against the rules' bands, the rows it stands for and those like it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from ft_data.review import wording
from ft_data.review.app import ReviewApp
from ft_data.review.edits import Example, full_text
from ft_data.review.neighbours import Neighbour
from ft_data.review.reader import shown
from ft_data.review.rows import Row
from ft_data.review.signal_bars import Bar, bar

_EDITS = 100
_STANDS_FOR = 50
_COMPARED = 3
_CHARACTERS = 2_500


class Edit(NamedTuple):
    """What one rule changed in one field. ``words`` is empty for personal data: there only kind and count are kept."""

    rule: str
    field: str
    times: int
    words: list[wording.Piece]


class Measure(NamedTuple):
    """A signal that a rule in force looks at: its value on a bar with the bands, and whether the rule fired."""

    rule: str
    bar: Bar
    fired: bool
    why: str | None


class Like(NamedTuple):
    """A duplicate: what it is to this row, its id, the stage and the similarity, and how it differs where that is shown."""

    relation: str
    record_id: str
    stage: str
    score: float | None
    difference: list[wording.Piece]


class Life(NamedTuple):
    """Everything about a row that its text does not say."""

    edits: list[Edit]
    measures: list[Measure]
    duplicates: list[Like]
    neighbours: list[Neighbour]
    split: str


def life(app: ReviewApp, row: Row, ledger: Sequence[Mapping[str, Any]]) -> Life:
    """Gather the life of a row of the snapshot; ``ledger`` are its verdicts."""
    record_id = row.example["record_id"]
    views = shown(app.reader)
    split = ""
    if "formatted_main" in views:
        found = app.reader.sql("SELECT split FROM formatted_main WHERE record_id = ?", [record_id])
        split = found[0]["split"] if found else ""
    return Life(
        _edits(app, record_id) if "edits" in views else [],
        _measures(app, row, ledger),
        _duplicates(app, row.example, ledger),
        app.neighbours.of(row.example),
        split,
    )


def _edits(app: ReviewApp, record_id: str) -> list[Edit]:
    found = app.reader.sql(
        f'SELECT rule, field, "count", before, after FROM edits WHERE record_id = ? ORDER BY ALL LIMIT {_EDITS}',
        [record_id],
    )
    return [
        Edit(
            one["rule"],
            one["field"],
            one["count"],
            [] if one["before"] is None else wording.difference(one["before"], one["after"]),
        )
        for one in found
    ]


def _measures(app: ReviewApp, row: Row, ledger: Sequence[Mapping[str, Any]]) -> list[Measure]:
    """Lay out what the rules in force look at, those that fired first; only these are shown among all other rows."""
    fired = {reason for one in ledger for reason in one["reasons"] or ()}
    fired |= {finding.rule for one in ledger for finding in one["findings"]}
    found = []
    for name in sorted(app.bands, key=lambda name: (name not in fired, name)):
        rule = app.bands[name]
        signal = rule.get("signal") or ""
        bands = {verdict: rule[verdict] for verdict in ("drop", "review", "mark") if rule.get(verdict)}
        spread = app.rows.spread(signal) if name in fired and signal else None
        drawn = bar(row.signals.get(signal), spread, bands) if bands else None
        if drawn is not None:
            found.append(Measure(name, drawn, name in fired, rule.get("why")))
    return found


def _duplicates(app: ReviewApp, example: Example, ledger: Sequence[Mapping[str, Any]]) -> list[Like]:
    """List the rows that stand for this one and those that it stands for, with the words in which the first ones differ."""
    record_id = example["record_id"]
    pairs = [("stands for it", one["witness_id"], one) for one in ledger if one["witness_id"]]
    gone = app.reader.sql(
        "SELECT record_id, stage, score FROM ledger WHERE witness_id = ? AND verdict IN ('drop', 'merge')"
        f" ORDER BY score DESC, record_id LIMIT {_STANDS_FOR}",
        [record_id],
    )
    pairs += [("it stands for", one["record_id"], one) for one in gone]
    texts = app.rows.get([other for _, other, _ in pairs[:_COMPARED]])
    own = full_text(example)[:_CHARACTERS]
    found = []
    for relation, other, one in pairs:
        there = texts.get(other)
        words = wording.difference(own, full_text(there.example)[:_CHARACTERS]) if there else []
        found.append(Like(relation, other, one["stage"], one["score"], words))
    return found
