"""What a row says of its licence and consent: one column is free text, and what was meant for another column ends there too."""

from __future__ import annotations

import re
from collections.abc import Container
from typing import Final

from ft_data.cleaning import scan
from ft_data.release.licenses import classify

OTHER: Final = "other"  # said in words that are neither a licence nor a short name of one
_EXPRESSION = re.compile(r"[A-Za-z0-9.+() -]{1,120}\Z")
_TOKEN = re.compile(r"[A-Za-z][A-Za-z0-9.+_-]{0,39}\Z")
_NAMED = re.compile(
    r"(?i)(?=.*(?:\d\.\d|\bcc\b|licen[cs]e|commons|domain|proprietary|copyright|reserved))[\w.+-]+(?: [\w.+()-]+){0,5}\Z"
)


def said_licence(text: str | None, allowed: Container[str] = ()) -> str | None:
    """Return what a row gives as its licence: an SPDX expression or a short name; anything else is "other"."""
    text = (text or "").strip()
    if not text or text in allowed:
        return text or None
    fits = _TOKEN.match(text) or _NAMED.match(text)
    if not fits:
        fits = _EXPRESSION.match(text) if classify(text).kind != "unknown" else None
    return text if fits and not scan(text) else OTHER


def said_consent(text: str | None, allowed: Container[str] = ()) -> str | None:
    """Return what a row gives as its consent: one that the recipe names, or a short name; anything else is "other"."""
    text = (text or "").strip()
    if not text or text in allowed:
        return text or None
    return text if _TOKEN.match(text) and not scan(text) else OTHER
