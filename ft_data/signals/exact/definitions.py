"""Signals of the group `exact`."""

from __future__ import annotations

import pyarrow as pa

from ft_data.signals.api import Field, Signal


def _flag(name: str, definition: str, field: Field, source: str = "own") -> Signal:
    return Signal(name, pa.bool_(), field, "yes/no", definition, source)


SIGNALS: tuple[Signal, ...] = (
    _flag("equal_pair", "A preference whose chosen and rejected turns say the same, white space aside; null for other rows.", "row"),
    _flag("exact_echo", "The answer is the whole prompt over again, character for character, white space aside: at least 4 words, one prompt without a system message.", "both"),
    _flag("strict_loop", "One unit of at most 40 words is said 8 times or more in a row and makes up 60% of an answer of at least 30 words; no code, and the prompt does not hold the unit.", "response"),
    Signal("replacement_chars", pa.int32(), "both", "count", "U+FFFD beside a letter or digit, or beside another one, in prompt and answer; 0 where they speak of the character."),
    _flag("damaged", "At least 3 replacement_chars, or 1 in 100 words: text that was lost when it was read.", "both"),
    Signal("control_chars", pa.int32(), "both", "count", "Control characters (C0 without tab and line ends, DEL, C1 without NEL) and noncharacters in prompt and answer."),
)  # fmt: skip
