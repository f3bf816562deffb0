"""The row itself, said again in its answer: the template that a model was prompted with, with this row's request in it.

What stands behind the response mark of such a template is the answer; what stands before its first mark is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ft_data.cleaning.codeaware import protected_spans

# How templates open before their marks. What else stands there may be an answer.
_HEAD = re.compile(
    r"\s*(?:(?:below (?:is|are)|the following (?:is|are)|unten steht|nachfolgend|nachstehend|im folgenden|ci-dessous|voici"
    r"|a continuación|abaixo|di seguito|hieronder|poniżej|ниже|нижче|aşağıda|dưới đây|berikut|下面|以下|아래|다음|नीचे|فيما يلي|در زیر)"
    r"[^\n]{0,40}?(?:instru[ckçz]|task\b|request|conversation|dialog|chat\b|aufgabe|anweisung|tâche|tarea|tarefa|opdracht|polecenie"
    r"|инструк|задани|задач|інструк|görev|talimat|nhiệm vụ|hướng dẫn|tugas|指令|指示|任务|任務|对话|タスク|会話|명령|지시|작업|निर्देश|تعليمات|دستور)"
    r"|an? (?:chat|conversation|dialog\w*) between\b"
    r"|(?:you are|du bist|sie sind|tu es|vous êtes|eres|você é|sei|ты|你是|您是)[^\n]{0,40}?(?:assist|chat ?bot|\bai\b|助手|ассистент)"
    r"|(?:#{2,4} ?|\[)?system ?(?:[:：\]]|\n)|<<SYS>>|system\n)",
    re.IGNORECASE,
)
_LONGEST = 150  # words of a head; behind more there may be an answer
_WORD = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\u3040-\u30ff]|[^\W_]+")
_LEAST = 4  # words of a request that is found again though some of them differ
_NEAR = 0.8  # of its words are in what is said again; another request has others

_INPUT = r"input|context|eingabe|entrada|entrée|输入|輸入|入力"
_RESPONSE = (
    r"response|answer|output|antwort|ausgabe|respuesta|salida|réponse|sortie|resposta|saída|risposta"
    r"|ответ|回答|回复|输出|応答|出力|응답|답변"
)
_TASK = r"instructions?|task|question|anweisung|instrucción|instrução|istruzione|инструкция|指令|指示|명령어"
_ASKS, _SAYS = r"human|user|用户|人类", r"ai assistant|assistant|ai|bot|gpt|model|助手"
_OPEN, _SHUT = r"^[ \t]*(?:\d{1,3}[.)] ?|#{2,4} ?|\*\*|<\|?|\[)?", r"(?:\*\*|\|?>|\])? ?[:：](?:\*\*)?"

# By template: the mark before the request, and the one before the answer.
_TEMPLATES = tuple(
    (re.compile(opens, re.IGNORECASE | re.MULTILINE), re.compile(shuts, re.IGNORECASE | re.MULTILINE))
    for opens, shuts in (
        (rf"{_OPEN}(?:{_TASK}){_SHUT}", rf"{_OPEN}(?:{_RESPONSE}){_SHUT}"),
        (rf"{_OPEN}(?:{_ASKS}){_SHUT}", rf"{_OPEN}(?:{_SAYS}){_SHUT}"),
        (r"<\|im_start\|>\s*user\b", r"<\|im_start\|>\s*assistant\b"),
        (r"<\|start_header_id\|>\s*user\s*<\|end_header_id\|>", r"<\|start_header_id\|>\s*assistant\s*<\|end_header_id\|>"),
        (r"<start_of_turn>\s*user\b", r"<start_of_turn>\s*model\b"),
        (r"<\|user\|>", r"<\|assistant\|>"),
        (r"\[INST\]", r"\[/INST\]"),
    )
)  # fmt: skip
GUARD = (
    r"(?i)\n[\s\pZ]*(?:\d{1,3}[.)] ?|#{2,4} ?|\*\*|<\|?|\[)?"
    rf"(?:{_RESPONSE}|{_SAYS})(?:\*\*|\|?>|\])? ?[:：]|\[/INST\]"
)
_PART = re.compile(rf"{_OPEN}(?:{_INPUT}){_SHUT}", re.IGNORECASE | re.MULTILINE)
_TOKEN = re.compile(r"<\|\w+\|>|</?s>|<(?:end|start)_of_turn>")


def is_head(text: str, asked: Sequence[str] = ()) -> bool:
    """Say whether a text before a template's first mark answers nothing: it is empty, opens a template, or was said before."""
    said = _words(text)
    opens = len(said) <= _LONGEST and _HEAD.match(_TOKEN.sub(" ", text)) is not None
    return not said or opens or any(said == _words(one) for one in asked)


def is_same(text: str, asked: Sequence[str]) -> bool:
    """Say whether what opens a text behind a mark is a request over again, up to the mark of its answer, with a word changed or not."""
    ends = [found.start() for _, shuts in _TEMPLATES if (found := shuts.search(text))]
    said = _words(text[: min(ends, default=None)])
    return any(_alike(_words(one), said) for one in asked)


def _alike(request: list[str], said: list[str]) -> bool:
    if len(request) < _LEAST:
        return bool(request) and request == said
    there = {*said}
    return sum(word in there for word in request) >= _NEAR * len(request)


def copied_template(text: str, asked: Sequence[str] = ()) -> tuple[str, int]:
    """Take an answer out of the template that opens it: a head, marks and the whole request before `### Response:` and its kin.

    Not where something that may be an answer stands before the marks, nor where nothing stands behind them.
    """
    for opens, shuts in _TEMPLATES:
        first = opens.search(text)
        last = shuts.search(text, first.end()) if first else None
        if not first or not last or not is_head(text[: first.start()], asked):
            continue
        between, answer = text[first.end() : last.start()], text[last.end() :].strip()
        if not _words(answer) or any(start < first.end() < end for start, end in protected_spans(text)):
            continue
        if any(_holds(between, one) for one in asked):
            return answer, 1
    return text, 0


def _holds(between: str, request: str) -> bool:
    """Say whether the whole of a request stands between the marks; a short one as a part of its own."""
    wanted = _words(request)
    if len(wanted) < _LEAST:
        return bool(wanted) and any(wanted == _words(part) for part in _PART.split(between))
    return f" {' '.join(wanted)} " in f" {' '.join(_words(between))} "


def _words(text: str) -> list[str]:
    """Return the words of a text without the marks of templates."""
    text = _TOKEN.sub(" ", _PART.sub(" ", text))
    for marks in _TEMPLATES:
        for mark in marks:
            text = mark.sub(" ", text)
    return _WORD.findall(text.lower())
