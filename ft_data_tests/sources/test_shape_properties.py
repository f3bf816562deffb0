from __future__ import annotations

from typing import Any

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from ft_data.recipe.schema import Source
from ft_data.sources import shapes
from ft_data.sources.canonical import canonical_json
from ft_data.sources.shapes.words import SHAPES

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
FIELDS = st.sampled_from(
    [
        "instruction",
        "input",
        "output",
        "response",
        "prompt",
        "completion",
        "question",
        "answer",
        "context",
        "messages",
        "conversations",
        "utterances",
        "dialog",
        "turns",
        "chosen",
        "rejected",
        "label",
        "winner",
        "output_a",
        "output_b",
        "text",
        "markdown",
        "html",
        "pages",
        "comments",
        "conversation_parts",
        "subject",
        "description",
        "from",
        "to",
        "body",
        "tools",
        "system",
        "history",
        "instances",
        "created_at",
        "language",
        "id",
        "row",
        "annotations",
        "status",
        "priority",
        "category",
        "x",
    ]
)
turn_values = st.dictionaries(
    st.sampled_from(
        [
            "role",
            "content",
            "from",
            "value",
            "text",
            "author",
            "body",
            "tool_calls",
            "api",
            "public",
            "date",
            "name",
            "via",
            "to",
        ]
    ),
    st.sampled_from(
        [
            "user",
            "assistant",
            "human",
            "tool",
            "function_call",
            "",
            "ann",
            "> q\nx",
            "On 1 May, a wrote:\n> b",
        ]
    )
    | json_values,
    max_size=4,
)
anything = (
    st.dictionaries(
        FIELDS,
        json_values | st.lists(turn_values | json_values, max_size=4) | st.text(max_size=30),
        max_size=6,
    )
    | json_values
)


@settings(max_examples=150, deadline=None)
@given(
    value=anything,
    shape=st.sampled_from(["auto", *SHAPES.builtin]),
    stage=st.sampled_from(["pretraining", "instruction", "preference"]),
)
def test_mapping_never_raises_and_depends_on_the_record_alone(value: Any, shape: str, stage: str) -> None:
    value = orjson.loads(canonical_json(value))
    source = Source(path="-", shape=shape)
    found = shapes.map_record(value, source, stage)
    assert found == shapes.Mapper(Source(path="-", shape=shape), stage)(value)
    assert bool(found.drafts) != bool(found.reason)
    if found.reason:
        assert found.reason.partition(":")[0].replace("_", "").isalpha()
    for draft in found.drafts:
        assert draft.kind in ("instruction", "conversation", "preference", "text")
        assert (draft.kind == "preference") == (draft.chosen is not None) == (draft.rejected is not None)
        assert any((message["content"] or message["tool_calls_json"]) for message in draft.messages)
        assert all(type(message["content"]) is str for message in draft.messages)
        orjson.dumps(draft.extra)
        if stage == "pretraining":
            assert draft.kind == "text"


@settings(max_examples=60, deadline=None)
@given(values=st.lists(anything, max_size=6))
def test_order_of_records_does_not_matter(values: list[Any]) -> None:
    values = [orjson.loads(canonical_json(value)) for value in values]
    source = Source(path="-")
    forward = [shapes.Mapper(source, "instruction")(value) for value in values]
    mapper = shapes.Mapper(source, "instruction")
    assert [mapper(value) for value in reversed(values)] == forward[::-1]


@given(value=anything)
def test_detection_never_quotes_values(value: Any) -> None:
    found = shapes.detect(value)
    assert found.shape in (*SHAPES.builtin, "unknown")
    assert len(found.evidence) < 400
