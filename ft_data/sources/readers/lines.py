"""Recognising tables and chats in plain text by their first lines."""

from __future__ import annotations

import csv
import io
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
MOST_LINES = 200  # of a channel that never falls silent: there a conversation is cut
_LINES = 60
_ALIKE = 0.95  # of the records of a table; the others become rejects


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


def table_format(text: str) -> str | None:
    """Return the format of a table that is called .txt or has no name: tsv, csv, or None for text.

    Nearly all records have the width of the first one, whose cells are names; a quoted cell may go over several lines.
    Blanks after the signs are prose or a list, and two columns by a sign that sentences have are too few to tell.
    """
    sample = _sample(text[: text.rfind("\n") + 1])
    if len(sample) >= 2 and "\t" in sample[0] and len({line.count("\t") for line in sample}) == 1:
        return "tsv"  # whatever quotes it has
    for delimiter, found, least in (("\t", "tsv", 2), (";", "csv", 3), ("|", "csv", 3), (",", "csv", 3)):
        first = text.partition("\n")[0]
        if first.count(delimiter) < least - 1:
            continue
        try:
            records = [one for one in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if one]
        except csv.Error:
            continue
        if not text.endswith("\n"):
            records.pop()  # the head of a file ends anywhere
        alike = sum(len(one) == len(records[0]) for one in records) if records else 0
        if alike >= max(least, _ALIKE * len(records)) and are_names(records[0], delimiter):
            return found
    return None


def are_names(cells: list[str], delimiter: str) -> bool:
    """Tell whether the first cells of a table may be the names of its columns."""
    if delimiter == "\t":
        return True
    said = [cell for cell in cells if cell]
    return len(set(said)) == len(said) > 1 and not any(_SAID.search(cell) for cell in said)


# What no name of a column has: a blank in front, the end of a sentence, a number alone, forty characters.
_SAID = re.compile(r"^\s|[.!?:] |[!?]$|^[\d.,-]+$|^.{40}")
