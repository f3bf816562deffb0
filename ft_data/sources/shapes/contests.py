"""Tasks of programming contests: the problem, what is read and what is to be printed are the request, the program answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ft_data.sources.shapes import names
from ft_data.sources.shapes.draft import Core
from ft_data.sources.shapes.layout import Layout, Route
from ft_data.sources.shapes.pairs import pair
from ft_data.sources.shapes.shape import Shape
from ft_data.sources.shapes.values import string

FAMILY = "contests"
_TASKS = (
    "problem",
    "problem_description",
    "problem_statement",
    "statement",
    "description",
    "question",
    "task",
    "title",
)
_READ = ("input", "input_format", "input_description", "input_specification", "input_spec")
_PRINTED = ("output", "output_format", "output_description", "output_specification", "output_spec")
_MORE = ("constraints", "note", "notes", "examples", "example", "sample")
_PROGRAMS = (
    "solution",
    "solutions",
    "answer",
    "code",
    "program",
    "canonical_solution",
    "completion",
    "response",
)


def route(layout: Layout) -> Route | None:
    """Return the route of a problem with what is read and printed, where a program stands beside all three."""
    asks, read, printed = (layout.find(one, str) for one in (_TASKS, _READ, _PRINTED))
    program = layout.find(_PROGRAMS, str, list)
    if not (asks and read and printed and program):
        return None
    more = {f"more:{one}": layout.find((one,), str) for one in _MORE}
    return layout.route(
        FAMILY, {"prompt": asks, "read": read, "printed": printed, **more, "response": program}
    )


def cores(record: Mapping[str, Any], fields: Mapping[str, str], stage: str) -> list[Core]:
    """Build one pair; what is read and printed stands below the problem under the names that the record gives it.

    :raises NoExample: when nothing is asked, or the program is empty.
    """
    parts = [string(record[fields["prompt"]])]
    for name, key in fields.items():
        said = string(record[key]).strip()
        if said and (name in ("read", "printed") or name.startswith("more:")):
            parts.append(f"{names.normal(key).replace('_', ' ').capitalize()}:\n{said}")
    whole = "\n\n".join(part for part in parts if part.strip())
    return pair(
        {"prompt": whole, fields["response"]: record[fields["response"]]},
        {"prompt": "prompt", "response": fields["response"]},
    )


SHAPES = (Shape(route, cores, FAMILY, ("prompt_completion",), 54),)
