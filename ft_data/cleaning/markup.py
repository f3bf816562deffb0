"""Markup in text: decide whether a text *is* markup, and only then turn it into text."""

from __future__ import annotations

import html
import re
from html.entities import html5

import re2

from ft_data.cleaning.codeaware import looks_like_code, outside_code, protected_spans, without_code
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
    """Return what `html_to_text` makes of a text that `is_markup`, and None for any other."""
    bare = without_code(text)
    visible = _UNSEEN.sub(" ", bare)
    tags = TAG.findall(visible)
    if not tags or _SAMPLE.search(visible):
        return None
    names = [found.group(1).lower() for tag in tags if (found := _NAME.match(tag))]
    if len(tags) > _DEEPEST and _depth(tags, names) > _DEEPEST:
        return None
    kinds = set(names)
    edges = visible.strip()
    plain = _convert(text)
    read = plain if bare is text else html_to_text(visible, keep_lines=True)
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
        return html_to_text(text, keep_lines=not _BLOCK.search(text))
    parts: list[str] = []
    position = 0
    for number, (start, end) in enumerate(spans):
        parts += (text[position:start], f"\ue000{number}\ue001")
        position = end
    marked = "".join(parts) + text[position:]
    plain = html_to_text(marked, keep_lines=not _BLOCK.search(marked))
    return _MARK.sub(lambda match: text[slice(*spans[int(match.group(1))])], plain)


_MARK = re.compile("\ue000([0-9]+)\ue001")


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
    return (text, 0) if plain is None else (plain, len(TAG.findall(text)))


_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,24});")
_ENTITY_TALK = re2.compile(
    r"(?i)\b(?:html|xml|character|numeric) ?entit|\bescap(?:e|es|ed|ing)\b|\bentity\b|[\"'`]&#?\w{1,8};[\"'`]"
)
_NESTED = re.compile(r"&(?:amp;)+(?=#?[a-zA-Z0-9]{1,24};)")


def entities(text: str) -> tuple[str, int]:
    """Decode character references (``&amp;``, ``&#8220;``) outside code.

    References that would decode to a tag stay when the text is not markup, and so do all of them in text
    that talks about entities or looks like code.
    """
    if "&" not in text or not _ENTITY.search(text):
        return text, 0
    if looks_like_code(without_code(_ENTITY.sub(" ", text))) or _ENTITY_TALK.search(text):
        return text, 0
    return outside_code(text, _decode)


def _decode(text: str) -> tuple[str, int]:
    text = _NESTED.sub("&", text)
    decoded, count = _ENTITY.subn(_character, text)
    if "<" in decoded and TAG.search(decoded) and not TAG.search(text) and not is_markup(decoded):
        decoded, count = _ENTITY.subn(
            lambda match: match.group() if _ANGLE.match(match.group()) else _character(match), text
        )
    return decoded, count if decoded != text else 0


_ANGLE = re.compile(r"(?i)&(?:lt|gt|#0*60|#0*62|#x0*3c|#x0*3e);")


def _character(match: re.Match[str]) -> str:
    reference = match.group()
    if reference[1] != "#":
        return html5.get(reference[1:], reference)
    decoded = html.unescape(reference)
    return reference if len(decoded) == 1 and decoded < " " and decoded not in "\t\n" else decoded
