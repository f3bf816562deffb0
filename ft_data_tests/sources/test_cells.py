"""What number formats make of numbers, as the standard of Office Open XML (18.8.31) and the programs show them."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest

from ft_data.sources import cells

from .helpers import read_all

EPOCH, MAC = datetime.datetime(1899, 12, 30), datetime.datetime(1904, 1, 1)
MOMENT = 46328.42013888889  # 2026-11-02 10:05:00
day, moment, time = datetime.date, datetime.datetime, datetime.time


def shown(code: str, value: float, epoch: datetime.datetime = EPOCH) -> Any:
    shows = cells.shows(code, epoch)
    return value if shows is None else shows(value)


@pytest.mark.parametrize(
    ("code", "value", "expected"),
    [
        # ids
        ("0000", 7, "0007"),
        ("00000", 1234, "01234"),
        ("00000", 123456, "123456"),
        ("0000", -7, "-0007"),
        ("(000) 000-0000", 5551234567, "(555) 123-4567"),
        ("000-00-0000", 12345678, "012-34-5678"),
        ("[<=9999999]###-####;(###) ###-####", 5551234, "555-1234"),
        ("[<=9999999]###-####;(###) ###-####", 5551234567, "(555) 123-4567"),
        ('"INV-"0000', 42, "INV-0042"),
        (r"\A000", 5, "A005"),
        ('"0"00', 5, "005"),
        ("0.000", 0.0005, 0.0005),
        ("00.00", 1.005, "01.01"),
        # percentages, currencies, units, scales
        ("0%", 0.125, "13%"),
        ("0.00%", 0.5, "50.00%"),
        ("0.0#%", 0.1234, "12.34%"),
        ("0.0#%", 0.12, "12.0%"),
        ("#,##0%", 12.5, "1,250%"),
        ('"$"#,##0.00', 1234.5, "$1,234.50"),
        ("[$€-407] #,##0.00", -1234.5, "-€ 1,234.50"),
        ("#,##0.00 [$€-1]", 1234567.891, "1,234,567.89 €"),
        ('0" pcs"', 3, "3 pcs"),
        ('0.0,,"M"', 1234567, "1.2M"),
        ("#,##0,\"k\"", 1234567, "1,235k"),
        ("0.00;(0.00)", -5, "(5.00)"),
        ("#,##0_);[Red](#,##0)", -1234, "(1,234)"),
        ('_("$"* #,##0.00_);_("$"* (#,##0.00);_("$"* "-"??_);_(@_)', 12, "$12.00"),
        ('_("$"* #,##0.00_);_("$"* (#,##0.00);_("$"* "-"??_);_(@_)', 0, 0),
        ('"about "General', 2.5, "about 2.5"),
        # sections
        ('"yes";;"no"', 1, "yes"),
        ('"yes";;"no"', 0, "no"),
        ('"yes";;"no"', -1, None),
        (";;;", 5, None),
        ('[>=0.5]"pass";"fail"', 0.7, "pass"),
        ('[>=0.5]"pass";"fail"', 0.2, "fail"),
        # what only rounds, groups or colours leaves the number
        ("General", 5.5, 5.5),
        ("0", 7, 7),
        ("0.00", 1234.5, 1234.5),
        ("#,##0.00", 1234.5, 1234.5),
        ("0.00;[Red]-0.00", -5, -5),
        ("0.00;[Red]0.00", -5, -5),
        ("_(* #,##0.00_);_(* \\(#,##0.00\\);_(* \"-\"??_);_(@_)", 5, 5),
        ("0.00E+00", 1e21, 1e21),
        ("@", 7, 7),
        # fractions
        ("# ?/?", 0.75, "3/4"),
        ("# ?/?", 1.5, "1 1/2"),
        ("# ??/??", 3, "3"),
        ("# ?/8", -1.125, "-1 1/8"),
        ("?/?", 1.5, "3/2"),
        # days and moments are dates, however they are written; parts of them are what is shown
        ("dd.mm.yyyy", 46328, day(2026, 11, 2)),
        ("m/d/yy h:mm", MOMENT, moment(2026, 11, 2, 10, 5)),
        ("yyyy-mm-dd", MOMENT, day(2026, 11, 2)),
        ("yyyy-mm-dd hh:mm", 46328, day(2026, 11, 2)),
        ("[$-409]mmmm d, yyyy", 46328, day(2026, 11, 2)),
        ("yyyy/mm/dd", 1, day(1900, 1, 1)),
        ("yyyy/mm/dd", 61, day(1900, 3, 1)),
        ("yyyy", 46328, "2026"),
        ("mmm-yy", 46328, "Nov-26"),
        ("d-mmm", 46328, "2-Nov"),
        ("mm/yyyy", 46328, "11/2026"),
        ("dddd", 46328, "Monday"),
        ("[$-407]mmmm yyyy", 46328, day(2026, 11, 2)),
        ("h:mm AM/PM", MOMENT - 46328, "10:05 AM"),
        ("hh:mm", 0.75, "18:00"),
        ("h:mm AM/PM", 0.5, "12:00 PM"),
        ("h:mm AM/PM", 0, "12:00 AM"),
        ("h:mm", 0.9999999, "0:00"),
        ("mm:ss", 0.0035069444, "05:03"),
        ("mm:ss.0", 0.003511574, "05:03.4"),
        ("h:mm:ss", 1.5, "12:00:00"),
        ("[h]:mm", 1e300, 1e300),  # days of no calendar
        ("[h]:mm", 25.05 / 24, "25:03"),
        ("[h]:mm:ss", 1.5, "36:00:00"),
        ("[mm]:ss", 0.0625, "90:00"),
        ("[h]:mm", -0.5, "-12:00"),
        ('h" h "m" min"', 0.0625, "1 h 30 min"),
        # what is not understood, and what is no day, is the number
        ("[DBNum1]0", 7, 7),
        ("gge", 46328, 46328),
        ("0.0.0", 7, 7),
        ("yyyy-mm-dd", -1, -1),
        ("yyyy-mm-dd", 1e9, 1e9),
        ("0" * 300, 7, 7),
        ("0000", 1e300, 1e300),
        ("0%;0%;0%;@;0", 7, 7),
        ("\x00", 7, 7),
    ],
)  # fmt: skip
def test_a_cell_says_what_it_shows(code: str, value: float, expected: Any) -> None:
    found = shown(code, value)
    assert (found, type(found)) == (expected, type(expected))


def test_days_count_from_1904_where_a_workbook_says_so() -> None:
    assert shown("yyyy-mm-dd", 0, MAC) == day(1904, 1, 1)
    assert shown("mmm yyyy", 44866, MAC) == "Nov 2026"


def test_texts_have_formats_too() -> None:
    told = cells.words('General;General;General;"No. "@')
    assert told is not None
    assert told("12a") == "No. 12a"
    assert cells.words("@") is cells.words("0.00") is cells.words("0;0;0;_(@_)") is None


def workbook(path: Path, rows: list[tuple[Any, str]], **properties: Any) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for name, value in properties.items():
        setattr(book, name, value)
    sheet = book.active
    sheet.append(["n", "value"])
    for at, (value, code) in enumerate(rows, 2):
        sheet.cell(at, 1, at)
        cell = sheet.cell(at, 2, value)
        cell.number_format = code
    book.save(path)


def test_workbooks_hold_what_their_cells_show(tmp_path: Path) -> None:
    rows: list[tuple[Any, str, Any]] = [
        (7, "0000", "0007"),
        (0.5, "0.00%", "50.00%"),
        (5551234567, "(000) 000-0000", "(555) 123-4567"),
        (moment(2026, 11, 2), "dd.mm.yyyy", "2026-11-02"),
        (moment(2026, 11, 2, 10, 5), "d/m/yy h:mm", "2026-11-02T10:05:00"),
        (day(2026, 3, 1), "d-mmm", "1-Mar"),
        (time(10, 5), "h:mm AM/PM", "10:05 AM"),
        (datetime.timedelta(hours=25, minutes=3), "[h]:mm", "25:03"),
        (1234.5, "#,##0.00", 1234.5),
        (4.0, "General", 4),
        (1234567890123456, "General", 1234567890123456),
        (5e16, "0", 50000000000000000),
        (1.234567890123457e17, "General", 123456789012345700),
        (1.5, "General", 1.5),
        (3.3000000000000003, "General", 3.3),  # a sum of floats
        (0.1 + 0.2, "#,##0.00", 0.3),
        ("0012", "@", "0012"),
        ("0012", "0%", "0012"),
        (True, "0000", True),
        ("7", '0;0;0;"No. "@', "No. 7"),
        (3, "General", 3),
    ]
    workbook(tmp_path / "a.xlsx", [(value, code) for value, code, _ in rows])
    found = [value["value"] for value in read_all(tmp_path, "a.xlsx").values]
    assert found == [expected for _, _, expected in rows]
    assert [type(one) for one in found] == [type(expected) for _, _, expected in rows]


def test_a_header_is_what_it_shows(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.append(["q", moment(2026, 1, 1)])
    book.active["B1"].number_format = "mmm yyyy"
    book.active.append(["x", 1])
    book.save(tmp_path / "h.xlsx")
    assert read_all(tmp_path, "h.xlsx").values == [{"q": "x", "Jan 2026": 1}]


def test_a_workbook_of_1904_has_its_own_days(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    workbook(tmp_path / "m.xlsx", [(0, "yyyy-mm-dd")], epoch=openpyxl.utils.datetime.MAC_EPOCH)
    assert [value["value"] for value in read_all(tmp_path, "m.xlsx").values] == ["1904-01-01"]
