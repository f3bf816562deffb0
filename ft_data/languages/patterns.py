"""Words and phrases of packs as patterns."""

from __future__ import annotations

import re
from collections.abc import Iterable


def either(phrases: Iterable[str]) -> str:
    """Return an alternation of phrases, the longest first; case does not matter, beyond ASCII that of a first letter.

    A phrase that ends in ``*`` may go on.
    """
    ordered = sorted(dict.fromkeys(phrases), key=lambda one: (-len(one), one))
    return "|".join(map(_phrase, ordered))


def _phrase(phrase: str) -> str:
    text, first = phrase.removesuffix("*"), phrase[:1]
    escaped = re.sub(r"[.()\[\]{}?*+|^$\\]", lambda sign: f"\\{sign[0]}", text)
    if not first.isascii() and first.upper() != first and len(first.upper()) == 1:
        escaped = f"(?:{first}|{first.upper()}){escaped[1:]}"
    return escaped
