"""Which topic a row belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ft_data.signals.fitted import topics
from ft_data.signals.fitted.model import Model, model_of
from ft_data.signals.fitted.stop import function_words
from ft_data.signals.fitted.words import words
from ft_data.text.columns import Text, text_of


def fit(corpus: pa.Table, count: int, seed: int = 0) -> Model:
    """Find topics in rows of a corpus. Rows are taken by id, so their order does not matter."""
    text = _text(corpus.sort_by("record_id"))
    arrays, names = topics.fit(words(text), text, count, function_words(), seed)
    return Model(arrays, {"names": names, "rows": corpus.num_rows, "asked": count})


def measure(table: pa.Table, params: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of the group `topics` under ``params["model"]``."""
    model = model_of(params)
    best, cosine = topics.assign(words(_text(table)), model.arrays)
    names = np.array([*model.facts["names"], None], object)
    return {
        "topic": pa.array(np.where(best < 0, 0, best), pa.int32(), mask=best < 0),
        "topic_name": names[best].tolist(),
        "topic_similarity": cosine,
    }


def _text(table: pa.Table) -> Text:
    """Return prompt and answer as one text."""
    sides = [
        pc.fill_null(table.column(name).combine_chunks(), "").cast(pa.large_string())
        for name in ("prompt_text", "response_text")
    ]
    joined = pc.binary_join_element_wise(*sides, pa.scalar("\n", pa.large_string()))
    return text_of(joined.combine_chunks() if isinstance(joined, pa.ChunkedArray) else joined)
