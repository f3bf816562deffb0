"""A Word document holds no numbers of its lists: they are counted as Word counts them."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from .helpers import read_one
from .test_documents import W, paragraph


def item(text: str, number: str = "1", level: int = 0) -> str:
    return paragraph(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def test_docx_counts_the_items_of_lists(tmp_path: Path) -> None:
    levels = (
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
        '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%2)"/></w:lvl>'
        '<w:lvl w:ilvl="2"><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1.%3"/></w:lvl>'
    )
    numbering = (
        f'<w:numbering {W}><w:abstractNum w:abstractNumId="7">{levels}</w:abstractNum>'
        '<w:abstractNum w:abstractNumId="8"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="o"/></w:lvl>'
        '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="8"/>'
        '</w:num><w:num w:numId="3"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/>'
        '</w:lvlOverride></w:num><w:num w:numId="4"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0">'
        '<w:startOverride w:val="99999999999"/></w:lvlOverride></w:num></w:numbering>'
    )
    body = "".join(
        [
            paragraph("Steps"), item("boil"), item("wait"), item("long", level=1), item("longer", level=1), item("longest", level=2),
            item("pour"), paragraph("Things"), item("cup", "2"), paragraph("Again"), item("rinse", "3"), item("dry", "3"),
            item("plain", "0"), item("odd", "9"), item("reset", "4"), paragraph("styled", '<w:pStyle w:val="Steps"/>'),
        ]
    )  # fmt: skip
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
        archive.writestr("word/numbering.xml", numbering)
        archive.writestr(
            "word/styles.xml",
            f'<w:styles {W}><w:style w:styleId="Steps"><w:name w:val="Steps"/><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr>'
            "</w:pPr></w:style></w:styles>",
        )
    (value,) = read_one(tmp_path, "a.docx", out.getvalue()).values
    assert value["markdown"].splitlines() == [
        "Steps", "1. boil", "2. wait", "a) long", "b) longer", "2.I longest", "3. pour", "", "Things", "- cup", "", "Again",
        "1. rinse", "2. dry", "", "plain", "- odd", "1. reset", "2. styled",
    ]  # fmt: skip
