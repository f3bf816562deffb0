"""Signals of the group `targets`, measured where the recipe asks."""

from __future__ import annotations

import pyarrow as pa

from ft_data.signals.api import PAIR, Group, Signal, score
from ft_data.signals.fitted.model import INDEX

_SIGNALS = (
    score(
        "target_perplexity", "row",
        "exp(-mean log p) of the words and the end of the row's text under a word trigram model of `targets`; null without words.",
        "Chen & Goodman 1999; Heafield et al. 2013 (kenlm)", "perplexity >= 1",
    ),
    score("target_unknown", "row", "Share of the row's words that no target has; null without words."),
    score(
        "target_relevance", "row",
        "Cosine of TF-IDF with the nearest target (common words left out); null without words.",
        "Salton & Buckley 1988",
    ),
    score(
        "target_importance", "row",
        "Mean over hashed word uni- and bigrams of log(p in targets / p in this corpus); above 0 the row is more like the targets.",
        "Xie et al. 2023 (DSIR)", "nats per feature",
    ),
    Signal("target_nearest", pa.string(), "row", "place", "File and row of the nearest target; null at relevance 0."),
    Signal(
        "target_terms", pa.list_(pa.string()), "row", "terms",
        "Up to three of the row's words that speak most for the targets, heaviest first.",
    ),
)  # fmt: skip

GROUP = Group(
    name="targets",
    signals=_SIGNALS,
    columns=PAIR,
    measure="ft_data.signals.fitted.targets:measure",
    needs=("model",),
    asked="targets",
    arrays=(
        *(f"near_{name}" for name in INDEX), "backoff", "importance", "keys", "lm_texts", "logp", "places", "places_at",
        "target_at", "target_hashes", "vocabulary",
    ),
)  # fmt: skip
