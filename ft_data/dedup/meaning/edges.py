"""Which rows of a corpus mean the same, and what held the rest apart."""

from __future__ import annotations

from typing import NamedTuple

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from ft_data.dedup.candidates import distinct
from ft_data.dedup.facts import Facts
from ft_data.dedup.grouping import first_equal
from ft_data.dedup.meaning.embedding import DIMENSIONS, Vectors
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
    con: duckdb.DuckDBPyConnection,
) -> Meant:
    """Find the pairs of rows that say the same in other words.

    Within the dataset itself: other datasets are compared word for word. Rows of one template family, and
    rows that differ in tool calls or rejected answers, are never paired.
    """
    keys = _column(facts, "meaning_key")
    rows = np.flatnonzero(alone & (keys != 0))
    if len(rows) < 2:
        return NOTHING
    first = first_equal(keys[rows], facts.column("variant_key")[rows]).astype(np.uint64)
    found = alike(first, rows, lambda some: _vectors(facts, some), threshold)
    apart = (family[found.better] < 0) | (family[found.better] != family[found.worse])
    found = Alike(*(side[apart] for side in found))
    return Meant(found, _objections(facts, found, con))


def _objections(facts: Facts, found: Alike, con: duckdb.DuckDBPyConnection) -> npt.NDArray[np.object_]:
    rows = distinct(np.concatenate([found.better, found.worse]))
    prompt, response = np.empty(len(rows), object), np.empty(len(rows), object)
    for batch in facts.fetch(con, rows) if len(rows) else ():
        where = batch["place"].to_numpy()
        prompt[where], response[where] = batch["prompt_text"].to_pylist(), batch["response_text"].to_pylist()
    a, b = np.searchsorted(rows, found.better), np.searchsorted(rows, found.worse)
    guards = [
        objection(prompt[i] or "", prompt[j] or "") or objection(response[i] or "", response[j] or "") or ""
        for i, j in zip(a.tolist(), b.tolist(), strict=True)
    ]
    return np.array(guards, object)


def _paths(facts: Facts) -> list[str]:
    """Return the parts with vectors: of the dataset itself, whose signatures are the first in `Facts`."""
    return list(facts.corpora[0].meanings)


def _column(facts: Facts, name: str) -> npt.NDArray[np.uint64]:
    parts = [pq.read_table(path, columns=[name])[name].to_numpy() for path in _paths(facts)]
    values: npt.NDArray[np.uint64] = np.concatenate(parts) if parts else np.empty(0, np.uint64)
    own = int((facts.corpus == 0).sum())
    if len(values) != own:
        raise ValueError(f"{own} rows have signatures, {len(values)} have meanings")
    return np.concatenate([values, np.zeros(len(facts) - own, np.uint64)])[facts.positions]


def _vectors(facts: Facts, rows: Ints) -> tuple[Vectors, Vectors]:
    """Read the vectors of some rows: parts are read one at a time, and kept only where rows want them."""
    place = facts.positions[rows]
    prompt, response = (np.zeros((len(rows), DIMENSIONS), np.int8) for _ in range(2))
    start = 0
    for path in _paths(facts):
        stop = start + pq.read_metadata(path).num_rows
        here = np.flatnonzero((place >= start) & (place < stop))
        if len(here):
            table = pq.read_table(path, columns=["prompt_vector", "response_vector"])
            table = table.take(pa.array(place[here] - start))
            for column, side in (("prompt_vector", prompt), ("response_vector", response)):
                values = table[column].combine_chunks()
                full = values.fill_null(bytes(DIMENSIONS)).to_pylist()
                data = np.frombuffer(b"".join(full), np.int8)
                side[here] = data.reshape(len(here), DIMENSIONS)
        start = stop
    return prompt, response
