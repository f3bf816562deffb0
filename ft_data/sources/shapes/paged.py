"""Pages as running text: no heads, feet and numbers of pages; words and paragraphs go on where a page ends."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from ft_data.sources.shapes.joined import short

_EDGE = 2  # lines at each end of a page that may be its head or foot
_PAGES = 3  # on so many pages and
_SHARE = 0.3  # on this share of all a line stands that belongs to none (left and right pages have their own)
_NUMBER = re.compile(r"(?<!\d)[0-9]{1,5}(?!\d)")
_HEAD = 120  # characters: a longer line is text
_LONGEST = 16_000  # characters: what is longer takes in no more of the next page
_OPEN = re.compile(r"(?<![^\W\d_])([^\W\d_]+)-[ \t]*\n[ \t]*([^\W\d_]+)")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_AND = frozenset("and or to und oder bzw bis et ou y o e en of".split())  # after `pre-`, which is meant so
_ENDS = (".", "!", "?", ":", ";", "…", "。", "！", "？", "”", '"', "»", ")", "|", "`")


class Page(NamedTuple):
    """A text and the number of the page on which it begins."""

    number: int
    text: str


def running(pages: Sequence[str]) -> list[Page]:
    """Return the texts of a document, each with the page on which it begins; what goes on stands where it begins."""
    left = [Page(number, text) for number, text in enumerate(_bare(pages), 1) if text]
    known = Counter(word.lower() for page in left for word in _WORD.findall(page.text))
    made: list[Page] = []
    for page in left:
        if made and _goes_on(made[-1].text, page.text):
            first, _, rest = page.text.partition("\n\n")
            made[-1] = Page(made[-1].number, f"{made[-1].text}\n{first}")
            page = Page(page.number, rest.strip())
        if not page.text:
            continue
        if made and short([made[-1].text]):
            made[-1] = Page(made[-1].number, f"{made[-1].text}\n\n{page.text}")
        else:
            made.append(page)
    if len(made) > 1 and short([made[-1].text]):
        last = made.pop()
        made[-1] = Page(made[-1].number, f"{made[-1].text}\n\n{last.text}")
    return [Page(number, _closed(text, known)) for number, text in made]


def _bare(pages: Sequence[str]) -> list[str]:
    """Return pages without the lines at their ends that stand on many of them, or count them."""
    split = [[line.rstrip() for line in page.replace("\r\n", "\n").strip().split("\n")] for page in pages]
    for at in (0, -1):
        for _ in range(_EDGE):
            ends = [lines[at].strip() if lines else "" for lines in split]
            heads = [_heads(number, end) for number, end in enumerate(ends)]
            least = max(_PAGES, _SHARE * sum(map(bool, ends)))
            seen = Counter(head for each in heads for head in each)
            counted = Counter(_offset(number, end) for number, end in enumerate(ends))
            for number, (lines, end) in enumerate(zip(split, ends, strict=True)):
                offset = _offset(number, end)
                many = any(seen[head] >= least for head in heads[number])
                if many if offset is None else counted[offset] >= _EDGE:
                    _shortened(lines, at)
    return ["\n".join(lines).strip() for lines in split]


def _shortened(lines: list[str], at: int) -> None:
    """Take the first or last line and the empty ones beside it."""
    ordered = lines if at == 0 else lines[::-1]
    left = next((where for where, line in enumerate(ordered) if where and line.strip()), len(lines))
    del lines[slice(0, left) if at == 0 else slice(len(lines) - left, None)]


def _heads(at: int, line: str) -> set[str]:
    """Return a line as it stands, and with its first and its last number counted from its page."""
    if not line or len(line) > _HEAD:
        return set()
    numbers = [*_NUMBER.finditer(line)]
    ends = [numbers[0], numbers[-1]] if numbers else []
    return {
        line,
        *(f"{line[: one.start()]}\0{int(one[0]) - at}\0{line[one.end() :]}" for one in ends),
    }


def _offset(at: int, line: str) -> int | None:
    """Return by how much a line that is no more than a number differs from the place of its page."""
    bare = line.strip("-–—[]() ")
    return int(bare) - at if bare.isascii() and bare.isdigit() and len(bare) <= 5 else None


def _goes_on(text: str, following: str) -> bool:
    """Tell whether the last paragraph of a page goes on with the first of the next."""
    if len(text) > _LONGEST:
        return False
    return text[-1] == "-" or (not text.endswith(_ENDS) and following[0].islower())


def _closed(text: str, known: Counter[str]) -> str:
    """Join words that a line's end parts; a hyphen stays where the document writes the word with one."""

    def word(found: re.Match[str]) -> str:
        first, second = found[1], found[2]
        if not second[0].islower() or second in _AND:
            return found[0]
        whole, hyphened = f"{first}{second}".lower(), f"{first}-{second}".lower()
        return f"{first}-{second}" if known[hyphened] > known[whole] else f"{first}{second}"

    return _OPEN.sub(word, text)
