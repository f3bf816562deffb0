"""Manuals: documents cut at their headings, each piece with the headings above it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ft_data.sources.markdown import without_address
from ft_data.sources.markup import to_markdown
from ft_data.sources.shapes import folding, transcripts
from ft_data.sources.shapes.draft import Core, NoExample, turn
from ft_data.sources.shapes.joined import Section, joined, leading, short
from ft_data.sources.shapes.paged import running
from ft_data.sources.shapes.values import string

PIECE_CHARS = 8000  # a longer section is cut between paragraphs
_SEVERAL = 2  # questions with answers, marked as such, of which a document consists
_ATX = re.compile(r"(#{1,6})[ \t]+")
_UNDERLINE = re.compile(r"(=+|-{3,})[ \t]*$")
_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})")
# Programs that make manuals; a page of theirs is cut at its headings, any other page is kept whole.
_GENERATORS = (
    "docbook", "sphinx", "docutils", "mkdocs", "docusaurus", "doxygen", "javadoc", "asciidoc", "pandoc",
    "gitbook", "robohelp", "madcap", "help+manual", "helpndoc", "antora", "vitepress", "hevea", "latex2html",
    "texinfo", "makeinfo", "mdbook", "jekyll", "rdoc", "yard", "rustdoc", "oxygen", "dita", "confluence",
)  # fmt: skip


def sections(markdown: str) -> list[Section]:
    """Cut Markdown at its headings (ATX and underlined); lines inside code fences are no headings."""
    found: list[Section] = []
    above: list[tuple[int, str, int]] = []
    title, body = "", list[str]()
    fence, opened = "", 0  # what is folded away belongs to what it is folded below: an answer to its question
    folds = folding.is_even(markdown)
    number = 0

    def close() -> None:
        text = "\n".join(body).strip("\n")
        if title or text.strip():
            names, place = tuple(name for _, name, _ in above), tuple(which for *_, which in above)
            found.append(Section(names, title, text if text.strip() else "", place))
        body.clear()

    for line in markdown.replace("\r\n", "\n").split("\n"):
        mark = _FENCE.match(line)
        if mark and (not fence or mark[1].startswith(fence)):
            fence = "" if fence else mark[1]
        if folds and not fence:
            opened += folding.step(line)
        heading = _ATX.match(line) if not fence and not opened else None
        level, name = (len(heading[1]), line[heading.end() :].rstrip(" \t#")) if heading else (0, "")
        under = _UNDERLINE.match(line) if not fence and not heading and not opened else None
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
        name = without_address(name)
        number += 1
        above = [one for one in above if one[0] < level] + [(level, name, number)]
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
        if held and size + len(block) > PIECE_CHARS and not short(held):
            made.append("\n\n".join(held))
            held, size = [], 0
        held.append(block)
        size += len(block) + 2
    if made and short(held):
        held.insert(0, made.pop())
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
    """Make a text of every section, short ones joined; for instruction tuning, a heading that asks becomes the question.

    ``extra`` says the headings that lead to the section and its number.
    """
    if "pages" in fields:
        return _pages(record[fields["pages"]])
    if "html" in fields:
        text = to_markdown(string(record[fields["html"]]), site=True)
    else:
        text = string(record[fields.get("markdown") or fields["text"]])
    if stage == "instruction" and len(asked := transcripts.questions(text)) >= _SEVERAL:
        return [Core("instruction", [turn("user", one.ask), turn("assistant", one.say)]) for one in asked]

    def asks(section: Section) -> bool:
        asked = section.heading.rstrip().endswith(("?", "？", "؟")) or folding.answered(section.body)
        return bool(section.body and section.heading) and stage == "instruction" and asked

    made: list[Core] = []
    for group in joined(sections(text), asks):
        headings = leading(group)
        asking, answer = folding.apart(group[0].heading, group[0].body) if asks(group[0]) else ("", "")
        for body in pieces(answer) if asking else _told(group):
            extra = {"headings": list(headings), "section": len(made) + 1}
            if asking:
                messages = [turn("user", asking), turn("assistant", body)]
                made.append(Core("instruction", messages, extra=extra))
            else:
                made.append(Core("text", [turn("user", folding.plain(body))], extra=extra))
    if not made:
        raise NoExample("empty_text", "the document has no text below its headings")
    return made


def _told(group: list[Section]) -> list[str]:
    """Return the text of sections that stand together; each piece of a long one begins with its heading."""
    made: list[list[str]] = [[]]
    for section in group:
        mark = f"{'#' * min(6, max(1, len(section.headings)))} {section.heading}" if section.heading else ""
        first, *more = [filter(None, (mark, body)) for body in pieces(section.body)]
        made[-1].extend(first)
        made += map(list, more)
    return ["\n\n".join(parts) for parts in made]


def _pages(pages: Any) -> list[Core]:
    if not isinstance(pages, list):
        raise NoExample("unknown_shape", "the pages are not a list")
    made = [
        Core("text", [turn("user", body)], extra={"page": page.number})
        for page in running([string(page) for page in pages])
        for body in pieces(page.text)
    ]
    if not made:
        raise NoExample("empty_text", "no page has text")
    return made


def is_manual_page(record: Mapping[str, Any]) -> bool:
    """Tell whether an HTML page says that it was made by a program for manuals."""
    generator = record.get("generator")
    return isinstance(generator, str) and any(name in generator.lower() for name in _GENERATORS)
