"""OpenTelemetry GenAI: spans and events by their attributes, one a record or in OTLP envelopes.

Messages are attributes (``gen_ai.input.messages``, as lists or as strings of JSON), events of a span (as before version
1.37), or numbered attributes (``gen_ai.prompt.0.content``). ``gen_ai.evaluation.result`` is a score, in a span's events
or a log record of its own. What else there is changes with every minor release and is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ft_data.feedback import values
from ft_data.feedback.said import Asked, Exchange, Record, Said, Score, Unread

_ENVELOPES = (("resourceSpans", "scopeSpans", "spans"), ("resourceLogs", "scopeLogs", "logRecords"))
_RESULT = "gen_ai.evaluation.result"


def mine(record: Record) -> bool:
    """Tell whether a record is a GenAI span, an event of one, or an envelope of them."""
    if any(outer in record for outer, *_ in _ENVELOPES):
        return True
    found = values.attributes(record.get("attributes") or {})
    named = record.get("name") or record.get("eventName") or record.get("event_name") or ""
    return any(name.startswith("gen_ai.") for name in found) or str(named).startswith("gen_ai.")


def read(record: Record, asked: Asked) -> Said:
    """Return the exchanges and scores of a span or an envelope. Raises Unread where there are none."""
    exchanges: list[Exchange] = []
    scores: list[Score] = []
    problem: Unread | None = None
    for span in _spans(record):
        try:
            said = _span(span, asked)
        except Unread as why:
            problem = why
            continue
        exchanges += said.exchanges
        scores += said.scores
    if not exchanges and not scores:
        raise problem or Unread("no span in it")
    return Said(tuple(exchanges), tuple(scores))


def _spans(record: Record) -> Iterator[Record]:
    enveloped = False
    for outer, middle, inner in _ENVELOPES:
        for resource in record.get(outer) or ():
            enveloped = True
            for scope in resource.get(middle) or ():
                yield from scope.get(inner) or ()
    if not enveloped:
        yield record


def _span(span: Record, asked: Asked) -> Said:
    found = values.attributes(span.get("attributes") or {})
    context = span.get("context")
    places = (context if isinstance(context, Mapping) else {}, span)
    spans = [values.first(one, "span_id", "spanId") for one in places]
    traces = [values.first(one, "trace_id", "traceId") for one in places]
    named = str(values.first(span, "eventName", "event_name", "name") or found.get("event.name") or "")
    if named == _RESULT or ("gen_ai.evaluation.name" in found and "gen_ai.input.messages" not in found):
        return Said(scores=(_score(found, values.ids(found.get("gen_ai.response.id"), *spans, *traces)),))
    events = [
        (str(one.get("name") or ""), values.attributes(one.get("attributes") or one.get("body") or {}))
        for one in span.get("events") or ()
        if isinstance(one, Mapping)
    ]
    prompt, answer = _texts(found, events)
    if not prompt or not answer:
        raise Unread(
            "a span without messages: their content is opt-in, `gen_ai.input.messages` and `gen_ai.output.messages`"
        )
    own = values.ids(found.get("gen_ai.response.id"), *spans)
    return Said(
        (
            Exchange(
                prompt=prompt,
                answer=answer,
                slice=values.text(found.get(asked.slice)) if asked.slice else "",
                model=values.text(values.first(found, "gen_ai.response.model", "gen_ai.request.model")),
                at=values.moment(
                    values.first(span, "startTimeUnixNano", "start_time_unix_nano", "start_time", "startTime")
                ),
                ids=(*own, *values.ids(*traces)),
                scores=tuple(_score(of, ()) for name, of in events if name == _RESULT),
            ),
        )
    )


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
        if name == "gen_ai.user.message":
            prompt = values.text(values.first(of, "content", "gen_ai.event.content")) or prompt
        elif name in ("gen_ai.choice", "gen_ai.assistant.message"):
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
