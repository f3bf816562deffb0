"""Plain records: columns by their usual names, or by those that the recipe maps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ft_data.feedback import values
from ft_data.feedback.said import Asked, Exchange, Record, Said, Score, Unread

# Names by which a field is known when nothing is mapped: as written, in lower case, without what is between words.
_NAMES: Mapping[str, tuple[str, ...]] = {
    "prompt": ("prompt", "question", "query", "instruction", "input", "request", "usermessage", "messages"),
    "answer": ("answer", "response", "output", "completion", "reply", "prediction", "modelanswer", "modelresponse", "generated"),
    "right_answer": (
        "rightanswer", "correctanswer", "expected", "expectedanswer", "expectedoutput", "reference", "groundtruth", "ideal", "gold",
        "correction", "corrected", "target",
    ),
    "verdict": ("verdict", "iscorrect", "correct", "passed", "thumbs", "thumb", "vote", "feedback", "label", "result", "judgement"),
    "rating": ("rating", "score", "stars", "grade"),
    "slice": ("slice", "topic", "category", "intent", "segment", "task"),
    "model": ("model", "modelname", "modelid"),
    "release": ("release", "datasetversion", "dataset"),
    "created_at": ("createdat", "timestamp", "time", "date"),
}  # fmt: skip


def mine(record: Record) -> bool:
    """Any record may be a plain one."""
    return True


def read(record: Record, asked: Asked) -> Said:
    """Return the exchange of a record. Raises Unread where no field is a prompt."""
    known = {_plain(name): name for name in reversed(list(record))}
    found = {what: _field(record, known, what, asked) for what in _NAMES}
    prompt, answer = values.asked(found["prompt"]), values.answered(found["answer"])
    if not answer and (turns := values.conversation(found["prompt"])):
        answer = values.answered([{"role": role, "content": said} for role, said in turns])
    if not prompt:
        raise Unread(f"no prompt in it; {_advice('prompt')}")
    scores = tuple(_scores(found))
    if not answer and not found["right_answer"] and not scores:
        raise Unread(f"a prompt alone: neither an answer nor what was found of it; {_advice('answer')}")
    return Said(
        (
            Exchange(
                prompt=prompt,
                answer=answer,
                right=values.answered(found["right_answer"]),
                slice=values.text(found["slice"]),
                model=values.text(found["model"]),
                release=values.text(found["release"]),
                at=values.moment(found["created_at"]),
                ids=values.ids(record.get("id")),
                scores=scores,
            ),
        )
    )


def _advice(field: str) -> str:
    return f"say which field it is: `map: {{{field}: ...}}`"


def _scores(found: Mapping[str, Any]) -> Iterable[Score]:
    for name in ("verdict", "rating"):
        value = found[name]
        if value is not None:
            number = values.number(value)
            yield Score(name, number, "" if number is not None else values.text(value))


def _field(record: Record, known: Mapping[str, str], what: str, asked: Asked) -> Any:
    mapped = asked.fields.get(what) or (asked.slice if what == "slice" else "")
    if mapped:
        return values.first({**values.attributes(record), **record}, mapped)
    return next(
        (record[known[name]] for name in _NAMES[what] if record.get(known.get(name, "")) not in (None, "")),
        None,
    )


def _plain(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalnum())
