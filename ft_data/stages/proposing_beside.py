"""What stands beside a text and is more than about it: what is found in it, or what is done with it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from ft_data.sources.shapes import names, proposal
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
    if not text or any(names.normal(path.rpartition(".")[2]) in names.PROMPT for path in text):
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


def asked_alone(fields: Mapping[str, Field], rows: Sequence[Mapping[str, Any]]) -> str:
    """Say that the only text is a question: "" where it is none, or something answers it."""
    path = fields["text"].paths[0] if {*fields} == {"text"} and len(fields["text"].paths) == 1 else ""
    if names.normal(path.rpartition(".")[2]) not in _QUESTIONS:
        return ""
    said = f"`{path}` asks, and no field holds a text that answers: say which one does"
    listed = (one for row in rows for one in _paths(row, "", 0) if "[0]" in one and _MAY_ANSWER.search(one))
    answer = next((f'"$.{one}"' for one in listed), "...")
    return f"{said} (`map: {{prompt: {path}, response: {answer}}}`)"


_MAY_ANSWER = re.compile(
    r"(?:\A|[._])(?:value|values|answer|answers|expected|response|output|text|content)(?:\[0\])?\Z",
    re.IGNORECASE,
)
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


def completed(rows: Sequence[Mapping[str, Any]], path: str, answers: bool = False) -> tuple[str, ...]:
    """Return a path and the one that holds what it lacks: the same field below another name, or in a list, where a record has no other (XML).

    Of what ``answers`` any field does that says by its name that it answers too.
    """
    parts = path.split(".")
    if len(parts) < 2 and not answers:
        return (path,)
    lacking = [row for row in rows if not any(one == path for one in _paths(row, "", 0))]
    found = Counter(
        other
        for row in lacking
        for other in {*_paths(row, "", 0)}
        if (
            len(own := other.replace("[0]", "").split(".")) == len(parts)
            and (own[0], own[-1]) == (parts[0], parts[-1])
        )
        or (answers and proposal.REPLIES.search(own[-1]))
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
        elif isinstance(item, list) and item and isinstance(item[0], str) and item[0].strip():
            yield f"{path}[0]"
        elif isinstance(item, str) and item.strip():
            yield path


def doubtful(rows: Sequence[Mapping[str, Any]], text: Sequence[str], beside: Sequence[str]) -> str:
    """Say what stands beside texts and may be what they are for, so that nobody trains them alone unasked: "" where nothing does.

    Columns of yes and no, a question, a second text.
    """
    alone = "; where the texts alone are to be trained, `shape: text`"
    if len(text) > 1:
        both = " and ".join(f"`{one}`" for one in text)
        return (
            f"{both} are two texts of a kind, and nothing says what is to be said of them: if one answers, write\n    "
            f"map: {{prompt: {proposal.scalar(text[:1])}, response: {proposal.scalar(text[1:2])}}}\n{alone.removeprefix('; ')}"
        )
    flags = [one for one in beside if _says_yes_or_no(rows, one)]
    if len(flags) >= _FLAGS:
        told = ", ".join(f"`{one}`" for one in flags[:8])
        name = re.sub(r"[^a-z0-9]+", "_", flags[0].lower()).strip("_")
        return (
            f"{told} say yes or no of each text, and one answer holds one label: write a column that names those that hold, or take one of "
            f"them:\n    labels: {{{name}: {proposal.scalar(flags[:1])}}}\nand for the whole recipe:\n    format: {{targets: [classification], label: {name}}}\n"
            f"{alone.removeprefix('; ')}"
        )
    asks = next(
        (
            one
            for one in beside
            if names.normal(one) in _QUESTIONS and any(isinstance(row.get(one), str) for row in rows)
        ),
        "",
    )
    if asks and text:
        return (
            f"`{asks}` asks, and `{text[0]}` may answer it or be what it is about: write\n    map: {{prompt: {proposal.scalar((asks,))}, response: "
            f"{proposal.scalar(text[:1])}}}\nor name the field that answers{alone}"
        )
    return ""


_FLAGS = 2
_YES_OR_NO = frozenset({"0", "1", "0.0", "1.0", "true", "false"})


def _says_yes_or_no(rows: Sequence[Mapping[str, Any]], key: str) -> bool:
    given = {str(row[key]).strip().lower() for row in rows if row.get(key) not in (None, "")}
    return len(given) == 2 and given <= _YES_OR_NO
