"""Search rows for benchmark items. Row-local: a row's hits depend on that row and the index alone.

A row is contaminated by an item text when

- it *covers* most of the text's weight (see `index`): 60%, more of short texts (10 words: 95%); or
- the text is a question of `ALIGNED_WORDS` words and more, a few of its 5-grams are in the row, and around
  them three quarters of its words are found in order: an edited question, or the same one with other numbers.

The shared words must weigh `LEAST_WEIGHT` and lie all over the text, not in one stretch of it. A short
question whose words weigh little still counts when it is the whole prompt. Punctuation, line breaks, case and
the order of options do not matter. Digit lists, loops, boilerplate and stock phrases weigh little or nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ft_data.decontamination.index import ANSWER, FIELDS, LEAST_WEIGHT, LEAST_WORDS, Index
from ft_data.decontamination.matching import Matches, matches
from ft_data.example import said
from ft_data.text.columns import Text, text_of
from ft_data.text.words import Scratch, Words

VERSION = "1"
CHUNK = 1024
COVERAGE = 0.60
ALIGNMENT = 0.75
VERBATIM = 0.98
CANDIDATE = 0.12  # coverage from which alignment is computed
ALIGNED_WORDS = 15
SPREAD = 3  # of eight stretches of the text that must have a match
EVIDENCE = 240  # characters
PER_ROW = 5  # items reported per row

HITS = pa.schema(
    [
        ("record_id", pa.string()),
        ("benchmark", pa.string()),
        ("item_id", pa.string()),
        ("split", pa.string()),
        ("field", pa.string()),  # of the item: question, answer, choices
        ("method", pa.string()),  # verbatim, embedded, edited, answer_leak
        ("signal", pa.string()),  # coverage, alignment: what decided
        ("score", pa.float64()),
        ("threshold", pa.float64()),
        ("run", pa.int32()),  # words of the longest common run
        ("where", pa.string()),  # of the row: prompt, response, rejected
        ("start", pa.int32()),  # characters of that text
        ("end", pa.int32()),
        ("evidence", pa.string()),
    ]
)


def default_params() -> dict[str, float]:
    """Return the parameters of `scan`; with the index's key they are part of the name of a cached scan."""
    return {"coverage": COVERAGE, "alignment": ALIGNMENT}


def scan(table: pa.Table, index: Index, params: Mapping[str, Any] | None = None) -> pa.Table:
    """Return the hits (`HITS`) of the rows of ``table`` (``record_id, prompt_text, response_text``).

    ``rejected`` (turns: ``content, reasoning``) is read when present. It is searched by itself: what a pair
    published as the worse answer is in no other text, and an item must not be pieced together from both answers.
    At most `PER_ROW` items per row, the best first, and as many of its rejected side.
    """
    settings = default_params() | dict(params or {})
    texts = text_of(table["prompt_text"]), text_of(table["response_text"])
    hits = _hits(table["record_id"], texts, ("prompt", "response"), index, settings)
    if "rejected" in table.column_names:
        pairs = table.filter(pc.is_valid(table["rejected"]))
        worse = ["\n\n".join(map(said, turns)) for turns in pairs["rejected"].to_pylist()]
        texts = text_of(pa.array([""] * len(worse), pa.string())), text_of(pa.array(worse, pa.large_string()))
        hits += _hits(pairs["record_id"], texts, ("", "rejected"), index, settings)
    return pa.Table.from_pylist(hits, schema=HITS)


def _hits(
    ids: pa.ChunkedArray,
    texts: tuple[Text, Text],
    names: tuple[str, str],
    index: Index,
    settings: Mapping[str, float],
) -> list[dict[str, Any]]:
    """Search the two texts of every row; ``names`` is what a hit calls them."""
    scratch = Scratch(), Scratch()
    hits: list[dict[str, Any]] = []
    for start in range(0, len(ids), CHUNK):
        asked, answered = (Text(text.data, text.offsets[start : start + CHUNK + 1]) for text in texts)
        sides = scratch[0].words(asked, apart=True), scratch[1].words(answered, apart=True)
        found = matches(*sides, index, CANDIDATE)
        chosen = _contaminated(found, *sides, index, settings)
        for number in _best(found, chosen, index):
            hit = _hit(found, number, (asked, answered), names, sides, index, settings)
            hits.append({"record_id": ids[start + int(found.row[number])].as_py(), **hit})
    return hits


def _contaminated(
    found: Matches, prompt: Words, response: Words, index: Index, settings: Mapping[str, float]
) -> npt.NDArray[np.int64]:
    size, field = index.text_words[found.text], index.text_field[found.text]
    covered = found.coverage >= _coverage_needed(size, settings["coverage"])
    aligned = (field != ANSWER) & (size >= ALIGNED_WORDS) & (found.alignment >= settings["alignment"])
    spread = found.spread >= np.minimum(SPREAD, np.maximum(size - 8, 1))  # short texts have fewer stretches
    informative = (covered | aligned) & spread & (found.weight >= LEAST_WEIGHT)
    asked, answered = np.diff(prompt.ptr)[found.row], np.diff(response.ptr)[found.row]
    side = np.where(found.first < asked, asked, answered)
    whole = (found.coverage >= VERBATIM) & (size >= LEAST_WORDS) & (side <= size + 2) & (field != ANSWER)
    return np.flatnonzero(informative | whole)


def _coverage_needed(size: npt.NDArray[np.int32], least: float) -> npt.NDArray[np.float64]:
    needed: npt.NDArray[np.float64] = np.maximum(least, np.minimum(0.95, 10 / np.maximum(size, 1)))
    return needed


def _best(found: Matches, chosen: npt.NDArray[np.int64], index: Index) -> list[int]:
    """Keep the strongest match per row and item, and the strongest items per row."""
    item = index.text_item[found.text[chosen]]
    strength = np.maximum(found.coverage, found.alignment)[chosen]
    ranked = chosen[np.lexsort((found.text[chosen], -strength, found.row[chosen]))]
    seen: set[tuple[int, int]] = set()
    count: dict[int, int] = {}
    out = []
    owners = dict(zip(chosen.tolist(), item.tolist(), strict=True))
    for number in ranked.tolist():
        row = int(found.row[number])
        key = row, owners[number]
        if key not in seen and count.get(row, 0) < PER_ROW:
            seen.add(key)
            count[row] = count.get(row, 0) + 1
            out.append(number)
    return out


def _hit(
    found: Matches,
    number: int,
    texts: tuple[Text, Text],
    names: tuple[str, str],
    sides: tuple[Words, Words],
    index: Index,
    settings: Mapping[str, float],
) -> dict[str, Any]:
    row, text = int(found.row[number]), int(found.text[number])
    item = index.items[index.text_item[text]]
    asked = int(sides[0].ptr[row + 1] - sides[0].ptr[row])
    side = 0 if found.first[number] < asked else 1
    first, last = int(found.first[number]), int(found.last[number])
    words, base = sides[side], asked * side
    own = int(words.ptr[row + 1] - words.ptr[row])
    last = min(last - base, own - 1)
    first -= base
    data = bytes(texts[side].data[texts[side].offsets[row] : texts[side].offsets[row + 1]])
    begin, end = int(words.starts[words.ptr[row] + first]), int(words.ends[words.ptr[row] + last])
    start = len(data[:begin].decode("utf-8", "replace"))
    span = data[begin:end].decode("utf-8", "replace")
    return {
        "benchmark": item.benchmark,
        "item_id": item.item_id,
        "split": item.split,
        "field": FIELDS[index.text_field[text]],
        "method": _method(found, number, index, last - first + 1, own),
        **_score(found, number, index, settings),
        "run": int(found.run[number]),
        "where": names[side],
        "start": start,
        "end": start + len(span),
        "evidence": span if len(span) <= EVIDENCE else span[: EVIDENCE // 2] + " … " + span[-EVIDENCE // 2 :],
    }


def _score(found: Matches, number: int, index: Index, settings: Mapping[str, float]) -> dict[str, Any]:
    needed = float(
        _coverage_needed(index.text_words[found.text[number : number + 1]], settings["coverage"])[0]
    )
    coverage, alignment = float(found.coverage[number]), float(found.alignment[number])
    if coverage >= needed:
        return {"signal": "coverage", "score": coverage, "threshold": needed}
    return {"signal": "alignment", "score": alignment, "threshold": settings["alignment"]}


def _method(found: Matches, number: int, index: Index, span: int, own: int) -> str:
    if index.text_field[found.text[number]] == ANSWER:
        return "answer_leak"
    if found.coverage[number] < VERBATIM:
        return "edited"
    return "verbatim" if span >= 0.8 * own else "embedded"
