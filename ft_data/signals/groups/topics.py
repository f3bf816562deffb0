"""Signals of the group `topics`, measured where the recipe asks."""

from __future__ import annotations

import pyarrow as pa

from ft_data.signals.api import PAIR, Group, Signal, score

_SIGNALS = (
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
    score("topic_similarity", "row", "Cosine of the row with the centre of its topic.", "Dhillon & Modha 2001"),
)  # fmt: skip

GROUP = Group(
    name="topics",
    signals=_SIGNALS,
    columns=PAIR,
    measure="ft_data.signals.fitted.clusters:measure",
    needs=("model",),
    asked="signals.topics",
    arrays=("centroids", "idf", "stop"),
)
