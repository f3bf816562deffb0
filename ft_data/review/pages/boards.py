"""Dashboards: the queue and its rules, the people and their agreement, the guideline and its versions."""

from __future__ import annotations

from starlette.responses import Response

from ft_data.review import activity, reliability
from ft_data.review.progress import lanes
from ft_data.review.rubric import versions
from ft_data.review.visits import Visit


def overview(visit: Visit) -> Response:
    """Show how far review is, what people made of the rules, and what audits found."""
    con = visit.station.db.con
    visit.station.follow()
    rows = visit.station.reader.sql(
        "SELECT verdict, count(*) AS n FROM ledger WHERE stage = 'filtered' GROUP BY verdict"
    )
    verdicts = {row["verdict"]: row["n"] for row in rows}
    return visit.page(
        "overview.html",
        lanes=lanes(con),
        counts=activity.standing_counts(con),
        verdicts=verdicts,
        budget=visit.station.settings.triage.budget,
        rules=activity.rules(con),
        audits=activity.audits(con),
        strict=activity.too_strict(con),
        turns=activity.next_audits(con),
        days=activity.per_day(con),
    )


def people(visit: Visit) -> Response:
    """Show pace, agreement, drift and fatigue."""
    con = visit.station.db.con
    return visit.page(
        "people.html",
        people=activity.people(con),
        agreements=reliability.measured(con),
        pairs=reliability.pairs(con),
        least=visit.station.settings.min_agreement,
    )


def guideline(visit: Visit) -> Response:
    """Show the guideline and rubric in force and the versions before it."""
    return visit.page("guideline.html", versions=versions(visit.station.db.con))
