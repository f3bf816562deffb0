"""Pages, books and slides as they are seen: formulas, numbers above the line, readings, what was struck out."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from bench.support.manual_bombs import pptx, slide
from ft_data.cleaning.htmltext import html_to_text
from ft_data.cleaning.webpage import main_text
from ft_data.sources.markup import to_markdown

from .helpers import read_one

FRACTION = "<math><mfrac><mi>a</mi><mi>b</mi></mfrac></math>"
TEX = (
    "<math><semantics><mi>x</mi><annotation encoding='application/x-tex'>x_1</annotation></semantics></math>"
)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (f"<p>Take {FRACTION} of it.</p>", r"Take $\frac{a}{b}$ of it."),
        # KaTeX, Wikipedia, MathJax: what is drawn stands beside what is said
        (f'<p>Let <span class="katex"><span class="katex-mathml">{TEX}</span><span class="katex-html" aria-hidden="true">x<span>1</span></span></span> be.</p>',
         "Let $x_1$ be."),
        (f'<p><span class="mwe-math-element"><span style="display:none">{TEX}</span><img alt="x_1" class="mwe-math-fallback-image-inline" aria-hidden="true"></span> is.</p>',
         "$x_1$ is."),
        ('<p>So <span class="MathJax_Preview">x</span><span class="MathJax">x2</span><script type="math/tex">x^2</script> it is</p>', "So $x^2$ it is"),
        ('<p>a</p><script type="math/tex; mode=display">x^2</script>', "a\n\n$$x^2$$"),
        (f'<p>An <span aria-hidden="true">icon</span> beside {FRACTION}</p>', r"An icon beside $\frac{a}{b}$"),
        ("<p>10<sup>5</sup> Pa of H<sub>2</sub>O, the 1<sup>st</sup></p>", "10⁵ Pa of H₂O, the 1st"),
        ("<p><ruby>土<rp>(</rp><rt>tsuchi</rt><rp>)</rp></ruby></p>", "土(tsuchi)"),
        ("<p><del>5</del> <s>6</s> 7</p>", "~~5~~ ~~6~~ 7"),
        ("<p>He said <q>yes</q>.</p>", "He said “yes”."),
        ('<ol start="3"><li>c</li><li>d</li><li value="9">i</li></ol>', "3. c\n4. d\n9. i"),
        ("<p>Pick <select><option>One</option></select></p>", "Pick"),
        ("<details><summary>How?</summary><p>So.</p></details><template><p>Ghost</p></template>", "How?\n\nSo."),
    ],
)  # fmt: skip
def test_a_page_reads_as_it_is_seen(html: str, expected: str) -> None:
    assert to_markdown(html) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (f"<p>Take {FRACTION} of it.</p>", r"Take $\frac{a}{b}$ of it."),
        (f'<p>Let <span class="katex"><span class="katex-mathml">{TEX}</span><span class="katex-html" aria-hidden="true">x1</span></span> be.</p>',
         "Let $x_1$ be."),
        ('<p>So <script type="math/tex">x^2</script> it is <s>5</s> <q>yes</q></p>', "So $x^2$ it is ~~5~~ “yes”"),
    ],
)  # fmt: skip
def test_texts_that_hold_markup_read_as_pages_do(html: str, expected: str) -> None:
    assert html_to_text(html) == expected


def test_the_main_text_of_a_page_has_its_formulas_once() -> None:
    words = (
        "The area of a disc grows with the square of its radius, as everybody learns who has to paint one. "
        * 4
    )
    made = f'<span class="mwe-math-element"><span style="display:none">{TEX}</span><img alt="x_1" aria-hidden="true"></span>'
    page = f"<html><body><article><h1>Discs</h1><p>{words}</p><p>Here {made} is its name, and {FRACTION} its share.</p><p>{words}</p></article></body></html>"
    found = main_text(page)
    assert r"Here $x_1$ is its name, and $\frac{a}{b}$ its share." in found


def test_a_book_has_no_numbers_of_pages_and_its_notes_are_marked(tmp_path: Path) -> None:
    page = (
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><body>'
        '<div epub:type="pagebreak">11</div><span epub:type="pagebreak" id="p12">12</span><h1>Soil</h1>'
        '<p>Soil feeds plants.<a epub:type="noteref" href="#f1">1</a> <span role="doc-pagebreak">13</span>Yes.</p>'
        "</body></html>"
    )
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr(
            "META-INF/container.xml",
            '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="c.opf"/></rootfiles></container>',
        )
        archive.writestr(
            "c.opf",
            '<package xmlns="http://www.idpf.org/2007/opf"><manifest><item id="a" href="a.xhtml" media-type="application/xhtml+xml"/></manifest>'
            '<spine><itemref idref="a"/></spine></package>',
        )
        archive.writestr("a.xhtml", page)
    (book,) = read_one(tmp_path, "a.epub", data.getvalue()).values
    assert book["markdown"] == "# Soil\n\nSoil feeds plants.¹ Yes."


def test_slides_have_formulas_signs_and_pictures(tmp_path: Path) -> None:
    math = (
        '<a14:m xmlns:a14="http://schemas.microsoft.com/office/drawing/2010/main" '
        'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><m:oMath><m:f><m:num><m:r><m:t>a</m:t></m:r></m:num>'
        "<m:den><m:r><m:t>b</m:t></m:r></m:den></m:f></m:oMath></a14:m>"
    )
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    words = (
        f"<a:p><a:r><a:t>Take </a:t></a:r><mc:AlternateContent {mc}><mc:Choice>{math}</mc:Choice>"
        "<mc:Fallback><a:r><a:t>NO</a:t></a:r></mc:Fallback></mc:AlternateContent></a:p>"
        '<a:p><a:r><a:t>10</a:t></a:r><a:r><a:rPr baseline="30000"/><a:t>5</a:t></a:r>'
        '<a:r><a:rPr baseline="0" strike="sngStrike"/><a:t> old</a:t></a:r></a:p>'
    )
    picture = '<p:pic><p:nvPicPr><p:cNvPr id="1" name="P" descr="{}"/></p:nvPicPr></p:pic>'
    shown = (
        f"<p:sp><p:txBody>{words}</p:txBody></p:sp>{picture.format('A red door')}{picture.format('logo.png')}"
    )
    (value,) = read_one(tmp_path, "a.pptx", pptx([slide(shown)])).values
    assert value["markdown"] == "Take $\\frac{a}{b}$\n\n10⁵ ~~old~~\n\nA red door"


def test_formulas_in_a_formula_are_a_part_of_it() -> None:
    assert to_markdown("<p><math><mi>a</mi><math><mi>b</mi></math></math> c</p>") == "$ab$ c"
    deep = 2_000
    assert to_markdown("<p>" + "<math>" * deep + "<mi>x</mi>" + "</math>" * deep + "</p>") == "x"
