"""Scores of tone: evidence from wording over the length of the text, each with the words it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa

from ft_data.languages.packs import language
from ft_data.signals.english import english
from ft_data.signals.lexicon.build import Lexicon, build, find, terms
from ft_data.text.columns import text_of

_REASONS = ("rude", "rude_hint", "sarcastic")
_MANNERS_OVER = 80.0  # words of text that rude or sarcastic wording colours undiluted


@cache
def lexicon() -> Lexicon:
    """Return the compiled lists of tone."""
    return build(language("en").tone)


def tone_signals(table: pa.Table, params: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of the group `tone`, all of the response."""
    text = text_of(table["response_text"])
    words = lexicon()
    found = find(text, words)
    sums = {name: found.sums[:, k].astype(np.float64) for k, name in enumerate(words.categories)}
    dilution = np.minimum(1.0, _MANNERS_OVER / np.maximum(found.words, 1))
    rude, polite = (sums["rude"] + sums["rude_hint"]) * dilution, sums["polite"] * dilution
    ironic = sums["sarcastic"] * dilution
    style = sums["formal"] + sums["informal"]
    mood = sums["positive"] + sums["negative"]
    empty = found.words == 0
    columns: dict[str, Any] = {
        "politeness": polite / (1.0 + polite),
        "rudeness": 1.0 - np.exp(-0.9 * np.maximum(rude - 0.25 * np.minimum(polite, 2.0), 0.0)),
        "sarcasm": 1.0 - np.exp(-0.9 * ironic),
        "formality": np.where(style > 0, (sums["formal"] + 1.0) / (style + 2.0), np.nan),
        "sentiment": np.where(mood > 0, (sums["positive"] - sums["negative"]) / (mood + 2.0), np.nan),
    }
    # English words say nothing about a text of another language, unless they are there.
    judged = english(text)
    for name, values in columns.items():
        values[empty | (~judged & ((values == 0) | (name in ("formality", "sentiment"))))] = np.nan
    reasons: list[list[str] | None] = [None] * len(text)
    for row in np.flatnonzero((columns["rudeness"] > 0.3) | (columns["sarcasm"] > 0.3)):
        reasons[row] = terms(found, words, int(row), _REASONS) or None
    return {**columns, "tone_reason": pa.array(reasons, pa.list_(pa.string()))}
