"""lm-eval: per-sample results (``--log_samples``), a file for each task."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ft_data.feedback import values
from ft_data.feedback.said import Asked, Exchange, Record, Said, Score, Unread

_TASK = re.compile(r"(?:.*/)?samples_(.+?)(?:_\d{4}-\d{2}-\d{2}T[\d:.\-]+)?\.jsonl?(?:\.\w+)?\Z")
_METRICS = ("acc", "exact_match", "acc_norm", "pass@1", "pass_at_1", "f1", "em")


def mine(record: Record) -> bool:
    """Tell whether a record is the result of one sample."""
    return (
        "doc_id" in record
        and isinstance(record.get("doc"), Mapping)
        and ("resps" in record or "filtered_resps" in record)
    )


def read(record: Record, asked: Asked) -> Said:
    """Return the sample's question, answer and result. Raises Unread where it has no answer."""
    doc = record["doc"]
    prompt = values.text(
        values.first(doc, "question", "query", "input", "prompt", "instruction", "goal", "ctx")
    )
    prompt = prompt or _argument(record.get("arguments"))
    choices, target = _choices(doc), record.get("target")
    answer = (
        _chosen(record, choices)
        if choices
        else values.text(_innermost(values.first(record, "filtered_resps", "resps")))
    )
    if not prompt or not answer:
        raise Unread("a sample without a question or an answer")
    right = _choice(choices, target) if choices else ""
    task = (hit := _TASK.match(asked.file)) and hit[1]
    slice = values.text(doc.get(asked.slice)) if asked.slice else str(task or "")
    return Said(
        (
            Exchange(
                prompt=prompt,
                answer=answer,
                right=right or values.text(target),
                slice=slice,
                scores=_results(record),
            ),
        )
    )


def _results(record: Record) -> tuple[Score, ...]:
    named = [name for name in record.get("metrics") or () if isinstance(name, str)] or list(_METRICS)
    found = [(name, values.number(record.get(name))) for name in dict.fromkeys([*named, *_METRICS])]
    given = [(name, value) for name, value in found if value is not None]
    return tuple(Score(name, value) for name, value in given[:1])


def _argument(value: Any) -> str:
    """Return the first argument of the first request: lists of lists, or ``{"gen_args_0": {"arg_0": ...}}``."""
    value = values.loaded(value)
    while isinstance(value, Mapping | list) and value:
        value = next(iter(value.values())) if isinstance(value, Mapping) else value[0]
    return values.text(value)


def _innermost(value: Any) -> Any:
    while isinstance(value, list) and value:
        value = value[0]
    return value


def _choices(doc: Mapping[str, Any]) -> list[str]:
    found = values.first(doc, "choices", "endings", "options")
    if isinstance(found, Mapping):
        found = found.get("text")
    return [values.text(one) for one in found] if isinstance(found, list) else []


def _choice(choices: Sequence[str], target: Any) -> str:
    number = values.number(target)
    if number is not None and 0 <= int(number) < len(choices):
        return choices[int(number)]
    if isinstance(target, str) and len(target) == 1 and 0 <= ord(target.upper()) - 65 < len(choices):
        return choices[ord(target.upper()) - 65]
    return ""


def _chosen(record: Record, choices: Sequence[str]) -> str:
    """Return the choice that the model found likeliest."""
    given = values.first(record, "filtered_resps", "resps") or ()
    likely = []
    for one in given if isinstance(given, list) else ():
        while isinstance(one, list) and one and isinstance(one[0], list):
            one = one[0]
        likely.append(values.number(one[0] if isinstance(one, list) and one else one))
    if len(likely) != len(choices) or any(one is None for one in likely):
        return values.text(_innermost(given))
    return choices[max(range(len(choices)), key=lambda at: likely[at] or 0.0)]
