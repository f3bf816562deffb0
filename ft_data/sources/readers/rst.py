"""reStructuredText (extra `documents`): parsed by docutils, which opens no file here, and written as Markdown."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from ft_data.sources import markdown
from ft_data.sources.model import Item, Refused
from ft_data.sources.readers import encodings
from ft_data.sources.readers.reader import Reader
from ft_data.sources.readers.records import row
from ft_data.sources.readers.streams import Content
from ft_data.sources.readers.xlsx import MISSING

_LINE = 10_000  # characters; docutils would leave a longer line out
_SETTINGS = {
    "line_length_limit": _LINE,
    "file_insertion_enabled": False,  # a document must not read others into itself
    "raw_enabled": False,
    "report_level": 5,
    "halt_level": 5,
    "warning_stream": io.StringIO(),
    "_disable_config": True,
    "smart_quotes": False,
    "doctitle_xform": False,  # a title is the section around all others
    "syntax_highlight": "none",
    "embed_stylesheet": False,
}
_ERROR = 3  # what docutils complains of less it also understands
_BLANKS = re.compile(r"\s+")
_NAMES = ("title", "subtitle")


def read(content: Content) -> Iterator[Item]:
    """Yield one record, ``{title, markdown}``."""
    try:
        import docutils.core
    except ImportError:
        raise Refused(MISSING.format(".rst")) from None
    from ft_data.sources.readers import rst_words

    data = content.whole(content.settings.row_bytes)
    text = encodings.decode(data, encodings.detect(data[: encodings.HEAD], content.settings.encoding))
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > _LINE:
            raise Refused(f"a line of more than {_LINE} characters", number)
    try:
        with rst_words.understood():
            tree = docutils.core.publish_doctree(text, settings_overrides=_SETTINGS)
        if any("line-length-limit" in message.astext() for message in tree.transform_messages):
            raise Refused("substitutions multiply")
        blocks = list(_blocks(tree, 0))
    except RecursionError:
        raise Refused("nested too deeply") from None
    except (MemoryError, Refused):
        raise
    except Exception as problem:  # the parser raises whatever a damaged file leads it to
        raise Refused(f"damaged reStructuredText ({type(problem).__name__})") from problem
    body = "\n\n".join(block for block in blocks if block.strip())
    if not body:
        raise Refused("a document without text")
    title = next(map(_inline, _headings(tree)), "")
    yield 1, row({**({"title": title} if title else {}), "markdown": body}, content.settings)


def _headings(tree: Any) -> Iterator[Any]:
    """Yield the titles of sections: tables and boxes have some too."""
    sections: Any = tree.findall(lambda one: getattr(one, "tagname", "") == "section")
    return (child for section in sections for child in section.children if child.tagname == "title")


def _blocks(node: Any, level: int) -> Iterator[str]:
    """Yield the blocks below a node as Markdown; ``level`` is the depth of the section around them."""
    for child in node.children:
        name = child.tagname
        if name == "section":
            yield from _blocks(child, level + 1)
        elif name in _NAMES:
            yield f"{'#' * min(6, max(1, level + (name == 'subtitle')))} {_inline(child)}"
        elif name in ("paragraph", "rubric", "caption", "attribution", "term", "line"):
            yield _inline(child)
        elif name in ("literal_block", "doctest_block"):
            words = [word for word in child.get("classes", ()) if word != "code"]
            yield markdown.fenced(child.astext(), words[0] if words else "")
        elif name in ("bullet_list", "enumerated_list"):
            yield _listed(child, name == "enumerated_list", level)
        elif name == "definition_list_item":
            term = ", ".join(_inline(one) for one in child.children if one.tagname == "term")
            kinds = "".join(f" : {_inline(one)}" for one in child.children if one.tagname == "classifier")
            yield f"**{term}**{kinds}"
            yield from _blocks(_only(child, "definition"), level)
        elif name == "option_group":
            yield f"`{child.astext()}`"
        elif name == "field":
            yield f"{_inline(child.children[0])}: {' '.join(_blocks(child.children[1], level))}"
        elif name == "table":
            yield from _named(child)
            yield _table(child)
        elif name == "math_block":
            yield f"$$\n{child.astext()}\n$$"
        elif name in ("comment", "image", "substitution_definition", "target", "docinfo", "pending", "raw", "meta"):  # fmt: skip
            continue
        elif name == "system_message":
            yield from _not_understood(child)
        elif name in ("topic", "sidebar", "admonition"):
            yield from _named(child)
            yield from _blocks(_Some([one for one in child.children if one.tagname not in _NAMES]), level)
        elif name in (
            "note",
            "warning",
            "tip",
            "hint",
            "important",
            "caution",
            "danger",
            "attention",
            "error",
        ):
            first, *more = [*_blocks(child, level)] or [""]
            yield "\n\n".join([f"**{name.capitalize()}:** {first}", *more])
        else:
            yield from _blocks(child, level)


class _Some(NamedTuple):
    children: list[Any]


def _only(node: Any, name: str) -> _Some:
    return _Some([one for one in node.children if one.tagname == name])


def _named(node: Any) -> Iterator[str]:
    """Yield the names of what is no section."""
    yield from (f"**{_inline(one)}**" for one in node.children if one.tagname in _NAMES)


def _not_understood(message: Any) -> Iterator[str]:
    """Yield text that the parser made nothing of, as it stands: it is somebody's."""
    for child in message.children if message.get("level", 0) >= _ERROR else ():
        if child.tagname == "literal_block" and child.astext().strip():
            yield markdown.fenced(child.astext())


def _listed(node: Any, numbered: bool, level: int) -> str:
    lines = []
    for number, item in enumerate(node.children, int(node.get("start", 1))):
        mark = f"{number}. " if numbered else "- "
        text = "\n\n".join(_blocks(item, level))
        lines.append(mark + text.replace("\n", "\n" + " " * len(mark)))
    return "\n".join(re.sub(r"[ \t]+$", "", line, flags=re.MULTILINE) for line in lines)


def _table(node: Any) -> str:
    rows = [
        [" ".join(_blocks(cell, 0)) for cell in line.children]
        for line in node.findall(lambda one: one.tagname == "row")
    ]
    return markdown.table(rows)


def _inline(node: Any) -> str:
    return _BLANKS.sub(" ", "".join(map(_words, node.children))).strip()


def _words(node: Any) -> str:
    name = node.tagname
    if name == "#text":
        return str(node.astext())
    if name in ("literal", "code"):
        return f"`{node.astext()}`"
    if name in ("system_message", "image", "footnote_reference"):
        return ""
    text = "".join(map(_words, node.children))
    mark = {"strong": "**", "emphasis": "*", "math": "$"}.get(name, "")
    return f"{mark}{text}{mark}"


READERS = {"rst": Reader(read, "rst rest", needs=("docutils", "documents"), slow=10.0)}
