"""Overlap between datasets: siblings of another training stage, or a previous release. Nothing is removed."""

from __future__ import annotations

import duckdb
import numpy as np
import pyarrow as pa

from ft_data.dedup.bands import signature_params
from ft_data.dedup.candidates import candidate_pairs, split_pairs
from ft_data.dedup.corpus import Corpus
from ft_data.dedup.facts import Facts, load_facts
from ft_data.dedup.grouping import first_equal
from ft_data.dedup.resolve import near_duplicates
from ft_data.dedup.verify import Overlaps
from ft_data.recipe.schema import Dedupe

OVERLAP = pa.schema(
    [
        ("record_id", pa.string()),
        ("other_id", pa.string()),
        ("kind", pa.string()),  # exact, near
        ("score", pa.float64()),
    ]
)
SIBLINGS = pa.schema([pa.field("dataset", pa.string()), *OVERLAP])


def overlap(own: Corpus, other: Corpus, settings: Dedupe, con: duckdb.DuckDBPyConnection) -> pa.Table:
    """Return the rows of ``own`` that have a duplicate in ``other``, each with its best match there.

    Both corpora need signatures made with the same parameters; exact and near are defined as within one
    dataset. Raises `ValueError` when signatures and texts do not hold the same rows.
    """
    return overlapping(load_facts([own, other], None, settings, con), settings)


def overlapping(facts: Facts, settings: Dedupe) -> pa.Table:
    """Return the rows of the first of two corpora that have a duplicate in the second, each with its best match there."""
    exact = first_equal(facts.column("exact_a"), facts.column("exact_b"))
    same = np.flatnonzero((facts.corpus == 0) & (facts.corpus[exact] > 0))
    best = {int(row): (int(exact[row]), "exact", 1.0) for row in same}
    if settings.near.enabled:
        for a, b, score in _near(facts, settings):
            row, match = (a, b) if facts.corpus[a] == 0 else (b, a)
            known = best.get(row, (-1, "", -1.0))
            if known[1] != "exact" and (score, -match) > (known[2], -known[0]):
                best[row] = (match, "near", score)
    rows = sorted(best)
    ids = facts.table["record_id"]
    return pa.table(
        {
            "record_id": ids.take(pa.array(rows, pa.int64())),
            "other_id": ids.take(pa.array([best[row][0] for row in rows], pa.int64())),
            "kind": pa.array([best[row][1] for row in rows], pa.string()),
            "score": pa.array([best[row][2] for row in rows], pa.float64()),
        },
        schema=OVERLAP,
    )


def _near(facts: Facts, settings: Dedupe) -> list[tuple[int, int, float]]:
    alone = np.full(len(facts), -1, np.int32)
    pairs = candidate_pairs(facts.bands, signature_params(settings)["bands"], facts.column("unit") > 0, alone)
    better, worse = split_pairs(pairs)
    across = facts.corpus[better] != facts.corpus[worse]
    overlaps = Overlaps(pairs[across], facts.fetch)
    near = near_duplicates(facts, overlaps, alone, settings)
    sides = overlaps.better[near], overlaps.worse[near], overlaps.jaccard[near]
    return list(zip(*(side.tolist() for side in sides), strict=True))
