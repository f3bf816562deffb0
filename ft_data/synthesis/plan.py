"""The requests of a generator in their order, a function of its rows and settings alone, and the calls each of them needs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any, NamedTuple

from ft_data.endpoint import client
from ft_data.errors import WrongInput
from ft_data.example import record_id
from ft_data.recipe.endpoint import Endpoint
from ft_data.recipe.generate import Generate
from ft_data.synthesis.checks.standing import alone
from ft_data.synthesis.passages import Passage
from ft_data.synthesis.replies import Finding, Row
from ft_data.synthesis.ways.way import DOCUMENTS, Ask, Drawn, Said, Setting

_FORMAT = 1
JUDGE = ".judge"  # ends the name of the account of a generator's judge


class BadWay(WrongInput, RuntimeError):
    """A way of making rows cannot say what it would ask."""


class Request(NamedTuple):
    """One request: the name and the bytes of its first call, what it is about, and what the way chose for it."""

    key: str
    body: bytes
    passage: Passage
    number: int
    words: str = ""
    extra: Any = None
    setting: Setting | None = None


class Call(NamedTuple):
    """What is sent once, to the teacher or the judge; ``parents`` are the rows that it shows, ``of`` is the request's key."""

    key: str
    body: bytes
    parents: tuple[str, ...]
    schema: Any
    judge: bool
    of: str


def plan(setting: Setting, passages: Iterable[Passage]) -> list[Request]:
    """Return the requests, in the order of the way. Equal requests are one."""
    found: dict[str, Request] = {}
    for drawn in setting.way.plan(setting, sorted(passages)):
        if len(found) >= setting.spec.most:
            break
        request = _request(setting, drawn)
        found.setdefault(request.key, request)
    return list(found.values())


def _request(setting: Setting, drawn: Drawn) -> Request:
    blank = Request("", b"", *drawn, setting)
    call = follow(blank, ())
    if isinstance(call, Finding):  # a plug-in's: its first call is no answer of a model
        raise BadWay(f"`{setting.spec.way}` plans nothing: {call.evidence or call.reason}")
    assert isinstance(call, Call)
    return blank._replace(key=call.key, body=call.body)


def first(request: Request) -> Call:
    """Return the first call of a request."""
    found = follow(request, ())
    assert isinstance(found, Call)
    return found


def follow(request: Request, said: Said) -> Call | Row | Finding:
    """Return the next call of a request, or what it came to."""
    assert request.setting is not None
    found = request.setting.way.step(request, said)
    return called(request, found) if isinstance(found, Ask) else found


def stands(request: Request, row: Row) -> Finding | None:
    """Find a question about a passage that does not stand alone, or an answer that comes to no end."""
    if request.setting is None or request.setting.way.of != DOCUMENTS:
        return None
    return alone(row.pairs, request.passage)


def called(request: Request, ask: Ask) -> Call:
    """Put a call into bytes."""
    setting = request.setting
    assert setting is not None
    messages = [
        {"role": "system", "content": setting.prompt.render(ask.step, request.words, setting.language)},
        {"role": "user", "content": json.dumps(ask.shown, ensure_ascii=False)},
    ]
    wanted = {"type": "json_schema", "json_schema": {"name": "row", "strict": True, "schema": ask.schema}}
    teacher = setting.spec.teacher
    to: Endpoint = teacher
    more: dict[str, Any] = {"response_format": wanted}
    if ask.judge:
        assert setting.spec.judge is not None
        to = setting.spec.judge
    else:
        seed = teacher.seed + request.number + ask.draw
        more |= {"temperature": teacher.temperature, "seed": seed}
    body = client.body_of(to, messages, **more)
    key = key_of(to, body)
    return Call(key, body, request.passage.parents, ask.schema, ask.judge, request.key or key)


def row_id(source: str, key: str) -> str:
    """Name the row that a generating source makes by a request."""
    return record_id(source, "generated", key)


def key_of(to: Endpoint, body: bytes) -> str:
    """Name a request by where it goes and what it says; the key of the endpoint is no part of it."""
    return hashlib.sha256(json.dumps([_FORMAT, to.endpoint.rstrip("/")]).encode() + body).hexdigest()[:32]


def parameters(generate: Generate, request: Request) -> dict[str, Any]:
    """Return what was asked of the model beside the text."""
    teacher = generate.teacher
    return {
        "temperature": teacher.temperature,
        "seed": teacher.seed + request.number,
        "max_tokens": teacher.max_tokens,
        "angle": request.number,
        "words": request.words,
    }
