"""Words, phrases and patterns of packs as RE2 on bytes: without regard to ASCII case, and to that of a word's first letter."""

from __future__ import annotations

import re
from collections.abc import Iterable

# A word's edge beside a letter beyond ASCII, which bytes cannot tell: no letter, or a sign that is known.
_BEFORE = r"(?:^|[^a-z0-9_\x80-\xff]|«|„|“|”|—|–|¿|¡)"
_AFTER = r"(?:$|[^a-z0-9_\x80-\xff]|»|“|”|’|—|–|…)"
# The same beside a group, some of whose members may begin or end with such a letter.
_BEFORE_GROUP, _AFTER_GROUP = r"(?:\b|^|[^a-z0-9_\x80-\xff])", r"(?:\b|$|[^a-z0-9_\x80-\xff])"
_SIGN = re.compile(r"[.()\[\]{}?*+|^$\\]")
_TOKEN = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|.", re.DOTALL)


def either(phrases: Iterable[str], dotted: bool = False) -> str:
    """Return an alternation of phrases, the longest first. A phrase that ends in ``*`` may go on. ``dotted``: as `wide` says."""
    ordered = sorted(dict.fromkeys(phrases), key=lambda one: (-len(one), one))
    return "|".join(_phrase(one, dotted) for one in ordered)


def _phrase(phrase: str, dotted: bool) -> str:
    return wide(_SIGN.sub(lambda sign: f"\\{sign[0]}", phrase.removesuffix("*")), dotted)


def wide(pattern: str, dotted: bool = False) -> str:
    r"""Let a word that begins with a letter beyond ASCII begin with its capital too, and `\b` stand beside such letters.

    ``dotted``: the capital of i is İ, as in Turkish.
    """
    if pattern.isascii() and not dotted:
        return pattern
    tokens: list[str] = _TOKEN.findall(pattern)
    out: list[str] = []
    for number, token in enumerate(tokens):
        before, after = tokens[number - 1] if number else "", "".join(tokens[number + 1 : number + 2])
        if token == r"\b":
            out.append(_edge(before, after))
        elif _beyond(token) and not _letter(before) and len(token.upper()) == 1 and token.upper() != token:
            out.append(f"(?:{token}|{token.upper()})")
        elif dotted and token == "i" and not _letter(before) and before != "?":
            out.append("(?:i|İ)")
        else:
            out.append(token)
    return "".join(out)


def _edge(before: str, after: str) -> str:
    if _beyond(after) or _beyond(before):
        return _BEFORE if _beyond(after) else _AFTER
    return _BEFORE_GROUP if after == "(" else _AFTER_GROUP if before == ")" else r"\b"


def _letter(token: str) -> bool:
    return len(token) == 1 and token.isalnum()


def _beyond(token: str) -> bool:
    return _letter(token) and not token.isascii()
