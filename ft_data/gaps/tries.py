"""What was tried and what is in the data, side by side: the two tables that weaknesses are found in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Tries:
    """Prompts that a model was tried on. ``right_answers`` are "" where unknown; ``given`` are slices that somebody named.

    ``times`` is how often each was asked, ``said_right`` and ``failed`` what was found (neither: not known).
    """

    prompts: Sequence[str]
    answers: Sequence[str]
    right_answers: Sequence[str]
    failed: Flags
    said_right: Flags
    times: npt.NDArray[np.int64]
    given: Mapping[str, Sequence[str | None]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.prompts)

    @cached_property
    def asked(self) -> npt.NDArray[np.int64]:
        """The number of the prompt of each try: one that is asked again, letter case and punctuation aside, has one number."""
        numbers: dict[str, int] = {}
        return np.array([numbers.setdefault(_words(one), len(numbers)) for one in self.prompts], np.int64)

    def counted(self, mask: Flags) -> tuple[int, int]:
        """Return how many prompts of some tries fail, of how many of which that is known.

        Prompts, not answers: several answers to one prompt fail together, and say no more of a slice than one. It fails where
        at least half of them, as often as they were given, are wrong.
        """
        known = mask & (self.failed | self.said_right)
        weights = np.where(known, self.times, 0)
        met = np.bincount(self.asked, weights)
        wrong = np.bincount(self.asked, weights * self.failed)
        return int(((met > 0) & (2 * wrong >= met)).sum()), int((met > 0).sum())

    def of(self, mask: Flags) -> Tries:
        """Return some of the tries."""
        at = np.flatnonzero(mask).tolist()

        def some(values: Sequence[str]) -> list[str]:
            return [values[k] for k in at]

        return Tries(
            some(self.prompts), some(self.answers), some(self.right_answers), self.failed[mask], self.said_right[mask],
            self.times[mask], {name: [values[k] for k in at] for name, values in self.given.items()},
        )  # fmt: skip


def _words(prompt: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in prompt.casefold()).split()) or prompt


@dataclass(frozen=True)
class Rows:
    """All rows of a version, removed ones too. ``removed`` is "" for a row that is in it, else stage and reason.

    ``traits`` are what many rows share that somebody made together: their file, batch, generator, a rule that changed them.
    ``made`` is when a row was made, in days since 1970, NaN where that is not known.
    """

    ids: Sequence[str]
    prompts: Sequence[str]
    answers: Sequence[str]
    removed: Sequence[str]
    traits: Mapping[str, Sequence[str | None]] = field(default_factory=dict)
    made: npt.NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))

    def __len__(self) -> int:
        return len(self.ids)
