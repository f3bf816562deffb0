"""A `map` to begin with, for records whose layout nobody knows: which field may ask, which may answer."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ft_data.sources.shapes.turns import are_turns
from ft_data.sources.shapes.values import unpacked

_ASKS = re.compile(
    r"quest|ask|prompt|instruct|input|query|problem|request|source|src|utter|user|human|customer|title|subject|issue|"
    r"(?:^|[_.])(?:q|en|x|head|key|front|term|word)(?:$|[_.\d])", re.I
)  # fmt: skip
_ANSWERS = re.compile(
    r"answ|repl|respon|output|complet|target|tgt|solut|assistant|agent|bot|result|summar|translat|explan|body|defin|"
    r"(?:^|[_.])(?:a|y|tail|value|back|text|content|meaning)(?:$|[_.\d])", re.I
)  # fmt: skip
_META = re.compile(
    r"(?:^|[_.])(?:id|uuid|url|uri|link|href|date|time|lang|locale|version|hash|sha|split|license|licence|email|mail|phone|"
    r"path|file|source_type|type|kind|status|created|updated|score)(?:$|[_.\d])|_(?:id|at|url)$",
    re.I,
)
_SHOWN = re.compile(r"[A-Za-z_#$@][\w #$@.\-]{0,60}\Z")


def proposed(records: Sequence[Mapping[str, Any]]) -> str | None:
    """Return a `map` as one line of YAML; None where no field holds text that a map could name.

    Only names of fields are looked at, and how long their values are; no value is shown.
    """
    lengths: dict[str, list[int]] = defaultdict(list)
    turns: dict[str, int] = defaultdict(int)
    for record in records:
        for path, value in _leaves(record, "", 0):
            if isinstance(value, str) and value.strip():
                lengths[path].append(len(value))
            elif are_turns(value):
                turns[path] += 1
    some = max(1, len(records) // 5)  # what most records lack is not what they are about
    if talk := next((path for path, count in turns.items() if count >= some), None):
        return f"map: {{messages: {_quoted(talk)}}}"
    texts = [
        path
        for path, found in lengths.items()
        if len(found) >= some and _SHOWN.match(path) and not _META.search(path)
    ]
    if not texts:
        return None
    mean = {path: sum(lengths[path]) / len(lengths[path]) for path in texts}
    if len(texts) == 1:
        return f"map: {{text: {_quoted(texts[0])}}}"
    prompt = next((path for path in texts if _ASKS.search(path)), None)
    rest = [path for path in texts if path != prompt]
    response = next((path for path in rest if _ANSWERS.search(path)), None) or max(
        rest, key=lambda path: mean[path]
    )
    if prompt is None:
        prompt = next(path for path in texts if path != response)
    return f"map: {{prompt: {_quoted(prompt)}, response: {_quoted(response)}}}"


def _leaves(value: Mapping[str, Any], before: str, depth: int) -> Iterator[tuple[str, Any]]:
    for key, item in value.items():
        if not isinstance(key, str):
            continue
        path = f"{before}.{key}" if before else key
        item = unpacked(item)
        if isinstance(item, Mapping) and depth < 3:
            yield from _leaves(item, path, depth + 1)
        else:
            yield path, item


def _quoted(path: str) -> str:
    return path if re.fullmatch(r"[A-Za-z_][\w.]*", path) else json.dumps(path, ensure_ascii=False)
