"""OpenDocument texts, sheets and presentations, as a reader sees them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ft_data.sources.readers import archives

from .helpers import read_one
from .opendocument import opendocument

STYLES = (
    '<style:style style:name="T1"><style:text-properties style:text-position="super 58%"/></style:style>'
    '<style:style style:name="T2"><style:text-properties style:text-position="sub 58%"/></style:style>'
    '<style:style style:name="T3"><style:text-properties style:text-line-through-style="solid"/></style:style>'
    '<style:style style:name="T4"><style:text-properties text:display="none"/></style:style>'
    '<style:style style:name="P1" style:parent-style-name="Title"/>'
    '<style:style style:name="ta2"><style:table-properties table:display="false"/></style:style>'
    '<style:style style:name="dp2"><style:drawing-page-properties presentation:visibility="hidden"/></style:style>'
    '<text:list-style style:name="L1"><text:list-level-style-number text:level="1" style:num-format="a" style:num-suffix=")" text:start-value="2"/>'
    '<text:list-level-style-bullet text:level="2"/></text:list-style>'
)
MATH = '<math xmlns="http://www.w3.org/1998/Math/MathML"><mfrac><mi>a</mi><mi>b</mi></mfrac></math>'
TWICE, MANY = ('table:number-columns-repeated="2"', 'table:number-columns-repeated="99999"')
FORMULA = {"Object 1__content_xml": MATH}


def text(tmp_path: Path, body: str, kind: str = "text", name: str = "a.odt", **parts: str) -> str:
    found = read_one(tmp_path, name, opendocument(kind, body, STYLES, **parts))
    assert found.reasons == []
    return str(found.values[0]["markdown"])


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ('a<text:s text:c="2"/>b<text:tab/>c<text:line-break/>d\n   e', "a  b\tc\nd    e"),
        ('10<text:span text:style-name="T1">5</text:span> H<text:span text:style-name="T2">2</text:span>O', "10⁵ H₂O"),
        ('<text:span text:style-name="T3">old </text:span><text:span text:style-name="T3">5</text:span> new<text:span text:style-name="T4"> no</text:span>',
         "~~old 5~~ new"),
        ('kept<text:change text:change-id="c1"/><office:annotation><dc:creator>N</dc:creator><text:p>no</text:p></office:annotation>', "kept"),
        ('Ratio <draw:frame><draw:object xlink:href="./Object 1"/></draw:frame>.', r"Ratio $\frac{a}{b}$."),
        ("<draw:frame><draw:image/><svg:title>T</svg:title><svg:desc>A red door</svg:desc></draw:frame>", "A red door"),
        ("x<draw:frame><draw:image/><svg:desc>door.png</svg:desc></draw:frame>", "x"),
        ("x<draw:frame><draw:text-box><text:p>boxed</text:p></draw:text-box></draw:frame>", "x\n\nboxed"),
        ("<text:ruby><text:ruby-base>土</text:ruby-base><text:ruby-text>tsuchi</text:ruby-text></text:ruby>", "土(tsuchi)"),
        ('nine<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Or ten.</text:p></text:note-body></text:note>.',
         "nine[^1].\n\n[^1]: Or ten."),
        ('<text:a xlink:href="http://x.org">site</text:a>, page <text:page-number>7</text:page-number>', "site, page 7"),
    ],
)  # fmt: skip
def test_words_read_as_they_are_seen(tmp_path: Path, inner: str, expected: str) -> None:
    assert text(tmp_path, f"<text:p>{inner}</text:p>", **FORMULA) == expected


def test_headings_lists_and_tables(tmp_path: Path) -> None:
    p = "<text:p>{}</text:p>".format
    body = (
        '<text:tracked-changes><text:changed-region><text:deletion><text:p>gone</text:p></text:deletion></text:changed-region></text:tracked-changes>'
        '<text:p text:style-name="P1">Guide</text:p><text:table-of-content><text:index-body><text:p>Soil 3</text:p></text:index-body></text:table-of-content>'
        '<text:section><text:h text:outline-level="2">Soil</text:h></text:section>'
        f'<text:list text:style-name="L1"><text:list-item>{p("two")}<text:list><text:list-item>{p("inner")}</text:list-item></text:list></text:list-item>'
        f"<text:list-item>{p('three')}</text:list-item></text:list>{p('Between.')}"
        f'<text:list text:style-name="L1" text:continue-numbering="true"><text:list-item>{p("four")}</text:list-item></text:list>'
        f"<table:table><table:table-header-rows><table:table-row><table:table-cell>{p('Day')}</table:table-cell><table:table-cell>{p('Hour')}</table:table-cell>"
        f"</table:table-row></table:table-header-rows><table:table-row><table:table-cell>{p('Mon')}{p('Tue')}</table:table-cell><table:table-cell/>"
        "</table:table-row></table:table>"
    )  # fmt: skip
    assert text(tmp_path, body) == (
        "# Guide\n\n## Soil\n\nb) two\n   - inner\nc) three\n\nBetween.\n\nd) four\n\n"
        "| Day | Hour |\n| --- | --- |\n| Mon Tue |  |"
    )


def test_slides(tmp_path: Path) -> None:
    frame = '<draw:frame presentation:class="{}"><draw:text-box>{}</draw:text-box></draw:frame>'.format
    body = (
        f"<draw:page>{frame('outline', '<text:list><text:list-item><text:p>Grow</text:p></text:list-item></text:list>')}"
        f"{frame('title', '<text:p>Our plan</text:p>')}{frame('footer', '<text:p>page</text:p>')}"
        f"<draw:custom-shape><text:p>A note</text:p></draw:custom-shape>"
        f"<presentation:notes>{frame('notes', '<text:p>Say hello.</text:p>')}</presentation:notes></draw:page>"
        f'<draw:page draw:style-name="dp2">{frame("title", "<text:p>Hidden</text:p>")}</draw:page>'
    )
    found = text(tmp_path, body, "presentation", "a.odp")
    assert found == "## Our plan\n\n- Grow\n\nA note\n\nSay hello."


def cell(shown: str = "", kind: str = "", more: str = "", **said: str) -> str:
    given = f' office:value-type="{kind}"' if kind else ""
    given += "".join(f' office:{name.replace("_", "-")}="{value}"' for name, value in said.items())
    return (
        f"<table:table-cell{given} {more}>{f'<text:p>{shown}</text:p>' if shown else ''}</table:table-cell>"
    )


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (cell("0007", "float", value="7"), "0007"),
        (cell("1.234,50", "float", value="1234.5"), 1234.5),
        (cell("7", "float", value="7"), 7),
        (cell("0,33", "float", value="0.333333"), 0.333333),
        (cell("3 pcs", "float", value="3"), "3 pcs"),
        (cell("50.00%", "percentage", value="0.5"), "50.00%"),
        (cell("1.234,50 €", "currency", value="1234.5"), "1.234,50 €"),
        (cell("02.11.2026", "date", date_value="2026-11-02"), "2026-11-02"),
        (cell("2. November 26", "date", date_value="2026-11-02"), "2026-11-02"),
        (cell("02/11/2026 10:05", "date", date_value="2026-11-02T10:05:00"), "2026-11-02T10:05:00"),
        (cell("Nov 26", "date", date_value="2026-11-02"), "Nov 26"),
        (cell("25:03", "time", time_value="PT25H03M00S"), "25:03"),
        (cell("WAHR", "boolean", boolean_value="true"), True),
        (cell("a<text:s/><text:s/>b"), "a  b"),
        (cell("6", "float", value="6", more='table:formula="of:=[.A1]"'), 6),
    ],
)
def test_cells_hold_what_they_show(tmp_path: Path, given: str, expected: Any) -> None:
    row = f"<table:table-row>{cell('q')}{cell('a')}</table:table-row><table:table-row>{cell('x')}{given}</table:table-row>"
    (found,) = read_one(
        tmp_path, "a.ods", opendocument("spreadsheet", f"<table:table>{row}</table:table>")
    ).values
    assert (found["a"], type(found["a"])) == (expected, type(expected))


def test_rows_and_sheets(tmp_path: Path) -> None:
    rows = (
        f"<table:table-row>{cell('Title')}</table:table-row>"
        f"<table:table-header-rows><table:table-row>{cell('q')}{cell('a')}{cell('b')}</table:table-row></table:table-header-rows>"
        f'<table:table-row table:number-rows-repeated="2">{cell("why", more=TWICE)}</table:table-row>'
        '<table:table-row table:number-rows-repeated="3"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
        f"<table:table-row>{cell('x')}{cell('y')}{cell('z')}{cell('more')}</table:table-row>"
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )  # fmt: skip
    sheets = (
        f'<table:table table:name="S1">{rows}</table:table><table:table table:name="S2" table:style-name="ta2">{rows}</table:table>'
        f'<table:table table:name="S3"><table:table-row>{cell("q")}</table:table-row><table:table-row>{cell("w")}</table:table-row></table:table>'
    )
    found = read_one(tmp_path, "a", opendocument("spreadsheet", sheets, STYLES))
    assert found.values == [
        *[{"q": "why", "a": "why", "b": None, "_sheet": "S1"}] * 2,
        {"q": "w", "_sheet": "S3"},
    ]
    assert found.positions == [3, 4, 10]
    assert found.rejects == [("a", 8, "4 cells where the header has 3")]


def test_what_is_none_is_a_reject_with_its_reason(tmp_path: Path) -> None:
    secret = opendocument("text", "", **{"META-INF__manifest_xml": "<a><encryption-data/></a>"})
    assert "password" in read_one(tmp_path, "a.odt", secret).reasons[0]
    assert "without text" in read_one(tmp_path, "b.odt", opendocument("text", "<text:p/>")).reasons[0]
    assert "not such a file" in read_one(tmp_path, "c.odt", "words").reasons[0]
    assert "damaged" in read_one(tmp_path, "d.ods", opendocument("spreadsheet", "<table:table>")).reasons[0]
    wide = f"<table:table><table:table-row>{cell('x', more=MANY)}</table:table-row></table:table>"
    assert "(columns)" in read_one(tmp_path, "e.ods", opendocument("spreadsheet", wide)).reasons[0]


def test_rows_that_repeat_without_end_are_refused(tmp_path: Path) -> None:
    cell = "<table:table-cell><text:p>{}</text:p></table:table-cell>".format
    line = '<table:table-row table:number-rows-repeated="{}">{}</table:table-row>'.format
    head = line(1, cell("prompt") + cell("response"))

    def reasons(*lines: str) -> list[str]:
        body = f'<table:table table:name="a">{head}{"".join(lines)}</table:table>'
        data = opendocument("spreadsheet", body)
        return read_one(tmp_path, "a.ods", data, ratio_floor=5_000, ratio=1).reasons

    filled = cell("ask") + cell("say")
    assert reasons(line(2_000, filled)) == []
    assert reasons(line(9_999_999, "")) == []  # below the last row
    assert reasons(line(2_000, filled), line(1_000, filled)) == [
        "cells that repeat to more than 1 times the size of the file (ratio)"
    ]
    assert reasons(line(9_999_999, ""), line(1, filled)) == ["a sheet of more than 2097152 rows"]


def test_counts_in_other_signs_are_no_counts(tmp_path: Path) -> None:
    assert text(tmp_path, '<text:p>a<text:s text:c="²"/>b</text:p>') == "a b"
    item = '<text:list text:style-name="L1"><text:list-item text:start-value="²"><text:p>x</text:p></text:list-item></text:list>'
    assert text(tmp_path, item) == "b) x"


def test_a_formula_that_is_shown_again_and_again_is_read_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    xml = archives.xml
    monkeypatch.setattr(
        archives, "xml", lambda archive, name, settings: read.append(name) or xml(archive, name, settings)
    )
    shown = '<text:p><draw:frame><draw:object xlink:href="./Object 1"/></draw:frame></text:p>'
    assert text(tmp_path, shown * 20, **FORMULA) == "\n\n".join([r"$\frac{a}{b}$"] * 20)
    assert read.count("Object 1/content.xml") == 1
