"""The fitted groups: what each needs of the recipe, and its signals. Importing this is cheap."""

from __future__ import annotations

from collections.abc import Mapping

from ft_data.signals.api import SignalGroup
from ft_data.signals.fitted import definitions

_COLUMNS = ("record_id", "prompt_text", "response_text")

TARGETS = SignalGroup(
    name="targets",
    signals=definitions.TARGETS,
    measure="ft_data.signals.fitted.targets:measure",
    columns=_COLUMNS,
    params=("model",),
)
TOPICS = SignalGroup(
    name="topics",
    signals=definitions.TOPICS,
    measure="ft_data.signals.fitted.clusters:measure",
    columns=_COLUMNS,
    params=("model",),
)
REFERENCES = SignalGroup(
    name="contradictions",
    signals=definitions.REFERENCES,
    measure="ft_data.signals.fitted.references:measure",
    columns=_COLUMNS,
    params=("model",),
)

# Group and the key of the recipe that asks for it.
FITTED: Mapping[str, tuple[SignalGroup, str]] = {
    "targets": (TARGETS, "targets"),
    "topics": (TOPICS, "signals.topics"),
    "contradictions": (REFERENCES, "references"),
}

_INDEX = ("docs", "idf", "left_out", "passages", "starts", "terms", "weights")
# The arrays a model must have to be measured with; one that was fitted with others is fitted again.
LAYOUT: Mapping[str, tuple[str, ...]] = {
    "targets": (
        "backoff", "importance", "keys", "lm_texts", "logp", *(f"near_{name}" for name in _INDEX), "places", "places_at",
        "vocabulary",
    ),
    "topics": ("centroids", "idf", "stop"),
    "contradictions": (*_INDEX[:4], "places", "places_at", *_INDEX[4:6], "texts", "texts_at", "titles", "titles_at", "weights"),
}  # fmt: skip
