"""Records of feedback in the shapes that programs export them in. All people and texts are invented."""

import json

MAIL, PHONE = "anna.poe@post.nebulae.org", "+44 7700 950123"
QUESTION = f"Where does my parcel lie? Write to {MAIL}."
WRONG, RIGHT = "It lies in the harbour.", "It lies in the customs office of Port Ellin."


def message(role, text):
    return {"role": role, "parts": [{"type": "text", "content": text}]}


IN, OUT = (
    [message("system", "Be brief."), message("user", QUESTION)],
    [message("assistant", WRONG) | {"finish_reason": "stop"}],
)


def otlp(attributes, events=(), span="s1"):
    """One span in an OTLP envelope: attributes are typed pairs."""

    def typed(value):
        if isinstance(value, list):
            return {"arrayValue": {"values": [typed(one) for one in value]}}
        if isinstance(value, dict):
            return {"kvlistValue": {"values": pairs(value)}}
        kinds = {bool: "boolValue", int: "intValue", float: "doubleValue", str: "stringValue"}
        return {kinds[type(value)]: str(value) if type(value) is int else value}

    def pairs(found):
        return [{"key": key, "value": typed(value)} for key, value in found.items()]

    made = {"traceId": "t1", "spanId": span, "name": "chat tiny", "startTimeUnixNano": "1764500000000000000"}
    made |= {
        "attributes": pairs(attributes),
        "events": [{"name": name, "attributes": pairs(of)} for name, of in events],
    }
    return {"resourceSpans": [{"resource": {}, "scopeSpans": [{"scope": {"name": "app"}, "spans": [made]}]}]}


VERDICT = (
    "gen_ai.evaluation.result",
    {
        "gen_ai.evaluation.name": "Correctness",
        "gen_ai.evaluation.score.value": 0.0,
        "gen_ai.evaluation.score.label": "fail",
        "gen_ai.evaluation.explanation": f"{MAIL} says no",
    },
)
GENAI = {"gen_ai.operation.name": "chat", "gen_ai.request.model": "tiny", "gen_ai.response.id": "r1"}

OTEL = {
    "lists in an envelope": [
        otlp(GENAI | {"gen_ai.input.messages": IN, "gen_ai.output.messages": OUT}, [VERDICT])
    ],
    "strings of JSON": [
        otlp(
            GENAI | {"gen_ai.input.messages": json.dumps(IN), "gen_ai.output.messages": json.dumps(OUT)},
            [VERDICT],
        )
    ],
    "a span as the SDK prints it": [
        {
            "name": "chat tiny",
            "context": {"trace_id": "0xt1", "span_id": "0xs1"},
            "start_time": "2026-11-30T10:00:00.000000Z",
            "attributes": GENAI | {"gen_ai.input.messages": IN, "gen_ai.output.messages": json.dumps(OUT)},
            "events": [{"name": VERDICT[0], "attributes": VERDICT[1]}],
        }
    ],
    "events for messages, the result a record of its own": [
        {
            "name": "chat tiny",
            "trace_id": "t1",
            "span_id": "s1",
            "attributes": GENAI,
            "events": [
                {"name": "gen_ai.user.message", "attributes": {"content": QUESTION, "role": "user"}},
                {
                    "name": "gen_ai.choice",
                    "attributes": {"index": 0, "message": json.dumps({"content": WRONG})},
                },
            ],
        },
        {"eventName": VERDICT[0], "traceId": "t1", "attributes": VERDICT[1] | {"gen_ai.response.id": "r1"}},
    ],
    "numbered attributes": [
        {
            "name": "openai.chat",
            "attributes": GENAI
            | {"gen_ai.prompt.0.role": "user", "gen_ai.prompt.0.content": QUESTION}
            | {"gen_ai.completion.0.role": "assistant", "gen_ai.completion.0.content": WRONG},
            "events": [{"name": VERDICT[0], "attributes": VERDICT[1]}],
        }
    ],
}

OBSERVATION = {
    "id": "o1", "traceId": "t1", "type": "GENERATION", "name": "answer", "startTime": "2026-11-30T10:00:00.000Z",
    "input": {"messages": [{"role": "user", "content": QUESTION}]}, "output": {"role": "assistant", "content": WRONG},
    "providedModelName": "tiny", "userId": MAIL, "sessionId": PHONE, "metadata": {"desk": "parcels"}, "usageDetails": {"total": 9},
}  # fmt: skip
SCORE = {
    "id": "c1",
    "traceId": "t1",
    "timestamp": "2026-11-30T11:00:00.000Z",
    "source": "ANNOTATION",
    "authorUserId": MAIL,
}
LANGFUSE = {
    "a boolean and a correction": [
        OBSERVATION,
        SCORE
        | {
            "observationId": "o1",
            "name": "helpful",
            "dataType": "BOOLEAN",
            "value": 0,
            "stringValue": "False",
        },
        SCORE
        | {
            "observationId": "o1",
            "name": "output",
            "dataType": "CORRECTION",
            "value": None,
            "stringValue": RIGHT,
        },
    ],
    "a category of the trace": [
        SCORE
        | {"observationId": None, "name": "verdict", "dataType": "CATEGORICAL", "stringValue": "incorrect"},
        OBSERVATION | {"input": json.dumps(OBSERVATION["input"]), "output": json.dumps(WRONG)[1:-1]},
    ],
}

PHOENIX = {
    "flattened": [
        {
            "context.span_id": "s1", "context.trace_id": "t1", "span_kind": "LLM", "start_time": "2026-11-30T10:00:00+00:00",
            "attributes.llm.model_name": "tiny",
            "attributes.llm.input_messages": [{"message.role": "user", "message.content": QUESTION}],
            "attributes.llm.output_messages": [{"message.role": "assistant", "message.content": WRONG}],
        },
        {"span_id": "s1", "annotation_name": "correctness", "annotator_kind": "HUMAN", "result": {"label": "incorrect", "score": 0}},
    ],
    "numbered": [
        {
            "context": {"span_id": "s1", "trace_id": "t1"},
            "attributes": {
                "openinference.span.kind": "LLM", "llm.model_name": "tiny",
                "llm.input_messages.0.message.role": "user", "llm.input_messages.0.message.content": QUESTION,
                "llm.output_messages.0.message.role": "assistant", "llm.output_messages.0.message.content": WRONG,
            },
            "annotations": [{"name": "correctness", "annotator_kind": "LLM", "label": "incorrect", "score": 0.0}],
        }
    ],
    "nested": [
        {
            "context": {"span_id": "s1"},
            "attributes": {"openinference": {"span": {"kind": "LLM"}}, "llm": {
                "model_name": "tiny",
                "input_messages": [{"message": {"role": "user", "content": QUESTION}}],
                "output_messages": [{"message": {"role": "assistant", "content": WRONG}}],
            }},
            "annotations": [{"name": "correctness", "label": "incorrect"}],
        }
    ],
}  # fmt: skip

CALL = {
    "model": "tiny",
    "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": QUESTION}],
}
REPLY = {
    "id": "r1", "object": "chat.completion", "created": 1764500000, "model": "tiny",
    "choices": [{"index": 0, "message": {"role": "assistant", "content": WRONG}, "finish_reason": "stop"}],
}  # fmt: skip
OPENAI = {
    "a logged call": [{"request": CALL, "response": REPLY, "feedback": "thumbs_down"}],
    "a batch and its output": [
        {"custom_id": "q1", "method": "POST", "url": "/v1/chat/completions", "body": CALL},
        {"id": "b1", "custom_id": "q1", "response": {"status_code": 200, "request_id": "x", "body": REPLY}, "rating": -1},
    ],
    "an item of an eval": [
        {
            "object": "eval.run.output_item", "id": "e1", "created_at": 1764500000,
            "datasource_item": {"item": {"question": QUESTION, "ground_truth": RIGHT}},
            "results": [{"name": "grader", "passed": False, "score": 0.0}],
            "sample": {"input": [{"role": "user", "content": QUESTION}], "output": [{"role": "assistant", "content": WRONG}], "model": "tiny"},
        }
    ],
    "responses": [
        {
            "request": {"model": "tiny", "input": QUESTION},
            "response": {"id": "r2", "model": "tiny", "output": [
                {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": WRONG}]}]},
            "score": 0,
        }
    ],
}  # fmt: skip

LM_EVAL = {
    "generated": [
        {
            "doc_id": 3, "doc": {"question": QUESTION, "answer": RIGHT}, "target": RIGHT,
            "arguments": {"gen_args_0": {"arg_0": f"Question: {QUESTION}\nAnswer:", "arg_1": {"until": ["\n"]}}},
            "resps": [[WRONG]], "filtered_resps": [WRONG], "filter": "none", "metrics": ["exact_match"], "exact_match": 0.0,
            "doc_hash": "aa", "prompt_hash": "bb", "target_hash": "cc",
        }
    ],
    "chosen": [
        {
            "doc_id": 4, "doc": {"question": QUESTION, "choices": {"text": [RIGHT, WRONG], "label": ["A", "B"]}}, "target": 0,
            "arguments": [[QUESTION, " A"], [QUESTION, " B"]], "resps": [[["-4.5", "False"]], [["-1.25", "True"]]],
            "filtered_resps": [["-4.5", "False"], ["-1.25", "True"]], "metrics": ["acc"], "acc": 0.0,
        }
    ],
}  # fmt: skip

PLAIN = {
    "usual names": [
        {"question": QUESTION, "response": WRONG, "expected": RIGHT, "correct": "no", "customer": "Anna Poe"}
    ],
    "a conversation": [
        {
            "messages": [{"role": "user", "content": QUESTION}, {"role": "assistant", "content": WRONG}],
            "thumbs": "down",
        }
    ],
    "mapped": [{"f1": QUESTION, "f2": {"text": WRONG}, "f3": RIGHT, "f4": False}],
}
MAPPED = {"prompt": "f1", "answer": "f2.text", "right_answer": "f3", "verdict": "f4"}
KINDS = {
    "otel": OTEL,
    "langfuse": LANGFUSE,
    "openinference": PHOENIX,
    "openai_logs": OPENAI,
    "lm_eval": LM_EVAL,
    "plain": PLAIN,
}
