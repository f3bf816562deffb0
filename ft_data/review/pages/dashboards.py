"""Dashboards: the queue and its rules, the people and their agreement, the guideline and its versions."""

from __future__ import annotations

from starlette.responses import Response

from ft_data.review import reliability, review_statistics
from ft_data.review.progress import lanes
from ft_data.review.request_context import RequestContext
from ft_data.review.rubric import versions


def overview(context: RequestContext) -> Response:
    """Show how far review is, what people made of the rules, and what audits found."""
    con = context.app.db.con
    context.app.follow()
    rows = context.app.reader.sql(
        "SELECT verdict, count(*) AS n FROM ledger WHERE stage = 'filtered' GROUP BY verdict"
    )
    verdicts = {row["verdict"]: row["n"] for row in rows}
    return context.page(
        "overview.html",
        lanes=lanes(con),
        counts=review_statistics.decision_counts(con),
        breakdown=review_statistics.waiting(con),
        verdicts=verdicts,
        budget=context.app.settings.triage.budget,
        rules=review_statistics.rules(con),
        audits=review_statistics.audits(con),
        strict=review_statistics.too_strict(con),
        turns=review_statistics.next_audits(con),
        escalated=review_statistics.with_leads(con),
        days=review_statistics.per_day(con),
    )


def people(context: RequestContext) -> Response:
    """Show pace, agreement, drift and fatigue."""
    con = context.app.db.con
    return context.page(
        "people.html",
        people=review_statistics.people(con),
        agreements=reliability.measured(con),
        pairs=reliability.pairs(con),
        least=context.app.settings.min_agreement,
    )


def guideline(context: RequestContext) -> Response:
    """Show the guideline and rubric in force and the versions before it."""
    return context.page("guideline.html", versions=versions(context.app.db.con))
