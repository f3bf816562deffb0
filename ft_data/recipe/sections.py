"""Which section of the schema a place in a recipe is, and what of it says more than the default."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from ft_data.recipe.schema import Recipe


def section(path: Sequence[str]) -> type[BaseModel] | None:
    """Return the section at a path such as ``sources, tickets`` or ``select, similarity``; None where there is none."""
    kind: Any = Recipe
    for key in path:
        if _is_section(kind):
            field = kind.model_fields.get(key)
            kind = field.annotation if field else None
        else:  # an item of a mapping or a list, under its name
            kind = next(iter(_inner(kind)), None)
        kind = _plain(kind)
    return kind if _is_section(kind) else None


def said(value: Any, path: Sequence[str]) -> Any:
    """Return a part of a recipe without what is unset, empty or the default."""
    if not isinstance(value, Mapping):
        return value
    model = section(path)
    defaults = {} if model is None else _defaults(model)
    kept = {key: said(one, [*path, key]) for key, one in value.items() if one != defaults.get(key, _NOTHING)}
    return {key: one for key, one in kept.items() if one is not None and one != {} and one != []}


_NOTHING = object()


def _defaults(model: type[BaseModel]) -> dict[str, Any]:
    found = {}
    for name, field in model.model_fields.items():
        if not field.is_required():
            value = field.get_default(call_default_factory=True)  # type: ignore[call-arg]
            found[name] = value.model_dump() if isinstance(value, BaseModel) else value
    return found


def _plain(kind: Any) -> Any:
    """Take a union with None, or an annotated type, for what it is else."""
    inner = [one for one in get_args(kind) if one is not type(None)]
    return inner[0] if get_origin(kind) not in (dict, list, None) and len(inner) == 1 else kind


def _inner(kind: Any) -> list[Any]:
    """Return the type of the items of a mapping or a list."""
    return [_plain(get_args(kind)[-1])] if get_origin(kind) in (dict, list) else []


def _is_section(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)
