"""Signals of the group `noise`."""

from __future__ import annotations

import pyarrow as pa

from ft_data.signals.api import Field, Signal

_RATIO = "ratio 0..1"
_ALL: tuple[tuple[str, str, str], ...] = (
    (
        "gibberish", _RATIO,
        "Letters of words that cannot be pronounced (no vowel, six consonants in a row, pairs such as `qx`, keys side "
        "by side) / letters of ASCII words; raised by common words spelt backwards.",
    ),
    ("word_salad", _RATIO, "Articles and prepositions followed by a word that cannot follow, sentences that start small and small words with a capital inside one / all places of these kinds; null below 6."),
    ("stutter", _RATIO, "Words that repeat the word before them / words."),
    ("mixed_script_words", "count", "Words that mix Latin letters with Greek or Cyrillic ones."),
    ("digits_in_words", _RATIO, "Words with a digit between small letters / words."),
    ("mixed_case", _RATIO, "Words whose case changes at random / words."),
    ("run_together", _RATIO, "Letters of words longer than 28 letters / letters of ASCII words."),
    ("keyboard_runs", "count", "Words with four neighbouring keys in a row, in one direction."),
)  # fmt: skip


def signals() -> tuple[Signal, ...]:
    """Return the signals, of the prompt and of the response."""
    fields: tuple[Field, ...] = ("prompt", "response")
    return tuple(
        Signal(f"{field}_{name}", pa.int32() if unit == "count" else pa.float32(), field, unit, text)
        for field in fields
        for name, unit, text in _ALL
    )
