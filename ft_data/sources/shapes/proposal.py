"""A `map` to begin with, for records whose layout nobody knows: which field may ask, which may answer, and why."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ft_data.sources.shapes.turns import are_turns
from ft_data.sources.shapes.values import unpacked

_ASKS = re.compile(
    r"quest|ask|prompt|instruct|input|query|problem|request|source|src|utter|user|human|customer|title|subject|issue|"
    r"frage|kund|pregunta|consulta|client|domand|pergunt|demande|fråg|vraag|pyta|вопрос|问|質問|질문|سؤال|"
    r"(?:^|[_.])(?:q|en|x|head|key|front|term|word)(?:$|[_.\d])", re.I
)  # fmt: skip
# Says that it answers; the second only suggests it.
_REPLIES = re.compile(
    r"answ|repl|respon|solut|resol|assistant|agent|"
    r"antwort|lösung|respuesta|réponse|reponse|rispost|respost|svar|antwoord|odpow|ответ|答|回复|답변|جواب", re.I
)  # fmt: skip
_ANSWERS = re.compile(
    rf"{_REPLIES.pattern}|output|complet|target|tgt|bot|result|summar|translat|explan|body|defin|"
    r"(?:^|[_.])(?:a|y|tail|value|back|text|content|meaning)(?:$|[_.\d])", re.I
)  # fmt: skip
_META = re.compile(
    r"(?:^|[_.])(?:id|uuid|url|uri|link|href|date|time|lang|locale|version|hash|sha|split|license|licence|email|mail|phone|"
    r"path|file|source_type|type|kind|status|created|updated|score)(?:$|[_.\d])|_(?:id|at|url)$",
    re.I,
)
_HEADS = re.compile(r"title|subject|betreff|asunto|objet|oggetto|assunto|topic|summary\Z", re.I)
_BODIES = re.compile(
    r"descr|body|detail|message|text|content|question|wrote|beschreib|nachricht|mensaje|mensagem", re.I
)
_SHOWN = re.compile(r"[^\W\d][\w #$@.,/()&'’\-]{0,60}\Z|[#$@][\w #$@.\-]{0,60}\Z")
ASKS = "its name says that it asks"
ANSWERS = "its name says that it answers"
_WORDS = 3.0  # running text has more words than this, on average
_CJK = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")


class Field(NamedTuple):
    """Where a canonical field is found, and what speaks for it. The reason names no value."""

    paths: tuple[str, ...]
    why: str


class _Texts(NamedTuple):
    """The values of one field: their number, of how many characters and words, and how many of them ask."""

    number: int
    length: float
    words: float
    asking: float


def content(records: Sequence[Mapping[str, Any]], without: Collection[str] = ()) -> dict[str, Field]:
    """Return the fields that hold a record's text: `messages`, or `text`, or `prompt` and `response`; nothing where none does.

    Fields are told by their names and by how long their values are and how many ask; ``without`` names those that
    are known to hold something else.
    """
    given: dict[str, list[str]] = defaultdict(list)
    turns: dict[str, int] = defaultdict(int)
    for record in records:
        for path, value in _leaves(record, "", 0):
            if isinstance(value, str) and value.strip():
                given[path].append(value)
            elif are_turns(value):
                turns[path] += 1
    some = max(1, len(records) // 5)  # what most records lack is not what they are about
    if talk := next((path for path, count in turns.items() if count >= some), None):
        return {"messages": Field((talk,), "a list of turns")}
    texts = {
        path: _measured(values)
        for path, values in given.items()
        if len(values) >= some and path not in without and _SHOWN.match(path) and not _META.search(path)
    }
    running = {path: found for path, found in texts.items() if found.words > _WORDS}
    if len(running) > 1:  # else short values are all there is: a word and its meaning
        texts = running
    if not texts:
        return {}
    if len(texts) == 1:
        return {"text": Field(tuple(texts), "the only text")}
    if len({_STEM.sub("", path) for path in texts}) == 1:
        return {"text": Field(tuple(texts), "texts of one kind, of which none asks the other")}
    return _pair(texts)


_STEM = re.compile(r"[_ .-]?(?:\d+|[abAB])\Z")


def _pair(texts: Mapping[str, _Texts]) -> dict[str, Field]:
    prompt = next((path for path in texts if _ASKS.search(path)), None)
    why = ASKS
    rest = {path: found for path, found in texts.items() if path != prompt}
    named = next((path for path in rest if _ANSWERS.search(path) and not _head_of(path, prompt, rest)), None)
    response = named or max(reversed(rest), key=lambda path: rest[path].length)
    if prompt is None:
        prompt = max((path for path in texts if path != response), key=lambda path: texts[path].asking)
        why = (
            "it asks more than the others do" if texts[prompt].asking else "the first text beside the answer"
        )
    prompts: tuple[str, ...] = (prompt,)
    if _HEADS.search(prompt):
        prompts += tuple(path for path in texts if path not in (prompt, response) and _BODIES.search(path))[
            :1
        ]
    answers = "the longest text beside the question"
    if named:
        answers = ANSWERS if _REPLIES.search(named) else "its name suggests that it answers"
    return {"prompt": Field(prompts, why), "response": Field((response,), answers)}


def _head_of(path: str, prompt: str | None, rest: Mapping[str, _Texts]) -> bool:
    """Tell whether a body belongs to the title that asks, since another field answers."""
    return (
        prompt is not None
        and bool(_HEADS.search(prompt) and _BODIES.search(path))
        and any(_ANSWERS.search(other) for other in rest if other != path)
    )


def proposed(records: Sequence[Mapping[str, Any]], without: Collection[str] = ()) -> str | None:
    """Return a `map` as one line of YAML; None where no field holds text that a map could name. No value is shown."""
    return line(content(records, without))


def line(fields: Mapping[str, Field]) -> str | None:
    """Write fields as the line of a recipe that maps them."""
    if not fields:
        return None
    return f"map: {{{', '.join(f'{name}: {scalar(found.paths)}' for name, found in fields.items())}}}"


def scalar(paths: Sequence[str]) -> str:
    """Write the paths of a field as YAML."""
    told = [
        path if re.fullmatch(r"(?!(?:y|n|yes|no|on|off|true|false|null)\Z)[A-Za-z_][\w.]*", path, re.I)
        else json.dumps(path, ensure_ascii=False)
        for path in paths
    ]  # fmt: skip
    return told[0] if len(told) == 1 else f"[{', '.join(told)}]"


def _measured(values: Sequence[str]) -> _Texts:
    count = len(values)
    return _Texts(
        count,
        sum(map(len, values)) / count,
        sum(len(value.split()) + len(_CJK.findall(value)) / 2 for value in values) / count,
        sum("?" in value or "？" in value for value in values) / count,
    )


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
