"""A `map` to begin with, for records whose layout nobody knows: which field may ask, which may answer, and why."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ft_data.sources.shapes import names
from ft_data.sources.shapes.turns import are_turns
from ft_data.sources.shapes.values import unpacked

_ASKS = re.compile(
    r"statement|theorem|quest|ask|prompt|instruct|input|query|problem|request|source|src|utter|user|human|customer|title|subject|issue|"
    r"noisy|(?:^|[_. ])(?:orig|original|raw|ocr|incorrect|wrong|broken|buggy|draft)(?:$|[_. ])|frage|kund|pregunta|consulta|client|domand|pergunt|demande|fråg|vraag|pyta|вопрос|问|質問|질문|سؤال|"
    r"(?:^|[_.])(?:q|en|x|head|key|front|term|word)(?:$|[_.\d])", re.I
)  # fmt: skip
# What a question or an answer is about: it asks where nothing else does, and belongs to what asks.
_ABOUT = re.compile(
    r"(?:^|[_. ])(?:context|passage|paragraph|story|article|document|post|dialogue?|conversation|transcript|scenario|content|sentence|premise)"
    r"(?:$|[_. \d])", re.I
)  # fmt: skip
_STORY = re.compile(r"(?:^|[_. ])(?:context|passage|paragraph|story|scenario|premise)(?:$|[_. \d])", re.I)
# Says that it answers, the first that it is the right answer; the last only suggests it.
_RIGHT = re.compile(
    r"golden|(?:^|[_. ])(?:gold|ref|reference|ideal|canonical|correct|accepted|best)(?:$|[_. ])", re.I
)
REPLIES = re.compile(
    rf"{_RIGHT.pattern}|(?:^|[_. ])(?:clean|cleaned|corrected|fixed|normali[sz]ed|rewritten|polished|simplified)(?:$|[_. ])|answ|repl|respon|solut|resol|assistant|agent|proof|"
    r"antwort|lösung|respuesta|réponse|reponse|rispost|respost|svar|antwoord|odpow|ответ|答|回复|답변|جواب", re.I
)  # fmt: skip
_ANSWERS = re.compile(
    rf"{REPLIES.pattern}|output|complet|target|tgt|bot|result|summar|translat|explan|body|defin|"
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
GUESS = "no name says which column asks and which answers"
_IS_ABOUT = "what it is about is the question"
_SAME = 50  # a text that so many records share, on average, is not what they are about
_WORDS = 3.0  # running text has more words than this, on average
_CJK = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")


class Field(NamedTuple):
    """Where a canonical field is found, and what speaks for it. The reason names no value."""

    paths: tuple[str, ...]
    why: str


class _Texts(NamedTuple):
    """The values of one field: their number, how many differ, of how many characters and words, and how many of them ask."""

    number: int
    distinct: int
    length: float
    words: float
    asking: float


def content(
    records: Sequence[Mapping[str, Any]], without: Collection[str] = (), labels: Collection[str] = ()
) -> Iterator[dict[str, Field]]:
    """Yield the fields that may hold a record's text, the likeliest first: `messages`, `prompt` and `response`, or `text`.

    Fields are told by their names and by their values: how long they are, how many ask, how many differ. ``without`` names those
    that are known to hold something else, ``labels`` those that say of which kind a text is.
    """
    texts, turns = _read(records, {*without} - {*labels})
    if talk := next(iter(turns), None):
        yield {"messages": Field((talk,), "a list of turns")}
        if answer := next((path for path in texts if REPLIES.search(path)), None):
            yield {"prompt": Field((talk,), "a list of turns"), "response": Field((answer,), ANSWERS)}
    texts = {path: found for path, found in texts.items() if path not in labels}
    running = {path: found for path, found in texts.items() if found.words > _WORDS}
    if len(running) > 1:  # else short values are all there is: a word and its meaning
        yield from _pairs(running, texts)
    else:  # names that recur are no questions, and who speaks answers nothing
        brief = {
            path: one
            for path, one in texts.items()
            if names.normal(path) not in names.TURN_ROLE or not _recurs(one)
        }
        if len(brief) > 1 and not all(map(_recurs, brief.values())):
            yield from _pairs(brief, brief)
    if two := _compared(texts, running):
        yield {"text": Field(two, "two texts that are compared")}
    elif len(running) == 1 or len(texts) == 1:
        yield {"text": Field((next(iter(running or texts)),), "the only text")}


_STEM = re.compile(r"[_ .-]?(?:\d+|[abAB])\Z")
_TWO = (
    ("premise", "hypothesis"), ("sentence1", "sentence2"), ("question1", "question2"), ("text_a", "text_b"),
    ("text1", "text2"), ("sentence_a", "sentence_b"), ("sentence_A", "sentence_B"),
)  # fmt: skip


def _compared(texts: Collection[str], running: Collection[str]) -> tuple[str, ...]:
    """Return texts of one kind, of which none asks the other: known as such, or of one name but for a number or a letter."""
    if known := next((both for both in _TWO if {*both} <= {*texts}), None):
        return known
    alike = len(running) > 1 and len({_STEM.sub("", path) for path in running}) == 1
    return tuple(sorted(running)) if alike else ()


def _read(
    records: Sequence[Mapping[str, Any]], without: Collection[str]
) -> tuple[dict[str, _Texts], list[str]]:
    """Measure the fields that hold texts, and find those that hold turns. A field that is the same everywhere says nothing."""
    given: dict[str, list[str]] = defaultdict(list)
    turns: Counter[str] = Counter()
    for record in records:
        for path, value in _leaves(record, "", 0):
            if isinstance(value, (int, float)) and not isinstance(value, bool) and REPLIES.search(path):
                value = str(value)
            if isinstance(value, str) and value.strip():
                given[path].append(value)
            elif are_turns(value):
                turns[path] += 1
    some = max(1, len(records) // 5)  # what most records lack is not what they are about
    texts = {
        path: _measured(values)
        for path, values in given.items()
        if len(values) >= some
        and path not in without
        and _SHOWN.match(path)
        and not _is_meta(path)
        and (_BRIEF.search(path) or not all(value.isdigit() for value in values))
    }
    if any(one.distinct > 1 for one in texts.values()):
        texts = {path: one for path, one in texts.items() if one.distinct > 1 or one.number < 5}
    return texts, [path for path, count in turns.items() if count >= some]


def _is_meta(path: str) -> bool:
    """Tell a field about a record from its text: the language of a question is one, a question in a language is none."""
    found = {one.group().strip("_.").lower() for one in _META.finditer(path)}
    told = bool(_NAMED.search(path)) and found <= {"lang"}
    return bool(found) and not told


_NAMED = re.compile(r"quest|answ", re.I)
_BRIEF = re.compile(rf"{_RIGHT.pattern}|answ|solut", re.I)  # may name an answer of a word


def _pairs(running: Mapping[str, _Texts], texts: Mapping[str, _Texts]) -> Iterator[dict[str, Field]]:
    """Yield a field that asks and one that answers. A short value answers where its name says so; what asks is a text."""
    if _rivals(texts):
        return  # the better and the worse of two answers: neither asks
    if _compared(texts, running):
        return
    own = {
        path: one for path, one in running.items() if one.distinct * _SAME > one.number or one.number < _SAME
    }
    asks = {path: one for path, one in own.items() if one.words > _WORDS or not _recurs(one)} or running
    replies = [
        path
        for path in texts
        if (REPLIES if path in running else _BRIEF).search(path) and 2 * texts[path].number >= _most(texts)
    ]
    replies.sort(key=lambda path: (path not in running, not _RIGHT.search(path)))
    prompt = _asking(asks, replies)
    why = ASKS
    rest = {path: found for path, found in running.items() if path != prompt}
    named = next((path for path in replies if path != prompt), None) or next(
        (path for path in rest if _ANSWERS.search(path) and not _head_of(path, prompt, rest)), None
    )
    response = named or max(
        reversed(rest), key=lambda path: (2 * rest[path].number >= _most(texts), rest[path].length)
    )
    if prompt is None:
        left = [path for path in asks if path != response] or [path for path in running if path != response]
        about = [path for path in left if _ABOUT.search(path)]
        prompt = max(about or left, key=lambda path: texts[path].asking)
        why = _IS_ABOUT if about else "the first text beside the answer"
        if not about and texts[prompt].asking:
            why = "it asks more than the others do"
    prompts: tuple[str, ...] = (prompt,)
    others = [path for path in own if path not in (prompt, response)]
    if _HEADS.search(prompt):
        prompts += tuple(path for path in others if _BODIES.search(path))[:1]
    elif head := next((path for path in texts if _is_head(path, prompt)), None):
        prompts = (head, prompt)
    elif _NAMED.search(prompt):
        prompts = (*[path for path in others if _STORY.search(path)][:1], prompt)
    answers = "the longest text beside the question"
    if named:
        answers = ANSWERS if REPLIES.search(named) else "its name suggests that it answers"
    if response not in _siblings(texts):
        if not named and (why not in (ASKS, _IS_ABOUT) or "." in response):
            why = GUESS  # of texts in one object the longest may be anything
        yield {"prompt": Field(prompts, why), "response": Field((response,), answers)}


_SERIES = re.compile(r"[_ .-]?(?:\d+|(?<=[a-z])[A-J]|(?<=[_ .-])[a-j])\Z")


def _siblings(fields: Iterable[str]) -> set[str]:
    """Return the fields that are numbered among others of their name: which of several answers is right, no name tells."""
    series: dict[str, list[str]] = defaultdict(list)
    for field in fields:
        if mark := _SERIES.search(field):
            series[field[: mark.start()]].append(field)
    return {field for found in series.values() if len(found) > 1 for field in found}


def _asking(texts: Mapping[str, _Texts], replies: Sequence[str]) -> str | None:
    """Return the field whose name says that it asks; of several the one that is named like the answer (`nl_statement`, `nl_proof`)."""
    named = [path for path in texts if _ASKS.search(path) and path not in replies[:1]]
    like = {*_PARTS.split(replies[0].lower())} if replies else set()
    return next((path for path in named if like & {*_PARTS.split(path.lower())}), next(iter(named), None))


def _rivals(fields: Iterable[str]) -> bool:
    """Tell whether two fields are called the better and the worse."""
    words = [{*_PARTS.split(names.normal(field))} for field in fields]
    both = [(one - other, other - one) for one in words for other in words if one & other]
    return any(({better}, {worse}) in both for better, worse in names.MERITS)


_PARTS = re.compile(r"[\W_]+")


def _recurs(one: _Texts) -> bool:
    return one.number >= 5 and 2 * one.distinct <= one.number


def _most(texts: Mapping[str, _Texts]) -> int:
    return max(one.number for one in texts.values())


def _is_head(path: str, prompt: str) -> bool:
    """Tell whether a field is the subject of a message that asks: both stand in one object, and nothing else is called so."""
    inside, _, name = path.rpartition(".")
    within, _, asks = prompt.rpartition(".")
    return inside == within and bool(_SUBJECT.fullmatch(name)) and bool(_MESSAGE.fullmatch(asks))


_SUBJECT = re.compile(r"subject|title|betreff|asunto|objet|oggetto|assunto", re.I)
_MESSAGE = re.compile(r"message|body|text|content|description|nachricht|mensaje|mensagem|messaggio", re.I)


def _head_of(path: str, prompt: str | None, rest: Mapping[str, _Texts]) -> bool:
    """Tell whether a body belongs to the title that asks, since another field answers."""
    return (
        prompt is not None
        and bool(_HEADS.search(prompt) and _BODIES.search(path))
        and any(_ANSWERS.search(other) for other in rest if other != path)
    )


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
        len({*values}),
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
