"""Text that people type into the review station is scanned for personal data; nothing else about it is repaired."""

import orjson
import pytest

from ft_data.cleaning import Cleaner, scan
from ft_data.example import EXAMPLE, content_hash, message
from ft_data.recipe.schema import Clean
from ft_data.stages.derived import example


def decision(answer: str, **labels: str) -> dict:
    row = dict.fromkeys(EXAMPLE.names) | {
        "record_id": "a" * 24,
        "kind": "instruction",
        "messages": [message("user", "Whom do I ask?"), message("assistant", answer)],
        "tools_json": '[{"name": "mail", "to": "ben@nebulae.org"}]',
        "groups": {},
        "labels": {},
        "parents": ["b" * 24],
    }
    return {"example": orjson.dumps(row).decode(), "labels": orjson.dumps(labels).decode()}


@pytest.mark.parametrize("mode", ["mask", "pseudonym", "drop", "review"])
def test_personal_data_is_masked_in_every_field(mode):
    cleaner = Cleaner(Clean(pii=mode), "chat", b"key")
    made, masked = example(
        decision("Write to  anna.muster@nebulae.org , she  knows.", by="eve@nebulae.org"), [], cleaner
    )
    assert masked == {"pii_email": 3}
    assert made["response_text"].startswith("Write to  [EMAIL") and made["response_text"].endswith(
        "she  knows."
    )
    assert all(scan(str(made[name])) == {} for name in ("messages", "tools_json", "labels", "response_text"))
    assert made["content_hash"] == content_hash(made)


def test_a_recipe_may_keep_personal_data():
    made, masked = example(
        decision("anna.muster@nebulae.org"), [], Cleaner(Clean(pii="keep"), "chat", b"key")
    )
    assert (made["response_text"], masked) == ("anna.muster@nebulae.org", {})
