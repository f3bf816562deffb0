"""The proof as a table: a line for every arm and slice, and what is said about each."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ft_data.proof import verdict
from ft_data.proof.arms import RANDOM, SELECTION, WHOLE
from ft_data.proof.compare import LEAST, Change, change

Floats = npt.NDArray[np.float64]
ALL = "all"
MOST_SLICES = 30

# `loss`: nats a word. `change`: percent against random, `selection_change`: the selection's against this arm; 95% intervals.
PROOF = pa.schema(
    [
        ("proxy", pa.string()),
        ("arm", pa.string()),
        ("slice", pa.string()),
        *((name, pa.int64()) for name in ("texts", "rows", "words")),
        *(
            (name, pa.float64())
            for name in (
                "loss",
                "change",
                "low",
                "high",
                "selection_change",
                "selection_low",
                "selection_high",
            )
        ),
        ("said", pa.string()),
    ]
)


def compared(
    proxy: str,
    losses: Mapping[str, Sequence[Floats]],
    sizes: Mapping[str, tuple[int, int]],
    words: npt.NDArray[np.int64],
    slices: Sequence[str],
    targets: int,
    neural: bool = False,
) -> tuple[pa.Table, dict[str, Any]]:
    """Compare every arm with random and with the selection, over all held-out texts and by slice.

    ``losses``: by arm, a draw each, nats by text; ``sizes``: rows and words of an arm; ``words`` of each text, its end
    included; ``neural``: every arm's draws were made in the same orders of learning. Returns `PROOF` and the figures for the asset's page.
    """
    masks = {ALL: np.ones(len(words), bool)} | _slices(slices)
    kept = sizes[SELECTION][1] / max(sizes[WHOLE][1], 1)
    rows, worst, headline = [], None, None
    for slice, mask in masks.items():
        for arm, draws in losses.items():
            own, selection, random = (
                [one[mask] for one in found] for found in (draws, losses[SELECTION], losses[RANDOM])
            )
            against = None if arm == RANDOM else change(own, random, neural)
            faced = None if arm == SELECTION else change(selection, own, neural)
            said = "" if arm == SELECTION else verdict.verdict(arm, faced, targets, kept, neural=neural)
            rows.append(
                {
                    "proxy": proxy, "arm": arm, "slice": slice, "texts": int(mask.sum()),
                    "rows": sizes[arm][0], "words": sizes[arm][1],
                    "loss": round(float(np.mean([one.sum() for one in own]) / words[mask].sum()), 6),
                    **named("", against), **named("selection_", faced), "said": said,
                }
            )  # fmt: skip
            if arm == SELECTION and against is not None:
                if slice == ALL:
                    headline = against
                elif worst is None or against.percent > worst[1].percent:
                    worst = (slice, against)
    told = [row["said"] for row in rows if row["slice"] == ALL and row["said"]]
    told += [verdict.worst(*worst)] if worst else ["no slices: `prove.slice` names the field that says which"]
    stats: dict[str, Any] = {"held_out": len(words), "arms": len(losses), "kept_words": round(kept, 6)}
    stats |= {"loss": rows[0]["loss"], "said": told}
    if headline is not None:
        stats |= {"against_random": headline.percent, "low": headline.low, "high": headline.high}
    if worst is not None:
        stats["worst_slice"] = worst[1].percent
    return pa.Table.from_pylist(rows, PROOF), stats


def agreement(one: pa.Table, other: pa.Table) -> tuple[dict[str, float], str]:
    """Return how far another proxy puts the arms that both tried in the same order (`tau`): a figure by name, and in words."""
    losses = [
        {row["arm"]: row["loss"] for row in found.to_pylist() if row["slice"] == ALL}
        for found in (one, other)
    ]
    names = [found["proxy"][0].as_py() for found in (one, other)]
    found = tau(*losses)
    shared = len(losses[0].keys() & losses[1].keys())
    said = f"{names[1]} and {names[0]} put the {shared} arms in one order by a tau of {found:+.2f} (1: the same, -1: the reverse)"
    return {f"agreement_{names[1]}": found}, said


def tau(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Return Kendall's tau of the arms in both: 1 the same order, -1 the reverse."""
    pairs = list(itertools.combinations(sorted(one.keys() & other.keys()), 2))
    signs = [np.sign(one[a] - one[b]) * np.sign(other[a] - other[b]) for a, b in pairs]
    return round(float(np.mean(signs)), 6) if signs else 0.0


def _slices(slices: Sequence[str]) -> dict[str, npt.NDArray[np.bool_]]:
    """Return the largest slices with enough texts to say something about."""
    names = np.array(slices, dtype=object).astype(str)
    found = {name: names == name for name in sorted(set(slices)) if name}
    large = sorted((name for name in found if found[name].sum() >= LEAST), key=lambda n: (-found[n].sum(), n))
    return {name: found[name] for name in large[:MOST_SLICES]}


def named(prefix: str, found: Change | None) -> dict[str, float | None]:
    """Return a comparison as columns of `PROOF`."""
    names = ("change", "low", "high")
    values = (found.percent, found.low, found.high) if found else (None,) * 3
    return {f"{prefix}{name}": value for name, value in zip(names, values, strict=True)}
