"""Rows of two versions side by side."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Rows:
    """Rows of both versions; ``now`` tells which are of the later one.

    ``ties`` are what each shares with rows that hang together with it: a parent, a thread, a family of duplicates. Folds and
    counts go by these. ``signals`` are measurements, NaN where there is none.
    """

    prompts: Sequence[str]
    answers: Sequence[str]
    sources: Sequence[str]
    now: Flags
    ties: Sequence[Sequence[Hashable]] = ()
    signals: Mapping[str, npt.NDArray[np.float64]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.prompts)

    @property
    def texts(self) -> list[str]:
        """Each row as one text."""
        return [f"{prompt}\n{answer}" for prompt, answer in zip(self.prompts, self.answers, strict=True)]
