"""The trainer formats beyond the first three: exact shapes, masks, pairs, refusals."""

from __future__ import annotations

import orjson
import pytest

from ft_data.example import message
from ft_data.formatting import calls, export
from ft_data.formatting.outcome import Uses
from ft_data.formatting.targets import EXPORTERS, get
from ft_data_tests.formatting.examples import THREE, WITH_TOOLS, example, reason, table, weighed

ONE = example(("user", "q"), ("assistant", "a"))
PAIR = example(
    ("system", "Be kind."), ("user", "q"), kind="preference",
    chosen=[message("assistant", "yes")], rejected=[message("assistant", "no")],
)  # fmt: skip
TEXT = example(("assistant", "Plain text."), kind="text")
MASKED = weighed(THREE, None, None, 0.0, None, None)


def only(target, made):
    out = get(target).export(made)
    assert all(get(target).check(row).outcome == "accepted" for row in out)
    (row,) = out
    return row


def test_an_unknown_target_is_named_with_what_there_is():
    with pytest.raises(ValueError, match="'coher' is not one of .*'together'"):
        get("coher")


def test_text_and_prompt_only():
    assert only("text", TEXT) == {"text": "Plain text."}
    assert reason("text", ONE) == "not_plain_text"
    assert [m["role"] for m in only("prompt_only", THREE)["prompt"]] == [
        "system",
        "user",
        "assistant",
        "user",
    ]
    assert reason("prompt_only", TEXT) == "plain_text"


def test_preference_and_kto():
    row = only("preference", PAIR)
    assert [len(row[k]) for k in ("prompt", "chosen", "rejected")] == [2, 1, 1]
    rows = get("kto").export(PAIR)
    assert [(r["completion"][0]["content"], r["label"]) for r in rows] == [("yes", True), ("no", False)]
    assert only("kto", ONE | {"labels": {"label": "false"}})["label"] is False
    assert reason("kto", ONE) == "no_label"
    assert reason("preference", ONE) == "not_a_preference"
    assert reason("preference", PAIR | {"rejected": PAIR["chosen"]}) == "equal_pair"
    assert (
        reason("preference", PAIR | {"chosen": [message("user", "?"), message("assistant", "yes")]})
        == "question_in_answer"
    )


def test_classification_asks_for_a_label():
    row = only(
        "classification",
        ONE | {"labels": {"intent": "refund"}, "label_name": "intent", "label_values": ["refund", "other"]},
    )
    assert row["completion"] == [{"role": "assistant", "content": "refund"}]
    assert row["prompt"][0]["content"] == "Give the intent of the text. Answer with one of: refund, other."
    assert reason("classification", ONE | {"label_name": "intent"}) == "no_label"
    part = table(ONE | {"labels": {"intent": "refund"}})
    made = export.export(part, "classification", uses=Uses(), label="intent", values=["refund"])
    assert made.rows.num_rows == 1 and made.outcomes["outcome"].to_pylist() == ["accepted"]


def test_sharegpt_and_llama_factory_tell_tools_apart():
    said = only("sharegpt", WITH_TOOLS)["conversations"]
    assert [t["from"] for t in said] == ["human", "function_call", "observation", "gpt"]
    assert orjson.loads(said[1]["value"]) == [{"name": "look_up", "arguments": {"order": 7}}]
    row = only("llama_factory", WITH_TOOLS)
    assert orjson.loads(row["tools"])[0]["name"] == "look_up"
    assert only("llama_factory", ONE)["tools"] == ""
    assert (
        reason("llama_factory", example(("user", "a"), ("user", "b"), ("assistant", "c")))
        == "turns_do_not_alternate"
    )
    assert reason("llama_factory", MASKED) == "mask_not_carried"
    assert only("llama_factory", PAIR)["chosen"] == {"from": "gpt", "value": "yes"}


def test_masks_travel_in_the_words_of_each_trainer():
    assert [m.get("train") for m in only("axolotl", MASKED)["messages"]] == [None, None, False, None, True]
    assert [m.get("weight") for m in only("openai", MASKED)["messages"]] == [None, None, 0, None, 1]
    assert [m.get("weight") for m in only("together", MASKED)["messages"]] == [None, None, 0, None, 1]
    assert [m.get("weight") for m in only("mistral", MASKED)["messages"]] == [None, None, 0, None, None]
    assert "train" not in only("axolotl", THREE)["messages"][2]
    for target in ("bedrock", "vertex", "alpaca", "sharegpt", "messages"):
        assert reason(target, MASKED if target != "alpaca" else weighed(ONE, None, 0.0)) in (
            "mask_not_carried", "nothing_trained",
        )  # fmt: skip


@pytest.mark.parametrize(
    "target", sorted(set(EXPORTERS.builtin) - {"classification", "text", "preference", "kto"})
)
def test_weights_are_refused_by_every_format(target):
    if target != "prompt_only":  # writes no answer
        assert reason(target, weighed(ONE, None, 2.0)) == "weight_not_carried"


def test_pairs_in_json_lines():
    row = only("openai", PAIR)
    assert set(row) == {"input", "preferred_output", "non_preferred_output"}
    assert get("openai").variant(row) == "preference" and get("openai").variant(only("openai", ONE)) == ""
    row = only("axolotl", PAIR)
    assert row["chosen"] == {"role": "assistant", "content": "yes"}
    row = only("vertex", PAIR)
    assert [c["score"] for c in row["completions"]] == [1, 0] and row["contents"][-1]["role"] == "user"
    assert reason("mistral", PAIR) == reason("bedrock", PAIR) == "is_a_preference"


def test_mistral_ids_are_nine_characters_on_both_sides():
    called, row = get("mistral").export(WITH_TOOLS)
    assert called["tools"] == row["tools"]
    made = row["messages"][1]["tool_calls"][0]["id"]
    assert len(made) == 9 and made.isalnum() and row["messages"][2]["tool_call_id"] == made
    assert "content" not in row["messages"][1]
    assert row["tools"][0]["function"]["parameters"] == {"type": "object"}
    assert row["tools"][0]["function"]["description"] == ""  # without one its trainer stops


def test_mistral_with_tools_has_a_row_for_each_answer():
    """Its trainer learns the last message alone where tools are defined."""
    rows = get("mistral").export(weighed(WITH_TOOLS, None, None, None, None))
    assert [len(row["messages"]) for row in rows] == [2, 4]
    assert [[m.get("weight") for m in row["messages"]] for row in rows] == [
        [None, None],
        [None, 0, None, None],
    ]
    (row,) = get("mistral").export(weighed(WITH_TOOLS, None, 0.0, None, None))
    assert [m.get("weight") for m in row["messages"]] == [None, 0, None, None]
    (row,) = get("mistral").export(WITH_TOOLS | {"tools_json": None})
    assert not any("weight" in m for m in row["messages"])
    twice = example(("system", "a"), ("user", "b"), ("system", "c"), ("user", "d"), ("assistant", "e"))
    assert reason("mistral", twice) == "system_not_first"


def test_mistral_ids_that_fit_stay():
    assert calls.nine("abcdefgh1") == "abcdefgh1" and calls.nine("c1") == calls.nine("c1") != calls.nine("c2")


def test_an_answer_that_axolotl_takes_for_its_placeholder_is_refused():
    text = "[[dummy_message]]"
    assert reason("axolotl", example(("user", "Repeat."), ("assistant", text))) == "no_trained_token"
    twice = example(("user", "Repeat."), ("assistant", text), ("user", "Thanks?"), ("assistant", "Yes."))
    assert reason("axolotl", twice) == "reads_as_placeholder"


def test_ids_are_made_for_calls_that_have_none():
    two = '[{"name": "a", "arguments": {}}, {"name": "b", "arguments": {}}]'
    asks = message("assistant", "", tool_calls_json=two)
    bare = example(("user", "q"), asks, message("tool", "1"), message("tool", "2"), ("assistant", "done"))
    row = only("openai", bare)
    assert [m["tool_call_id"] for m in row["messages"] if m["role"] == "tool"] == ["call_1_0", "call_1_1"]
    assert (
        reason("openai", example(("user", "q"), message("tool", "?"), ("assistant", "a")))
        == "unpaired_tool_result"
    )


def test_cloud_formats():
    row = only("bedrock", THREE)
    assert row["schemaVersion"] == "bedrock-conversation-2024" and row["system"] == [{"text": "Be kind."}]
    assert row["messages"][0] == {"role": "user", "content": [{"text": "a"}]}
    row = only("vertex", THREE)
    assert row["systemInstruction"] == {"parts": [{"text": "Be kind."}]}
    assert [c["role"] for c in row["contents"]] == ["user", "model", "user", "model"]
    for target in ("bedrock", "vertex"):
        assert reason(target, WITH_TOOLS) == "tools_not_carried"
        assert (
            reason(target, example(("user", "a"), ("user", "b"), ("assistant", "c")))
            == "turns_do_not_alternate"
        )
    assert (
        reason("together", example(("assistant", "hi"), ("user", "a"), ("assistant", "c")))
        == "starts_with_answer"
    )


def test_two_kinds_of_rows_go_to_two_files(tmp_path):
    import duckdb

    from ft_data_tests.formatting.examples import many
    from ft_data_tests.release import building
    from ft_data_tests.release.building import World

    pairs = [
        example(("user", f"choose {i}"), kind="preference", chosen=PAIR["chosen"], rejected=PAIR["rejected"])
        for i in range(30)
    ]
    with duckdb.connect() as con:
        done = building.publish(
            tmp_path, con, World(rows=[*many(30), *pairs], targets=("openai", "llama_factory")).spec(con)
        )
    for target in ("openai", "llama_factory"):
        assert {p.name for p in (done.path / "exports" / target).iterdir()} >= {
            "train.jsonl",
            "train_preference.jsonl",
        }
    registry = orjson.loads((done.path / "dataset_info.json").read_bytes())
    assert registry["llama_factory_train_preference"]["ranking"] is True
    assert registry["llama_factory_train"]["file_name"] == "exports/llama_factory/train.jsonl"
