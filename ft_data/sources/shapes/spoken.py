"""A dialogue in one text: "USER: ... ASSISTANT: ...", "### Human: ...", Glaive's calls and their results."""

from __future__ import annotations

import re
from typing import Any

from ft_data.sources.shapes import sides
from ft_data.sources.shapes.calls import listed
from ft_data.sources.shapes.values import unpacked

# What heads a line of a card as well as a turn.
_HEADS = frozenset(
    "support admin staff team rep desk contact person employee seller buyer helper citizen applicant passenger tourist".split()
)
_WHO = tuple(
    sorted(
        {
            *("human", "user", "assistant", "system", "ai", "bot", "chatbot", "gpt"),
            *("function response", "tool response", "observation", "tool"),
            *(word.replace("_", " ") for word in (*sides.DESK, *sides.GUEST) if word not in _HEADS),
        },
        key=lambda word: (-len(word), word),
    )
)
# One of several on a side, or who is there beside them: `Doctor 2`, `guest_family`, `Patient's wife`.
_MORE = r"(?:_\w{1,20}|[ _]?\d{1,2}|['’]s \w{1,20})"
_ALL = "|".join(sorted({*_WHO, *_HEADS}, key=lambda word: (-len(word), word)))
_SPEAKS = re.compile(
    rf"(?:\A|\n)[ \t]*(?:\*\*|#{{1,3}}[ \t]*)?((?:{'|'.join(_WHO)}){_MORE}?)(?:\*\*)?[ \t]*[:：](?:\*\*)?[ \t]*"
    r"|#{2,3}[ \t]*(human|assistant|user|system|response)[ \t]*:[ \t]*"
    r"|<(human|user|bot|assistant|system|gpt|ai)>[ \t]*[:：][ \t]*"
    rf"|(?:\A|\n)[ \t]*[\[【]((?:{_ALL}){_MORE}?)[\]】][ \t]*[:：]?[ \t]*",
    re.IGNORECASE,
)
_MARKED = re.compile(r"[:：\]】]")  # without one near its beginning no text is a dialogue
_WORDS = re.compile(r"[^\W\d_]+")
_ENDS = re.compile(r"\s*<\|(?:endoftext|im_end|eot_id)\|>\s*")
_CALL = re.compile(r"<functioncall>\s*(.*?)\s*(?:</functioncall>|\Z)", re.DOTALL)
_QUOTED = re.compile(r"""\{\s*"name":\s*"([^"]+)",\s*"arguments":\s*'(.*)'\s*\}\Z""", re.DOTALL)


def spoken(text: str) -> list[dict[str, Any]]:
    """Return the turns of a dialogue with their roles; an empty list for any other text.

    The text begins with a speaker, and two sides speak.
    """
    if not _MARKED.search(text[:200]):
        return []
    marks = list(_SPEAKS.finditer(text))
    if len(marks) < 2 or text[: marks[0].start()].strip():
        return []
    turns: list[dict[str, Any]] = []
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        who = _side(str(mark[mark.lastindex or 1]).lower())
        said = text[mark.end() : following.start() if following else len(text)]
        said = _ENDS.sub("\n", said).strip()
        turn: dict[str, Any] = {"role": who, "content": said}
        called = _CALL.search(said)
        if called:
            turn |= {"content": said[: called.start()].strip(), "tool_calls": _called(called[1])}
        turns.append(turn)
    speakers = {turn["role"] for turn in turns}
    return turns if len(speakers) >= 2 else []


def _side(who: str) -> str:
    """Return the speaker whose side somebody is on: a doctor's colleague answers, whoever came along with a patient asks."""
    words = _WORDS.findall(who)
    if who in _WHO or not words:
        return who
    return next(
        (word for word in words[1:] if word in _WHO), next((one for one in _WHO if who.startswith(one)), who)
    )


def _called(text: str) -> Any:
    """Return a call written as JSON, or as Glaive writes it: its arguments between single quotes."""
    found = listed(text)
    if not isinstance(found, str):
        return found
    quoted = _QUOTED.match(text)
    if not quoted:
        return [{"name": "", "arguments": text}]
    arguments = quoted[2].replace("\\'", "'")
    return [
        {"name": quoted[1], "arguments": arguments if isinstance(unpacked(arguments), dict) else quoted[2]}
    ]
