"""What an exporter answers and what a trainer is predicted to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from ft_data.errors import Unusable

Row = dict[str, Any]


class Uses(NamedTuple):
    """What the turns of a whole version have besides texts. It decides columns, so no single row can say it."""

    tools: bool = False
    reasoning: bool = False


class Refusal(Unusable):
    """The example cannot be written in this format without losing something.

    ``reason`` is a short name for counts; ``detail`` says what to do about it and holds no row text.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason, self.detail = reason, detail


@dataclass(frozen=True)
class Prediction:
    """What the trainer does with an exported row.

    ``accepted``: trained as written. ``altered``: trained, but not on what is written. ``dropped``: skipped
    without an error. ``raises``: the trainer stops.
    """

    outcome: Literal["accepted", "altered", "dropped", "raises"]
    reason: str = ""


ACCEPTED = Prediction("accepted")
