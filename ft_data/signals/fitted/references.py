"""What an answer says against what trusted documents say in nearly the same words.

Each sentence of the answer that states a number, a date or a name is looked up among the passages of `references`
(BM25 over passages, the prompt's words included); its counterpart is the sentence there that has most of its content.
Where nothing is near, nothing is judged.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from ft_data.signals.fitted import align, retrieval, values
from ft_data.signals.fitted.facts import checkable, sentences
from ft_data.signals.fitted.model import Model, model_of, packed, unpacked
from ft_data.signals.fitted.stop import function_words
from ft_data.signals.fitted.words import hash_of, words_of
from ft_data.text.columns import text_of

PASSAGE_WORDS = 120
NEAREST = 3  # passages looked into for each sentence
EVIDENCE = 3
_SHOWN = 160
_RIVAL = 0.4  # how much less alike another sentence may be and still speak for the answer
_QUESTION = 1_000  # characters of a prompt that say what it is about
_LOOKED_AT = 1 << 15  # bytes of a prompt or an answer
_MARK = "\x1f"  # between the sentences of a stored passage


class Document(NamedTuple):
    """One text of the references: its title or headings, the text, and where it stands."""

    title: str
    text: str
    place: str


def fit(documents: Sequence[Document]) -> Model:
    """Index the passages of some documents. Their order does not matter."""
    passages = sorted(
        {(title, passage): place for title, passage, place in _passages(sorted(documents))}.items()
    )
    texts, at = packed([passage for (_, passage), _ in passages])
    titles, titles_at = packed([title for (title, _), _ in passages])
    places, places_at = packed([place for _, place in passages])
    index = retrieval.index(
        words_of([f"{title}\n{passage}" for (title, passage), _ in passages]), "bm25", function_words()
    )
    arrays = {
        **index, "texts": texts, "texts_at": at, "titles": titles, "titles_at": titles_at,
        "places": places, "places_at": places_at,
    }  # fmt: skip
    return Model(arrays, {"documents": len(documents), "passages": len(passages)})


def measure(table: pa.Table, params: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of the group `references` under ``params["model"]``."""
    model = model_of(params)
    rows = table.num_rows
    columns: dict[str, list[Any]] = {
        name: [None] * rows
        for name in (
            "contradicts_reference",
            "contradiction_evidence",
            "reference_checked",
            "reference_place",
        )
    }
    prompts, answers = (
        [raw.decode(errors="replace") for raw in text_of(table[name]).rows(_LOOKED_AT)]
        for name in ("prompt_text", "response_text")
    )
    stated = [checkable(answer) for answer in answers]
    queries = [
        f"{piece}\n{prompts[row][:_QUESTION]}" for row, pieces in enumerate(stated) for piece in pieces
    ]
    best, _ = retrieval.nearest(words_of(queries), model.arrays, "bm25", NEAREST)
    reader = _Reader(model)
    at = 0
    for row, pieces in enumerate(stated):
        checked, found, place = 0, [], None
        question = align.sentence(prompts[row][:_QUESTION] if pieces else "")
        for piece in pieces:
            outcome = _judge(align.sentence(piece), best[at].tolist(), question, reader)
            at += 1
            if outcome is None:
                continue
            checked += 1
            place = place or outcome.place
            if outcome.found:
                found.append((len(outcome.found), outcome.evidence))
        if checked:
            columns["contradicts_reference"][row] = sum(count for count, _ in found)
            columns["contradiction_evidence"][row] = [text for _, text in found[:EVIDENCE]] or None
            columns["reference_checked"][row] = checked
            columns["reference_place"][row] = place
    return {name: pa.array(column, _TYPES[name]) for name, column in columns.items()}


_TYPES = {
    "contradicts_reference": pa.int32(),
    "contradiction_evidence": pa.list_(pa.string()),
    "reference_checked": pa.int32(),
    "reference_place": pa.string(),
}


class _Outcome(NamedTuple):
    found: list[align.Difference]
    evidence: str
    place: str


class _Passage(NamedTuple):
    context: str
    sentences: tuple[align.Sentence, ...]
    place: str
    keys: frozenset[str]
    titled: frozenset[str]

    @property
    def values(self) -> list[values.Value]:
        return [value for one in self.sentences for value in one.values]


class _Reader:
    """Passages of a model, cut into sentences once, and the weight of words."""

    def __init__(self, model: Model):
        self._model = model
        self._terms, self._starts = model.arrays["terms"], model.arrays["starts"]
        self._count = int(model.arrays["passages"][0])
        self.passage = lru_cache(4096)(self._passage)
        self.weigh = lru_cache(1 << 16)(self._weigh)

    def _passage(self, number: int) -> _Passage:
        title, text, place = (unpacked(self._model, name, number) for name in ("titles", "texts", "places"))
        pieces = tuple(align.sentence(piece) for piece in text.split(_MARK))
        keys = frozenset[str]().union(*(piece.keys for piece in pieces))
        return _Passage(f"{title}\n{text}".lower(), pieces, place, keys, align.sentence(title).keys)

    def _weigh(self, word: str) -> float:
        try:
            key = np.uint64(hash_of(word))
        except ValueError:  # several words to the index, such as don't
            return 0.0
        stop = function_words()
        if stop[min(int(np.searchsorted(stop, key)), len(stop) - 1)] == key:
            return 0.0
        place = min(int(np.searchsorted(self._terms, key)), max(len(self._terms) - 1, 0))
        known = len(self._terms) > 0 and self._terms[place] == key
        df = int(self._starts[place + 1] - self._starts[place]) if known else 0
        return float(
            np.log(2.0 + self._count / (df + 0.5))
        )  # flatter than idf: few passages say little about words


def _judge(
    said: align.Sentence, nearest: Sequence[int], question: align.Sentence, reader: _Reader
) -> _Outcome | None:
    """Compare a sentence with its counterpart; None where there is none.

    A passage must have the names of the question to be about the same thing.
    """
    found = _counterparts(said, nearest, question, reader)
    if not found:
        return None
    reference, passage = found[0].reference, found[0].passage
    different, compared = _differences(said, found[0], question)
    if not compared:
        return None
    for rival in found[1:] if different else ():
        if rival.score < found[0].score - _RIVAL:
            break
        others, looked_at = _differences(said, rival, question)
        if looked_at and not others:  # the references say so themselves, be it of another case
            return _Outcome([], "", rival.passage.place)
    texts = "; ".join(f"{one.said!r} where the reference has {one.reference!r}" for one in different)
    evidence = f"{texts}: answer: {_cut(said.text)} | {passage.place}: {_cut(reference.text)}"
    return _Outcome(different, evidence, passage.place)


class _Near(NamedTuple):
    score: float  # coverage both ways
    same: bool
    reference: align.Sentence
    passage: _Passage


def _differences(
    said: align.Sentence, near: _Near, question: align.Sentence
) -> tuple[list[align.Difference], int]:
    stated = [*(near.reference.values if near.same else near.passage.values), *question.values]
    return align.differences(said, near.reference, stated, near.passage.context, question.keys)


def _counterparts(
    said: align.Sentence, nearest: Sequence[int], question: align.Sentence, reader: _Reader
) -> list[_Near]:
    """Return the sentences of the nearest passages that say nearly the same, best first."""
    found: list[tuple[float, int, int, _Near]] = []
    content = align.weights(said, reader.weigh)
    subject = content.keys() & question.keys
    asked = [token.key for token in question.names if reader.weigh(token.key) > 0]
    for rank, number in enumerate(nearest):
        if number < 0:
            continue
        passage = reader.passage(number)
        if len(content.keys() & passage.keys) < align.SHARED - 1 or not _about(passage, said, asked):
            continue
        for place, reference in enumerate(passage.sentences):
            full = align.coverage(said, content, reference)
            # What question and answer share is what they are about: the counterpart must be about it too.
            if full < align.COVERAGE or not subject <= (reference.keys | passage.titled):
                continue
            back = align.coverage(reference, align.weights(reference, reader.weigh), said)
            if back >= align.BACK:
                near = _Near(full + back, min(full, back) >= align.SAME, reference, passage)
                found.append((-near.score, rank, place, near))
    return [near for *_, near in sorted(found, key=lambda one: one[:3])]


def _about(passage: _Passage, said: align.Sentence, asked: Sequence[str]) -> bool:
    """Tell whether a passage is about what is asked: it has one of the question's names.

    A sentence that names nothing itself ("it weighs 9 kg") speaks of what the question names, so then the passage
    must have all of them.
    """
    if not asked:
        return True
    return (any if said.names else all)(name in passage.context for name in asked)


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _passages(documents: Sequence[Document]) -> list[tuple[str, str, str]]:
    """Cut documents into passages of whole sentences, about 120 words each."""
    found = []
    for document in documents:
        pieces: list[str] = []
        size = 0
        for piece in sentences(document.text):
            pieces.append(piece.replace(_MARK, " "))
            size += len(piece.split())
            if size >= PASSAGE_WORDS:
                found.append((document.title, _MARK.join(pieces), document.place))
                pieces, size = [], 0
        if pieces:
            found.append((document.title, _MARK.join(pieces), document.place))
    return found


__all__ = ["Document", "fit", "measure"]
