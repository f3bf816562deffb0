"""Weaknesses in words: one sentence that says where, how sure, and why."""

from __future__ import annotations

from ft_data.gaps import causes
from ft_data.gaps.causes import Cause
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
        causes.NEVER: f"Never collected: {taught}, and nothing removed would help.",
        causes.REMOVED: f"Removed by `{cause.rule}`: {taught}; {len(cause.rescue):,} rows come back without it.",
        causes.WRONG: f"Wrong rows: {len(cause.wrong):,} say the wrong answer among rows that say the right one"
        + (f", most of them from {cause.from_}." if cause.from_ else "."),
        causes.STALE: f"Stale: {len(cause.wrong):,} older rows say what newer ones correct.",
        causes.THIN: f"Thin: {taught}.",
        causes.FINE: f"The data is fine: {taught}, and none that stands out as wrong; look at the model or the question.",
    }
    return said[cause.name] + unknown


def standout(one: Standout) -> str:
    """Say what wrong rows have in common."""
    return (
        f"{one.words} stands out: {one.wrong:,} of {one.of:,} rows that speak against right answers are from it, where "
        f"{one.expected:.0f} would be (z {one.z:.0f}); it has {one.rows:,} rows in the version"
    )
