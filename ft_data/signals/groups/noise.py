"""Signals of the group `noise`."""

from __future__ import annotations

import pyarrow as pa

from ft_data.signals.api import PAIR, Field, Group, Signal

_RATIO = "ratio 0..1"
_ALL: tuple[tuple[str, str], ...] = (
    (
        "gibberish",
        "Letters of words that cannot be pronounced (no vowel in five letters, six consonants in a row, pairs such as `qx`, four "
        "keys side by side) / letters of ASCII words; raised by common words spelt backwards. Names in code marks, paths, "
        "identifiers, formulas and commands are left out; null for a text with letters beyond ASCII.",
    ),
    (
        "word_salad",
        "Articles and prepositions followed by a word that cannot follow, sentences that start small and small words with a "
        "capital inside one / all places of these kinds; null below 6, and for a text that is not English.",
    ),
    ("stutter", "Words that repeat the word before them / words."),
)  # fmt: skip


def _signals() -> tuple[Signal, ...]:
    """Return the signals, of the prompt and of the response."""
    fields: tuple[Field, ...] = ("prompt", "response")
    return tuple(
        Signal(f"{field}_{name}", pa.float32(), field, _RATIO, text)
        for field in fields
        for name, text in _ALL
    )


GROUP = Group(
    name="noise",
    signals=_signals(),
    columns=PAIR,
    measure="ft_data.signals.noise.measure:noise_signals",
)
