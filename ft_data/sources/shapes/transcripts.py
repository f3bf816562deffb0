"""Talks and questions with answers as people write them down in a text: "Ana: ...", "[Agent] ...", "Q: ... A: ...", one below the other."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import Any, NamedTuple

from ft_data.sources.shapes.spoken import spoken
from ft_data.sources.shapes.turns import role_of
from ft_data.sources.shapes.values import LANGUAGES

# What people write before a question and before its answer. A letter by itself takes a colon: "A. ..." is a choice.
_BOTH = (
    ("question", "answer"), ("question", "réponse"), ("question", "reponse"), ("q", "a"), ("q", "r"), ("frage", "antwort"), ("f", "a"), ("pregunta", "respuesta"), ("p", "r"),
    ("domanda", "risposta"), ("d", "r"), ("pergunta", "resposta"), ("vraag", "antwoord"), ("v", "a"), ("pytanie", "odpowiedź"), ("fråga", "svar"),
    ("вопрос", "ответ"), ("в", "о"), ("питання", "відповідь"), ("soru", "cevap"), ("s", "c"), ("câu hỏi", "trả lời"), ("hỏi", "đáp"),
    ("问题", "答案"), ("问题", "回答"), ("问", "答"), ("問", "答"), ("質問", "回答"), ("질문", "답변"), ("질문", "대답"), ("문", "답"), ("سؤال", "جواب"), ("प्रश्न", "उत्तर"),
)  # fmt: skip
_NUMBER = r"[ \t]*[#№]?[ \t]*\d{1,4}"
_LEAD = r"^[ \t]*(?:[-*+][ \t]+)?(?:#{1,6}[ \t]+)?(?:\*\*|__)?"


def _mark(words: tuple[str, ...]) -> str:
    """Return the pattern of one of the words as a mark, with a number or none."""
    letters = "|".join(re.escape(word) for word in words if len(word) == 1 and word.isascii())
    whole = "|".join(re.escape(word) for word in words if not (len(word) == 1 and word.isascii()))
    marks = [rf"(?:{letters})(?:{_NUMBER}[ \t]*[.:)：]|[ \t]*[:：])"] if letters else []
    if whole:
        marks.append(rf"(?:{whole})(?:{_NUMBER})?[ \t]*[.:)：]")
    return "|".join(marks)


_ASKED = {
    ask: re.compile(
        rf"{_LEAD}(?:(?P<ask>{_mark((ask,))})|(?P<say>{_mark(tuple(say for one, say in _BOTH if one == ask))}))(?:\*\*|__)?[ \t]*",
        re.IGNORECASE | re.MULTILINE,
    )
    for ask in dict.fromkeys(ask for ask, _ in _BOTH)
}
_ASKS = re.compile(
    rf"{_LEAD}(?:{_mark(tuple(dict.fromkeys(ask for ask, _ in _BOTH)))})", re.IGNORECASE | re.MULTILINE
)
_HEAD = 400  # characters that may stand before the first question: a title
_RULE = re.compile(r"\n[ \t]*(?:={3,}|-{3,}|_{3,}|\*{3,}|~{3,}|#{3,}|(?:\*[ \t]){2,}\*)[ \t]*(?=\n|\Z)")
_HEADINGS = re.compile(r"(?:\n+[ \t]*#{1,6}[ \t][^\n]*)+\Z")
_BLANK = re.compile(r"\n[ \t]*\n\s*")


class Told(NamedTuple):
    """A question and its answer, as somebody wrote them down."""

    ask: str
    say: str


def questions(text: str) -> list[Told]:
    """Return the questions of a text that is nothing but questions, each with its answer; an empty list for any other text."""
    head = text[: _HEAD + 100]
    if not _ASKS.search(head):
        return []
    for pattern in _ASKED.values():
        first = pattern.search(head)
        if first is None or first["ask"] is None or len(text[: first.start()].strip()) > _HEAD:
            continue
        if first.start() and not re.search(r"\n\s*\Z|\A\s*\Z", text[: first.start()]):
            continue
        if found := _paired(text, list(pattern.finditer(text))):
            return found
    return []


def _paired(text: str, marks: list[re.Match[str]]) -> list[Told]:
    """Return what stands behind marks that ask and answer in turn; nothing where they do not."""
    if len(marks) < 2 or len(marks) % 2 or any(bool(mark["ask"]) == at % 2 for at, mark in enumerate(marks)):
        return []
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    said = [_bare(text[mark.end() : end]) for mark, end in zip(marks, ends, strict=True)]
    if not all(said):
        return []
    return [Told(ask, say) for ask, say in zip(said[::2], said[1::2], strict=True)]


def _bare(text: str) -> str:
    """Return what is said without rules, headings and emphasis that stand around it."""
    text = _RULE.sub("\n", f"\n{text}").rstrip()
    text = (text[:-_HEAD] + _HEADINGS.sub("", text[-_HEAD:])).strip()
    for mark in ("**", "__"):
        if text.endswith(mark) and text.count(mark) == 1:
            text = text.removesuffix(mark).rstrip()
    return text


# Labels of a card or a form, which recur as names do.
_LABELS = frozenset(
    "note notes title author date time name price address phone email mail url link word meaning definition example term description source "
    "target text translation category type id key value step input output place subject from to cc re status ingredients method tip warning "
    "summary topic section chapter verse chorus context passage question answer premise hypothesis label option choice reason result "
    "before after original corrected sentence english german french spanish".split()
) | {*LANGUAGES}
_NAMED = re.compile(
    r"^[ \t]*(?:\*\*)?([^\W\d_][\w.'’-]{0,24}(?:[ ][^\W_][\w.'’-]{0,24}){0,2})(?:\*\*)?[ \t]?[:：](?:\*\*)?[ \t]+(?=\S)",
    re.MULTILINE,
)
_TURNS, _PEOPLE, _SHARE = (
    4,
    8,
    0.8,
)  # turns at the least, speakers at the most, of the lines of words so many name who speaks


def named(text: str) -> list[dict[str, Any]]:
    """Return the turns of people whose names stand before what they say, as ``{speaker, text}``; an empty list for any other text.

    Nearly every line begins with one of a few names that recur and take turns.
    """
    head = text.lstrip()[:80]
    if ":" not in head and "：" not in head:
        return []
    marks = list(_NAMED.finditer(text))
    written = sum(bool(line.strip()) for line in text.split("\n"))
    if len(marks) < max(_TURNS, _SHARE * written) or text[: marks[0].start()].strip():
        return []
    people = Counter(mark[1] for mark in marks)
    changes = sum(one[1] != other[1] for one, other in pairwise(marks))
    if not 2 <= len(people) <= _PEOPLE or min(people.values()) < 2 or 2 * changes < len(marks):
        return []
    if any(one.lower() in _LABELS or one[:1].islower() for one in people):
        return []
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    return [
        {"speaker": mark[1], "text": text[mark.end() : end].strip()}
        for mark, end in zip(marks, ends, strict=True)
    ]


def talk(text: str) -> list[dict[str, Any]]:
    """Return the turns of one talk: of roles that are known, else of people; an empty list for any other text."""
    turns = spoken(text)
    if any(role_of(one["role"]) == "assistant" for one in turns):
        return turns
    return named(text)


def talks(text: str) -> list[list[dict[str, Any]]]:
    """Return the talks of a text, parted by rules, or by empty lines where every block between them is a talk of its own."""
    for parts in (_RULE.split(f"\n{text.strip()}"), _BLANK.split(text.strip())):
        parts = [part for part in parts if part.strip()]
        if len(parts) > 1 and all(found := [talk(part) for part in parts]):
            if len({_speaker(turns[0]) for turns in found}) == 1 or all(len(turns) > 2 for turns in found):
                return found
    whole = talk(text)
    return [whole] if whole else []


def _speaker(turn: dict[str, Any]) -> str:
    return str(turn.get("role", turn.get("speaker")))


def speaks(whole: str) -> bool:
    """Tell whether a text, or the beginning of one, is a talk, or questions with their answers: its lines belong together."""
    if len(spoken(whole)) >= _TURNS or named(whole):
        return True
    if not _ASKS.search(whole[: _HEAD + 100]):
        return False
    for pattern in _ASKED.values():
        marks = list(pattern.finditer(whole))
        if len(marks) >= _TURNS and marks[0].start() <= _HEAD:
            asked = marks[: len(marks) - len(marks) % 2]
            return bool(
                _paired(whole[: marks[len(asked)].start()] if len(asked) < len(marks) else whole, asked)
            )
    return False
