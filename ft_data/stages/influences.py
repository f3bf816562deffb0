"""Rows weighed by their influence on the pinned targets: in which turn each comes, and why, one line a row."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from ft_data.selection.likeness import in_turns
from ft_data.stages.build import Build, Missing
from ft_data.stages.reading import Versions
from ft_data.warehouse.parts import Part
from ft_data.warehouse.snapshots import Snapshot

# One row per row that arrived. `rank`: its turn, from 1; `target`: the one it helps most; `reason` says all that in words.
INFLUENCE = pa.schema(
    [
        ("record_id", pa.string()),
        ("rank", pa.int64()),
        ("influence", pa.float64()),
        ("target", pa.string()),
        ("words", pa.list_(pa.string())),
        ("reason", pa.string()),
    ]
)
_ROWS = 8_192


class Weighed(NamedTuple):
    """By row: its influence a feature, the number and place of the target it helps most (-1: none), its telling words."""

    influence: dict[str, float]
    target: dict[str, int | None]
    words: dict[str, Sequence[str]]
    places: Sequence[str]


def model(build: Build, lineage: Mapping[str, Snapshot]) -> tuple[Part, ...]:
    """Return the file of the pinned targets that the version's signals were measured with."""
    found = lineage.get("models")
    if found is None or "targets" not in found.parts:
        raise Missing(f"no targets are fitted yet: run `ft-data run {build.name}` from `signals` on")
    return found.parts["targets"]


def weigh(versions: Versions, path: str) -> Weighed:
    """Weigh every row that arrived. The proxy is made of exactly these rows, so a row's influence is among its peers."""
    from ft_data.selection import influence
    from ft_data.signals.fitted import importance, targets
    from ft_data.signals.fitted.model import load, unpacked
    from ft_data.signals.fitted.stop import function_words
    from ft_data.signals.fitted.words import Words, words

    fitted = load(path)
    mode, none = fitted.facts["compare"], np.zeros(0, np.int64)
    if "target_hashes" not in fitted.arrays:
        raise Missing(
            "the pinned targets were fitted before influence could be measured: run `ft-data fit NAME`"
        )
    wanted = Words(fitted.arrays["target_hashes"], fitted.arrays["target_at"], none, none)
    counted = np.zeros(importance.BUCKETS)
    for batch in _texts(versions):
        counted += importance.counts(targets.words_in(batch, mode))
    proxy, stop = influence.proxy(counted, wanted), function_words()
    found = Weighed({}, {}, {}, [unpacked(fitted, "places", n) for n in range(len(wanted))])
    for batch in _texts(versions):
        columns = targets.columns_of(batch, mode)
        sides, tops = [words(column) for column in columns], []
        summed, features = np.zeros(len(batch)), np.zeros(len(batch), np.int64)
        for side in sides:
            weight, size, best = importance.importance(side, proxy.weights, stop)
            summed, features = summed + weight, features + size
            tops.append(best)
        ids = batch.column("record_id").to_pylist()
        value = influence.per_feature(summed, features).tolist()
        nearest = influence.helped(targets.joined(sides), proxy).tolist()
        terms = targets.terms_of(columns, sides, tops, proxy.weights)
        found.influence.update(zip(ids, (round(one, 9) for one in value), strict=True))
        found.target.update(zip(ids, nearest, strict=True))
        found.words.update(zip(ids, (one or () for one in terms), strict=True))
    return found


def _texts(versions: Versions) -> Iterator[pa.Table]:
    rows = versions.con.sql("SELECT record_id, prompt_text, response_text FROM reviewed")
    for batch in rows.to_arrow_reader(_ROWS):
        yield pa.Table.from_batches([batch])


def places(weighed: Weighed, turns: float) -> dict[str, int]:
    """Return in which turn each row comes, from 1. See `likeness.in_turns`."""
    order = in_turns(weighed.influence, weighed.target, turns)
    return {name: at for at, name in enumerate(order, start=1)}


def table(weighed: Weighed, turn: Mapping[str, int]) -> pa.Table:
    """Return rank, score and reason of every row."""
    rows = [_row(weighed, name, turn[name], len(turn)) for name in sorted(turn)]
    return pa.Table.from_pylist(rows, INFLUENCE)


def mean(weighed: Weighed, ids: Sequence[str]) -> float:
    """Return the mean influence of some rows."""
    return round(math.fsum(weighed.influence[name] for name in ids) / max(len(ids), 1), 6)


def _row(weighed: Weighed, name: str, rank: int, of: int) -> dict[str, Any]:
    target, words = weighed.target[name], list(weighed.words[name])
    place = None if target is None or target < 0 else weighed.places[target]
    like = f"helps {place} most" if place else "shares no telling words with any target"
    said = f"; words {', '.join(words)}" if words else ""
    return {
        "record_id": name,
        "rank": rank,
        "influence": weighed.influence[name],
        "target": place,
        "words": words,
        "reason": f"rank {rank:,} of {of:,}: {like}{said}",
    }
