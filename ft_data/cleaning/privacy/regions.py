"""Whose telephone numbers are known without a label: what the recipe names, and what its languages and a text's script say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ft_data.recipe.schema import Clean, Recipe

_BY_LANGUAGE: Final = {
    "es": ("ES", "MX", "AR", "CO", "CL", "PE"), "pt": ("BR", "PT"), "zh": ("CN", "TW", "HK"), "hi": ("IN",), "de": ("DE", "AT", "CH"),
    "fr": ("FR", "BE", "CH"), "it": ("IT",), "nl": ("NL", "BE"), "pl": ("PL",), "sv": ("SE",), "da": ("DK",), "no": ("NO",),
    "fi": ("FI",), "ja": ("JP",), "ko": ("KR",), "th": ("TH",), "ar": ("EG", "SA", "AE"), "ru": ("RU",), "tr": ("TR",), "el": ("GR",),
}  # fmt: skip


def regions_of(named: Sequence[str], languages: Sequence[str]) -> list[str]:
    """Return the regions that the recipe names, then those where its languages are spoken, each once."""
    spoken = [
        region for language in languages for region in _BY_LANGUAGE.get(language.split("-")[0].lower(), ())
    ]
    return list(dict.fromkeys([*named, *spoken]))


def cleaning_of(recipe: Recipe) -> Clean:
    """Return how a recipe cleans, with all its regions: what masks and what checks go by the same ones."""
    return recipe.clean.model_copy(
        update={"pii_regions": regions_of(recipe.clean.pii_regions, recipe.languages)}
    )
