"""Signals of the group `tone`."""

from __future__ import annotations

import pyarrow as pa

from ft_data.signals.api import PAIR, Group, Signal, score

_SIGNALS = (
    score("politeness", "response", "Polite phrases p, diluted by texts over 80 words: p / (1 + p)."),
    score("rudeness", "response", "1 - exp(-0.9 x): weights of dismissive and rude phrases less a quarter of the polite ones."),
    score("sarcasm", "response", "1 - exp(-0.9 x): weights of phrases that usually mean the opposite."),
    score("formality", "response", "(formal words + 1) / (formal + informal words + 2); null without such words, and in a language whose pack has none."),
    score("sentiment", "response", "(positive - negative words) / (positive + negative words + 2); null without such words, and in a language whose pack has none.", unit="score -1..1"),
    Signal(
        "tone_reason", pa.list_(pa.string()), "response", "terms",
        "Rude and sarcastic phrases found, where either score is over 0.3.",
    ),
)  # fmt: skip

GROUP = Group(
    name="tone",
    signals=_SIGNALS,
    columns=PAIR,
    measure="ft_data.signals.tone.measure:tone_signals",
    needs=("packs",),
)
