"""Scores of tone: evidence from wording over the length of the text, each with the words it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa

from ft_data.signals.columns import text_column
from ft_data.signals.lexicon.build import Lexicon, build, find, terms
from ft_data.signals.tone.words import FEELING, LISTS, SARCASM, STYLE

_MANNERS_OVER = 80.0  # words of text that rude or sarcastic wording colours undiluted


@cache
def _lexicons() -> tuple[Lexicon, Lexicon, Lexicon, Lexicon]:
    return build(LISTS), build(SARCASM), build(STYLE), build(FEELING)


def tone_signals(table: pa.Table, params: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of the group `tone`, all of the response."""
    text = text_column(table, "response_text")
    manners, sarcasm, style, feeling = _lexicons()
    found = find(text, manners)
    count = np.maximum(found.words, 1).astype(np.float64)
    dilution = np.minimum(1.0, _MANNERS_OVER / count)
    rude, polite = found.sums[:, 0] * dilution, found.sums[:, 1] * dilution
    irony = find(text, sarcasm)
    ironic = irony.sums[:, 0] * dilution
    plain = find(text, style).sums
    mood = find(text, feeling).sums
    empty = found.words == 0
    columns: dict[str, Any] = {
        "politeness": polite / (1.0 + polite),
        "rudeness": 1.0 - np.exp(-0.9 * np.maximum(rude - 0.25 * np.minimum(polite, 2.0), 0.0)),
        "sarcasm": 1.0 - np.exp(-0.9 * ironic),
        "formality": (plain[:, 0] + 1.0) / (plain.sum(axis=1) + 2.0),
        "sentiment": (mood[:, 1] - mood[:, 0]) / (mood.sum(axis=1) + 2.0),
    }
    for values in columns.values():
        values[empty] = np.nan
    reasons: list[list[str] | None] = [None] * len(text)
    for row in np.flatnonzero((columns["rudeness"] > 0.3) | (columns["sarcasm"] > 0.3)):
        words = terms(found, manners, int(row), "polite") + terms(irony, sarcasm, int(row))
        reasons[row] = sorted(set(words)) or None
    return {**columns, "tone_reason": pa.array(reasons, pa.list_(pa.string()))}
