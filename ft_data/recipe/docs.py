"""docs/recipe.md, generated from the schema: `python -m ft_data.recipe.docs > docs/recipe.md`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from ft_data.recipe.load import UNAVAILABLE
from ft_data.recipe.registered import Registered
from ft_data.recipe.schema import Recipe

_HEAD = """# The recipe, key by key

Generated from the schema by `python -m ft_data.recipe.docs`; do not edit. A recipe lives in
`datasets/<name>/recipe.yaml` and is read when a run starts. Only `dataset`, `purpose` and one source are required.
"""


def render() -> str:
    """Return the whole page as Markdown."""
    lines = [_HEAD]
    for title, model in _sections():
        lines += [
            f"\n## {title}\n",
            (model.__doc__ or "").strip(),
            "",
            "| key | default | meaning |",
            "|---|---|---|",
        ]
        for name, field in model.model_fields.items():
            dotted = name if title == "Recipe" else f"{title.split(' ')[0].strip('`')}.{name}"
            text = field.description or _first_line(field.annotation)
            text += " *(not available yet)*" if dotted in UNAVAILABLE else ""
            lines.append(f"| `{name}` | {_default(field)} | {_options(field)}{text} |".replace("\n", " "))
    return "\n".join(lines) + "\n"


def _sections() -> Iterator[tuple[str, type[BaseModel]]]:
    yield "Recipe", Recipe
    queue: list[tuple[str, Any]] = [(name, field.annotation) for name, field in Recipe.model_fields.items()]
    while queue:
        name, annotation = queue.pop(0)
        for model in _models(annotation):
            yield f"`{name}`", model
            queue[:0] = [(f"{name}.{key}", field.annotation) for key, field in model.model_fields.items()]


def _models(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for arg in get_args(annotation) for model in _models(arg)]


def _default(field: Any) -> str:
    if field.is_required():
        return "**required**"
    value = field.get_default(call_default_factory=True)
    if isinstance(value, BaseModel):
        return "see below"
    return "" if value is None or value is PydanticUndefined else f"`{json.dumps(value)}`"


def _options(field: FieldInfo) -> str:
    annotation = field.annotation
    if str(get_origin(annotation)) == "typing.Literal":
        return f"`{'`, `'.join(map(str, get_args(annotation)))}`. "
    marks = [
        *field.metadata,
        *(mark for arg in get_args(annotation) for mark in getattr(arg, "__metadata__", ())),
    ]
    named = next((mark for mark in marks if isinstance(mark, Registered)), None)
    return f"`{'`, `'.join(named.builtin())}`, or a plug-in's. " if named else ""


def _first_line(annotation: Any) -> str:
    models = _models(annotation)
    return (models[0].__doc__ or "").strip().split("\n")[0] if models else ""


if __name__ == "__main__":
    sys.stdout.write(render())
