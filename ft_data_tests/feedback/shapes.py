"""More shapes in which programs export answers and what was found of them, after their public documentation; all invented."""

import json

from ft_data_tests.feedback.exported import (
    CALL,
    GENAI,
    IN,
    OBSERVATION,
    OUT,
    QUESTION,
    REPLY,
    RIGHT,
    SCORE,
    VERDICT,
    WRONG,
    message,
    otlp,
)  # fmt: skip

THOUGHT = "The parcel may be anywhere, so let me think."
PICTURE = {"type": "blob", "modality": "image", "mime_type": "image/png", "content": "aGVsbG8gd29ybGQ="}
CALLED = {"type": "tool_call", "id": "c1", "name": "find", "arguments": {"parcel": 9}}
BROUGHT = {"type": "tool_call_response", "id": "c1", "result": "in the harbour"}


def pairs(found):
    """Attributes as OTLP writes them."""
    return otlp(found)["resourceSpans"][0]["scopeSpans"][0]["spans"][0]["attributes"]


def logged(*records):
    """Log records of one span in an OTLP envelope."""
    common = {"traceId": "t1", "spanId": "s1", "timeUnixNano": "1764500000000000000"}
    return {"resourceLogs": [{"scopeLogs": [{"scope": {}, "logRecords": [common | one for one in records]}]}]}


def said(name, body):
    """A message as a log record of its own, as before version 1.37."""
    return {
        "eventName": name,
        "attributes": pairs({"gen_ai.system": "openai"}),
        "body": {"kvlistValue": {"values": pairs(body)}},
    }


def snake(value):
    """The same with the names of the protocol's own fields, and every kind of value named."""
    if isinstance(value, list):
        return [snake(one) for one in value]
    if not isinstance(value, dict):
        return value
    names = {
        "stringValue": "string_value",
        "resourceSpans": "resource_spans",
        "scopeSpans": "scope_spans",
        "spanId": "span_id",
        "traceId": "trace_id",
    }
    found = {names.get(key, key): snake(one) for key, one in value.items()}
    return found | {"int_value": None} if "string_value" in found else found


ASKED, ANSWERED = (
    {f"llm.{side}_messages.0.message.{name}": value for name, value in (("role", role), ("content", text))}
    for side, role, text in (("input", "user", QUESTION), ("output", "assistant", WRONG))
)
OPENINFERENCE = {"openinference.span.kind": "LLM", "llm.model_name": "tiny", **ASKED, **ANSWERED}
NOTED = {"span_id": "s1", "annotation_name": "correctness", "annotator_kind": "HUMAN"}
RESULT = {"eventName": VERDICT[0], "attributes": pairs(VERDICT[1])}

OTEL = {
    "messages apart from the span, in the event that keeps details": [
        logged(
            {
                "eventName": "gen_ai.client.inference.operation.details",
                "attributes": pairs(GENAI | {"gen_ai.input.messages": IN, "gen_ai.output.messages": OUT}),
            },
            RESULT,
        )
    ],
    "a log record for each message, and what was said before": [
        logged(
            said("gen_ai.system.message", {"content": "Be brief."}),
            said("gen_ai.user.message", {"content": "Good morning."}),
            said("gen_ai.assistant.message", {"content": "Good morning."}),
            said("gen_ai.user.message", {"content": QUESTION}),
            said("gen_ai.choice", {"index": 0, "message": {"role": "assistant", "content": WRONG}}),
            RESULT,
        )
    ],
    "thoughts, a picture and tools around the words": [
        otlp(
            GENAI
            | {
                "gen_ai.input.messages": [
                    {"role": "user", "parts": [{"type": "text", "content": QUESTION}, PICTURE]},
                    {"role": "assistant", "parts": [CALLED]},
                    {"role": "tool", "parts": [BROUGHT]},
                ],
                "gen_ai.output.messages": [
                    {"role": "assistant", "parts": [{"type": "reasoning", "content": THOUGHT}, {"type": "text", "content": WRONG}]}
                ],
            },
            [VERDICT],
        )
    ],
    "a trace as a store returns it": [
        {"batches": otlp(GENAI | {"gen_ai.input.messages": IN, "gen_ai.output.messages": OUT}, [VERDICT])["resourceSpans"]}
    ],
    "names of the protocol": [
        snake(otlp(GENAI | {"gen_ai.input.messages": json.dumps(IN), "gen_ai.output.messages": json.dumps(OUT)}, [VERDICT]))
    ],
    "events in an attribute": [
        {
            "name": "chat tiny", "trace_id": "t1", "span_id": "s1",
            "attributes": GENAI | {"events": json.dumps([
                {"event.name": "gen_ai.user.message", "role": "user", "content": QUESTION},
                {"event.name": "gen_ai.choice", "index": 0, "message": {"role": "assistant", "content": WRONG}},
            ])},
        },
        {"name": VERDICT[0], "span_id": "s1", "attributes": VERDICT[1]},
    ],
    "OpenInference in an envelope": [otlp(OPENINFERENCE), {"name": VERDICT[0], "span_id": "s1", "attributes": VERDICT[1]}],
}  # fmt: skip

PHOENIX = {
    "rows of a data frame": [
        {
            "context.span_id": "s1", "attributes.llm.model_name": "tiny", "attributes.openinference.span.kind": "LLM",
            "attributes.llm.input_messages": [
                {"message.role": "user", "message.contents": [
                    {"message_content.type": "text", "message_content.text": QUESTION},
                    {"message_content.type": "image", "message_content.image.image.url": "https://x.invalid/a.png"},
                ]}
            ],
            "attributes.llm.output_messages": [{"message.role": "assistant", "message.content": WRONG}],
        },
        NOTED | {"result.label": "incorrect", "result.score": 0.0, "result.explanation": "no"},
    ],
    "a page of the service": [
        {
            "data": [{
                "context": {"span_id": "s1", "trace_id": "t1"}, "span_kind": "LLM",
                "attributes": OPENINFERENCE | {"llm.input_messages": json.dumps([{"message": {"role": "user", "content": QUESTION}}])},
            }],
            "next_cursor": None,
        },
        {"data": [{**NOTED, "name": "correctness", "result": {"label": "incorrect", "score": 0}}], "next_cursor": None},
    ],
    "typed attributes of a span": [
        {
            "name": "ChatCompletion", "span_id": "s1", "trace_id": "t1",
            "attributes": snake(pairs(OPENINFERENCE)), "annotations": [{"name": "correctness", "label": "incorrect"}],
        }
    ],
    "a framework's own input and output": [
        {
            "context": {"span_id": "s1"},
            "attributes": {
                "openinference.span.kind": "LLM", "llm.model_name": "tiny",
                "input.value": json.dumps({"messages": [[{"lc": 1, "type": "constructor", "kwargs": {"type": "human", "content": QUESTION}}]]}),
                "output.value": json.dumps({"generations": [[{"text": WRONG, "type": "ChatGeneration"}]], "llm_output": None}),
            },
            "annotations": [{"name": "correctness", "label": "incorrect"}],
        }
    ],
}  # fmt: skip

FLAGGED = SCORE | {
    "observationId": "o1",
    "name": "helpful",
    "dataType": "BOOLEAN",
    "value": 0,
    "stringValue": "False",
}
LANGFUSE = {
    "a trace with its observations and scores": [
        {
            "id": "t1", "name": "desk", "input": None, "output": None,
            "observations": [{"id": "o0", "traceId": "t1", "type": "SPAN", "name": "search", "input": None, "output": None}, OBSERVATION],
            "scores": [FLAGGED],
        }
    ],
    "rows of the enriched export": [
        {
            "id": "o1", "trace_id": "t1", "trace_name": "desk", "type": "GENERATION", "start_time": "2026-11-30 10:00:00.000000",
            "input": json.dumps([{"role": "user", "content": QUESTION}]), "output": json.dumps({"role": "assistant", "content": WRONG}),
            "provided_model_name": "tiny",
        },
        {
            "id": "c1", "trace_id": "t1", "observation_id": "o1", "name": "helpful", "data_type": "NUMERIC", "value": 0.0, "string_value": None,
            "source": "ANNOTATION",
        },
    ],
    "pages of the service": [
        {"data": [OBSERVATION], "meta": {"page": 1, "totalPages": 1}},
        {"data": [FLAGGED], "meta": {"page": 1, "totalPages": 1}},
    ],
    "a framework's messages": [
        OBSERVATION | {
            "input": {"messages": [{"content": QUESTION, "type": "human", "additional_kwargs": {}}]},
            "output": {"messages": [{"content": QUESTION, "type": "human"}, {"content": WRONG, "type": "ai"}]},
        },
        FLAGGED,
    ],
}  # fmt: skip

STORED = {
    "object": "list",
    "data": [
        {"id": "chatcmpl-1-0", "role": "system", "content": "Be brief."},
        {"id": "chatcmpl-1-1", "role": "user", "content": QUESTION, "name": None},
    ],
}
OPENAI = {
    "a stored completion and the list of its messages": [
        {"object": "list", "data": [REPLY | {"id": "chatcmpl-1", "metadata": {"desk": "parcels"}, "feedback": "thumbs_down"}], "has_more": False},
        STORED,
    ],
    "words beside a picture, thoughts beside an answer": [
        {
            "request": {"model": "tiny", "input": [{"role": "user", "content": [
                {"type": "input_text", "text": QUESTION}, {"type": "input_image", "image_url": "https://x.invalid/a.png"}]}]},
            "response": {"id": "r3", "model": "tiny", "output": [
                {"type": "reasoning", "id": "x", "summary": [{"type": "summary_text", "text": THOUGHT}]},
                {"type": "function_call", "name": "find", "arguments": "{}", "call_id": "c1"},
                {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": WRONG, "annotations": []}]}]},
            "score": 0,
        }
    ],
    "a prompt and its completion": [
        {"request": {"model": "tiny", "prompt": QUESTION}, "response": {"model": "tiny", "choices": [{"index": 0, "text": WRONG}]}, "rating": 0}
    ],
    "a refusal": [
        {
            "request": CALL, "verdict": "wrong",
            "response": REPLY | {"choices": [{"index": 0, "message": {"role": "assistant", "content": None, "refusal": WRONG}}]},
        }
    ],
}  # fmt: skip


def sample(doc, requests, likely, target, **more):
    """A sample of which the model said how likely each continuation is."""
    arguments = {
        f"gen_args_{at}": {"arg_0": asked, "arg_1": then} for at, (asked, then) in enumerate(requests)
    }
    return {
        "doc_id": 1, "doc": doc, "target": target, "arguments": arguments, "resps": [[one] for one in likely], "filtered_resps": likely,
        "filter": "none", "metrics": ["acc"], "acc": 0.0, **more,
    }  # fmt: skip


UNLIKELY, LIKELY = ["-4.5", "False"], ["-1.25", "False"]
CONTEXT = f"Question: {QUESTION}\nAnswer:"
LM_EVAL = {
    "choices that only the requests say": [
        sample({"question": QUESTION, "label": 0}, [(CONTEXT, f" {RIGHT}"), (CONTEXT, f" {WRONG}")], [UNLIKELY, LIKELY], 0)
    ],
    "the right choice as text": [
        sample({"question": QUESTION}, [(CONTEXT, f" {RIGHT}"), (CONTEXT, f" {WRONG}")], [UNLIKELY, LIKELY], f" {RIGHT}")
    ],
    "what is continued is the choice": [
        sample({"sentence": QUESTION, "option1": RIGHT, "option2": WRONG}, [(RIGHT, " So."), (WRONG, " So.")], [UNLIKELY, LIKELY], "0")
    ],
    "a chat, and a metric that only measures before one that says": [
        {
            "doc_id": 2, "doc": {"text": "not asked"}, "target": RIGHT, "resps": [[WRONG]], "filtered_resps": ["[invalid]"], "filter": "strict",
            "arguments": {"gen_args_0": {"arg_0": json.dumps([message("system", "Be brief."), message("user", QUESTION)]), "arg_1": {}}},
            "metrics": ["bleu", "exact_match"], "bleu": 0.4, "exact_match": 0.0,
        }
    ],
}  # fmt: skip

# Cases that do not say which model answered.
WITHOUT_MODEL = ("a log record for each message, and what was said before",)
KINDS = {
    "otel": OTEL,
    "langfuse": LANGFUSE,
    "openinference": PHOENIX,
    "openai_logs": OPENAI,
    "lm_eval": LM_EVAL,
}
