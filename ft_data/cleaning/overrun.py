"""Answers that do not stop where they end: the next turn, the next row, the request before it, its own end again.

Each repair takes the requests that the text answers: what they show or speak of is asked for and stays.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ft_data.cleaning.codeaware import protected_spans
from ft_data.cleaning.echoed import is_head, is_same

# Who speaks, as chat formats and their translations label it.
_ASKER = (
    r"human|user|prompter|questioner|nutzer|benutzer|mensch|utilisateur|usuario|usuário|utente|gebruiker"
    r"|пользователь|用户|人类|ユーザー|사용자"
)
_ANSWERER = (
    r"ai assistant|assistant|ai|bot|chatbot|chatgpt|gpt|model|assistent|asistente|assistente"
    r"|ассистент|助手|アシスタント|어시스턴트"
)
_OPEN, _SHUT = r"(?:#{2,4} ?|\*\*|<\|?|\[)?", r"(?:\*\*|\|?>|\])? ?[:：](?:\*\*)?"
_NEXT = re.compile(rf"(?i)\n[ \t]*(?:\n[ \t]*)*{_OPEN}(?:{_ASKER}){_SHUT}")
_REPLY = re.compile(rf"(?i)\n[ \t]*{_OPEN}(?:{_ANSWERER}){_SHUT}")
_SPEAKER = re.compile(rf"(?im)^[ \t]*{_OPEN}(?:{_ASKER}|{_ANSWERER}){_SHUT}")
_ASKER_WORD = re.compile(rf"(?i)\b(?:{_ASKER})\b|\b(?:chat ?bot|dialog\w*|conversation|transcript)\b")
_ANSWERER_WORD = re.compile(rf"(?i)\b(?:{_ANSWERER})\b|\b(?:dialog\w*|conversation|transcript)\b")

_TASK = r"instructions?|anweisung|instrucción|instrução|指令|指示"
_PART = r"input|output|response|answer|eingabe|ausgabe|antwort|entrada|salida|sortie|saída|输入|输出|回答|入力|出力"
_ROW = re.compile(rf"(?i)\n\s*(?:(\d{{1,3}})[.)] ?|#{{2,4}} ?)?(?:{_TASK}) ?[:：]")
_ROW_LABEL = re.compile(rf"(?i)\b(?:{_TASK}) ?[:：]|#{{2,4}} ?(?:{_TASK})")
GUARD_NEXT = rf"(?i)\n[\s\pZ]*{_OPEN}(?:{_ASKER})(?:\*\*|\|?>|\])? ?[:：]"
GUARD_ROW = rf"(?i)(?:{_TASK}) ?[:：]"
_WHOLE = re.compile(r"[.!?\u2026\u3002\uff01\uff1f\u0964\u061f:)\]\"'\u201d\u2019\u300d`*|}]\Z")
_WORD = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\u3040-\u30ff]|[^\W\d_][\w'-]*|\d+")


def next_turn(text: str, asked: Sequence[str] = ()) -> tuple[str, int]:
    """Cut an answer where it goes on for the user: a line that opens with `Human:`, `User:` and their kin, and all after it.

    Not in a dialogue: one that was asked for, or whose first lines have speakers already.
    """
    found = _NEXT.search(text)
    if not found or _in_code(text, found.end()):
        return text, 0
    head = text[: found.start()].rstrip()
    if not head or head[-1] in ":：" or _SPEAKER.search(head):
        return text, 0
    if is_head(head, asked) or is_same(text[found.end() :], asked):
        return text, 0  # this turn over again: what stands before its mark is no answer for sure
    # Where the other side answers in it, it is a talk, whatever the sentence before it ends with.
    if not _WHOLE.search(head) and not _REPLY.search(text, found.end()):
        return text, 0
    if any(_SPEAKER.search(one) for one in asked) or any(
        _ASKER_WORD.search(one) and _ANSWERER_WORD.search(one) for one in asked[-1:]
    ):
        return text, 0
    return head, 1


def next_row(text: str, asked: Sequence[str] = ()) -> tuple[str, int]:
    """Cut an answer where another row begins: `7. Instruction:` with its input or output, or the same between `###`."""
    found = _ROW.search(text)
    if not found or _in_code(text, found.end()):
        return text, 0
    head, rest = text[: found.start()].rstrip(), text[found.end() :]
    number = rf"{found[1]}[.)] ?" if found[1] else "(?:#{2,4} ?)?"
    if not re.search(rf"(?i)\n\s*{number}(?:{_PART}) ?[:：]", rest):
        return text, 0
    if not _WORD.search(head) or _ROW_LABEL.search(head) or any(_ROW_LABEL.search(one) for one in asked):
        return text, 0
    if is_head(head, asked) or is_same(rest, asked):
        return text, 0  # this row over again: what stands before its mark is no answer for sure
    return head, 1


_LEAST, _LINE = (
    20,
    60,
)  # words of a block that is cut as said twice; characters of a line below which it is verse


def repeated_end(text: str, asked: Sequence[str] = ()) -> tuple[str, int]:
    """Cut the last paragraphs of an answer where they are those before them over again.

    Verse keeps its refrain, and what the request shows stays as often as the answer says it.
    """
    head, _, last = text.rpartition("\n\n")
    if last not in head:
        return text, 0
    parts = text.split("\n\n")
    count = 0
    size = 1
    while 2 * size <= len(parts):
        block = parts[-size:]
        if block == parts[-2 * size : -size] and _prose("\n\n".join(block), asked):
            parts, count, size = parts[:-size], count + 1, 1
        else:
            size += 1
    return ("\n\n".join(parts), count) if count else (text, 0)


def _prose(block: str, asked: Sequence[str]) -> bool:
    lines = [line for line in block.split("\n") if line.strip()]
    long = bool(lines) and sum(map(len, lines)) >= _LINE * len(lines)
    return long and len(_WORD.findall(block)) >= _LEAST and not any(block.strip() in one for one in asked)


def copied_request(text: str, asked: Sequence[str] = ()) -> tuple[str, int]:
    """Cut the request off the head of an answer that opens with the whole of it, on lines of its own.

    An answer that is nothing else stays: the rule `echo_exact` judges it.
    """
    request = asked[-1].strip() if asked else ""
    if not request or not text.lstrip().startswith(request) or len(_WORD.findall(request)) < 6:
        return text, 0
    rest = text.lstrip()[len(request) :]
    if not rest.lstrip(" \t").startswith("\n") or len(_WORD.findall(rest)) < 3:
        return text, 0
    if rest.strip().startswith(request):
        return text, 0
    return rest.strip("\n").lstrip(), 1


def _in_code(text: str, position: int) -> bool:
    return any(start < position < end for start, end in protected_spans(text))
