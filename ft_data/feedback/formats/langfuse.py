"""Langfuse exports: observations with their input and output, and scores, `CORRECTION` (the right answer) among them."""

from __future__ import annotations

from typing import Any

from ft_data.feedback import values
from ft_data.feedback.said import Asked, Exchange, Record, Said, Score, Unread

_TYPES = ("NUMERIC", "CATEGORICAL", "BOOLEAN", "CORRECTION")


def mine(record: Record) -> bool:
    """Tell whether a record is an observation, a trace or a score."""
    observed = values.first(record, "traceId", "trace_id") is not None
    return (observed and (_is_score(record) or "input" in record or "output" in record)) or (
        "input" in record
        and "output" in record
        and any(isinstance(record.get(name), list) for name in ("scores", "observations"))
    )


def read(record: Record, asked: Asked) -> Said:
    """Return the exchange of an observation, or a score. Raises Unread where it holds no input and output."""
    if _is_score(record):
        return Said(scores=(_score(record),))
    prompt, answer = values.asked(record.get("input")), values.answered(record.get("output"))
    if not prompt or not answer:
        if found := _inside(record, asked):
            return found
        raise Unread("an observation without input and output: exports need the field group `io`")
    inside = values.attributes(record.get("metadata") or {})
    slice = asked.slice and values.first({**inside, **record}, asked.slice, f"metadata.{asked.slice}")
    scores = [one for one in record.get("scores") or () if isinstance(one, dict)]
    return Said(
        (
            Exchange(
                prompt=prompt,
                answer=answer,
                slice=values.text(slice) if slice else "",
                model=values.text(
                    values.first(record, "providedModelName", "provided_model_name", "model", "modelId")
                ),
                release=values.text(values.first(record, "release", "traceRelease", "trace_release")),
                at=values.moment(values.first(record, "startTime", "start_time", "timestamp", "createdAt")),
                ids=values.ids(record.get("id"), values.first(record, "traceId", "trace_id")),
                scores=tuple(_score(one) for one in scores),
                tried=next(iter(values.ids(record.get("id"))), ""),
            ),
        )
    )


def _inside(record: Record, asked: Asked) -> Said | None:
    """Return what the observations of a trace say, where it says nothing itself; None where they say nothing either."""
    exchanges: list[Exchange] = []
    for one in record.get("observations") or ():
        if isinstance(one, dict) and "observations" not in one:
            try:
                exchanges += read({"traceId": record.get("id"), **one}, asked).exchanges
            except Unread:  # steps between, such as a search
                continue
    scores = (_score(one) for one in record.get("scores") or () if isinstance(one, dict))
    return Said(tuple(exchanges), tuple(scores)) if exchanges else None


def _is_score(record: Record) -> bool:
    return _type(record) in _TYPES


def _type(record: Record) -> str:
    return str(values.first(record, "dataType", "data_type") or "").upper()


def _score(record: Record) -> Score:
    of = values.ids(
        values.first(record, "observationId", "observation_id"), values.first(record, "traceId", "trace_id")
    )
    name = values.text(record.get("name"))
    said: Any = values.first(record, "stringValue", "string_value", "longStringValue", "long_string_value")
    value = record.get("value")
    if _type(record) == "CORRECTION":
        return Score(name, right=values.answered(said if said is not None else value), of=of)
    if _type(record) == "CATEGORICAL":
        return Score(name, label=values.text(said if said is not None else value), of=of)
    return Score(name, values.number(value), values.text(said) if said is not None else "", of=of)
