"""A look at files that no recipe names yet: what their records seem to hold."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import orjson

from ft_data.stages.proposing import Proposed, propose

_LOOK_AT = 2_000  # records; enough to see what a column holds


class Looked(NamedTuple):
    """What was found in the files of a path: what the records seem to hold, and the first reason why some cannot be read."""

    proposed: Proposed
    problem: str = ""


def look(base: Path, path: str) -> Looked:
    """Read the first records of the files at ``path``, which leads there from ``base``."""
    from ft_data.sources import guarded, reading

    plan = reading.plan(base, path)
    problem = next((f"{file}: {why}" for file, why in plan.rejects), "")
    records: list[object] = []
    for chunk, batch in guarded.read(plan.chunks, base):
        records += [orjson.loads(raw) for _, raw in batch.rows[: _LOOK_AT - len(records)]]
        problem = problem or next((f"{chunk.uri}: {why}" for _, why in batch.rejects), "")
        if len(records) >= _LOOK_AT:
            break
    return Looked(propose(records), problem)
