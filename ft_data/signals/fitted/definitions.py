"""Signals of the fitted groups `targets`, `topics` and `contradictions`. None is measured unless the recipe asks."""

from __future__ import annotations

import pyarrow as pa

from ft_data.signals.api import Field, Signal

_RATIO = "ratio 0..1"


def _score(name: str, unit: str, definition: str, source: str, field: Field = "row") -> Signal:
    return Signal(name, pa.float32(), field, unit, definition, source)


TARGETS = (
    _score(
        "target_perplexity", "perplexity >= 1",
        "exp(-mean log p) of the words and the end of the row's text under a word trigram model of `targets`; null without words.",
        "Chen & Goodman 1999; Heafield et al. 2013 (kenlm)",
    ),
    _score(
        "target_unknown", _RATIO, "Share of the row's words that no target has; null without words.", "own"
    ),
    _score(
        "target_relevance", _RATIO,
        "Cosine of TF-IDF with the nearest target (common words left out); null without words.",
        "Salton & Buckley 1988",
    ),
    _score(
        "target_importance", "nats per feature",
        "Mean over hashed word uni- and bigrams of log(p in targets / p in this corpus); above 0 the row is more like the targets.",
        "Xie et al. 2023 (DSIR)",
    ),
    Signal("target_nearest", pa.string(), "row", "place", "File and row of the nearest target; null at relevance 0."),
    Signal(
        "target_terms", pa.list_(pa.string()), "row", "terms",
        "Up to three of the row's words that speak most for the targets, heaviest first.",
    ),
)  # fmt: skip

TOPICS = (
    Signal(
        "topic", pa.int32(), "row", "cluster",
        "Nearest of the topics found in this corpus (`signals.topics` of them); null without content words.",
        "Dhillon & Modha 2001 (spherical k-means over hashed TF-IDF)",
    ),
    Signal(
        "topic_name", pa.string(), "row", "keywords",
        "The topic's four keywords: frequent in it, rare elsewhere, each in at least five rows.",
        "Grootendorst 2022 (class-based TF-IDF)",
    ),
    _score("topic_similarity", _RATIO, "Cosine of the row with the centre of its topic.", "Dhillon & Modha 2001"),
)  # fmt: skip

REFERENCES = (
    Signal(
        "contradicts_reference", pa.int32(), "response", "count",
        "Numbers, dates and names of the answer that stand where the nearest sentence of `references` has another one; "
        "null where no passage says nearly the same.",
        "own; passages by BM25 (Robertson & Zaragoza 2009)",
    ),
    Signal(
        "contradiction_evidence", pa.list_(pa.string()), "response", "sentences",
        "What the answer says, what the passage says and where, up to three.",
    ),
    Signal(
        "reference_checked", pa.int32(), "response", "count",
        "Sentences of the answer with a number, date or name whose counterpart in `references` was found and compared.",
    ),
    Signal("reference_place", pa.string(), "response", "place", "File and row of the passage compared first; null when none was."),
)  # fmt: skip
