"""Weaknesses in words: one sentence that says where, how sure, and why."""

from __future__ import annotations

from ft_data.gaps import names
from ft_data.gaps.causes import Cause
from ft_data.gaps.outcomes import CANNOT_TELL, CLOSED, Outcome
from ft_data.gaps.slices import Slice
from ft_data.gaps.standout import Standout


def weakness(slice: Slice, cause: Cause) -> str:
    """Say where a model fails and what in the data is the reason."""
    return f"{slice.words}: {failing(slice)}. {why(cause)}"


def failing(slice: Slice) -> str:
    """Say how often a slice fails, against the rest."""
    if slice.p != slice.p:
        return f"{slice.failures:,} failures, {slice.weight:.0%} of all; no answer is known to be right, so no rate can be told"
    low, high = slice.more.low, slice.more.high
    return (
        f"{slice.failures:,} of {slice.tries:,} fail ({slice.rate:.0%}, elsewhere {slice.rest:.0%}; {low:+.0%} to {high:+.0%}), "
        f"{slice.weight:.0%} of all failures"
    )


def why(cause: Cause) -> str:
    """Say what in the data is the reason."""
    taught = f"{cause.released:,} rows teach such a prompt, where others have {cause.usual:,}"
    unknown = "" if cause.known else " Right answers are not known, so whether rows are wrong cannot be told."
    said = {
        names.NEVER: f"Never collected: {taught}, and nothing removed would help.",
        names.REMOVED: f"Removed by `{cause.rule}`: {taught}; {len(cause.rescue):,} rows come back without it.",
        names.WRONG: f"Wrong rows: {len(cause.wrong):,} say the wrong answer among rows that say the right one"
        + (f", most of them from {cause.from_}." if cause.from_ else "."),
        names.STALE: f"Stale: {len(cause.wrong):,} older rows say what newer ones correct.",
        names.THIN: f"Thin: {taught}.",
        names.FINE: f"The data is fine: {taught}, and none that stands out as wrong; look at the model or the question.",
    }
    return said[cause.name] + unknown


def outcome(words: str, found: Outcome, after: str, taught: tuple[int | None, int]) -> str:
    """Say what became of a slice, and how many rows of the version before, where that is known, and of this one teach it."""
    was, now = taught
    rows = f"{now:,} rows teach such a prompt" + (f", before {was:,}" if was is not None else "")
    size = f"about {found.needed:,} held-back tries before and after would show half of the gap closed"
    if not found.after[1]:
        return f"{words}: cannot tell, no held-back prompt of it was tried on this version; {size}. In the data: {rows}."
    (a, of_a), (b, of_b) = found.after, found.before
    elsewhere = f"elsewhere {found.rest[0]:,} of {found.rest[1]:,}"
    if found.name != CLOSED and found.usual != found.rest:
        elsewhere += f", which failed {found.usual[0]:,} of {found.usual[1]:,} times before"
    fails = (
        f"{a:,} of {of_a:,} held-back prompts fail with {after}, before {b:,} of {of_b:,} "
        f"({-found.change.value:+.0%}, {-found.change.high:+.0%} to {-found.change.low:+.0%}), {elsewhere}"
    )
    name = found.name.replace("_", " ")
    return f"{words}: {name}. {fails}{'; ' + size if found.name == CANNOT_TELL else ''}. In the data: {rows}."


def standout(one: Standout) -> str:
    """Say what wrong rows have in common."""
    return (
        f"{one.words} stands out: {one.wrong:,} of {one.of:,} rows that speak against right answers are from it, where "
        f"{one.expected:.0f} would be (z {one.z:.0f}); it has {one.rows:,} rows in the version"
    )
