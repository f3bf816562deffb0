"""The signals of a judge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from ft_data.recipe.fitted import Judge
from ft_data.signals.api import Signal
from ft_data.signals.judge.store import Answer


def signals(judge: Judge) -> tuple[Signal, ...]:
    """Return one signal per criterion of the rubric, and the reason."""
    return (
        *(
            Signal(
                f"{judge.name}_{name}",
                pa.float32(),
                "both",
                "rating 1..5",
                f"{text.rstrip('.')}.",
                judge.model,
            )
            for name, text in judge.rubric.items()
        ),
        Signal(
            f"{judge.name}_reason",
            pa.string(),
            "both",
            "sentence",
            "What the judge said of the row.",
            judge.model,
        ),
    )


def columns(judge: Judge, answers: Sequence[Answer | None]) -> Mapping[str, Any]:
    """Return the columns of rows with these answers; a row without one is null."""
    rated = [answer if answer and answer.scores else None for answer in answers]
    found: dict[str, Any] = {
        f"{judge.name}_{name}": pa.array(
            [one.scores[name] if one and one.scores else None for one in rated], pa.float32()
        )
        for name in judge.rubric
    }
    return found | {
        f"{judge.name}_reason": pa.array([one.reason if one else None for one in rated], pa.string())
    }
