"""Recognising tables and chats in plain text by their first lines."""

from __future__ import annotations

import re

# A time in brackets or bare, then <nick> or * nick: what IRC clients write.
CHAT = re.compile(r"\[?\d{1,2}:\d{2}(?::\d{2})?\]?\s+(?:<[^>\s]{1,40}>|\*+\s+\S)|(?:===|\*\*\*|-!-)\s+\S")
# 31.12.20, 21:15 - Name: text; [31/12/2020, 9:15:03 PM] Name: text; 2020/12/31 下午9:15 - 名: 文; 2020. 12. 31. 오후 9:15, ...:
# what phone messengers export. The half of the day is said before the hour or after it, in the language of the phone.
BEFORE_NOON = ("上午", "午前", "오전", "凌晨", "清晨", "早上")
AFTER_NOON = ("下午", "午後", "오후", "晚上", "中午", "傍晚")
STAMP = (
    r"[\u200e\u200f]?\[?(?P<date>\d{1,4}[./-][ ]?\d{1,2}[./-][ ]?\d{1,4}\.?|\d{2,4}年\d{1,2}月\d{1,2}日),?\s+"
    rf"(?:(?P<early>{'|'.join(BEFORE_NOON + AFTER_NOON)})\s?)?(?P<hour>\d{{1,2}}):(?P<minute>\d{{2}})(?::\d{{2}})?"
    r"(?:[\s\u202f\xa0]?(?P<half>[AaPp])[.\s\u202f\xa0]{0,3}[Mm]\b\.?)?\]?(?:\s+[-–]|,)?\s+"
)
MESSENGER = re.compile(STAMP + r"\S")
_LINES = 60


def _sample(text: str) -> list[str]:
    return [line.rstrip("\r") for line in text.split("\n")[:_LINES] if line.strip()]


def looks_like_chat(text: str) -> bool:
    """Tell whether most lines start like those of a chat log, and some have a speaker."""
    sample = _sample(text)
    stamped = [bool(MESSENGER.match(line)) for line in sample]
    if sum(stamped) >= 3 and stamped[0]:  # a message may have many lines, an address book has no times
        return sum(stamped) >= 0.3 * len(sample)
    matching = sum(bool(CHAT.match(line)) or stamp for line, stamp in zip(sample, stamped, strict=True))
    spoken = sum(bool(re.match(r".{0,40}?(?:<[^>\s]{1,40}>|[:\]-] )", line)) for line in sample)
    return len(sample) >= 3 and matching >= 0.6 * len(sample) and spoken * 3 >= len(sample)


def looks_like_table(text: str) -> bool:
    """Tell whether all complete lines have the same number of tabs, and at least one."""
    sample = _sample(text[: text.rfind("\n") + 1])
    return len(sample) >= 2 and sample[0].count("\t") >= 1 and len({line.count("\t") for line in sample}) == 1
