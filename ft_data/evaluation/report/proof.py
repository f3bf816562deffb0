"""What the selection was shown to do: every arm, its loss and its interval, and the verdicts in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from ft_data.evaluation.report import text
from ft_data.evaluation.report.reader import Reader

_WIDTH, _ROW = 220, 14


@dataclass(frozen=True)
class Arm:
    """One arm, or one slice of the selection: figures as shown, the picture of its interval, what is said about it."""

    name: str
    texts: int
    rows: int
    words: int
    loss: str
    change: str
    bar: str
    said: str


@dataclass(frozen=True)
class Worth:
    """One rule: how many rows it alone removed, and what the loss does when they come back."""

    rule: str
    rows: int
    change: str
    bar: str
    said: str


_WORTH = ("rows", "change", "low", "high")
_FIGURES = ("texts", "rows", "words", "loss", *_WORTH[1:])


@dataclass(frozen=True)
class Proof:
    """Arms over all held-out texts, lowest loss first, what other proxies say, the selection by slice, the worst first, and what each rule is worth."""

    texts: int
    arms: tuple[Arm, ...]
    others: tuple[Arm, ...]
    slices: tuple[Arm, ...]
    rules: tuple[Worth, ...]


def proof(reader: Reader) -> Proof | None:
    """Return the proof of the version, None where its recipe asks for none."""
    if not reader.has("proof", "arm", "change"):
        return None
    for view in ("proof", "proof_answers", "proof_beside"):
        if reader.has(view, "proxy", *_FIGURES):
            reader.table("proof", view, "proxy || ', ' || arm || ', ' || slice", _FIGURES)
    if reader.has("proof_rules", "rule", *_WORTH):
        reader.table("what each rule is worth", "proof_rules", "rule", _WORTH)
    columns = "texts, rows, words, loss, change, low, high, said"
    arms = reader.rows(f"SELECT arm, {columns} FROM proof WHERE slice = 'all' ORDER BY loss, arm")
    slices = reader.rows(
        f"SELECT slice, {columns} FROM proof WHERE arm = 'selection' AND slice <> 'all' ORDER BY change DESC, slice"
    )
    reach = _reach((row[6], row[7]) for row in [*arms, *slices])
    return Proof(
        arms[0][1] if arms else 0,
        tuple(_arm(row, reach) for row in arms),
        _others(reader),
        tuple(_arm(row, reach) for row in slices),
        _rules(reader),
    )


def _others(reader: Reader) -> tuple[Arm, ...]:
    """Return a line for every proxy that the same arms were tried on: the selection, and what is said of it against random."""
    found = [
        row
        for view in ("proof_answers", "proof_beside")
        if reader.has(view, "proxy", "change")
        for row in reader.rows(
            "SELECT chosen.proxy, chosen.texts, chosen.rows, chosen.words, chosen.loss, chosen.change, chosen.low, "
            f"chosen.high, random.said FROM {view} chosen JOIN {view} random USING (proxy, slice) "
            "WHERE slice = 'all' AND chosen.arm = 'selection' AND random.arm = 'random' ORDER BY proxy"
        )
    ]
    reach = _reach((row[6], row[7]) for row in found)
    return tuple(_arm(row, reach) for row in found)


def _rules(reader: Reader) -> tuple[Worth, ...]:
    if not reader.has("proof_rules", "rule", "change"):
        return ()
    found = reader.rows(
        "SELECT rule, rows, change, low, high, said FROM proof_rules ORDER BY rows DESC, rule"
    )
    reach = _reach((row[3], row[4]) for row in found)
    return tuple(
        Worth(text.show(rule, 60), rows, *_change(change, low, high, reach, 2), text.show(said, 300))
        for rule, rows, change, low, high, said in found
    )


def _reach(ends: Iterable[tuple[float | None, ...]]) -> float:
    return max((abs(value) for pair in ends for value in pair if value is not None), default=1.0) or 1.0


def _change(change: float | None, low: float, high: float, reach: float, digits: int = 1) -> tuple[str, str]:
    if change is None:
        return "–", ""
    return f"{change:+.{digits}f}% ({low:+.{digits}f} to {high:+.{digits}f})", _bar(change, low, high, reach)


def _arm(row: tuple, reach: float) -> Arm:  # type: ignore[type-arg]
    name, texts, rows, words, loss, change, low, high, said = row
    changed = _change(change, low, high, reach)
    return Arm(text.show(name, 60), texts, rows, words, f"{loss:.3f}", *changed, text.show(said or "", 300))


def _bar(change: float, low: float, high: float, reach: float) -> str:
    """Draw an interval on an axis whose middle is random."""

    def at(value: float) -> int:
        return round(_WIDTH / 2 * (1 + 0.95 * value / reach))

    title = escape(f"{change:+.1f}%, 95% interval {low:+.1f} to {high:+.1f}")
    return (
        f'<svg class="bar" role="img" viewBox="0 0 {_WIDTH} {_ROW}" preserveAspectRatio="xMinYMid" width="{_WIDTH}" height="{_ROW}"><title>{title}</title>'
        f'<path d="M{_WIDTH // 2} 0v{_ROW}" stroke="currentColor" stroke-opacity=".35"/>'
        f'<path d="M{at(low)} {_ROW // 2}H{at(high)}" stroke="currentColor" stroke-width="3"/>'
        f'<circle cx="{at(change)}" cy="{_ROW // 2}" r="4" fill="currentColor"/></svg>'
    )
