"""What a map draws: a seeded sample of a view's rows with their colours, and the same map as a table of stretches."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ft_data.review.explore.atlas import Atlas
from ft_data.review.explore.facets import Mask, Single
from ft_data.review.explore.index import QUALITY, Index
from ft_data.review.explore.labels import DONE, label
from ft_data.review.explore.view import View

MOST = 50_000  # points
SIDE = 5  # stretches of the table, a side
_COLOURS = 8  # the last is for all other values, and for none
_SCALE = 1_000
STANDS = "stands"
COLOURS = (STANDS, "source", "split", QUALITY)


class Points(NamedTuple):
    """Points of a map: places in thousandths, the number of a colour each, what colours mean and are; ``rows`` of the view in all."""

    x: list[int]
    y: list[int]
    colour: list[int]
    names: list[str]
    tones: list[str]
    rows: int


class Stretch(NamedTuple):
    """One square of the map: how many rows of the view lie there, what most of them are, and the address of all."""

    name: str
    rows: int
    mostly: str
    query: str


def points(index: Index, atlas: Atlas, among: Mask | None, colour: str) -> Points:
    """Draw at most 50,000 rows, the same each time."""
    places = np.flatnonzero(_there(atlas, among))
    drawn = places
    if len(places) > MOST:
        drawn = np.sort(np.random.default_rng(0).choice(places, MOST, replace=False))
    if colour == QUALITY and QUALITY in index.numeric:
        values, bands = index.signal(QUALITY)[drawn], _COLOURS - 1
        known = ~np.isnan(values)
        codes = np.full(len(drawn), bands)
        codes[known] = np.clip((values[known] * bands).astype(int), 0, bands - 1)
        names = [f"quality {n / bands:.2f} to {(n + 1) / bands:.2f}" for n in range(bands)]
        names += [] if known.all() else ["no quality"]
        tones = [f"scale-{n}" for n in range(bands)] + ["none"]
    elif colour == STANDS:
        codes, names, tones = _by_verdict(index, drawn)
    else:
        codes, names = _coloured(index, colour, drawn)
        tones = [str(n) for n in range(len(names))]
    at = [np.rint(axis[drawn] * _SCALE).astype(int).tolist() for axis in (atlas.x, atlas.y)]
    return Points(at[0], at[1], codes.tolist(), names, tones[: len(names)], len(places))


def table(index: Index, atlas: Atlas, among: Mask | None, view: View) -> list[Stretch]:
    """Say the map in words: its squares from the upper left, without those that are empty."""
    there = _there(atlas, among)
    about = "topic" if "topic" in index.facets else "source"
    facet = index.facets.get(about)
    found = []
    for row in range(SIDE):
        for column in range(SIDE):
            box = (column / SIDE, row / SIDE, (column + 1) / SIDE, (row + 1) / SIDE)
            inside = there & atlas.within(box)
            rows = int(np.count_nonzero(inside))
            if rows:
                counts = facet.count(inside) if facet else np.zeros(0)
                mostly = label(about, facet.values[int(counts.argmax())]) if facet and len(counts) else ""
                found.append(
                    Stretch(f"row {row + 1}, column {column + 1}", rows, mostly, view.inside(box).query)
                )
    return found


def _there(atlas: Atlas, among: Mask | None) -> Mask:
    there: Mask = ~np.isnan(atlas.x)
    return there if among is None else there & among


def _by_verdict(index: Index, drawn: np.ndarray) -> tuple[np.ndarray, list[str], list[str]]:  # type: ignore[type-arg]
    """Number the last verdicts, whichever stage gave them, as the funnel colours them; without those that no row has."""
    verdicts = [value.partition(".")[2] for value in index.last.values]
    there = index.last.count(None) > 0
    shown = [name for name in DONE if any(there[at] for at, one in enumerate(verdicts) if one == name)]
    numbers = np.array([shown.index(one) if one in shown else len(shown) for one in verdicts])
    others = any(there[at] for at, one in enumerate(verdicts) if one not in shown)
    return (
        numbers[index.last.codes[drawn]],
        [DONE[name] for name in shown] + ["no verdict"] * others,
        [*shown, "none"],
    )


def _coloured(index: Index, name: str, drawn: np.ndarray) -> tuple[np.ndarray, list[str]]:  # type: ignore[type-arg]
    """Number the most frequent values from 0; all others share the last colour."""
    facet = index.facets.get(name)
    if not isinstance(facet, Single):
        return np.zeros(len(drawn), int), [""]
    counts = facet.count(None)
    largest = np.argsort(-counts, kind="stable")[: _COLOURS - 1]
    largest = largest[counts[largest] > 0]
    numbers = np.full(len(facet.values), len(largest))
    numbers[largest] = np.arange(len(largest))
    others = ["others"] if np.count_nonzero(counts) > len(largest) else []
    return numbers[facet.codes[drawn]], [label(name, facet.values[code]) for code in largest] + others
