"""Which rows of a corpus mean the same, and what held the rest apart."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ft_data.dedup.candidates import distinct
from ft_data.dedup.facts import Facts
from ft_data.dedup.grouping import first_equal
from ft_data.dedup.meaning.guards import objection
from ft_data.dedup.meaning.search import Alike, alike
from ft_data.dedup.survivors import SEMANTIC, Edges

SHOWN = 200  # pairs kept for the report, of either outcome

Ints = npt.NDArray[np.int64]


class Meant(NamedTuple):
    """Pairs whose vectors agree, and the guard that objected to each ("" for none)."""

    pairs: Alike
    guard: npt.NDArray[np.object_]

    def edges(self) -> Edges:
        """Return the pairs that no guard objected to, as duplicates."""
        same = self.guard == ""
        kind = np.full(int(same.sum()), SEMANTIC, np.int8)
        return Edges(self.pairs.better[same], self.pairs.worse[same], self.pairs.cosine[same], kind)

    def shown(self) -> Ints:
        """Choose the least certain duplicates and the nearest pairs that were held apart."""
        order = np.lexsort((self.pairs.worse, self.pairs.better, self.pairs.cosine))
        same = self.guard[order] == ""
        return np.concatenate([order[same][:SHOWN], order[~same][::-1][:SHOWN]])


NOTHING = Meant(Alike(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0)), np.empty(0, object))


def same_meaning(
    facts: Facts,
    alone: npt.NDArray[np.bool_],
    family: npt.NDArray[np.int32],
    threshold: float,
) -> Meant:
    """Find the pairs of rows that say the same in other words.

    Within the dataset itself: other datasets are compared word for word. Rows of one template family, and
    rows that differ in tool calls or rejected answers, are never paired.
    """
    keys = facts.meaning_keys()
    rows = np.flatnonzero(alone & (keys != 0))
    if len(rows) < 2:
        return NOTHING
    first = first_equal(keys[rows], facts.column("variant_key")[rows]).astype(np.uint64)
    found = alike(first, rows, facts.vectors, threshold)
    apart = (family[found.better] < 0) | (family[found.better] != family[found.worse])
    found = Alike(*(side[apart] for side in found))
    return Meant(found, _objections(facts, found))


def _objections(facts: Facts, found: Alike) -> npt.NDArray[np.object_]:
    rows = distinct(np.concatenate([found.better, found.worse]))
    prompt, response = np.empty(len(rows), object), np.empty(len(rows), object)
    for batch in facts.fetch(rows) if len(rows) else ():
        where = batch["place"].to_numpy()
        prompt[where], response[where] = batch["prompt_text"].to_pylist(), batch["response_text"].to_pylist()
    a, b = np.searchsorted(rows, found.better), np.searchsorted(rows, found.worse)
    guards = [
        objection(prompt[i] or "", prompt[j] or "") or objection(response[i] or "", response[j] or "") or ""
        for i, j in zip(a.tolist(), b.tolist(), strict=True)
    ]
    return np.array(guards, object)
