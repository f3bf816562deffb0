"""Several answers to one question, in an order of merit: scores beside them, or the better one first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ft_data.sources.shapes import names
from ft_data.sources.shapes.draft import Core, Message, NoExample, kind_of, turn
from ft_data.sources.shapes.layout import STRICT, Layout, Route, around
from ft_data.sources.shapes.pairs import asked
from ft_data.sources.shapes.shape import Shape
from ft_data.sources.shapes.turns import are_turns, read_turns
from ft_data.sources.shapes.values import string, unpacked
from ft_data.sources.shapes.written import answered

FAMILY = "ranked"
_ANSWERS = (
    "responses", "completions", "candidates", "generations", "outputs", "answers", "model_responses", "summaries", "output", "response", "text", "texts",
)  # fmt: skip
_SCORES = ("scores", "ratings", "rewards", "reward", "response_scores", "score", "rating")
_RANKS = ("ranks", "ranking", "rank")  # the smallest is the best
_PICKED = (
    "choice", "best", "best_index", "best_idx", "chosen_index", "chosen_idx", "preferred_index", "preferred", "winner", "winner_index",
)  # fmt: skip
_MARKS = (("score", 1.0), ("human_score", 1.0), ("rating", 1.0), ("reward", 1.0), ("rank", -1.0))
_MOST = 26  # columns of answers
_SCORE = ("score", "overall_score", "rating", "reward", "value", "rank")
_TEXT = ("response", "text", "content", "answer", "output", "completion", "body", "value", "messages")


def route(layout: Layout) -> Route | None:
    """Return the route of a question with several answers and what each of them is worth."""
    prompt = layout.find((*STRICT, "query", "input", "title", "post", "article", "document"), str, list)
    prompt = prompt or layout.find(("info",), dict)
    answers = layout.find(_ANSWERS, list, dict)
    if prompt is None or prompt == answers:
        return None
    if answers is None:
        return _columns(layout, prompt)
    scores = layout.find(_SCORES, list)
    ranks = None if scores else layout.find(_RANKS, list)
    picked = None if scores or ranks else layout.find(_PICKED, int)
    fields = {
        "prompt": prompt,
        "answers": answers,
        "scores": scores,
        "ranks": ranks,
        "picked": picked,
        **around(layout, prompt),
    }

    def check(record: Mapping[str, Any]) -> bool:
        found = _rows(record[answers])
        if not found:
            return False
        if picked:
            return len(found) > 1 and 0 <= record[picked] < len(found)
        beside = scores or ranks
        if beside:
            values = record[beside]
            rated = [_number(one) for one in values]  # nothing is no rating
            return (
                len(values) == len(found)
                and any(one is not None for one in rated)
                and all(one is not None or of in (None, "") for one, of in zip(rated, values, strict=True))
            )
        return all(isinstance(one, dict) and _own(one) is not None for one in found)

    return layout.route(FAMILY, fields, check=check)


def _columns(layout: Layout, prompt: str) -> Route | None:
    """Return the route of answers in columns with a number, each with what it is worth: `answer_1`, `rank_1`."""
    for stem in names.STEMS:
        for first_ in (1, 0):
            numbers = range(first_, first_ + _MOST)
            keys = [layout.find((f"{stem}_{at}", f"{stem}{at}"), str, list, dict) for at in numbers]
            there = [at for at, key in zip(numbers, keys, strict=True) if key]
            if len(there) < 2 or there != list(range(first_, first_ + len(there))):
                continue
            for mark, sign in _MARKS:
                worth = [
                    layout.find((f"{mark}_{at}", f"{mark}{at}", f"{stem}_{at}_{mark}"), int, float)
                    for at in there
                ]
                if all(worth):
                    fields: dict[str, str | None] = {"prompt": prompt, **around(layout, prompt)}
                    fields |= {f"answer:{at}": key for at, key in enumerate(keys) if key}
                    fields |= {f"worth:{at}:{sign:+.0f}": key for at, key in enumerate(worth)}
                    return layout.route(FAMILY, fields)
    return None


def _in_columns(record: Mapping[str, Any], fields: Mapping[str, str]) -> tuple[list[Any], list[float]]:
    """Return the answers that have a text, and what they are worth."""
    answers = [record[key] for name, key in fields.items() if name.startswith("answer:")]
    worth = [
        (_number(record[key]) or 0.0) * float(name.rpartition(":")[2])
        for name, key in fields.items()
        if name.startswith("worth:")
    ]
    both = [pair for pair in zip(answers, worth, strict=True) if pair[0] not in ("", None, [])]
    return [answer for answer, _ in both], [value for _, value in both]


def _rows(value: Any) -> list[Any]:
    """Return answers as a list; as columns they are in an object, what they are worth beside their texts (ELI5)."""
    if not isinstance(value, Mapping):
        return list(value)
    texts = next((value[name] for name in _TEXT if isinstance(value.get(name), list)), None)
    worth = next((value[name] for name in _SCORES if isinstance(value.get(name), list)), None)
    if texts is None or worth is None or len(texts) != len(worth):
        return []
    return [{"text": text, "score": one} for text, one in zip(texts, worth, strict=True)]


def _listed(record: Mapping[str, Any], fields: Mapping[str, str]) -> tuple[list[Any], list[float]]:
    """Return the answers of a list, and what they are worth: by a list beside it, a number that picks one, or what each says."""
    given = _rows(record[fields["answers"]])
    if "picked" in fields:
        return given, [float(at == record[fields["picked"]]) for at in range(len(given))]
    if "scores" in fields or "ranks" in fields:
        sign = 1.0 if "scores" in fields else -1.0
        rated = [_number(one) for one in record[fields.get("scores") or fields["ranks"]]]
        both = [(one, sign * worth) for one, worth in zip(given, rated, strict=True) if worth is not None]
        return [one for one, _ in both], [worth for _, worth in both]
    return given, [_own(one) or 0.0 for one in given]


def cores(record: Mapping[str, Any], fields: Mapping[str, str], stage: str) -> list[Core]:
    """Build a pair of the best and the worst answer; for instruction tuning the best one answers.

    :raises NoExample: when no answer is better than another, where two are to be compared.
    """
    given, worth = _in_columns(record, fields) if "answers" not in fields else _listed(record, fields)
    if not given:
        raise NoExample("empty_response", "no answer has a text")
    order = sorted(range(len(given)), key=lambda at: (-worth[at], at))
    best, worst = given[order[0]], given[order[-1]]
    extra = {"worth": worth}
    if stage != "preference":
        messages = asked(record, fields) + said(best)
        return [Core(kind_of(messages), messages, extra=extra)]
    if worth[order[0]] == worth[order[-1]]:
        raise NoExample("undecided", "no answer is worth more than another")
    return [compared(record, fields, best, worst)._replace(extra=extra)]


def compared(record: Mapping[str, Any], fields: Mapping[str, str], best: Any, worst: Any) -> Core:
    """Build a pair of two answers to the question of a record.

    :raises NoExample: when one of them is empty, or both are the same.
    """
    chosen, rejected = said(best), said(worst)
    for name, side in (("chosen", chosen), ("rejected", rejected)):
        if not side or not (side[-1]["content"].strip() or side[-1]["tool_calls_json"]):
            raise NoExample("empty_response", f"the {name} answer is empty")
    if chosen == rejected:
        raise NoExample("equal_answers", "the chosen and the rejected answer are the same")
    return Core("preference", asked(record, fields), chosen, rejected)


def in_order(value: Any) -> bool:
    """Tell whether a list of answers may be one of merit, the better first: at least two different texts."""
    return (
        isinstance(value, list)
        and len(value) >= 2
        and all(type(one) is str for one in value)
        and value[0] != value[-1]
    )


def talks_in_order(value: Any) -> bool:
    """Tell whether a list holds whole talks in an order of merit: at least two, each a list of turns."""
    return isinstance(value, list) and len(value) >= 2 and all(map(are_turns, value))


def said(value: Any) -> list[Message]:
    """Return one answer as messages."""
    inner = unpacked(value)
    if not isinstance(value, str) or are_turns(inner):  # a text that is JSON is an answer as it is
        value = inner
    if isinstance(value, dict):
        value = next((value[name] for name in _TEXT if value.get(name) is not None), value)
    if are_turns(value):
        read = read_turns(value).messages
        return read[next((at for at, one in enumerate(read) if one["role"] == "assistant"), len(read)) :]
    told = answered(string(value))
    return told[-1:] if len(told) == 1 else [turn("assistant", string(value))]


def _own(one: Mapping[str, Any]) -> float | None:
    name = next((name for name in _SCORE if _number(one.get(name)) is not None), None)
    if name is None or not any(key in one for key in _TEXT if key != name):
        return None
    return (-1.0 if name == "rank" else 1.0) * (_number(one[name]) or 0.0)


def _number(value: Any) -> float | None:
    return (
        float(value)
        if isinstance(value, (int, float)) and not isinstance(value, bool) and value == value
        else None
    )


SHAPES = (Shape(route, cores, FAMILY, ("preference",), 11),)
