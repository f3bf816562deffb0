"""Word documents as a reader sees them: formulas, notes, signs, fields, pictures, what was changed."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from .helpers import read_one

NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
STYLES = '<w:style w:styleId="V1"><w:name w:val="toc 1"/></w:style>'


def t(text: str, properties: str = "") -> str:
    said = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{said}<w:t xml:space="preserve">{text}</w:t></w:r>'


def p(*inner: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(inner)}</w:p>"


def docx(body: str, **parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:document {NAMES}><w:body>{body}</w:body></w:document>")
        archive.writestr("word/styles.xml", f"<w:styles {NAMES}>{STYLES}</w:styles>")
        for name, inner in parts.items():
            archive.writestr(f"word/{name}.xml", f"<w:{name} {NAMES}>{inner}</w:{name}>")
    return out.getvalue()


def text(tmp_path: Path, body: str, **parts: str) -> str:
    (value,) = read_one(tmp_path, "a.docx", docx(body, **parts)).values
    return str(value["markdown"])


MATH = "<m:oMath><m:r><m:t>A=π</m:t></m:r><m:sSup><m:e><m:r><m:t>r</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup></m:oMath>"


def test_formulas_stand_in_their_place(tmp_path: Path) -> None:
    body = p(t("Area "), MATH, t(" of a disc.")) + p(f"<m:oMathPara>{MATH}</m:oMathPara>")
    assert text(tmp_path, body) == "Area $A=\\pi r^{2}$ of a disc.\n\n$$A=\\pi r^{2}$$"


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ("<w:r><w:t>non</w:t><w:noBreakHyphen/><w:t>stop, co</w:t><w:softHyphen/><w:t>operate</w:t></w:r>", "non-stop, cooperate"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FC"/><w:t xml:space="preserve"> done</w:t></w:r>', "✓ done"),
        ('<w:r><w:sym w:font="Symbol" w:char="F061"/><w:sym w:font="Symbol" w:char="F0B3"/></w:r>', "α≥"),
        ('<w:r><w:sym w:font="Arial" w:char="2713"/><w:sym w:font="Odd" w:char="F021"/></w:r>', "✓"),
        (t("\uf061 + b", '<w:rFonts w:ascii="Symbol"/>'), "α + b"),
        (t("See page ") + '<w:fldSimple w:instr=" PAGE "><w:r><w:t>7</w:t></w:r></w:fldSimple>', "See page 7"),
        (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> HYPERLINK "http://x.org" </w:instrText></w:r>'
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>site</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>',
            "site",
        ),
        (t("is ") + "<w:del><w:r><w:delText>five</w:delText></w:r></w:del>" + f"<w:ins>{t('six')}</w:ins>", "is six"),
        (t("seen") + t(" hidden", "<w:vanish/>") + t(" too", '<w:vanish w:val="0"/>'), "seen too"),
        (t("H") + t("2", '<w:vertAlign w:val="subscript"/>') + t("O, 10") + t("5", '<w:vertAlign w:val="superscript"/>'), "H₂O, 10⁵"),
        (t("the 1") + t("st", '<w:vertAlign w:val="superscript"/>'), "the 1st"),
        (t("old ") + t("price ", "<w:strike/>") + t("5", "<w:strike/>") + t(" now 6"), "old ~~price 5~~ now 6"),
        (
            "<w:r><w:ruby><w:rubyPr/><w:rt><w:r><w:t>tsuchi</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>土</w:t></w:r></w:rubyBase></w:ruby></w:r>",
            "土(tsuchi)",
        ),
        (t("Name: ") + f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{t('Click here')}</w:sdtContent></w:sdt>", "Name:"),
        (t("Name: ") + f"<w:sdt><w:sdtPr/><w:sdtContent>{t('Ana')}</w:sdtContent></w:sdt>", "Name: Ana"),
    ],
)  # fmt: skip
def test_words_read_as_they_are_seen(tmp_path: Path, inner: str, expected: str) -> None:
    assert text(tmp_path, p(inner)) == expected


def test_a_picture_is_what_is_said_of_it(tmp_path: Path) -> None:
    picture = (
        '<w:r><w:drawing><wp:inline><wp:docPr id="1" name="Picture 1" {}/></wp:inline></w:drawing></w:r>'
    )
    shown = [
        'descr="A red door"',
        "",
        'descr="C:\\pictures\\door.png"',
        'descr="A tree&#10;&#10;Description automatically generated"',
    ]
    body = p(t("x")) + "".join(p(picture.format(one)) for one in shown)
    body += p('<w:r><w:pict><v:shape alt="A lake"/></w:pict></w:r>')
    assert text(tmp_path, body) == "x\n\nA red door\n\nA tree\n\nA lake"
    twice = f"<mc:AlternateContent><mc:Choice>{picture.format(shown[0])}</mc:Choice><mc:Fallback>{picture.format(shown[0])}</mc:Fallback></mc:AlternateContent>"
    assert text(tmp_path, p(f"<w:r>{twice}</w:r>")) == "A red door"
    among = [t("behind."), picture.format(shown[0]), picture.format(shown[0]), t(" 12 of")]
    assert text(tmp_path, p("".join(among))) == "behind. A red door A red door 12 of"


def test_notes_stand_behind_the_text_that_refers_to_them(tmp_path: Path) -> None:
    foot = '<w:r><w:footnoteReference w:id="{}"/></w:r>'
    notes = (
        f'<w:footnote w:type="separator" w:id="0">{p(t("line"))}</w:footnote>'
        f'<w:footnote w:id="2">{p("<w:r><w:footnoteRef/></w:r>", t(" Since May."))}</w:footnote>'
        f'<w:footnote w:id="3">{p(t("Or June."), foot.format(3))}</w:footnote>'
    )
    ends = f'<w:endnote w:id="2">{p(t("The end."))}</w:endnote>'
    item = '<w:numPr><w:ilvl w:val="0"/></w:numPr>'
    body = (
        p(t("Six"), foot.format(2), t(".")) + p(t("one"), foot.format(3), properties=item) + p(t("two"), properties=item)
        + p(t("Last"), '<w:r><w:endnoteReference w:id="2"/></w:r>', foot.format(9))
    )  # fmt: skip
    assert text(tmp_path, body, footnotes=notes, endnotes=ends) == (
        "Six[^1].\n\n[^1]: Since May.\n- one[^2]\n- two\n\n[^2]: Or June.\n\nLast[^3]\n\n[^3]: The end."
    )


def test_a_table_of_contents_is_none_of_the_text(tmp_path: Path) -> None:
    body = p(t("Soil\t3"), properties='<w:pStyle w:val="V1"/>') + p(t("Soil is good."))
    assert text(tmp_path, body) == "Soil is good."


def test_a_document_saved_as_strict_is_read(tmp_path: Path) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr(
            "word/document.xml",
            '<w:document xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"><w:body>'
            f"{p(t('Strict.'))}</w:body></w:document>",
        )
    assert read_one(tmp_path, "a.docx", data.getvalue()).values == [{"markdown": "Strict."}]
