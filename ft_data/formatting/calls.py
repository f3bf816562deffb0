"""Tool call ids: paired, in the alphabet a trainer wants, the same on every run."""

from __future__ import annotations

import hashlib
import re
import string
from collections.abc import Callable, Sequence

from ft_data.formatting.conversation import Message
from ft_data.formatting.outcome import Refusal

FUNCTION_NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}\Z")
_ALPHABET = string.ascii_letters + string.digits


def named(found: Sequence[Message], rename: Callable[[str], str] | None = None) -> list[Message]:
    """Return the turns with an id on every call and every result; results without one answer calls in order.

    Ids that are there stay, or become ``rename(id)`` on both sides.
    """
    out: list[Message] = []
    waiting: list[str] = []
    for at, turn in enumerate(found):
        new = dict(turn)
        if calls := turn.get("tool_calls"):
            waiting = [call.get("id") or f"call_{at}_{i}" for i, call in enumerate(calls)]
            if not all(FUNCTION_NAME.match(call["function"]["name"]) for call in calls):
                raise Refusal(
                    "bad_function_name", "function names are a-z, A-Z, 0-9, _ and -, at most 64 long"
                )
            new["tool_calls"] = [
                {"id": rename(id_) if rename else id_, **{k: v for k, v in call.items() if k != "id"}}
                for id_, call in zip(waiting, calls, strict=True)
            ]
        elif turn["role"] == "tool":
            own = turn.get("tool_call_id")
            if own in waiting:
                waiting.remove(own)
            elif own is None and waiting:
                own = waiting.pop(0)
            else:
                raise Refusal("unpaired_tool_result", "a tool turn answers no call before it")
            new["tool_call_id"] = rename(own) if rename else own
        out.append(new)
    return out


def nine(id_: str) -> str:
    """Return nine letters and digits for any id; one that is already of that form stays."""
    if len(id_) == 9 and all(c in _ALPHABET for c in id_):
        return id_
    number = int.from_bytes(hashlib.sha256(id_.encode()).digest()[:8], "big")
    return "".join(_ALPHABET[number // len(_ALPHABET) ** i % len(_ALPHABET)] for i in range(9))
