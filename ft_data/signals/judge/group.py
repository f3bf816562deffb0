"""What a judge rated, as a group of signals: its answers are looked up, whoever asked for them."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow as pa

from ft_data.recipe.fitted import Judge
from ft_data.signals.api import PAIR, Group, Signal
from ft_data.signals.judge import wording
from ft_data.signals.plugins.api import group_name


def group_of(judge: Judge) -> Group:
    """Return the group of a judge's signals: one per criterion of the rubric, and the reason."""
    return Group(
        name=group_name(judge.name),
        signals=_signals(judge),
        columns=PAIR,
        measure="ft_data.signals.judge.group:measure",
        needs=("answers",),
        settings={"version": wording.version(judge), "model": judge.model, "rubric": dict(judge.rubric)},
        beside={"judge": judge.model_dump()},
    )  # fmt: skip


def keys_of(version: str, rows: pa.Table) -> list[str]:
    """Return the key of each row's answer by a judge of that version."""
    texts = (rows.column(name).to_pylist() for name in ("prompt_text", "response_text"))
    return [
        wording.key(version, prompt or "", response or "") for prompt, response in zip(*texts, strict=True)
    ]


def measure(table: pa.Table, params: Mapping[str, Any]) -> dict[str, Any]:
    """Return the ratings of rows in the store ``params["answers"]`` (a path); a row without an answer is null."""
    from ft_data.signals.judge.store import Store

    judge, keys = Judge.model_validate(params["judge"]), keys_of(params["version"], table)
    with closing(Store(Path(params["answers"]))) as store:
        answers = store.answers(keys)
    rated = [answers[key] if key in answers and answers[key].scores else None for key in keys]
    found: dict[str, Any] = {
        f"{judge.name}_{name}": pa.array(
            [one.scores[name] if one and one.scores else None for one in rated], pa.float32()
        )
        for name in judge.rubric
    }
    return found | {
        f"{judge.name}_reason": pa.array([one.reason if one else None for one in rated], pa.string())
    }


def _signals(judge: Judge) -> tuple[Signal, ...]:
    rated = [
        Signal(
            f"{judge.name}_{name}", pa.float32(), "both", "rating 1..5", f"{text.rstrip('.')}.", judge.model
        )
        for name, text in judge.rubric.items()
    ]
    said = Signal(
        f"{judge.name}_reason",
        pa.string(),
        "both",
        "sentence",
        "What the judge said of the row.",
        judge.model,
    )
    return (*rated, said)
