"""Phoenix and whatever else writes OpenInference: spans with flattened or nested messages, and annotations of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ft_data.feedback import values
from ft_data.feedback.said import Asked, Exchange, Record, Said, Score, Unread

_PREFIX = "attributes."
_MARKS = (
    "llm.input_messages",
    "llm.output_messages",
    "openinference.span.kind",
    "input.value",
    "output.value",
)


def mine(record: Record) -> bool:
    """Tell whether a record is an OpenInference span or an annotation of one."""
    return _annotates(record) or marked(_found(record))


def marked(found: Mapping[str, Any]) -> bool:
    """Tell whether attributes are those of an OpenInference span."""
    return any(name.startswith(mark) for name in found for mark in _MARKS)


def read(record: Record, asked: Asked) -> Said:
    """Return the exchange of a span, or the score of an annotation. Raises Unread where there is neither."""
    if _annotates(record):
        return Said(scores=(_score(record, values.ids(_id(record, "span_id"), _id(record, "trace_id"))),))
    found = _found(record)
    prompt = values.asked(_messages(found, "llm.input_messages") or found.get("input.value"))
    answer = values.answered(_messages(found, "llm.output_messages") or found.get("output.value"))
    if not prompt or not answer:
        raise Unread(
            "a span without `llm.input_messages` and `llm.output_messages` (or `input.value` and `output.value`)"
        )
    listed = record.get("annotations") or record.get("span_annotations") or ()
    return Said(
        (
            Exchange(
                prompt=prompt,
                answer=answer,
                slice=values.text(found.get(asked.slice)) if asked.slice else "",
                model=values.text(found.get("llm.model_name")),
                at=values.moment(record.get("start_time")),
                ids=values.ids(_id(record, "span_id"), _id(record, "trace_id")),
                scores=tuple(_score(one, ()) for one in values.loaded(listed) if isinstance(one, Mapping)),
                tried=next(iter(values.ids(_id(record, "span_id"))), ""),
            ),
        )
    )


def _messages(found: Mapping[str, Any], name: str) -> Any:
    """Return messages that are a list (of ``message.role``, ``message.content``) or flattened."""
    listed = values.loaded(found.get(name))
    if isinstance(listed, list) and listed:
        return [
            {key.removeprefix("message."): value for key, value in one.items()}
            for one in listed
            if isinstance(one, Mapping)
        ]
    return values.messages_below(found, name)


def _found(record: Record) -> dict[str, Any]:
    own = values.attributes(record.get("attributes") or {})
    return own | {
        inner: one
        for name, value in record.items()
        if name.startswith(_PREFIX)
        for inner, one in values.attributes({name.removeprefix(_PREFIX): value}).items()
    }


def _annotates(record: Record) -> bool:
    named = values.first(record, "annotation_name", "annotator_kind")
    return named is not None and values.first(record, "span_id", "context.span_id", "trace_id") is not None


def _id(record: Record, name: str) -> Any:
    context = record.get("context")
    inner = context.get(name) if isinstance(context, Mapping) else None
    return inner or values.first(record, f"context.{name}", name)


def _score(record: Record, of: tuple[str, ...]) -> Score:
    result = values.loaded(record.get("result"))
    flat = {
        name.removeprefix("result."): value for name, value in record.items() if name.startswith("result.")
    }
    told = {**record, **flat, **(result if isinstance(result, Mapping) else {})}
    name = values.text(values.first(record, "annotation_name", "name"))
    label, value = values.text(told.get("label")), values.number(told.get("score"))
    if "correction" in name.lower():
        return Score(name, right=values.text(values.first(told, "explanation", "label")), of=of)
    return Score(name, value, label, of=of)
