"""What a vector does not see: two texts whose vectors agree and that still say different things.

Sentence vectors place "the bank bought the shop" beside "the shop bought the bank", and 1995 beside 1998. A
pair counts as one meaning only when none of these guards objects. English; each is plain and explainable.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import NamedTuple

SHORT = 4  # words; shorter texts must be equal word for word
SHARED = 0.75  # share of the content words that both must have

_WORD = re.compile(r"[^\W_]+(?:[.,:/][0-9]+)*(?:'[^\W_]+)?", re.UNICODE)
_UNITS = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen
"""
_NUMBERS = {word: str(value) for value, word in enumerate(_UNITS.split())} | {
    **{"twenty": "20", "thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "seventy": "70"},
    **{"eighty": "80", "ninety": "90", "hundred": "100", "thousand": "1000", "million": "1000000"},
    **{
        "billion": "1000000000",
        "first": "1st",
        "second": "2nd",
        "third": "3rd",
        "half": "0.5",
        "twice": "2x",
    },
    **{"double": "2x", "dozen": "12", "percent": "%", "once": "1x"},
}
_NEGATION_WORDS = """
    no not never none nobody nothing neither nor without cannot cant dont doesnt didnt isnt arent wasnt
    werent  wont wouldnt couldnt shouldnt hasnt havent hadnt aint except unless unable fail failed fails
    refuse refused  refuses deny denied denies lack lacks lacked avoid stop stopped false wrong
    incorrect impossible hardly  barely however although though but despite instead rather only
"""
_NEGATIONS = frozenset(_NEGATION_WORDS.split())
_FUNCTION_WORDS = """
    a an the this that these those i me my mine you your yours he him his she her hers it its we us our
    ours they them their theirs who whom whose which what am is are was were be been being do does did
    doing have has had having will would shall should can could may might must and or so then than as of
    in on at by for with about into to from up out off over under again there here when where why how
    all any both each more most some such own same too very just also if while during said says say
    saying told according s t d ll m re ve please tell give best way ways get got
"""
_FUNCTION = frozenset(_FUNCTION_WORDS.split())
_OPPOSITE_PAIRS = """
    up/down rise/fall rose/fell risen/fallen rising/falling rises/falls increase/decrease
    increased/decreased increases/decreases increasing/decreasing gain/loss gained/lost gain/lose
    gains/losses gains/loses higher/lower high/low highest/lowest more/less most/least more/fewer
    above/below over/under before/after first/last early/late earlier/later earliest/latest buy/sell
    bought/sold buys/sells buying/selling win/lose won/lost wins/loses winner/loser open/close
    opened/closed opens/closes start/stop started/stopped start/end begin/end began/ended beginning/end
    in/out into/from to/from with/without for/against true/false right/wrong right/left yes/no good/bad
    better/worse best/worst big/small large/small larger/smaller long/short longer/shorter old/new
    older/newer young/old male/female man/woman men/women boy/girl he/she his/her father/mother
    son/daughter brother/sister husband/wife king/queen hot/cold warm/cold north/south east/west
    northern/southern eastern/western inside/outside internal/external import/export imports/exports
    accept/reject accepted/rejected allow/forbid allowed/banned guilty/innocent legal/illegal
    possible/impossible positive/negative add/remove added/removed add/subtract enable/disable
    enabled/disabled on/off minimum/maximum min/max most/few all/some all/any always/sometimes
    public/private teach/learn lend/borrow give/take gave/took come/go came/went push/pull
    upload/download encrypt/decrypt encode/decode ascending/descending horizontal/vertical could/did
    may/will might/will alive/dead live/die advantages/disadvantages pros/cons cause/cure day/night
    morning/evening am/pm monday/friday weekly/daily monthly/daily monthly/weekly yearly/monthly
"""
_OPPOSITES = [frozenset(pair.split("/")) for pair in _OPPOSITE_PAIRS.split()]


class Reading(NamedTuple):
    """What the guards look at, of one text."""

    words: tuple[str, ...]  # lower-cased, in order
    numbers: tuple[tuple[str, int], ...]  # with how often
    negations: int
    names: frozenset[str]  # capitalised inside a sentence, lower-cased
    functions: int  # words such as "the" and "of"
    content: tuple[str, ...]  # stems of what is neither a function word nor a negation, and numbers, in order


@lru_cache(100_000)
def reading(text: str) -> Reading:
    """Read a text for the guards."""
    plain = text.replace("’", "'").replace("n't", " not").replace(" n 't", " not")
    words, numbers, names, content = [], Counter[str](), set[str](), []
    negations = functions = 0
    start = 0
    for match in _WORD.finditer(plain):
        raw = match.group()
        sentence_start = start == 0 or re.search(r"[.!?:\n\"]\s*[\"'“(]*\s*$", plain[start : match.start()])
        start = match.end()
        word = raw.lower().removesuffix("'s").replace("'", "")
        if not word:
            continue
        words.append(word)
        number = number_of(word)
        if number is not None:
            numbers[number] += 1
            content.append(number)
        elif word in _NEGATIONS:
            negations += 1
        elif function_word(word):
            functions += 1
        else:
            content.append(stem(word))
            if raw[0].isupper() and not sentence_start:
                names.add(stem(word))
    return Reading(
        tuple(words),
        tuple(sorted(numbers.items())),
        negations,
        frozenset(names),
        functions,
        tuple(content),
    )


def number_of(word: str) -> str | None:
    """Return the number a lower-cased word stands for, in digits; None for other words."""
    if any(char.isdigit() for char in word):
        return word.replace(",", "")
    return _NUMBERS.get(word)


def function_word(word: str) -> bool:
    """Tell whether a lower-cased English word serves grammar only."""
    return word in _FUNCTION


def stem(word: str) -> str:
    """Cut the commonest English endings; only ever compared with other stems."""
    for ending in ("ingly", "edly", "ings", "ing", "ied", "ies", "ed", "es", "ly", "s", "e", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def objection(a: str, b: str) -> str | None:
    """Return the name of the first guard that holds the texts apart, or None.

    ``short``: under `SHORT` words, and not the same words; ``number``, ``negation``, ``name``, ``opposite``;
    ``order``: the shared content words come in another order (who did what to whom); ``words``: either text
    has much to say that the other has not.
    """
    left, right = reading(a), reading(b)
    if left.words == right.words:
        return None
    if min(len(left.words), len(right.words)) < SHORT or not left.content or not right.content:
        return "short"
    if left.numbers != right.numbers:
        return "number"
    if left.negations != right.negations:
        return "negation"
    ours, theirs = set(left.content), set(right.content)
    if not (left.names <= theirs and right.names <= ours):
        return "name"
    if opposite(set(left.words) - set(right.words), set(right.words) - set(left.words)):
        return "opposite"
    if not _same_order(left.content, right.content):
        return "order"
    shared = ours & theirs
    return None if len(shared) >= SHARED * max(len(ours), len(theirs)) else "words"


def opposite(ours: set[str], theirs: set[str]) -> bool:
    """Tell whether a word of one set and a word of the other are known opposites, such as before and after."""
    return any((pair & ours) and (pair & theirs) and (pair & ours) != (pair & theirs) for pair in _OPPOSITES)


def _same_order(ours: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    """Tell whether the words that both have equally often come in the same order."""
    left, right = Counter(ours), Counter(theirs)
    both = {word for word, count in left.items() if right[word] == count}
    return [word for word in ours if word in both] == [word for word in theirs if word in both]
