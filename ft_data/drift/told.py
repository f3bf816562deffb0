"""What a test found, in a sentence."""

from __future__ import annotations

from ft_data.drift.compare import MIXTURE, Tested


def tested(one: Tested) -> str:
    """Say what differs, where, how surely, and what shows it."""
    where = (
        f"the mixture of {one.what}" if one.kind == MIXTURE else f"{one.kind} {one.slice}: {_WHAT[one.what]}"
    )
    how = "differs" if one.drifted else "does not differ for certain"
    shown = f"; {one.shown}" if one.shown else ""
    return f"{where} {how} (p {_p(one.p)}, {one.before:,} groups of rows before, {one.now:,} now){shown}"


_WHAT = {"texts": "how it is said", "words": "the words", "signals": "what is measured of it"}


def _p(value: float) -> str:
    return "< .0001" if value < 0.0001 else f"{value:.4f}"
