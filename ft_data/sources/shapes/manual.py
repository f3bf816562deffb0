"""Manuals: documents cut at their headings, each piece with the headings above it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from ft_data.sources.shapes.draft import Core, NoExample, turn
from ft_data.sources.shapes.values import string

PIECE_CHARS = 8000  # a longer section is cut between paragraphs
_ATX = re.compile(r"(#{1,6})[ \t]+")
_UNDERLINE = re.compile(r"(=+|-{3,})[ \t]*$")
_ANCHOR = re.compile(
    r"(?<=\S)[ \t]*\{:?[ \t]*#[\w.:-]+[ \t]*\}\Z"
)  # the address of a heading, for links to it
_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})")
# Programs that make manuals; a page of theirs is cut at its headings, any other page is kept whole.
_GENERATORS = (
    "docbook", "sphinx", "docutils", "mkdocs", "docusaurus", "doxygen", "javadoc", "asciidoc", "pandoc",
    "gitbook", "robohelp", "madcap", "help+manual", "helpndoc", "antora", "vitepress", "hevea", "latex2html",
    "texinfo", "makeinfo", "mdbook", "jekyll", "rdoc", "yard", "rustdoc", "oxygen", "dita", "confluence",
)  # fmt: skip


class Section(NamedTuple):
    """A piece of a document: the headings that lead to it, and its text with its own heading."""

    headings: tuple[str, ...]
    heading: str
    body: str


def sections(markdown: str) -> list[Section]:
    """Cut Markdown at its headings (ATX and underlined); lines inside code fences are no headings."""
    found: list[Section] = []
    above: list[tuple[int, str]] = []
    title, body = "", list[str]()
    fence = ""

    def close() -> None:
        text = "\n".join(body).strip("\n")
        if title or text.strip():
            found.append(Section(tuple(name for _, name in above), title, text))
        body.clear()

    for line in markdown.replace("\r\n", "\n").split("\n"):
        mark = _FENCE.match(line)
        if mark and (not fence or mark[1].startswith(fence)):
            fence = "" if fence else mark[1]
        heading = _ATX.match(line) if not fence else None
        level, name = (len(heading[1]), line[heading.end() :].rstrip(" \t#")) if heading else (0, "")
        under = _UNDERLINE.match(line) if not fence and not heading else None
        if (
            under
            and body
            and body[-1].strip()
            and (len(body) == 1 or not body[-2].strip())
            and "|" not in body[-1]
        ):
            level, name = (1 if under[1][0] == "=" else 2), body.pop().strip()
        if not level or not name:
            body.append(line)
            continue
        close()
        name = _ANCHOR.sub("", name)
        above = [one for one in above if one[0] < level] + [(level, name)]
        title = name
    close()
    return found


def pieces(text: str) -> list[str]:
    """Cut a long text between paragraphs, never inside a code fence."""
    if len(text) <= PIECE_CHARS:
        return [text]
    made: list[str] = []
    held: list[str] = []
    size = 0
    for block in _blocks(text):
        if held and size + len(block) > PIECE_CHARS:
            made.append("\n\n".join(held))
            held, size = [], 0
        held.append(block)
        size += len(block) + 2
    made.append("\n\n".join(held))
    return made


def _blocks(text: str) -> list[str]:
    blocks: list[str] = []
    fence = ""
    for block in re.split(r"\n[ \t]*\n+", text):
        inside = bool(fence)
        for line in block.split("\n"):
            mark = _FENCE.match(line)
            if mark and (not fence or mark[1].startswith(fence)):
                fence = "" if fence else mark[1]
        if inside and blocks:
            blocks[-1] += f"\n\n{block}"
        elif block.strip():
            blocks.append(block)
    return blocks


def manual(record: Mapping[str, Any], fields: Mapping[str, str], stage: str) -> list[Core]:
    """Make a text of every section; for instruction tuning, a heading that asks becomes the question.

    ``extra`` says the headings that lead to the section and its number.
    """
    if "pages" in fields:
        return _pages(record[fields["pages"]])
    if "html" in fields:
        from ft_data.sources.markup import to_markdown

        text = to_markdown(string(record[fields["html"]]))
    else:
        text = string(record[fields.get("markdown") or fields["text"]])
    made: list[Core] = []
    found = [one for one in sections(text) if one.body.strip()]
    for section in found:
        for body in pieces(section.body.strip("\n")):
            extra = {"headings": list(section.headings), "section": len(made) + 1}
            asks = section.heading.rstrip().endswith(("?", "？", "؟"))
            if asks and stage == "instruction":
                messages = [turn("user", section.heading), turn("assistant", body)]
                made.append(Core("instruction", messages, extra=extra))
                continue
            level = min(6, max(1, len(section.headings)))
            whole = f"{'#' * level} {section.heading}\n\n{body}" if section.heading else body
            made.append(Core("text", [turn("user", whole)], extra=extra))
    if not made:
        raise NoExample("empty_text", "the document has no text below its headings")
    return made if len(made) > 1 else [made[0]]


def _pages(pages: Any) -> list[Core]:
    if not isinstance(pages, list):
        raise NoExample("unknown_shape", "the pages are not a list")
    made = [
        Core("text", [turn("user", body)], extra={"page": number})
        for number, page in enumerate(pages, 1)
        for body in pieces(string(page))
        if body.strip()
    ]
    if not made:
        raise NoExample("empty_text", "no page has text")
    return made


def is_manual_page(record: Mapping[str, Any]) -> bool:
    """Tell whether an HTML page says that it was made by a program for manuals."""
    generator = record.get("generator")
    return isinstance(generator, str) and any(name in generator.lower() for name in _GENERATORS)
