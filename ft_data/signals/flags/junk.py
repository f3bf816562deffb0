"""What is not language: markup, wrong decodings, encoded blobs, links, drawings, slots."""

from __future__ import annotations

import itertools
import re

from ft_data.languages.packs import language
from ft_data.signals.flags.tongue import slot
from ft_data.signals.flags.view import View

_TAG = re.compile(
    r"</?(?:a|abbr|article|aside|audio|b|big|blockquote|body|br|button|canvas|caption|center|cite|code|col|dd|del|"
    r"details|div|dl|dt|em|embed|fieldset|figcaption|figure|font|footer|form|h[1-6]|head|header|hr|html|i|iframe|img|"
    r"input|ins|kbd|label|legend|li|link|main|map|mark|meta|nav|noscript|object|ol|option|p|param|picture|pre|q|s|"
    r"samp|script|section|select|small|source|span|strike|strong|style|sub|summary|sup|svg|table|tbody|td|textarea|"
    r"tfoot|th|thead|time|title|tr|track|tt|u|ul|var|video|wbr)(?:\s[^<>]{0,2000})?/?>|<!--|<!doctype",
    re.IGNORECASE,
)
_ENTITY = re.compile(
    r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|nbsp|amp|lt|gt|quot|apos|mdash|ndash|hellip|rsquo|lsquo|rdquo|ldquo|copy|reg|bull|middot|raquo|laquo|eacute|egrave|agrave|uuml|ouml|auml);",
    re.IGNORECASE,
)
# UTF-8 read as Windows-1252, Latin-1 or code page 437, and characters that stand for undecodable bytes.
_MOJIBAKE = re.compile(
    r"Ã[\x80-\xbf\u0152-\u2122ƒ]|Â[\xa0-\xbf]|â(?:€[\x80-\xbf\u0152-\u2122œ]|\x80[\x80-\xbf])|ï»¿|ï¿½|ðŸ|"
    r"[ÐÑ][\x80-\xbf\u0152-\u2122ƒ](?:[ÐÑ][\x80-\xbf\u0152-\u2122ƒ])|Î[\xa0-\xbf]Î|ΓÇ[ôöÖÿ£ª¥]|Γé¼|(?<=[a-zA-Z])Г[©ЁЄ«¬®ЇІґ¶·¤§јЎўЈ±]|вЂ[™њќ“”¦љ]|Ø[\xa0-\xbf§]Ù|\ufffd|ÔÇ[ÖÿöØ]|├[®¿í½│]"
)
_GARBLED = re.compile("[ÃÂâïðÐÑÎØÔΓГв\ufffd├]")
_ESCAPE = re.compile(r"\\n(?![a-z]{2})|\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}|\\\"|\\r\\n")
_BLOB = re.compile(
    r"[A-Za-z0-9+/=_-]{40,}|(?:[0-9a-fA-F]{2}[ :]){16,}|(?:\\x[0-9a-fA-F]{2}){8,}|(?:[01]{8}[ ]?){6,}|(?:0x[0-9a-fA-F]{2},?\s?){8,}"
)
_HEX = frozenset("0123456789abcdef")
_SLOT_WORDS = language("en").filled("%SLOT_WORDS%")
_SLOT = re.compile(
    r"(?=[{\[<$%_])(?:(?<![\w$\\}\]^_)])(?:\{\{\s?[A-Za-z_][A-Za-z0-9_ .-]{0,30}\s?\}\}|(?<!\{)\{(?i:[a-z_]*(?:name|date|company|product|customer|client|address|e-?mail|phone|city|country|price|amount|title|order|number|person|organi[sz]ation|location|topic|time|recipient|sender|brand|team|month|year|url|link|placeholder|zip|iban|card)[a-z_ ]*|[a-z]+ [a-z ]+)\})(?![\w({^_}])|"
    r"(?<![\w\])])\[(?:(?i:" + _SLOT_WORDS + r")\b)[^\[\]\n]{0,60}\](?!\(|:|\[)|"
    r"(?<![A-Za-z0-9_$])<(?:(?i:insert|your|enter|name|customer|company|date|product|order|first|last|recipient|topic|amount|placeholder))[\w /'-]{0,40}>|"
    r"\$\{[A-Za-z_][\w.]{0,30}\}|(?<!\w)%[A-Z_]{3,30}%|<<[A-Z_ ]{3,30}>>|(?<![A-Za-z0-9_])_{4,}(?![A-Za-z0-9_])|(?<=\S[ \t])_{3}(?=[ \t]\S|[.,;:!?。，])|(?<!\w)\[[A-Z]+[_ ][A-Z_ ]{2,30}\](?!\())"
)
# Slots that are a fault even in a letter: nobody sends them.
_STRONG_SLOT = re.compile(
    r"(?<![\w$\\}\]^_)])\{\{?\s?[A-Za-z_][A-Za-z0-9_ .-]{0,30}\s?\}?\}(?![\w({^_])|(?i:\[(?:insert|enter|fill in|placeholder)\b[^\[\]\n]{0,60}\](?!\())|"
    r"<(?i:insert|your|enter)[\w /'-]{0,40}>|\$\{[A-Za-z_][\w.]{0,30}\}|<<[A-Z_ ]{3,30}>>"
)
_OPENING = re.compile(r"[{\[<$%_]")
_MASKED = re.compile(
    r"\[(?:[A-Z]+_)*(?:EMAIL|PHONE|NAME|PERSON|ADDRESS|CARD|CREDIT_CARD|IBAN|IP|SSN|SECRET|KEY|TOKEN|URL|HANDLE|ID|ACCOUNT|PASSWORD|DATE_OF_BIRTH|LOCATION|REDACTED|MASKED)(?:_\w+)?\]|<(?:[A-Z]+_)*(?:EMAIL|PHONE|NAME|PERSON|CARD|IBAN|IP|SSN|SECRET)(?:_\w+)?>"
)


# Words that stand in angle brackets where a value goes: <source>, <title>. As a tag they are closed, or have attributes.
_SLOT_TAG = re.compile(
    r"<(a|address|audio|button|caption|cite|code|details|figure|font|form|head|header|footer|input|label|legend|link|main|map|meta|"
    r"object|option|param|picture|s|section|select|source|style|sub|summary|table|time|title|track|u|var|video)>",
    re.IGNORECASE,
)


def html_tags(view: View) -> int:
    """Count HTML tags and comments outside code."""
    if "<" not in view.prose:
        return 0
    low = view.prose.lower()
    slots = sum(f"</{name.lower()}" not in low for name in _SLOT_TAG.findall(view.prose))
    return len(_TAG.findall(view.prose)) - slots


def html_entities(view: View) -> int:
    """Count character entities outside code."""
    return len(_ENTITY.findall(view.prose)) if "&" in view.prose else 0


def mojibake(text: str) -> int:
    """Count traces of a wrong decoding and replacement characters."""
    return 0 if text.isascii() or _GARBLED.search(text) is None else len(_MOJIBAKE.findall(text))


def escapes(view: View) -> int:
    """Count literal escape sequences (\\n, \\u00e9, \\") outside code and JSON."""
    return len(_ESCAPE.findall(view.prose)) if "\\" in view.prose else 0


def blob_chars(view: View) -> int:
    """Count characters of base64, hexadecimal and binary runs, those left out that the prompt holds too.

    Encoded bytes change between small letters, capitals and digits all the time; names, paths and addresses hardly ever.
    """
    total = 0
    for match in _BLOB.finditer(view.response):
        run = match[0]
        if len(run) in (32, 40, 56, 64) and len(view.response) < 400 and view.words > 1 and set(run) <= _HEX:
            continue  # a digest or a commit that the sentence is about
        if (_RUN.fullmatch(run) is not None and not _changes(run)) or run in view.prompt:
            continue
        word = view.response[: match.start()].rsplit(None, 1)[-1:] if match.start() else []
        if word and "://" in word[0] and not view.response[match.start() - 1].isspace():
            continue  # part of a link
        total += len(run)
    return total


_RUN = re.compile(r"[A-Za-z0-9+/=_-]+")
_OFTEN = 0.28  # of the places in a run: encoded bytes change class at half of them, hexadecimal ones at nearly half


def _changes(run: str) -> bool:
    """Whether a run changes class so often that it is no name."""
    if run.endswith("==") or set(run) <= set("01"):
        return True
    kinds = [1 if c.islower() else 2 if c.isupper() else 3 if c.isdigit() else 0 for c in run]
    if kinds.count(0) * 16 > len(run) or 3 not in kinds or not {1, 2} & set(kinds):
        return False
    return sum(x != y for x, y in itertools.pairwise(kinds) if x and y) >= _OFTEN * len(run)


def template_slots(text: str, strong: bool = False, code: str = "en") -> int:
    """Count slots left to be filled ({name}, [INSERT DATE], <your company>, ____), masks of personal data left out.

    ``strong`` counts only those that a letter may not have either. In a language ``code`` of its own words count too.
    """
    pattern = _STRONG_SLOT if strong else _SLOT
    count = done = 0
    own = None if strong or code == "en" else slot(code)
    if own is not None:
        said = [found for found in own.finditer(text) if pattern.match(text, found.start()) is None]
        count = sum(_MASKED.fullmatch(found[0]) is None and not _closed(found[0], text) for found in said)
    for opening in _OPENING.finditer(text):
        at = opening.start()
        found = pattern.match(text, at) if at >= done else None
        if found is not None and found.end() > at:
            done = found.end()
            count += _MASKED.fullmatch(found[0]) is None and not _closed(found[0], text)
    return count


_ELEMENT = re.compile(r"<([a-z][\w-]*)", re.IGNORECASE)


def _closed(said: str, text: str) -> bool:
    """Whether what looks like a slot in angle brackets is an element that is closed further on."""
    name = _ELEMENT.match(said)
    return name is not None and f"</{name[1].lower()}" in text.lower()


_ADDRESSED = re.compile(
    r"^[ \t]*(?:dear|hello|hi|hey|best regards|kind regards|regards|sincerely|yours|thanks|from|to|contact|call)\b[^\n{\[<]{0,20}\n?[ \t]*(?:\{\{?\s?[A-Za-z_]\w{1,30}\s?\}?\}|\[[A-Z][A-Za-z_ ]{2,30}\]|<[A-Z][A-Za-z_ ]{2,30}>)"
    r"|\b(?:write|speak|contact|call|reach|visit|thank you for contacting|at|to|with) (?:\{\{\s?[A-Z][A-Z_]{2,30}\s?\}\})",
    re.IGNORECASE | re.MULTILINE,
)


def addressed_slots(text: str) -> int:
    """Count slots in the salutations of an answer that is otherwise program text, where braces mean something else."""
    if not any(sign in text for sign in "{[<"):
        return 0
    return sum(_MASKED.search(m[0]) is None for m in _ADDRESSED.finditer(text))
