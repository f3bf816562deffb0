"""A source of which no record makes an example: what `check` says of it and a run refuses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ft_data.stages.proposing import propose

# Reasons that lie in how a record is laid out. A few records may lack an answer; where all of many do, the layout was
# not understood.
LAYOUT = frozenset({"unknown_shape", "unknown_role", "no_response", "incomplete_triple", "undecided"})
_MANY = 20
SAMPLE = 200  # records that a proposal is made of


def unreadable(reasons: Mapping[str, int]) -> bool:
    """Tell whether a source whose records all make no example has a layout that was not understood."""
    found = set(reasons)
    return bool(found) and (
        found == {"unknown_shape"} or (found <= LAYOUT and sum(reasons.values()) >= _MANY)
    )


def nothing_made(source: str, reasons: Mapping[str, int], records: Sequence[Mapping[str, Any]]) -> str:
    """Say that no record of a source makes an example, and what to write into the recipe."""
    why = ", ".join(
        f"{name} {count:,}" for name, count in sorted(reasons.items(), key=lambda one: (-one[1], one[0]))
    )
    said = f"no record of `{source}` makes an example ({why})"
    line = propose(records).line()
    if line is None:
        return f"{said}, and no field holds text that a `map` could name: docs/sources.md lists the layouts that are found"
    return f"{said}; say below sources.{source} which fields hold what, for example:\n    {line}"
