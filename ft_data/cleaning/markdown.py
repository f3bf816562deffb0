"""Markdown with tags in it: its lines are its structure, so tags go one by one and no line moves."""

from __future__ import annotations

import re

from ft_data.cleaning.codeaware import outside_code, protected_spans, without_code

_BLOCKS = re.compile(
    r"(?m)^ {0,3}#{1,6} +\S|^ {0,3}(?:[-*+]|\d{1,3}[.)]) +[^\s<]|^ {0,3}\|.*\|[ \t]*$"
    r"|\*\*[^\s*][^*\n]*\*\*|\]\((?:https?:|[/#.\w-])[^()\s]*\)|^!!! |^/// "
)
_FENCE = re.compile(r"(?m)^ {0,3}(?:`{3,}|~{3,})")
_PARAGRAPH = re.compile(r"(?:\A|\n[ \t]*\n)[ \t]*(?=[^\s<`~])")

# Tags without which a text says the same: inside a line, and on a line of their own.
_INLINE_NAMES = "span|font|b|i|em|strong|u|s|small|big|a|abbr|cite|strike|dfn|acronym"
_INLINE = re.compile(rf"(?i)</?(?:{_INLINE_NAMES})(?:\s[^<>]*)?>")
_WRAPPER = rf"(?i)[ \t]*(?:</?(?:div|p|center|section|article|{_INLINE_NAMES})(?:\s[^<>]*)?>[ \t]*)+"
_WRAPPER_LINE = re.compile(_WRAPPER + r"\Z")
# A link goes on as one: what it leads to is often the answer.
_LINK = re.compile(
    r"(?i)<a\b[^<>]*?\shref\s*=\s*(?:\"(?P<a>[^\"<>\s]+)\"|'(?P<b>[^'<>\s]+)')[^<>]*>(?P<text>(?:[^<>\[\]\n]|<(?!/?a\b)[^<>\n]*>){1,300}?)</a\s*>"
)
_LEADS = re.compile(r"(?i)(?:https?://|mailto:|tel:|\.{0,2}/|#|[\w-]+(?:[./][\w-]+)+)[^\s]*\Z")
_BREAK = re.compile(r"(?im)<br\s*/?>[ \t]*$")
_OTHER = re.compile(r"</?(?!img\b)[a-zA-Z][\w-]*(?:\s[^<>]*)?/?>")


def is_markdown(text: str) -> bool:
    """Say whether ``text`` has paragraphs outside of tags, and headings, items, rows, fences or links of Markdown."""
    bare = without_code(text)
    if not _PARAGRAPH.search(bare):
        return False
    return _BLOCKS.search(bare) is not None or _FENCE.search(text) is not None


def without_tags(text: str) -> str:
    """Take out the tags that say nothing, outside code; leave a text with any other tag than a picture alone."""
    cleaned, _ = outside_code(_without_wrappers(text), _strip)
    return text if _OTHER.search(without_code(cleaned)) else cleaned


def _without_wrappers(text: str) -> str:
    """Take out lines that hold nothing but wrappers; one blank line stands between what they parted."""
    spans = protected_spans(text)
    kept: list[str] = []
    at = position = 0
    gone = False
    for line in text.split("\n"):
        while at < len(spans) and spans[at][1] <= position:
            at += 1
        free = at == len(spans) or position < spans[at][0]
        position += len(line) + 1
        if free and "<" in line and _WRAPPER_LINE.match(line):
            gone = True
        elif not gone:
            kept.append(line)
        elif line.strip():
            if kept and kept[-1].strip():
                kept.append("")
            kept.append(line)
            gone = False
    return "\n".join(kept)


def _strip(text: str) -> tuple[str, int]:
    text, links = _LINK.subn(_as_link, text) if "href" in text else (text, 0)
    text, inline = _INLINE.subn("", text)
    text, breaks = _BREAK.subn("", text)
    return text, links + inline + breaks


def _as_link(match: re.Match[str]) -> str:
    target, said = match["a"] or match["b"], match["text"]
    if not _LEADS.match(target) or not _INLINE.sub("", said).strip():
        return said
    return f"[{said}]({target.replace('(', '%28').replace(')', '%29')})"
