"""Signals of the group `contradictions`, measured where the recipe asks."""

from __future__ import annotations

import pyarrow as pa

from ft_data.signals.api import PAIR, Group, Signal
from ft_data.signals.fitted.model import INDEX

_SIGNALS = (
    Signal(
        "contradicts_reference", pa.int32(), "response", "count",
        "Numbers, dates and names of the answer that stand where the nearest sentence of `references` has another one; "
        "null where no passage says nearly the same.",
        "own; passages by BM25 (Robertson & Zaragoza 2009)",
    ),
    Signal(
        "contradiction_evidence", pa.list_(pa.string()), "response", "sentences",
        "What the answer says, what the passage says and where, up to three.",
    ),
    Signal(
        "reference_checked", pa.int32(), "response", "count",
        "Sentences of the answer with a number, date or name whose counterpart in `references` was found and compared.",
    ),
    Signal("reference_place", pa.string(), "response", "place", "File and row of the passage compared first; null when none was."),
)  # fmt: skip

GROUP = Group(
    name="contradictions",
    signals=_SIGNALS,
    columns=PAIR,
    measure="ft_data.signals.fitted.references:measure",
    needs=("model",),
    asked="references",
    arrays=(
        *INDEX, "places", "places_at", "texts", "texts_at", "titles", "titles_at",
    ),
)  # fmt: skip
