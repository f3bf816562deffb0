"""OpenTelemetry GenAI: spans and log records by their attributes, one a record or in OTLP envelopes.

Messages are attributes (``gen_ai.input.messages``, as lists or as strings of JSON) of a span or of the event that keeps them apart
from it, events of a span or a log record each (as before version 1.37), or numbered attributes (``gen_ai.prompt.0.content``).
``gen_ai.evaluation.result`` is a score, in a span's events or a log record of its own. Spans of OpenInference come in the same
envelopes. What else there is changes with every minor release and is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ft_data.feedback import values
from ft_data.feedback.formats import openinference
from ft_data.feedback.said import Asked, Exchange, Record, Said, Score, Unread

_OUTER = ("resourceSpans", "resource_spans", "batches", "resourceLogs", "resource_logs")
_MIDDLE = ("scopeSpans", "scope_spans", "instrumentationLibrarySpans", "scopeLogs", "scope_logs")
_INNER = ("spans", "logRecords", "log_records")
_RESULT = "gen_ai.evaluation.result"
_USER, _CHOICE = "gen_ai.user.message", "gen_ai.choice"
# A log record each, before version 1.37: the last thing that the user said, the answer, and what was said before.
_MESSAGES = (_USER, _CHOICE, "gen_ai.system.message", "gen_ai.assistant.message", "gen_ai.tool.message")


def mine(record: Record) -> bool:
    """Tell whether a record is a GenAI span, an event of one, or an envelope of them."""
    if _enveloped(record):
        return True
    found = values.attributes(record.get("attributes") or {})
    return any(name.startswith("gen_ai.") for name in found) or _named(record, found).startswith("gen_ai.")


def read(record: Record, asked: Asked) -> Said:
    """Return the exchanges and scores of a span or an envelope. Raises Unread where there are none."""
    exchanges: list[Exchange] = []
    scores: list[Score] = []
    problem: Unread | None = None
    spans = _spans(record)
    for span in spans:
        try:
            said = _span(span, asked)
        except Unread as why:
            problem = why
            continue
        exchanges += said.exchanges
        scores += said.scores
    if not exchanges and not scores and (problem or not spans):
        raise problem or Unread("no span in it")
    return Said(tuple(exchanges), tuple(scores))


def _enveloped(record: Record) -> list[Record]:
    """Return the resources of an envelope, none where it is none."""
    listed = (one for outer in _OUTER if isinstance(record.get(outer), list) for one in record[outer])
    return [one for one in listed if isinstance(one, Mapping) and any(middle in one for middle in _MIDDLE)]


def _spans(record: Record) -> list[Record]:
    resources = _enveloped(record)
    if not resources:
        return [] if any(outer in record for outer in _OUTER) else [record]
    scopes = (scope for one in resources for middle in _MIDDLE for scope in one.get(middle) or ())
    return [span for scope in scopes for inner in _INNER for span in scope.get(inner) or ()]


def _named(span: Record, found: Mapping[str, Any]) -> str:
    return str(values.first(span, "eventName", "event_name", "name") or found.get("event.name") or "")


def _span(span: Record, asked: Asked) -> Said:
    found = values.attributes(span.get("attributes") or {})
    context = span.get("context")
    places = (context if isinstance(context, Mapping) else {}, span)
    spans = [values.first(one, "span_id", "spanId") for one in places]
    traces = [values.first(one, "trace_id", "traceId") for one in places]
    named = _named(span, found)
    if named == _RESULT or ("gen_ai.evaluation.name" in found and "gen_ai.input.messages" not in found):
        return Said(scores=(_score(found, values.ids(found.get("gen_ai.response.id"), *spans, *traces)),))
    own, above = values.ids(found.get("gen_ai.response.id"), *spans), values.ids(*traces)
    at = values.moment(
        values.first(
            span,
            "startTimeUnixNano",
            "start_time_unix_nano",
            "start_time",
            "startTime",
            "timeUnixNano",
            "timestamp",
        )
    )
    events = list(_events(span, found))
    if named in _MESSAGES and not span.get("events"):
        told = [(named, found | values.attributes(values.typed(span.get("body")) or {}))]
        prompt, answer = _texts({}, told if named in (_USER, _CHOICE) else [])
        # The two halves belong together by their span; that of the answer is known by its trace too, for scores.
        ids = (own or above) if prompt else (*own, *above)
        return Said((Exchange(prompt, answer, at=at, ids=ids),) if prompt or answer else ())
    prompt, answer = _texts(found, events)
    if not prompt or not answer:
        if openinference.marked(found):
            place = {"span_id": next(iter(own), None), "trace_id": next(iter(above), None)}
            return openinference.read({"attributes": found, "context": place, "start_time": at}, asked)
        raise Unread(
            "a span without messages: their content is opt-in, `gen_ai.input.messages` and `gen_ai.output.messages`"
        )
    return Said(
        (
            Exchange(
                prompt=prompt,
                answer=answer,
                slice=values.text(found.get(asked.slice)) if asked.slice else "",
                model=values.text(values.first(found, "gen_ai.response.model", "gen_ai.request.model")),
                at=at,
                ids=(*own, *above),
                scores=tuple(_score(of, ()) for name, of in events if name == _RESULT),
                tried=next(iter(own), ""),
            ),
        )
    )


def _events(span: Record, found: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield names and fields of a span's events: its own, or an attribute that lists them."""
    for one in span.get("events") or ():
        if isinstance(one, Mapping):
            yield (
                str(one.get("name") or ""),
                values.attributes(one.get("attributes") or one.get("body") or {}),
            )
    listed = values.loaded(found.get("events"))
    for one in listed if isinstance(listed, list) else ():
        if isinstance(one, Mapping) and "event.name" in one:
            yield str(one["event.name"]), values.attributes(one)


def _texts(found: Mapping[str, Any], events: list[tuple[str, dict[str, Any]]]) -> tuple[str, str]:
    """Return question and answer from wherever the version at hand keeps them."""
    told: dict[str, Any] = dict(found)
    for _, of in events:
        for name in ("gen_ai.input.messages", "gen_ai.output.messages", "gen_ai.prompt", "gen_ai.completion"):
            told.setdefault(name, of.get(name)) if of.get(name) else None
    prompt = values.asked(
        values.first(told, "gen_ai.input.messages", "gen_ai.prompt")
        or values.messages_below(told, "gen_ai.prompt")
    )
    answer = values.answered(
        values.first(told, "gen_ai.output.messages", "gen_ai.completion")
        or values.messages_below(told, "gen_ai.completion")
    )
    for name, of in events:
        if name == _USER:
            prompt = values.text(values.first(of, "content", "gen_ai.event.content")) or prompt
        elif name in (_CHOICE, "gen_ai.assistant.message"):
            answer = (
                values.text(values.first(of, "message.content", "content", "message", "gen_ai.event.content"))
                or answer
            )
    return prompt, answer


def _score(found: Mapping[str, Any], of: tuple[str, ...]) -> Score:
    return Score(
        name=values.text(found.get("gen_ai.evaluation.name")),
        value=values.number(found.get("gen_ai.evaluation.score.value")),
        label=values.text(found.get("gen_ai.evaluation.score.label")),
        of=of,
    )
