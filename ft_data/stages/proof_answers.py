"""The second opinion of the proof: do the answers of the selection fit their questions, as those of other arms do?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from ft_data.proof import table
from ft_data.proof.arms import PREVIOUS, RANDOM, Rows


def tried(
    parts: Sequence[pa.Table],
    held: pa.Table,
    drawn: Mapping[str, list[Rows]],
    sizes: Mapping[str, tuple[int, int]],
    slices: Sequence[str],
) -> tuple[pa.Table, dict[str, Any]]:
    """Return `table.PROOF` of the proxy `answers`. ``parts``: the pool's rows, then the targets, in the places of ``drawn``."""
    from ft_data.proof.answers import Answers
    from ft_data.proof.proxy import together

    pool, wanted = ([_words(part[side]) for side in ("prompt_text", "response_text")] for part in parts)
    asked, told = (_words(held[side]) for side in ("prompt_text", "response_text"))
    proxy = Answers((together(pool[0], wanted[0]), together(pool[1], wanted[1])), (asked, told))
    losses = {arm: [proxy.losses(one) for one in draws] for arm, draws in drawn.items()}
    words = np.maximum(proxy.words(), 1)
    made, stats = table.compared(proxy.name, losses, sizes, words, slices, parts[1].num_rows)
    told_of = {row["arm"]: row["said"] for row in made.to_pylist() if row["slice"] == table.ALL}
    said = [f"answers to their questions: {told_of[arm]}" for arm in (RANDOM, PREVIOUS) if arm in told_of]
    return made, {"said": said, "answers": stats.get("against_random")}


def _words(column: Any) -> Any:
    from ft_data.signals.fitted.words import words
    from ft_data.text.columns import text_of

    return words(text_of(column))
