"""The selection in pictures: the budget curve, the sources before and after, and the rows on both sides of the border."""

from __future__ import annotations

from dataclasses import dataclass

from ft_data.evaluation.report import text
from ft_data.evaluation.report.reader import Reader

_WIDTH, _HEIGHT, _EDGE = 420, 120, 8
_BORDER = 12


@dataclass(frozen=True)
class Budgets:
    """The curve as a picture and as figures; sources with their shares; rows at the border, taken and left."""

    picture: str
    points: tuple[tuple[str, ...], ...]
    sources: tuple[tuple[str, str, str, str], ...]
    taken: tuple[tuple[int, str, str], ...]
    left: tuple[tuple[int, str, str], ...]


def budgets(reader: Reader, masked: bool) -> Budgets | None:
    """Return what the proof and the selection have to show, None where there is no proof; texts only where they are masked."""
    if not reader.has("proof_curve", "share", "loss"):
        return None
    found = reader.rows(
        "SELECT share, rows, words, loss, random, change, low, high FROM proof_curve ORDER BY share"
    )
    points = tuple(
        (
            f"{share:.0%}",
            f"{rows:,}",
            f"{words:,}",
            f"{loss:.3f}",
            f"{random:.3f}",
            _change(change, low, high),
        )
        for share, rows, words, loss, random, change, low, high in found
    )
    return Budgets(
        _picture([row[3] for row in found], [row[4] for row in found]) if found else "",
        points,
        _sources(reader),
        *(_border(reader, *side) if masked else () for side in (("IN", "DESC"), ("NOT IN", "ASC"))),
    )


def _change(change: float | None, low: float, high: float) -> str:
    return "–" if change is None else f"{change:+.1f}% ({low:+.1f} to {high:+.1f})"


def _sources(reader: Reader) -> tuple[tuple[str, str, str, str], ...]:
    found = reader.rows(
        "SELECT source, max(share) FILTER (mixture = 'as they come') AS come, max(share) FILTER (mixture = 'now') AS now, "
        "max(share) FILTER (mixture = 'advised') AS advised FROM proof_mixture WHERE mixture <> 'curve' "
        "GROUP BY source ORDER BY come DESC, source"
    )
    return tuple((text.show(source, 60), f"{a:.1%}", f"{b:.1%}", f"{c:.1%}") for source, a, b, c in found)


def _border(reader: Reader, side: str, order: str) -> tuple[tuple[int, str, str], ...]:
    """Return the last rows that were taken, or the first that were left: rank, text and reason."""
    if not reader.has("selected_influence", "rank") or not reader.has("reviewed", "prompt_text"):
        return ()
    found = reader.rows(
        "SELECT i.rank, r.prompt_text, i.reason FROM selected_influence i JOIN reviewed r USING (record_id) "
        f"WHERE i.record_id {side} (SELECT record_id FROM selected) ORDER BY i.rank {order} LIMIT {_BORDER}"
    )
    return tuple(
        (rank, text.show(prompt or "", 160), text.show(reason, 200)) for rank, prompt, reason in sorted(found)
    )


def _picture(ours: list[float], random: list[float]) -> str:
    """Draw both losses over the budgets, evenly spaced; random is dashed."""
    low, high = min(*ours, *random), max(*ours, *random)

    def line(values: list[float], more: str) -> str:
        step = (_WIDTH - 2 * _EDGE) / max(len(values) - 1, 1)
        reach = (_HEIGHT - 2 * _EDGE) / ((high - low) or 1.0)
        places = " ".join(
            f"{_EDGE + at * step:.0f},{_EDGE + (high - one) * reach:.0f}" for at, one in enumerate(values)
        )
        return f'<polyline points="{places}" fill="none" stroke="currentColor" stroke-width="2"{more}/>'

    return (
        f'<svg class="curve" role="img" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" height="{_HEIGHT}">'
        + "<title>Loss by budget: by influence, and dashed at random</title>"
        + line(ours, "")
        + line(random, ' stroke-dasharray="4 4"')
        + "</svg>"
    )
