"""The verdict of every row: what becomes of it, why, and against which kept row."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import orjson
import pyarrow as pa

from ft_data.dedup.facts import Facts
from ft_data.dedup.meaning.edges import Meant
from ft_data.dedup.survivors import (
    CANNED_CAP,
    CONTAINED,
    EXACT,
    KEPT,
    NEAR,
    REASONS,
    SEMANTIC,
    TEMPLATE_CAP,
    Edges,
    Fate,
)
from ft_data.dedup.verify import Overlaps
from ft_data.example import VERDICT
from ft_data.recipe.schema import Dedupe

Ints = npt.NDArray[np.int64]

SIGNALS = {
    EXACT: "normalised_text",
    NEAR: "jaccard_5_words",
    CONTAINED: "containment_5_words",
    SEMANTIC: "cosine",
    TEMPLATE_CAP: "template",
    CANNED_CAP: "response",
}


class Decision(NamedTuple):
    """Everything decided, by row number in rank order."""

    facts: Facts
    settings: Dedupe
    nodes: Ints  # the best row equal to each row
    family: npt.NDArray[np.int32]  # the best row of its template family, -1 for none
    fate: Fate
    edges: Edges
    overlaps: Overlaps
    near: npt.NDArray[np.bool_]  # which pairs of `overlaps` are near duplicates
    meant: Meant  # pairs that agree in meaning

    @property
    def own(self) -> Ints:
        """The rows of the dataset itself."""
        return np.flatnonzero(self.facts.corpus == 0)

    def kept(self, rows: Ints) -> npt.NDArray[np.bool_]:
        """Tell which rows stay."""
        stays: npt.NDArray[np.bool_] = self.fate.reason[rows] == KEPT
        return stays

    def ids(self, rows: Ints) -> pa.Array:
        """Return record ids; null for row -1."""
        return self.facts.table["record_id"].combine_chunks().take(pa.array(rows, mask=rows < 0))


def verdict_table(decision: Decision) -> pa.Table:
    """Return one row of `ft_data.example.VERDICT` per row of the dataset."""
    own, fate = decision.own, decision.fate
    reason, score = fate.reason[own], fate.score[own]
    gone = reason != KEPT
    names = pa.array([REASONS.get(i) for i in range(max(REASONS) + 1)])
    offsets = np.concatenate([[0], np.cumsum(gone)]).astype(np.int32)
    detail = np.full(len(own), None, object)
    detail[gone] = _details(decision, own[gone])
    if decision.settings.near.templates == "review":
        flagged = ~gone & (decision.family[own] >= 0)
        detail[flagged] = _flags(decision, own[flagged])
    return pa.table(
        {
            "record_id": decision.ids(own),
            "verdict": pa.array(["keep", "drop"]).take(pa.array(gone.astype(np.int8))),
            "reasons": pa.ListArray.from_arrays(pa.array(offsets), names.take(pa.array(reason[gone]))),
            "witness_id": decision.ids(fate.witness[own]),
            "score": pa.array(score, mask=~gone | np.isnan(score)),
            "detail": pa.array(detail, pa.string()),
        },
        schema=VERDICT,
    )


def _details(decision: Decision, rows: Ints) -> list[str]:
    settings, fate, facts = decision.settings, decision.fate, decision.facts
    thresholds: dict[int, float | None] = {
        EXACT: 1.0,
        NEAR: settings.near.threshold,
        CONTAINED: settings.near.containment,
        SEMANTIC: settings.semantic.threshold,
        TEMPLATE_CAP: settings.near.template_cap,
        CANNED_CAP: settings.canned_cap,
    }
    out = []
    columns = fate.reason[rows].tolist(), fate.score[rows].tolist(), facts.corpus[fate.witness[rows]].tolist()
    for reason, score, corpus in zip(*columns, strict=True):
        detail: dict[str, object] = {
            "signal": SIGNALS[reason],
            "value": score if score == score else None,
            "threshold": thresholds[reason],
        }
        if corpus:
            detail["dataset"] = facts.corpora[corpus].name
        out.append(orjson.dumps(detail).decode())
    return out


def _flags(decision: Decision, rows: Ints) -> list[str]:
    families = decision.ids(decision.family[rows].astype(np.int64)).to_pylist()
    return [
        orjson.dumps({"flags": ["template_family"], "signal": "template", "value": name}).decode()
        for name in families
    ]
