"""The protocol by which models and signals of other packages plug in, and how a name becomes a group of signals.

An installed package offers them under the entry points ``ft_data.models`` and ``ft_data.signals``, and a recipe asks for
one by its name, as ``use`` of an entry of `signals.models`::

    [project.entry-points."ft_data.models"]
    my_scorer = "my_package.scoring:build"

    [project.entry-points."ft_data.signals"]
    my_signals = "my_package.signals:GROUP"

Behind the name is a :class:`~ft_data.signals.api.Group`, whose function takes the columns it names and returns one per
signal, or ``build(spec)``, which returns such a group or something that satisfies :class:`Scorer`. Nothing else of ft_data needs to be known.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import lru_cache
from typing import Any, Protocol, runtime_checkable

import pyarrow as pa

from ft_data.errors import WrongInput
from ft_data.example import EXAMPLE
from ft_data.plugins import Broken, Plugin, Registry
from ft_data.signals.api import Group, Signal

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


def _builtin(use: str) -> Any:
    module, _, name = BUILTIN[use].partition(":")
    return getattr(importlib.import_module(module), name)


def _guarded(offer: Any, plugin: Plugin) -> Any:
    if isinstance(offer, Group) or callable(offer):
        return offer
    raise Broken(f"{plugin} cannot be used: `{plugin.value}` is neither a group of signals nor builds one")


SIGNALS: Registry[Any] = Registry("signals", object, lambda: BUILTIN, _builtin, _guarded)
MODELS: Registry[Any] = Registry("models", object, lambda: BUILTIN, _builtin, _guarded, heavy=True)


def open_scorer(spec: Spec) -> Scorer:
    """Return the model of a spec. Raises PluginMissing when nobody offers it or its files are not there."""
    return _scorer(spec, _registry(spec.use).get(spec.use)(spec))


def group_name(name: str) -> str:
    """Return the name of the group of signals of a model."""
    return f"model_{name}"


def group_of(spec: Spec) -> Group:
    """Return what a spec names as a group of signals. Raises PluginMissing when it is not there or cannot be used."""
    registry = _registry(spec.use)
    found, plugin = registry.get(spec.use), registry.plugin(spec.use)
    made = found if isinstance(found, Group) else found(spec)
    settings: dict[str, Any] = {"use": spec.use, "options": dict(spec.options)}
    if plugin is not None:
        settings["plugin"] = plugin.identity
    if isinstance(made, Group):
        _checked(spec, made)
        return replace(made, name=group_name(spec.name), settings={**made.settings, **settings})
    scorer = _scorer(spec, made)
    return Group(
        name=group_name(spec.name),
        signals=tuple(scorer.signals()),
        columns=COLUMNS,
        measure="ft_data.signals.plugins.api:scores",
        settings={**settings, "version": scorer.version()},
        beside={"spec": asdict(spec)},  # where the model lies is not what it is: its version says that
    )


def scores(rows: pa.Table, params: Mapping[str, Any]) -> Mapping[str, Any]:
    """Measure rows with the model ``params["spec"]``, opened once per process."""
    spec = params["spec"]
    key = json.dumps([spec["name"], spec["use"], spec["path"], dict(spec["options"])], sort_keys=True)
    return _loaded(key).score(rows)


def known() -> list[str]:
    """Name every model that can be asked for here."""
    return sorted({*SIGNALS.names(), *MODELS.names()})


def _registry(use: str) -> Registry[Any]:
    """Return the registry that has what is called that. Raises PluginMissing when neither has, or both."""
    offers = [one for one in (MODELS, SIGNALS) if use in one.names()]
    if not offers:
        raise PluginMissing(f"no model is called `{use}` here; known: {', '.join(known())}")
    if len(offers) > 1 and use not in BUILTIN:
        whose = " and ".join(str(one.plugin(use)) for one in offers)
        raise PluginMissing(f"`{use}` is the name of {whose}; uninstall one of them")
    return offers[0]


def _scorer(spec: Spec, made: Any) -> Scorer:
    if not isinstance(made, Scorer):
        raise PluginMissing(f"`{spec.use}` gave no scorer: it needs signals(), version() and score()")
    wrong = [signal.name for signal in made.signals() if not signal.name.startswith(f"{spec.name}_")]
    if wrong:
        raise PluginMissing(f"`{spec.use}`: signal `{wrong[0]}` must begin with `{spec.name}_`")
    return made


def _checked(spec: Spec, group: Group) -> None:
    strange = [name for name in group.columns if name not in EXAMPLE.names]
    if strange:
        raise PluginMissing(f"`{spec.use}` reads `{strange[0]}`, which no example has")
    if group.needs or group.arrays:
        raise PluginMissing(
            f"`{spec.use}` needs {', '.join(group.needs) or 'a model'}: only built-in groups can"
        )


@lru_cache(4)
def _loaded(spec: str) -> Scorer:
    return open_scorer(Spec(*json.loads(spec)))
