"""Tool calls in the JSON of OpenAI's `tool_calls`, and which result answers which call."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ft_data.sources.shapes.values import json_text, string, unpacked

_ARGUMENTS = ("arguments", "parameters", "input", "args", "inputs", "kwargs")
_IDS = ("id", "toolUseId", "tool_use_id", "tool_call_id", "toolCallId", "call_id")


class Calls:
    """The calls of one conversation, numbered, and those that wait for a result.

    Results without an id answer the calls of the newest run of calls in order, by the name of their tool if they say
    it. ``allows_null(tool, argument)`` tells whether an argument may be null; see `tools.Tools`.
    """

    def __init__(self, allows_null: Any = None) -> None:
        self.count = 0
        self.dropped = 0  # arguments that were null because a table had a column for them
        self.waiting: list[tuple[str, str]] = []  # (id, name of the tool)
        self._allows_null = allows_null
        self._answered = False

    def made(self, made: Any) -> list[dict[str, Any]]:
        """Return calls in OpenAI's form: arguments are JSON text, every call has an id."""
        if self._answered:
            self.over()
        found = []
        for one in made if isinstance(made, (list, tuple)) else [made]:
            one = unpacked(one)
            if one is None:
                continue
            self.count += 1
            if not isinstance(one, Mapping):
                one = {"name": "", "arguments": string(one)}
            inner = one["function"] if isinstance(one.get("function"), Mapping) else one
            name = string(inner.get("name", inner.get("tool_name", inner.get("toolName"))))
            if not name and isinstance(one.get("function"), str):
                name = one["function"]
            given: Any = next((inner[key] for key in _ARGUMENTS if inner.get(key) is not None), {})
            arguments = json_text(self._without_nulls(name, given)) or "{}"
            id_ = next(
                (str(one[key]) for key in _IDS if one.get(key) not in (None, "")), f"call_{self.count}"
            )
            self.waiting.append((id_, name))
            found.append({"id": id_, "type": "function", "function": {"name": name, "arguments": arguments}})
        return found

    def answered(self, given: str | None, name: str | None) -> str | None:
        """Return the id of the call that a result answers: the given one, else the oldest that waits (for that tool)."""
        self._answered = True
        if given is not None:
            self.waiting = [one for one in self.waiting if one[0] != given]
            return given
        if not self.waiting:
            return None
        same = (at for at, (_, tool) in enumerate(self.waiting) if tool == name)
        return self.waiting.pop(next(same, 0))[0]

    def over(self) -> None:
        """Somebody spoke: what was called before is answered or never will be."""
        self.waiting.clear()
        self._answered = False

    def _without_nulls(self, name: str, given: Any) -> Any:
        """Leave out arguments that are null only because other calls of the table have them.

        A table (Parquet) has every argument of every tool in every row. JSON text was written by the model: it stays.
        """
        if not isinstance(given, Mapping):
            return given
        kept = {}
        for key, value in given.items():
            if value is not None or (self._allows_null is not None and self._allows_null(name, key)):
                kept[key] = self._without_nulls("", value)
            else:
                self.dropped += 1
        return kept


def listed(text: str) -> Any:
    """Return the calls that a text holds as JSON: one, a list, or one after another."""
    found = unpacked(text)
    if isinstance(found, str):
        lines = [unpacked(line) for line in text.splitlines() if line.strip()]
        if lines and all(isinstance(line, Mapping) for line in lines):
            return lines
    return found
