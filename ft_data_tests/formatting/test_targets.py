"""Exporters: what is written, what is refused, and that nothing is lost quietly."""

from __future__ import annotations

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from ft_data.example import message
from ft_data.formatting import export
from ft_data.formatting.outcome import Uses
from ft_data.formatting.targets import get
from ft_data_tests.formatting.examples import THREE, WITH_TOOLS, example, reason, table, weighed


def test_messages_are_written_as_they_are():
    (row,) = get("messages").export(THREE)
    assert [m["role"] for m in row["messages"]] == ["system", "user", "assistant", "user", "assistant"]
    assert set(row) == {"messages"} and set(row["messages"][0]) == {"role", "content"}


def test_tool_calls_become_openai_calls_with_string_arguments():
    (row,) = get("messages").export(WITH_TOOLS)
    call = row["messages"][1]["tool_calls"][0]
    assert call == {
        "id": "c1",
        "type": "function",
        "function": {"name": "look_up", "arguments": '{"order":7}'},
    }
    assert orjson.loads(row["tools"])[0]["function"]["name"] == "look_up"


def test_prompt_completion_trains_each_answer_once():
    rows = get("prompt_completion").export(THREE)
    assert [row["completion"][0]["content"] for row in rows] == ["b", "d"]
    assert [len(row["prompt"]) for row in rows] == [2, 4]
    masked = weighed(THREE, None, None, 0.0, None, 1.0)
    assert [row["completion"][0]["content"] for row in get("prompt_completion").export(masked)] == ["d"]


def test_masks_and_weights_are_refused_where_they_would_be_lost():
    masked = weighed(THREE, None, None, 0.0, None, 1.0)
    assert reason("messages", masked) == "mask_not_carried"
    half = weighed(THREE, None, None, 0.5, None, None)
    assert reason("messages", half) == reason("prompt_completion", half) == "weight_not_carried"
    assert reason("openai", weighed(THREE, None, None, 0, None, 0)) == "nothing_trained"


def test_alpaca_takes_one_exchange_only():
    assert get("alpaca").export(example(("user", "q"), ("assistant", "a"))) == [
        {"instruction": "q", "input": "", "output": "a"}
    ]
    assert reason("alpaca", THREE) == "system_not_carried"
    assert reason("alpaca", WITH_TOOLS) == "tools_not_carried"
    assert (
        reason("alpaca", example(("user", "q"), ("assistant", "a"), ("user", "r"), ("assistant", "b")))
        == "not_one_exchange"
    )


def test_nothing_to_learn_is_refused_by_name():
    assert reason("messages", example(("user", "q"))) == "no_answer"
    assert reason("messages", example(("user", "q"), ("assistant", "  "))) == "no_answer"
    assert reason("messages", example()) == "no_turns"
    assert reason("messages", example(("human", "q"), ("assistant", "a"))) == "unknown_role"
    assert reason("messages", example(("assistant", "t"), kind="text")) == "plain_text"
    assert (
        reason("messages", example(("user", "q"), message("assistant", "", tool_calls_json="{")))
        == "bad_tool_calls"
    )


def test_rows_with_tools_calls_or_reasoning_are_named():
    plain = example(("user", "q"), ("assistant", "a"))
    thought = example(("user", "q"), message("assistant", "a", reasoning="because"))
    preferred = example(
        ("user", "q"),
        chosen=[message("assistant", "a", name="Quibbel")],
        rejected=[message("assistant", "b", reasoning="why not")],
    )
    rows = [plain, WITH_TOOLS, THREE, thought, preferred, plain]
    expected = [(1, True, False), (3, False, True), (4, True, True)]
    for start in range(len(rows)):  # a part of a table has offsets of its own
        part = table(*rows).slice(start)
        names = part["record_id"].to_pylist()
        assert [tuple(row.values()) for row in export.used(part).to_pylist()] == [
            (names[at - start], *flags) for at, *flags in expected if at >= start
        ]
    assert export.uses(table(plain, thought)) == Uses(reasoning=True)
    assert export.used(table(plain)).num_rows == 0 and export.used(table(plain).slice(0, 0)).num_rows == 0


def test_a_part_accounts_for_every_example():
    rows = [example(("user", "q"), ("assistant", "a")), THREE, WITH_TOOLS, example(("user", "q"))]
    part = table(*rows)
    assert export.uses(part) == Uses(tools=True) and export.uses(table(*rows[:2])) == Uses()
    made = export.export(part, "prompt_completion", uses=Uses(tools=True))
    assert made.outcomes["outcome"].to_pylist() == ["accepted", "accepted", "accepted", "refused"]
    assert made.outcomes["rows"].to_pylist() == [1, 2, 2, 0]
    assert made.rows.num_rows == 5 and made.rows.schema.names[:2] == ["record_id", "ordinal"]
    assert made.rows["ordinal"].to_pylist() == [0, 0, 1, 0, 1]
    plain = export.export(table(*rows[:2]), "messages", uses=Uses())
    assert plain.rows.schema.names == ["record_id", "ordinal", "messages"]
    empty = export.export(part.slice(0, 0), "messages", uses=Uses(tools=True))
    assert empty.rows.num_rows == 0 and empty.outcomes.num_rows == 0


def test_export_does_not_depend_on_the_batch():
    part = table(THREE, example(("user", "q"), ("assistant", "a")), THREE | {"record_id": "x"})
    whole = export.export(part, "messages", uses=Uses()).rows
    assert whole.slice(1, 1).equals(export.export(part.slice(1, 1), "messages", uses=Uses()).rows)


ROLES = st.sampled_from(["user", "assistant", "user", "assistant", "system", "tool", "developer", "bot"])
WORDS = st.sampled_from(["", " ", "\u200b", "\x1f", "hi", "你好", "é", None, "\u2028"])
TURNS = st.lists(st.tuples(ROLES, WORDS), max_size=5)
TALKS = st.one_of(
    TURNS,
    st.integers(1, 3).map(lambda n: [("user", "q"), ("assistant", "a")] * n),
    st.integers(1, 3).map(lambda n: [("system", "s")] + [("user", "q"), ("assistant", "a")] * n),
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(TALKS, st.sampled_from([None, None, 1.0, 0.5])), min_size=1, max_size=8), st.booleans()
)
def test_both_roads_give_the_same(talks, tools):
    uses = Uses(tools, tools)
    rows = [
        weighed(example(*turns, source_row=i, record_id=f"{i:024x}"), *[weight] * len(turns))
        for i, (turns, weight) in enumerate(talks)
    ]
    part = table(*rows)
    for target in ("messages", "prompt_completion", "alpaca"):
        fast, slow = export.export(part, target, uses=uses), export.one_by_one(part, target, uses=uses)
        assert fast.outcomes.to_pylist() == slow.outcomes.to_pylist()
        assert fast.rows.to_pylist() == slow.rows.to_pylist()
        assert fast.rows.schema == slow.rows.schema
