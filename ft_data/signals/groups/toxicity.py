"""Signals of the group `toxicity`."""

from __future__ import annotations

import pyarrow as pa

from ft_data.signals.api import PAIR, Group, Signal, score

_EVIDENCE = (
    "1 - exp(-evidence): weights of slurs, obscenities, sexual insults and threats in full, of insults, hate and scorn "
    "diluted by texts over 60 words; ambiguous words count by how much the rest reads like chat; "
    "null for a text that is neither English nor in a language with words of its own, and has none of them."
)
_SIGNALS = (
    score("prompt_toxicity", "prompt", _EVIDENCE),
    score("toxicity", "response", _EVIDENCE),
    Signal(
        "toxicity_reason", pa.list_(pa.string()), "response", "terms",
        "Up to five terms the score rests on, heaviest first, where toxicity is at least 0.3.",
    ),
)  # fmt: skip

GROUP = Group(
    name="toxicity",
    signals=_SIGNALS,
    columns=PAIR,
    measure="ft_data.signals.toxicity.measure:toxicity_signals",
    needs=("packs",),
)
