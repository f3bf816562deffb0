"""Signals of the group `exact`."""

from __future__ import annotations

from ft_data.signals.api import Group, Signal, count, flag

_SIGNALS: tuple[Signal, ...] = (
    flag("equal_pair", "A preference whose chosen and rejected turns say the same, white space aside; null for other rows.", field="row"),
    flag("exact_echo", "The answer is the whole prompt over again, once or twice, character for character, white space aside: at least 4 words, one prompt without a system message.", field="both"),
    flag("strict_loop", "One unit of at most 40 words is said 8 times or more in a row and makes up 60% of an answer of at least 30 words; no code, and the prompt does not hold the unit. A text that answers nothing has 200 characters at least.", field="response"),
    flag("bare_frame", "A text that answers nothing and says nothing below its headings: commands of a template (Jinja, Liquid, ERB), or 2 to 6 lines of one link each to other pages of the site.", field="response"),
    count("replacement_chars", "U+FFFD beside a letter or digit, or beside another one, in prompt and answer; 0 where they speak of the character.", field="both"),
    flag("damaged", "At least 3 replacement_chars in the answer, or 1 in 100 of its words: text that was lost when it was read. Those of a request may be what is to be mended; of a text that answers nothing the lines that hold them are half of it.", field="response"),
    count("control_chars", "Control characters (C0 without tab and line ends, DEL, C1 without NEL) and noncharacters in the answer.", field="response"),
)  # fmt: skip

GROUP = Group(
    name="exact",
    signals=_SIGNALS,
    columns=("record_id", "kind", "messages", "chosen", "rejected", "prompt_text", "response_text"),
    measure="ft_data.signals.exact.measure:exact_signals",
)
