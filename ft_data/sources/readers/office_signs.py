"""Signs of fonts that have pictures in place of letters: what a reader of the document sees."""

from __future__ import annotations

import re

_SYMBOL = dict(zip(
    b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "αβχδεφγηιϕκλμνοπθρστυϖωξψζΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ", strict=True,
)) | {
    0x22: "∀", 0x24: "∃", 0x27: "∋", 0x2A: "∗", 0x2D: "−", 0x40: "≅", 0x5C: "∴", 0x5E: "⊥", 0x7E: "∼", 0xA2: "′", 0xA3: "≤", 0xA4: "⁄",
    0xA5: "∞", 0xA6: "ƒ", 0xA7: "♣", 0xA8: "♦", 0xA9: "♥", 0xAA: "♠", 0xAB: "↔", 0xAC: "←", 0xAD: "↑", 0xAE: "→", 0xAF: "↓", 0xB0: "°",
    0xB1: "±", 0xB2: "″", 0xB3: "≥", 0xB4: "×", 0xB5: "∝", 0xB6: "∂", 0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xBA: "≡", 0xBB: "≈", 0xBC: "…",
    0xC0: "ℵ", 0xC4: "⊗", 0xC5: "⊕", 0xC6: "∅", 0xC7: "∩", 0xC8: "∪", 0xC9: "⊃", 0xCA: "⊇", 0xCB: "⊄", 0xCC: "⊂", 0xCD: "⊆", 0xCE: "∈",
    0xCF: "∉", 0xD0: "∠", 0xD1: "∇", 0xD2: "®", 0xD3: "©", 0xD4: "™", 0xD5: "∏", 0xD6: "√", 0xD7: "⋅", 0xD8: "¬", 0xD9: "∧", 0xDA: "∨",
    0xDB: "⇔", 0xDC: "⇐", 0xDD: "⇑", 0xDE: "⇒", 0xDF: "⇓", 0xE0: "◊", 0xE5: "∑", 0xF2: "∫",
}  # fmt: skip
_WINGDINGS = {
    0x22: "✂", 0x28: "☎", 0x2A: "✉", 0x36: "⌛", 0x46: "☞", 0x4A: "☺", 0x4B: "😐", 0x4C: "☹", 0x52: "☼", 0x6C: "●", 0x6E: "■", 0x6F: "□",
    0x71: "❑", 0x72: "❒", 0x75: "◆", 0x76: "❖", 0x77: "⬥", 0x9F: "•", 0xA0: "▪", 0xA7: "▪", 0xA8: "◻", 0xAB: "★", 0xD8: "➢", 0xDF: "←",
    0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xE8: "➔", 0xEF: "⇦", 0xF0: "⇨", 0xF3: "⬄", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
}  # fmt: skip
_WINGDINGS_2 = {
    0x4F: "✗",
    0x50: "✓",
    0x51: "☒",
    0x52: "☑",
    0x53: "☒",
    0x54: "☒",
    0x97: "●",
    0xA2: "■",
    0xA3: "□",
}
_WEBDINGS = {0x61: "✔", 0x63: "□", 0x67: "■", 0x6E: "●", 0x72: "✘"}
_FONTS = {"symbol": _SYMBOL, "wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2, "webdings": _WEBDINGS}
_OWN = re.compile("[\uf020-\uf0ff]")
_FILE = re.compile(r"\S*\.(?:png|jpe?g|gif|bmp|tiff?|emf|wmf|svg)\Z", re.IGNORECASE)
_EDGE = "\0"  # stands in no XML
_EDGES = re.compile(f"[ {_EDGE}]*{_EDGE}[ {_EDGE}]*")
_MADE = re.compile(
    r"\s*(?:description automatically generated(?: with \w+ confidence)?|automatisch generierte beschreibung)\.?\s*\Z",
    re.IGNORECASE,
)


def sign(font: str, code: str) -> str:
    """Return the sign at a place of a font, in hexadecimal; nothing where it is not known."""
    try:
        at = int(code, 16)
    except ValueError:
        return ""
    known = _FONTS.get(font.lower())
    if 0xF000 <= at <= 0xF0FF:
        at -= 0xF000
    elif known is None and 0x20 <= at <= 0x10FFFF and not 0xD800 <= at < 0xE000:
        return chr(at)
    if known is _SYMBOL:
        return known.get(at, chr(at) if 0x20 <= at < 0x7F else "")
    return known.get(at, "") if known is not None else ""


def seen(text: str, font: str) -> str:
    """Return a text in which places of such a font are the signs that they show."""
    if font.lower() not in _FONTS or not _OWN.search(text):
        return text
    return _OWN.sub(lambda found: sign(font, f"{ord(found[0]):x}"), text)


def alternative(text: str | None) -> str:
    """Return the text that stands for a picture, nothing where it is only the name of its file."""
    said = _MADE.sub("", " ".join((text or "").split()))
    return "" if _FILE.match(said) else said


def beside(text: str | None) -> str:
    """Return `alternative` for a picture among words, which `apart` keeps from them: glued to one, neither is found as itself."""
    said = alternative(text)
    return f"{_EDGE}{said}{_EDGE}" if said else ""


def apart(text: str) -> str:
    """Put one blank where a picture's text begins and ends, unless the line does."""
    return _EDGES.sub(" ", text) if _EDGE in text else text
