"""Recognising tables and chats in plain text by their first lines."""

from __future__ import annotations

import re

# A time in brackets or bare, then <nick> or * nick: what IRC clients write.
CHAT = re.compile(r"\[?\d{1,2}:\d{2}(?::\d{2})?\]?\s+(?:<[^>\s]{1,40}>|\*+\s+\S)|(?:===|\*\*\*|-!-)\s+\S")
# 31.12.20, 21:15 - Name: text, and [31/12/2020, 9:15:03 PM] Name: text: what phone messengers export.
MESSENGER = re.compile(
    r"\u200e?\[?\d{1,4}[./-]\d{1,2}[./-]\d{2,4},?\s+\d{1,2}:\d{2}(?::\d{2})?(?:[\s\u202f][APap]\.?[Mm]\.?)?\]?"
    r"(?:\s+-)?\s+\S"
)
_LINES = 60


def _sample(text: str) -> list[str]:
    return [line.rstrip("\r") for line in text.split("\n")[:_LINES] if line.strip()]


def looks_like_chat(text: str) -> bool:
    """Tell whether most lines start like those of a chat log, and some have a speaker."""
    sample = _sample(text)
    matching = sum(bool(CHAT.match(line) or MESSENGER.match(line)) for line in sample)
    spoken = sum(bool(re.match(r".{0,40}?(?:<[^>\s]{1,40}>|[:\]-] )", line)) for line in sample)
    return len(sample) >= 3 and matching >= 0.6 * len(sample) and spoken * 3 >= len(sample)


def looks_like_table(text: str) -> bool:
    """Tell whether all complete lines have the same number of tabs, and at least one."""
    sample = _sample(text[: text.rfind("\n") + 1])
    return len(sample) >= 2 and sample[0].count("\t") >= 1 and len({line.count("\t") for line in sample}) == 1
