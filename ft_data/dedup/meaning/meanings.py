"""The meaning of a row: a vector per side, and a key that rows must share to be compared at all. Row-local."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import xxhash

from ft_data.dedup.meaning.embedding import DIMENSIONS, TOKENS, embed
from ft_data.dedup.meaning.guards import SHORT, Reading, reading

ENGLISH = 0.15  # least share of function words: other languages, code and lists are not judged
_LONGEST = TOKENS * 10  # characters; texts beyond have too many tokens for certain

VECTOR = pa.binary()  # `DIMENSIONS` signed bytes
MEANINGS = pa.schema(
    [
        pa.field("record_id", pa.string()),
        pa.field("meaning_key", pa.uint64()),  # numbers, negations, words of short sides; 0 = not judged
        pa.field("prompt_vector", VECTOR),  # null: empty or short, compared word for word
        pa.field("response_vector", VECTOR),
    ]
)


def meanings(table: pa.Table) -> pa.Table:
    """Return `MEANINGS` of every row of ``table`` (``record_id, prompt_text, response_text``), in its order.

    A row is judged when each side is either English of up to `TOKENS` tokens, or under `SHORT` words (then it
    must be equal), and at least one side is of the first kind. Raises EmbedMissing.
    """
    prompts, responses = (
        [text or "" for text in table[name].to_pylist()] for name in ("prompt_text", "response_text")
    )
    sides = [(_side(p), _side(r)) for p, r in zip(prompts, responses, strict=True)]
    judged = [p is not None and r is not None and (p[1] or r[1]) for p, r in sides]
    wanted: dict[str, int] = {}
    for texts, side in ((prompts, 0), (responses, 1)):
        for text, both, one in zip(texts, sides, judged, strict=True):
            found = both[side]
            if one and found is not None and found[1]:
                wanted.setdefault(text, len(wanted))
    vectors, known = embed(list(wanted))
    data = vectors.tobytes()
    keys = np.zeros(len(sides), np.uint64)
    columns: tuple[list[bytes | None], list[bytes | None]] = ([], [])
    for row, (prompt, response) in enumerate(zip(prompts, responses, strict=True)):
        p, r = sides[row]
        places = [
            wanted[text] if side is not None and side[1] else None
            for text, side in ((prompt, p), (response, r))
            if judged[row]
        ]
        usable = judged[row] and all(place is None or known[place] for place in places)
        if usable and p is not None and r is not None:
            keys[row] = xxhash.xxh3_64_intdigest(repr((p[0], r[0])).encode()) or 1
        for column, place in zip(columns, places if usable else (None, None), strict=True):
            column.append(None if place is None else data[place * DIMENSIONS : (place + 1) * DIMENSIONS])
    return pa.table(
        {
            "record_id": table["record_id"].cast(pa.string()),
            "meaning_key": keys,
            "prompt_vector": pa.array(columns[0], VECTOR),
            "response_vector": pa.array(columns[1], VECTOR),
        },
        schema=MEANINGS,
    )


def _side(text: str) -> tuple[object, bool] | None:
    """Return what must be equal, and whether the rest is compared by meaning; None: the text is not judged."""
    if len(text) > _LONGEST:
        return None
    found = reading(text)
    if len(found.words) < SHORT or not found.content:
        return found.words, False
    return ((found.numbers, found.negations), True) if _english(found) else None


def _english(found: Reading) -> bool:
    return found.functions >= ENGLISH * len(found.words)
