"""Rows as people read them: turns, what a repair changed, and a key that survives a change of ids."""

from __future__ import annotations

import difflib
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

AROUND, MOST = 40, 6
MASK = re.compile(r"⟦[^⟧]*\[[A-Z_]+\]")  # masks are shown first


def shown(kind: str, messages: Any, chosen: Any, rejected: Any, tools: str | None) -> dict[str, Any]:
    """Return ``{kind, turns: [[role, text]]}``; a preference pair ends with chosen and rejected."""
    turns = [["tools", tools]] if tools else []
    turns += [[one["role"], _said(one)] for one in messages or ()]
    for name, side in (("chosen", chosen), ("rejected", rejected)):
        turns += [[name, _said(one)] for one in side or ()]
    return {"kind": kind, "turns": turns}


def _said(one: Mapping[str, Any]) -> str:
    calls = f"\n[calls] {one['tool_calls_json']}" if one.get("tool_calls_json") else ""
    return (one["content"] or "") + calls


def text_key(row: Mapping[str, Any] | None) -> str:
    """Return 16 hex digits of the words of a row as it came, whatever id and layout it has."""
    words = re.findall(r"\w+", " ".join(text for _, text in (row or {"turns": []})["turns"]).casefold())
    return hashlib.blake2b(" ".join(words).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def changes(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> list[list[str]]:
    """Return ``[role, before, after]`` of the first places at which cleaning changed a row."""
    found: list[list[str]] = []
    if before is None or after is None or len(before["turns"]) != len(after["turns"]):
        return found
    for (role, old), (_, new) in zip(before["turns"], after["turns"], strict=True):
        if old != new:
            found += [[role, a, b] for a, b in _places(old, new)]
    return sorted(found, key=lambda place: not MASK.search(place[2]))[:MOST]


def change_keys(places: Sequence[Sequence[str]]) -> dict[str, str]:
    """Return a key of what was shown of a row's repairs, and one of its masks: the same key, the same edit."""
    found = {}
    for name, masks in (("edit_key", False), ("mask_key", True)):
        mine = [list(place) for place in places if bool(MASK.search(place[2])) is masks]
        found[name] = hashlib.blake2b(
            json.dumps(mine).encode("utf-8", "surrogatepass"), digest_size=8
        ).hexdigest()
    return found


def _places(old: str, new: str) -> list[tuple[str, str]]:
    left, right = _pieces(old), _pieces(new)
    places = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag != "equal":
            head, tail = "".join(left[max(0, a - 12) : a])[-AROUND:], "".join(left[b : b + 12])[:AROUND]
            places.append(
                (
                    f"…{head}⟦{''.join(left[a:b])[:300]}⟧{tail}…",
                    f"…{head}⟦{''.join(right[c:d])[:300]}⟧{tail}…",
                )
            )
    return places


def _pieces(text: str) -> Sequence[str]:
    return re.findall(r"\w+|\s|[^\w\s]", text[:12_000])


ROW, LAST_ANSWER, LAST_QUESTION, SETTING, BETWEEN = 2_500, 1_300, 700, 250, 160


def shortened(turns: Sequence[Sequence[str]]) -> list[list[str]]:
    """Cut turns in their middle, so that a row has about 2,500 characters and every end can be seen."""
    if sum(len(text) for _, text in turns) <= ROW:
        return [[role, text] for role, text in turns]
    last = len(turns) - 1
    answers = [
        n for n, (role, _) in enumerate(turns) if role in ("assistant", "chosen", "rejected", "record")
    ]
    pair = [n for n, (role, _) in enumerate(turns) if role in ("chosen", "rejected")]
    asked = max((n for n, (role, _) in enumerate(turns) if role == "user"), default=-1)
    found: list[list[str]] = []
    for n, (role, text) in enumerate(turns):
        most = (
            LAST_ANSWER * 2 // 3
            if n in pair
            else LAST_ANSWER
            if n == (answers[-1] if answers else last)
            else LAST_QUESTION
            if n == asked
            else SETTING
            if role in ("system", "tools")
            else BETWEEN
        )
        if len(turns) > 12 and 3 < n < last - 6:
            if n == 4:
                found.append(["…", f"⟨{last - 10} turns left out⟩"])
            continue
        found.append([role, _middle_out(text, most)])
    return found


def _middle_out(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    head, tail = most * 3 // 5, most * 2 // 5
    return f"{text[:head]} ⟨…{len(text) - head - tail} characters left out…⟩ {text[-tail:]}"
