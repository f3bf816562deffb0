"""Why a row is in, or out: what every stage decided about it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ft_data.api import display
from ft_data.api.fields import Fields, Listing

_NOT_JUDGED = ("now", "row")  # where the row stands, and what it is: no stage decided these


@dataclass(frozen=True, eq=False)
class WhyStep(Fields):
    """What one stage decided: ``value`` of ``signal`` met ``threshold``, or the row at ``witness_id`` is as good as it.

    The last two steps are no stages: ``now`` says in ``verdict`` where the row stands; ``row`` has in ``detail`` what it is
    (source, position, licence, its texts cut to 400 characters, the edits that cleaning made).
    """

    stage: str
    verdict: str
    reasons: list[str]
    signal: str | None = None
    value: Any = None
    threshold: Any = None
    witness_id: str | None = None
    score: float | None = None
    detail: Mapping[str, Any] | None = None

    def lines(self) -> list[str]:
        """Return what the step says as lines: signal and threshold, witness, and every other fact."""
        told = []
        if self.signal:
            told.append(
                f"{self.signal} = {display.cell(self.value)}, threshold {display.cell(self.threshold)}"
            )
        if self.witness_id:
            score = f" (score {self.score:.4f})" if self.score is not None else ""
            told.append(f"witness {display.cell(self.witness_id)}{score}")
        for key, value in (self.detail or {}).items():
            if value not in (None, [], {}):
                plain = (
                    value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
                )
                told.append(f"{display.cell(key)}: {display.cell(plain)}")
        return told


class Why(Listing[WhyStep]):
    """Everything the ledger knows of one row, one `WhyStep` a stage, in the order of the stages.

    >>> Why("5f0c", [WhyStep("cleaned", "keep", []), WhyStep("now", "on its way", [])]).standing
    'on its way'
    """

    def __init__(self, record_id: str, entries: list[WhyStep]):
        super().__init__(entries)
        self.record_id = record_id

    @property
    def standing(self) -> str:
        """Where the row stands: in, waiting for a person, on its way, or out, and at which stage."""
        return next((step.verdict for step in self if step.stage == "now"), "")

    @property
    def row(self) -> Mapping[str, Any]:
        """What the row is: source, licence, excerpts of its texts, edits; empty if it made no example."""
        return next((step.detail or {} for step in self if step.stage == "row"), {})

    def __repr__(self) -> str:
        told = []
        for step in self:
            stage, verdict, reasons = map(display.cell, (step.stage, step.verdict, step.reasons))
            told.append(f"{stage:<16}{verdict:<8}{reasons}".rstrip())
            told += [f"{'':<16}{line}" for line in step.lines()]
        return "\n".join(told)

    def _repr_html_(self) -> str:
        judged = [step for step in self if step.stage not in _NOT_JUDGED]
        cells = [
            [
                display.text(step.stage),
                display.text(step.verdict),
                display.text(step.reasons),
                "<br>".join(map(display.text, step.lines())),
            ]
            for step in judged
        ]
        standing = f"<b>{display.text(self.standing)}</b> &#183; <code>{display.text(self.record_id)}</code>"
        facts = [
            {
                "": name,
                " ": value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str),
            }
            for name, value in self.row.items()
            if value not in (None, [], {})
        ]
        return display.block(
            display.caption(standing),
            display.table_of(("stage", "verdict", "reasons", "because"), cells),
            display.table(facts, ("", " ")) if facts else "",
        )
