"""Putting something harmless where personal data stood."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Sequence
from typing import Final

from ft_data.cleaning.privacy.finding import Finding

# Kind -> typed placeholder. Nouns in brackets, so that the sentence around them still reads.
PLACEHOLDERS: Final[dict[str, str]] = {
    "secret": "SECRET",
    "credentials": "CREDENTIALS",
    "email": "EMAIL",
    "iban": "IBAN",
    "card": "CARD_NUMBER",
    "mac": "MAC_ADDRESS",
    "ip": "IP_ADDRESS",
    "ssn": "NATIONAL_ID",
    "id_number": "ID_NUMBER",
    "wallet": "WALLET",
    "birth_date": "DATE_OF_BIRTH",
    "location": "LOCATION",
    "phone": "PHONE",
    "address": "ADDRESS",
    "handle": "HANDLE",
    "name": "NAME",
}
_LETTERS = "BCDFGHJKLMNPQRST"  # sixteen consonants: one a hex digit, and never a word
_LOOSE = re.compile(r"[\W_]+")


def replace(text: str, found: Sequence[Finding], key: bytes | None = None, scope: str = "") -> str:
    """Return ``text`` with every finding replaced.

    Without a ``key`` by its placeholder (``[EMAIL]``); with one by a pseudonym (``[EMAIL-HKTRBN]``) that is
    the same for the same value, however it is written, within one ``scope`` (HMAC-SHA256, 24 bits; 48 where the
    scope is a whole dataset, whose many values would meet in fewer).
    """
    parts: list[str] = []
    position = 0
    for item in found:
        value = text[item.start : item.end]
        label = PLACEHOLDERS[item.kind]
        tag = f"-{pseudonym(key, scope, item.kind, value)}" if key is not None else ""
        mark = f"[{label}{tag}]"
        if value.isdecimal() and _is_number(text, item.start, item.end):
            mark = f'"{mark}"'
        parts += (text[position : item.start], mark)
        position = item.end
    return "".join(parts) + text[position:]


def _is_number(text: str, start: int, end: int) -> bool:
    """Say whether ``text[start:end]`` is a bare number in JSON or program text: only a string can stand there instead."""
    before, after = text[max(0, start - 16) : start].rstrip(), text[end : end + 16].lstrip()
    return before[-1:] == ":" and before[-2:-1] in ('"', "'") and after[:1] in (",", "}", "]")


def pseudonym(key: bytes, scope: str, kind: str, value: str) -> str:
    """Return six letters (twelve without a scope) that stand for ``value`` and say nothing about it to who lacks the key."""
    plain = (
        value.casefold() if kind in ("email", "secret", "credentials") else _LOOSE.sub("", value).casefold()
    )
    message = "\0".join((scope, kind, plain)).encode("utf-8", "surrogatepass")
    digest = hmac.new(key, message, hashlib.sha256).hexdigest()
    return "".join(_LETTERS[int(char, 16)] for char in digest[: 6 if scope else 12])
