"""Text that people type into the review station is scanned for personal data."""

import pytest

from ft_data.cleaning import scan
from ft_data.example import EXAMPLE, content_hash, message
from ft_data.recipe.schema import Clean
from ft_data.stages.typed import Typed

WRITTEN = "Write to  anna.muster@example.org , she  knows."


def example(answer: str) -> dict:
    made = dict.fromkeys(EXAMPLE.names) | {
        "record_id": "a" * 24,
        "kind": "instruction",
        "messages": [message("user", "Whom do I ask?"), message("assistant", answer)],
        "prompt_text": "Whom do I ask?",
        "response_text": answer,
        "groups": [],
        "labels": [("noted_by", "ben@example.org")],
        "parents": ["b" * 24],
    }
    return made | {"content_hash": content_hash(made)}


@pytest.mark.parametrize("mode", ["mask", "pseudonym", "drop", "review"])
def test_personal_data_is_masked_and_nothing_else_is_repaired(mode):
    typed = Typed(Clean(pii=mode), "chat", b"key")
    before = example(WRITTEN)
    made, masked = typed.example(before)
    assert masked == {"pii_email": 2}
    assert scan(made["response_text"]) == {} and made["response_text"] == made["messages"][1]["content"]
    assert made["response_text"].startswith("Write to  [EMAIL") and made["labels"][0][1].startswith("[EMAIL")
    assert made["record_id"] == before["record_id"] and made["content_hash"] == content_hash(made)
    assert typed.example(made) == (made, {})
    assert "ben@" not in typed.note("see ben@example.org")


def test_text_without_personal_data_is_left_as_it_is():
    before = example("Ask  at the desk !!!!")
    before["labels"] = []
    assert Typed(Clean(), "chat", b"key").example(before) == (before, {})
    assert Typed(Clean(), "chat", b"key").note(None) is None


def test_a_recipe_may_keep_personal_data():
    before = example(WRITTEN)
    assert Typed(Clean(pii="keep"), "chat", b"key").example(before) == (before, {})
