"""Contradiction: a sentence that says what one of the passage says, but for a value, a negation or an opposite."""

from __future__ import annotations

from difflib import Match, SequenceMatcher

from ft_data.signals.fitted import align
from ft_data.signals.fitted.facts import sentences
from ft_data.synthesis.checks.grounding import Source, source
from ft_data.synthesis.checks.named import folded
from ft_data.synthesis.checks.words import content, tells, words
from ft_data.synthesis.replies import Finding, Pair

PART = 6  # words: a shorter piece of a sentence is none
BESIDE = 2  # words between
WORD_FOR_WORD = 0.85  # share of a piece's words that stand so, in order, in a longer sentence
ALIKE = 0.75  # share of a sentence's telling words, both ways
_NEGATIONS = frozenset("not no never none cannot without nor neither nothing nobody".split())
_OPPOSITES = [
    frozenset(pair.split("/"))
    for pair in (
        "always/never all/none before/after above/below more/less most/least maximum/minimum largest/smallest "
        "highest/lowest first/last increase/decrease increases/decreases increased/decreased true/false allowed/forbidden "
        "required/optional enabled/disabled open/closed opens/closes opened/closed left/right upper/lower longer/shorter "
        "earlier/later faster/slower mutable/immutable ascending/descending synchronous/asynchronous inside/outside "
        "north/south east/west hot/cold early/late high/low long/short large/small old/new up/down in/out with/without"
    ).split()
]


def contradiction(pair: Pair, passage: str) -> Finding | None:
    """Find a sentence of the answer that the passage denies."""
    if "answer" not in pair.wrote:
        return None
    known = source(passage)
    pair = pair._replace(question=folded(pair.question), answer=folded(pair.answer))
    question = align.sentence(pair.question)
    everything = [value for one in known.sentences for value in one.values]
    for piece in sentences(pair.answer):
        said = align.sentence(piece)
        part = _part(piece, known)
        if part and _twisted(piece, part):
            return Finding("contradicts", f"the passage has it the other way round: {part[:160]}")
        near = _near(piece, known)
        if near and not _twisted(piece, near[0].text):
            near = near[:1]  # the passage says so itself, whatever it says of the opposite
        for stated in near:
            if not part and _twisted(piece, stated.text):
                return Finding("contradicts", f"the passage has it the other way round: {stated.text[:160]}")
            weighed = align.weights(said, lambda word: float(tells(word)))
            if align.coverage(said, weighed, stated) >= align.COVERAGE:
                elsewhere = [*everything, *question.values]
                found, _ = align.differences(said, stated, elsewhere, known.text, question.keys)
                if found:
                    return Finding(
                        "contradicts", f"{found[0].said!r} where the passage has {found[0].reference!r}"
                    )
    return None


def _part(piece: str, known: Source) -> str:
    """Return the stretch of a sentence of the passage that a piece repeats almost word for word, or nothing."""
    own = words(piece)
    most, found = WORD_FOR_WORD * len(own), ""
    for stated in known.sentences if len(own) >= PART else ():
        theirs = words(stated.text)
        if len(frozenset(own) & frozenset(theirs)) < WORD_FOR_WORD * len(frozenset(own)):
            continue
        matched = SequenceMatcher(None, own, theirs, autojunk=False).get_matching_blocks()
        blocks: list[Match] = []
        for one in matched:  # a single word belongs to what it stands by
            if one.size > 1 or (one.size and blocks and one.b - blocks[-1].b - blocks[-1].size <= BESIDE):
                blocks.append(one)
        size = sum(one.size for one in blocks)
        if size >= most:
            most, found = size + 1, " ".join(theirs[blocks[0].b : blocks[-1].b + blocks[-1].size])
    return found


def _near(piece: str, known: Source) -> list[align.Sentence]:
    """Return the sentences of the passage that say nearly the same, the most alike first."""
    own = frozenset(content(piece))
    found: list[tuple[float, int, align.Sentence]] = []
    for stated in known.sentences:
        theirs = frozenset(content(stated.text))
        shared = len(own & theirs)
        if shared >= align.SHARED and shared >= ALIKE * max(len(own), len(theirs)):
            exact = len(set(words(piece)) & set(words(stated.text))) / len(
                {*words(piece), *words(stated.text)}
            )
            found.append((-exact, len(found), stated))
    return [stated for *_, stated in sorted(found, key=lambda one: one[:2])]


def _twisted(said: str, stated: str) -> bool:
    """Tell whether one denies what the other says, or says the opposite in one word."""
    here, there = words(said), words(stated)
    if _negated(here) != _negated(there):
        return True
    mine, theirs = set(here), set(there)
    for opposite in _OPPOSITES:
        one, other = opposite & mine, opposite & theirs
        if len(one) == len(other) == 1 and one != other:
            return True
    return False


def _negated(heard: list[str]) -> bool:
    count = sum(word in _NEGATIONS or word.endswith(("n't", "n’t")) for word in heard)
    return count % 2 == 1
