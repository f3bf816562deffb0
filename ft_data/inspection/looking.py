"""A look at files that no recipe names yet: what their records seem to hold."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import orjson

from ft_data.inspection.mixture import LOOK_AT, spoken
from ft_data.sources.alongside import parted
from ft_data.stages.proposing import Proposed, mapper, propose

_LOOK_AT = 2_000  # records; enough to see what a column holds


class Looked(NamedTuple):
    """What was found in the files of a path: what the records seem to hold, and the first reason why some cannot be read."""

    proposed: Proposed
    problem: str
    languages: Counter[str]


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
    found = propose(records)
    if found.kinds == {"text"} and (unclear := parted({chunk.uri for chunk in plan.chunks}, records)):
        found = replace(found, map={}, labels={}, label="", unclear=unclear)
    return Looked(found, problem, _languages(records, found))


def _languages(records: Sequence[object], found: Proposed) -> Counter[str]:
    """Count the languages of what the records make with the columns that are proposed."""
    if found.talks:
        said = found.talks["said"].paths[0]
        records = [{"text": one.get(said)} for one in records if isinstance(one, dict)]
    read = mapper(found.map, "instruction", found.says)
    drafts = (draft for record in records for draft in read(record).drafts)
    return spoken(itertools.islice(drafts, LOOK_AT))
