"""Pieces of LaTeX: signs, fractions, roots, limits, accents, matrices. What formulas are written with, whatever they were read from."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

_WORDS = """
α alpha β beta γ gamma δ delta ε varepsilon ϵ epsilon ζ zeta η eta θ theta ϑ vartheta ι iota κ kappa λ lambda μ mu µ mu ν nu ξ xi π pi ϖ varpi
ρ rho ϱ varrho σ sigma ς varsigma τ tau υ upsilon φ varphi ϕ phi χ chi ψ psi ω omega Γ Gamma Δ Delta Θ Theta Λ Lambda Ξ Xi Π Pi Σ Sigma
Υ Upsilon Φ Phi Ψ Psi Ω Omega ∂ partial ∇ nabla ∞ infty ℏ hbar ℓ ell ℜ Re ℑ Im ℵ aleph ∅ emptyset ∀ forall ∃ exists ∄ nexists ¬ neg
± pm ∓ mp × times ÷ div ⋅ cdot · cdot ∘ circ ∙ bullet ⊕ oplus ⊗ otimes ⊖ ominus ∧ wedge ∨ vee ∩ cap ∪ cup ∖ setminus ⋆ star † dagger
≤ leq ≥ geq ≠ neq ≈ approx ≡ equiv ∼ sim ≃ simeq ≅ cong ∝ propto ≪ ll ≫ gg ≺ prec ≻ succ ⊥ perp ∥ parallel ∣ mid ∈ in ∉ notin ∋ ni
⊂ subset ⊃ supset ⊆ subseteq ⊇ supseteq ⊢ vdash ⊨ models ≔ coloneqq ∴ therefore ∵ because ∠ angle △ triangle
→ to ← leftarrow ↔ leftrightarrow ⇒ Rightarrow ⇐ Leftarrow ⇔ Leftrightarrow ↦ mapsto ↑ uparrow ↓ downarrow ⟶ longrightarrow ⟹ Longrightarrow
⟺ Longleftrightarrow ⇌ rightleftharpoons … ldots ⋯ cdots ⋮ vdots ⋱ ddots ∑ sum ∏ prod ∐ coprod ∫ int ∬ iint ∭ iiint ∮ oint
⋃ bigcup ⋂ bigcap ⋁ bigvee ⋀ bigwedge ⨁ bigoplus ⨂ bigotimes ⟨ langle ⟩ rangle 〈 langle 〉 rangle ⌊ lfloor ⌋ rfloor ⌈ lceil ⌉ rceil
‖ | ∗ ast ★ star □ square ⊤ top ⊙ odot
""".split()
_COMMANDS = {sign: f"\\{name}" for sign, name in zip(_WORDS[::2], _WORDS[1::2], strict=True)}
_COMMANDS |= {sign: f"\\{sign}" for sign in "{}#$%&_"} | {"\\": "\\backslash", "^": "\\hat{}", "~": "\\sim"}
_COMMANDS |= {"−": "-", "′": "'", "″": "''", "‴": "'''", "∶": ":", "\u00a0": " ", "⁄": "/", "∕": "/"}
_COMMANDS |= {sign: f"\\mathbb{{{letter}}}" for sign, letter in zip("ℂℍℕℙℚℝℤ", "CHNPQRZ", strict=True)}
_INVISIBLE = dict.fromkeys(map(ord, "\u2061\u2062\u2063\u2064\u200b\u2060\ufeff"))
LARGE = frozenset("∑∏∐∫∬∭∮⋃⋂⋁⋀⨁⨂")
_FUNCTIONS = frozenset(
    "arccos arcsin arctan arg cos cosh cot coth csc deg det dim exp gcd hom inf ker lg lim liminf limsup ln log max min Pr sec sin sinh sup"
    " tan tanh".split()
)
_ABOVE = {
    "^": "hat", "\u0302": "hat", "ˆ": "hat", "\u030c": "check", "ˇ": "check", "~": "tilde", "\u0303": "tilde", "˜": "tilde", "\u0301": "acute",
    "´": "acute", "\u0300": "grave", "`": "grave", "\u0307": "dot", "˙": "dot", ".": "dot", "\u0308": "ddot", "¨": "ddot", "\u20db": "dddot",
    "\u0306": "breve", "˘": "breve", "\u0304": "bar", "\u0305": "bar", "¯": "bar", "‾": "bar", "_": "bar", "−": "bar", "-": "bar",
    "―": "bar", "\u20d7": "vec", "→": "vec", "\u20d6": "overleftarrow", "←": "overleftarrow", "↔": "overleftrightarrow",
    "⏞": "overbrace", "⏠": "overbrace", "︷": "overbrace",
}  # fmt: skip
_BELOW = {
    "_": "underline",
    "¯": "underline",
    "\u0332": "underline",
    "‾": "underline",
    "⏟": "underbrace",
    "︸": "underbrace",
}
_WIDE = {"bar": "overline", "hat": "widehat", "tilde": "widetilde", "vec": "overrightarrow"}
_LETTER = re.compile(r"[^\W\d_]")
_ENDS_AS_COMMAND = re.compile(r"\\[A-Za-z]+\Z")
_LONGEST = 40  # characters of a command
_ONE = re.compile(
    r"\\[A-Za-z]+\Z|\\?[^\\{}]\Z|\d+(?:\.\d+)?\Z|\\(?:mathbb|mathrm|text|hat|bar|vec|tilde|dot)\{[^{}]*\}\Z"
)
_ALPHANUMERIC = re.compile("[\U0001d400-\U0001d7ff]")


def signs(text: str) -> str:
    """Return characters as LaTeX spells them; letters in slanted or bold shapes of their own are letters."""
    text = _ALPHANUMERIC.sub(
        lambda found: unicodedata.normalize("NFKC", found[0]), text.translate(_INVISIBLE)
    )
    return joined(_COMMANDS.get(sign, sign) for sign in text)


def name(text: str) -> str:
    """Return a name of several letters: that of a function, or upright."""
    text = text.strip()
    if text in _FUNCTIONS:
        return f"\\{text}"
    return signs(text) if len(text) < 2 or not text.isascii() or not text.isalpha() else f"\\mathrm{{{text}}}"


def upright(text: str) -> str:
    """Return words in a formula."""
    escaped = "".join(
        f"\\{sign}" if sign in "{}#$%&_" else "" if sign == "\\" else sign
        for sign in text.replace("\u00a0", " ")
    )
    return f"\\text{{{escaped}}}" if escaped.strip() else " " if text else ""


def joined(parts: Iterable[str]) -> str:
    """Return pieces one after another; a blank ends a command that a letter would go on."""
    out: list[str] = []
    for part in filter(None, parts):
        if out and _LETTER.match(part) and _ENDS_AS_COMMAND.search(out[-1], max(0, len(out[-1]) - _LONGEST)):
            out.append(" ")
        out.append(part)
    return "".join(out)


def group(latex: str) -> str:
    """Return a piece as one: in braces where it has several signs."""
    latex = latex.strip()
    return latex if _ONE.match(latex) else f"{{{latex}}}"


def script(base: str, below: str = "", above: str = "") -> str:
    """Return a base with what stands below and above it."""
    primes = bool(above) and not above.strip("'")
    return (
        group(base)
        + (f"_{{{below.strip()}}}" if below.strip() else "")
        + (above if primes else f"^{{{above.strip()}}}" if above.strip() else "")
    )


def limits(base: str, below: str = "", above: str = "") -> str:
    """Return a large sign or a function with its limits, and anything else with what stands under and over it."""
    bare = base.strip()
    if bare.removeprefix("\\") in _FUNCTIONS or bare in {_COMMANDS[sign] for sign in LARGE}:
        return script(base, below, above)
    if below.strip():
        bare = f"\\underset{{{below.strip()}}}{{{bare}}}"
    return f"\\overset{{{above.strip()}}}{{{bare}}}" if above.strip() else bare


def accent(base: str, sign: str, below: bool = False) -> str | None:
    """Return a base with an accent, a bar or a brace; None for a sign that is none of these."""
    known = (_BELOW if below else _ABOVE).get(sign.strip())
    if known is None:
        return None
    wide = not _ONE.match(base.strip())
    return f"\\{_WIDE.get(known, known) if wide else known}{{{base.strip()}}}"


def fraction(above: str, below: str, kind: str = "") -> str:
    """Return a fraction; ``kind``: ``lin`` with a slash, ``noBar`` one over the other without a line."""
    if kind in ("lin", "skw"):
        return f"{group(above)}/{group(below)}"
    if kind == "noBar":
        return f"{{{above.strip()} \\atop {below.strip()}}}"
    return f"\\frac{{{above.strip()}}}{{{below.strip()}}}"


def root(of: str, degree: str = "") -> str:
    """Return a root."""
    return f"\\sqrt[{degree.strip()}]{{{of.strip()}}}" if degree.strip() else f"\\sqrt{{{of.strip()}}}"


def fenced(parts: Sequence[str], opening: str, closing: str, between: str) -> str:
    """Return what stands between brackets that grow with it; an end without one is a dot. One over another is a binomial."""
    inner = f" {signs(between)} ".join(part.strip() for part in parts) if between != "," else ", ".join(parts)
    if (opening, closing) == ("(", ")") and (found := re.fullmatch(r"\{([^{}]*) \\atop ([^{}]*)\}", inner)):
        return f"\\binom{{{found[1]}}}{{{found[2]}}}"
    tall = any(
        sign in inner for sign in ("\\frac", "\\begin", "\\sum", "\\int", "\\prod", "\\atop", "\\binom")
    )
    if not tall and opening and closing:
        return joined((signs(opening), inner, signs(closing)))
    first, last = (signs(sign) if sign else "." for sign in (opening, closing))
    return joined(("\\left", first, inner, "\\right", last))


def table(rows: Sequence[Sequence[str]], kind: str = "matrix") -> str:
    """Return a matrix, or equations below each other (``aligned``)."""
    lines = " \\\\ ".join(" & ".join(cell.strip() for cell in row) for row in rows)
    return f"\\begin{{{kind}}} {lines} \\end{{{kind}}}"
