"""HTML of manuals and mails as Markdown: headings, lists, tables, code and links to nowhere else are kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ft_data.sources import markdown
from ft_data.sources.site import around
from ft_data.text.formulas.pages import has_formulas, write_formulas
from ft_data.text.raised import raised

_DROP = (
    "script,style,noscript,template,iframe,object,svg,head,form,button,select,datalist,rp,"
    "nav,[role=navigation],.navheader,.navfooter,a.headerlink,a.hash-link,[role=doc-pagebreak]"
)
_BLOCKS = frozenset(
    (
        "address", "article", "aside", "blockquote", "body", "caption", "dd", "details", "dialog", "div",
        "dl", "dt", "fieldset", "figcaption", "figure", "footer", "header", "hgroup", "hr", "html",
        "legend", "main", "p", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr",
    )
)  # fmt: skip
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLANKS = re.compile(r"[ \t\r\n\f\u00a0]+")
_NEWLINES = re.compile(r"\n{3,}")
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)")
_ANY_TAG = re.compile(r"<[^<>]*>")
_UNCLOSED = frozenset(
    ("area", "base", "br", "col", "dd", "dt", "hr", "img", "input", "li", "link", "meta", "option", "p",
     "source", "td", "th", "tr", "wbr")
)  # fmt: skip
_STRUCK = frozenset(("del", "s", "strike"))
_NESTED = 4000
_DEPTH = 120  # deeper markup is taken as plain text


def parse(html: str) -> Any:
    """Parse a page (selectolax, lexbor)."""
    from selectolax.lexbor import LexborHTMLParser

    return LexborHTMLParser(html)


def about(html: str) -> dict[str, str]:
    """Return what a page says of itself: title, language, generator, description, as far as it does."""
    if _bottomless(html):
        return {}
    tree = parse(html)
    found: dict[str, str] = {}
    title = tree.css_first("title")
    if title is not None and title.text().strip():
        found["title"] = _BLANKS.sub(" ", title.text()).strip()
    root = tree.css_first("html")
    language = (root.attributes.get("lang") or root.attributes.get("xml:lang")) if root is not None else None
    if language:
        found["language"] = language.strip()
    for name in ("generator", "description"):
        meta = tree.css_first(f'meta[name="{name}"]')
        value = meta.attributes.get("content") if meta is not None else None
        if value and value.strip():
            found[name] = value.strip()
    return found


def to_markdown(html: str, site: bool = False) -> str:
    """Return the readable part of a page as Markdown; navigation, scripts and forms are left out.

    Of a page of a ``site`` so is what stands around its main part on every page (`ft_data.sources.site`).
    """
    if _bottomless(html):
        return _BLANKS.sub(" ", _ANY_TAG.sub(" ", html)).strip()
    tree = parse(html)
    if has_formulas(html):
        write_formulas(tree)
    for node in tree.css(_DROP):
        if node.parent is not None:
            node.decompose()
    body = tree.body
    if body is None:
        return ""
    if site:
        for node in around(body):
            node.decompose()
    out: list[str] = []
    _block(body, out, 0)
    lines = [line.rstrip() for line in "".join(out).split("\n")]
    return _NEWLINES.sub("\n\n", "\n".join(lines)).strip()


def _kind(node: Any) -> str:
    """Return for what an element of a book stands: ``pagebreak``, ``noteref``; and of a page that says so by its role."""
    given = node.attributes
    return f"{given.get('epub:type') or ''} {(given.get('role') or '').removeprefix('doc-')}"


def _block(node: Any, out: list[str], depth: int) -> None:
    """Write the children of a node; running text between blocks becomes paragraphs."""
    running: list[str] = []

    def flush() -> None:
        text = _inline_text("".join(running))
        running.clear()
        if text:
            out.append(f"\n\n{text}\n\n")

    for child in node.iter(include_text=True):
        tag = child.tag
        if tag != "-text" and "pagebreak" in _kind(child):
            continue
        if tag in _HEADINGS:
            flush()
            title = _inline_text(_inline(child, depth))
            if title:
                out.append(f"\n\n{'#' * _HEADINGS[tag]} {title}\n\n")
        elif tag == "pre":
            flush()
            out.append(f"\n\n{markdown.fenced(child.text().strip(chr(10)))}\n\n")
        elif tag in ("ul", "ol", "menu"):
            flush()
            out.append("\n\n" + _list(child, depth + 1) + "\n\n")
        elif tag == "table" and len(child.css("table")) == 1:  # itself: others hold the layout
            flush()
            out.append("\n\n" + _table(child, depth + 1) + "\n\n")
        elif tag in _BLOCKS or (
            tag != "-text" and child.css_first("p,pre,ul,ol,table,h1,h2,h3,h4,div") is not None
        ):
            flush()
            if depth < _DEPTH:
                _block(child, out, depth + 1)
            else:
                running.append(child.text())
        else:
            running.append(_inline_of(child, depth))
    flush()


def _inline(node: Any, depth: int) -> str:
    return "".join(_inline_of(child, depth + 1) for child in node.iter(include_text=True))


def _inline_of(node: Any, depth: int) -> str:
    tag = node.tag
    if tag == "-text":
        return node.text_content or ""
    if tag == "br":
        return "\x00"
    if tag == "img":
        return node.attributes.get("alt") or ""
    if "pagebreak" in _kind(node):
        return ""
    if depth > _DEPTH:
        return str(node.text())
    text = _inline(node, depth)
    if tag in ("code", "kbd", "tt", "samp") and text.strip() and "`" not in text:
        return f"`{text.strip()}`"
    if tag in ("sup", "sub"):
        return raised(text, tag == "sup")
    if tag == "a" and "noteref" in _kind(node):
        return raised(text, True)
    if tag in _STRUCK:
        return markdown.strike(text)
    if tag == "rt":
        return f"({text})" if text.strip() else ""
    if tag == "q":
        return f"\u201c{text}\u201d"
    return f" {text} " if tag in _BLOCKS or tag in ("li", "td", "th") else text


def _inline_text(text: str) -> str:
    lines = (_BLANKS.sub(" ", line).strip() for line in text.split("\x00"))
    return "\n".join(line for line in lines if line)


def _list(node: Any, depth: int) -> str:
    lines: list[str] = []
    number = _number(node.attributes.get("start"), 1) - 1
    for item in node.iter():
        number = _number(item.attributes.get("value"), number + 1)
        inner: list[str] = []
        if depth < _DEPTH:
            _block(item, inner, depth + 1)
        else:
            inner.append(item.text())
        text = _NEWLINES.sub("\n\n", "".join(inner)).strip()
        if text:
            mark = f"{number}. " if node.tag == "ol" else "- "
            lines.append(mark + text.replace("\n\n", "\n").replace("\n", "\n" + " " * len(mark)))
    return "\n".join(lines)


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else otherwise


def _table(node: Any, depth: int) -> str:
    rows = [[_inline_text(_inline(cell, depth)) for cell in cells] for cells in _rows(node)]
    rows = [row for row in rows if any(row)]
    if not rows:
        return ""
    if max(map(len, rows)) == 1:
        return "\n\n".join(markdown.cell(row[0]) for row in rows if row)
    return markdown.table(rows)


def _rows(table: Any) -> Iterator[list[Any]]:
    """Yield the cells of each row of this table, not of tables inside it."""
    for child in table.iter():
        if child.tag == "tr":
            yield [cell for cell in child.iter() if cell.tag in ("td", "th")]
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from _rows(child)


def _bottomless(html: str) -> bool:
    """Tell whether elements nest so deeply that parsing would take time quadratic in their number."""
    if html.count("<") < _NESTED:
        return False
    depth = deepest = 0
    for closing, name in _TAG.findall(html):
        if name.lower() not in _UNCLOSED:
            depth += -1 if closing else 1
            deepest = max(deepest, depth)
    return deepest > _NESTED
