"""Signals of the group `protected`, measured where the recipe names protected works."""

from __future__ import annotations

import pyarrow as pa

from ft_data.signals.api import PAIR, Group, Signal

_SIGNALS = (
    Signal(
        "protected_run", pa.int32(), "row", "words",
        "Longest run of words, case and punctuation aside, that prompt or answer shares verbatim with a text of `protected`; 0 below "
        "five words. Fifty tokens, about forty words, are the usual length from which a copy is no chance.",
        "own; length by Lee et al. 2022 (Deduplicating Training Data Makes Language Models Better)",
    ),
    Signal("protected_work", pa.string(), "row", "title", "The text of `protected` that the longest run is in; null without one."),
)  # fmt: skip

GROUP = Group(
    name="protected",
    signals=_SIGNALS,
    columns=PAIR,
    measure="ft_data.signals.fitted.protected:measure",
    needs=("model",),
    asked="protected",
    arrays=("position", "ptr", "sieve", "slot", "table", "text", "titles", "titles_at", "word_ptr", "words"),
)
