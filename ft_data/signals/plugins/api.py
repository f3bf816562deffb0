"""The protocol by which better models plug in, and how a name becomes a model.

An installed package offers a model under the entry point group ``ft_data.models``::

    [project.entry-points."ft_data.models"]
    my_scorer = "my_package.scoring:build"

where ``build(spec)`` returns something that satisfies :class:`Scorer`. Nothing else of ft_data needs to be known.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import metadata
from typing import Any, Protocol, runtime_checkable

import pyarrow as pa

from ft_data.errors import WrongInput
from ft_data.signals.api import Signal, SignalGroup

ENTRY_POINTS = "ft_data.models"
BUILTIN: Mapping[str, str] = {
    "minilm": "ft_data.signals.plugins.onnx:minilm",
    "onnx": "ft_data.signals.plugins.onnx:build",
    "model2vec": "ft_data.signals.plugins.model2vec:build",
    "sentence_transformers": "ft_data.signals.plugins.sentence_transformers:build",
}
COLUMNS = ("record_id", "kind", "prompt_text", "response_text")


class PluginMissing(WrongInput, RuntimeError):
    """A model cannot be used here; the message says what to install or to set."""


@dataclass(frozen=True)
class Spec:
    """What a recipe says of a model. ``path`` is absolute; ``name`` begins the names of its signals."""

    name: str
    use: str
    path: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)


@runtime_checkable
class Scorer(Protocol):
    """A model that measures rows."""

    def signals(self) -> Sequence[Signal]:
        """Return what it measures; every name begins with the spec's name and an underscore."""

    def version(self) -> str:
        """Name weights and settings: another value means that values may differ. Names the parts it makes."""

    def score(self, rows: pa.Table) -> Mapping[str, Any]:
        """Return one column per signal, one value per row of ``COLUMNS``.

        A value depends on its own row only, never on the batch. Floats are finite or null.
        """


def open_scorer(spec: Spec) -> Scorer:
    """Return the model of a spec. Raises PluginMissing when nobody offers it or its files are not there."""
    build = _builder(spec.use)
    scorer = build(spec)
    if not isinstance(scorer, Scorer):
        raise PluginMissing(f"`{spec.use}` gave no scorer: it needs signals(), version() and score()")
    wrong = [signal.name for signal in scorer.signals() if not signal.name.startswith(f"{spec.name}_")]
    if wrong:
        raise PluginMissing(f"`{spec.use}`: signal `{wrong[0]}` must begin with `{spec.name}_`")
    return scorer


def loaded(spec: Spec) -> Scorer:
    """Return the model of a spec, opened once per process."""
    return _loaded(json.dumps([spec.name, spec.use, spec.path, dict(spec.options)], sort_keys=True))


def group_name(name: str) -> str:
    """Return the name of the group of signals of a model."""
    return f"model_{name}"


def measure(spec: Spec, rows: pa.Table) -> pa.Table:
    """Measure some rows; every value is checked against the type its signal declares."""
    return group_of(spec, loaded(spec)).fn(rows, {})


def group_of(spec: Spec, scorer: Scorer) -> SignalGroup:
    """Return a model's signals as a group. Its function raises ValueError when the model leaves a signal out."""

    def score(table: pa.Table, params: Mapping[str, Any]) -> Mapping[str, Any]:
        columns = scorer.score(table)
        absent = [signal.name for signal in group.signals if signal.name not in columns]
        if absent:
            raise ValueError(f"model `{spec.name}` returned no column `{absent[0]}`")
        return columns

    group = SignalGroup(group_name(spec.name), tuple(scorer.signals()), score, COLUMNS)
    return group


def known() -> list[str]:
    """Name every model that can be asked for here."""
    return sorted({*BUILTIN, *(point.name for point in metadata.entry_points(group=ENTRY_POINTS))})


def _builder(use: str) -> Any:
    if use in BUILTIN:
        module, _, name = BUILTIN[use].partition(":")
        return getattr(importlib.import_module(module), name)
    for point in metadata.entry_points(group=ENTRY_POINTS):
        if point.name == use:
            return point.load()
    raise PluginMissing(f"no model is called `{use}` here; known: {', '.join(known())}")


@lru_cache(4)
def _loaded(spec: str) -> Scorer:
    name, use, path, options = json.loads(spec)
    return open_scorer(Spec(name, use, path, options))
