"""YAML: documents with the same layouts as JSON. Only plain data; aliases may not multiply it without end."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import Any

import yaml

from ft_data.sources.canonical import key_text
from ft_data.sources.model import Item, Refused
from ft_data.sources.readers import encodings
from ft_data.sources.readers.layout import records
from ft_data.sources.readers.reader import Reader
from ft_data.sources.readers.records import rows
from ft_data.sources.readers.streams import Content

_BASE: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MAX_NODES = 20_000_000


class _Loader(_BASE):  # type: ignore[misc]
    """Takes scalars as they are written, and gives mappings the keys that JSON would have.

    By YAML 1.1 `no` is false, 007 is 7, 3.10 is 3.1 and 12:30:45 is 45045, which no author of texts means: true and false are
    what YAML 1.2 calls so, and a number is one where it would be written like this again.
    """

    def mapping(self, node: Any) -> Iterator[dict[str, Any]]:
        """Yield a mapping before it is filled, as what refers to itself needs."""
        made: dict[str, Any] = {}
        yield made
        made.update((key_text(key), value) for key, value in self.construct_mapping(node).items())

    def number(self, node: Any) -> int | float | str:
        """Return a number, or the text where the number would be written otherwise."""
        text = str(self.construct_scalar(node))
        try:
            found = float(text) if "." in text or "e" in text else int(text)
        except ValueError:
            return text
        return found if str(found) == text else text


_TAG = "tag:yaml.org,2002:"
_KEPT = (f"{_TAG}null", f"{_TAG}merge")
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if tag in _KEPT]
    for first, found in _BASE.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(
    f"{_TAG}bool", re.compile(r"(?:true|True|TRUE|false|False|FALSE)\Z"), list("tTfF")
)
_WRITTEN = "!number"
_Loader.add_implicit_resolver(
    _WRITTEN,
    re.compile(r"-?(?:0|[1-9][0-9]{0,30})(?:\.[0-9]{1,17})?(?:e[-+][0-9]{1,3})?\Z"),
    list("-0123456789"),
)
_Loader.add_constructor(_WRITTEN, _Loader.number)
_Loader.add_constructor(f"{_TAG}map", _Loader.mapping)


def read(content: Content) -> Iterator[Item]:
    """Yield the records of all documents of the file. Positions are 1-based record numbers."""
    data = content.whole()
    limit = content.settings.document_bytes // 8
    if len(data) > limit:
        raise Refused(f"YAML of more than {limit >> 20} MB costs too much memory: convert it to JSON lines")
    text = encodings.decode(data, encodings.detect(data[: encodings.HEAD], content.settings.encoding))
    try:
        _check_depth(text, content.settings.nesting)
        documents = [one for one in yaml.load_all(text, _Loader) if one is not None]
    except yaml.YAMLError as problem:
        raise Refused(f"not YAML: {_where(problem)}") from None
    except (ValueError, TypeError, RecursionError, OverflowError, AttributeError) as problem:
        raise Refused(f"not YAML: a value that cannot be read ({type(problem).__name__})") from None
    for document in documents:
        if _nodes(document, {}, 0) > _MAX_NODES:
            raise Refused("aliases multiply the document beyond 20 million nodes")
    found = itertools.chain.from_iterable(records(one) for one in documents)
    yield from rows(enumerate(found, 1), content.settings)


def small(text: str) -> Any:
    """Parse a short text such as a front matter; None if it is not YAML."""
    try:
        _check_depth(text, 20)
        value = yaml.load(text, _Loader)
        return value if _nodes(value, {}, 0) < 10_000 else None
    except (yaml.YAMLError, Refused, ValueError, TypeError, RecursionError, OverflowError, AttributeError):
        return None


def _check_depth(text: str, limit: int) -> None:
    """Walk the events, which needs no stack, before building anything, which does."""
    depth = 0
    for event in yaml.parse(text, _Loader):
        if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            depth += 1
            if depth > limit:
                raise Refused(f"nested deeper than {limit} levels (nesting)")
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            depth -= 1


def _nodes(value: Any, known: dict[int, int], depth: int) -> int:
    """Count the nodes of a value as written out: one reached twice counts twice."""
    if not isinstance(value, (dict, list)):
        return 1
    if depth > 254:
        raise Refused("the document refers to itself")
    found = known.get(id(value))
    if found is None:
        children = value.values() if isinstance(value, dict) else value
        found = 1 + sum(_nodes(child, known, depth + 1) for child in children)
        known[id(value)] = found
    return found


def _where(problem: yaml.YAMLError) -> str:
    mark = getattr(problem, "problem_mark", None)
    what = getattr(problem, "problem", None) or "unexpected characters"
    what = what if "'" not in what else what.split("'")[0].strip() or "unexpected characters"
    return f"line {mark.line + 1} column {mark.column + 1}: {what}" if mark else what


READERS = {"yaml": Reader(read, "yaml yml", slow=5.0)}
