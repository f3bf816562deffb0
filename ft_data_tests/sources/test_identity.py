from __future__ import annotations

from typing import Any

import pytest

from ft_data.recipe.schema import Source
from ft_data.sources.identity import find_id, find_subject
from ft_data.sources.shapes import map_record

TURNS = [{"role": "user", "content": "x"}]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"id": 7, "text": "x"}, "7"),
        ({"ID": "a", "uuid": "b"}, "a"),
        ({"id": None, "uuid": "b"}, "b"),
        ({"id": "", "task_id": "T/0"}, "T/0"),
        ({"_id": {"$oid": "x"}, "text": "y"}, None),
        ({"id": True}, None),
        ({"conversation_id": "c", "messages": TURNS}, "c"),
        ({"conversation_id": "c", "turn": 1, "text": "x"}, None),
        ({"text": "x"}, None),
        ({"id": 1.5}, "1.5"),
        ("bare", None),
    ],
)
def test_detected_ids(value: Any, expected: str | None) -> None:
    assert find_id(value, Source(path="-")) == expected


def test_mapped_ids() -> None:
    value = {"id": 1, "meta": {"key": "k"}, "n": 2}
    assert find_id(value, Source(path="-", map={"id": "$.meta.key"})) == "k"
    assert find_id(value, Source(path="-", map={"id": ["meta.key", "n"]})) == '["k","2"]'
    assert find_id(value, Source(path="-", map={"id": ["meta.key", "missing"]})) is None
    assert find_id({"id": 1}, Source(path="-", map={"id": "key"})) is None


def test_subjects() -> None:
    source = Source(path="-", map={"subject_id": ["$.customer.id", "user"]})
    assert find_subject({"customer": {"id": 9}, "user": "u"}, source) == "9"
    assert find_subject({"user": "u", "response": ""}, source) == "u"
    assert find_subject({"subject_id": "s"}, source) is None
    assert find_subject({"subject_id": "s"}, Source(path="-")) == "s"
    assert find_subject(["s"], source) is None


@pytest.mark.parametrize("subject", [9, "u", True, ["a", "b"], None])
def test_the_subject_is_that_of_the_draft(subject: Any) -> None:
    value = {"instruction": "ask", "output": "say", "who": subject}
    source = Source(path="-", map={"subject_id": "who"})
    assert find_subject(value, source) == map_record(value, source, "instruction").drafts[0].subject
