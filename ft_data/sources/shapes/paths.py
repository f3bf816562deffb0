"""Column names and JSON paths of a recipe's `map`, `groups` and `labels`.

`question` and `best answer` are columns; `a.b` is a column of that name, else `b` inside `a`; `$.a.b[0]`,
`$['a b'].c[-1]` and `$.turns[*].text` are JSON paths (RFC 9535: names, indexes and `[*]`). A step into a text
that holds JSON reads that JSON.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from ft_data.sources.shapes.values import unpacked

_STEP = re.compile(
    r"\.([^.\[\]'\"*]+)|\[(-?\d{1,9})\]|\[\*\]|\[\s*(?:'([^']*)'|\"([^\"]*)\")\s*\]|\.\*", re.ASCII
)
ALL = "*"


class Path(NamedTuple):
    """A compiled path: ``column`` if the text names one, and the steps to follow otherwise."""

    column: str | None
    steps: tuple[str | int | None, ...]  # None stands for every element

    def find(self, record: Any) -> Any:
        """Return what the path leads to, or None."""
        if self.column is not None and isinstance(record, Mapping) and self.column in record:
            return record[self.column]
        return _follow(record, self.steps)


def _follow(value: Any, steps: Sequence[str | int | None]) -> Any:
    for at, step in enumerate(steps):
        value = unpacked(value)
        if step is None:
            if isinstance(value, Mapping):
                value = list(value.values())
            if not isinstance(value, list):
                return None
            return [found for one in value if (found := _follow(one, steps[at + 1 :])) is not None]
        if isinstance(step, str):
            if not isinstance(value, Mapping) or step not in value:
                return None
            value = value[step]
        else:
            if not isinstance(value, list) or not -len(value) <= step < len(value):
                return None
            value = value[step]
    return value


@lru_cache(4096)
def compile_path(path: str) -> Path:
    """Compile a column name or JSON path.

    :raises ValueError: for a `$` path that is not one, saying where it breaks off.
    """
    if not path.startswith("$"):
        return Path(path, tuple(path.split(".")) if "." in path else (path,))
    steps: list[str | int | None] = []
    at = 1
    while at < len(path):
        found = _STEP.match(path, at)
        if not found:
            raise ValueError(
                f"{path!r} is not a JSON path: column {at + 1} is neither .name, [0], [*] nor ['name']"
            )
        name, index, single, double = found.groups()
        if index is not None:
            steps.append(int(index))
        elif name is not None or single is not None or double is not None:
            steps.append(name if name is not None else single if single is not None else double)
        else:
            steps.append(None)
        at = found.end()
    if not steps:
        raise ValueError(f"{path!r} names nothing: write $.field")
    return Path(None, tuple(steps))


def without(record: dict[str, Any], paths: Sequence[Path]) -> dict[str, Any]:
    """Return the record without what the paths name, copying only what changes.

    Paths through lists or JSON texts leave their value in place: its other parts are not mapped.
    """
    rest = dict(record)
    for path in paths:
        if path.column is not None and path.column in rest:
            del rest[path.column]
        elif all(isinstance(step, str) for step in path.steps):
            _remove(rest, path.steps)
    return rest


def _remove(rest: dict[str, Any], steps: Sequence[str | int | None]) -> None:
    trail: list[dict[str, Any]] = [rest]
    for step in steps[:-1]:
        inner = trail[-1].get(str(step))
        if not isinstance(inner, dict):
            return
        trail[-1][str(step)] = copy = dict(inner)
        trail.append(copy)
    trail[-1].pop(str(steps[-1]), None)
    for outer, step in zip(reversed(trail[:-1]), reversed(steps[:-1]), strict=True):
        if not outer[str(step)]:
            del outer[str(step)]
