"""From a stored answer to a question and its answer, or the name of what is wrong with it. Pure."""

from __future__ import annotations

import json
import re
from typing import NamedTuple

from ft_data.synthesis.store import ANSWERED, Answer

_FENCE = re.compile(r"\A\s*```(?:json)?\s*(.*?)\s*```\s*\Z", re.DOTALL)


class Pair(NamedTuple):
    """What a teacher wrote."""

    question: str
    answer: str


class Finding(NamedTuple):
    """A verdict against a generation: its name, and what shows it."""

    reason: str
    evidence: str = ""


def read(answer: Answer) -> Pair | Finding:
    """Read an answer: a JSON object with a question and an answer that say something, whole and alone."""
    if answer.state != ANSWERED or answer.content is None:
        return Finding(answer.state)
    if answer.finish == "length":
        return Finding("truncated", "the model reached `max_tokens`")
    fenced = _FENCE.match(answer.content)
    try:
        value = json.loads(fenced[1] if fenced else answer.content)
    except (ValueError, RecursionError):
        return Finding("bad_format", "no JSON object")
    if not isinstance(value, dict) or value.keys() != {"question", "answer"}:
        return Finding("bad_format", "not an object with the keys question and answer")
    question, said = value["question"], value["answer"]
    if not isinstance(question, str) or not isinstance(said, str):
        return Finding("bad_format", "question or answer is no text")
    try:
        (question + said).encode()
    except UnicodeEncodeError:
        return Finding("bad_format", "characters that no encoding has")
    question, said = question.strip(), said.strip()
    if not question or not said:
        return Finding("empty", "no question" if not question else "no answer")
    return Pair(question, said)
