"""A record as it is read and as it becomes, with personal data masked in both."""

from __future__ import annotations

from typing import Any

import orjson

from ft_data.cleaning.privacy.columns import names_in
from ft_data.cleaning.privacy.regions import cleaning_of
from ft_data.recipe.rules import kind_of_text
from ft_data.recipe.schema import Recipe
from ft_data.sources.shapes import Mapped
from ft_data.stages.clean_rows import Maker
from ft_data.warehouse.home import Home

_SHOWN = 300  # characters of a text


class Samples:
    """Shows records of one source by what stage ``cleaned`` itself makes of them."""

    def __init__(self, home: Home, recipe: Recipe, source: str):
        spec: dict[str, Any] = recipe.sources[source].model_dump(exclude={"consent_until"})
        self._params = {
            "source": source,
            "spec": spec | {"expired": False},
            "settings": {
                # Whatever the recipe does with personal data, a terminal shows none.
                "clean": cleaning_of(recipe).model_copy(update={"pii": "mask"}).model_dump(),
                "profile": kind_of_text(recipe.profile),
                "stage": recipe.stage,
                "govern": {},
            },
            "repeats": [],
            "key": home.key(),
        }

    def of(self, value: Any, mapped: Mapped) -> dict[str, Any]:
        """Return ``before`` (JSON) and ``after``, the turns of the first example made of it: (role, text); none if there is none."""
        maker = Maker(self._params)
        people = [name for draft in mapped.drafts for name in draft.names]
        people += names_in(value) if isinstance(value, dict) else ()
        before, _ = maker.cleaner.mask_value(orjson.dumps(value).decode(), people=people, columns=True)
        maker.add("sample", "sample", 1, value)
        after = [
            (one["role"], _short(one["content"] or "[a call]"))
            for example in maker.examples[:1]
            for field in ("messages", "chosen", "rejected")
            for one in _answers(field, example[field])
        ]
        return {"before": _short(before), "after": after, "examples": len(maker.examples)}


def _answers(field: str, messages: list[dict[str, Any]] | None) -> list[dict[str, Any]]:
    return [{**one, "role": field if field != "messages" else one["role"]} for one in messages or ()]


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
