"""Formulas of Office and of the web, as LaTeX."""

from __future__ import annotations

import importlib
import xml.etree.ElementTree as ET

import pytest

from ft_data.text import formulas
from ft_data.text.formulas import latex as latex_
from ft_data.text.raised import raised

mathml_ = importlib.import_module("ft_data.text.formulas.mathml")  # the package has a function of that name
M = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'


def r(text: str, properties: str = "") -> str:
    return f"<m:r>{properties}<m:t>{text}</m:t></m:r>"


def e(text: str, name: str = "e") -> str:
    return f"<m:{name}>{text if text.startswith('<') else r(text)}</m:{name}>"


def sup(base: str, above: str) -> str:
    return f"<m:sSup>{e(base)}{e(above, 'sup')}</m:sSup>"


def frac(above: str, below: str, kind: str = "") -> str:
    properties = f'<m:fPr><m:type m:val="{kind}"/></m:fPr>' if kind else ""
    return f"<m:f>{properties}{e(above, 'num')}{e(below, 'den')}</m:f>"


def d(inner: str, properties: str = "") -> str:
    return f"<m:d><m:dPr>{properties}</m:dPr>{inner}</m:d>"


def nary(sign: str, below: str, above: str, of: str) -> str:
    return f'<m:nary><m:naryPr><m:chr m:val="{sign}"/></m:naryPr>{e(below, "sub")}{e(above, "sup")}{e(of)}</m:nary>'


SQRT = f'<m:rad><m:radPr><m:degHide m:val="1"/></m:radPr><m:deg/>{e(sup("b", "2") + r("-4ac"))}</m:rad>'
MATRIX = f"<m:m><m:mr>{e('a')}{e('b')}</m:mr><m:mr>{e('c')}{e('d')}</m:mr></m:m>"


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        (r("A=π") + sup("r", "2"), r"A=\pi r^{2}"),
        (r("x=") + frac(r("-b±") + SQRT, "2a"), r"x=\frac{-b\pm\sqrt{b^{2}-4ac}}{2a}"),
        (frac("1", "2", "lin"), "1/2"),
        (d(e(frac("n", "k", "noBar"))), r"\binom{n}{k}"),
        (f"<m:rad>{e('3', 'deg')}{e('x')}</m:rad>", r"\sqrt[3]{x}"),
        (f"<m:sSub>{e('x')}{e('i', 'sub')}</m:sSub>", "x_{i}"),
        (f"<m:sSubSup>{e('x')}{e('i', 'sub')}{e('2', 'sup')}</m:sSubSup>", "x_{i}^{2}"),
        (f"<m:sPre>{e('6', 'sub')}{e('14', 'sup')}{e('C')}</m:sPre>", "{}_{6}^{14}C"),
        (sup("a+b", "2"), "{a+b}^{2}"),
        (nary("∑", "i=1", "n", "i"), r"\sum_{i=1}^{n} i"),
        (f"<m:nary><m:naryPr><m:subHide m:val=\"on\"/><m:supHide m:val=\"on\"/></m:naryPr><m:sub/><m:sup/>{e('f')}</m:nary>", r"\int f"),
        (d(e("x")), "(x)"),
        (d(e("x"), '<m:begChr m:val="|"/><m:endChr m:val="|"/>'), "|x|"),
        (d(e("a") + e("b"), '<m:begChr m:val="["/><m:endChr m:val=")"/><m:sepChr m:val=","/>'), "[a, b)"),
        (d(e(MATRIX), '<m:begChr m:val="["/><m:endChr m:val="]"/>'), r"\left[\begin{matrix} a & b \\ c & d \end{matrix}\right]"),
        (d(e(f"<m:eqArr>{e('x, x≥0')}{e('-x, x&lt;0')}</m:eqArr>"), '<m:begChr m:val="{"/><m:endChr m:val=""/>'),
         r"\left\{\begin{aligned} x, x\geq0 \\ -x, x<0 \end{aligned}\right."),
        (f"<m:func>{e('sin', 'fName')}{e('x')}</m:func>", r"\sin x"),
        (f"<m:func><m:fName><m:limLow>{e('lim')}{e('x→0', 'lim')}</m:limLow></m:fName>{e('f')}</m:func>", r"\lim_{x\to0} f"),
        (f'<m:acc><m:accPr><m:chr m:val="⃗"/></m:accPr>{e("v")}</m:acc>', r"\vec{v}"),
        (f'<m:bar><m:barPr><m:pos m:val="top"/></m:barPr>{e("AB")}</m:bar>', r"\overline{AB}"),
        (f"<m:groupChr>{e('x+y')}</m:groupChr>", r"\underbrace{x+y}"),
        (r("if ", "<m:rPr><m:nor/></m:rPr>") + r("x∈ℝ"), r"\text{if }x\in\mathbb{R}"),
        (r("𝑥≠𝛼"), r"x\neq\alpha"),
        (r("50%"), r"50\%"),
    ],
)  # fmt: skip
def test_formulas_of_office(inner: str, expected: str) -> None:
    assert formulas.omml(ET.fromstring(f"<m:oMath {M}>{inner}</m:oMath>")) == expected


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ("<mi>E</mi><mo>=</mo><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup>", "$E=mc^{2}$"),
        ("<mfrac><mi>a</mi><mrow><mi>b</mi><mo>+</mo><mn>1</mn></mrow></mfrac>", r"$\frac{a}{b+1}$"),
        ("<msqrt><mi>x</mi><mo>-</mo><mn>1</mn></msqrt><mroot><mi>x</mi><mn>3</mn></mroot>", r"$\sqrt{x-1}\sqrt[3]{x}$"),
        ("<munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></munderover><msub><mi>x</mi><mi>i</mi></msub>",
         r"$\sum_{i=1}^{n}x_{i}$"),
        ("<munder><mi>lim</mi><mrow><mi>n</mi><mo>→</mo><mo>∞</mo></mrow></munder>", r"$\lim_{n\to\infty}$"),
        ("<mover><mi>x</mi><mo>¯</mo></mover><mover><mi>AB</mi><mo>→</mo></mover>", r"$\bar{x}\vec{\mathrm{AB}}$"),
        ("<mi>sin</mi><mo>&#x2061;</mo><mi>α</mi>", r"$\sin\alpha$"),
        ("<mo>(</mo><mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>0</mn></mtd></mtr><mtr><mtd><mn>0</mn></mtd><mtd><mn>1</mn></mtd></mtr></mtable><mo>)</mo>",
         r"$(\begin{matrix} 1 & 0 \\ 0 & 1 \end{matrix})$"),
        ("<mfenced open='[' close=']'><mi>a</mi><mi>b</mi></mfenced>", "$[a, b]$"),
        ("<mfenced><mfrac linethickness='0'><mi>n</mi><mi>k</mi></mfrac></mfenced>", r"$\binom{n}{k}$"),
        ("<mmultiscripts><mi>C</mi><mprescripts/><mn>6</mn><mn>14</mn></mmultiscripts>", "${}_{6}^{14}C$"),
        ("<mi>x</mi><mtext>&nbsp;if&nbsp;</mtext><mi mathvariant='double-struck'>R</mi>", r"$x\text{ if }\mathbb{R}$"),
        ("<semantics><mrow><mi>x</mi></mrow><annotation encoding='application/x-tex'>{\\displaystyle x_{1}}</annotation></semantics>", "$x_{1}$"),
        ("<semantics><mfrac><mi>a</mi><mi>b</mi></mfrac><annotation encoding='StarMath 5.0'>a over b</annotation></semantics>",
         r"$\frac{a}{b}$"),
        ("<mn>3.5</mn>", "3.5"),
        ("", ""),
    ],
)  # fmt: skip
def test_formulas_of_the_web(inner: str, expected: str) -> None:
    assert formulas.from_markup(f"<math>{inner}</math>") == expected


def test_a_formula_with_lines_of_its_own() -> None:
    assert formulas.from_markup('<math display="block"><mi>x</mi></math>') == "$$x$$"


def test_damaged_and_bottomless_formulas_are_none() -> None:
    assert formulas.from_markup("<math><mi>x</math>") is None
    deep = "<mrow>" * 3000 + "<mi>x</mi>" + "</mrow>" * 3000
    assert formulas.from_markup(f"<math>{deep}</math>") is None


def test_numbers_above_and_below_the_line() -> None:
    assert ["10" + raised("5", True), "H" + raised("2", False) + "O", "1" + raised("st", True)] == [
        "10⁵",
        "H₂O",
        "1st",
    ]
    assert raised("−3", True) == "⁻³"


@pytest.mark.parametrize(
    "tags",
    [
        "msup",
        "msub",
        "msubsup",
        "mover",
        "munder",
        "munderover",
        "mfrac",
        "mroot",
        "mmultiscripts",
        "mfenced",
    ],
)
def test_every_level_of_a_formula_is_written_once(tags: str, monkeypatch: pytest.MonkeyPatch) -> None:
    depth, written = 12, []
    monkeypatch.setitem(mathml_._WRITTEN, "mn", lambda node: written.append(node) or "1")
    nested = f"<{tags}>" * depth + "<mi>x</mi>" + f"<mn>1</mn></{tags}>" * depth
    formulas.mathml(ET.fromstring(f"<math>{nested}</math>"))
    assert len(written) == depth


def test_long_formulas_are_joined_in_one_pass() -> None:
    assert latex_.joined(["\\alpha", "", "a", "b", "\\beta", "1", "c"]) == "\\alpha ab\\beta1c"
    assert latex_.signs("αa" * 50_000) == "\\alpha a" * 50_000
