"""The page of health: every dataset of a home, one file that needs nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ft_data.evaluation.report.page import environment, style, style_hash
from ft_data.inspection.health.finding import WORST, days
from ft_data.inspection.health.look import Health

_HERE = Path(__file__).parent


def render(found: Sequence[Health]) -> str:
    """Return the page, the datasets in most trouble first."""
    templates = environment(_HERE)
    templates.filters["since"] = lambda value: "" if value is None else days(value)
    css, own = style(), (_HERE / "page.css").read_text("utf-8")
    listed = sorted(found, key=lambda one: (WORST.index(one.level), one.dataset))
    html: str = templates.get_template("page.html.jinja").render(
        found=listed, style=css, style_hash=style_hash(css), own=own, own_hash=style_hash(own)
    )
    return html
