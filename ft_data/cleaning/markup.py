"""Markup in text: decide whether a text *is* markup, and only then turn it into text."""

from __future__ import annotations

import re

import re2

from ft_data.cleaning import markdown
from ft_data.cleaning.codeaware import protected_spans, without_code
from ft_data.cleaning.htmltext import TAG_NAMES, html_to_text
from ft_data.cleaning.wordlist import words

TAG = re.compile(rf"(?i)</?(?:{TAG_NAMES})(?:\s[^<>]*)?/?>|<!--|<!doctype")
_NAME = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)")
_SOFT = words(
    "br p b i em strong u s a span font center sub sup small big hr div ul ol li blockquote img wbr cite"
    " strike"
)
_INLINE = words("b i em strong u s a span font sub sup small big cite strike")
_VOID = words("br hr img input meta link wbr source path p li tr td th dt dd option")
_DEEPEST = 500
_DOCUMENT = words("html body")
_UNSEEN = re2.compile(r"(?is)<(script|style)\b.*?(?:</(?:script|style)\s*>)|<!--.*?-->")
_HANDLER = re.compile(r"(?i)\bon\w+\s*=")
_INDENTED = re.compile(r"\n[ \t]+<")
_SENTENCES = re.compile(r"(?<=[.!?…])\s+|\n")
_BLOCK = re.compile(
    r"(?i)<(?:p|div|table|ul|ol|html|body|section|article|blockquote|h[1-6]|pre|script|style)\b"
)
_SAMPLE = re2.compile(r"(?i)lorem ipsum|<\?php|<%|\{%|<template\b|v-(?:if|for)=|\*ng\w+=|className=")

# Signs that the tags are program text or the subject of the sentence.
_TALK = re2.compile(
    rf"(?i)(?:\btags?|\belements?|\battributes?|\bthe|\ban?|\busing|\bused?|\bcalled|\ball|\bselectors?"
    rf"|\bhtml|\bcss|\bjsx)\s*[\"'“‘(]?<(?:{TAG_NAMES})\b[^<>]*>"
    rf"|<(?:/?)(?:{TAG_NAMES})\b[^<>]*>[\"'”’)]?\s*(?:tags?|elements?|attributes?|selectors?|sections?"
    rf"|block|markup)\b"
)
_PROGRAM = re2.compile(
    rf"(?i)[\"'`]</?(?:{TAG_NAMES})\b|</?(?:{TAG_NAMES})[^<>]*>(?:\\n)?[\"'`]|<\?php|<%|%>|\?>|=\{{"
    rf"|\{{\{{|\{{%|\*ng\w+=|v-(?:if|for|bind)"
    r"|\$\{|\bdocument\.(?:get|query|write|body|create)|console\.log|::before|::after"
)
_SUBJECT = re2.compile(
    r"(?i)\b(?:x?html5?|css|xml|jsx|mark-?up|tags?|attributes?|elements?|selectors?|web ?pages?"
    r"|hyperlinks?|following code|for example:)\b"
)
_CODE_LINE = re2.compile(
    r"(?m)[{};]\s*$|^\s*(?:def |class \w+[(:{]|import |from \w+ import|#include|const |let |var |public "
    r"|function\b)"
)
_WORDS = re.compile(r"[^\W\d_][\w'’-]*")
_SENTENCE_END = (".", "!", "?", ":", "…", "。", '"', "”")


def is_markup(text: str) -> bool:
    """Say whether ``text`` is marked-up prose (a web fragment, a mail body) and not code or talk about code.

    The tags must wrap or break prose: at least 20 words of it (two sentences and 8 words when only
    formatting tags occur), no sign that a tag is quoted, named or built by a program, and a whole document
    (``<html>``) needs 80 words, since short ones are examples of HTML.
    """
    return _markup_as_text(text) is not None


def _markup_as_text(text: str) -> str | None:
    """Return what `html_to_text` makes of a text that `is_markup`, itself if it is Markdown, and None for any other."""
    bare = without_code(text)
    visible = _UNSEEN.sub(" ", bare)
    tags = TAG.findall(visible)
    if not tags or _SAMPLE.search(visible):
        return None
    if _is_own_vocabulary(visible):
        return None
    names = [found.group(1).lower() for tag in tags if (found := _NAME.match(tag))]
    if len(tags) > _DEEPEST and _depth(tags, names) > _DEEPEST:
        return None
    kinds = set(names)
    edges = visible.strip()
    own_lines = markdown.is_markdown(text)
    plain = text if own_lines else _convert(text)
    read = plain if bare is text and not own_lines else html_to_text(visible, keep_lines=True)
    prose = sum(count for line in read.split("\n") if (count := len(_WORDS.findall(line))) >= 8)
    if kinds & _DOCUMENT and prose < 80:
        return None
    if prose >= 20 and edges.startswith("<") and edges.endswith(">") and TAG.match(edges):
        return plain
    if _PROGRAM.search(visible) or _TALK.search(visible):
        return None
    outside = TAG.sub(" ", visible)
    if _SUBJECT.search(outside) and _coverage(visible) < 0.9:
        return None
    if _CODE_LINE.search(outside) and prose < 60:
        return None
    if kinds <= _SOFT:
        return plain if _is_soft(tags, names, read, outside, visible) else None
    return plain if prose >= 20 and _coverage(visible) >= 0.6 else None


def _convert(text: str) -> str:
    """Convert markup to text around protected spans, whose tags are somebody's code."""
    spans = protected_spans(text)
    if not spans:
        return html_to_text(text, keep_lines=_has_lines(text))
    parts: list[str] = []
    position = 0
    for number, (start, end) in enumerate(spans):
        parts += (text[position:start], f"\ue000{number}\ue001")
        position = end
    marked = "".join(parts) + text[position:]
    plain = html_to_text(marked, keep_lines=_has_lines(marked))
    return _MARK.sub(lambda match: text[slice(*spans[int(match.group(1))])], plain)


_MARK = re.compile("\ue000([0-9]+)\ue001")


_OWN_LINES = re.compile(r"[^>\s][ \t]*\n(?:[ \t]*\n\s*[^<\s]| {0,3}(?:[-*+]|[0-9]{1,3}[.)]) +[^<\s])")


def _has_lines(text: str) -> bool:
    """Say whether line breaks are the text's own: it has no block of HTML, or paragraphs outside of any."""
    return not _BLOCK.search(text) or _OWN_LINES.search(text) is not None


def _is_own_vocabulary(visible: str) -> bool:
    """Say whether tags are names that somebody chose (``<answer>``, ``<summary>``) and not those of a web page.

    HTML has names that anybody would choose for the parts of a text, so a page must show others beside them; and it
    has no pair of tags that HTML does not know.
    """
    opened = {name.lower() for name in _OPENED.findall(visible)}
    closed = {name.lower() for name in _CLOSED.findall(visible)}
    return (opened | closed).isdisjoint(_CLEAR) or not (opened & closed) <= _HTML


_OPENED = re.compile(r"<([a-zA-Z][\w-]*)(?=[\s/>])(?!-)")
_CLOSED = re.compile(r"</([a-zA-Z]\w*)\s*>")
_CLEAR = words(
    "p br div span a b i em strong u s ul ol li dl dt dd table tr td th h1 h2 h3 h4 h5 h6 img hr font center"
    " blockquote pre script style html body sub sup big small strike tt iframe input form button wbr nav"
)
_HTML = _CLEAR | words(
    "abbr acronym address applet area article aside audio base bdi bdo blink button canvas caption cite code col"
    " colgroup data datalist del details dfn dialog dir embed fieldset figcaption figure footer frame frameset head"
    " header hgroup ins kbd label legend link main map mark marquee menu meta meter nobr noframes noscript object"
    " optgroup option output param picture progress q rp rt ruby samp search section select slot source summary svg"
    " path g tbody template textarea tfoot thead time title track var video"
)


_MARKUP_TALK = re2.compile(
    r"(?i)\b(?:x?html5?|xml|svg|jsx|css|mark-?up|tags?|tagged|web ?pages?|web ?sites?|angle brackets|balises?"
    r"|etiquetas?|seite|webseite)\b|标签|网页|タグ"
)


def asks_for_markup(request: str) -> bool:
    """Say whether a request is about tags, by word or by example; one that is a web fragment itself is not."""
    if request.lstrip().startswith("<") and is_markup(request):
        return False
    return _MARKUP_TALK.search(request) is not None or (
        TAG.search(request) is not None and not is_markup(request)
    )


def _depth(tags: list[str], names: list[str]) -> int:
    """Return how deep tags nest; parsing takes time quadratic in this, and pages stay below a hundred."""
    deepest = depth = 0
    for tag, name in zip(tags, names, strict=False):
        if tag.startswith("</"):
            depth -= 1
        elif name not in _VOID:
            depth += 1
            deepest = max(deepest, depth)
    return deepest


def _is_soft(tags: list[str], names: list[str], plain: str, outside: str, visible: str) -> bool:
    """Judge text that holds formatting tags only."""
    if any(_HANDLER.search(tag) for tag in tags):
        return False
    opened = {n for n, tag in zip(names, tags, strict=False) if n in _INLINE and not tag.startswith("</")}
    closed = {n for n, tag in zip(names, tags, strict=False) if n in _INLINE and tag.startswith("</")}
    words = len(_WORDS.findall(outside))
    if opened != closed or (words < 20 and _INDENTED.search(visible)):
        return False
    sentences = [line for line in _SENTENCES.split(plain) if len(_WORDS.findall(line)) >= 2]
    ended = any(line.rstrip().endswith(_SENTENCE_END) for line in sentences)
    return words >= 20 or (words >= 8 and len(sentences) >= 2 and ended) or "&nbsp;" in visible


def _coverage(visible: str) -> float:
    """Return the share of words that stand between the first and the last tag."""
    found = list(TAG.finditer(visible))
    inside = len(_WORDS.findall(TAG.sub(" ", visible[found[0].start() : found[-1].end()])))
    total = len(_WORDS.findall(TAG.sub(" ", visible)))
    return inside / total if total else 0.0


def markup_to_text(text: str) -> tuple[str, int]:
    """Turn marked-up prose into text (see `html_to_text`); leave code and talk about code alone."""
    if "<" not in text or not TAG.search(text):
        return text, 0
    plain = _markup_as_text(text)
    if plain is text:
        plain = markdown.without_tags(text)
    return (text, 0) if plain is None or plain == text else (plain, len(TAG.findall(text)))
