"""One text, one fate: values that stand together, or are made after one pattern, are all somebody's or all nobody's."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Final

from ft_data.cleaning.privacy.finding import Finding
from ft_data.cleaning.privacy.program import in_program_text
from ft_data.cleaning.privacy.reserved import reserved
from ft_data.cleaning.privacy.samples import is_sample

# Domains of providers that samples use: nobody's once one address there is a sample.
_STAND_INS: Final = frozenset({"email.com", "test.com"})
_NUMBERS = re.compile(r"[0-9]+")
_LEAST: Final = {"email": 3, "ip": 4}  # values of a series
# Between two numbers of one list of them.
_LISTED = re.compile(
    r"[ \t]*(?:[;,/|]|(?:,? ?\b(?:or|and|oder|und|ou|et|o|y|e|of|en|eller|och|lub)\b)|`\n[ \t]*[-*•] `)[ \t]*"
)


def shared(text: str, left: Sequence[Finding], public: Collection[Finding]) -> Iterator[Finding]:
    """Yield those of ``left`` that are nobody's since what they belong with is: ``public`` findings of the same text.

    A house of a street of which another house is a sample's, an address at a sample's domain, mailboxes, hosts and numbers of sections that count
    up, and telephone numbers of a list that begins with a hotline's.
    """
    samples = {item for item in public if _is_made_up(text, item)}
    streets = {_shape(text, item) for item in samples if item.kind == "address"}
    domains = {_domain(text, item) for item in samples if item.kind == "email"} & _STAND_INS
    counted = _counted(text, left)
    ends = {item.end for item in public if item.kind == "phone" and item not in samples}
    for item in sorted(left):
        if item.kind == "address":
            if _shape(text, item) in streets:
                yield item
        elif item.kind == "email":
            if _domain(text, item) in domains or _series(text, item)[0] in counted:
                yield item
        elif item.kind == "ip":
            if _series(text, item)[0] in counted:
                yield item
        elif item.kind == "phone" and ends and _follows(text, item, ends):
            ends.add(item.end)
            yield item


def _is_made_up(text: str, item: Finding) -> bool:
    value = text[item.start : item.end]
    return is_sample(item, value) or reserved(item, value) or in_program_text(text, item)


def _shape(text: str, item: Finding) -> str:
    return _NUMBERS.sub("0", text[item.start : item.end].lower())


def _domain(text: str, item: Finding) -> str:
    return text[item.start : item.end].lower().rpartition("@")[2]


def _follows(text: str, item: Finding, ends: Collection[int]) -> bool:
    gap = max((end for end in ends if end <= item.start), default=-1)
    return gap >= 0 and item.start - gap <= 8 and _LISTED.fullmatch(text, gap, item.start) is not None


def _counted(text: str, items: Sequence[Finding]) -> set[str]:
    """Return what is common to mail addresses, or addresses of hosts, of which some differ by a number that goes up by one."""
    numbers: dict[tuple[str, str], set[int]] = defaultdict(set)
    for item in items:
        if item.kind in _LEAST:
            shape, number = _series(text, item)
            numbers[item.kind, shape].add(number)
    return {
        shape
        for (kind, shape), some in numbers.items()
        if any({n + k for k in range(_LEAST[kind])} <= some for n in some if n >= 0)
    }


def _series(text: str, item: Finding) -> tuple[str, int]:
    """Return a value without its last number (that of a mailbox is in front of its @), and this number; -1 without one."""
    head, at, tail = text[item.start : item.end].lower().partition("@")
    last = _LAST.search(head)
    return (head[: last.start()] + at + tail, int(last.group())) if last else (head + at + tail, -1)


_LAST = re.compile(r"[0-9]{1,9}\Z")
