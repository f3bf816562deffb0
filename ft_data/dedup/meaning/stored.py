"""Meanings as they are stored: a key and two vectors of every row, in parts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from ft_data.dedup.meaning.embedding import DIMENSIONS, Vectors

SIDES = ("prompt_vector", "response_vector")


def keys(paths: Sequence[str]) -> npt.NDArray[np.uint64]:
    """Return the key of every row of some parts, one after another."""
    parts = [pq.read_table(path, columns=["meaning_key"])["meaning_key"].to_numpy() for path in paths]
    values: npt.NDArray[np.uint64] = np.concatenate(parts) if parts else np.empty(0, np.uint64)
    return values


def vectors(paths: Sequence[str], places: npt.NDArray[np.int64]) -> tuple[Vectors, Vectors]:
    """Return the vectors of some rows, counted through all parts; these are read one at a time, and kept only where wanted."""
    prompt, response = (np.zeros((len(places), DIMENSIONS), np.int8) for _ in range(2))
    start = 0
    for path in paths:
        stop = start + pq.read_metadata(path).num_rows
        here = np.flatnonzero((places >= start) & (places < stop))
        if len(here):
            table = pq.read_table(path, columns=list(SIDES)).take(pa.array(places[here] - start))
            prompt[here], response[here] = (matrix(table[name]) for name in SIDES)
        start = stop
    return prompt, response


def matrix(column: pa.ChunkedArray) -> Vectors:
    """Return a column of vectors as numbers: ``(rows, dimensions)``, zeros for null."""
    full = column.combine_chunks().fill_null(bytes(DIMENSIONS)).to_pylist()
    found: Vectors = np.frombuffer(b"".join(full), np.int8).reshape(len(full), DIMENSIONS)
    return found
