"""Generations that are wrong by what they say themselves, unsafe, or about people that the passage does not have."""

from __future__ import annotations

import json

import pytest

from ft_data.decontamination.benchmarks import BenchmarkItem
from ft_data.decontamination.index import build_index
from ft_data.signals.registry import declared
from ft_data.stages.generating import contamination_by
from ft_data.synthesis.checks.measured import measured, personal, wanted
from ft_data.synthesis.generation import Made
from ft_data.synthesis.passages import Passage
from ft_data.synthesis.plan import Request
from ft_data.synthesis.replies import Row, exchange

PASSAGE = Passage("0" * 24, 0, "The harbour of Port Ellin has four berths. Ask the pilot.")


def made(row, key="k"):
    return Made(Request(key, b"", PASSAGE, 0), None, row.whole, row=row)


def reason(answer, question="How many berths has the harbour of Port Ellin?"):
    found = measured([made(exchange(question, answer))], wanted(declared()))
    return (found["k"].reason, found["k"].evidence.split(":")[0]) if found else None


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        ("It has 4 berths.", None),
        ("It has 2 + 2 = 4 berths.", None),
        ("It has 2 + 2 = 5 berths.", ("incorrect", "sums_wrong")),
        ("```python\ndef berths():\n    return 4\n```", None),
        ("```python\ndef berths(:\n    return 4\n```", ("incorrect", "python_fault")),
        ("```json\n{\"berths\": 4,,}\n```", ("incorrect", "invalid_json")),
        ("```\nberths", ("incorrect", "fence_fault")),
        ("As an AI language model, I cannot know how many berths it has.", ("unsafe", "refusal")),
        ("I'm sorry, but I can't assist with that.", ("unsafe", "refusal")),
        ("It has four berths, you stupid fucking bastard.", ("unsafe", "toxicity")),
        ("It has four berths.<|im_end|>", ("unsafe", "special_tokens")),
    ],
)  # fmt: skip
def test_what_a_signal_holds_against_any_row_rejects_a_generation(answer, found):
    assert reason(answer) == found


def test_calls_and_json_are_held_against_what_the_row_says():
    tools = json.dumps([{"name": "berths", "parameters": {"type": "object", "properties": {"port": {"type": "string"}}, "required": ["port"]}}])  # fmt: skip

    def calling(arguments):
        call = json.dumps([{"id": "c", "type": "function", "function": {"name": "berths", "arguments": json.dumps(arguments)}}])  # fmt: skip
        turns = (
            {"role": "user", "content": "How many?"},
            {"role": "assistant", "content": "", "tool_calls_json": call},
        )
        return measured([made(Row(turns, tools=tools))], wanted(declared()))

    assert calling({"port": "Ellin"}) == {}
    assert calling({"harbour": "Ellin"})["k"].evidence.startswith("call_fault_count")
    asked = (
        'Answer by {"type": "object", "properties": {"berths": {"type": "integer"}}, "required": ["berths"]}'
    )
    assert reason('{"berths": 4}', asked) is None
    assert reason('{"berths": "four"}', asked) == ("incorrect", "schema_faults")


def test_a_benchmark_in_the_worse_answer_of_a_pair_is_found_too():
    asked = (
        "A baker sells eleven loaves in the morning and nineteen in the afternoon; how many are sold in all?"
    )
    look = contamination_by(build_index([BenchmarkItem("math", "0", (asked,), "30")]))
    pair = exchange("Who answers?", "The pilot.", rejected=f"I was told this. {asked}")
    assert look([made(pair)])["k"].reason == "contaminated"
    assert look([made(pair._replace(rejected="Nobody."))]) == {}


def test_personal_data_that_the_passage_does_not_have_is_no_row():
    def kinds(text):
        return {word for word in ("EMAIL", "PHONE") if f"[{word}]" in text}

    look = personal(kinds)
    assert look([made(exchange("Who answers?", "Write to [EMAIL]."))])["k"].evidence.startswith("EMAIL")
    assert look([made(exchange("Who answers?", "The pilot."))]) == {}
    assert (
        look([made(exchange("Who answers?", "Write to [EMAIL].")._replace(ground="The pilot: [EMAIL]"))])
        == {}
    )
    pair = exchange("Who answers?", "The pilot.", rejected="Write to [EMAIL].")
    assert look([made(pair)])["k"].evidence.startswith("EMAIL:")
    wrote = exchange("Who answers at [EMAIL]?", "Write to [PHONE].")._replace(wrote=("question",))
    assert look([made(wrote)])["k"].evidence.startswith("EMAIL:")  # the answer is a row's own
