"""Prompts and answers that somebody wrote out for one model: their turns again, without its marks."""

from __future__ import annotations

import re
from typing import Any

from ft_data.sources.shapes.draft import Message, turn
from ft_data.sources.shapes.rendered import rendered
from ft_data.sources.shapes.spoken import spoken
from ft_data.sources.shapes.turns import read_turns, role_of

# The layout of Anthropic's hh-rlhf: one text a dialogue.
_SPEAKER = re.compile(r"(?:^|\n\n)(Human|Assistant):[ \t]?")
# Vicuna's: both sides on one line, after what the model is told to be.
_SIDES = re.compile(r"(?:(?<=\s)|(?<=</s>)|\A)(USER|ASSISTANT):[ \t]?")
_WAITS = ("assistant:", "assistant：", "gpt:", "bot:", "ai:", "response:")  # who is to speak next
_HEADS = frozenset("<[H")
_TAIL = 24  # characters that hold the last mark


def marked(prompt: str, response: str) -> bool:
    """Tell whether a question and an answer may bear marks of a model: a cheap look at both ends."""
    if response[:1] == "<" or (response[:1].isspace() and response.lstrip()[:1] == "<"):
        return True
    return _may_be_written(prompt)


def _may_be_written(prompt: str) -> bool:
    first = prompt[:1]
    if first in _HEADS or first.isspace():  # of all questions few begin so, or end so
        head = prompt.lstrip()[:6]
        if head[:1] in ("<", "[") or head == "Human:":
            return True
    last = prompt[-1:]
    if last not in ":：" and not last.isspace():
        return False
    return prompt[-_TAIL:].rstrip().lower().endswith(_WAITS)


def apart(prompt: str) -> tuple[list[Message], str]:
    """Return what was said before, and what is asked last; nothing and the prompt where it bears no marks of a model."""
    if not _may_be_written(prompt):
        return [], prompt
    head = prompt.lstrip()[:1]
    turns = rendered(prompt) if head in ("<", "[") else _waiting(prompt)
    if head == "<" and not turns:
        turns = spoken(prompt)
        turns = turns[:-1] if turns and not turns[-1]["content"].strip() else turns
    told = [one for one in read_turns(turns).messages if one["content"].strip()] if turns else []
    if not told or told[-1]["role"] != "user":
        return [], prompt
    return told[:-1], told[-1]["content"]


def _waiting(text: str) -> list[dict[str, Any]]:
    """Return the turns of a dialogue in one text that leaves the last word to the assistant."""
    found: list[dict[str, Any]] = list(dialogue(text))
    if found and text[:2] == "\n\n" and found[-1]["role"] == "user":
        return found
    for turns in (found, spoken(text), _sides(text), rendered(text)):
        if turns and role_of(turns[-1]["role"]) == "assistant":
            if not turns[-1]["content"].strip():
                return turns[:-1]
    return []


def _sides(text: str) -> list[dict[str, Any]]:
    parts = _SIDES.split(text)
    if len(parts) < 5 or parts[1] != "USER":
        return []
    system = [{"role": "system", "content": parts[0].strip()}] if parts[0].strip() else []
    return system + [
        {"role": who.lower(), "content": said.replace("</s>", "").strip()}
        for who, said in zip(parts[1::2], parts[2::2], strict=True)
    ]


def answered(text: str) -> list[Message]:
    """Return what an answer says as one turn, or the turns of a whole dialogue that is written in its place."""
    turns = rendered(text) if text.lstrip()[:1] in ("<", "[") else []
    told = [one for one in read_turns(turns).messages if one["content"].strip()] if turns else dialogue(text)
    return told if told and told[-1]["role"] == "assistant" else [turn("assistant", text)]


def dialogue(text: str) -> list[Message]:
    """Take a text of "\\n\\nHuman: ... \\n\\nAssistant: ..." apart; an empty list for any other text."""
    parts = _SPEAKER.split(text)
    if len(parts) < 3 or parts[0].strip() or parts[1] != "Human":
        return []
    return [
        turn("user" if who == "Human" else "assistant", said.strip())
        for who, said in zip(parts[1::2], parts[2::2], strict=True)
    ]
