"""Formulas as LaTeX, from the XML in which documents and pages hold them: Office's (OMML) and the web's (MathML)."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from ft_data.text.formulas.mathml import mathml
from ft_data.text.formulas.omml import omml

__all__ = ["delimited", "from_markup", "mathml", "omml"]


def delimited(latex: str, display: bool = False) -> str:
    """Return a formula as it stands in a text: ``$x^2$``, ``$$x^2$$`` where it has lines of its own; a bare number needs no signs."""
    latex = latex.strip()
    if not latex or latex.replace(".", "", 1).replace(",", "").isdecimal():
        return latex
    return f"$${latex}$$" if display else f"${latex}$"


def from_markup(html: str) -> str | None:
    """Return the formula of a ``math`` element of a page as it stands in a text; None where its markup is damaged."""
    try:
        root = ET.fromstring(html.replace("&nbsp;", "\u00a0"))
        return delimited(mathml(root), root.get("display") == "block")
    except (ET.ParseError, RecursionError, ValueError):
        return None
