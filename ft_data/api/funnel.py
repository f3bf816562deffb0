"""The funnel: what became of the rows at every stage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ft_data.api import display
from ft_data.api.fields import Fields, Listing

# What a row can come to, in the order of a bar, with a colour that can be told apart on white and on black.
_COLOURS = {
    "keep": "#2e7a69",
    "new": "#82b8a8",
    "review": "#c58b22",
    "merge": "#7568ad",
    "drop": "#bb5641",
}
_REASONS = 3  # shown of a stage


@dataclass(frozen=True, eq=False)
class FunnelStage(Fields):
    """One stage, in rows: ``rows_in + new = keep + drop + review + merge + new`` and ``rows_out = keep + new``.

    ``reasons`` counts rows by reason, the most frequent first; ``split`` of ``drop`` were cut into the examples among
    ``new``; ``earlier_run`` says that the version was made of older rows than those of the stage before it.
    """

    stage: str
    rows_in: int
    keep: int
    drop: int
    review: int
    merge: int
    new: int
    split: int
    rows_out: int
    reasons: Mapping[str, int]
    earlier_run: bool

    def said(self) -> dict[str, object]:
        """Return the entry as people read it: the three largest reasons, and what was split is not lost."""
        told = [f"{reason} {count:,}" for reason, count in [*self.reasons.items()][:_REASONS]]
        more = len(self.reasons) - len(told)
        shown = {name: self[name] for name in self if name not in ("split", "earlier_run")}
        stage = f"{self.stage} (an earlier run)" if self.earlier_run else self.stage
        reasons = "; ".join(told) + (f"; {more} more" if more > 0 else "")
        return {**shown, "stage": stage, "drop": self.drop - self.split, "reasons": reasons}


class Funnel(Listing[FunnelStage]):
    """What became of the rows: one `FunnelStage` a stage that has run, from ``raw`` on.

    >>> steps = [FunnelStage("raw", 3, 2, 1, 0, 0, 0, 0, 2, {"unreadable": 1}, False)]
    >>> Funnel("demo", steps)[0].rows_out
    2
    >>> print(Funnel("demo", steps))
    demo: what became of the rows
    stage  rows_in  keep  drop  review  merge  new  rows_out  reasons
    raw          3     2     1       0      0    0         2  unreadable 1
    """

    def __init__(self, dataset: str, entries: list[FunnelStage]):
        super().__init__(entries)
        self.dataset = dataset

    def __repr__(self) -> str:
        rows = [entry.said() for entry in self]
        return "\n".join([self._title, *display.lines(rows, list(rows[0]) if rows else [], 80)])

    def _repr_html_(self) -> str:
        most = max([1, *(entry.rows_in + entry.new for entry in self)])
        cells = [
            [
                display.text(said["stage"]),
                _bar(entry, most),
                *(display.text(said[name]) for name in ("rows_in", *_COLOURS, "rows_out", "reasons")),
            ]
            for entry in self
            for said in [entry.said()]
        ]
        columns = ("stage", "", "in", *_COLOURS, "out", "reasons")
        right = ("in", *_COLOURS, "out")
        return display.block(
            display.caption(display.text(self._title)), display.table_of(columns, cells, right, _COLOURS)
        )

    @property
    def _title(self) -> str:
        return f"{self.dataset}: what became of the rows" if self else f"{self.dataset}: nothing has run yet"


def _bar(entry: FunnelStage, most: int) -> str:
    pieces = "".join(
        f'<span title="{name} {entry[name]:,}" style="display:inline-block;height:12px;background:{colour};'
        f'width:{100 * entry[name] / most:.2f}%"></span>'
        for name, colour in _COLOURS.items()
        if entry[name]
    )
    return f'<div style="width:220px;line-height:0;white-space:nowrap">{pieces}</div>'
