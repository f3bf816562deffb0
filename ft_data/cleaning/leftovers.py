"""What was copied along with an answer: lines of a chat page, of a channel, of a web page, the mail that it replies to.

Each repair takes the requests that the text answers: what they show or speak of is asked for and stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from ft_data.cleaning.boilerplate import signature
from ft_data.text.furniture import Edge, edge

_WORD = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\u3040-\u30ff]|[^\W\d_][\w'-]*|\d+")

_BRANCH = re.compile(r"(\d{1,2}) / (\d{1,2})")
_BUTTONS = frozenset(
    "regenerate response|continue generating|stop generating|was this response better or worse?".split("|")
)
_COPY = re.compile(
    r"(?:[A-Za-z+#]{1,12} ?)?Copy code|[a-z+#]{1,12}(?:Regenerate response|Continue generating|Was this response better or worse\?)"
)
GUARD_PAGE = r"(?i)copy code|\d / \d|regenerate response|(?:continue|stop) generating|was this response better or worse"
_WEAK = frozenset("share|copy|like|edit|better|worse|same|betterworsesame".split("|"))


def chat_page(text: str, asked: Sequence[str] = ()) -> tuple[str, int]:
    """Take out what a chat page writes around an answer: `Copy code`, `2 / 2` at its head, `Regenerate response` at its end."""
    lines = text.split("\n")
    said = {line.strip().lower() for one in asked for line in one.split("\n")}
    kept = [line for line in lines if not _COPY.fullmatch(line.strip()) or line.strip().lower() in said]
    sure = len(lines) - len(kept)
    end = len(kept)
    buttons = 0
    while end and (not kept[end - 1].strip() or _is_button(kept[end - 1], sure + buttons, kept[:end])):
        buttons += bool(kept[end - 1].strip())
        end -= 1
    if buttons and not any(kept[n].strip().lower() in said for n in range(end, len(kept))):
        kept, sure = kept[:end], sure + buttons
    if not any(re.search(r"\d ?/ ?\d", one) for one in asked):
        while (head := _counter(kept)) is not None:
            kept, sure = kept[head + 1 :], sure + 1
    joined = "\n".join(kept)
    return (joined, sure) if sure and _WORD.search(joined) else (text, 0)


def _counter(lines: Sequence[str]) -> int | None:
    """Return the first line that says something, where it is a counter of answers."""
    head = next((n for n, line in enumerate(lines) if line.strip()), None)
    branch = _BRANCH.fullmatch(lines[head].strip()) if head is not None else None
    return head if branch and 1 <= int(branch[1]) <= int(branch[2]) and int(branch[2]) > 1 else None


def _is_button(line: str, sure: int, before: Sequence[str]) -> bool:
    word = line.strip().lower()
    if word in _BUTTONS:
        return True
    return word in _WEAK and (
        sure > 0 or any(one.strip().lower() in _BUTTONS for one in before[-6:] if one is not line)
    )


_STATUS = re.compile(
    r"[ \t]*(?:===|\*\*\*|-!-|-->|<--) ?\S{1,40} (?:\[[^\]\n]{1,80}\] |\([^)\n]{1,80}\) )?"
    r"(?:has (?:joined|left|quit)\b|is now known as \S+\s*\Z|(?:joined|left|quit) [#(\[])[^\n]*"
)


def channel_lines(text: str, asked: Sequence[str] = ()) -> tuple[str, int]:
    """Take out status lines of a chat channel: who joined, left, quit or took another name."""
    if any(_STATUS.match(line) for one in asked for line in one.split("\n")):
        return text, 0
    lines = text.split("\n")
    kept = [line for line in lines if not _STATUS.match(line)]
    joined = "\n".join(kept)
    return (joined, len(lines) - len(kept)) if len(kept) < len(lines) and _WORD.search(joined) else (text, 0)


_LABELS, _BODY = 3, 5  # labels of a page that make its edges, words of a line that is no label


def page_edges(text: str, asked: Sequence[str] = ()) -> tuple[str, int]:
    """Cut the blocks of short lines around an answer that menus and footers are made of, where their labels give them away."""
    if text.count("\n") < 3:
        return text, 0
    lines = text.split("\n")
    head, tail = _edge(lines), _edge(reversed(lines))
    labels = head.labels + tail.labels
    if labels < _LABELS:
        return text, 0
    full = [n for n, line in enumerate(lines) if line.strip()]
    plain = [lines[n].strip() for n in full]
    first, last = head.last, len(plain) - tail.last
    if len(full) < 4 or first >= last or 3 * labels < first + tail.last:
        return text, 0
    # Short lines beside the labels may be the page's or the answer's: then nobody can tell where it begins.
    if (first and head.run > first) or (tail.last and tail.run > tail.last):
        return text, 0
    body = plain[first:last]
    if not any(len(_WORD.findall(line)) >= _BODY or "`" in line for line in body):
        return text, 0
    said = "\n".join(asked).lower()
    gone = [*plain[:first], *plain[last:]]
    if any(line.lower() in said for line in gone if len(line) > 3):
        return text, 0
    if sum(map(len, gone)) > sum(map(len, body)):
        return (
            text,
            0,
        )  # what is most of an answer is the answer: posts under the names of the networks they are for
    return "\n".join(lines[full[first] : full[last - 1] + 1]), len(gone)


def _edge(lines: Iterable[str]) -> Edge:
    return edge(filter(None, map(str.strip, lines)))


_ATTRIBUTION = re.compile(r"[^\n]{6,160}[:\uff1a]\s*\Z")
_CLOSING = re.compile(r"\n[ \t]*\n[^\n.!?:]{2,40},[ \t]*(?:\n[^\n.!?:]{1,60}){1,5}\s*\Z")
_QUOTE = re.compile(r"[ \t]*>+ ?")
_MOST = 0.6  # of the words of a quote are those of the request


def quoted_request(text: str, asked: Sequence[str] = ()) -> tuple[str, int]:
    """Cut the request that an answer quotes below itself, as mails do, and the signature above it.

    The quote shows that the answer was a mail: its words are those of the request, under a line that says who wrote them.
    """
    lines = text.rstrip().split("\n")
    start = len(lines)
    while start and (_QUOTE.match(lines[start - 1]) or not lines[start - 1].strip()):
        start -= 1
    quote = [_QUOTE.sub("", line) for line in lines[start:] if line.strip()]
    words = list(_words(quote))
    said = set(_words(asked))
    if start == 0 or len(quote) < 2 or len(words) < 5:
        return text, 0
    if sum(word in said for word in words) < _MOST * len(words):
        return text, 0
    line = lines[start - 1]
    if not _ATTRIBUTION.match(line) or not any(c.isdigit() or c == "@" for c in line):
        return text, 0
    body = "\n".join(lines[: start - 1]).rstrip()
    body = signature(body)[0]
    shorter = _CLOSING.sub("", body)
    body = shorter if _WORD.search(shorter) else body
    return (body, 1) if _WORD.search(body) else (text, 0)


def _words(texts: Sequence[str]) -> Iterator[str]:
    for text in texts:
        yield from (word.lower() for word in _WORD.findall(text))
