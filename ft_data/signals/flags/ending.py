"""Does an answer stop before its end? An open sentence says so; a full stop that is left out says little."""

from __future__ import annotations

import itertools
import re

from ft_data.signals.flags.tongue import open_words
from ft_data.signals.flags.view import View, line_is_code

_STOP = re.compile(r"[.!?।؟][\"'”’»)\]*]*(?:\s|$)|[。！？．][”’」』）]*")
_END = frozenset(".!?…。！？．।؟:;\"”’'»)]}>*`|~%✓✔★☆♥♡😊🙂👍🎉_=—$€£°」』）】")
_COMMAS = frozenset(",，、،(（[")
_ITEM = re.compile(r"[-*•–+]\s|\d{1,3}\s?[.)、．]|[a-zA-Z][.)]\s|#|\|")
_SHORT_FORM = re.compile(r"\b(?:e\.g|i\.e|Mr|Mrs|Dr|Fig|vs|cf)\.\Z")
_LONE_NUMBER = re.compile(r"(?:^|\n)[ \t]*(\d{1,3})\.\Z")
_WRAP = 45  # characters of a line that may be continued on the next one
_REACH = 3000  # characters of an answer that are looked at, from its end
_NEAR = 60  # characters before the end in which a formula or an assignment is what ends
_FORMULA = re.compile(r"\$|\\[a-zA-Z(\[]|[=^{}|]|\s--?[a-z]")
_LAST_WORD = re.compile(r"(?<![\w'’-])(?:[^\W\d_]|[\u0300-\u036f\u0900-\u0963\u064b-\u0652])+\Z")
_WIDE = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")
SURE, LIKELY, OPEN_ENDED = 0.95, 0.85, 0.5
"""Bands of `truncated`: an open word or comma; an open bracket, a list number or short form at the end; no full stop after sentences."""


def truncated(view: View) -> float:
    """Return how sure it is that the answer was cut off, 0 to 1.

    Only prose can be seen to be cut off: labels, lists, letters' closings, code, formulas, tables and verse end as they please.
    """
    text = view.tail.rstrip()[-_REACH:]
    last = text[-1:]
    if last == ".":
        return 0.0 if view.is_code else _ends_in_stop(text)
    if not last or last in _END:
        return 0.0
    final = text.rsplit("\n", 1)[-1].strip()
    if not _may_be_cut(view, text, final) or view.is_code:
        return 0.0
    found = list(_STOP.finditer(text))
    since = text[found[-1].end() if found else 0 :]
    # A line that was broken for width is only the end of a longer one.
    final = text.rsplit("\n\n", 1)[-1] if final[0].islower() else final
    size = _size(since)
    stops = len(found)
    told = stops >= 1 or _size(text) >= 25
    if last in _COMMAS or (last == "-" and text[-2:-1].isalpha()):
        return SURE if _size(final) >= 6 else 0.3
    if told and size >= 3 and _open(since, view.language):
        return SURE
    if told and since.rfind("(") > since.rfind(")") and size <= 12 and stops >= 2:
        return LIKELY
    # A text of sentences whose last one has no full stop: half of them are whole.
    return OPEN_ENDED if stops and size >= 3 and _size(final) >= 5 and _size(text) >= 15 else 0.0


def _may_be_cut(view: View, text: str, final: str) -> bool:
    """Whether the last line is part of running text: no item, heading, verse, closing of a letter, code or formula."""
    if _ITEM.match(final) is not None or _FORMULA.search(final[-_NEAR:]) is not None or line_is_code(final):
        return False
    if final[:1] in "#@" or final.rsplit(None, 1)[-1][:1] in "#@" or _casual(view):
        return False
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if len(lines) >= 3:
        # Verse, lists without marks, speakers' turns: most lines are short, begin anew and end as they please. Lines that
        # were broken for width go on in small letters.
        bare = sum(
            line[-1] not in _END and not after[0].islower() for line, after in itertools.pairwise(lines)
        )
        if bare >= 0.5 * (len(lines) - 1) and sum(map(len, lines)) < 90 * len(lines):
            return False
        if final[0].islower() and lines[-2][-1] not in _END and len(lines[-2]) >= _WRAP:
            final = f"{lines[-2]} {final}"
    return not _is_label(final) and re.search(r"[./@]\w+$", final) is None


def _is_label(line: str) -> bool:
    """Whether a line is a name, a title or a labelled value rather than part of a sentence."""
    words = line.split()
    if len(words) <= 4 and _WIDE.search(line) is None:
        return True
    if re.match(r"[^:：]{2,40}[:：]", line) is not None and len(words) <= 10:
        return True
    named = sum(not word[0].islower() and not _caseless(word[0]) for word in words)
    return _WIDE.search(line) is None and named >= 0.7 * len(words)


def _caseless(char: str) -> bool:
    return char.isalpha() and char.lower() == char.upper()


def _open(text: str, code: str) -> bool:
    """Whether a sentence of a language stops on a word that needs another one."""
    words, endings = open_words(code)
    if endings:
        return text.rstrip().endswith(endings)
    found = _LAST_WORD.search(text.rstrip())
    if found is None:
        return False
    word = found[0]
    # "Vitamin A", "plan B" and names in capitals are no articles.
    if word.lower() == "a" and word != "a":
        return False
    return word.lower() in words and word == word.lower()


def _size(text: str) -> int:
    """Return words, two characters of a script without spaces for one."""
    return len(text.split()) + len(_WIDE.findall(text)) // 2


def question_only(view: View) -> bool:
    """Whether the answer is one short question and no statement."""
    text = view.response
    return (
        text[-3:].rstrip().endswith("?")
        and view.words <= 40
        and text.count(".") + text.count("!") == 0
        and text.count("?") == 1
    )


_AFTER_STOP = re.compile(r"[.!?][\"')\]]*\s+([A-Za-z])")


def _casual(view: View) -> bool:
    """Whether a short text starts its sentences in small letters: who writes so leaves the last stop out too."""
    if view.words > 80:
        return False
    first = next((c for c in view.response if c.isalpha()), "A")
    starts = _AFTER_STOP.findall(view.response)
    return first.islower() and bool(starts) and all(c.islower() or c == "I" for c in starts)


def _ends_in_stop(text: str) -> float:
    """A short form, or the number of the next item of a list, is no end of a text."""
    if _SHORT_FORM.search(text[-8:]) is not None:
        return LIKELY
    found = _LONE_NUMBER.search(text)
    if found is None:
        return 0.0
    before = re.findall(r"^[ \t]*(\d{1,3})[.)]", text[: found.start()], re.MULTILINE)
    return LIKELY if before and int(before[-1]) == int(found[1]) - 1 else 0.0
