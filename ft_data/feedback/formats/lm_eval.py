"""lm-eval: per-sample results (``--log_samples``), a file for each task.

A model writes an answer (``generate_until``), or says how likely each of some continuations is: then the likeliest is its answer,
and of a single one that it would not have written itself nobody knows what it would have said.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ft_data.feedback import values
from ft_data.feedback.said import Asked, Exchange, Record, Said, Score, Unread

_TASK = re.compile(r"(?:.*/)?samples_(.+?)(?:_\d{4}-\d{2}-\d{2}T[\d:.\-]+)?\.jsonl?(?:\.\w+)?\Z")
_METRICS = ("acc", "exact_match", "acc_norm", "pass@1", "pass_at_1", "f1", "em")
_QUESTIONS = ("question", "query", "input", "prompt", "instruction", "goal", "ctx", "sentence")
_INVALID = "[invalid]"  # what a filter writes where it found nothing


def mine(record: Record) -> bool:
    """Tell whether a record is the result of one sample."""
    return (
        "doc_id" in record
        and isinstance(record.get("doc"), Mapping)
        and ("resps" in record or "filtered_resps" in record)
    )


def read(record: Record, asked: Asked) -> Said:
    """Return the sample's question, answer and result. Raises Unread where it has no answer."""
    doc, target = record["doc"], record.get("target")
    requests = _requests(record.get("arguments"))
    prompt = values.text(values.first(doc, *_QUESTIONS)) or (values.asked(requests[0][0]) if requests else "")
    likely = _likelihoods(record)
    if likely:
        choices = _choices(doc, requests, len(likely))
        answer, right = _chosen(likely, choices), _choice(choices, target)
    else:
        choices = []
        answer, right = _written(record), _target(doc, target)
    scores = _results(record)
    if not prompt or not (answer or (likely and right and scores)):
        raise Unread("a sample without a question or an answer")
    task = (hit := _TASK.match(asked.file)) and hit[1]
    slice = values.text(doc.get(asked.slice)) if asked.slice else str(task or "")
    # Several filters of one answer are a record each.
    tried = " ".join(str(one) for one in (asked.file, record["doc_id"], record.get("doc_hash") or ""))
    return Said((Exchange(prompt, answer, right, slice, scores=scores, tried=tried),))


def _results(record: Record) -> tuple[Score, ...]:
    """Return the metric that says right or wrong, before those that only measure."""
    named = [name for name in record.get("metrics") or () if isinstance(name, str)]
    found = [(name, values.number(record.get(name))) for name in dict.fromkeys([*_METRICS, *named])]
    given = [(name, value) for name, value in found if value is not None and "perplexity" not in name]
    filtered = (
        f",{by}" if isinstance(by := record.get("filter"), str) and by != "none" else ""
    )  # as results name it
    return tuple(Score(name + filtered, value) for name, value in given[:1])


def _requests(value: Any) -> list[list[Any]]:
    """Return the arguments of each request: lists of lists, or ``{"gen_args_0": {"arg_0": ...}}``."""
    value = values.loaded(value)
    listed = list(value.values()) if isinstance(value, Mapping) else value if isinstance(value, list) else []
    found = [list(one.values()) if isinstance(one, Mapping) else one for one in listed]
    return [one for one in found if isinstance(one, list) and one]


def _likelihoods(record: Record) -> list[tuple[float, bool]]:
    """Return of each request how likely its continuation is and whether it is what the model would write; none where it wrote."""
    given = values.first(record, "filtered_resps", "resps")
    found = []
    for one in given if isinstance(given, list) else ():
        while isinstance(one, list) and one and isinstance(one[0], list):
            one = one[0]
        if not isinstance(one, list) or len(one) != 2 or str(one[1]).lower() not in ("true", "false"):
            return []
        if (value := values.number(one[0])) is None:
            return []
        found.append((value, str(one[1]).lower() == "true"))
    return found


def _choices(doc: Mapping[str, Any], requests: Sequence[Sequence[Any]], count: int) -> list[str]:
    """Return what could be chosen: as the sample lists it, else the continuations that were tried, else what they continue."""
    listed = values.first(doc, "choices", "endings", "options")
    if isinstance(listed, Mapping):
        listed = listed.get("text")
    given = [[values.text(one) for one in listed] if isinstance(listed, list) else []]
    given += [[values.text(one[at]) for one in requests if len(one) > at] for at in (1, 0)]
    fitting = (some for some in given if len(some) == count and (count == 1 or len(set(some)) > 1))
    return next(fitting, [])


def _choice(choices: Sequence[str], target: Any) -> str:
    """Return the choice that is right: as its number, its letter or its text."""
    if isinstance(target, str) and target.strip() in choices:
        return target.strip()
    number = values.number(target)
    if number is not None and 0 <= int(number) < len(choices):
        return choices[int(number)]
    if isinstance(target, str) and len(target) == 1 and 0 <= ord(target.upper()) - 65 < len(choices):
        return choices[ord(target.upper()) - 65]
    return ""


def _chosen(likely: Sequence[tuple[float, bool]], choices: Sequence[str]) -> str:
    """Return the choice that the model found likeliest; of a single one only what it would have written."""
    if not choices:
        return ""
    at = max(range(len(likely)), key=lambda one: likely[one][0])
    return choices[at] if len(likely) > 1 or likely[at][1] else ""


def _written(record: Record) -> str:
    """Return what the model wrote, as a filter left it. Raises Unread for a likelihood of a whole text."""
    metrics = [name for name in record.get("metrics") or () if isinstance(name, str)]
    if any("perplexity" in name or name == "bits_per_byte" for name in metrics):
        raise Unread("how likely a text is, and no answer")
    found = [values.text(_innermost(record.get(name))) for name in ("filtered_resps", "resps")]
    return next((one for one in found if one and one != _INVALID), "")


def _target(doc: Mapping[str, Any], target: Any) -> str:
    """Return the right answer; a number that the sample itself does not say is a place or nothing."""
    if isinstance(target, int | float) and target not in doc.values():
        return ""
    return values.text(target)


def _innermost(value: Any) -> Any:
    while isinstance(value, list) and value:
        value = value[0]
    return value
