"""Rendering chat templates without torch or transformers, with the spans that are trained.

The environment is the one Transformers documents for chat templates: sandboxed, trimmed blocks, ``tojson``
without HTML escapes, ``raise_exception``, ``strftime_now``, and ``{% generation %}`` around what the
assistant says. TRL ships the templates of the common models; they are read from its wheel, which need not be
importable.
"""

from __future__ import annotations

import datetime
import importlib.metadata
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import jinja2
import jinja2.ext
from jinja2 import nodes, parser
from jinja2.sandbox import ImmutableSandboxedEnvironment

from ft_data.errors import Unusable

# Private-use characters around trained spans: no text of a dataset has these pairs.
_START, _END = "\ue0f0\ue0f1", "\ue0f1\ue0f0"
BOS, EOS = "<<bos>>", "<<eos>>"


@dataclass(frozen=True)
class Rendered:
    """A conversation as a template writes it; ``spans`` are the trained pieces (start, end), in order."""

    text: str
    spans: list[tuple[int, int]]


class TemplateRaised(Unusable):
    """The template refused the conversation or failed on it."""


class _Generation(jinja2.ext.Extension):
    tags = {"generation"}  # noqa: RUF012

    def parse(self, parser: parser.Parser) -> nodes.Node:
        line = next(parser.stream).lineno
        body = parser.parse_statements(("name:endgeneration",), drop_needle=True)
        return nodes.CallBlock(self.call_method("_mark"), [], [], body).set_lineno(line)

    def _mark(self, caller: Any) -> str:
        return f"{_START}{caller()}{_END}"


@lru_cache(maxsize=128)
def compiled(source: str) -> jinja2.Template:
    """Compile a template."""
    env = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=[_Generation, jinja2.ext.loopcontrols]
    )
    env.filters["tojson"] = _tojson
    env.globals["raise_exception"] = _raise
    env.globals["strftime_now"] = _today
    return env.from_string(source)


def render(
    source: str, messages: Sequence[Mapping[str, Any]], tools: Sequence[Any] | None = None
) -> Rendered:
    """Render a conversation; raises :class:`TemplateRaised` if the template does."""
    try:
        text = compiled(source).render(
            messages=list(messages), tools=list(tools) if tools else None, documents=None,
            bos_token=BOS, eos_token=EOS, add_generation_prompt=False,
        )  # fmt: skip
    except Exception as error:
        raise TemplateRaised(f"{type(error).__name__}: {error}") from error
    return _unmarked(text)


def trl_templates() -> dict[str, Path]:
    """Return the chat templates that an installed TRL ships, by name; empty without TRL.

    TRL itself asks for torch; ``pip install --no-deps trl`` is enough here.
    """
    try:
        files = importlib.metadata.distribution("trl").files or []
    except importlib.metadata.PackageNotFoundError:
        return {}
    found = (Path(str(file.locate())) for file in files if file.suffix == ".jinja")
    return {path.stem: path for path in sorted(found) if path.parent.name == "chat_templates"}


def _unmarked(text: str) -> Rendered:
    out: list[str] = []
    spans: list[tuple[int, int]] = []
    length = 0
    for at, piece in enumerate(text.split(_START)):
        if at and _END in piece:
            inside, after = piece.split(_END, 1)
            spans.append((length, length + len(inside)))
            piece = inside + after
        out.append(piece)
        length += len(piece)
    return Rendered("".join(out), spans)


def _raise(message: str) -> None:
    raise jinja2.TemplateError(message)


def _today(format: str) -> str:
    """A fixed day: what a template does to a row must not depend on the clock."""
    return datetime.datetime(2024, 7, 26).strftime(format)


def _tojson(
    value: Any,
    ensure_ascii: bool = False,
    indent: int | None = None,
    separators: Any = None,
    sort_keys: bool = False,
) -> str:
    return json.dumps(
        value, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys
    )
