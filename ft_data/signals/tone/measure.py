"""Scores of tone: evidence from wording over the length of the text, each with the words it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ft_data.languages.packs import language
from ft_data.signals.english import english
from ft_data.signals.lexicon.build import Found, Lexicon, build, explain, find
from ft_data.signals.lexicon.packed import Packed
from ft_data.signals.spoken import of_packs, others
from ft_data.text.columns import text_of

_REASONS = ("rude", "rude_hint", "sarcastic")
_NEEDS = {
    "politeness": {"polite"}, "rudeness": {"rude"}, "sarcasm": {"sarcastic"}, "formality": {"formal", "informal"},
    "sentiment": {"positive", "negative"},
}  # fmt: skip
"""Kinds of words that a score rests on: null in a language whose pack lacks them."""
_TOLD = 0.3  # from which score on it is said which words it rests on
_MANNERS_OVER = 80.0  # words of text that rude or sarcastic wording colours undiluted


@cache
def lexicon() -> Lexicon:
    """Return the compiled lists of tone."""
    return build(language("en").tone)


@cache
def _packed(code: str) -> tuple[Packed, frozenset[str]] | None:
    """Return the compiled lists of another language than English, and which kinds of words it has; None for none."""
    pack = language(code)
    if not pack.tone:
        return None
    kinds: dict[str, Mapping[float, Sequence[str]]] = {name: {} for name in lexicon().categories}
    return Packed({**kinds, **pack.tone}, pack.spaced), frozenset(pack.tone)


def tone_signals(table: pa.Table, params: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of the group `tone`, all of the response."""
    text = text_of(table["response_text"])
    words = lexicon()
    found = find(text, words)
    columns = _scores(found, words)
    # English words say nothing about a text of another language, unless they are there.
    judged = english(text)
    for name, values in columns.items():
        values[~judged & ((values == 0) | (name in ("formality", "sentiment")))] = np.nan
    reasons: list[list[str] | None] = [None] * len(text)
    explain(reasons, np.arange(len(text)), _told(columns), found, words, _REASONS)
    for code, rows, texts in others(text, of_packs(text, text_of(table["prompt_text"]))):
        own = _packed(code)
        if own is None:
            continue
        packed, kinds = own
        found = packed.find(texts, quoted=False)
        scores = _scores(found, packed.lexicon)
        for name, needed in _NEEDS.items():
            columns[name][rows] = scores[name] if kinds >= needed else np.nan
            scores[name] = columns[name][rows]
        explain(reasons, rows, _told(scores), found, packed.lexicon, _REASONS)
    return {**columns, "tone_reason": pa.array(reasons, pa.list_(pa.string()))}


def _scores(found: Found, words: Lexicon) -> dict[str, npt.NDArray[np.float64]]:
    """Return the scores of tone, NaN for a text without words."""
    sums = {name: found.sums[:, k].astype(np.float64) for k, name in enumerate(words.categories)}
    dilution = np.minimum(1.0, _MANNERS_OVER / np.maximum(found.words, 1))
    rude, polite = (sums["rude"] + sums["rude_hint"]) * dilution, sums["polite"] * dilution
    ironic = sums["sarcastic"] * dilution
    style = sums["formal"] + sums["informal"]
    mood = sums["positive"] + sums["negative"]
    columns = {
        "politeness": polite / (1.0 + polite),
        "rudeness": 1.0 - np.exp(-0.9 * np.maximum(rude - 0.25 * np.minimum(polite, 2.0), 0.0)),
        "sarcasm": 1.0 - np.exp(-0.9 * ironic),
        "formality": np.where(style > 0, (sums["formal"] + 1.0) / (style + 2.0), np.nan),
        "sentiment": np.where(mood > 0, (sums["positive"] - sums["negative"]) / (mood + 2.0), np.nan),
    }
    for values in columns.values():
        values[found.words == 0] = np.nan
    return columns


def _told(columns: Mapping[str, npt.NDArray[np.float64]]) -> npt.NDArray[np.bool_]:
    told: npt.NDArray[np.bool_] = (columns["rudeness"] > _TOLD) | (columns["sarcasm"] > _TOLD)
    return told
