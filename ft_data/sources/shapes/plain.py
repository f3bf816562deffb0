"""Records that are one question and one answer and nothing else, which most are: told by their layout, read without detours.

What is read here is what the long way makes of the same record, and whatever may need it is left to it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from ft_data.sources.shapes import names, pairs
from ft_data.sources.shapes.draft import Core, NoExample, turn
from ft_data.sources.shapes.families import candidates
from ft_data.sources.shapes.paths import Path
from ft_data.sources.shapes.written import marked

Pair = tuple[str, str, dict[str, Any]]  # prompt, response and extra

_SHAPES = ("auto", "alpaca", "prompt_completion", "qa")
_FIELDS = frozenset({"prompt", "response", "context", "context_first"})
_LAYOUTS = 4096
_HEADS = ("<", "[", "H")  # of an answer in which a whole dialogue may stand


class Simple(NamedTuple):
    """The fields of a layout that are a pair's, and those without a place.

    ``fields`` is empty where the recipe names the columns.
    """

    prompt: str
    response: str
    context: str | None
    rest: tuple[str, ...]
    fields: Mapping[str, str]


class PlainPairs:
    """Reads the records of one source whose shape is ``shape``; ``paths`` are those of its `map`, if it has one."""

    def __init__(self, shape: str, paths: Mapping[str, Sequence[Path]]):
        self._shape = shape
        self._paths = {name: found for name, found in paths.items() if name != "id"}
        self._known: dict[tuple[Any, ...], Simple | None] = {}

    def __call__(self, value: object) -> Pair | None:
        """Return prompt, response and extra of a record that is nothing but these."""
        if type(value) is not dict:
            return None
        layout = (*value, *map(type, value.values()))
        try:
            simple = self._known[layout]
        except KeyError:
            simple = self._remembered(value, layout)
        if simple is None:
            return None
        prompt, response = value[simple.prompt], value[simple.response]
        if not prompt or not response or prompt.isspace() or response.isspace():
            return None
        if marked(prompt, response) or (simple.context and response.lstrip().startswith(_HEADS)):
            return _taken_apart(value, simple)
        if not simple.fields and response.startswith('["'):
            return None
        if simple.context:
            prompt = pairs.with_context(prompt, value[simple.context], simple.fields, response)
        return prompt, response, {key: value[key] for key in simple.rest}

    def _remembered(self, record: dict[str, Any], layout: tuple[Any, ...]) -> Simple | None:
        if len(self._known) >= _LAYOUTS:
            self._known.clear()
        self._known[layout] = found = self._mapped(record) if self._paths else self._found(record)
        return found

    def _found(self, record: dict[str, Any]) -> Simple | None:
        route = next(iter(candidates(record)), None)
        if (
            route is None
            or route.family != "pair"
            or route.envelope
            or route.twins
            or self._shape not in _SHAPES
            or "response" not in route.fields
            or not _FIELDS.issuperset(route.fields)
            or any(type(record[key]) is not str for key in route.fields.values())
            or names.normal(route.fields["response"]) in names.SEVERAL
            or route.check is not None
        ):
            return None
        get = route.fields.get
        return Simple(get("prompt", ""), get("response", ""), get("context"), route.rest, route.fields)

    def _mapped(self, record: dict[str, Any]) -> Simple | None:
        """Return the two columns that a `map` names, where it names no more."""
        paths = [path for one in ("prompt", "response") for path in self._paths.get(one, ())]
        named = [path.column for path in paths if path.column is not None]
        if not len(self._paths) == len(paths) == len(named) == 2 or self._shape not in _SHAPES:
            return None
        prompt, response = named
        if type(record.get(prompt)) is not str or type(record.get(response)) is not str:
            return None
        rest = tuple(key for key in record if key not in named)
        return Simple(prompt, response, None, rest, {})


def _taken_apart(record: dict[str, Any], simple: Simple) -> Pair | None:
    """Return a pair whose texts bear marks of a model, or only look so, where it is one question and one answer after all."""
    if not simple.fields:
        return None
    try:
        made = pairs.pair(record, simple.fields)
    except NoExample:
        return None
    asked, answer = made[0].messages[0]["content"], made[0].messages[-1]["content"]
    if made != [Core("instruction", [turn("user", asked), turn("assistant", answer)])]:
        return None
    return asked, answer, {key: record[key] for key in simple.rest}
