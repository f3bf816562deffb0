"""Where two sentences say the same except for a number, a date or a name.

Precision before recall: a difference counts only inside a frame of words that both sentences share, next to words
they share, and only when the other text nowhere has the value.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

from ft_data.signals.fitted import values
from ft_data.signals.fitted.values import Value

COVERAGE = 0.7  # share of the sentence's content (by idf) that its counterpart must have
BACK = 0.5  # and the other way round
SAME = 0.9  # both ways: the same sentence, so that a value elsewhere in the passage is no excuse
SHARED = 3  # content words both must have; a value they share counts as one
_TOKEN = re.compile(r"\w+(?:['’.:/-]\w+)*", re.UNICODE)
_ROMAN = re.compile(r"[IVXLC]+[A-E]?\Z")  # stages and volumes: which one is meant is rarely said twice
_NAME = re.compile(r"[A-Z][\w'’.-]*\Z")


@dataclass(frozen=True)
class Token:
    """One word, or a number or date as a whole (then ``value`` is set)."""

    key: str  # what is compared: the word in lower case, or the kind of value
    text: str
    start: int
    value: Value | None = None


@dataclass(frozen=True)
class Difference:
    """One contradiction: what each side says."""

    kind: str  # number | date | name
    said: str
    reference: str


@dataclass(frozen=True)
class Sentence:
    """A sentence cut into tokens, values standing for themselves."""

    text: str
    tokens: tuple[Token, ...]

    @cached_property
    def values(self) -> list[Value]:
        """Its numbers and dates."""
        return [token.value for token in self.tokens if token.value is not None]

    @cached_property
    def names(self) -> list[Token]:
        """What it names (see ``is_name``)."""
        return [token for place, token in enumerate(self.tokens) if is_name(token, place == 0)]

    @cached_property
    def keys(self) -> frozenset[str]:
        """Its words."""
        return frozenset(token.key for token in self.tokens if token.value is None)

    @cached_property
    def named(self) -> frozenset[str]:
        """The words that are names wherever they stand."""
        return frozenset(token.key for token in self.names)


def sentence(text: str) -> Sentence:
    """Cut a sentence into tokens."""
    found = values.read(text)
    tokens = [Token(f"<{value.kind}>", text[value.start : value.end], value.start, value) for value in found]
    inside = [(value.start, value.end) for value in found]
    for match in _TOKEN.finditer(text):
        if not any(start < match.end() and match.start() < end for start, end in inside):
            tokens.append(Token(match[0].lower(), match[0], match.start()))
    return Sentence(text, tuple(sorted(tokens, key=lambda token: token.start)))


Weigh = Callable[[str], float]  # how telling a word is; 0 for function words


def is_name(token: Token, first: bool) -> bool:
    """Tell whether a word names something: capitalised inside a sentence, or an identifier (x200, max_size, getItem)."""
    text = token.text
    if token.value is not None:
        return False
    odd = any(c in "_.:/" for c in text) or (
        any(c.isdigit() for c in text) and any(c.isalpha() for c in text)
    )
    return odd or any(c.isupper() for c in text[1:]) or (text[:1].isupper() and not first)


def weights(one: Sentence, weigh: Weigh) -> dict[str, float]:
    """Return the telling words of a sentence and how telling each is."""
    found = {key: weigh(key) for key in one.keys}
    return {key: weight for key, weight in found.items() if weight > 0}


def coverage(said: Sentence, content: Mapping[str, float], reference: Sentence) -> float:
    """Return the share of a sentence's content (its ``weights``) that the reference has; 0 for fewer than ``SHARED`` words.

    A value that both state stands for one of these words. A name that the reference lacks is left out: it may be the very thing that differs.
    """
    shared = content.keys() & reference.keys
    if len(shared) < SHARED and not (
        len(shared) == SHARED - 1 and any(_stated(v, reference.values) for v in said.values)
    ):
        return 0.0
    # Added up in one order: the last digit must not depend on how a set happens to be laid out.
    have = math.fsum(content[key] for key in shared)
    whole = have + math.fsum(content[key] for key in content.keys() - shared - said.named)
    return have / whole if whole else 0.0


def differences(
    said: Sentence, reference: Sentence, elsewhere: Sequence[Value], context: str, asked: frozenset[str]
) -> tuple[list[Difference], int]:
    """Return what the sentences contradict each other in, and how many of the values of ``said`` were compared.

    ``elsewhere``: values that the whole passage, or the question, states; they are never contradictions. ``context``:
    the whole passage in lower case. ``asked``: the words of the question. A sentence with names that the passage does not have speaks of something else,
    unless one name is all that differs.
    """
    a, b = [t.key for t in said.tokens], [t.key for t in reference.tokens]
    blocks = SequenceMatcher(None, a, b, autojunk=False).get_opcodes()
    strange = [token for token in said.names if not within(token.key, context)]
    if strange:
        return _another_name(said, reference, blocks, strange, context, asked)
    found, compared = [], 0
    for what, i, j, k, m in blocks:
        if what != "equal" or j - i < 2:  # a value in its place stands beside a word both share
            continue
        for x, y in zip(said.tokens[i:j], reference.tokens[k:m], strict=True):
            if x.value is None or y.value is None or not values.comparable(x.value, y.value):
                continue
            compared += 1
            if (
                not values.agree(x.value, y.value)
                and not _stated(x.value, elsewhere)
                and not _stated(y.value, said.values)
            ):
                found.append(Difference(x.value.kind, x.text, y.text))
    return found, compared


def _stated(value: Value, among: Sequence[Value]) -> bool:
    """Tell whether a value is stated, with whatever unit."""
    return any(
        (values.comparable(value, v) and values.agree(value, v))
        or (value.kind == v.kind == "number" and value.number == v.number)
        for v in among
    )


def within(word: str, context: str) -> bool:
    """Tell whether a word or a phrase stands in a text by itself, not as a part of a word; case matters."""
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", context) is not None


def _another_name(
    said: Sentence,
    reference: Sentence,
    blocks: Sequence[tuple[str, int, int, int, int]],
    strange: Sequence[Token],
    context: str,
    asked: frozenset[str],
) -> tuple[list[Difference], int]:
    """Return the one name that differs, if the rest of the sentence, its subject included, is the same."""
    changed = [block for block in blocks if block[0] == "replace"]
    pairs = [(span, _names(said, reference, span, context)) for _, *span in changed]
    found = [(span, pair) for span, pair in pairs if pair]
    if len(found) != 1:
        return [], 0
    (i, j, _, _), pair = found[0]
    inside = {token.start for token in said.tokens[i:j]}
    if (
        any(token.start not in inside for token in strange) or said.text[-1] not in ".!"
    ):  # a heading states nothing
        return [], 0
    if any(token.key in asked for token in said.tokens[i:j]):  # the question is about this name
        return [], 0
    theirs = {token.key for token in reference.tokens}
    anchored = any(
        token.value is not None or (is_name(token, place == 0) and token.key in theirs)
        for place, token in enumerate(said.tokens)
        if not i <= place < j
    )
    wrong = any(v.value is not None and not _stated(v.value, reference.values) for v in said.tokens)
    if not anchored or wrong or pair is None:
        return [], 0
    return [Difference("name", *pair)], 1


def _names(said: Sentence, reference: Sentence, span: Sequence[int], context: str) -> tuple[str, str] | None:
    i, j, k, m = span
    mine, theirs = said.tokens[i:j], reference.tokens[k:m]
    if i < 2 or k < 1 or not (1 <= len(mine) <= 3 and 1 <= len(theirs) <= 3):
        return None
    if said.tokens[i - 1].key != reference.tokens[k - 1].key:
        return None
    if any(t.value is not None or not _NAME.match(t.text) or _ROMAN.match(t.text) for t in (*mine, *theirs)):
        return None
    own = said.text.lower()
    if any(within(t.key, context) for t in mine) or any(within(t.key, own) for t in theirs):
        return None
    if _kin([t.key for t in mine], [t.key for t in theirs]):
        return None
    return " ".join(t.text for t in mine), " ".join(t.text for t in theirs)


def _kin(a: Sequence[str], b: Sequence[str]) -> bool:
    """Tell whether one name may be the other's short form: initials, or a common beginning."""
    initials = ("".join(x[0] for x in side) for side in (a, b))
    if any(one in other for one, other in zip(initials, (b, a), strict=True)):
        return True
    return any(x[:4] == y[:4] for x in a for y in b)
