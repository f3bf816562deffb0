"""New examples that people make: a corrected row, a written pair, a preference. Pure functions."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

Example = dict[str, Any]


class Made(NamedTuple):
    """The example somebody made, or what is wrong with it, in sentences for them."""

    example: Example | None
    problems: list[str]


def plain(row: Mapping[str, Any]) -> Example:
    """Turn a row of the view ``cleaned`` into plain JSON values (dates in ISO form)."""
    example: Example = json.loads(json.dumps(dict(row), ensure_ascii=False, default=_plain))
    for name in ("groups", "labels"):
        if isinstance(example.get(name), list):
            example[name] = {pair[0]: pair[1] for pair in example[name]}
    return example


def fields(example: Mapping[str, Any]) -> dict[str, str]:
    """Name every text of an example that can be edited: ``messages-0``, ``chosen-0``, ..."""
    texts = {}
    for part in ("messages", "chosen", "rejected"):
        for position, message in enumerate(example.get(part) or ()):
            texts[f"{part}-{position}"] = message.get("content") or ""
    return texts


def full_text(example: Mapping[str, Any]) -> str:
    """The prompt and the answer as one text."""
    return f"{example['prompt_text'] or ''}\n\n{example['response_text'] or ''}".strip()


def edited(example: Mapping[str, Any], given: Mapping[str, str]) -> Made:
    """Apply edited texts to an example and check that it still has its shape.

    The result is a derived row: its own id, the edited row as its parent, licence and provenance inherited.
    """
    before = fields(example)
    texts = {name: given.get(name, text).replace("\r\n", "\n") for name, text in before.items()}
    if texts == {name: text.replace("\r\n", "\n") for name, text in before.items()}:
        return Made(None, ["Nothing was changed. To keep the row as it is, accept it."])
    made = copy.deepcopy(dict(example))
    for name, text in texts.items():
        part, _, position = name.rpartition("-")
        made[part][int(position)]["content"] = text
    problems = shape_problems(made)
    return Made(None, problems) if problems else Made(_derived(made, "edit", [example["record_id"]]), [])


def written(example: Mapping[str, Any], instruction: str, answer: str, token: str) -> Made:
    """Make an instruction and its answer from a passage; ``token`` tells several from one passage apart."""
    made = _like(example, "instruction")
    made["messages"] = [_message("user", instruction), _message("assistant", answer)]
    made["origin"] = "human"
    problems = shape_problems(made)
    return (
        Made(None, problems) if problems else Made(_derived(made, "write", [example["record_id"]], token), [])
    )


def preferred(a: Mapping[str, Any], b: Mapping[str, Any], choice: str) -> Example:
    """Make a preference example of two answers to one prompt; ``choice`` is ``a`` or ``b``.

    What the two rows do not share (licence, consent, subject) is left open rather than guessed.
    """
    better, worse = (a, b) if choice == "a" else (b, a)
    made = _like(a, "preference")
    made["messages"] = copy.deepcopy(list(a["messages"][:-1]))
    made["chosen"] = [copy.deepcopy(better["messages"][-1])]
    made["rejected"] = [copy.deepcopy(worse["messages"][-1])]
    for name in ("license", "consent", "subject_id", "language_declared"):
        made[name] = a.get(name) if a.get(name) == b.get(name) else None
    made["origin"] = "human" if a.get("origin") == b.get("origin") == "human" else "synthetic"
    made["groups"] = {k: v for k, v in (a.get("groups") or {}).items() if (b.get("groups") or {}).get(k) == v}
    return _derived(made, "prefer", sorted([a["record_id"], b["record_id"]]))


def turned(example: Mapping[str, Any]) -> Example:
    """Swap the chosen and the rejected answer of a preference example."""
    made = copy.deepcopy(dict(example))
    made["chosen"], made["rejected"] = made["rejected"], made["chosen"]
    return _derived(made, "edit", [example["record_id"]])


def shape_problems(example: Mapping[str, Any]) -> list[str]:
    """Say what keeps an example from having the shape of its kind."""
    problems = []
    for part in ("messages", "chosen", "rejected"):
        for position, message in enumerate(example.get(part) or ()):
            if not (message.get("content") or "").strip() and not message.get("tool_calls_json"):
                problems.append(f"The {message['role']} text {position + 1} of {part} is empty.")
    last = (example.get("messages") or [{}])[-1].get("role")
    if example["kind"] in ("instruction", "conversation") and last != "assistant":
        problems.append("The last turn is not the assistant's.")
    if example["kind"] == "preference":
        chosen, rejected = example.get("chosen") or [], example.get("rejected") or []
        if not chosen or not rejected:
            problems.append("A preference needs a chosen and a rejected answer.")
        elif [_says(m) for m in chosen] == [_says(m) for m in rejected]:
            problems.append("The chosen and the rejected answer are the same.")
    return problems


def _says(message: Mapping[str, Any]) -> tuple[Any, Any]:
    from ft_data.example import said

    return said({"content": None, **message}), message.get("tool_calls_json")


def _like(example: Mapping[str, Any], kind: str) -> Example:
    made = copy.deepcopy(dict(example))
    made |= {"kind": kind, "chosen": None, "rejected": None, "tools_json": None, "labels": {}, "extra": None}
    return made


def _derived(made: Example, how: str, parents: list[str], *more: str) -> Example:
    from ft_data.example import content_hash, record_id, texts

    made["record_id"] = record_id(how, *parents, *more)
    made["parents"] = parents
    made["prompt_text"], made["response_text"] = texts(
        made["kind"], made["messages"] or [], made.get("chosen")
    )
    made["content_hash"] = content_hash(made)
    return made


def _message(role: str, content: str) -> dict[str, str | None]:
    from ft_data.example import message

    return message(role, content.replace("\r\n", "\n").strip())


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is not a value of an example")
