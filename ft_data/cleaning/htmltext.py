"""HTML to text: lists, tables, code, headings and quotes keep their shape; scripts and navigation go."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from ft_data.cleaning.codeaware import fence_for
from ft_data.cleaning.wordlist import words
from ft_data.text.formulas.pages import has_formulas, write_formulas
from ft_data.text.raised import raised

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

DROPPED = words(
    "script style head title template svg iframe object embed canvas map video audio input select option"
    " textarea datalist "
    "link meta base source track frame frameset applet"
)
# Furniture unless it holds prose: cut pages often leave these open, and they swallow what follows.
FURNITURE = words("nav footer form fieldset aside button dialog noscript label legend")
PARAGRAPHS = words("p article main address figure figcaption details hgroup search")
LINES = FURNITURE | words("div center section body html summary header dl dt dd")

TAG_NAMES = (
    "p|br|div|span|a|b|i|em|strong|u|s|ul|ol|li|dl|dt|dd|table|tbody|thead|tfoot|tr|td|th|caption|h[1-6]"
    "|img|hr|font|center"
    "|blockquote|pre|code|script|style|html|body|head|title|meta|link|form|input|button|label|select"
    "|option|textarea|fieldset"
    "|section|article|nav|footer|header|main|aside|iframe|small|big|sub|sup|video|audio|source|figure"
    "|figcaption|svg|path"
    "|noscript|tt|kbd|var|samp|cite|abbr|acronym|address|ins|del|strike|mark|time|wbr|picture|details|summary"
)
_TAG_AS_TEXT = re.compile(rf"(?i)</?(?:{TAG_NAMES})(?:\s[^<>`]*)?/?>|<!(?:--|doctype)[^<>`]*>")

_HEADINGS = {f"h{level}": "#" * level + " " for level in range(1, 7)}
_SPACE = re.compile(r"[ \t\r\n\f]+")
_GAPS = re.compile(r"\n{3,}")
_FENCED = re.compile(r"(?sm)(^`{3,}[^\n]*\n.*?\n`{3,}$)")
_WORD = re.compile(r"[^\W\d_]+")
_MAX_DEPTH = 200

_NAVIGATION = re.compile(
    r"(?i)(?:^|[\s_-])(?:nav(?:bar|igation)?|\w*menu\w*|breadcrumbs?|share|sharing|social\w*|pagination"
    r"|pager|cookies?|banner"
    r"|advert\w*|ads?|sponsor\w*|promo\w*|newsletter|subscribe|related|sidebar|skip|toolbar|tabs?|footer"
    r"|widget\w*|hidden"
    r"|sr-only|screen-reader\w*|visually-?hidden|btn|button|login|signin|comscore|modal|popup|overlay"
    r"|player|control)(?:$|[\s_-])"
)
_HIDDEN = re.compile(r"(?i)display\s*:\s*none|visibility\s*:\s*hidden")

_CONDITIONAL = re.compile(r"<!--\[if[^<>]*>|<!\[endif\]-->|<!\[endif\]>")
_RAW = re.compile(r"(?i)<(script|style|title|textarea|iframe|noscript)\b[^<>]*>")
_BLOCK_START = re.compile(r"(?i)<(?:p|div|h[1-6]|ul|ol|table|article|section)\b")


def html_to_text(html: str, keep_lines: bool = False) -> str:
    """Return the readable text of an HTML fragment or document as light Markdown.

    Paragraphs are separated by a blank line; list items start with ``- `` or a number, table rows are
    written between pipes, ``pre`` becomes a fenced block, ``code`` inline code, headings ``#`` lines.
    Scripts, forms without prose, navigation and lists of links are left out. Tags that the author wrote
    *as text* (``&lt;b&gt;``) become inline code, so that they survive a second pass. ``keep_lines``
    is for plain text with a few tags in it, whose line breaks are its own.
    """
    from selectolax.lexbor import LexborHTMLParser

    html = _reopen(html)
    if keep_lines:
        html = _BROKEN_LINE.sub("<br>", html)
    tree = LexborHTMLParser(html)
    if has_formulas(html):
        write_formulas(tree)
    root = tree.body
    return _tidy(_Renderer().children(root, 0)) if root is not None else ""


_BROKEN_LINE = re.compile(r"(?i)<br\s*/?>[ \t]*\n|\n")


def _reopen(html: str) -> str:
    """Close what a cut page left open, so that it does not swallow the text behind it."""
    html = _CONDITIONAL.sub("", html)
    last = html.rfind("<!--")
    if last >= 0 and html.find("-->", last) < 0:
        html = html[:last] + html[last + 4 :]
    lower = html.lower()
    ends: dict[str, int] = {}
    for found in _RAW.finditer(html):
        name = found.group(1).lower()
        if name not in ends:
            ends[name] = lower.rfind(f"</{name}")
        if ends[name] < found.end():
            block = _BLOCK_START.search(html, found.end())
            return html[: found.start()] + (html[block.start() :] if block else "")
    return html


def _tidy(text: str) -> str:
    parts = _FENCED.split(text) if "```" in text else [text]
    for i in range(0, len(parts), 2):
        lines = [
            line.rstrip() if line.startswith((" ", "- ")) else line.strip(" \t")
            for line in parts[i].split("\n")
        ]
        parts[i] = _GAPS.sub("\n\n", "\n".join(lines))
    return _GAPS.sub("\n\n", "".join(parts)).strip("\n ") if len(parts) == 1 else "".join(parts).strip("\n ")


def _as_text(text: str) -> str:
    return _TAG_AS_TEXT.sub(lambda match: f"`{match.group()}`", text) if "<" in text else text


def _elements(node: LexborNode) -> list[LexborNode]:
    found = []
    child = node.child
    while child is not None:
        if child.tag and not child.tag.startswith("-"):
            found.append(child)
        child = child.next
    return found


def _inner_code(pre: LexborNode) -> LexborNode:
    """Return the one ``code`` of a block that has a bar of its own beside it: the language, a button to copy."""
    inner = pre.css("code")
    if len(inner) != 1:
        return pre
    beside = len((pre.text() or "").strip()) - len((inner[0].text() or "").strip())
    return inner[0] if beside <= _BAR_CHARS else pre


_BAR_CHARS = 40
_LINE_CHARS = 100


def _has_own_lines(paragraph: str) -> bool:
    """Say whether a paragraph's line breaks are verse, a list or an address: lines that were wrapped go on in small letters."""
    lines = [line for one in paragraph.strip().split("\n") if (line := one.strip())]
    if len(lines) < 3 or max(map(len, lines)) > _LINE_CHARS:
        return False
    return 4 * sum(line[0].islower() for line in lines[1:]) <= len(lines)


def _line_end(space: re.Match[str]) -> str:
    return "\n" if "\n" in space.group() else " "


def _is_prose(line: str) -> bool:
    words = len(_WORD.findall(line))
    return words >= 12 or (words >= 6 and line.rstrip().endswith((".", "!", "?", ":")))


class _Renderer:
    """Writes nodes as text, counting words in links and stretches of prose as it goes."""

    def __init__(self) -> None:
        self.linked = 0
        self.links = 0
        self.prose = 0
        self._own_lines = False  # of the paragraph at hand

    def children(self, node: LexborNode, depth: int) -> str:
        if depth > _MAX_DEPTH:
            return _as_text(_SPACE.sub(" ", node.text(separator=" ")))
        parts: list[str] = []
        child = node.child
        while child is not None:
            parts.append(self.render(child, depth + 1))
            child = child.next
        return "".join(parts)

    def render(self, node: LexborNode, depth: int) -> str:
        tag = node.tag
        if tag == "-text":
            said = node.text_content or ""
            return _as_text(_SPACE.sub(_line_end if self._own_lines else " ", said))
        if tag is None or tag in DROPPED or tag.startswith(("-", "!")):
            return ""
        if tag == "br":
            return "\n"
        if tag == "hr":
            return "\n\n"
        if tag == "pre":
            return self._code(node)
        if tag in ("code", "tt", "kbd", "samp"):
            code = _SPACE.sub(" ", node.text() or "").strip()
            return f"`{code}`" if code and "`" not in code else code
        if tag == "a":
            inner = self.children(node, depth)
            self.links += 1
            self.linked += len(_WORD.findall(inner))
            return inner
        if tag in ("table", "ul", "ol", "menu") or tag in LINES or tag in PARAGRAPHS:
            return self._block(node, tag, depth)
        inner = self.children(node, depth)
        if tag in ("sup", "sub"):
            return raised(inner, tag == "sup")
        if tag in ("del", "s", "strike"):
            return inner.replace(inner.strip(), f"~~{inner.strip()}~~") if inner.strip() else inner
        if tag == "q":
            return f"\u201c{inner}\u201d"
        if tag in _HEADINGS:
            line = _SPACE.sub(" ", inner).strip()
            return f"\n\n{_HEADINGS[tag]}{line}\n\n" if line else ""
        if tag == "blockquote":
            quoted = "\n".join(f"> {line}".rstrip() for line in _tidy(inner).split("\n"))
            return f"\n\n{quoted}\n\n" if inner.strip() else ""
        return inner

    def _block(self, node: LexborNode, tag: str, depth: int) -> str:
        links, linked, prose = self.links, self.linked, self.prose
        if tag == "table":
            inner = self._table(node, depth)
        elif tag in ("ul", "ol", "menu"):
            inner = self._list(node, tag, depth)
        else:
            outer, self._own_lines = self._own_lines, tag == "p" and _has_own_lines(node.text() or "")
            inner = self.children(node, depth)
            self._own_lines = outer
        if self.prose == prose:
            if any(_is_prose(line) for line in inner.split("\n")):
                self.prose += 1
            elif _is_named(node, tag) or _is_linked(inner, self.links - links, self.linked - linked):
                return ""
        if tag in PARAGRAPHS:
            return f"\n\n{inner.strip(' ')}\n\n"
        return f"\n{inner}\n"

    def _code(self, node: LexborNode) -> str:
        code = (_inner_code(node).text() or "").strip("\n").rstrip()
        if not code.strip():
            return ""
        fence = fence_for(code)
        return f"\n\n{fence}\n{code}\n{fence}\n\n"

    def _list(self, node: LexborNode, tag: str, depth: int) -> str:
        lines: list[str] = []
        start = node.attributes.get("start") or ""
        number = int(start) if start.isascii() and start.isdigit() and len(start) < 9 else 1
        child = node.child
        while child is not None:
            if child.tag == "li":
                mark = f"{number}. " if tag == "ol" else "- "
                body = _tidy(self.children(child, depth + 1))
                number += 1
                if body:
                    lines.append(mark + body.replace("\n\n", "\n").replace("\n", "\n" + " " * len(mark)))
            else:
                body = _tidy(self.render(child, depth + 1))
                if body:
                    lines.append("  " + body.replace("\n", "\n  ") if child.tag in ("ul", "ol") else body)
            child = child.next
        return "\n" + "\n".join(lines) + "\n" if lines else ""

    def _table(self, node: LexborNode, depth: int) -> str:
        """Write a table with columns as a table, and a table that only lays out a page as paragraphs."""
        sections = [child for child in _elements(node) if child.tag in ("thead", "tbody", "tfoot")]
        rows = [row for section in (sections or [node]) for row in _elements(section) if row.tag == "tr"]
        cells = [[cell for cell in _elements(row) if cell.tag in ("td", "th")] for row in rows]
        width = max((len(row) for row in cells), default=0)
        texts = [[_tidy(self.children(cell, depth + 3)) for cell in row] for row in cells]
        if (
            width < 2
            or len(rows) < 2
            or (any(_has_blocks(text) for row in texts for text in row) and not _has_columns(cells, texts))
        ):
            return "\n\n".join(text for row in texts for text in row if text)
        lines = []
        for row in texts:
            if any(row):
                flat = [_SPACE.sub(" ", _in_cell(text)).replace("|", "\\|") for text in row]
                lines.append("| " + " | ".join(flat + [""] * (width - len(flat))) + " |")
                if len(lines) == 1:
                    lines.append("|" + " --- |" * width)
        return "\n" + "\n".join(lines) + "\n" if lines else ""


def _has_blocks(text: str) -> bool:
    return "\n\n" in text or "```" in text


def _has_columns(cells: list[list[LexborNode]], texts: list[list[str]]) -> bool:
    """Say whether cells that hold paragraphs are still cells: below a row of headings, or beside a column of short names.

    A cell with a table, code, a heading or a whole text in it lays out a page.
    """
    if any(len(text) > _WHOLE_TEXT for row in texts for text in row):
        return False
    if any(cell.css_first("table, pre, blockquote, h1, h2, h3, h4, h5, h6") for row in cells for cell in row):
        return False
    if all(cell.tag == "th" for cell in cells[0]):
        return max(map(len, cells)) == len(cells[0]) > 1
    names = [row[0] if row else "" for row in texts]
    return (
        len(texts) > 2
        and len({len(row) for row in texts}) == 1
        and all(0 < len(name) <= _NAME_CHARS and not _is_prose(name) for name in names)
    )


_WHOLE_TEXT = 2000
_NAME_CHARS = 120


def _in_cell(text: str) -> str:
    """Write paragraphs and lists as they can stand in a cell: one after another, items behind semicolons."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    groups = [(item, [*group]) for item, group in groupby(lines, lambda line: line.startswith("- "))]
    return " ".join(
        "; ".join(line[2:] for line in group)
        if item and (len(group) > 1 or len(groups) == 1)
        else " ".join(group)
        for item, group in groups
    )


def plain_formulas(html: str) -> str:
    """Write formulas as text, which engines for main text leave out otherwise, or write twice."""
    if not has_formulas(html):
        return html
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(html)
    write_formulas(tree)
    return tree.html or html


def flat_cells(html: str) -> str:
    """Write lists of short items in table cells as text, which engines for main text leave out otherwise."""
    if not _LISTED_CELL.search(html):
        return html
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(html)
    for found in tree.css("td > ul, td > ol, th > ul, th > ol"):
        items = [item.text(separator=" ").strip() for item in _elements(found)]
        if (
            found.css_first("table, p, h1, h2, h3, pre, ul ul") is None
            and sum(map(len, items)) <= _CELL_CHARS
        ):
            found.replace_with("; ".join(item for item in items if item))
    return tree.html or html


_LISTED_CELL = re.compile(r"(?i)<t[dh]\b[^<>]*>\s*<[uo]l\b")
_CELL_CHARS = 300


def _is_named(node: LexborNode, tag: str) -> bool:
    """Say whether a block's tag, class, id or role calls it furniture, or its style hides it."""
    attributes = node.attributes
    if tag in FURNITURE or "hidden" in attributes or attributes.get("aria-hidden") == "true":
        return True
    label = " ".join(value for key in ("class", "id", "role", "summary") if (value := attributes.get(key)))
    return (label != "" and _NAVIGATION.search(label) is not None) or _HIDDEN.search(
        attributes.get("style") or ""
    ) is not None


def _is_linked(inner: str, links: int, linked: int) -> bool:
    """Say whether a block without prose consists of links."""
    return links >= 2 and linked > 0.7 * len(_WORD.findall(inner))
