"""JSON text, string by string: what masking changes there is decided on what the strings say, not on how they are escaped."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final

import orjson

# A string's text and what announces it (the key it stands under, in words; empty for a key itself) -> the text to write.
Mask = Callable[[str, str], str]

# A string with the colon behind it if it is a key, a number, or what opens and ends a level.
_TOKEN = re.compile(r'"([^"\\]*(?:\\.[^"\\]*)*)"(\s*:)?|-?[0-9][0-9.eE+-]*|[{}\[\]]', re.DOTALL)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[_\-.]+")
_NO_MARKS = str.maketrans("", "", "\"'`")
_MAX_DEPTH: Final = 8  # of JSON in a string in JSON in a string ...
_LEAST_NUMBER: Final = 7  # digits; shorter numbers name nobody
_SHORT = re.compile(r"(?i)\b(?:pin|passcode|account|acct|password)\b")  # but under such a key


def is_json(text: str) -> bool:
    """Say whether ``text`` is a JSON object or array."""
    head = text[:1]
    if head not in ("{", "[") and (not head.isspace() or text[:64].lstrip()[:1] not in ("{", "[")):
        return False
    try:
        orjson.loads(text)
    except orjson.JSONDecodeError:
        return False
    return True


@lru_cache(maxsize=4096)
def label_of(key: str) -> str:
    """Return a key as words (``phoneNumber``, ``phone_number`` -> ``phone number``); a quotation mark in it opens no string."""
    return _CAMEL.sub(" ", key).translate(_NO_MARKS).strip()


def masked_json(text: str, mask: Mask, rename: Mask | None = None, depth: int = 0) -> str:
    """Return the JSON ``text`` with ``mask`` applied to every string, key and long number; the rest stays byte for byte.

    A string that is itself a JSON object or array is walked in turn. A number that is masked becomes a string;
    keys that become equal are told apart. ``rename`` is applied instead to what names a call or a tool in the
    upper levels (``id``, ``tool_call_id``, ``name``). ``text`` must be JSON: see `is_json`.
    """
    parts: list[str] = []
    position = 0
    stack: list[_Level] = []
    for token in _TOKEN.finditer(text):
        written = token[0]
        first = written[0]
        if first in "{[":
            stack.append(_Level(first == "{", stack[-1].key if stack else ""))
        elif first in "}]":
            stack.pop()
        elif first != '"':
            made = _number(written, stack[-1], mask)
            if made is not None:
                parts += (text[position : token.start()], made)
                position = token.end()
        else:
            value = token[1] if "\\" not in written else orjson.loads(f'"{token[1]}"')
            if token[2]:
                new = _key(value, stack[-1], mask)
            elif depth < _MAX_DEPTH and is_json(value):
                new = masked_json(value, mask, None, depth + 1)
            elif rename is not None and len(stack) <= _NAMING_LEVELS and stack[-1].names:
                new = rename(value, stack[-1].key)
            else:
                new = mask(value, stack[-1].key)
            if new != value:
                parts += (text[position : token.start()], _written(new), token[2] or "")
                position = token.end()
    return "".join((*parts, text[position:])) if parts else text


_NAMING_LEVELS: Final = 3
_NAMING: Final = frozenset({"id", "tool_call_id", "name"})


class _Level:
    """One object or array that is open: under which key its values stand, and which keys it has by now."""

    __slots__ = ("is_object", "key", "keys")

    def __init__(self, is_object: bool, key: str):
        self.is_object = is_object
        self.key = key
        self.keys: set[str] = set()

    @property
    def names(self) -> bool:
        """Whether the value at hand names a call or a tool."""
        return self.is_object and self.key in _NAMING


def _number(written: str, level: _Level, mask: Mask) -> str | None:
    """Return how a number is written instead; None if it stays."""
    few = len(written) < _LEAST_NUMBER or sum(char.isdigit() for char in written) < _LEAST_NUMBER
    if few and not _SHORT.search(level.key):
        return None
    made = mask(written, level.key)
    return None if made == written else _written(made)


def _key(value: str, level: _Level, mask: Mask) -> str:
    made = new = mask(value, "")
    while made != value and new in level.keys:
        new = f"{made} {len(level.keys) + 1}"
    level.keys.add(new)
    level.key = label_of(value)
    return new


def _written(text: str) -> str:
    return orjson.dumps(text).decode()
