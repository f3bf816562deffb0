"""Chats that somebody has already written out in a model's template: taken apart again, so that any template fits."""

from __future__ import annotations

import re
from typing import Any

from ft_data.sources.shapes.spoken import spoken
from ft_data.sources.shapes.turns import role_of

# Template -> (what begins a turn and names its speaker, what ends it).
_MARKED = (
    (re.compile(r"<\|im_start\|>[ ]?(\w+)\n"), re.compile(r"<\|im_end\|>")),
    (re.compile(r"<\|start_header_id\|>(\w+)<\|end_header_id\|>\s*"), re.compile(r"<\|(?:eot_id|eom_id)\|>")),
    (re.compile(r"<start_of_turn>(\w+)\n"), re.compile(r"<end_of_turn>")),
    (
        re.compile(r"<\|(system|user|assistant|observation)\|>\s*"),
        re.compile(r"<\|(?:end|endoftext)\|>|</s>"),
    ),
    (re.compile(r"\[\|(Human|AI|Assistant|System)\|\]\s*"), re.compile(r"\Z")),
    (re.compile(r"<\|(Human|MOSS|Assistant)\|>\s*:\s*"), re.compile(r"<eo[hm]>")),
)
_BEGINS = re.compile(r"(?:\s|<s>|<\|begin_of_text\|>|<bos>)*")
_ENDS = re.compile(r"(?:\s|</s>|<\|end_of_text\|>|<\|endoftext\|>|<eos>)+\Z")
_INST = re.compile(r"\[INST\](.*?)\[/INST\](.*?)(?=(?:</s>|<s>|\s)*\[INST\]|\Z)", re.DOTALL)
_SYS = re.compile(r"\s*<<SYS>>\s*(.*?)\s*<</SYS>>\s*", re.DOTALL)
_ALPACA = re.compile(
    r"(?P<head>.{0,400}?)###\s*Instruction:?\s*\n(?P<ask>.*?)(?:\n+###\s*Input:?\s*\n(?P<input>.*?))?\n+###\s*Response:?\s*\n"
    r"(?P<say>.*)\Z",
    re.DOTALL,
)


def rendered(text: str) -> list[dict[str, Any]]:
    """Return the turns of a chat written in a template; an empty list for any other text."""
    start = text.lstrip()[:600]
    if "<" not in start and "#" not in start and "[" not in start:
        return []
    if "[INST]" in start:
        return _inst(text)
    if "### Instruction" in start or "###Instruction" in start:
        return _alpaca(text)
    for begins, ends in _MARKED:
        if begins.search(start):
            return _marked(text, begins, ends)
    return spoken(text) if start.startswith(("### Human", "### User", "### Assistant", "## Human")) else []


def _marked(text: str, begins: re.Pattern[str], ends: re.Pattern[str]) -> list[dict[str, Any]]:
    marks = list(begins.finditer(text))
    before = text[: marks[0].start()]
    if before[_BEGINS.match(before).end() :].strip() and "[|" not in marks[0][0]:  # type: ignore[union-attr]
        return []
    turns = []
    for at, mark in enumerate(marks):
        said = text[mark.end() : marks[at + 1].start() if at + 1 < len(marks) else len(text)]
        if role_of(mark[1]) is None and mark[1].lower() != "moss":
            return []
        stop = ends.search(said)
        if stop and _ENDS.sub("", said[stop.end() :]).strip() and "[|" not in mark[0]:
            return []  # somebody writes about the template
        said = _ENDS.sub("", said[: stop.start()] if stop else said).strip()
        if said or at + 1 < len(marks):
            turns.append({"role": "assistant" if mark[1].lower() == "moss" else mark[1], "content": said})
    return turns


def _inst(text: str) -> list[dict[str, Any]]:
    turns: list[dict[str, Any]] = []
    for at, found in enumerate(_INST.finditer(text)):
        ask = found[1]
        if at == 0 and text[: found.start()].replace("<s>", "").strip():
            return []
        system = _SYS.match(ask) if at == 0 else None
        if system:
            turns.append({"role": "system", "content": system[1]})
            ask = ask[system.end() :]
        turns.append({"role": "user", "content": ask.strip()})
        say = _ENDS.sub("", found[2]).strip()
        if say:
            turns.append({"role": "assistant", "content": say})
    return turns


def _alpaca(text: str) -> list[dict[str, Any]]:
    found = _ALPACA.match(text)
    if not found or "### Instruction" in found["say"]:
        return []
    ask = "\n\n".join(part.strip() for part in (found["ask"], found["input"] or "") if part.strip())
    return [
        {"role": "user", "content": ask},
        {"role": "assistant", "content": _ENDS.sub("", found["say"]).strip()},
    ]
