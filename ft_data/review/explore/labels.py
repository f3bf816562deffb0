"""What the values of facets are called on a page."""

from __future__ import annotations

from ft_data.evaluation.numbers import EDGES, OPEN_END

NAMES = {
    "stands": "Where it stands",
    "at": "At a stage",
    "reason": "Reason",
    "source": "Source",
    "language": "Language",
    "topic": "Topic",
    "split": "Split",
    "length": "Words of the response",
    "prompt_length": "Words of the prompt",
    "kind": "Kind",
    "origin": "Origin",
    "license": "Licence",
    "repair": "Repaired by",
}
DONE = {
    "keep": "kept",
    "drop": "dropped",
    "review": "asked about",
    "merge": "merged",
    "new": "made",
    "mark": "marked",
}
_LENGTHS = {**{str(edge): f"at most {edge:,}" for edge in EDGES}, str(OPEN_END): f"over {EDGES[-1]:,}"}


def label(facet: str, value: str) -> str:
    """Say a value in words.

    >>> label("reason", "filtered.drop.too_short"), label("length", "50")
    ('too short, dropped at filtered', 'at most 50')
    """
    if facet in ("stands", "at", "reason") and value.count("."):
        stage, verdict, *reason = value.split(".", 2)
        did = f"{DONE.get(verdict, verdict)} at {stage}"
        return f"{reason[0].replace('_', ' ')}, {did}" if reason else did
    return _LENGTHS.get(value, value) if facet in ("length", "prompt_length") else value
