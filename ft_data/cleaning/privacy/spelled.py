"""Where a text has the words of a name, however either is spelled: in capitals, last name first, without accents, by half.

Looked up word by word: the names of a row are its own, and compiling a pattern for each row takes longer than the search.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from ft_data.cleaning.wordlist import words

TITLES = words(
    "mr mrs ms miss mx dr prof sir madam herr frau m mme mlle sr sra san jr monsieur madame señor señora"
)
# Names that are words too: alone they count only where somebody is spoken to.
COMMON = words(
    "will may mark rose hope grace art rich bill chase dean earl faith frank gene grant guy iris jack jo"
    "y june king max miles pat ray rob rusty sky summer sunny ward young best white black brown green pr"
    "ice long wood stone page park "
    "mail message messages delivery status system notification failure user account reply internet microsoft outlook postal service"
)
# Letters of scripts that have cases and write blanks between words; digits and signs go on with a word and make it another.
_LETTER: Final = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u052f\u1e00-\u1fff"
GOES_ON: Final = "[0-9A-Za-z_@\u00c0-\u052f\u1e00-\u1fff]"
_TOKEN = re.compile(f"(?<!{GOES_ON})[{_LETTER}]+(?!{GOES_ON})(?!\\])")
_WORD = re.compile(f"[{_LETTER}]+")
# A letter that an export could not write is a question mark by now.
_NAME = re.compile(f"[{_LETTER}\\s,.'’?\ufffd-]+")
# What may stand between the words of one name.
_BETWEEN = re.compile(r"[\s,]+|\.\s*|[-'’?\ufffd]")

# What stands before and after a name by which somebody is spoken to.
_SALUTED = re.compile(
    r"(?i)(?:^|[^\w])(?:dear|hi|hello|hey|hiya|thanks|thank you|thx|cheers|sorry|regards|wishes|sincerely|i am|i['’]?m|this is|name is|name['’]?s"
    r"|liebe[rs]?|hallo|danke|grüße|gruß|lg|bonjour|merci|salut|cordialement|hola|gracias|saludos|ciao|grazie|olá|obrigad[oa]|hoi|bedankt|hej|tack)[,.!]?\s+\Z"
)
_TITLED = re.compile(
    r"(?i)(?:^|[^\w])(?:mrs?|ms|miss|mx|dr|prof|herrn?|frau|mme|monsieur|madame|señora?)\.? \Z"
)
_SPOKEN_END = re.compile(r"\s*(?:[,.!?;:)\n–—]|\Z)")
_PAUSES = (", ", "，")


class _Known(NamedTuple):
    """What is looked for: by first word, the words of whole names and of double ones, longest first; words alone; all."""

    runs: dict[str, list[tuple[tuple[str, ...], bool]]]  # (words, whether any case will do)
    alone: frozenset[str]
    every: frozenset[str]


def can_spell(person: str) -> bool:
    """Say whether a name is made of words that can be looked up: letters of such scripts and the signs between them."""
    return _NAME.fullmatch(person) is not None


def spans(text: str, people: tuple[str, ...]) -> list[tuple[int, int]]:
    """Return where ``text`` has whole names, in any case, parts of them by a capital, and any part that is spoken to."""
    known = _known(people)
    if not known.every:
        return []
    found: list[tuple[int, int]] = []
    tokens = [(at.start(), at.end(), _folds(at.group())) for at in _TOKEN.finditer(text)]
    skip = 0
    for index, (start, end, folds) in enumerate(tokens):
        if index < skip or known.every.isdisjoint(folds):
            continue
        taken = _run(text, tokens, index, known)
        if taken:
            skip = index + taken
            found.append((start, tokens[skip - 1][1]))
        elif (text[start].isupper() and not known.alone.isdisjoint(folds)) or _is_spoken_to(text, start, end):
            found.append((start, end))
    return found


def has_part(value: str, people: Sequence[str]) -> bool:
    """Say whether a value such as an address has a part of a name in it, in any case: then it is that person's."""
    alone = _known(tuple(name for name in people if can_spell(name))).alone
    return bool(alone) and any(not alone.isdisjoint(_folds(word)) for word in _WORD.findall(value))


def _run(text: str, tokens: Sequence[tuple[int, int, tuple[str, ...]]], index: int, known: _Known) -> int:
    """Return how many words from ``index`` on are a whole name or a double one."""
    for first in tokens[index][2]:
        for run, any_case in known.runs.get(first, ()):
            there = tokens[index : index + len(run)]
            if (
                len(there) == len(run)
                and all(word in one[2] for word, one in zip(run, there, strict=True))
                and (any_case or text[there[0][0]].isupper())
                and all(_BETWEEN.fullmatch(text, a[1], b[0]) for a, b in zip(there, there[1:], strict=False))
            ):
                return len(run)
    return 0


def _is_spoken_to(text: str, start: int, end: int) -> bool:
    """Say whether somebody is spoken to by this word ("have a good day, Will!", "hi anna,", "Ms Young")."""
    before = text[max(0, start - 24) : start]
    if end - start < 2:
        return False
    return _TITLED.search(before) is not None or (
        _SPOKEN_END.match(text, end) is not None
        and (_SALUTED.search(before) is not None or (text[start].isupper() and before.endswith(_PAUSES)))
    )


@lru_cache(maxsize=256)
def _known(people: tuple[str, ...]) -> _Known:
    runs: dict[str, set[tuple[tuple[str, ...], bool]]] = {}
    alone: set[str] = set()
    every: set[str] = set()
    for person in people:
        said = [word for word in re.split(r"[\s,]+", person) if word.lower().strip(".") not in TITLES]
        named = [tuple(_TOKEN.findall(word)) for word in said]
        named = [word for word in named if word]
        orders = [named, [*named[1:], named[0]]] if len(named) > 1 else []
        for order in orders:
            whole = tuple(token for word in order for token in word)
            _add(runs, whole, True)
        for word in named:
            if len(word) > 1:
                _add(runs, word, False)
            for token in word:
                folds = _folds(token)
                every.update(folds)
                # Both halves of "Poe-Lane" are used alone; the O of O'Neil is not.
                if len(token) >= 3 and token.lower() not in COMMON:
                    alone.update(folds)
    ordered = {first: sorted(some, key=lambda one: (-len(one[0]), one)) for first, some in runs.items()}
    return _Known(ordered, frozenset(alone), frozenset(every))


def _add(runs: dict[str, set[tuple[tuple[str, ...], bool]]], tokens: Sequence[str], any_case: bool) -> None:
    folded = [_folds(token) for token in tokens]
    for at in range(max(map(len, folded))):
        run = tuple(one[min(at, len(one) - 1)] for one in folded)
        runs.setdefault(run[0], set()).add((run, any_case))


_UMLAUTS = str.maketrans(dict(zip("äöüåøæß", ("ae", "oe", "ue", "aa", "oe", "ae", "ss"), strict=True)))
_PLAIN = str.maketrans(dict(zip("ßøłđæı", ("ss", "o", "l", "d", "ae", "i"), strict=True)))


@lru_cache(maxsize=65536)
def _folds(token: str) -> tuple[str, ...]:
    """Return how a word may be written without case and accents: `Müller` is muller and mueller."""
    if token.isascii():
        return (token.lower(),)
    small = unicodedata.normalize("NFC", token).lower()
    bare = "".join(c for c in unicodedata.normalize("NFD", small) if not unicodedata.combining(c))
    plain = bare.translate(_PLAIN)
    spelled = "".join(
        c for c in unicodedata.normalize("NFD", small.translate(_UMLAUTS)) if not unicodedata.combining(c)
    )
    return (plain,) if spelled == plain else (plain, spelled)
