"""JSON text, string by string: what masking changes there is decided on what the strings say, not on how they are escaped."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence, Set
from functools import lru_cache
from typing import Final

import orjson

from ft_data.cleaning.privacy.finding import PLACEHOLDER
from ft_data.cleaning.privacy.replace import PLACEHOLDERS
from ft_data.text.says import Says

# A string's text and what announces it (the key it stands under, in words; empty for a key itself) -> the text to write.
Mask = Callable[[str, str], str]

# What of an address stands under keys of its own, beside the street.
_BESIDE = re.compile(
    r"(?i)(?:\w+ )?(?:(?:address|addr|street|line) ?(?:line ?)?[2-4]|apt|apartment|suite|flat|house (?:no|nr|number)|hausnummer|zip(?: ?code)?|(?:postal|post) ?code|plz|postnummer|cep|codigo postal|code postal"
    r"|city|town|ort|stadt|ville|ciudad|cidade|citta|città|municipality)\Z"
)
_STATE = re.compile(
    r"(?i)(?:\w+ )?(?:state|province|county|bundesland|provincia)\Z"
)  # of a country, where a town or a code is named too
# A string with the colon behind it if it is a key, a number, or what opens and ends a level.
_TOKEN = re.compile(r'"([^"\\]*(?:\\.[^"\\]*)*)"(\s*:)?|-?[0-9][0-9.eE+-]*|[{}\[\]]', re.DOTALL)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[_\-.]+")
_NO_MARKS = str.maketrans("", "", "\"'`")
_MAX_DEPTH: Final = 8  # of JSON in a string in JSON in a string ...
_LEAST_NUMBER: Final = 7  # digits; shorter numbers name nobody
_SHORT = re.compile(r"(?i)\b(?:pin|passcode|account|acct|password)\b")  # but under such a key


OF_A_FIRM: Final = "company"  # in front of the keys of an object that describes one
# Keys that say whom an object describes: an organisation, and somebody.
_FIRM = re.compile(
    r"(?i)(?:company|organi[sz]ation|firm|business|merchant|vendor|supplier|restaurant|hotel|museum|hospital|shop|store|venue|branch|agency|institution|attraction|firma|empresa|entreprise|azienda|公司|企业|店名|会社名?)(?: name| id)?\Z"
)
_SOMEBODY = re.compile(
    r"(?i)(?:.* )?(?:name|names|user|person|customer|client|contact|patient|employee|guest|member|owner|passenger|sender|recipient|applicant|surname|title|position|job|role|birth\w*|dob|gender|sex|age|ssn|nationality|mobile|handy)\Z"
)
_has_firm = Says(
    r"(?i)\"(?:\w+_)?(?:company|organi[sz]ation|firm|business|merchant|vendor|supplier|restaurant|hotel|museum|hospital|shop|store|venue|branch|agency|institution|attraction|firma|empresa|entreprise|azienda|公司|企业|店名|会社名?)(?:_?name|_?id)?\"\s*:"
)


def describes_firm(keys: Iterable[str]) -> bool:
    """Say whether an object with these keys describes an organisation, and nobody who has to do with it."""
    said = [label_of(key) for key in keys]
    firms = [key for key in said if _FIRM.match(key)]
    return bool(firms) and not any(key not in firms and _SOMEBODY.match(key) for key in said)


def _of_firms(text: str) -> Set[int]:
    """Return where the objects in JSON begin that describe an organisation; in most there is none."""
    if not _has_firm(text):
        return frozenset()
    found: set[int] = set()
    stack: list[tuple[int, list[str]]] = []
    for token in _TOKEN.finditer(text):
        if token[0][0] in "{[":
            stack.append((token.start(), []))
        elif token[0][0] in "}]":
            start, keys = stack.pop()
            if describes_firm(keys):
                found.add(start)
        elif token[2]:
            stack[-1][1].append(token[1])
    return found


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


def masked_json(
    text: str, mask: Mask, rename: Mask | None = None, depth: int = 0, beside: Mask | None = None
) -> str:
    """Return the JSON ``text`` with ``mask`` applied to every string, key and long number; the rest stays byte for byte.

    A string that is itself a JSON object or array is walked in turn. A number that is masked becomes a string;
    keys that become equal are told apart. ``rename`` is applied instead to what names a call or a tool in the
    upper levels (``id``, ``tool_call_id``, ``name``); ``beside`` to the flat, the code and the town that an object has beside
    a street that was masked: one address, one decision. ``text`` must be JSON: see `is_json`.
    """
    edits: list[tuple[int, int, str]] = []
    stack: list[_Level] = []
    firms = _of_firms(text)
    for token in _TOKEN.finditer(text):
        written = token[0]
        first = written[0]
        if first in "{[":
            firm = token.start() in firms or (first == "[" and bool(stack) and stack[-1].firm)
            stack.append(_Level(first == "{", stack[-1].key if stack else "", firm))
        elif first in "}]":
            level = stack.pop()
            if beside is not None and level.home and level.rest:
                edits += level.beside(beside)
        elif first != '"':
            made = _number(written, stack[-1], mask)
            if made is not None:
                edits.append((*token.span(), made))
            else:
                stack[-1].note(token.span(), written, written)
        else:
            value = token[1] if "\\" not in written else orjson.loads(f'"{token[1]}"')
            if token[2]:
                new = _key(value, stack[-1], mask)
            elif depth < _MAX_DEPTH and is_json(value):
                new = masked_json(value, mask, None, depth + 1, beside)
            elif rename is not None and len(stack) <= _NAMING_LEVELS and stack[-1].names:
                new = rename(value, stack[-1].key)
            else:
                new = mask(value, stack[-1].label)
                stack[-1].note(token.span(), value, new)
            if new != value:
                edits.append((*token.span(), _written(new) + (token[2] or "")))
    return _edited(text, edits) if edits else text


def _edited(text: str, edits: Sequence[tuple[int, int, str]]) -> str:
    parts: list[str] = []
    position = 0
    for start, end, new in sorted(edits):
        parts += (text[position:start], new)
        position = end
    return "".join((*parts, text[position:]))


_NAMING_LEVELS: Final = 3
_NAMING: Final = frozenset({"id", "tool_call_id", "name"})


class _Level:
    """One object or array that is open: under which key its values stand, and which keys it has by now."""

    __slots__ = ("firm", "home", "is_object", "key", "keys", "rest")

    def __init__(self, is_object: bool, key: str, firm: bool):
        self.is_object = is_object
        self.firm = firm  # whether it describes an organisation
        self.key = key
        self.keys: set[str] = set()
        self.home = False  # whether a value of it was an address and is masked
        self.rest: list[
            tuple[tuple[int, int], str, str]
        ] = []  # what may be the rest of that address: place, value, key

    def note(self, span: tuple[int, int], value: str, new: str) -> None:
        """Remember a value that was masked as an address, or that may belong to one."""
        if new != value:
            self.home = self.home or (new.startswith(_ADDRESS) and PLACEHOLDER.fullmatch(new) is not None)
        elif self.is_object and 0 < len(value) <= _A_PART and (_is_beside(self.key) or _is_state(self.key)):
            self.rest.append((span, value, self.key))

    def beside(self, mask: Mask) -> list[tuple[int, int, str]]:
        """Return what to write for the rest of an address."""
        told = any(_is_beside(key) for _, _, key in self.rest)
        return [
            (*span, _written(mask(value, key))) for span, value, key in self.rest if told or _is_beside(key)
        ]

    @property
    def label(self) -> str:
        """What announces a value: its key, and that it is an organisation's."""
        return f"{OF_A_FIRM} {self.key}" if self.firm else self.key

    @property
    def names(self) -> bool:
        """Whether the value at hand names a call or a tool."""
        return self.is_object and self.key in _NAMING


_A_PART: Final = 60  # characters of a town or a code
_ADDRESS: Final = f"[{PLACEHOLDERS['address']}"


@lru_cache(maxsize=4096)
def _is_beside(key: str) -> bool:
    return _BESIDE.match(key) is not None


@lru_cache(maxsize=4096)
def _is_state(key: str) -> bool:
    return _STATE.match(key) is not None


def _number(written: str, level: _Level, mask: Mask) -> str | None:
    """Return how a number is written instead; None if it stays."""
    few = len(written) < _LEAST_NUMBER or sum(char.isdigit() for char in written) < _LEAST_NUMBER
    if few and not _SHORT.search(level.key):
        return None
    made = mask(written, level.label)
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
