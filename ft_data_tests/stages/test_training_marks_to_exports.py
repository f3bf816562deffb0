"""From a file to the exports: answers that are calls stay, what must not be trained is not, what is thought is there."""

from __future__ import annotations

from pathlib import Path

import orjson
import pyarrow.parquet as pq
import pytest

from bench.support.homes import write
from ft_data.stages import graph
from ft_data.stages.build import Build
from ft_data.warehouse.home import Home

CALL = {"id": "c1", "type": "function", "function": {"name": "oven", "arguments": '{"degrees": 180}'}}
CALLED = {"role": "assistant", "content": None, "tool_calls": [CALL]}


def ask(text: str) -> dict:
    return {"role": "user", "content": text}


def say(text: str, **more: object) -> dict:
    return {"role": "assistant", "content": text, **more}


ROWS = [
    {"messages": [ask("Please heat the oven for my bread now."), CALLED]},
    {
        "messages": [
            ask("What is glass made of?"),
            say("Glass is frozen water.", weight=0),
            ask("Are you sure about that?"),
            say("No, it is melted sand that cooled down."),
        ]
    },
    {"messages": [ask("How many eggs are in three boxes of six?"), say("There are eighteen eggs.", thinking="Three times six.")]},
    {"prompt": "What does a clock show?", "completion": "It shows the way home.", "label": 0},
]  # fmt: skip
PAIR = {
    "prompt": [ask("Please switch the oven off again.")],
    "chosen": [CALLED],
    "rejected": [say("I would rather not do that.")],
}


def exported(tmp_path: Path, stage: str, targets: str, rows: list[dict]) -> dict[str, list[dict]]:
    folder = tmp_path / "datasets" / "marks"
    (folder / "sources").mkdir(parents=True)
    write(folder / "sources" / "a.jsonl", rows)
    (folder / "recipe.yaml").write_text(
        f"dataset: marks\npurpose: Test what is trained.\nstage: {stage}\nlanguages: [en]\n"
        "sources: {main: {path: sources/*.jsonl, license: CC0-1.0}}\n"
        f"format: {{targets: [{targets}]}}\nreview: {{audit_rate: 0, pending: keep}}\n",
        "utf-8",
    )
    build = Build.open(Home(tmp_path), "marks")
    names = list(graph.assets(build.recipe))
    made = graph.make(build, *names[: names.index("formatted") + 1])
    return {
        name: [row for part in parts if part.rows for row in pq.read_table(build.path(part)).to_pylist()]
        for name, parts in made.parts.items()
        if name in targets.split(", ")
    }


def test_instruction(tmp_path: Path) -> None:
    found = exported(tmp_path, "instruction", "messages, openai, axolotl", ROWS)
    chats = {row["messages"][0]["content"][:8]: row["messages"] for row in found["messages"]}
    assert chats["Please h"][1]["tool_calls"][0]["function"]["name"] == "oven"
    assert chats["How many"][1]["reasoning_content"] == "Three times six."
    assert (
        "What is " not in chats and "What doe" not in chats
    )  # a mask that this format cannot say, an unwanted answer
    lines = [orjson.loads(row["line"]) for row in found["openai"]]
    (masked,) = [line["messages"] for line in lines if line["messages"][0]["content"].startswith("What is")]
    assert [turn.get("weight") for turn in masked] == [None, 0, None, 1]
    assert (
        not any("reasoning_content" in turn for line in lines for turn in line["messages"])
        and len(lines) == 2
    )
    trained = [turn for row in found["axolotl"] for turn in orjson.loads(row["line"])["messages"]]
    assert [turn["content"] for turn in trained if turn.get("train") is False] == ["Glass is frozen water."]


@pytest.mark.parametrize("target", ["preference", "kto"])
def test_a_call_that_is_chosen(tmp_path: Path, target: str) -> None:
    other = {
        **CALLED,
        "tool_calls": [{**CALL, "function": {"name": "oven", "arguments": '{"degrees": 900}'}}],
    }
    calls = {"prompt": [ask("Please warm the oven for a cake.")], "chosen": [CALLED], "rejected": [other]}
    found = exported(tmp_path, "preference", target, [PAIR, calls])[target]
    sides = [row.get("chosen") or row["completion"] for row in found if row.get("label", True)]
    made = [
        call["function"]["arguments"] for side in sides for turn in side for call in turn["tool_calls"] or ()
    ]
    assert made == ['{"degrees": 180}'] * 2
