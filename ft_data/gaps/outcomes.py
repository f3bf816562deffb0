"""Whether a gap closed: the tries of one release and of the next, on prompts that no list for the next version got."""

from __future__ import annotations

from dataclasses import dataclass

from ft_data.gaps import stats
from ft_data.gaps.slices import Slice
from ft_data.gaps.tries import Tries
from ft_data.intervals import Interval, wilson

CLOSED, NARROWED, OPEN, CANNOT_TELL = "closed", "narrowed", "open", "cannot_tell"
_USUAL = 0.05  # so much more often than the rest a closed slice may fail, or a fifth of the gap
_FIFTH, _HALF = 0.2, 0.5
Counted = tuple[int, int]  # failures of tries


@dataclass(frozen=True)
class Outcome:
    """What became of a slice. ``change`` is how much less often it fails, ``left`` how much more often than is ``usual``
    it still does: than the rest, or than the rest before where that failed less often.

    ``needed`` is how many held-back tries of the slice, before and after, would show that half of the gap closed.
    """

    name: str
    before: Counted
    after: Counted
    rest: Counted
    usual: Counted
    change: Interval
    left: Interval
    needed: int


def outcome(slice: Slice, before: Tries, after: Tries) -> Outcome:
    """Judge a slice by held-back tries before and after.

    Where nothing was known to be right before, failures alone were noted, and some of those go right when they are tried
    again whatever was done: then the slice is compared with failures elsewhere that were tried again.
    """
    inside, was_inside = slice.holds(after), slice.holds(before)
    one, other = before.counted(was_inside), after.counted(inside)
    rest, was_rest = after.counted(~inside), before.counted(~was_inside)
    blind = not before.said_right.any()
    return judged(one, other, rest, rest if blind else was_rest, blind)


def judged(before: Counted, after: Counted, rest: Counted, was_rest: Counted, blind: bool = False) -> Outcome:
    """Judge the failures of a slice before and after, against the rest after and before."""
    change = stats.difference(rest if blind else before, after)
    # Where the rest got worse, a slice is not closed for being no worse than that.
    usual = min(rest, was_rest, key=_rate) if was_rest[1] else rest
    left = stats.difference(after, usual)
    gap = wilson(*before).value - wilson(*was_rest).value
    wanted = stats.needed(_rate(before), max(0.0, _rate(before) - _HALF * max(gap, 0.0))) if before[1] else 0
    name = CANNOT_TELL
    if before[1] and after[1] and rest[1] and gap > 0:
        name = _named(change, left, gap)
    return Outcome(name, before, after, rest, usual, change, left, wanted)


def _named(change: Interval, left: Interval, gap: float) -> str:
    if change.low > 0:
        usual = left.value <= max(_USUAL, _FIFTH * gap) and left.high <= max(_USUAL, _HALF * gap)
        return CLOSED if usual else NARROWED
    if left.low > 0 and change.high < _HALF * gap:
        return OPEN
    return CANNOT_TELL


def _rate(found: Counted) -> float:
    return found[0] / found[1] if found[1] else 0.0
