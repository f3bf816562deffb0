"""What a comparison comes to, in words: a loss is said as plainly as a win."""

from __future__ import annotations

from ft_data.proof.arms import BALANCED, LIKENESS, PREVIOUS, RANDOM, TARGETS, UNTUNED, WHOLE
from ft_data.proof.compare import Change
from ft_data.proof.judged import judges

_AGAINST = {
    RANDOM: "a random choice of the same size",
    BALANCED: "a random choice that gives every source the same",
    LIKENESS: "the rows most like the targets (TF-IDF, targets in turn)",
    PREVIOUS: "the previous release",
    WHOLE: "the whole pool, learned from for as many steps",
    UNTUNED: "the model before any tuning",
}


def verdict(
    arm: str,
    found: Change | None,
    targets: int,
    kept: float,
    few: str = "held-out texts",
    neural: bool = False,
) -> str:
    """Say how the selection does against an arm.

    ``found``: its change; ``kept``: its share of the pool's words; ``few``: what there is too little of without a change.
    """
    if found is None:
        return f"too few {few} to tell"
    if not judges(arm, neural):
        return (
            "not judged: unrelated text dilutes an n-gram model more than it does a neural one, so beating the whole pool "
            "would prove nothing"
        )
    against = f"the {targets:,} targets alone" if arm == TARGETS else _AGAINST[arm]
    size = f"{abs(found.percent):.1f}% ({found.low:+.1f} to {found.high:+.1f})"
    if found.sign < 0:
        return f"beats {against}: loss lower by {size}"
    if found.sign > 0:
        advice = ": write more such answers instead of collecting" if arm == TARGETS else ""
        return f"lost to {against}{advice}: loss higher by {size}"
    nearly = f"; the selection is {kept:.0%} of the pool, so little can differ" if kept > 0.9 else ""
    return f"cannot be told from {against}: {found.percent:+.1f}% ({found.low:+.1f} to {found.high:+.1f}){nearly}"


def worst(name: str, found: Change) -> str:
    """Say where the selection does least against random."""
    state = {-1: "still lower", 0: "cannot be told from random", 1: "HIGHER than random: this slice lost"}
    return f"worst slice, {name}: {found.percent:+.1f}% ({found.low:+.1f} to {found.high:+.1f}), {state[found.sign]}"
