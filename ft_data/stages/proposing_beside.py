"""What stands beside a text and is more than about it: what is found in it, or what is done with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from ft_data.sources.shapes import names
from ft_data.sources.shapes.proposal import Field
from ft_data.sources.shapes.turns import are_turns

_FOUND = frozenset(
    "spans entities entity labels annotations ner tags slots slot intents sql program logical_form actions relations triples aspects opinions "
    "events mentions arguments output outputs answer answers target targets gold".split()
)
_SOME = 5  # of so many records at least one has it, each another


def found_in(rows: Sequence[Mapping[str, Any]], text: Collection[str]) -> dict[str, Field]:
    """Return the `map` of a text and the objects that say what is found in it; nothing where no column holds any.

    Marks of words, a number or a word each, are not found in a text but counted along it: those are none.
    """
    plain = {names.normal(key): key for row in rows for key in row if isinstance(key, str)}
    if any(names.normal(path.rpartition(".")[2]) in names.PROMPT for path in text):
        return {}  # a question has an answer, and nothing is to be found in it
    for name, key in plain.items():
        if key in text or not _FOUND & {name, *name.split("_")}:
            continue
        given = [one for row in rows if (one := row.get(key)) and _tells(one)]
        if len(given) * _SOME >= len(rows) and len({str(one) for one in given}) > 1:
            return {
                "prompt": Field(tuple(text), "the text"),
                "response": Field((key,), "its name and its objects say what is found in the text"),
            }
    return {}


def _tells(value: Any) -> bool:
    """Tell whether a value is an object or a list of objects, and no talk."""
    objects = value if isinstance(value, list) else [value]
    return bool(objects) and all(isinstance(one, Mapping) and one for one in objects) and not are_turns(value)


def asked_alone(fields: Mapping[str, Field]) -> str:
    """Say that the only text is a question: "" where it is none, or something answers it."""
    path = fields["text"].paths[0] if {*fields} == {"text"} and len(fields["text"].paths) == 1 else ""
    if names.normal(path.rpartition(".")[2]) not in _QUESTIONS:
        return ""
    return f"`{path}` asks, and no field holds a text that answers: say which one does (`map: {{prompt: {path}, response: ...}}`)"


_QUESTIONS = frozenset("question question_text query prompt instruction problem".split())


def untrained(rows: Sequence[Mapping[str, Any]], used: Collection[str]) -> list[str]:
    """Return the columns whose values are no part of a text that is trained alone."""
    columns = dict.fromkeys(key for row in rows for key in row if isinstance(key, str))
    heads = {path.split(".")[0].split("[")[0] for path in used}
    return [
        key
        for key in columns
        if key not in heads and any(row.get(key) not in (None, "", [], {}) for row in rows)
    ]


def completed(rows: Sequence[Mapping[str, Any]], path: str) -> tuple[str, ...]:
    """Return a path and the one that holds what it lacks: the same field below another name, or in a list, where a record has no other (XML)."""
    parts = path.split(".")
    if len(parts) < 2:
        return (path,)
    lacking = [row for row in rows if not any(one == path for one in _paths(row, "", 0))]
    found = Counter(
        other
        for row in lacking
        for other in {*_paths(row, "", 0)}
        if len(own := other.replace("[0]", "").split(".")) == len(parts)
        and (own[0], own[-1]) == (parts[0], parts[-1])
    )
    best, count = found.most_common(1)[0] if found else ("", 0)
    often = len(lacking) * _SOME >= len(rows) and count * 2 >= len(lacking)
    return (
        (path, f"$.{best}")
        if often and not any(best in _paths(row, "", 0) for row in rows if row not in lacking)
        else (path,)
    )


def _paths(value: Mapping[str, Any], before: str, depth: int) -> Iterator[str]:
    """Yield the paths of the texts of a record, of a list that of the first of its objects."""
    for key, item in value.items():
        path = f"{before}.{key}" if before else str(key)
        if isinstance(item, list) and item and isinstance(item[0], Mapping):
            path, item = f"{path}[0]", item[0]
        if isinstance(item, Mapping) and depth < 4:
            yield from _paths(item, path, depth + 1)
        elif isinstance(item, str) and item.strip():
            yield path
