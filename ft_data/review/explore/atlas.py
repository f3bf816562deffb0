"""A place in the plane for every row, by the words it uses: rows that talk alike lie near each other.

Texts are TF-IDF vectors over hashed words; the plane is spanned by what a seeded sample varies in most, after what all texts
share (a truncated singular value decomposition, Halko et al. 2011). An axis says which share of the sample lies
before a row, so that the map is filled evenly. All rows are placed, so that a stretch of the map can be asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from ft_data.review.explore.facets import Mask
from ft_data.review.reader import Reader

FITTED = 10_000  # rows that span the plane
_CHARACTERS = 1_000  # of a prompt, and of a response
_WIDTH, _ROUNDS = 8, 4
Floats = npt.NDArray[np.float32]
Box = tuple[float, float, float, float]  # left, top, right, bottom, each from 0 to 1


class Atlas(NamedTuple):
    """Where the rows lie, from 0 to 1; NaN where a row has no text."""

    x: Floats
    y: Floats

    def within(self, box: Box) -> Mask:
        """Mark the rows in a stretch of the map, its edges included."""
        left, top, right, bottom = box
        with np.errstate(invalid="ignore"):
            found: Mask = (self.x >= left) & (self.x <= right) & (self.y >= top) & (self.y <= bottom)
        return found


def chart(reader: Reader, pieces: Sequence[str], rows: int, told: Callable[[int], bool]) -> Atlas | None:
    """Place the rows of some files, which come first among ``rows``; the others have no text.

    ``told`` hears how many are placed and says whether to go on; None is returned where it does not.
    """
    from ft_data.gaps.vectors import Space

    placed = np.full((rows, 2), np.nan, np.float32)
    sample = _sample(reader, pieces)
    if not sample:
        return Atlas(placed[:, 0], placed[:, 1])
    space = Space(sample)
    plane = _plane(space.texts)
    edges = np.sort(space.texts @ plane, axis=0)
    at = 0
    for piece in pieces:
        texts = _texts(reader, piece)
        found = space.vectors(texts) @ plane
        for axis in (0, 1):
            rank = np.searchsorted(edges[:, axis], found[:, axis], side="right")
            placed[at : at + len(texts), axis] = rank / len(sample)
        at += len(texts)
        if not told(at):
            return None
    return Atlas(placed[:, 0].copy(), placed[:, 1].copy())


def _plane(vectors: Any) -> npt.NDArray[np.float64]:
    """Return the second and third of the directions in which some vectors vary most; the first is what all share."""
    drawn = np.random.default_rng(0).standard_normal((vectors.shape[0], min(_WIDTH, vectors.shape[0])))
    for _ in range(_ROUNDS):
        drawn, _ = np.linalg.qr(vectors @ (vectors.T @ drawn))
    directions, _, _ = np.linalg.svd(vectors.T @ drawn, full_matrices=False)
    plane = np.zeros((vectors.shape[1], 2))
    there = directions[:, 1:3]
    plane[:, : there.shape[1]] = there
    return plane


_WORDS = f"coalesce(prompt_text[1:{_CHARACTERS}], '') || ' ' || coalesce(response_text[1:{_CHARACTERS}], '') AS words"


def _sample(reader: Reader, pieces: Sequence[str]) -> list[str]:
    """Take as many rows of every file, those with the smallest ids, which are hashes."""
    each = -(-FITTED // max(len(pieces), 1))
    found: list[str] = []
    for piece in pieces:
        query = f"SELECT {_WORDS} FROM {piece} ORDER BY right(record_id, 8), record_id LIMIT {each}"
        found += reader.columns(query)["words"].tolist()
    return found


def _texts(reader: Reader, piece: str) -> list[str]:
    found: list[str] = reader.columns(f"SELECT {_WORDS} FROM {piece} ORDER BY file_row_number")[
        "words"
    ].tolist()
    return found
