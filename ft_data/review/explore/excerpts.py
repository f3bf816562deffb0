"""The beginnings of texts, read by place: a page of rows opens the few stretches of files that hold them and no more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from ft_data.review.explore.facets import Places
from ft_data.review.reader import Reader

SHOWN = 240  # characters of a prompt and of an answer


class Excerpt(NamedTuple):
    """How a row's texts begin."""

    prompt: str
    response: str


@dataclass(frozen=True)
class Pieces:
    """Files of texts, each with the place of its first row. Places beyond ``end`` are rows that never had a text."""

    pieces: Sequence[str]
    starts: Sequence[int]
    end: int

    def excerpts(self, reader: Reader, places: Places, characters: int = SHOWN) -> dict[int, Excerpt]:
        """Read the beginnings of the texts at some places (``characters`` of each text)."""
        wanted = np.sort(places[places < self.end])
        holders = np.searchsorted(np.asarray(self.starts), wanted, side="right") - 1
        selects = []
        for piece in np.unique(holders).tolist():
            start = self.starts[piece]
            rows = ", ".join(str(place - start) for place in wanted[holders == piece].tolist())
            selects.append(
                f"SELECT file_row_number + {start} AS place, prompt_text[1:{characters}] AS prompt, "
                f"response_text[1:{characters}] AS response FROM {self.pieces[piece]} WHERE file_row_number IN ({rows})"
            )
        if not selects:
            return {}
        found = reader.sql(" UNION ALL ".join(selects))
        return {row["place"]: Excerpt(row["prompt"] or "", row["response"] or "") for row in found}
