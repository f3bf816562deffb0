"""The canonical example: one training row, whatever format it came from.

Everything downstream of the readers sees this schema and nothing else. ``content_hash`` covers what a
trainer or a curator could notice; ``source_uri`` and ``source_row`` say where the row was found and are
left out, so that moving or splitting files changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any

import orjson
import pyarrow as pa
import xxhash

KINDS = ("instruction", "conversation", "preference", "text")
ROLES = ("system", "developer", "user", "assistant", "tool")
VERDICTS = ("keep", "drop", "review", "merge", "new")

MESSAGE = pa.struct(
    [
        ("role", pa.string()),
        ("content", pa.string()),
        ("tool_calls_json", pa.string()),
        ("tool_call_id", pa.string()),
        ("name", pa.string()),
        ("reasoning", pa.string()),  # what an answer thinks before it speaks; trained with it
        ("weight", pa.float64()),  # of an answer in the loss; null is 1, 0 means that it is not trained
    ]
)
MESSAGES = pa.list_(MESSAGE)
# Fields of a message that few have: absent or null is the same, and leaves no trace in a hash.
OPTIONAL = ("reasoning", "weight")
_ALWAYS = len(MESSAGE) - len(OPTIONAL)
LABELS = pa.map_(pa.string(), pa.string())

EXAMPLE = pa.schema(
    [
        ("record_id", pa.string()),
        ("content_hash", pa.string()),
        ("kind", pa.string()),
        ("messages", MESSAGES),
        ("chosen", MESSAGES),
        ("rejected", MESSAGES),
        ("tools_json", pa.string()),
        ("prompt_text", pa.string()),
        ("response_text", pa.string()),
        ("source", pa.string()),
        ("source_uri", pa.string()),
        ("source_row", pa.int64()),
        ("origin", pa.string()),
        ("license", pa.string()),
        ("consent", pa.string()),
        ("subject_id", pa.string()),
        ("created_at", pa.timestamp("us", tz="UTC")),
        ("language_declared", pa.string()),
        ("groups", LABELS),
        ("labels", LABELS),
        ("parents", pa.list_(pa.string())),
        ("extra", pa.string()),
    ]
)

# One row per input row of a stage: what became of it and why.
VERDICT = pa.schema(
    [
        ("record_id", pa.string()),
        ("verdict", pa.string()),
        ("reasons", pa.list_(pa.string())),
        ("witness_id", pa.string()),
        ("score", pa.float64()),
        ("detail", pa.string()),
    ]
)

# What cleaning changed. `before` and `after` are null for personal-data rules: kind and count only.
EDIT = pa.schema(
    [
        ("record_id", pa.string()),
        ("field", pa.string()),
        ("rule", pa.string()),
        ("count", pa.int32()),
        ("before", pa.string()),
        ("after", pa.string()),
    ]
)

_NOT_CONTENT = frozenset(
    {"record_id", "content_hash", "source_uri", "source_row", "prompt_text", "response_text"}
)
_TURNS = frozenset({"messages", "chosen", "rejected"})
CONTENT_FIELDS = tuple(name for name in EXAMPLE.names if name not in _NOT_CONTENT)
_content = itemgetter(*CONTENT_FIELDS)


def record_id(*parts: str) -> str:
    """Name a record by what identifies it: 24 hex digits (96 bits) of xxh3_128 over length-prefixed parts."""
    return xxhash.xxh3_128_hexdigest(_framed(part.encode("utf-8", "surrogatepass") for part in parts))[:24]


def record_namer(*parts: str) -> Callable[[bytes], str]:
    """Return what `record_id` returns for ``parts`` and one more, which is given as UTF-8: many names of one kind."""
    prefix = _framed(part.encode("utf-8", "surrogatepass") for part in parts)
    digest = xxhash.xxh3_128_hexdigest

    def name(last: bytes) -> str:
        return digest(prefix + len(last).to_bytes(8, "little") + last)[:24]

    return name


def content_hash(example: Mapping[str, Any]) -> str:
    """Hash the content fields of one example (32 hex digits): canonical JSON, keys sorted, xxh3_128."""
    return xxhash.xxh3_128_hexdigest(content_of(example))


def content_of(example: Mapping[str, Any]) -> bytes:
    """Return the content fields of one example as canonical JSON; what is missing counts as null.

    Fields of a message in ``OPTIONAL`` that have no value are not written.
    """
    try:
        content = _content(example)
    except KeyError:
        content = tuple(example.get(name) for name in CONTENT_FIELDS)
    return orjson.dumps(
        [
            _written(field) if name in _TURNS else field
            for name, field in zip(CONTENT_FIELDS, content, strict=True)
        ],
        option=orjson.OPT_SORT_KEYS,
    )


def _written(turns: Any) -> Any:
    if not turns or all(len(turn) <= _ALWAYS for turn in turns):
        return turns
    return [
        {name: value for name, value in turn.items() if value is not None or name not in OPTIONAL}
        for turn in turns
    ]


def _framed(fields: Iterable[bytes]) -> bytes:
    return b"".join([len(field).to_bytes(8, "little") + field for field in fields])


def message(role: str, content: str, **rest: Any) -> dict[str, Any]:
    """Build one message with every field of the schema present that is not optional."""
    blank: dict[str, Any] = {"tool_calls_json": None, "tool_call_id": None, "name": None}
    return {"role": role, "content": content, **blank, **rest}


def written(example: Mapping[str, Any]) -> list[str]:
    """Return every text of an example: what its turns, calls and tools say, and what the record had beside them."""
    turns = [*(example["messages"] or ()), *(example["chosen"] or ()), *(example["rejected"] or ())]
    said = [one.get(name) for one in turns for name in ("content", "tool_calls_json", "reasoning")]
    return [text for text in (*said, example["tools_json"], example["extra"]) if text]


def answers(messages: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return what the assistant says, turn by turn."""
    return [one.get("content") or "" for one in messages if one["role"] == "assistant"]


def requests(messages: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return what the answers of a conversation were asked: the words of its users and of the system."""
    asking = ("system", "developer", "user")
    return [m["content"] for m in messages if m["role"] in asking and m.get("content")]


def texts(
    kind: str, messages: Sequence[Mapping[str, Any]], chosen: Sequence[Mapping[str, Any]] | None = None
) -> tuple[str, str]:
    """Return ``(prompt_text, response_text)``: assistant turns answer, all other turns ask.

    A preference example answers with its chosen turns; a plain text is all response. Reasoning stands before the
    words it leads to: what is trained is measured.
    """
    if kind == "instruction" and len(messages) == 2:
        first, last = messages
        if last["role"] == "assistant" != first["role"]:
            return first["content"] or "", said(last)
    answers = (
        list(chosen or ()) if kind == "preference" else [m for m in messages if m["role"] == "assistant"]
    )
    asks = messages if kind == "preference" else [m for m in messages if m["role"] != "assistant"]
    if kind == "text":
        return "", "\n\n".join(m["content"] or "" for m in messages)
    return "\n\n".join(map(said, asks)), "\n\n".join(map(said, answers))


def said(message: Mapping[str, Any]) -> str:
    """Return the text of a message, with its reasoning before it."""
    content = message["content"] or ""
    reasoning = message.get("reasoning")
    return f"{reasoning}\n\n{content}" if reasoning else content
