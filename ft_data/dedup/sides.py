"""What is read of one text, the request or the answer of a row, before two of them are compared (see `differences`)."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import NamedTuple

from ft_data.dedup.meaning.guards import number_of

SHORT = 30  # words; in a text up to this length every word counts
COMMAND = 40  # words; a text up to this length with a sign of code is a command
DENSE = 0.6  # signs of code per word from which a longer text is code
LAST = 5  # words of a last line that is the answer in short, such as "#### 42" or "B"

# Scripts written without spaces count by character: kana, Han, Thai, Lao, Burmese, Khmer.
_RUN = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
_WORD = re.compile(rf"[{_RUN}]|[€£¥₩₹%°]|\$(?=[0-9])|[^\W_{_RUN}]+(?:[.,:/][0-9]+)*(?:'[^\W_{_RUN}]+)?")
_SENTENCE = re.compile(r"(?<=[.!?])\s+|(?<=[。！？؟])|\n+")
_CODE = re.compile(r"[|{}<>`]|==|\$[A-Za-z_{(]|\w\(|(?<!\S)--?[a-z]|(?<!\S)[*.~]?/\w|[*]\.\w")
_SIGN = re.compile(r"[|&=<>{}()\[\]$^*~+#@;\\/]|(?<=\w)[._](?=\w)")
_MARK = re.compile(r"[*/\\$%^&|<>=+~@#`{}]")
_QUOTED = re.compile(r"```.*?(?:```|\Z)|`[^`\n]+`", re.DOTALL)
_OPERATOR = re.compile(r"[+*/=<>^-]|\\(?:times|div|pm|cdot|leq|geq|neq|in)\b")
_TOKEN = re.compile(r"\w+|[^\w\s]")
_NAME = re.compile(r"[$@%]\w+|\w+(?:[_/\\]\w+)+|\w*[a-z0-9]\(\)|\b[a-z]+[A-Z]\w*|(?<!\S)--?[A-Za-z][\w-]*")
_MATHS = re.compile(
    r"\\(?:frac|sqrt|text|times|div|cdot|left|right|begin|angle|pi|leq|geq)|\$\$|(?<!\S)\$\w[^$\n\"'/]{,30}\$(?!\w)"
)
_LAYOUT = re.compile(
    r"\\(?:left|right|text(?:rm|bf)?|mathrm|displaystyle|quad|[\[\](),;:! ])(?![a-zA-Z])|[$~{}]"
)
_QUOTES = str.maketrans("“”„‘’'", '""""""')
_POLITE = re.compile(
    r"\b(?:hello|hi|hey|dear (?:sir|madam|all)|thanks(?: a lot)?|thank you(?: very much| in advance)?|please|kindly|"
    r"(?:can|could|would|will) you|i(?: would|'d) like(?: you)? to|i want(?: you)? to)\b",
    re.IGNORECASE,
)
_NEGATION = frozenset("no not never none nobody nothing neither nor without non cannot except unless".split())

Bag = Counter[str]


class Side(NamedTuple):
    """One text. Bags count; numbers are in digits, words lower-cased."""

    words: tuple[str, ...]  # in order, numbers among them
    bag: Bag  # words that are no number
    numbers: Bag
    figures: Bag  # the numbers that are written in digits
    negations: int
    names: Bag  # of code: paths, variables, calls, options
    proper: frozenset[str]  # words with a capital letter inside a sentence
    marks: Bag  # signs of code in it, quotes and punctuation left out
    formula: tuple[str, ...] | None  # operators in order, where the text has formulas
    size: int  # words; of a script that has no spaces two characters are one
    quoted: Bag  # tokens in fences and code marks of a text
    code: tuple[str, ...] | None  # every token of a command or program, its case kept; None for other texts
    last: tuple[str, ...]  # words of a short last line below others


@lru_cache(10_000)
def side(text: str) -> Side:
    """Read one text."""
    maths = bool(_MATHS.search(text))
    if maths:
        text = _LAYOUT.sub(" ", text)
    words = tuple(spelled(text))
    values = [value_of(word) for word in words]
    bag = Counter(word for word, value in zip(words, values, strict=True) if value is None)
    signs = len(_SIGN.findall(text))
    coded = signs >= DENSE * max(len(words), 1) if len(words) > COMMAND else bool(_CODE.search(text))
    lines = text.strip().split("\n")
    last = tuple(_TOKEN.findall(lines[-1].strip(" .*#"))) if len(lines) > 1 else ()
    return Side(
        words,
        bag,
        Counter(value for value in values if value is not None),
        Counter(value for word, value in zip(words, values, strict=True) if value and word[-1].isdigit()),
        negations(words),
        Counter(_NAME.findall(text)),
        _proper(text),
        Counter(_MARK.findall(text)),
        tuple(_OPERATOR.findall(text)) if maths else None,
        len(words) - len(re.findall(f"[{_RUN}]", text)) // 2,
        Counter(
            token for piece in _QUOTED.findall(text) for token in _TOKEN.findall(piece.translate(_QUOTES))
        ),
        tuple(_TOKEN.findall(text.translate(_QUOTES).strip().rstrip("."))) if coded else None,
        last if len(last) <= LAST else (),
    )


@lru_cache(10_000)
def polite(text: str) -> str:
    """Leave out a greeting, thanks, and other words that only make a request polite."""
    return _POLITE.sub(" ", text.replace("’", "'"))


def spelled(text: str) -> list[str]:
    """Return the words of a text, lower-cased, contractions of "not" written out."""
    plain = text.lower().replace("’", "'").replace("can't", "can not").replace("n't", " not")
    return [word.removesuffix("'s") for word in _WORD.findall(plain.replace("cannot", "can not"))]


def value_of(word: str) -> str | None:
    """Return the number a word stands for; None for other words, such as `python3`, which are words to the end."""
    if word[0].isalpha() and word[-1].isdigit():
        return None
    value = number_of(word)
    return None if value == "%" else value


def negations(words: tuple[str, ...] | list[str]) -> int:
    """Count the words that deny."""
    return sum(word in _NEGATION for word in words)


def denying(word: str) -> bool:
    """Tell whether a lower-cased English word denies."""
    return word in _NEGATION


def sentences(text: str) -> list[str]:
    """Split a text into sentences and lines, lower-cased, white space collapsed."""
    return [" ".join(piece.lower().split()) for piece in _SENTENCE.split(text) if piece.strip()]


# Names of languages and forms that a program or an answer is asked in; of few letters only where `in` stands before them.
_FORM = re.compile(
    r"(?<![\w.#+-])(?:python|java|javascript|typescript|ruby|php|perl|rust|golang|kotlin|swift|scala|haskell|lua|julia|matlab"
    r"|bash|powershell|fortran|cobol|pascal|prolog|lisp|clojure|erlang|elixir|verilog|vhdl|sql|c\+\+|c#|f#"
    r"|json|yaml|xml|csv|html|markdown|latex|(?<=in )(?:c|r|go|d))(?![\w#+])",
    re.IGNORECASE,
)


def forms(text: str) -> Bag:
    """Return the languages of programming and the formats that a text names, each once."""
    return Counter({word.lower() for word in _FORM.findall(text)})


def _proper(text: str) -> frozenset[str]:
    return frozenset(word.lower() for word in re.findall(r"(?<=[a-z,;] )[A-Z][^\W\d_]+", text))
