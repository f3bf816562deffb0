"""Shapes: how a record becomes canonical examples. Pure and row-local; no record knows of another."""

from __future__ import annotations

from collections import OrderedDict

from ft_data.recipe.schema import Source
from ft_data.sources.shapes.detect import detect
from ft_data.sources.shapes.draft import Detection, Draft, Mapped
from ft_data.sources.shapes.mapper import Mapper, compile_map
from ft_data.sources.shapes.paths import compile_path

__all__ = ["Detection", "Draft", "Mapped", "Mapper", "compile_map", "compile_path", "detect", "map_record"]

_mappers: OrderedDict[tuple[int, str], Mapper] = OrderedDict()
_KEPT = 64


def map_record(value: object, source: Source, stage: str) -> Mapped:
    """Turn a record into drafts of examples, or say why it makes none.

    No draft: ``reason`` is ``rule_name: text``. One draft: the record itself. Several: it was split
    (sections of a manual, instances of a task). ``stage`` is `pretraining`, `instruction` or `preference`.

    :raises ValueError: when the source's `map`, `groups` or `labels` hold something that is not a path.
    """
    key = (id(source), stage)
    mapper = _mappers.get(key)
    if mapper is None or mapper.source is not source:
        mapper = _mappers[key] = Mapper(source, stage)
        while len(_mappers) > _KEPT:
            _mappers.popitem(last=False)
    return mapper(value)
