"""What a finder returns, and the small tests that several finders share."""

from __future__ import annotations

import re
from typing import NamedTuple


class Finding(NamedTuple):
    """Personal data at ``text[start:end]``; offsets are characters."""

    kind: str
    start: int
    end: int


# Our own replacements. They are neither findings nor context for what stands beside them.
PLACEHOLDER = re.compile(
    r"\[(?:[A-Z]{2,12}(?:_[A-Z]{2,12}){0,2})(?:-[BCDFGHJKLMNPQRSTVWXZ]{6}(?:[BCDFGHJKLMNPQRSTVWXZ]{6})?)?\]"
)


def context(text: str, start: int, reach: int = 48) -> str:
    """Return what stands before ``start`` (``reach`` characters) in lower case, without placeholders."""
    window = text[max(0, start - reach) : start]
    if "[" in window or "]" in window:
        window = PLACEHOLDER.sub(" ", window)
        window = re.sub(r"^[A-Z_-]{2,30}\]", " ", window)
    return window.lower()


def is_word(char: str) -> bool:
    """Say whether a character continues a word or number."""
    return char.isalnum() or char == "_"


def bounded(text: str, start: int, end: int) -> bool:
    """Say whether ``text[start:end]`` neither continues a word on its left nor on its right."""
    return not (start and is_word(text[start - 1])) and not (end < len(text) and is_word(text[end]))


def runs_on(text: str, end: int) -> bool:
    """Say whether the number that ends at ``end`` goes on behind a decimal point or comma."""
    return text[end : end + 1] in (".", ",") and text[end + 1 : end + 2].isdigit()


# Words that say what a number is, and that it is not personal.
NOT_PERSONAL = re.compile(
    r"(?:\b(?:order|ref(?:erence)?|invoice|ticket|case|booking|confirmation|tracking|shipment|parcel"
    r"|part|model|serial|article|item|product"
    r"|sku|asin|isbn|issn|doi|pmid|pmc|arxiv|ean|upc|gtin|patent|version|release|build|revision|rev"
    r"|commit|bug|issue|page|pages|pp|vol|volume"
    r"|chapter|section|figure|table|line|lines|port|pid|uid|gid|size|bytes|hash|checksum|md5|sha\d*|uuid"
    r"|imei|vin|zip|total|amount|sum|price|cost"
    r"|balance|population|score|seed|timestamp|epoch|transaction|txn|receipt|coordinates?|lat(?:itude)?"
    r"|lon(?:gitude)?|lot|batch|company|registration|registered|vat|charity|licen[cs]e|grant|award"
    r"|contract|policy|claim|student|employee|member|customer)\b"
    r"\.?(?:\s+(?:number|numbers|no|nr|num|id|code|is|was|came to|of|to|for|in|at|the))*\.?\s*[:#=(]*\s*"
    r"|[#№$€£¥]\s?)$"
)
