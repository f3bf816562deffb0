"""The stages of validation in order, and the reasons that each gives: how many generations reach one, and how many it stops."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

# What no stage here names was found by a way of making rows, or by a plug-in's.
WAY = "way"
REASONS: Mapping[str, tuple[str, ...]] = {
    "whole answer": ("context_exceeded", "timed_out", "broken_off", "no_completion", "interrupted", "truncated"),
    "format": ("bad_format", "empty"),
    WAY: ("way_failed",),
    "language": ("other_language",),
    "correct": ("incorrect",),
    "safe": ("unsafe", "personal"),
    "length": ("length",),
    "not copied": ("copied",),
    "grounded": ("not_grounded", "off_topic"),
    "not contradicted": ("contradicts",),
    "no benchmark": ("contaminated",),
    "executed": ("tests_fail", "not_run"),
    "new": ("not_new",),
    "consistent": ("not_consistent",),
    "judged": ("judge_refused", "judge_unreadable"),
}  # fmt: skip
_STAGE = {reason: stage for stage, reasons in REASONS.items() for reason in reasons}


class Passing(NamedTuple):
    """A stage, how many generations reached it, and how many it rejected."""

    stage: str
    reached: int
    rejected: int


def passing(answered: int, rejected: Mapping[str, int]) -> list[Passing]:
    """Follow generations through the stages; ``rejected`` counts by reason. Those that are pending have not passed the last ones."""
    stopped = dict.fromkeys(REASONS, 0)
    for reason, count in rejected.items():
        stopped[_STAGE.get(reason, WAY)] += count
    found, left = [], answered
    for stage, count in stopped.items():
        found.append(Passing(stage, left, count))
        left -= count
    return found
