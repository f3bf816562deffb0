"""Toxicity of both fields: evidence from offensive wording, weighed by how the rest of the text talks."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ft_data.languages.packs import language
from ft_data.signals.english import english
from ft_data.signals.lexicon.build import Found, Lexicon, build, find, terms
from ft_data.text.columns import Text, text_of

# Most evidence of one kind. Strong words count in full; mild ones are diluted by a long text around them.
_STRONG = {"slur": 6.0, "profanity": 4.0, "sexual": 5.0, "threat": 3.0}
_MILD = {"insult": 2.6, "hate": 2.4, "scorn": 2.0, "ambiguous": 2.0}
_DILUTION = 60.0  # words of text that mild evidence survives undiluted
_CASUAL_SHARE = 0.08  # share of chat spellings at which an ambiguous word counts in full


class Toxicity(NamedTuple):
    """Scores 0..1 per row, and what was found."""

    score: npt.NDArray[np.float64]
    found: Found


@cache
def lexicon() -> Lexicon:
    """Return the compiled list of offensive wording."""
    words = language("en")
    return build({**words.toxicity, "casual": {1.0: words.casual}}, words.stars)


def toxicity(text: Text) -> Toxicity:
    """Score every row of a column: 1 - exp(-evidence)."""
    words = lexicon()
    found = find(text, words)
    sums = {name: found.sums[:, k].astype(np.float64) for k, name in enumerate(words.categories)}
    count = np.maximum(found.words, 1)
    dilution = np.minimum(1.0, _DILUTION / count)
    talk = sums["casual"] / np.maximum(count, 20)
    strong = sum(np.minimum(sums[name], most) for name, most in _STRONG.items())
    casual = np.clip(np.maximum(talk / _CASUAL_SHARE, strong / 1.5), 0.0, 1.0)
    # A short text is all there is to judge by, so an ambiguous word counts half even in plain language.
    sums["ambiguous"] = sums["ambiguous"] * (0.5 + 1.3 * casual)
    mild = sum(np.minimum(sums[name] * dilution, most) for name, most in _MILD.items())
    # Mild words alone, in plain language, never make a text surely toxic: dictionaries are full of them.
    # One such word, however often it is said, is what a text about sports, animals or illnesses has too.
    several = _distinct(found, words, tuple(_MILD)) >= 2
    evidence = strong + np.minimum(mild, np.where(several, 1.5, 1.1) + 2.0 * casual)
    return Toxicity(1.0 - np.exp(-np.maximum(evidence, 0.0)), found)


def _distinct(found: Found, words: Lexicon, names: tuple[str, ...]) -> npt.NDArray[np.int64]:
    """Return how many different entries of some categories each row has."""
    numbers = [words.categories.index(name) for name in names]
    is_one = np.append(np.isin(words.category, numbers), False)
    counted: npt.NDArray[np.int64] = is_one[found.hits].sum(axis=1)
    return counted


def toxicity_signals(table: pa.Table, params: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of the group `toxicity`."""
    words = lexicon()
    out: dict[str, Any] = {}
    for field, name in (("prompt", "prompt_toxicity"), ("response", "toxicity")):
        text = text_of(table[f"{field}_text"])
        result = toxicity(text)
        # English words say nothing about a text of another language, unless they are there.
        out[name] = np.where(english(text) | (result.score > 0), result.score, np.nan)
        if field == "response":
            reasons: list[list[str] | None] = [None] * len(result.score)
            for row in np.flatnonzero(result.score >= 0.3):
                reasons[row] = terms(result.found, words, int(row), (*_STRONG, *_MILD)) or None
            out["toxicity_reason"] = pa.array(reasons, pa.list_(pa.string()))
    return out
