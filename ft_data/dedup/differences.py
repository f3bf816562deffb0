"""What two similar rows differ in: a word may be all that makes two requests of one.

Shares of shingles do not see which words differ. Pairs that pass them are few, so their texts are read: numbers,
negations, opposites, options and operators of code, the term asked about, and, where the requests share a
passage, the sentence that asks. Rows without a request, such as documents, are not judged: there is nothing
asked that a word could change. Changes on one side only (a greeting, a cut tail) and misspellings are no objection.
"""

from __future__ import annotations

import re
from collections import Counter
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple

from ft_data.dedup.meaning.guards import function_word, number_of, opposite, stem

PASSAGE = 20  # words that two requests share sentence for sentence: a passage, and the rest asks about it
ALIKE = 0.5  # share of the words outside the passage that requests for one thing have in common
ASKING = 2  # sentences that ask at most; copies that were edited here and there differ in more
QUESTION = 30  # words of the part that asks at most
SHORT_ANSWER = 20  # words; a longer answer that stays the same answers the same question
COMMAND = 40  # words; in an answer up to this length an option more or less is another command
TYPO = 0.7  # similarity of the letters from which one word is another one misspelt

_WORD = re.compile(r"[^\W_]+(?:[.,:/][0-9]+)*(?:'[^\W_]+)?")
_SENTENCE = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])|\n+")
_OPTION = re.compile(r"(?<!\S)(?:--[a-z]|-[A-Za-z])[\w-]*(?![\w.])")
_CODE = re.compile(r"[|$={}<>\\]|(?<!\S)--?[A-Za-z]")
_SYMBOL = re.compile(r"[+=|&<>?^$%~*]")
_CALL = re.compile(r"`([^`]*)`")
_NAME = re.compile(r"[$@%]\w+|\w+(?:[_/\\]\w+)+|\w*[a-z0-9]\(\)")
_NEGATION = frozenset(
    [
        "no",
        "not",
        "never",
        "none",
        "nobody",
        "nothing",
        "neither",
        "nor",
        "without",
        "non",
        "cannot",
        "except",
        "unless",
    ]
)
_ASKS = """
    explain describe discuss define show find list name say state mean use using tell write give make create help know
    want need detail term word part
"""  # words that ask, whatever is asked about
_ASKING = frozenset(map(stem, _ASKS.split()))

Bag = Counter[str]


class _Side(NamedTuple):
    """The request or the answer of one row."""

    words: Bag  # lower-cased, no numbers
    numbers: Bag
    negations: int
    options: Bag
    names: Bag  # of code: paths, variables, calls
    symbols: Bag  # of a command: all but quotes

    @property
    def size(self) -> int:
        """The number of words and numbers."""
        return self.words.total() + self.numbers.total()


def _spelled(text: str) -> list[str]:
    plain = text.lower().replace("’", "'").replace("can't", "can not").replace("n't", " not")
    return [word.removesuffix("'s") for word in _WORD.findall(plain.replace("cannot", "can not"))]


@lru_cache(10_000)
def _side(text: str) -> _Side:
    found = _spelled(text)
    values = [None if word[0].isalpha() and word[-1].isdigit() else number_of(word) for word in found]
    numbers = Counter(value for value in values if value is not None and value != "%")
    words = Counter(word for word, value in zip(found, values, strict=True) if value is None)
    symbols = Bag()
    if len(found) <= COMMAND and _CODE.search(text):
        symbols = Counter(_SYMBOL.findall(_CALL.sub(r"$(\1)", text)))
    options, names = Counter(_OPTION.findall(text)), Counter(_NAME.findall(text))
    return _Side(words, numbers, _negations(found), options, names, symbols)


def objection(asked: tuple[str, str], answered: tuple[str, str]) -> str | None:
    """Say why two similar rows (their requests, their answers) are not one: a guard's name, or None.

    ``number`` and ``code``: each side has some that the other has not; ``option``: another set of them;
    ``negation``: more on one side; ``opposite``: a request says before, the other after; ``term``: each request
    has a word of its own that its answer has more often than the other's; ``question``: one passage, another question.
    """
    if not asked[0].strip() or not asked[1].strip():
        return None
    request, reply = (_side(asked[0]), _side(asked[1])), (_side(answered[0]), _side(answered[1]))
    sides = (request, asked), (reply, answered)
    for (a, b), _ in sides:
        if a.numbers - b.numbers and b.numbers - a.numbers:
            return "number"
        if a.options != b.options and ((a.options and b.options) or max(a.size, b.size) <= COMMAND):
            return "option"
        if (a.names - b.names and b.names - a.names) or (a.symbols != b.symbols and a.symbols and b.symbols):
            return "code"
    if any(a.negations != b.negations and _denies(*texts) for (a, b), texts in sides):
        return "negation"
    ours, theirs = _own(request[0].words, request[1].words)
    if opposite(ours, theirs):
        return "opposite"
    if _mentioned(ours, *reply) and _mentioned(theirs, *reversed(reply)):
        return "term"
    if max(side.size for side in request) <= QUESTION and _content(ours) and _content(theirs):
        return "question"
    short = max(side.size for side in reply) <= SHORT_ANSWER
    return "question" if short and _other_question(*asked) else None


def _denies(a: str, b: str) -> bool:
    """Tell whether somewhere only small words differ and a negation is among them."""
    ours, theirs = _spelled(a), _spelled(b)
    for _, i, k, j, m in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        left, right = ours[i:k], theirs[j:m]
        if _negations(left) != _negations(right) and not _content({*left, *right} - _NEGATION):
            return True
    return False


def _negations(words: list[str]) -> int:
    return sum(word in _NEGATION for word in words)


def _own(a: Bag, b: Bag) -> tuple[set[str], set[str]]:
    """Return the words that only one of the two has (more often), but for misspelt and inflected ones."""
    ours, theirs = set(a - b), set(b - a)
    alike = [(x, y) for x in ours for y in theirs if _same_word(x, y)]
    return ours - {x for x, _ in alike}, theirs - {y for _, y in alike}


def _same_word(x: str, y: str) -> bool:
    if [char for char in x if char.isdigit()] != [char for char in y if char.isdigit()]:
        return False
    return stem(x) == stem(y) or SequenceMatcher(None, x, y, autojunk=False).ratio() >= TYPO


def _mentioned(words: set[str], own: _Side, other: _Side) -> bool:
    return any(not function_word(word) and own.words[word] > other.words[word] for word in words)


def _other_question(a: str, b: str) -> bool:
    """Tell whether two requests share a passage word for word and differ in the short part that asks."""
    ours, theirs = _sentences(a), _sentences(b)
    first = _common(ours, theirs)
    last = _common(ours[first:][::-1], theirs[first:][::-1])
    rest, other = ours[first : len(ours) - last], theirs[first : len(theirs) - last]
    if not 0 < len(rest) == len(other) <= ASKING or (first and last > 1):
        return False
    left, right = _side(" ".join(rest)), _side(" ".join(other))
    passage = sum(len(sentence.split()) for sentence in (*ours[:first], *ours[len(ours) - last :]))
    if passage < PASSAGE or max(left.size, right.size) > QUESTION:
        return False
    if (left.words & right.words).total() < ALIKE * max(left.size, right.size):
        return True
    asked = any(sentence.rstrip("\"'”) ").endswith(("?", "？")) for sentence in (*rest, *other))
    return asked and all(_content(words) for words in _own(left.words, right.words))


def _common(a: list[str], b: list[str]) -> int:
    return next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def _content(words: set[str]) -> bool:
    return any(not function_word(word) and stem(word) not in _ASKING for word in words)


def _sentences(text: str) -> list[str]:
    return [" ".join(piece.lower().split()) for piece in _SENTENCE.split(text) if piece.strip()]
