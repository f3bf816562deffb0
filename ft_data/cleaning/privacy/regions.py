"""Whose telephone numbers are known without a label: what the recipe names, and what its languages and a text's script say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
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


_CODED = re.compile(r"(?<![\w+])\+([1-9][0-9]{0,2})[ \xa0.()-]{0,2}[0-9(]")
# Of scripts that one country writes, or writes most.
_BY_SCRIPT: Final = tuple(
    (re.compile(f"[{first}-{last}]"), region)
    for first, last, region in (
        ("\u3041", "\u30ff", "JP"),
        ("\uac00", "\ud7a3", "KR"),
        ("\u0e01", "\u0e5b", "TH"),
        ("\u0900", "\u097f", "IN"),
        ("\u05d0", "\u05ea", "IL"),
    )
)


def of_text(text: str) -> tuple[str, ...]:
    """Return the regions that a text gives away: by the country codes of its own numbers, and by a script of one country."""
    found = [region for script, region in _BY_SCRIPT if script.search(text)] if not text.isascii() else []
    if "+" in text:
        found += [region for code in {*_CODED.findall(text)} if (region := _region(code))]
    return tuple(sorted(found))


@lru_cache(maxsize=1024)
def _region(code: str) -> str:
    """Return the main region of the country code that up to three digits begin with; empty without one."""
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE

    for size in (1, 2, 3):
        regions = COUNTRY_CODE_TO_REGION_CODE.get(int(code[:size])) if len(code) >= size else None
        if regions:
            return str(regions[0])
    return ""
