"""What people type into the review station is scanned for personal data like any other text.

Nothing else about it is repaired: people mean what they write.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from ft_data.example import content_hash, texts
from ft_data.recipe.schema import Clean


class Typed:
    """Masks personal data in the words of people, by the ``clean`` section of a recipe.

    Where the recipe drops or reviews rows with personal data, people's rows are masked: their work is kept.
    """

    def __init__(self, clean: Clean, profile: str, key: bytes):
        from ft_data.cleaning import Cleaner

        mode = "mask" if clean.pii in ("drop", "review") else clean.pii
        self._cleaner = Cleaner(clean.model_copy(update={"pii": mode}), profile, key)

    def note(self, text: str | None) -> str | None:
        """Return a reason or note without personal data."""
        return self._cleaner.mask_value(text)[0] if text else text

    def example(self, example: dict[str, Any]) -> tuple[dict[str, Any], dict[str, int]]:
        """Return an example without personal data, and how much of which kind was masked.

        Its id stays; its content hash follows the text.
        """
        masked: Counter[str] = Counter()

        def clean(text: str | None) -> str | None:
            if not text:
                return text
            new, edits = self._cleaner.mask_value(text, scope=example["record_id"])
            masked.update({edit.rule: edit.count for edit in edits if edit.rule.startswith("pii_")})
            return new

        made = dict(example)
        for name in ("messages", "chosen", "rejected"):
            if made.get(name) is not None:
                made[name] = [
                    {
                        **turn,
                        "content": clean(turn.get("content")),
                        "tool_calls_json": clean(turn.get("tool_calls_json")),
                    }
                    for turn in made[name]
                ]
        for name in ("tools_json", "extra"):
            made[name] = clean(made.get(name))
        for name in ("groups", "labels"):
            made[name] = [(key, clean(value)) for key, value in made.get(name) or []]
        if masked:
            made["prompt_text"], made["response_text"] = texts(
                made["kind"], made["messages"] or [], made.get("chosen")
            )
            made["content_hash"] = content_hash(made)
            return made, dict(masked)
        return example, {}
