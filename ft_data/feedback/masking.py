"""Texts of feedback without personal data: repaired and masked as rows of sources are, whatever the recipe keeps in those."""

from __future__ import annotations

from collections.abc import Sequence

from ft_data.cleaning.cleaner import Cleaner
from ft_data.recipe.schema import Clean


class Masks:
    """Cleans the strings of feedback. ``key`` is the home's secret, of which pseudonyms are made."""

    def __init__(self, clean: Clean, profile: str, key: bytes) -> None:
        pii = clean.pii if clean.pii == "pseudonym" else "mask"
        names = "columns" if clean.names == "keep" else clean.names
        self._cleaner = Cleaner(clean.model_copy(update={"pii": pii, "names": names}), profile, key)

    def text(self, value: str, role: str, people: Sequence[str] = (), asked: str = "") -> str:
        """Return a prompt (``role`` user) or an answer (``assistant``) to ``asked``."""
        return self._cleaner.clean(value, role=role, people=people, asked=[asked] if asked else [])[0].strip()

    def word(self, value: str, people: Sequence[str] = ()) -> str:
        """Return a short string, such as the name of a slice or a model."""
        return self._cleaner.mask_value(value, people=people)[0].strip()
