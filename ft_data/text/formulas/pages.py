"""Formulas in pages: written once, as LaTeX, in place of MathML, of scripts for MathJax, and of what programs drew beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ft_data.text import formulas

_ANY = re.compile(r"<math[\s>]|math/tex", re.IGNORECASE)
_DRAWN = frozenset(("span", "img", "mjx-math"))
_LINE = frozenset(("span", "mjx-container", "mjx-assistive-mml"))
_LEVELS = 8  # around a formula; programs make two or three
_MADE = re.compile(r"(?:^|\s)(?:katex|katex-display|mwe-math-element|mathjax)(?:\s|$)", re.IGNORECASE)
_SCRIPTED = ".MathJax,.MathJax_Display,.MathJax_Preview,.MathJax_SVG"


def has_formulas(html: str) -> bool:
    """Tell whether a page may hold formulas, which is known sooner than by parsing it."""
    return _ANY.search(html) is not None


def write_formulas(tree: Any) -> None:
    """Put LaTeX in the place of each formula of a parsed page (selectolax, lexbor)."""
    scripts = tree.css('script[type^="math/tex"]')
    for node in scripts:
        node.replace_with(formulas.delimited(node.text(), "display" in (node.attributes.get("type") or "")))
    for node in tree.css(_SCRIPTED) if scripts else ():
        node.decompose()
    inner = {math.mem_id for math in tree.css("math math")}  # goes with the one around it
    found = [math for math in tree.css("math") if math.mem_id not in inner]
    lines = {one.mem_id for math in found for one in _above(math)}
    for node in tree.css("[aria-hidden=true]") if lines else ():
        if node.tag in _DRAWN and node.mem_id not in lines and node.parent.mem_id in lines:
            node.decompose()
    for math in found:
        shown = formulas.from_markup(math.html or "") or " ".join((math.text() or "").split())
        whole = [one for one in _above(math) if _is_made(one)]
        (whole[-1] if whole else math).replace_with(shown)


def _above(math: Any) -> Iterator[Any]:
    """Yield the elements in one line with a formula."""
    node = math.parent
    for _ in range(_LEVELS):
        if node is None or node.tag not in _LINE:
            return
        yield node
        node = node.parent


def _is_made(node: Any) -> bool:
    """Tell whether a program made an element for one formula."""
    return node.tag == "mjx-container" or _MADE.search(node.attributes.get("class") or "") is not None
