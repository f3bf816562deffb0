"""YAML with a memory: plain data plus the line and column of every key and value.

PyYAML's loader throws positions away and reads ``off`` and ``no`` as booleans (YAML 1.1), which would turn
the rule key ``off`` and the language ``no`` into ``False``. We compose nodes and read scalars as YAML 1.2 does.
"""

from __future__ import annotations

import re
from collections.abc import Hashable
from typing import Any

import yaml

from ft_data.recipe.problems import problem

Path = tuple[Hashable, ...]
Positions = dict[Path, tuple[int, int]]

_MAX_DEPTH = 64
# A recipe is written by hand; aliases may repeat what was written, which counts each time.
_MAX_BYTES, _MAX_NODES = 4 << 20, 100_000


class _Loader(yaml.SafeLoader):
    pass


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if tag != "tag:yaml.org,2002:bool"]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"(?:true|false)\Z", re.I), list("tTfF"))


def parse(text: str, file: str) -> tuple[Any, Positions]:
    """Return the data of a YAML document and the 1-based position of each path in it."""
    if len(text) > _MAX_BYTES:
        raise problem(f"longer than {_MAX_BYTES >> 20} MB: no recipe is", file)
    try:
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
            positions: Positions = {}
            data = _build(loader, node, (), positions, file, 0) if node else None
        finally:
            loader.dispose()  # type: ignore[no-untyped-call]
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        at = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        raise problem(f"not valid YAML: {error.problem or error}", file, at) from None
    except yaml.YAMLError as error:
        raise problem(f"not valid YAML: {error}", file) from None
    except RecursionError:
        raise problem(f"nested deeper than {_MAX_DEPTH} levels", file) from None
    return data, positions


def _build(loader: _Loader, node: Any, path: Path, positions: Positions, file: str, depth: int) -> Any:
    at = (node.start_mark.line + 1, node.start_mark.column + 1)
    positions.setdefault(path, at)
    if len(positions) > _MAX_NODES:
        raise problem(
            f"more than {_MAX_NODES} values, each alias written out: no recipe has so many", file, at
        )
    if depth > _MAX_DEPTH:
        raise problem(f"nested deeper than {_MAX_DEPTH} levels", file, at)
    if isinstance(node, yaml.MappingNode):
        data: dict[Hashable, Any] = {}
        for key_node, value_node in node.value:
            key, here = key_node.value, (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
            if not isinstance(key, str):
                raise problem("a key must be a plain word", file, here)
            if key in data:
                raise problem(f"`{key}` is given twice", file, here)
            positions[(*path, key)] = here
            data[key] = _build(loader, value_node, (*path, key), positions, file, depth + 1)
        return data
    if isinstance(node, yaml.SequenceNode):
        return [
            _build(loader, item, (*path, index), positions, file, depth + 1)
            for index, item in enumerate(node.value)
        ]
    value = loader.construct_object(node)  # type: ignore[no-untyped-call]
    # Dates stay text: the schema says what a date is, and JSON must be able to hold the recipe.
    return value if isinstance(value, str | int | float | bool | None) else node.value


def place(path: Path, positions: Positions) -> tuple[int, int]:
    """Return where a path stands, or the nearest entry above it that is there; the first line where none is."""
    while path and path not in positions:
        path = path[:-1]
    return positions.get(path, (1, 1))
