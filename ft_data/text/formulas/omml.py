"""Formulas of Office documents (``m:oMath``, ISO/IEC 29500-1, 22.1) as LaTeX."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping

from ft_data.text.formulas import latex

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DELETED = frozenset((f"{_W}del", f"{_W}moveFrom"))


def omml(node: ET.Element) -> str:
    """Return the formula of an ``m:oMath``, or of several in an ``m:oMathPara``.

    :raises RecursionError: when it nests without end.
    """
    return _inside(node).strip()


def _inside(node: ET.Element | None) -> str:
    return latex.joined(map(_one, node)) if node is not None else ""


def _one(node: ET.Element) -> str:
    if node.tag in _DELETED:
        return ""
    if node.tag == f"{_W}t":
        return latex.upright(node.text or "")
    if not node.tag.startswith(M):
        return _inside(node)
    name = node.tag[len(M) :]
    if name.endswith("Pr"):
        return ""
    write = _WRITTEN.get(name)
    return write(node) if write else _inside(node)


def _part(node: ET.Element, name: str) -> str:
    return _inside(node.find(M + name))


def _said(node: ET.Element, name: str, otherwise: str = "") -> str:
    """Return a property (``chr``) of an element; one without a value is there and empty."""
    for properties in node:
        if properties.tag.endswith("Pr") and (found := properties.find(M + name)) is not None:
            return found.get(f"{M}val", "")
    return otherwise


def _on(node: ET.Element, name: str) -> bool:
    return _said(node, name, "0") not in ("0", "off", "false")


def _run(node: ET.Element) -> str:
    text = "".join(part.text or "" for part in node if part.tag in (f"{M}t", f"{_W}t"))
    if _said(node, "nor", "0") not in ("0", "off", "false") or (node.find(f"{M}rPr/{M}nor") is not None):
        return latex.upright(text)
    if _said(node, "scr") == "double-struck":
        return f"\\mathbb{{{text.strip()}}}"
    return (
        latex.name(text)
        if _said(node, "sty") == "p" or (len(text.strip()) > 2 and text.strip().isalpha())
        else latex.signs(text)
    )


def _nary(node: ET.Element) -> str:
    sign = latex.signs(_said(node, "chr", "∫") or "∫")
    below = "" if _on(node, "subHide") else _part(node, "sub")
    above = "" if _on(node, "supHide") else _part(node, "sup")
    return latex.joined((latex.script(sign, below, above), " ", _part(node, "e")))


def _delimiters(node: ET.Element) -> str:
    parts = [_inside(part) for part in node.findall(f"{M}e")]
    opening, closing = _said(node, "begChr", "("), _said(node, "endChr", ")")
    return latex.fenced(parts, opening, closing, _said(node, "sepChr", "|") or "|")


def _accent(node: ET.Element) -> str:
    base, sign = _part(node, "e"), _said(node, "chr", "\u0302")
    return latex.accent(base, sign) or latex.limits(base, above=latex.signs(sign))


def _bar(node: ET.Element) -> str:
    return (
        f"\\{'underline' if _said(node, 'pos', 'bot') == 'bot' else 'overline'}{{{_part(node, 'e').strip()}}}"
    )


def _group(node: ET.Element) -> str:
    base, sign, below = _part(node, "e"), _said(node, "chr", "⏟"), _said(node, "pos", "bot") == "bot"
    other = {"below": latex.signs(sign)} if below else {"above": latex.signs(sign)}
    return latex.accent(base, sign, below) or latex.limits(base, **other)


def _function(node: ET.Element) -> str:
    name, of = node.find(f"{M}fName"), _part(node, "e")
    return latex.joined((_inside(name), " " if of and of[:1] not in "({\\" else "", of))


def _equations(node: ET.Element) -> str:
    rows = [[_inside(part).replace("\\&", "&")] for part in node.findall(f"{M}e")]
    return latex.table(rows, "aligned")


_WRITTEN: Mapping[str, Callable[[ET.Element], str]] = {
    "r": _run,
    "f": lambda node: latex.fraction(_part(node, "num"), _part(node, "den"), _said(node, "type")),
    "sSup": lambda node: latex.script(_part(node, "e"), "", _part(node, "sup")),
    "sSub": lambda node: latex.script(_part(node, "e"), _part(node, "sub")),
    "sSubSup": lambda node: latex.script(_part(node, "e"), _part(node, "sub"), _part(node, "sup")),
    "sPre": lambda node: latex.joined(("{}", latex.script("", _part(node, "sub"), _part(node, "sup")).removeprefix("{}"), _part(node, "e"))),
    "rad": lambda node: latex.root(_part(node, "e"), "" if _on(node, "degHide") else _part(node, "deg")),
    "nary": _nary,
    "d": _delimiters,
    "m": lambda node: latex.table([[_inside(cell) for cell in row.findall(f"{M}e")] for row in node.findall(f"{M}mr")]),
    "eqArr": _equations,
    "func": _function,
    "limLow": lambda node: latex.limits(_part(node, "e"), below=_part(node, "lim")),
    "limUpp": lambda node: latex.limits(_part(node, "e"), above=_part(node, "lim")),
    "acc": _accent,
    "bar": _bar,
    "groupChr": _group,
    "phant": lambda node: "" if _said(node, "show", "1") in ("0", "off", "false") else _part(node, "e"),
}  # fmt: skip
