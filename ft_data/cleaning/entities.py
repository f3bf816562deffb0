"""Character references (``&amp;``, ``&#8220;``): decoded where an export left them, kept where they are the subject."""

from __future__ import annotations

import html
import re
from html.entities import html5

import re2

from ft_data.cleaning.codeaware import looks_like_code, outside_code, without_code
from ft_data.cleaning.markup import TAG, is_markup

_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,24});")
_TALK = re2.compile(
    r"(?i)\b(?:html|xml|character|numeric) ?entit|\bescap(?:e|es|ed|ing)\b|\bentit(?:y|ies)\b"
    r"|\bampersands?\b|\b(?:less|greater)[- ]than signs?\b|\bnon-?breaking spaces?\b"
    r"|\bcharacter (?:code|reference)s?\b"
)
_REQUEST = re2.compile(
    r"(?i)&#?\w{1,8};|\bx?html5?\b|\bxml\b|\bweb ?pages?\b|\bbrowsers?\b|\bcodes? (?:for|of)\b|\b(?:signs?|symbols?)\b"
)
# A reference that is named: in quotes, or where no sign could stand (after "write", between "is" and "in").
_NAMED = re2.compile(
    r"(?i)[\"'`]&#?\w{1,8};[\"'`]"
    r"|\b(?:write|writes|type|types|typed|insert|use|uses|using|called|codes?|is|are|as|becomes?|by|with) &#?\w{1,8};"
    r"(?:[.,;:]|\s*\z| (?:and|or|for|in|to|so|when|there|instead|stands?|shows?|means?|gives?|is|at|on)\b)"
    r"|&#?\w{1,8}; (?:stands for|means|shows|gives|is (?:the|a|an|for))\b"
)
_NESTED = re.compile(r"&(?:amp;)+(?=#?[a-zA-Z0-9]{1,24};)")


def entities(text: str) -> tuple[str, int]:
    """Decode character references (``&amp;``, ``&#8220;``) outside code.

    References that would decode to a tag stay when the text is not markup, and so do all of them in text
    that talks about entities or names one. Text that has none of the signs that its references stand for was
    escaped as a whole and is read back, program text and inline code too; other code stays. TeX has no references, so formulas are decoded too.
    """
    if "&" not in text or not _ENTITY.search(text):
        return text, 0
    if _is_about_them(text):
        return text, 0
    if (
        "```" not in text
        and "~~~" not in text
        and _escaped_as_a_whole(text)
        and len(_ENTITY.findall(text)) > 1
    ):
        return _decode(text)
    if looks_like_code(without_code(_ENTITY.sub(" ", text))) and not _escaped_as_a_whole(without_code(text)):
        return text, 0
    return outside_code(text, _decode, formulas=False)


_SIGNS = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&#34;": '"', "&#39;": "'", "&apos;": "'", "&#x27;": "'",
          "&#8217;": "\u2019"}  # fmt: skip
_MOVED = re.compile("|".join(_SIGNS))


def _escaped_as_a_whole(text: str) -> bool:
    """Say whether no sign stands beside its own reference."""
    bare = _NESTED.sub("&", text)
    moved = {_SIGNS[one] for one in _MOVED.findall(bare)}
    return bool(moved) and not any(sign in bare for sign in moved) and "</" not in bare


def talks_of_entities(request: str) -> bool:
    """Say whether a request is about signs and their codes, so that references are what its answer gives."""
    return _TALK.search(request) is not None or _REQUEST.search(request) is not None


def _is_about_them(text: str) -> bool:
    return _TALK.search(text) is not None or _NAMED.search(text) is not None


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
