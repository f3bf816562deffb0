"""Digits and signs above and below the line: 10⁵ is not 105, nor H₂O a word."""

from __future__ import annotations

import re

_SHORT = re.compile(r"[0-9+\-−=()n]{1,4}\Z")
_ABOVE = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_BELOW = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")


def raised(text: str, above: bool) -> str:
    """Return a short number or sign as it stands above or below the line; any other text (1st, CO2 eq) as it is."""
    found = text.strip()
    return found.translate(_ABOVE if above else _BELOW) if _SHORT.match(found) else text
