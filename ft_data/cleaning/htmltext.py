"""HTML to text: lists, tables, code, headings and quotes keep their shape; scripts and navigation go."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ft_data.cleaning.codeaware import fence_for

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

DROPPED = frozenset(
    "script style head title template svg iframe object embed canvas map video audio input select option textarea datalist "
    "link meta base source track frame frameset applet".split()
)
# Furniture unless it holds prose: fragments of pages often leave these open, and swallow the text that follows.
FURNITURE = frozenset("nav footer form fieldset aside button dialog noscript label legend".split())
BLOCKS = FURNITURE | frozenset(
    "p div section article main header address figure figcaption details summary center body html dl dt dd hgroup search".split()
)
# Blocks that end a line; all others are paragraphs with a blank line around them.
_LINES_ONLY = frozenset("div center section body html summary label legend button header footer nav".split()) | FURNITURE
_HEADINGS = {f"h{level}": "#" * level + " " for level in range(1, 7)}
_SPACE = re.compile(r"[ \t\r\n\f]+")
_LINES = re.compile(r"[ \t]*\n[ \t]*")
_GAPS = re.compile(r"\n{3,}")
_WORD = re.compile(r"[^\W\d_]+")
_SUPERSCRIPTS = str.maketrans("0123456789+-=()n", "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079\u207a\u207b\u207c\u207d\u207e\u207f")
_SUBSCRIPTS = str.maketrans("0123456789+-=()", "\u2080\u2081\u2082\u2083\u2084\u2085\u2086\u2087\u2088\u2089\u208a\u208b\u208c\u208d\u208e")
_SCRIPT = re.compile(r"[0-9+\-=()n]{1,4}\Z")
_MAX_DEPTH = 200

TAG_NAMES = (
    "p|br|div|span|a|b|i|em|strong|u|s|ul|ol|li|dl|dt|dd|table|tbody|thead|tfoot|tr|td|th|caption|h[1-6]|img|hr|font|center"
    "|blockquote|pre|code|script|style|html|body|head|title|meta|link|form|input|button|label|select|option|textarea|fieldset"
    "|section|article|nav|footer|header|main|aside|iframe|small|big|sub|sup|video|audio|source|figure|figcaption|svg|path"
    "|noscript|tt|kbd|var|samp|cite|abbr|acronym|address|ins|del|strike|mark|time|wbr|picture|details|summary"
)
_TAG_AS_TEXT = re.compile(rf"(?i)</?(?:{TAG_NAMES})(?:\s[^<>`]*)?/?>|<!(?:--|doctype)[^<>`]*>")


def html_to_text(html: str) -> str:
    """Return the readable text of an HTML fragment or document as light Markdown.

    Paragraphs are separated by a blank line; list items start with ``- `` or a number, table rows are
    written between pipes, ``pre`` becomes a fenced block, ``code`` inline code, headings ``#`` lines.
    Scripts, forms without prose, navigation and lists of links are left out. Tags that the author wrote
    *as text* (``&lt;b&gt;``) become inline code, so that they survive a second pass.
    """
    from selectolax.lexbor import LexborHTMLParser

    root = LexborHTMLParser(_reopen(html)).body
    if root is None:
        return ""
    return _tidy(_children(root, 0))


_CONDITIONAL = re.compile(r"<!--\[if[^<>]*>|<!\[endif\]-->|<!\[endif\]>")
_RAW = re.compile(r"(?i)<(script|style|title|textarea|iframe|noscript)\b[^<>]*>")
_BLOCK_START = re.compile(r"(?i)<(?:p|div|h[1-6]|ul|ol|table|article|section)\b")


def _reopen(html: str) -> str:
    """Close what a cut page left open, so that it does not swallow the text behind it."""
    html = _CONDITIONAL.sub("", html)
    last = html.rfind("<!--")
    if last >= 0 and html.find("-->", last) < 0:
        html = html[:last] + html[last + 4 :]
    for found in _RAW.finditer(html):
        name = found.group(1).lower()
        if html.lower().find(f"</{name}", found.end()) < 0:
            block = _BLOCK_START.search(html, found.end())
            return html[: found.start()] + (html[block.start() :] if block else "")
    return html


def _tidy(text: str) -> str:
    parts = re.split(r"(?s)(^`{3,}[^\n]*\n.*?\n`{3,}$)", text, flags=re.M)
    for i in range(0, len(parts), 2):
        lines = [line if line.startswith((" ", "- ")) else line.strip(" \t") for line in parts[i].split("\n")]
        parts[i] = _GAPS.sub("\n\n", "\n".join(line.rstrip() for line in lines))
    return _GAPS.sub("\n\n", "".join(parts)).strip("\n ")


def _children(node: LexborNode, depth: int) -> str:
    if depth > _MAX_DEPTH:
        return _SPACE.sub(" ", node.text(separator=" "))
    parts: list[str] = []
    child = node.child
    while child is not None:
        parts.append(_render(child, depth + 1))
        child = child.next
    return "".join(parts)


def _render(node: LexborNode, depth: int) -> str:
    tag = node.tag
    if tag == "-text":
        return _as_text(_SPACE.sub(" ", node.text_content or ""))
    if tag is None or tag in DROPPED or tag.startswith(("-", "!")):
        return ""
    if tag == "br":
        return "\n"
    if tag == "hr":
        return "\n\n"
    if tag == "pre":
        code = (node.text() or "").strip("\n").rstrip()
        fence = fence_for(code)
        return f"\n\n{fence}\n{code}\n{fence}\n\n" if code.strip() else ""
    if tag in ("code", "tt", "kbd", "samp"):
        code = _SPACE.sub(" ", node.text() or "").strip()
        return f"`{code}`" if code and "`" not in code else code
    if tag == "table":
        return _table(node, depth)
    if tag in ("ul", "ol", "menu"):
        return _list(node, tag, depth)
    if tag in BLOCKS and _is_chrome(node, tag):
        return ""
    inner = _children(node, depth)
    if tag in ("sup", "sub"):
        short = inner.strip()
        if _SCRIPT.match(short):
            return short.translate(_SUPERSCRIPTS if tag == "sup" else _SUBSCRIPTS)
        return inner
    if tag in _HEADINGS:
        line = _SPACE.sub(" ", inner).strip()
        return f"\n\n{_HEADINGS[tag]}{line}\n\n" if line else ""
    if tag == "blockquote":
        quoted = "\n".join(f"> {line}".rstrip() for line in _tidy(inner).split("\n"))
        return f"\n\n{quoted}\n\n" if inner.strip() else ""
    if tag in ("dt", "dd"):
        return f"\n{inner.strip()}\n" if inner.strip() else ""
    if tag not in BLOCKS:
        return inner
    if tag in _LINES_ONLY:
        return f"\n{inner}\n"
    return f"\n\n{inner.strip(' ')}\n\n"


def _as_text(text: str) -> str:
    return _TAG_AS_TEXT.sub(lambda match: f"`{match.group()}`", text) if "<" in text else text


def _list(node: LexborNode, tag: str, depth: int) -> str:
    if _is_chrome(node, tag):
        return ""
    lines: list[str] = []
    try:
        number = int(node.attributes.get("start") or 1)
    except ValueError:
        number = 1
    child = node.child
    while child is not None:
        if child.tag == "li" or (child.tag in ("ul", "ol") and depth < _MAX_DEPTH):
            body = _tidy(_children(child, depth + 1)) if child.tag == "li" else _tidy(_list(child, child.tag, depth + 1))
            if body:
                mark = f"{number}. " if tag == "ol" else "- "
                number += child.tag == "li"
                rest = body.replace("\n\n", "\n").replace("\n", "\n" + " " * len(mark))
                lines.append(mark + rest if child.tag == "li" else " " * len(mark) + rest)
        elif child.tag == "-text" and (child.text_content or "").strip():
            lines.append(_as_text(_SPACE.sub(" ", child.text_content or "").strip()))
        elif child.tag and not child.tag.startswith("-"):
            body = _tidy(_render(child, depth + 1))
            if body:
                lines.append(body)
        child = child.next
    return "\n\n" + "\n".join(lines) + "\n\n" if lines else ""


def _table(node: LexborNode, depth: int) -> str:
    if _is_chrome(node, "table"):
        return ""
    rows = [row for row in node.css("tr") if _owner(row) == node.mem_id]
    cells = [[cell for cell in _elements(row) if cell.tag in ("td", "th")] for row in rows]
    width = max((len(row) for row in cells), default=0)
    nested = any(cell.css_first("table, ul, ol, p ~ p, pre, h1, h2, h3") is not None for row in cells for cell in row)
    if width < 2 or nested or len(rows) < 2:
        blocks = [_children(cell, depth + 1) for row in cells for cell in row]
        return "\n\n" + "\n\n".join(blocks) + "\n\n"
    lines = []
    for number, row in enumerate(cells):
        texts = [_SPACE.sub(" ", _tidy(_children(cell, depth + 1))).replace("|", "\\|") for cell in row]
        if not any(texts):
            continue
        lines.append("| " + " | ".join(texts + [""] * (width - len(texts))) + " |")
        if number == 0:
            lines.append("|" + " --- |" * width)
    return "\n\n" + "\n".join(lines) + "\n\n" if lines else ""


def _owner(row: LexborNode) -> int | None:
    parent = row.parent
    while parent is not None and parent.tag != "table":
        parent = parent.parent
    return None if parent is None else parent.mem_id


def _elements(node: LexborNode) -> list[LexborNode]:
    found = []
    child = node.child
    while child is not None:
        if child.tag and not child.tag.startswith("-"):
            found.append(child)
        child = child.next
    return found


_NAVIGATION = re.compile(
    r"(?i)(?:^|[\s_-])(?:nav(?:bar|igation)?|\w*menu\w*|breadcrumbs?|share|sharing|social\w*|pagination|pager|cookies?|banner"
    r"|advert\w*|ads?|sponsor\w*|promo\w*|newsletter|subscribe|related|sidebar|skip|toolbar|tabs?|footer|widget\w*|hidden"
    r"|sr-only|screen-reader\w*|visually-?hidden|btn|button|login|signin|comscore|modal|popup|overlay|player|control)(?:$|[\s_-])"
)
_HIDDEN = re.compile(r"(?i)display\s*:\s*none|visibility\s*:\s*hidden")


def _is_chrome(node: LexborNode, tag: str) -> bool:
    """Say whether a block is furniture: mostly links, a form, or named navigation, and without prose."""
    attributes = node.attributes
    named = tag in FURNITURE or "hidden" in attributes or attributes.get("aria-hidden") == "true"
    if not named and attributes:
        label = " ".join(value for key in ("class", "id", "role", "summary") if (value := attributes.get(key)))
        named = bool(label) and _NAVIGATION.search(label) is not None
        named = named or _HIDDEN.search(attributes.get("style") or "") is not None
    links = [] if named else node.css("a")
    if not named and len(links) < 2:
        return False
    if any(_is_prose(line) for line in (node.text(separator="\n") or "").split("\n")):
        return False
    if named:
        return True
    letters = len(_WORD.findall(node.text() or ""))
    linked = sum(len(_WORD.findall(link.text() or "")) for link in links)
    return letters > 0 and linked / letters > 0.7


def _is_prose(line: str) -> bool:
    words = len(_WORD.findall(line))
    return words >= 12 or (words >= 6 and line.rstrip().endswith((".", "!", "?", ":")))
