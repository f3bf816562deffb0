from __future__ import annotations

from typing import Any

import orjson
import pytest

from ft_data.recipe.schema import Source
from ft_data.sources.identity import find_id, find_id_in

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
    if isinstance(value, dict):
        assert find_id_in(orjson.dumps(value), Source(path="-")) == expected


def test_mapped_ids() -> None:
    value = {"id": 1, "meta": {"key": "k"}, "n": 2}
    assert find_id(value, Source(path="-", map={"id": "$.meta.key"})) == "k"
    assert find_id(value, Source(path="-", map={"id": ["meta.key", "n"]})) == '["k","2"]'
    assert find_id(value, Source(path="-", map={"id": ["meta.key", "missing"]})) is None
    assert find_id({"id": 1}, Source(path="-", map={"id": "key"})) is None
