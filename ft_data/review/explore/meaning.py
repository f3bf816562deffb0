"""Searching by meaning: the rows whose question or answer lies nearest to some words, by the vectors that duplicates are found with.

A row has a vector of each side where it was judged by meaning (`ft_data.dedup.meaning`): English of ordinary length. Nothing is
embedded here but the words that are asked for, with the model those vectors were made by, from installed packages.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ft_data.errors import WrongInput
from ft_data.review.explore.facets import Places
from ft_data.review.explore.places import KEY, RowPlaces
from ft_data.review.reader import Reader, shows

VIEW = "deduped_vectors"
MOST = 1_000  # rows; beyond lies what has little to do with the words
_AT_ONCE = 50_000  # vectors in memory
_SIDES = f"SELECT record_id, unnest([prompt_vector, response_vector]) AS vector FROM {VIEW}"


class NoMeaning(WrongInput):
    """Nothing can be searched by meaning; the message says why, and how it could be."""


class Near(NamedTuple):
    """The nearest rows, the nearest first, and the cosine of the nearer side of each; ``known`` rows have a vector at all."""

    places: Places
    cosine: npt.NDArray[np.float32]
    known: int


def near(reader: Reader, places: RowPlaces, words: str) -> Near:
    """Find the rows nearest to some words. Raises NoMeaning."""
    if not shows(reader, VIEW):
        raise NoMeaning(
            "No row has a vector yet. `dedupe: {semantic: {enabled: true}}` in the recipe makes them in the next run, "
            "with the extra `embed`: pip install 'ft-data[embed]'."
        )
    wanted = _vector(words)
    best = np.full(len(places), -np.inf, np.float32)
    for batch in reader.batches(f"SELECT {KEY}, vector FROM ({_SIDES}) WHERE vector IS NOT NULL", _AT_ONCE):
        if not len(batch):
            continue
        found = {name: batch.column(name).to_numpy() for name in ("high", "low")}
        at, known = places.find(found)
        # Every vector is of the same length. Products of 8-bit integers add up exactly, however many rows are read at a time.
        vectors = np.frombuffer(b"".join(batch.column("vector").to_pylist()), np.int8)
        floats = vectors.reshape(-1, len(wanted)).astype(np.float32)
        lengths = np.sqrt((floats**2).sum(axis=1, dtype=np.float64))
        cosine = ((floats @ wanted) / (lengths * np.linalg.norm(wanted.astype(np.float64)))).astype(
            np.float32
        )
        np.maximum.at(best, at[known], cosine[known])
    judged = np.flatnonzero(best > -np.inf)
    order = judged[np.argsort(-best[judged], kind="stable")][:MOST]
    return Near(order, best[order], len(judged))


def _vector(words: str) -> npt.NDArray[np.float32]:
    """Embed some words. Raises NoMeaning."""
    from ft_data.dedup.meaning.embedding import EmbedMissing, embed

    try:
        vectors, known = embed([words])
    except EmbedMissing as error:
        raise NoMeaning(f"Searching by meaning needs the model that vectors were made by: {error}") from None
    if not known[0]:
        raise NoMeaning(
            "These words have no vector: too many of them, or signs that the model does not know."
        )
    wanted: npt.NDArray[np.float32] = vectors[0].astype(np.float32)
    return wanted
