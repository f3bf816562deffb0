from __future__ import annotations

import datetime
import decimal
import gzip
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as pq
import pytest

from .helpers import read_all, read_one, write

ROWS = pa.table(
    {
        "text": ["a", "ü", None],
        "when": pa.array([datetime.datetime(2024, 5, 1, 9, 30)] * 3, pa.timestamp("us", tz="UTC")),
        "day": pa.array([datetime.date(2024, 5, 1)] * 3),
        "price": pa.array([decimal.Decimal("1.10")] * 3),
        "share": [0.5, float("nan"), 1.0],
        "raw": pa.array([b"ok", b"\xff\xfe", None]),
        "messages": [[{"role": "user", "content": "x"}], [], None],
        "labels": pa.array([[("k", "v")], [], None], pa.map_(pa.string(), pa.string())),
        "kind": pa.array(["u", "v", "u"]).dictionary_encode(),
    }
)
EXPECTED = {
    "text": "a",
    "when": "2024-05-01T09:30:00+00:00",
    "day": "2024-05-01",
    "price": "1.10",
    "share": 0.5,
    "raw": "ok",
    "messages": [{"role": "user", "content": "x"}],
    "labels": {"k": "v"},
    "kind": "u",
}


def save(path: Path, table: pa.Table) -> None:
    if path.suffix == ".parquet":
        pq.write_table(table, path, row_group_size=2)
    elif path.suffix == ".feather":
        feather.write_feather(table, path)
    else:
        new = pa.ipc.new_stream if path.suffix == ".arrows" else pa.ipc.new_file
        with pa.OSFile(str(path), "wb") as sink, new(sink, table.schema) as writer:
            writer.write_table(table, max_chunksize=2)


@pytest.mark.parametrize("name", ["t.parquet", "t.arrow", "t.feather", "t.arrows"])
def test_columnar_values(tmp_path: Path, name: str) -> None:
    save(tmp_path / name, ROWS)
    found = read_all(tmp_path, name)
    assert found.rejects == []
    assert found.positions == [1, 2, 3]
    assert found.values[0] == EXPECTED
    assert (found.values[1]["share"], found.values[1]["raw"]) == (None, "//4=")
    assert found.values[2]["messages"] is None


@pytest.mark.parametrize("name", ["t.parquet", "t.arrow", "t.feather", "t.arrows"])
def test_no_rows_is_no_reject(tmp_path: Path, name: str) -> None:
    save(tmp_path / name, ROWS.slice(0, 0))
    found = read_all(tmp_path, name)
    assert (found.rows, found.rejects) == ([], [])


def test_packed_tables(tmp_path: Path) -> None:
    save(tmp_path / "t.parquet", ROWS)
    write(tmp_path, "t2.parquet.gz", gzip.compress((tmp_path / "t.parquet").read_bytes()))
    assert read_all(tmp_path, "t2.parquet.gz").values == read_all(tmp_path, "t.parquet").values


def test_times_beyond_python(tmp_path: Path) -> None:
    table = pa.table({"when": pa.array([10**15, 0], pa.timestamp("s")), "text": ["a", "b"]})
    save(tmp_path / "t.parquet", table)
    found = read_all(tmp_path, "t.parquet")
    assert found.rejects == []
    assert found.values[1]["text"] == "b"
    assert found.values[0]["when"] is not None


@pytest.mark.parametrize("name", ["t.parquet", "t.arrow", "t.feather", "t.arrows"])
def test_damaged_tables_are_rejects(tmp_path: Path, name: str) -> None:
    save(tmp_path / name, ROWS)
    data = (tmp_path / name).read_bytes()
    for at in range(8, len(data), max(1, len(data) // 12)):
        found = read_one(tmp_path, name, data[:at])
        assert found.rejects or len(found.rows) < 3
    flipped = bytearray(data)
    flipped[len(data) // 2 : len(data) // 2 + 40] = b"\xff" * 40
    read_one(tmp_path, name, bytes(flipped))


def test_a_table_that_explodes_is_a_reject(tmp_path: Path) -> None:
    pq.write_table(
        pa.table({"text": ["x" * 1000] * 80_000}),
        tmp_path / "t.parquet",
        use_dictionary=False,
        compression="zstd",
    )
    found = read_all(tmp_path, "t.parquet")
    assert found.rows == []
    assert "(ratio)" in found.reasons[0]


def workbook(path: Path, sheets: dict[str, list[list[Any]]]) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)


def test_workbooks(tmp_path: Path) -> None:
    day = datetime.datetime(2024, 5, 1)
    workbook(
        tmp_path / "b.xlsx",
        {
            "S": [
                ["question", "answer", None, "n"],
                ["why?", "because", None, 1],
                [None, None, None, None],
                ["how?", "so"],
                ["when?", day, "x", 2.5],
            ]
        },
    )
    found = read_all(tmp_path, "b.xlsx")
    assert found.rejects == []
    assert found.positions == [2, 4, 5]
    assert found.values[0] == {"question": "why?", "answer": "because", "n": 1, "column_3": None}
    assert found.values[2]["answer"] == "2024-05-01"


def test_several_sheets_and_wide_rows(tmp_path: Path) -> None:
    workbook(tmp_path / "b.xlsx", {"A": [["t"], ["x"], ["y", "too wide"]], "B": [["t"], ["z"]], "C": []})
    found = read_all(tmp_path, "b.xlsx")
    assert [(position, value) for _, position, value in found.rows] == [
        (2, {"t": "x", "_sheet": "A"}),
        (5, {"t": "z", "_sheet": "B"}),
    ]
    assert [(position, reason) for _, position, reason in found.rejects] == [
        (3, "2 cells where the header has 1")
    ]


def test_a_workbook_named_otherwise_and_a_damaged_one(tmp_path: Path) -> None:
    workbook(tmp_path / "b.xlsx", {"S": [["t"], ["x"]]})
    data = (tmp_path / "b.xlsx").read_bytes()
    assert read_one(tmp_path, "export", data).values == [{"t": "x"}]
    assert read_one(tmp_path, "c.xlsx", data[: len(data) // 2]).reasons


def test_without_the_extra_the_reject_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workbook(tmp_path / "b.xlsx", {"S": [["t"], ["x"]]})
    monkeypatch.setitem(__import__("sys").modules, "openpyxl", None)
    assert "ft-data[documents]" in read_all(tmp_path, "b.xlsx").reasons[0]


def test_titles_above_the_header_are_no_rows(tmp_path: Path) -> None:
    rows = [["Questions of the month"], [None], ["as of May"], ["question", "answer"], ["why?", "because"]]
    workbook(tmp_path / "t.xlsx", {"S": rows})
    found = read_all(tmp_path, "t.xlsx")
    assert (found.rejects, found.positions) == ([], [5])
    assert found.values == [{"question": "why?", "answer": "because"}]
    workbook(tmp_path / "one.xlsx", {"S": [["text"], ["a"], ["b"]]})
    assert read_all(tmp_path, "one.xlsx").values == [{"text": "a"}, {"text": "b"}]
    workbook(tmp_path / "long.xlsx", {"S": [["text"], ["a"], ["b"], ["c"], ["d"]]})
    assert len(read_all(tmp_path, "long.xlsx").values) == 4


def test_times_of_a_day_stay(tmp_path: Path) -> None:
    workbook(tmp_path / "d.xlsx", {"S": [["q", "a"], ["when?", datetime.datetime(2024, 5, 1, 7, 30)]]})
    assert read_all(tmp_path, "d.xlsx").values[0]["a"] == "2024-05-01T07:30:00"


def test_a_formula_whose_value_was_not_saved_is_said(tmp_path: Path) -> None:
    rows = [["About sums"], ["q", "a"], ["2 + 3?", "=2+3"], ["why?", "so"]]
    workbook(tmp_path / "f.xlsx", {"S": rows, "T": rows})
    found = read_all(tmp_path, "f.xlsx")
    assert [position for _, position, _ in found.rejects] == [3, 7]
    assert all(reason.startswith("a formula without a stored value") for reason in found.reasons)
    assert [one["a"] for one in found.values] == ["so", "so"]
