"""Has a maker of rows collapsed? One template, one name, the same answer again: each is named with what shows it."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from ft_data.synthesis.certificate.groups import groups
from ft_data.synthesis.certificate.variety import Variety
from ft_data.synthesis.checks.words import tells, words

LEAST = 30  # rows: fewer are too few to say so
RUN = 4  # words of what is taken for a template
MOSTLY = 0.5  # share of rows
TWINS = 0.2  # share of rows that nearly are another
DISTINCT = 0.5  # of what people's rows have
Terms = Callable[[str], set[str]]
_WORDS = 6_000  # of each side: what is distinct depends on how much is read


class Spread(NamedTuple):
    """How varied texts are: pairs of words that differ, how far they can be packed, rows with a twin."""

    distinct: float
    packed: float
    twins: float


class Finding(NamedTuple):
    """What has collapsed, and the figure and words that show it."""

    name: str
    share: float
    evidence: str


def spread(texts: Sequence[str]) -> Spread:
    """Measure how varied texts are; all of them together."""
    pairs: list[tuple[str, str]] = []
    for text in texts:
        heard = words(text)
        pairs += zip(heard, heard[1:], strict=False)
        if len(pairs) >= _WORDS:
            break
    whole = "\n".join(texts)[: _WORDS * 6].encode()
    of = groups(texts)
    counts = np.bincount(of) if len(of) else np.zeros(0, np.int64)
    twins = float((counts[of] > 1).mean()) if len(of) else 0.0
    packed = len(whole) / len(zlib.compress(whole, 9)) if whole else 1.0
    return Spread(len(set(pairs)) / len(pairs) if pairs else 1.0, packed, twins)


def collapsed(made: Sequence[str], human: Sequence[str], side: str) -> list[Finding]:
    """Find collapse in generated texts, beside people's; ``side`` says which texts of rows these are."""
    if len(made) < LEAST:
        return []
    found = []
    run, share = _commonest(made, _runs)
    if share > MOSTLY and share > 2 * _held(human, run, _runs):
        found.append(Finding("one_template", share, f"{share:.0%} of the {side}s hold “{run}”"))
    name, share = _commonest(made, _names)
    if share > MOSTLY and share > 2 * _held(human, name, _names):
        found.append(Finding("one_name", share, f"{share:.0%} of the {side}s speak of {name}"))
    own, theirs = spread(made), spread(human)
    if own.twins > TWINS and own.twins > 2 * theirs.twins:
        found.append(
            Finding("same_again", own.twins, f"{own.twins:.0%} of the {side}s nearly are another one")
        )
    if len(human) >= LEAST and own.distinct < DISTINCT * theirs.distinct:
        evidence = (
            f"{own.distinct:.0%} of the pairs of words in {side}s differ, {theirs.distinct:.0%} of people's"
        )
        found.append(Finding("few_words", own.distinct, evidence))
    return found


def few_kinds(rows: int, made: Variety, human: Variety) -> list[Finding]:
    """Find answers that are of far fewer kinds than as many of people's."""
    if rows < LEAST or made.vendi >= DISTINCT * human.vendi:
        return []
    evidence = f"{rows} answers are of {made.vendi:.0f} kinds, as many of people's of {human.vendi:.0f}"
    return [Finding("few_kinds", made.vendi / rows, evidence)]


def _commonest(texts: Sequence[str], terms: Terms) -> tuple[str, float]:
    counted: Counter[str] = Counter()
    for text in texts:
        counted.update(terms(text))
    if not counted:
        return "", 0.0
    term, count = min(counted.items(), key=lambda item: (-item[1], item[0]))
    return term, count / len(texts)


def _held(texts: Sequence[str], term: str, terms: Terms) -> float:
    return sum(term in terms(text) for text in texts) / len(texts) if texts else 0.0


def _runs(text: str) -> set[str]:
    heard = words(text)
    return {" ".join(heard[at : at + RUN]) for at in range(len(heard) - RUN + 1)}


def _names(text: str) -> set[str]:
    """Return words that are capitalised within a sentence: names, in most languages that have capitals."""
    heard = text.split()
    inside = (b for a, b in zip(heard, heard[1:], strict=False) if a[-1:] not in '.!?:;"”')
    cut = (word.strip(".,;:!?()\"'“”").removesuffix("'s").removesuffix("’s") for word in inside)
    return {word for word in cut if word[:1].isupper() and len(word) > 1 and tells(word.lower())}
