"""What two similar rows differ in: a word may be all that makes two of one.

Shares of shingles do not see which words differ. Pairs that pass them are few, so their texts are read. The request
decides apart from the answer: a long passage or answer that two rows share says nothing about what is asked. A short
request is the same when its words are, courtesy, articles, verbs that ask, misspellings and inflections aside; of a long
one the question and a small part may not differ. Where a row is a text, its first line stands for the request,
and it goes only for one that has all its words. Then the
removed row must not say what the kept one does not: numbers, names, code, a denial, a clause of its own.

Wrong in either direction costs unlike: a copy that stays costs a little, a row that is lost is lost. So doubt objects.
"""

from __future__ import annotations

from difflib import SequenceMatcher

from ft_data.dedup.meaning.guards import function_word, opposite, stem
from ft_data.dedup.sides import SHORT, Bag, Side, denying, forms, negations, polite, sentences, side, spelled

PASSAGE = 20  # words that two requests share sentence for sentence: a passage, and the rest asks about it
ASKING = 2  # sentences that ask at most; copies that were edited here and there differ in more
ALIKE = 0.5  # share of the words outside the passage that requests for one thing have in common
OWN = 0.15  # share of a longer answer that may be words the other one has not
OWN_ASKED = 0.05  # the same of a longer request
FEW = 3  # such words that a longer text may have in any case
CLAUSE = 6  # words that stand in the removed text alone, where the kept one goes on
MISSPELT = 5  # letters of a word that may be misspelt

_ASKS = "explain describe discuss define show display find list state tell give me know detail"
_SMALL = frozenset("a an the is are was were be what which".split())
_ASKING = frozenset(map(stem, _ASKS.split()))


def objection(asked: tuple[str, str], answered: tuple[str, str]) -> str | None:
    """Say why the second of two similar rows (their requests, their answers) may not go for the first, or None.

    ``question``: other words in a short request or in the sentence that asks; ``title`` the same for texts; ``number``,
    ``code`` (commands, paths, options, operators), ``negation``, ``opposite``, ``name``: these differ; ``order``: the
    words come in another order; ``answer``: the second answer says something that the first does not.
    """
    kept, gone = (side(text) for text in answered)
    if not asked[0].strip() or not asked[1].strip():
        title = _other_request(_title(answered[0]), _title(answered[1])) and "title"
        return title or _other_answer(kept, gone, *answered, every=True)
    question = _other_request(polite(asked[0]), polite(asked[1]))
    return question or _other_answer(kept, gone, *answered)


def _title(text: str) -> str:
    first, _, rest = text.strip().partition("\n")
    return first if rest and len(first.split()) <= SHORT else ""


def _other_request(one: str, other: str) -> str | None:
    a, b = side(one), side(other)
    if a.words == b.words and a.marks == b.marks and a.formula == b.formula:
        return None
    short = max(a.size, b.size) <= SHORT
    if set(a.figures) != set(b.figures) or (a.numbers != b.numbers if short else _both(a.numbers, b.numbers)):
        return "number"
    if a.formula is not None is not b.formula and a.formula != b.formula:
        return "code"
    ours, theirs = own_words(a.bag, b.bag)
    if short:
        if a.marks != b.marks or _both(a.names, b.names):
            return "code"
        if a.negations != b.negations:
            return "negation"
        if _telling(ours) or _telling(theirs):
            return "question"
        return "order" if not _same_order(a, b) else None
    if _both(a.names, b.names) or _both(forms(one), forms(other)):
        return "code"
    if a.negations != b.negations and _denies(one, other):
        return "negation"
    if opposite(ours, theirs):
        return "opposite"
    if ours & a.proper and theirs & b.proper and _renamed(one, other, a, b):
        return "name"
    if max(_weight(ours, a), _weight(theirs, b)) > max(FEW, OWN_ASKED * min(len(a.words), len(b.words))):
        return "question"
    # The dearest look is the last one.
    return "question" if _other_question(one, other) or _goes_on(a, b) else None


def _other_answer(a: Side, b: Side, kept: str, gone: str, every: bool = False) -> str | None:
    """Compare answers or, with ``every`` (a word of the second must be in the first), texts."""
    if a.code != b.code and (a.code or b.code):
        return "code"
    short = max(a.size, b.size) <= SHORT
    if short and a.marks != b.marks:
        return "code"
    if a.words == b.words:
        return None
    if b.figures - a.figures or (b.numbers - a.numbers if short else _both(a.numbers, b.numbers)):
        return "number"
    if b.names - a.names or b.quoted - a.quoted:
        return "code"
    if a.last != b.last and a.last and b.last:
        return "answer"
    ours, theirs = own_words(a.bag, b.bag)
    if a.negations != b.negations and (short or _denies(kept, gone)):
        return "negation"
    if opposite(ours, theirs):
        return "opposite"
    if (short or every) and _telling(theirs):
        return "answer"
    if short:
        return "order" if a.bag == b.bag and not _same_order(a, b) else None
    if ours & a.proper and theirs & b.proper and _renamed(kept, gone, a, b):
        return "name"
    return "answer" if _weight(theirs, b) > max(FEW, OWN * len(b.words)) or _goes_on(a, b) else None


def _both(a: Bag, b: Bag) -> bool:
    """Tell whether each has some that the other has not."""
    return bool(a - b and b - a)


def _renamed(one: str, other: str, a: Side, b: Side) -> bool:
    """Tell whether somewhere a name stands where the other text has another name."""
    ours, theirs = spelled(one), spelled(other)
    for _, i, k, j, m in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        left, right = ours[i:k], theirs[j:m]
        if 0 < len(left) == len(right) <= 2 and a.proper.issuperset(left) and b.proper.issuperset(right):
            return True
    return False


def _goes_on(a: Side, b: Side) -> bool:
    """Tell whether the second text has a clause, or more of one, where the first has nothing."""
    if b.size - a.size < CLAUSE / 2:
        return False
    found = SequenceMatcher(None, a.words, b.words, autojunk=False).get_opcodes()
    return any(what == "insert" and side(" ".join(b.words[j:m])).size >= CLAUSE for what, _, _, j, m in found)


def _weight(words: set[str], of: Side) -> int:
    return sum(of.bag[word] for word in words if not function_word(word))


def _telling(words: set[str]) -> bool:
    return any(word not in _SMALL and stem(word) not in _ASKING for word in words)


def _same_order(a: Side, b: Side) -> bool:
    left, right = (
        [stem(word) for word in one.words if word not in _SMALL and stem(word) not in _ASKING]
        for one in (a, b)
    )
    return left == right or len(left) != len(right) or sorted(left) != sorted(right)


def _denies(a: str, b: str) -> bool:
    """Tell whether somewhere only small words differ and a negation is among them."""
    ours, theirs = spelled(a), spelled(b)
    for _, i, k, j, m in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        left, right = ours[i:k], theirs[j:m]
        if negations(left) != negations(right) and all(
            function_word(word) or denying(word) for word in (*left, *right)
        ):
            return True
    return False


def own_words(a: Bag, b: Bag) -> tuple[set[str], set[str]]:
    """Return the words that only one of the two has (more often), but for misspelt and inflected ones."""
    ours, theirs = set(a - b), set(b - a)
    alike = [(x, y) for x in ours for y in theirs if _same_word(x, y)]
    return ours - {x for x, _ in alike}, theirs - {y for _, y in alike}


def _same_word(x: str, y: str) -> bool:
    """Tell whether two words are one inflected, or one with a letter doubled or two letters in each other's place."""
    if any(char.isdigit() for char in x + y):
        return False
    if len(x) > 3 < len(y) and stem(x) == stem(y):
        return True
    if min(len(x), len(y)) < MISSPELT or abs(len(x) - len(y)) > 1 or x[0] != y[0]:
        return False
    start = next((i for i, (p, q) in enumerate(zip(x, y, strict=False)) if p != q), min(len(x), len(y)))
    if len(x) == len(y):
        return x[start : start + 2] == y[start : start + 2][::-1] and x[start + 2 :] == y[start + 2 :]
    longer, shorter = (x, y) if len(x) > len(y) else (y, x)
    return longer[start - 1 : start] == longer[start : start + 1] and longer[start + 1 :] == shorter[start:]


def _other_question(a: str, b: str) -> bool:
    """Tell whether two longer requests differ in what asks: their first or last sentence, or a question anywhere.

    Where they share sentences around it, so may one or two others: a passage is there to be asked about.
    """
    ours, theirs = sentences(a), sentences(b)
    ends = ((ours[place], theirs[place]) for place in (0, -1))
    if any(
        _short(one) and _short(other) and _other_request(one, other) for one, other in ends if one != other
    ):
        return True
    asked, other_asked = ([one for one in some if _asks(one)] for some in (ours, theirs))
    if len(asked) == len(other_asked):
        pairs = zip(asked, other_asked, strict=True)
        if any(one != other and _other_request(one, other) for one, other in pairs):
            return True
    first = _common(ours, theirs)
    last = _common(ours[first:][::-1], theirs[first:][::-1])
    rest, other_rest = ours[first : len(ours) - last], theirs[first : len(theirs) - last]
    if not 0 < len(rest) == len(other_rest) <= ASKING or (first and last > 1):
        return False
    left, right = side(" ".join(rest)), side(" ".join(other_rest))
    passage = sum(len(spelled(text)) for text in (*ours[:first], *ours[len(ours) - last :]))
    longest = max(left.size, right.size)
    if passage < PASSAGE or longest > SHORT:
        return False
    return (left.bag & right.bag).total() < ALIKE * longest


def _short(sentence: str) -> bool:
    return side(sentence).size <= SHORT


def _asks(sentence: str) -> bool:
    return sentence.rstrip("\"'”) ").endswith(("?", "？", "؟")) and _short(sentence)


def _common(a: list[str], b: list[str]) -> int:
    return next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
