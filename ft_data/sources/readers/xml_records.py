"""XML: question/answer documents, or whatever element repeats. Entities are refused, nothing is fetched."""

from __future__ import annotations

import codecs
import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from typing import Any

from ft_data.sources.model import Item, Refused
from ft_data.sources.readers import encodings
from ft_data.sources.readers.reader import Reader
from ft_data.sources.readers.records import row
from ft_data.sources.readers.streams import Content

_BLOCK = 1 << 18
_PAIR = frozenset({"question", "answer"})
_ENTITY = re.compile(r"<!ENTITY", re.I)
_BLANKS = re.compile(r"[ \t\r\n]+")

Path = tuple[str, ...]


def read(content: Content) -> Iterator[Item]:
    """Yield one record a question/answer pair, with the fields of its document; else one a repeated element.

    Positions are 1-based record numbers. Attributes and children become fields, text beside children `#text`.
    """
    settings = content.settings
    wanted = _choose(content)
    number = 0
    for value in _found(content, wanted):
        number += 1
        yield number, row(value, settings)
    if wanted is not None and not number:
        raise Refused("no record in this document")


def _events(content: Content) -> Iterator[tuple[str, ET.Element]]:
    """Yield start and end events, having refused documents that define entities."""
    stream = content.stream()
    head = stream.read(_BLOCK)
    encoding = encodings.detect_markup(head[: encodings.HEAD], content.settings.encoding)
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    parser: ET.XMLPullParser[ET.Element] = ET.XMLPullParser(("start", "end"))
    depth, quiet = 0, 0
    limit = content.settings.row_bytes
    prolog, in_prolog = "", True
    try:
        block = head
        while True:
            text = decoder.decode(block, final=not block)
            if in_prolog:
                text = text.removeprefix("\ufeff")
                prolog = (prolog + text)[: 1 << 20]
                if _ENTITY.search(prolog):
                    raise Refused("the document defines entities: a safe reader does not expand them")
            parser.feed(text)
            quiet += len(text)
            for event, element in parser.read_events():  # type: ignore[misc]
                in_prolog, quiet = False, 0
                depth += 1 if event == "start" else -1
                if depth > content.settings.nesting:
                    raise Refused(f"nested deeper than {content.settings.nesting} levels (nesting)")
                yield str(event), element  # type: ignore[misc]
            if quiet > limit:
                raise Refused(f"a text of more than {limit} characters (row_bytes)")
            if not block:
                break
            block = stream.read(_BLOCK)
        parser.close()
    except ET.ParseError as problem:
        raise Refused(f"not XML: {problem}") from None
    except UnicodeDecodeError as problem:
        raise Refused(f"not {encoding} near byte {problem.start}") from None


def _choose(content: Content) -> Path | None:
    """Return the path of the elements that are records; None: the document is one record.

    Reads the document once, keeping only counts: the shallowest path that repeats and has children or text,
    unless some element holds a question and an answer.
    """
    path: list[str] = []
    open_: list[ET.Element] = []
    children: list[set[str]] = []
    counts: Counter[Path] = Counter()
    for event, element in _events(content):
        if event == "start":
            open_.append(element)
            if children:
                children[-1].add(_name(element).lower())
            path.append(_name(element))
            children.append(set())
            counts[tuple(path)] += 1
        else:
            if children.pop() >= _PAIR:
                return tuple(path)
            path.pop()
            open_.pop()
            _forget(element, open_)
    repeated = [one for one, count in counts.items() if count > 1 and len(one) > 1]
    if not repeated:
        return None
    # Deeper is never better: a list inside the only entry belongs to that entry. Then the most frequent.
    branching = [one for one in repeated if counts[one[:-1]] == 1]
    best = min(branching or repeated, key=lambda one: (len(one), -counts[one], one))
    inner = [one for one in counts if one[: len(best)] == best and len(one) > len(best)]
    return best if inner or len(best) <= 2 else None


def _found(content: Content, wanted: Path | None) -> Iterator[dict[str, Any]]:
    path: list[str] = []
    open_: list[ET.Element] = []
    context: dict[str, Any] = {}
    inside, size, limit = 0, 0, content.settings.row_bytes
    for event, element in _events(content):
        if event == "start":
            path.append(_name(element))
            open_.append(element)
            if wanted is not None and tuple(path) == wanted:
                inside += 1
            elif wanted is not None and tuple(path) == wanted[: len(path)]:
                context.update({_name_of(key): value for key, value in element.attrib.items()})
            continue
        here = tuple(path)
        path.pop()
        open_.pop()
        if wanted is None or inside:
            size += len(element.text or "") + 64
            if size > limit:
                raise Refused(f"a record of more than {limit} bytes (row_bytes)")
        if wanted is None:
            if not path:
                yield _record(element, {})
        elif here == wanted:
            inside -= 1
            yield _record(element, context)
            _forget(element, open_)
            size = 0 if not inside else size
        elif not inside:
            if here[:-1] == wanted[: len(here) - 1] and here != wanted[: len(here)] and not len(element):
                text = (element.text or "").strip()
                if text:
                    context[_name(element)] = text
            if here != wanted[: len(here)]:
                _forget(element, open_)


def _forget(element: ET.Element, above: list[ET.Element]) -> None:
    """Let go of an element that is done, so that memory does not grow with the document."""
    element.clear()
    if above:
        del above[-1][:]


def _record(element: ET.Element, context: dict[str, Any]) -> dict[str, Any]:
    value = _value(element)
    fields: dict[str, Any] = value if isinstance(value, dict) else {"text": value}
    plain = {key.lower(): key for key in fields}
    pair = plain if plain.keys() >= _PAIR else None
    if pair:
        fields = _flat(fields, pair)
    return {**({"document": dict(context)} if context else {}), **fields}


def _flat(fields: dict[str, Any], pair: dict[str, str]) -> dict[str, Any]:
    """Give question and answer plain texts, their attributes beside them."""
    found: dict[str, Any] = {}
    for name, value in fields.items():
        plain = name.lower() if name in (pair["question"], pair["answer"]) else name
        if plain in _PAIR and isinstance(value, dict):
            found.update({key: one for key, one in value.items() if key != "#text" and key not in found})
            value = value.get("#text", "")
        found[plain] = value if value is not None else ""
    return found


def _value(element: ET.Element) -> Any:
    """Return the text of a plain element, else its attributes, children (lists if repeated) and `#text`."""
    text = "".join(element.itertext()) if _mixed(element) else (element.text or "")
    if not element.attrib and (not len(element) or _mixed(element)):
        return text.strip()
    found: dict[str, Any] = {_name_of(key): value for key, value in element.attrib.items()}
    if _mixed(element) or not len(element):
        found["#text"] = text.strip()
        return found
    for child in element:
        if not isinstance(child.tag, str):
            continue
        name, value = _name(child), _value(child)
        if name not in found:
            found[name] = value
        elif isinstance(found[name], list):
            found[name].append(value)
        else:
            found[name] = [found[name], value]
    return found


def _mixed(element: ET.Element) -> bool:
    """Tell whether there is running text around the children, as in formatted paragraphs."""
    return bool(len(element)) and bool(
        (element.text or "").strip() or any((child.tail or "").strip() for child in element)
    )


def _name(element: ET.Element) -> str:
    return _name_of(element.tag) if isinstance(element.tag, str) else "#"


def _name_of(tag: str) -> str:
    return tag.rpartition("}")[2]


READERS = {"xml": Reader(read, "xml rss atom", slow=2.0)}
