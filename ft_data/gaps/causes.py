"""The cause of a weakness in the data: never collected, removed by a rule, thin, wrong rows, stale, or the data is fine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ft_data.gaps.evidence import Found
from ft_data.gaps.names import FINE, NEVER, REMOVED, STALE, THIN, WRONG
from ft_data.gaps.standout import Standout, every, wrong_rows
from ft_data.gaps.tries import Rows

_NONE, _HARDLY = 3, 0.1  # rows, and share of what is usual, below which nothing was collected
_THIN = 0.4  # share of what is usual below which it is thin
_AGAINST = 0.3  # share of failures near which rows say the wrong answer, from which on that is the cause
_BEYOND = 0.2  # and how much more that is than of all other failures: some wrong rows are everywhere
_SPOILED = 3  # such rows near a failure, where answers repeat; where they are texts, one row teaches its own
_MINE = 0.5  # share of wrong rows with a trait, from which on the trait is named
_OLDER, _SURE = 0.8, 0.01


@dataclass(frozen=True)
class Cause:
    """Why a slice fails. ``released``, ``removed`` and ``usual`` are rows that teach a try of it, of the middle one.

    ``rule`` is the stage and reason that removed most, and ``rescue`` the rows that it alone would give back.
    ``wrong`` are rows that say the wrong answer; ``from_`` is what most of them share. ``wanted`` is how many rows more
    would make the slice as the others are.
    """

    name: str
    released: int
    removed: int
    usual: int
    rule: str = ""
    rescue: tuple[int, ...] = ()
    wrong: tuple[int, ...] = ()
    against: float = 0.0
    from_: str = ""
    wanted: int = 0
    known: bool = True


def spoiled(one: Found, labelled: bool) -> bool:
    """Tell whether rows near a failure say its wrong answer among rows that say the right one."""
    return len(one.against) >= (_SPOILED if labelled else 1)


def outdated(one: Found, labelled: bool) -> bool:
    """Tell whether rows near a failure say its wrong answer where newer ones say the right one."""
    return len(one.outdated) >= (_SPOILED if labelled else 1)


class Shares(NamedTuple):
    """Of failures whose right answer is known: how many there are, and the share near which rows are wrong (`spoiled`), or `outdated`."""

    known: int
    spoiled: float
    outdated: float


def shares(found: Sequence[Found], labelled: bool) -> Shares:
    """Count failures whose right answer is known."""
    count = max(len(found), 1)
    bad, old = (sum(tells(one, labelled) for one in found) / count for tells in (spoiled, outdated))
    return Shares(len(found), bad, old)


def cause(
    rows: Rows,
    found: Sequence[Found],
    inside: Shares,
    others: Shares,
    usual: int,
    out: Sequence[Standout],
) -> Cause:
    """Say why failures fail, ``inside`` a slice and among all ``others``. ``usual``: how many rows teach what is answered right."""
    released = int(np.median([len(one.released) for one in found]))
    removed = int(np.median([len(one.removed) for one in found]))
    rule, rescue = _rule(rows, found)
    wrong, old = wrong_rows(found), every(one.outdated for one in found)
    base = Cause(
        FINE,
        released,
        removed,
        usual,
        against=inside.spoiled,
        wanted=max(0, usual - released),
        known=bool(inside.known),
    )
    if released + removed < _NONE and released + removed <= _HARDLY * usual:
        return replace(base, name=NEVER)
    if removed >= max(3, released) and released < 0.5 * max(usual, 1) + removed * 0.25:
        return replace(base, name=REMOVED, rule=rule, rescue=rescue)
    if _stands_out(inside.spoiled, others.spoiled) and len(wrong) >= 3:
        named = _from(rows, wrong, out)
        stale = not named and _older(rows, wrong, found)
        return replace(base, name=STALE if stale else WRONG, wrong=tuple(wrong.tolist()), from_=named)
    # Where old rows outnumber the right ones, none stands alone among these.
    if _stands_out(inside.outdated, others.outdated) and len(old) >= 3 and _older(rows, old, found):
        return replace(base, name=STALE, wrong=tuple(old.tolist()))
    if released < _THIN * usual:
        return replace(base, name=THIN)
    return replace(base, wanted=0)


def _stands_out(inside: float, others: float) -> bool:
    return inside >= max(_AGAINST, others + _BEYOND)


def _rule(rows: Rows, found: Sequence[Found]) -> tuple[str, tuple[int, ...]]:
    """Return what removed most of the rows that would teach the failures, and those rows."""
    gone = sorted({at for one in found for at in one.removed.tolist()})
    by_rule = Counter(rows.removed[at] for at in gone)
    if not by_rule:
        return "", ()
    most = min(by_rule, key=lambda one: (-by_rule[one], one))
    return most, tuple(at for at in gone if rows.removed[at] == most)


def _from(rows: Rows, wrong: npt.NDArray[np.int64], out: Sequence[Standout]) -> str:
    """Return the surest trait that most of the wrong rows have."""
    for one in out:
        values = rows.traits[one.trait]
        if sum(values[at] == one.value for at in wrong.tolist()) >= _MINE * len(wrong):
            return one.words
    return ""


def _older(rows: Rows, wrong: npt.NDArray[np.int64], found: Sequence[Found]) -> bool:
    """Tell whether wrong rows are older than the right ones beside them, or than the version where there are none."""
    if not len(rows.made):
        return False
    beside = np.setdiff1d(np.unique(np.concatenate([one.controls for one in found])), wrong)
    if len(beside) < 5:
        beside = np.setdiff1d(np.flatnonzero([not one for one in rows.removed]), wrong)
    old, new = rows.made[wrong], rows.made[beside]
    old, new = old[~np.isnan(old)], new[~np.isnan(new)]
    if len(old) < 5 or len(new) < 5:
        return False
    from scipy.stats import mannwhitneyu

    test = mannwhitneyu(new, old, alternative="greater")
    return bool(test.statistic / (len(old) * len(new)) >= _OLDER and test.pvalue < _SURE)
