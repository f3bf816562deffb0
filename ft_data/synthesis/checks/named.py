"""The names of a passage, and whether a name of a row is one of them: as it stands, as kin, or by its initials."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from ft_data.signals.fitted import align
from ft_data.synthesis.checks.words import stem, tells, words

_BARE = re.compile(r"[^\W\d_]+")
_SIGNED = re.compile(r"\w+(?:[-./&'’]\w+)*")
_SHORT = re.compile(r"[A-Z]{2,6}s?")
_OWNED = re.compile(r"['’]s?$")
_ENDS = frozenset("a o e y i n an ian ean ese ish ic s ns ans ians".split()) | {
    ""
}  # Canada, Canadian, Canadians
_ROOT = 4  # letters that kin share


class Names(NamedTuple):
    """What a passage names, in lower case."""

    text: str
    spoken: frozenset[str]  # its words and their stems
    joined: frozenset[str]  # words with signs inside, without these: antihiv1
    capital: frozenset[str]  # words that begin with a capital
    initials: str  # of all its words in order
    short: frozenset[str]  # of adjacent words that begin with a capital: who for World Health Organization


def folded(text: str) -> str:
    """Return a text without accents: they are often left out."""
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def names_of(text: str) -> Names:
    """Read the names of a passage, which is folded already."""
    heard, bare = words(text), _BARE.findall(text)
    return Names(
        text.lower(),
        frozenset(heard) | frozenset(map(stem, heard)),
        frozenset(map(_joined, _SIGNED.findall(text))),
        frozenset(word.lower() for word in bare if word[0].isupper()),
        "".join(word[0] for word in bare).lower(),
        frozenset(run[at : at + size] for run in _runs(text) for size in range(2, 7) for at in range(len(run) - size + 1)),
    )  # fmt: skip


def strange(one: align.Sentence, known: Names) -> str | None:
    """Return a name of a sentence that the passage does not have."""
    spelled = {place for run in _spelled(one, known) for place in run}
    for place, token in enumerate(one.tokens):
        if not align.is_name(token, first=place == 0 and not _opens_name(one)) or place in spelled:
            continue
        typed = (
            token.key.isalpha() and not tells(token.key) and (token.text == "I" or not token.text.isupper())
        )  # WHat
        if not typed and not _stands(token.key, known) and not _abbreviates(token.text, known):
            return token.text
    return None


def _runs(text: str) -> Iterator[str]:
    """Yield the initials of every run of words that begin with a capital; small words between them are left out."""
    run = ""
    for word in [*_BARE.findall(text), "-"]:
        if word[0].isupper():
            run += word[0].lower()
        elif tells(word.lower()) or not word.isalpha():
            yield run
            run = ""


def _spelled(one: align.Sentence, known: Names) -> Iterator[range]:
    """Yield the places of names of several words whose initials the passage has: United States where it says US or USA."""
    start = 0
    for place in range(len(one.tokens) + 1):
        if place == len(one.tokens) or not one.tokens[place].text[:1].isupper():
            for first in range(start, place - 1):
                initials = "".join(token.text[0].lower() for token in one.tokens[first:place])
                if (
                    initials in known.joined and initials in known.capital
                ) or f"{initials}a" in known.capital:
                    yield range(first, place)
            start = place + 1


def _opens_name(one: align.Sentence) -> bool:
    """Tell whether the first word belongs to a name of several words: it tells something, and the next is capitalised too."""
    pair = one.tokens[:2]
    if pair and not tells(_OWNED.sub("", pair[0].key)):
        return False
    return len(pair) == 2 and all(token.text[:1].isupper() and token.text[1:].islower() for token in pair)


def _stands(key: str, known: Names) -> bool:
    if key in known.spoken or stem(key) in known.spoken:
        return True
    parts = [part for part in re.split(r"[^\w]+", key) if part]
    if len(parts) > 1 and all(part in known.spoken or stem(part) in known.spoken for part in parts):
        return True
    if len(joined := _joined(key)) >= _ROOT and joined in known.joined:
        return True
    bare = _OWNED.sub("", key)
    if any(_kin(bare, other) for other in known.capital if other[:_ROOT] == bare[:_ROOT]):
        return True
    return align.within(key, known.text)


def _kin(one: str, other: str) -> bool:
    """Tell whether two names are a place and what belongs to it: they share a root and differ in usual endings."""
    shared = next(
        (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    return any(
        one[at:] in _ENDS and other[at:] in _ENDS for at in range(shared, max(shared - 2, _ROOT - 1), -1)
    )


def _abbreviates(name: str, known: Names) -> bool:
    """Tell whether a name is the initials of words of the passage in order: WHO, U.S."""
    letters = _OWNED.sub("", name).replace(".", "")
    if not _SHORT.fullmatch(letters):
        return False
    bare = letters.rstrip("s").lower()
    return bare in known.short or (len(bare) >= _ROOT and bare in known.initials)


def _joined(word: str) -> str:
    return re.sub(r"\W", "", word.lower())
