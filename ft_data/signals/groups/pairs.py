"""Signals of the group `pairs`: what sets the two answers of a preference apart, whatever they say."""

from __future__ import annotations

import pyarrow as pa

from ft_data.signals.api import Group, Signal, score

_SIGNALS = (
    score("pair_length", "row", "How often the chosen answer is twice as long as the rejected one, in characters: 1 twice, -1 half as long; null where an answer is empty, as for rows that are no preference.", "length bias: Singhal et al. 2023, AlpacaEval 2", "doublings"),
    Signal("pair_markup", pa.int32(), "row", "count", "Lines of the chosen answer that are headings, list items, fences or table rows, or hold bold text, less those of the rejected one; null for rows that are no preference.", "format bias: Zhang et al. 2024"),
    score("pair_margin", "row", "Score of the chosen answer less that of the rejected one, as the source gives them beside the pair; null where it gives none.", "margins: Llama 2 reward models", "as given"),
    Signal("pair_key", pa.int64(), "row", "hash", "Prompt, chosen and rejected answer, white space aside; null for rows that are no preference."),
    Signal("pair_turned", pa.int64(), "row", "hash", "The pair_key of the pair that prefers the other answer."),
)  # fmt: skip

GROUP = Group(
    name="pairs",
    signals=_SIGNALS,
    columns=("record_id", "kind", "chosen", "rejected", "prompt_text", "extra"),
    measure="ft_data.signals.pairs.measure:pair_signals",
)
