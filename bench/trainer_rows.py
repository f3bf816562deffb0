"""What bench/trainers.py works on: generated conversations of every kind, a tokenizer and a template."""

from __future__ import annotations

import json
import random
from typing import Any

Row = dict[str, Any]
CHATML = (
    "{%- for message in messages %}{{ '<|im_start|>' + message['role'] + '\n' }}"
    "{%- if message['role'] == 'assistant' %}{% generation %}"
    "{%- if message['reasoning_content'] %}{{ '<think>\n' + message['reasoning_content'] + '\n</think>\n\n' }}{% endif %}"
    "{{- message['content'] }}"
    "{%- for call in message['tool_calls'] or [] %}"
    "{{ '<tool_call>' + call['function']['name'] + ' ' }}"
    "{%- if call['function']['arguments'] is string %}{{ call['function']['arguments'] }}"
    "{%- else %}{{ call['function']['arguments'] | tojson }}{% endif %}{{ '</tool_call>' }}{% endfor %}"
    "{{ '<|im_end|>' }}{% endgeneration %}{{ '\n' }}"
    "{%- else %}{{ message['content'] + '<|im_end|>\n' }}{% endif %}{% endfor %}"
    "{%- if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)
TEXTS = [
    "Hello", "What is it?", "The answer is 42.", "你好,世界", "Ünïcödé ✓ 🙂", "  spaced  ",
    "line\nline\r\nline", "", " ", "\t", "<image> here", "<think>why</think>so", "{{ braces }} {% raw %}",
    '{"a": 1}',
    "\u202ertl\u202c", "a" * 300, "[[dummy_message]]", "ends with newline\n", "\u200b", "zz", "`code`",
    "user", "e\u0301",
    "\ufeffbom", "|", "<|",
]  # fmt: skip


def call(name: str, arguments: Any, id_: str | None = None) -> Row:
    """Return a tool call, in the OpenAI form if it has an id."""
    bare = {"name": name, "arguments": arguments}
    return {"id": id_, "function": bare} if id_ else bare


CALLS = [
    json.dumps([call("look_up", {"order": 7})]),
    json.dumps([call("look_up", '{"order": "7"}', "abc123XYZ")]),
    json.dumps([call("a", {}, "call_1"), call("b", {"t": "<think>x</think>"}, "call_2")]),
    json.dumps([call("look up!", {"q": [1, None]}, "x")]),
    json.dumps([call("look_up", "not json")]),
    json.dumps(call("solo", {"emoji": "🙂"})),
    "{broken",
]
ORDER = {"type": "object", "properties": {"order": {"type": "integer"}}}
TOOLS = [
    json.dumps([{"name": "look_up", "description": "Find", "parameters": ORDER}]),
    json.dumps(
        [{"type": "function", "function": {"name": "a", "parameters": {"type": "object", "properties": {}}}}]
    ),
    json.dumps([{"type": "function", "function": {"name": "no_parameters"}}]),
]


def message(rng: random.Random, role: str, **more: Any) -> Row:
    return {"role": role, "content": rng.choice(TEXTS), **more}


def talk(rng: random.Random) -> list[Row]:
    kind = rng.random()
    if kind < 0.15:  # anything in any order
        roles = ["user", "assistant", "assistant", "user", "system", "tool", "developer", "human"]
        return [message(rng, rng.choice(roles)) for _ in range(rng.randrange(5))]
    turns = [message(rng, "system")] if rng.random() < 0.3 else []
    for at in range(rng.randrange(1, 4)):
        turns.append(message(rng, "user"))
        if kind > 0.75:
            raw = rng.choice(CALLS)
            turns.append(
                {
                    "role": "assistant",
                    "content": "" if rng.random() < 0.8 else "Let me see.",
                    "tool_calls_json": raw,
                }
            )
            try:
                found = json.loads(raw)
            except ValueError:
                found = []
            for call in found if isinstance(found, list) else [found]:
                id_ = call.get("id") if rng.random() < 0.9 else "other"
                turns.append(message(rng, "tool", **({"tool_call_id": id_} if id_ else {}), name="look_up"))
        turns.append(message(rng, "assistant"))
        if kind > 0.7 and rng.random() < 0.1:
            turns.append(message(rng, "assistant"))
        if at and rng.random() < 0.05:
            turns.append(message(rng, "user"))
    return turns


def example(rng: random.Random, number: int) -> Row:
    turns = talk(rng)
    made: Row = {"record_id": f"{number:024x}", "kind": "conversation", "messages": turns, "labels": {}}
    if rng.random() < 0.2 and any(t["role"] == "tool" for t in turns):
        made["tools_json"] = rng.choice(TOOLS)
    if rng.random() < 0.2:
        for turn in turns:
            if turn["role"] == "assistant" and rng.random() < 0.7:
                turn["reasoning"] = rng.choice(
                    ["Hm.", "Seven times eight.\nSo 56.", "想一想", "a <think> in it"]
                )
    dice = rng.random()
    if dice < 0.2:
        while turns and turns[-1]["role"] == "assistant":
            turns.pop()
        made |= {
            "kind": "preference",
            "chosen": [message(rng, "assistant")],
            "rejected": [message(rng, "assistant")],
        }
        if rng.random() < 0.1:
            made["chosen"].insert(0, message(rng, "user"))
    elif dice < 0.25:
        made |= {"kind": "text", "messages": [message(rng, "assistant")]}
    elif dice < 0.35:
        weights = [None, 1.0, 0.0, 0.0, 0.0]
        for turn in turns:
            turn["weight"] = rng.choice(weights if rng.random() < 0.95 else [0.5])
    elif dice < 0.4:
        made["labels"] = {"label": rng.choice(["true", "false"])}
    return made


def hostile(rng: random.Random, target: str) -> Row:
    """Return a row of a target's columns that an exporter might never write."""
    roles = ["user", "assistant", "user", "assistant", "system", "tool"]
    turns = [message(rng, rng.choice(roles)) for _ in range(rng.randrange(6))]
    if target == "axolotl":  # whether its placeholder is found as a turn is another question in each version
        turns = [turn for turn in turns if turn["content"] != "[[dummy_message]]"]
    if target in ("messages", "axolotl"):
        return {"messages": turns}
    if target == "mistral":
        for turn in turns:
            if turn["role"] == "assistant" and rng.random() < 0.3:
                ids = rng.choice([["abcdefgh1"], ["abcdefgh1", "abcdefgh2"], ["short"]])
                turn["tool_calls"] = [
                    {"id": i, "type": "function", "function": {"name": "f", "arguments": "{}"}} for i in ids
                ]
                if rng.random() < 0.7:
                    del turn["content"]
            if turn["role"] == "tool":
                turn["tool_call_id"] = rng.choice(["abcdefgh1", "no"])
        return {"messages": turns}
    if target == "llama_factory":
        words = {"user": "human", "assistant": "gpt", "system": "system", "tool": "observation"}
        return {
            "conversations": [{"from": words[t["role"]], "value": t["content"]} for t in turns],
            "tools": "",
        }
    # TRL looks at the first message of whichever column Python's set gives first: with only one of them empty
    # the outcome differs from process to process, so here all sides are empty or none is.
    sides = {"prompt_completion": ["completion"], "kto": ["completion"], "preference": ["chosen", "rejected"]}
    if target in sides:
        turns = turns or [message(rng, "user")]
        made: Row = {
            "prompt": turns,
            **{s: [message(rng, rng.choice(roles[:3] + ["assistant"] * 3))] for s in sides[target]},
        }
        if rng.random() < 0.2:
            made = {key: [] for key in made}
        return made | ({"label": True} if target == "kto" else {})
    if target == "prompt_only":
        return {"prompt": turns}
    return {"instruction": rng.choice(TEXTS), "input": rng.choice(TEXTS), "output": rng.choice(TEXTS)}


def tokenizer() -> Any:
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    bare = Tokenizer(models.BPE())
    bare.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    bare.decoder = decoders.ByteLevel()
    special = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|pad|>"]
    bare.train_from_iterator(
        TEXTS,
        trainers.BpeTrainer(
            vocab_size=400,
            special_tokens=special,
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
            show_progress=False,
        ),
    )
    made = PreTrainedTokenizerFast(tokenizer_object=bare, eos_token="<|im_end|>", pad_token="<|pad|>")
    made.chat_template = CHATML
    return made
