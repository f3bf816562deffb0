"""What a row says of its licence and consent: one column is free text, and what was meant for another column ends there too."""

from __future__ import annotations

import re
from collections.abc import Container

from ft_data.cleaning import scan
from ft_data.recipe.licenses import OTHER, named, spelled

_TOKEN = re.compile(r"[A-Za-z][A-Za-z0-9.+_-]{0,39}\Z")


def said_licence(text: str | None, allowed: Container[str] = ()) -> str | None:
    """Return what a row gives as its licence: in its one spelling, or a short name; anything else is "other"."""
    text = (text or "").strip()
    if not text or text in allowed:
        return spelled(text) or text or None
    found = named(text)
    return OTHER if found is None or scan(found) else found


def said_consent(text: str | None, allowed: Container[str] = ()) -> str | None:
    """Return what a row gives as its consent: one that the recipe names, or a short name; anything else is "other"."""
    text = (text or "").strip()
    if not text or text in allowed:
        return text or None
    return text if _TOKEN.match(text) and not scan(text) else OTHER
