"""One expectation: what is measured, what it may be, and what is shown when it is not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

Measurement = TypeVar("Measurement", bound=Callable[..., float])
State = Callable[..., Any]  # of a build and a snapshot: what JSON can hold
_SETTLED = "settled_by"


def nothing_else(build: Any, snapshot: Any) -> None:
    """Say that the version settles a measurement, with what it is made of, those before it and the recipe."""


def settled_by(state: State) -> Callable[[Measurement], Measurement]:
    """Declare what beside the version and the recipe settles a measurement: it is not made again while that is the same."""

    def declare(function: Measurement) -> Measurement:
        setattr(function, _SETTLED, state)
        return function

    return declare


def settling(function: Callable[..., float]) -> State | None:
    """Return what settles a measurement; None where it does not say, so that it is made every time."""
    return getattr(function, _SETTLED, None)


_MASKED = ("mask", "pseudonym", "drop")  # otherwise the recipe wants the text as it is, and we only count
REFUSED = "reviewed_made JOIN reviewed_verdicts v USING (record_id) WHERE v.verdict <> 'new'"


@dataclass(frozen=True)
class Expectation:
    """``low <= value <= high``, where ``value`` is what ``sql`` (or the named ``measure``) finds; None is open."""

    name: str
    description: str
    sql: str = ""
    low: float | None = 0
    high: float | None = 0
    blocking: bool = True
    examples: str = ""
    measure: str = ""  # "module:function" of a measurement that is not SQL
    told: str = ""  # SQL of the lines that name what failed


def masks(pii: str) -> bool:
    """Say whether a recipe with this ``clean.pii`` leaves no personal data in its texts."""
    return pii in _MASKED


def no_personal_data(pii: str) -> Expectation:
    """No string of the version holds personal data, where the recipe's ``clean.pii`` masks it."""
    return Expectation(
        "no_personal_data",
        "A scan of every string finds no e-mail address, telephone, card, account, address, key or token.",
        measure="ft_data.stages.privacy:residual",
        high=0 if masks(pii) else None,
    )


def balance(stage: str, before: str, passed: str = "'keep', 'new'", more: str = "") -> Expectation:
    """Every row that arrived has exactly one verdict, and nothing else has one but what was made here.

    Rows arrive from the stage ``before``, those with the verdicts ``passed``, and by what ``more`` adds to their SELECT.
    """
    verdicts = f"{stage}_verdicts"
    arrived = f"SELECT record_id FROM {before}_verdicts WHERE verdict IN ({passed}){more}"
    return Expectation(
        "ledger_balances",
        "Rows in + new = keep + drop + review + merge + new: each row that arrived has exactly one verdict.",
        f"""
        SELECT (SELECT count(*) FROM ({arrived}) a FULL JOIN (SELECT record_id FROM {verdicts} WHERE verdict <> 'new') v
                USING (record_id) WHERE a.record_id IS NULL OR v.record_id IS NULL)
             + (SELECT count(*) - count(DISTINCT record_id) FROM {verdicts})
        """,
        examples=(
            f"SELECT coalesce(a.record_id, v.record_id) AS record_id, a.record_id IS NOT NULL AS arrived, "
            f"v.record_id IS NOT NULL AS judged FROM ({arrived}) a FULL JOIN "
            f"(SELECT record_id FROM {verdicts} WHERE verdict <> 'new') v USING (record_id) "
            "WHERE a.record_id IS NULL OR v.record_id IS NULL"
        ),
    )
