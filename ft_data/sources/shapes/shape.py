"""What a shape is: the one declaration of how records of some layout become examples, built in or of a plug-in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ft_data.sources.shapes.draft import Core
from ft_data.sources.shapes.layout import Layout, Route

Found = Iterable[Route | None] | Route | None


@dataclass(frozen=True)
class Shape:
    """A family of layouts, in ``SHAPES`` of a module here, or behind an entry point in ``ft_data.shapes``.

    ``route`` says from names and types of a record's fields which of them make it, or returns None; ``layout.route`` sorts out
    what stays. ``cores`` turns a record into examples: it gets the record, ``fields`` of the route, and the stage of training
    (pretraining, instruction, preference), and raises `NoExample` where the values make none.

    Built in: ``words`` are what a recipe calls it under ``shape``, the first of them where it is told; ``place`` orders the
    search, the most telling first; without ``route``, that of another family finds it; without ``cores``, the mapper makes
    its examples. A plug-in needs none of these: a recipe calls it by its entry point, and ``auto`` never takes it.
    """

    route: Callable[[Layout], Found] | None
    cores: Callable[[Mapping[str, Any], Mapping[str, str], str], list[Core]] | None = None
    family: str = ""
    words: tuple[str, ...] = ()
    place: int = 0
