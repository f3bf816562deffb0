"""Does an answer stop before it ends? Evidence from its last characters, weighed against how it writes
elsewhere."""

from __future__ import annotations

import re

from ft_data.signals.flags.view import View, line_is_code

_END = frozenset(".!?…。！？।؟\"”’'»)]}>*`|:;~%✓✔★☆♥♡😊🙂👍🎉_=-—$€£°")
_HARD_END = frozenset('.!?…。！？।؟"”»)]}>`|')
_STOP = re.compile(r"[.!?。！？।]['\"”’)\]*]*(?:\s|$)")
# Words an English sentence does not end on: articles, prepositions that take an object, conjunctions,
# auxiliaries.
_OPEN_WORDS = frozenset(
    ["a", "an", "the", "of", "and", "or", "but", "nor", "with", "from", "into", "onto", "upon", "by", "as", "if", "because", "although", "though", "while", "whereas", "than", "that", "which", "who", "whom", "whose", "when", "where", "whether", "via", "per", "between", "among", "against", "during", "without", "within", "through", "toward", "towards", "is", "are", "was", "were", "be", "been", "being", "has", "have", "had", "will", "would", "shall", "should", "may", "might", "must", "can", "could", "do", "does", "did", "its", "their", "his", "her", "my", "your", "our", "this", "these", "those", "such", "each", "every", "both", "either", "neither", "not", "no", "to", "for", "at", "in", "on", "about", "including", "like", "so", "very", "more", "most", "some", "any", "many", "also", "then", "e.g.", "i.e.", "etc,", "versus", "vs", "until", "unless", "since"]
)  # fmt: skip
_ITEM = re.compile(r"[-*•–]|\d+[.)]|[a-z][.)]|#")


def truncated(view: View) -> float:
    """Return how sure it is that the answer was cut off, 0 to 1.

    Only an answer that otherwise writes in sentences can be cut off: labels, titles, lists without full
    stops,
    code, tables and verse end as they please.
    """
    text = view.tail.rstrip()
    if not text:
        return 0.0
    last = text[-1]
    if last in _HARD_END and last != "`":
        return _ends_in_stop(text) if last == "." else 0.0
    if view.response.count("```") % 2:
        return 0.9
    if _open_code(view, text):
        return 0.9
    if view.is_code:
        return 0.0
    if last in ",(" or (last == "-" and len(text) > 1 and text[-2].isalpha()):
        return 0.95 if view.words >= 4 else 0.5
    lines = _unwrapped(view.tail)
    final = lines[-1] if lines else text
    if last in ":;" and view.words >= 6:
        return 0.75 if last == ":" else 0.5
    if last in _END and last not in "'’":
        return 0.0
    if text.rsplit(None, 1)[-1][0] in "#@" or _casual(view):
        return 0.2
    if line_is_code(final):
        return 0.2
    stops = len(_STOP.findall(view.response))
    since = text[max((m.end() for m in _STOP.finditer(text)), default=0) :]
    tail = since.split()
    word = re.sub(r"^\W+|\W+$", "", tail[-1]).lower() if tail else ""
    if word in _OPEN_WORDS and len(tail) >= 3:
        return 0.95 if stops or view.words >= 8 else 0.5
    if stops == 0:
        # Nothing in this answer ends in a full stop: a label, a title, a list, or one long cut sentence.
        if len(lines) > 1 or view.words < 25:
            return 0.1
        return 0.55
    if _same_style(lines, final) or not last.isalpha():
        return 0.2  # a list or a verse; a result, a year, an address
    if len(lines) > 1 and _stands_alone(final):
        return 0.25
    if re.search(r"[./@]\w+$", tail[-1]) is not None:
        return 0.2  # a link or a file name
    if text.rfind("(") > text.rfind(")") and len(tail) <= 12:
        return 0.85
    if _FIELD.search(view.tail) is not None:
        return 0.5  # documentation of parameters often leaves its full stops out
    piece = re.split(r"\s{2,}|\s[-•*–]+\s|:\s", since)[-1]
    if piece != since and _stands_alone(piece.strip(" -•*–") or final):
        return 0.3
    # Short documentation leaves the stop of its last sentence out too often to be sure.
    score = 0.85 if stops >= 3 else 0.65 if len(tail) >= 4 else 0.7
    if last.islower() and len(tail) >= 4:
        score += 0.03
    if len(tail) <= 4 and tail[-1].lstrip("([*_\"'“‘")[:1].isupper():
        score -= 0.2 if stops >= 3 else 0.1  # a name or a title closes a short line
    # Of a conversation all answers are seen as one text: how the last one ends says less.
    return min(score, 0.65) if view.kind == "conversation" else score


def question_only(view: View) -> bool:
    """Whether the answer is one short question and no statement."""
    text = view.response
    return (
        text[-3:].rstrip().endswith("?")
        and view.words <= 40
        and text.count(".") + text.count("!") == 0
        and text.count("?") == 1
    )


# The last lines are an indented entry of a documentation section: "Raises:\n    ValueError: if the address is bad".
_FIELD = re.compile(
    r"^[ \t]{0,12}[A-Z][a-z]+:[ \t]*\n(?:[ \t]+\S[^\n]*\n){0,12}[ \t]+\S[^\n]*\s*\Z", re.MULTILINE
)
_WRAP = 45  # characters of a line that may be continued on the next one
_AFTER_STOP = re.compile(r"[.!?][\"')\]]*\s+([A-Za-z])")


def _casual(view: View) -> bool:
    """Whether a short text starts its sentences in small letters: who writes so leaves the last stop out too."""
    if view.words > 80:
        return False
    first = next((c for c in view.response if c.isalpha()), "A")
    starts = _AFTER_STOP.findall(view.response)
    return first.islower() and bool(starts) and all(c.islower() or c == "I" for c in starts)


def _open_code(view: View, text: str) -> bool:
    """Whether the text stops inside a code quote that began on one of its last lines."""
    at = text.rfind("`")
    if at < 0 or "```" in view.response or view.words < 6 or "'" in text[at:] or len(text) - at > 200:
        return False
    start = text.rfind("\n\n", 0, at) + 1
    return text.count("`", start) % 2 == 1


def _unwrapped(text: str) -> list[str]:
    """Return the lines of a text, those that were broken for width put together again."""
    lines: list[str] = []
    long = False
    for raw in text.split("\n"):
        line = raw.strip()
        if (
            line
            and long
            and lines
            and (line[0].islower() or (lines[-1][-1] in ".!?" and _ITEM.match(line) is None))
        ):
            lines[-1] += " " + line
        elif line:
            lines.append(line)
        long = len(raw) >= _WRAP
    return lines


_LONE_NUMBER = re.compile(r"(?:^|\n)\s*\d{1,3}\.\Z")
_SHORT_FORM = re.compile(r"\b(?:e\.g|i\.e|Mr|Mrs|Dr|Fig|vs|cf)\.\Z")


def _ends_in_stop(text: str) -> float:
    """An abbreviation or a list number at the very end is no end of a sentence; an ellipsis may be one."""
    tail = text[-8:]
    if tail.endswith("..."):
        return 0.3
    if tail[-2:-1].isdigit() and _LONE_NUMBER.search(tail) is not None:
        return 0.85
    return 0.8 if _SHORT_FORM.search(tail) is not None else 0.0


def _stands_alone(line: str) -> bool:
    """Whether a last line is a heading, a link or a labelled result rather than the start of a sentence."""
    words = line.split()
    if len(words) > 12 or _STOP.search(line) is not None:
        return False
    if _ITEM.match(line) is not None and len(words) <= 8:
        return True
    if re.match(r"[\w' -]{2,40}:\s", line) is not None and len(words) <= 10:
        return True
    named = sum(not word[0].islower() or word.lower() in _OPEN_WORDS for word in words)
    return named >= 0.7 * len(words)


def _same_style(lines: list[str], final: str) -> bool:
    """Whether the last line ends as most lines of its kind do (list items, verses, headings without full
    stops)."""
    if len(lines) < 3 or _STOP.search(final) is not None:
        return False
    item = _ITEM.match(final) is not None
    size = len(final) if item else len(final) / 2
    peers = [
        line for line in lines[:-1] if (_ITEM.match(line) is not None) == item and (item or len(line) >= size)
    ]
    bare = sum(line[-1] not in ".!?…\"”':;`)" for line in peers)
    return bool(peers) and bare >= 0.5 * len(peers)
