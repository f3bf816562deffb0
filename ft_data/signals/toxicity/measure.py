"""Toxicity of both fields: evidence from offensive wording, weighed by how the rest of the text talks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ft_data.languages.packs import language
from ft_data.signals.english import english
from ft_data.signals.lexicon.build import Found, Lexicon, build, explain, find
from ft_data.signals.lexicon.packed import Packed
from ft_data.signals.spoken import of_packs, others
from ft_data.text.columns import Text, text_of

# Most evidence of one kind. Strong words count in full; mild ones are diluted by a long text around them.
_STRONG = {"slur": 6.0, "profanity": 4.0, "sexual": 5.0, "threat": 3.0}
_MILD = {"insult": 2.6, "hate": 2.4, "scorn": 2.0, "ambiguous": 2.0}
_KINDS = (*_STRONG, *_MILD)
_DILUTION = 60.0  # words of text that mild evidence survives undiluted
_TOLD = 0.3  # from which score on it is said which words it rests on
_CASUAL_SHARE = 0.08  # share of chat spellings at which an ambiguous word counts in full


class Toxicity(NamedTuple):
    """Scores 0..1 per row, and what was found."""

    score: npt.NDArray[np.float64]
    found: Found


@cache
def lexicon() -> Lexicon:
    """Return the compiled list of offensive wording."""
    words = language("en")
    return build({**words.toxicity, "casual": {1.0: words.casual}}, words.stars)


@cache
def _packed(code: str) -> Packed | None:
    """Return the compiled list of another language than English, None where its pack has none."""
    pack = language(code)
    if not pack.offences:
        return None
    kinds: dict[str, Mapping[float, Sequence[str]]] = {name: {} for name in _KINDS}
    return Packed({**kinds, **pack.offences, "casual": {1.0: pack.casual}}, pack.spaced, pack.endings)


def toxicity(text: Text) -> Toxicity:
    """Score every row of a column by English words: 1 - exp(-evidence)."""
    return _scored(find(text, lexicon()), lexicon())


def _scored(found: Found, words: Lexicon) -> Toxicity:
    sums = {name: found.sums[:, k].astype(np.float64) for k, name in enumerate(words.categories)}
    count = np.maximum(found.words, 1)
    dilution = np.minimum(1.0, _DILUTION / count)
    talk = sums["casual"] / np.maximum(count, 20)
    strong = sum(np.minimum(sums[name], most) for name, most in _STRONG.items())
    casual = np.clip(np.maximum(talk / _CASUAL_SHARE, strong / 1.5), 0.0, 1.0)
    # A short text is all there is to judge by, so an ambiguous word counts half even in plain language.
    sums["ambiguous"] = sums["ambiguous"] * (0.5 + 1.3 * casual)
    mild = sum(np.minimum(sums[name] * dilution, most) for name, most in _MILD.items())
    # Mild words alone, in plain language, never make a text surely toxic: dictionaries are full of them.
    # One such word, however often it is said, is what a text about sports, animals or illnesses has too.
    several = _distinct(found, words, tuple(_MILD)) >= 2
    evidence = strong + np.minimum(mild, np.where(several, 1.5, 1.1) + 2.0 * casual)
    return Toxicity(1.0 - np.exp(-np.maximum(evidence, 0.0)), found)


def _distinct(found: Found, words: Lexicon, names: tuple[str, ...]) -> npt.NDArray[np.int64]:
    """Return how many different entries of some categories each row has."""
    numbers = [words.categories.index(name) for name in names]
    is_one = np.append(np.isin(words.category, numbers), False)
    counted: npt.NDArray[np.int64] = is_one[found.hits].sum(axis=1)
    return counted


def toxicity_signals(table: pa.Table, params: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of the group `toxicity`."""
    prompts, responses = text_of(table["prompt_text"]), text_of(table["response_text"])
    out = {"prompt_toxicity": np.zeros(len(prompts)), "toxicity": np.zeros(len(responses))}
    for rows, result, _ in _judged(prompts, prompts):
        out["prompt_toxicity"][rows] = result.score
    reasons: list[list[str] | None] = [None] * len(responses)
    for rows, result, words in _judged(responses, prompts):
        out["toxicity"][rows] = result.score
        explain(reasons, rows, result.score >= _TOLD, result.found, words, _KINDS)
    return {**out, "toxicity_reason": pa.array(reasons, pa.list_(pa.string()))}


def _judged(text: Text, asked: Text) -> Iterator[tuple[npt.NDArray[np.int64], Toxicity, Lexicon]]:
    """Yield all rows of a column as English words judge them, then those of other languages as their own words do."""
    result = toxicity(text)
    # English words say nothing about a text of another language, unless they are there.
    scores = np.where(english(text) | (result.score > 0), result.score, np.nan)
    yield np.arange(len(text)), Toxicity(scores, result.found), lexicon()
    for code, rows, texts in others(text, of_packs(text, asked)):
        packed = _packed(code)
        if packed is not None:
            yield rows, _scored(packed.find(texts), packed.lexicon), packed.lexicon
