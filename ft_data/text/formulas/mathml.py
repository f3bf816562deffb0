"""Formulas of pages, books and OpenDocument files (MathML) as LaTeX."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping, Sequence

from ft_data.text.formulas import latex

_TEX = ("application/x-tex", "latex", "tex", "application/x-latex", "text/x-latex")
_STYLED = re.compile(r"\{\\(?:displaystyle|textstyle|scriptstyle)(?![A-Za-z])\s*(.*)\}\Z", re.DOTALL)


def mathml(node: ET.Element) -> str:
    """Return the formula of a ``math`` element: what its author wrote where that stands beside it, else what it shows.

    :raises RecursionError: when it nests without end.
    """
    return _one(node).strip()


def _name(node: ET.Element) -> str:
    return node.tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(node.tag, str) else ""


def _inside(node: ET.Element) -> str:
    return latex.joined(map(_one, node))


def _one(node: ET.Element) -> str:
    write = _WRITTEN.get(_name(node))
    return write(node) if write else _inside(node)


def _text(node: ET.Element) -> str:
    return " ".join("".join(node.itertext()).split())


def _parts(node: ET.Element) -> list[str]:
    """Return the children of an element of which each has its meaning, at least three."""
    made = [_one(child) for child in node if isinstance(child.tag, str)]
    return made + [""] * max(0, 3 - len(made))


def _identifier(node: ET.Element) -> str:
    text = _text(node)
    if node.get("mathvariant") == "double-struck":
        return f"\\mathbb{{{text}}}"
    return latex.name(text)


def _operator(node: ET.Element) -> str:
    text = _text(node)
    if text.isalpha() and len(text) > 1:
        return latex.name(text)
    return latex.signs(text)


def _semantics(node: ET.Element) -> str:
    for note in node:
        if (
            _name(note) == "annotation"
            and (note.get("encoding") or "").lower() in _TEX
            and (note.text or "").strip()
        ):
            written = (note.text or "").strip()
            styled = _STYLED.match(written)
            return styled[1].strip() if styled else written
    first = next((child for child in node if _name(child) not in ("annotation", "annotation-xml")), None)
    return _one(first) if first is not None else ""


def _fraction(node: ET.Element) -> str:
    above, below, *_ = _parts(node)
    bare = (node.get("linethickness") or "").strip() in ("0", "0pt", "0px", "0em")
    return latex.fraction(above, below, "lin" if node.get("bevelled") == "true" else "noBar" if bare else "")


def _above(node: ET.Element) -> str:
    base, above, *_ = _parts(node)  # once: whatever is written twice at each level takes two to the depth
    return latex.script(base, "", above)


def _over(node: ET.Element, below: bool) -> str:
    base, sign, *_ = _parts(node)
    shown = _text(node[1]) if len(node) > 1 else ""
    found = latex.accent(base, shown, below) if len(shown) == 1 else None
    return found or (latex.limits(base, below=sign) if below else latex.limits(base, above=sign))


def _both(node: ET.Element) -> str:
    base, below, above, *_ = _parts(node)
    return latex.limits(base, below, above)


def _scripts(node: ET.Element) -> str:
    """Write what stands at all corners of a base: pairs below and above behind it, and in front after `mprescripts`."""
    children = list(node)
    cut = next((at for at, child in enumerate(children) if _name(child) == "mprescripts"), len(children))
    if not children:
        return ""

    def pairs(found: Sequence[ET.Element]) -> str:
        made = [_one(child) for child in found]
        return "".join(
            latex.script("", below, above).removeprefix("{}")
            for below, above in zip(made[::2], [*made[1::2], ""], strict=False)
        )

    before = pairs(children[cut + 1 :])
    return latex.joined(
        ("{}" + before if before else "", latex.group(_one(children[0])), pairs(children[1:cut]))
    )


def _fenced(node: ET.Element) -> str:
    parts = [_one(child) for child in node]
    separators = (node.get("separators") if node.get("separators") is not None else ",") or ""
    between = separators.strip()[:1]
    return latex.fenced(parts, node.get("open", "("), node.get("close", ")"), between or " ")


def _table(node: ET.Element) -> str:
    rows = [
        [_inside(cell) for cell in row if _name(cell) == "mtd"][_name(row) == "mlabeledtr" :]
        for row in node
        if _name(row) in ("mtr", "mlabeledtr")
    ]
    return latex.table(rows)


def _nothing(node: ET.Element) -> str:
    return ""


_WRITTEN: Mapping[str, Callable[[ET.Element], str]] = {
    "mi": _identifier,
    "mn": lambda node: latex.signs(_text(node)),
    "mo": _operator,
    "mtext": lambda node: latex.upright("".join(node.itertext())),
    "ms": lambda node: latex.upright(_text(node)),
    "mspace": lambda node: " ",
    "none": _nothing,
    "mphantom": _nothing,
    "annotation": _nothing,
    "annotation-xml": _nothing,
    "semantics": _semantics,
    "mfrac": _fraction,
    "msqrt": lambda node: latex.root(_inside(node)),
    "mroot": lambda node: latex.root(*_parts(node)[:2]),
    "msup": _above,
    "msub": lambda node: latex.script(*_parts(node)[:2]),
    "msubsup": lambda node: latex.script(*_parts(node)[:3]),
    "munder": lambda node: _over(node, True),
    "mover": lambda node: _over(node, False),
    "munderover": _both,
    "mmultiscripts": _scripts,
    "mfenced": _fenced,
    "mtable": _table,
    "maction": lambda node: _one(node[0]) if len(node) else "",
}  # fmt: skip
