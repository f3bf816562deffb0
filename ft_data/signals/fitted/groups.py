"""The fitted groups: what each needs of the recipe, and its signals. Importing this is cheap."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from ft_data.signals.api import SignalGroup
from ft_data.signals.columns import result
from ft_data.signals.fitted import definitions

_HERE = "ft_data.signals.fitted"
_BASE = (
    "ft_data.signals.api",
    "ft_data.signals.columns",
    "ft_data.signals.unicode",
    "ft_data.signals.text.scan",
)
_COLUMNS = ("record_id", "prompt_text", "response_text")


def _modules(*names: str) -> tuple[str, ...]:
    return (
        *_BASE,
        *(f"{_HERE}.{name}" for name in ("words", "model", "stop", "retrieval", "definitions", *names)),
    )


def _targets(table: pa.Table, params: Mapping[str, Any]) -> pa.Table:
    from ft_data.signals.fitted.targets import measure

    return result(TARGETS, table, measure(table, params))


def _topics(table: pa.Table, params: Mapping[str, Any]) -> pa.Table:
    from ft_data.signals.fitted.clusters import measure

    return result(TOPICS, table, measure(table, params))


def _references(table: pa.Table, params: Mapping[str, Any]) -> pa.Table:
    from ft_data.signals.fitted.references import measure

    return result(REFERENCES, table, measure(table, params))


TARGETS = SignalGroup(
    name="targets",
    signals=definitions.TARGETS,
    modules=_modules("kneserney", "importance", "targets"),
    fn=_targets,
    columns=_COLUMNS,
    params=("model",),
)
TOPICS = SignalGroup(
    name="topics",
    signals=definitions.TOPICS,
    modules=_modules("topics", "clusters"),
    fn=_topics,
    columns=_COLUMNS,
    params=("model",),
)
REFERENCES = SignalGroup(
    name="contradictions",
    signals=definitions.REFERENCES,
    modules=_modules("facts", "values", "align", "references"),
    fn=_references,
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
