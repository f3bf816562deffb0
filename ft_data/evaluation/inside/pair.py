"""Two samples side by side, at one size: as many rows, as many words counted and learned from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from ft_data.evaluation.inside import variety
from ft_data.evaluation.inside.measures import Scale
from ft_data.evaluation.inside.moments import Columns, Floats
from ft_data.evaluation.inside.sampled import (
    ANSWER_TEMPLATE,
    COHERENCE,
    DIFFICULTY,
    GONE,
    PROMPT_TEMPLATE,
    SCALES,
    STRANGE,
    SURPRISE,
)
from ft_data.evaluation.inside.texts import Sampled, strangers
from ft_data.intervals import Interval
from ft_data.signals.fitted.words import Words


class Pair(NamedTuple):
    """What is compared of two samples: means and shares, figures of variety (logarithms), and rows of each."""

    before: Columns
    after: Columns
    variety: Mapping[str, tuple[Interval, Interval]]
    rows: tuple[int, int]


def measures(sampled: Sampled) -> dict[str, Floats]:
    """Return the measures of the rows of a sample."""
    return {
        DIFFICULTY: sampled.difficulty,
        SURPRISE: sampled.surprise,
        COHERENCE: sampled.coherence,
        PROMPT_TEMPLATE: sampled.prompt_template,
        ANSWER_TEMPLATE: sampled.answer_template,
    }


def columns(sampled: Sampled, more: Mapping[str, Floats] | None = None) -> Columns:
    """Return the measures of a sample for a comparison; ``more`` are shares."""
    values = measures(sampled) | dict(more or {})
    _, family = np.unique(
        np.array(sampled.texts.families[: sampled.rows], object).astype(str), return_inverse=True
    )
    scales: dict[str, Scale] = {name: SCALES.get(name, "share") for name in values}
    return Columns(np.asarray(family, np.int64).reshape(-1), values, scales)


def figures(sampled: Sampled, most_words: Mapping[str, int] | None = None) -> dict[str, Interval]:
    """Return the figures of variety of a sample's prompts and answers, those without words left out."""
    found: dict[str, Interval] = {}
    for side, words in sides(sampled).items():
        if len(words.hashes):
            most = (most_words or {}).get(side, variety.WORDS)
            made = variety.figures(words, sampled.texts.families[: sampled.rows], most)
            found |= {f"{side}: {name}": one for name, one in made.items()}
    return found


def sides(sampled: Sampled) -> dict[str, Words]:
    """Return the words of prompts and of answers."""
    return {"prompts": sampled.prompts, "answers": sampled.answers}


def level(one: Sampled, other: Sampled) -> tuple[Sampled, Sampled]:
    """Return two samples of as many rows, whose models learn from as many words and from no row of either sample."""
    rows = min(one.rows, other.rows)
    pair = [replace(side, most_rows=rows) for side in (one, other)]
    met = [frozenset(side.texts.families[:rows]) for side in pair]
    pair = [replace(side, shunned=shunned) for side, shunned in zip(pair, reversed(met), strict=True)]
    words = min(side.others[1] for side in pair)
    levelled = [replace(side, most_words=words) for side in pair]
    first, second = (
        old if (old.rows, old.others) == (new.rows, new.others) else new
        for old, new in zip((one, other), levelled, strict=True)
    )
    return first, second


def together(before: Sampled, after: Sampled) -> dict[str, tuple[Interval, Interval]]:
    """Return the figures of variety of both, counted over as many words."""
    most = {
        side: min(variety.WORDS, len(words.hashes), len(sides(before)[side].hashes))
        for side, words in sides(after).items()
    }
    old, new = figures(before, most), figures(after, most)
    return {name: (old[name], new[name]) for name in new if name in old}


class Measured(NamedTuple):
    """What is said of a sample: figures of variety, the measures of its rows, and how it compares with the one before, if there is one."""

    variety: Mapping[str, Interval]
    measures: Mapping[str, Floats]
    versus: Pair | None


def measured(sampled: Sampled, before: Sampled | None) -> Measured:
    """Measure a sample."""
    return Measured(figures(sampled), measures(sampled), pair(*level(before, sampled)) if before else None)


def levelled(one: Sampled, other: Sampled) -> tuple[dict[str, tuple[Interval, Interval]], tuple[int, int]]:
    """Return the figures of variety of two samples at one size, and the rows of each."""
    first, second = level(one, other)
    return together(first, second), (first.rows, second.rows)


def pair(before: Sampled, after: Sampled) -> Pair:
    """Compare two versions by their samples, which are of one size (`level`)."""
    own, strange = strangers(before, after)
    at_home, gone = strangers(after, before)
    return Pair(
        columns(before, {STRANGE: own, GONE: gone}),
        columns(after, {STRANGE: strange, GONE: at_home}),
        together(before, after),
        (before.rows, after.rows),
    )
