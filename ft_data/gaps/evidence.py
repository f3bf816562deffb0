"""What the data says about each failure: rows that say the right answer, rows that say the wrong one near the failure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ft_data.gaps.answers import Answers, Places
from ft_data.gaps.tries import Flags, Rows, Tries
from ft_data.gaps.vectors import Space, nearest

NEAR = 10  # rows that say the wrong answer and are nearest to a failure
_BLOCK = 200  # tries compared with all rows at once
_MOST_ROWS = 1_500  # rows looked at for what their own neighbours say
_COVERS = (
    3  # the row whose likeness tells what is near: of prompts that were answered right, the third nearest
)
_LEAST_LIKE, _VERY_LIKE = 0.2, 0.5
_NEWER = 2  # newer rows that say what is right, from which on an older one beside them is outdated


@dataclass(frozen=True)
class Found:
    """About one try: rows in the version that teach it, removed ones that would, and rows that teach something else.

    ``wrong`` are the rows nearest to it that say the wrong answer; ``against`` those of them whose own neighbours say the
    right one, and ``outdated`` those of whose newer neighbours more say the right one; ``controls`` are rows near it that say the
    right answer.
    """

    released: Places
    removed: Places
    wrong: Places
    against: Places
    outdated: Places
    controls: Places


class Evidence:
    """Looks tries up among rows. What a row teaches: the right answer where answers repeat, else also what is near it."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.released = np.array([not one for one in rows.removed], bool)
        self.answers = Answers(rows.answers)
        self._space = Space(rows.prompts)
        self._like = _LEAST_LIKE

    def taught(self, tries: Tries, among: Flags) -> int:
        """Return how many rows of a choice teach a try, that of the middle one."""
        counts = []
        for similar, right in zip(self._similar(tries.prompts), tries.right_answers, strict=True):
            counts.append(int(among[self._teaching(similar, right)[0]].sum()))
        return int(np.median(counts)) if counts else 0

    def calibrate(self, tries: Tries) -> None:
        """Learn from tries that were answered right how like a row is that teaches a prompt."""
        if not len(tries):
            return
        third = []
        for similar in self._similar(tries.prompts):
            near = nearest(similar, _COVERS, self.released)
            values = dict(zip(similar.indices.tolist(), similar.data.tolist(), strict=True))
            third.append(values[int(near[-1])] if len(near) == _COVERS else 0.0)
        self._like = max(_LEAST_LIKE, float(np.median(third)))

    def about(self, tries: Tries) -> list[Found]:
        """Return what there is about each try."""
        found = []
        for similar, answer, right in zip(
            self._similar(tries.prompts), tries.answers, tries.right_answers, strict=True
        ):
            teaching, says_right = self._teaching(similar, right)
            inside = self.released[teaching]
            wrong = self._wrong(similar, answer, right)
            near = nearest(similar, 3 * NEAR, self.released)
            controls = near[np.isin(near, says_right)] if right else near[:0]
            found.append(
                Found(
                    teaching[inside],
                    teaching[~inside],
                    wrong,
                    wrong[:0],
                    wrong[:0],
                    np.setdiff1d(controls, wrong),
                )
            )
        return self._against(found, tries)

    def _similar(self, prompts: Sequence[str]) -> Iterator[Any]:
        for start in range(0, len(prompts), _BLOCK):
            block = self._space.vectors(prompts[start : start + _BLOCK]) @ self._space.texts.T
            block = block.tocsr()
            for row in range(block.shape[0]):
                yield block[row]

    def _teaching(self, similar: Any, right: str) -> tuple[Places, Places]:
        says = self.answers.saying(right) if right else np.zeros(0, np.int64)
        if self.answers.labelled and right:
            return says, says
        near = np.sort(similar.indices[similar.data >= self._like]).astype(np.int64)
        if right and len(says):
            return np.union1d(near, says), says
        return near, says

    def _wrong(self, similar: Any, answer: str, right: str) -> Places:
        """Return the rows nearest to a failure that say its wrong answer: without the right one nobody knows which is wrong."""
        if not answer or not right:
            return np.zeros(0, np.int64)
        among = np.zeros(len(self.rows), bool)
        among[self.answers.saying(answer, rather_than=right)] = True
        return nearest(similar, 3 * NEAR, among & self.released)

    def _against(self, found: list[Found], tries: Tries) -> list[Found]:
        """Add to each try those wrong rows near it that stand alone among rows which say what is right."""
        often: dict[int, int] = {}
        for one in found:
            for at in one.wrong.tolist():
                often[at] = often.get(at, 0) + 1
        looked_at = sorted(often, key=lambda at: (-often[at], at))[:_MOST_ROWS]
        around = dict(zip(looked_at, self._around(looked_at), strict=True))
        out = []
        for one, answer, right, prompt in zip(
            found, tries.answers, tries.right_answers, self._very_like(found, tries), strict=True
        ):
            if not len(one.wrong):
                out.append(one)
                continue
            says_right, says_wrong = (
                self.answers.saying(right),
                self.answers.saying(answer, rather_than=right),
            )
            against = {
                at
                for at in one.wrong.tolist()
                if (
                    at in around
                    and np.isin(around[at], says_right).sum() > np.isin(around[at], says_wrong).sum()
                )
                or (not self.answers.labelled and at in prompt)
            }
            outdated = [
                at
                for at in one.wrong.tolist()
                if at in around and self._outdated(at, around[at], says_right, says_wrong)
            ]
            # Rows that stand alone among right ones come first: being near is not being the cause.
            ordered = sorted(range(len(one.wrong)), key=lambda k: (int(one.wrong[k]) not in against, k))[
                :NEAR
            ]
            wrong = one.wrong[ordered]
            alone = wrong[np.isin(wrong, list(against))]
            old = np.array(outdated[:NEAR], np.int64)
            out.append(Found(one.released, one.removed, wrong, alone, old, one.controls))
        return out

    def _outdated(self, at: int, around: Places, says_right: Places, says_wrong: Places) -> bool:
        """Tell whether of a row's newer neighbours more say what is right than what it says: then it is no matter how many are old."""
        if not len(self.rows.made):
            return False
        newer = around[self.rows.made[around] > self.rows.made[at]]
        right = int(np.isin(newer, says_right).sum())
        return right >= _NEWER and right > int(np.isin(newer, says_wrong).sum())

    def _very_like(self, found: Sequence[Found], tries: Tries) -> Iterator[set[int]]:
        """Yield for each try the rows with almost its prompt: where answers are texts, such a row teaches what it says."""
        for one, similar in zip(found, self._similar(tries.prompts), strict=True):
            if self.answers.labelled or not len(one.wrong):
                yield set()
            else:
                yield set(similar.indices[similar.data >= _VERY_LIKE].tolist())

    def _around(self, rows: Sequence[int]) -> Iterator[npt.NDArray[np.int64]]:
        for start in range(0, len(rows), _BLOCK):
            block = (self._space.texts[rows[start : start + _BLOCK]] @ self._space.texts.T).tocsr()
            for number, at in enumerate(rows[start : start + _BLOCK]):
                others = self.released.copy()
                others[at] = False
                yield nearest(block[number], NEAR, others)
