"""How much a row looks like the `targets`: what the model will really meet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ft_data.signals.fitted import importance, kneserney, retrieval
from ft_data.signals.fitted.model import INDEX, Model, model_of, packed, unpacked
from ft_data.signals.fitted.stop import function_words
from ft_data.signals.fitted.words import Words, words, words_of
from ft_data.text.columns import Text, text_of

Compare = Literal["prompt", "response", "first", "both"]
MOST_WORDS = 5_000_000  # words of targets the language model is estimated from
MOST_PASSAGES = 20_000  # targets that a row's nearest is looked for among


class Target(NamedTuple):
    """One text of the targets, its personal data masked, and where it stands."""

    prompt: str
    response: str
    place: str


def resolve(compare: str, targets: Sequence[Target]) -> Compare:
    """Say which text of a row is compared. ``auto``: both where a target has a prompt and an answer.

    Targets that are one text each are what a model is asked: a row is compared by its prompt, or by its only text.
    """
    if compare != "auto":
        return compare  # type: ignore[return-value]
    paired = any(target.prompt.strip() and target.response.strip() for target in targets)
    return "both" if paired else "first"


def fit(targets: Sequence[Target], corpus: pa.Table, compare: str = "auto") -> Model:
    """Fit the language model, the index and the importance weights.

    ``corpus`` has `prompt_text` and `response_text` of rows of the dataset (the background of importance).
    The order of neither side matters. Raises ValueError when the targets hold no words.
    """
    mode = resolve(compare, targets)
    distinct: dict[tuple[str, ...], str] = {}
    for target in targets:
        sides = _sides(target, mode)
        if any(side.strip() for side in sides):
            distinct[sides] = min(target.place, distinct.get(sides, target.place))
    ordered = sorted(distinct, key=_by_hash)
    counted: list[tuple[str, ...]] = []
    room = MOST_WORDS
    for sides in ordered:
        room -= sum(len(side.split()) for side in sides)
        if room < 0 and counted:
            break
        counted.append(sides)
    passages = ordered[:MOST_PASSAGES]
    spoken = words_of([side for sides in counted for side in sides])
    names, names_at = packed([distinct[sides] for sides in passages])
    whole = words_of(["\n".join(sides) for sides in passages])
    arrays = {
        **kneserney.fit(spoken),
        "importance": importance.fit(spoken, words_in(corpus, mode)),
        **{
            f"near_{name}": array
            for name, array in retrieval.index(whole, "cosine", function_words()).items()
        },
        "places": names,
        "places_at": names_at,
        "target_at": whole.at,  # the words of each target, for what weighs rows against single targets
        "target_hashes": whole.hashes,
    }
    facts = {
        "compare": mode,
        "texts": len(distinct),
        "texts_counted": len(counted),
        "words": len(spoken.hashes),
        "vocabulary": len(arrays["vocabulary"]),
        "corpus_rows": corpus.num_rows,
    }
    return Model(arrays, facts)


def measure(table: pa.Table, params: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of the group `targets` under ``params["model"]``."""
    model = model_of(params)
    columns = columns_of(table, model.facts["compare"])
    found = [words(column) for column in columns]
    rows = table.num_rows
    total, unknown, count, used = (np.zeros(rows) for _ in range(4))
    heavy, features = np.zeros(rows), np.zeros(rows)
    tops = []
    for side in found:
        logs, strange, length = kneserney.perplexity(side, model)
        total, unknown, count = total + logs, unknown + strange, count + length
        used += length > 0
        weight, size, best = importance.importance(side, model.arrays["importance"], function_words())
        heavy, features = heavy + weight, features + size
        tops.append(best)
    near = {name: model.arrays[f"near_{name}"] for name in INDEX}
    best, score = retrieval.nearest(joined(found), near, "cosine")
    empty = count == 0
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        values: dict[str, Any] = {
            "target_perplexity": np.minimum(np.exp(-total / (count + used)), 1e12),
            "target_unknown": unknown / count,
            "target_relevance": score[:, 0].copy(),
            "target_importance": heavy / features,
        }
    for value in values.values():
        value[empty] = np.nan
    values["target_nearest"] = [
        None if place < 0 else unpacked(model, "places", int(place)) for place in best[:, 0].tolist()
    ]
    values["target_terms"] = terms_of(columns, found, tops, model.arrays["importance"])
    return values


def _sides(target: Target, mode: Compare) -> tuple[str, ...]:
    if mode == "both":
        return (target.prompt, target.response)
    if mode == "first":
        return (target.prompt if target.prompt.strip() else target.response,)
    return (target.prompt if mode == "prompt" else target.response,)


def _by_hash(sides: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    import xxhash

    return xxhash.xxh3_128_hexdigest("\0".join(sides).encode()), sides


def columns_of(table: pa.Table, mode: Compare) -> list[Text]:
    """Return the texts of rows that are compared."""
    if mode == "both":
        return [text_of(table["prompt_text"]), text_of(table["response_text"])]
    if mode == "first":
        prompt, response = (
            pc.fill_null(table.column(name).combine_chunks(), "") for name in ("prompt_text", "response_text")
        )
        first = pc.if_else(pc.equal(pc.utf8_length(pc.utf8_trim_whitespace(prompt)), 0), response, prompt)
        return [text_of(first.combine_chunks() if isinstance(first, pa.ChunkedArray) else first)]
    return [text_of(table["prompt_text" if mode == "prompt" else "response_text"])]


def words_in(table: pa.Table, mode: Compare) -> Words:
    """Return the words of rows that are compared, one text per row."""
    return joined([words(column) for column in columns_of(table, mode)])


def joined(parts: Sequence[Words]) -> Words:
    """Return the words of several columns as one text per row."""
    if len(parts) == 1:
        return parts[0]
    sizes = np.stack([np.diff(part.at) for part in parts], 1)
    at = np.concatenate([[0], np.cumsum(sizes.sum(1))]).astype(np.int64)
    hashes = np.empty(int(at[-1]), np.uint64)
    offset = np.zeros(len(parts[0]), np.int64)
    for number, part in enumerate(parts):
        to = np.repeat(at[:-1] + offset - part.at[:-1], sizes[:, number]) + np.arange(len(part.hashes))
        hashes[to] = part.hashes
        offset += sizes[:, number]
    none = np.zeros(0, np.int64)
    return Words(hashes, at, none, none)


def terms_of(
    columns: Sequence[Text], found: Sequence[Words], tops: Sequence[npt.NDArray[np.int64]], weights: Any
) -> list[list[str] | None]:
    """Return the words a row's importance rests on, heaviest first."""
    out: list[list[str] | None] = []
    for row in range(len(columns[0])):
        terms: dict[str, float] = {}
        for column, side, best in zip(columns, found, tops, strict=True):
            first = int(side.at[row])
            for place in best[row].tolist():
                if place >= 0:
                    k = first + place
                    word = bytes(column.data[side.start[k] : side.end[k]]).decode(errors="replace").lower()
                    terms[word] = float(importance.weight_of(int(side.hashes[k]), weights))
        ordered = sorted(terms, key=lambda word: (-terms[word], word))[:3]
        out.append(ordered or None)
    return out
