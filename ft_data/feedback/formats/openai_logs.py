"""OpenAI: logged requests with their responses, stored completions, lines of a batch and its output, items of an eval."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ft_data.feedback import values
from ft_data.feedback.said import Asked, Exchange, Record, Said, Score, Unread

_EVAL = ("datasource_item", "sample")
_STORED = ("chat.completion", "text_completion", "response")
_MESSAGE = re.compile(r"(chatcmpl-.+)-\d+\Z")  # a message of a stored completion is numbered below it


def mine(record: Record) -> bool:
    """Tell whether a record has a request and a response, or one of them under a name of a batch."""
    if all(name in record for name in _EVAL) or _of_stored(record):
        return True
    if record.get("object") in _STORED or (
        "custom_id" in record and ("response" in record or "error" in record)
    ):
        return True
    request, response = _request(record), _response(record)
    return (bool(_output(response)) and (bool(_input(request)) or "custom_id" in record)) or (
        "custom_id" in record and bool(_input(request))
    )


def read(record: Record, asked: Asked) -> Said:
    """Return the exchange; one half of a batch waits for the other (see `join`). Raises Unread where there is none."""
    if all(name in record for name in _EVAL):
        return Said((_of_eval(record, asked),))
    if of := _of_stored(record):
        told = values.text(record) if record.get("role") == "user" else ""
        return Said((Exchange(told, "", ids=(of,)),) if told else ())
    request, response = _request(record), _response(record)
    prompt, answer = values.asked(_input(request)), values.answered(_output(response))
    if not prompt and not answer and (record.get("error") or response.get("error")):
        raise Unread("the call failed, so there is no answer")
    if not prompt and not answer:
        raise Unread("neither messages nor choices in it")
    inside = values.attributes(values.first(record, "metadata") or request.get("metadata") or {})
    slice = values.first({**record, **inside}, asked.slice) if asked.slice else None
    return Said(
        (
            Exchange(
                prompt=prompt,
                answer=answer,
                slice=values.text(slice),
                model=values.text(values.first(response, "model") or values.first(request, "model")),
                at=values.moment(values.first(response, "created", "created_at") or record.get("created_at")),
                ids=values.ids(record.get("custom_id"), response.get("id"), record.get("id")),
                scores=_rated(record),
                tried=next(iter(values.ids(response.get("id"), record.get("id"))), ""),
            ),
        )
    )


def _of_stored(record: Record) -> str:
    """Return the id of the stored completion that a record is a message of, "" where it is none."""
    found = _MESSAGE.match(str(record.get("id") or "")) if "role" in record else None
    return found[1] if found else ""


def _rated(record: Record) -> tuple[Score, ...]:
    """Return what is noted beside a logged call."""
    noted = [(name, record[name]) for name in ("rating", "score", "feedback", "verdict") if name in record]
    return tuple(
        Score(name, values.number(value), "" if values.number(value) is not None else values.text(value))
        for name, value in noted
        if isinstance(value, str | int | float)
    )


def _of_eval(record: Record, asked: Asked) -> Exchange:
    item, sample = record["datasource_item"], record["sample"]
    item = item if isinstance(item, Mapping) else {}
    item = {**item, **(item["item"] if isinstance(item.get("item"), Mapping) else {})}
    sample = sample if isinstance(sample, Mapping) else {}
    prompt, answer = (
        values.asked(sample.get("input")),
        values.answered(sample.get("output") or sample.get("outputs")),
    )
    if not prompt or not answer:
        raise Unread("an item of an eval without input and output of its sample")
    return Exchange(
        prompt=prompt,
        answer=answer,
        right=values.text(
            values.first(
                item, "reference_answer", "correct_label", "expected", "ideal", "ground_truth", "answer"
            )
        ),
        slice=values.text(item.get(asked.slice)) if asked.slice else "",
        model=values.text(sample.get("model")),
        at=values.moment(record.get("created_at")),
        ids=values.ids(record.get("id")),
        scores=tuple(
            Score(values.text(one.get("name")), _passed(one))
            for one in record.get("results") or ()
            if isinstance(one, Mapping)
        ),
    )


def _passed(result: Mapping[str, Any]) -> float | None:
    return values.number(result["passed"] if isinstance(result.get("passed"), bool) else result.get("score"))


def _request(record: Record) -> Mapping[str, Any]:
    return _object(record, "request", "body", "input_body") or record


def _response(record: Record) -> Mapping[str, Any]:
    return _object(record, "response") or record


def _object(record: Record, *names: str) -> Mapping[str, Any]:
    """Return a part of a record, and where that has a ``body``, the body."""
    found = next((one for name in names if isinstance(one := values.loaded(record.get(name)), Mapping)), {})
    inner = values.loaded(found.get("body"))
    return inner if isinstance(inner, Mapping) else found


def _input(request: Mapping[str, Any]) -> Any:
    return values.first(request, "messages", "input", "prompt")


def _output(response: Mapping[str, Any]) -> Any:
    if isinstance(response.get("choices"), list):
        return values.text(response["choices"][:1])
    output = response.get("output")
    return output if values.conversation(output) else None
