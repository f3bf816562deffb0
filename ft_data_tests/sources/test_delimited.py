from __future__ import annotations

from pathlib import Path

import pytest

from ft_data.sources.readers.delimited import detect

from .helpers import read_all, read_one, write


@pytest.mark.parametrize(
    ("text", "fmt", "delimiter", "quoted"),
    [
        ('a,b\n1,"x, y"\n', "csv", ",", True),
        ("a;b;c\n1;2,5;x\n3;4,5;y\n", "csv", ";", True),
        ("a|b\n1|2\n", "csv", "|", True),
        ("a\tb\n1\t2\n", "csv", "\t", False),
        ('a\tb\n1\t"say ""so"""\n2\t"x"\n', "tsv", "\t", True),
        ('a\tb\n1\t"say ""so"""\n2\t"x" he said\n', "tsv", "\t", False),
        ('a\tb\n1\t"unclosed\n2\tsaid "so"\n', "tsv", "\t", False),
        ('a\tb\n1\t"two\nlines"\n2\tx\n', "tsv", "\t", True),
        ("a,b\n1,2\n", "tsv", ",", True),
        ("only one column\nx, y\nz\n", "csv", ",", True),
    ],
)
def test_dialects(text: str, fmt: str, delimiter: str, quoted: bool) -> None:
    found = detect(text, fmt)
    assert (found.delimiter, found.quoted) == (delimiter, quoted)


def test_multi_line_cells_and_positions(tmp_path: Path) -> None:
    data = 'text,label\n"one\ntwo, three",a\n\n"say ""hi""",b\nplain,c\n'
    found = read_one(tmp_path, "a.csv", data)
    assert found.values == [
        {"text": "one\ntwo, three", "label": "a"},
        {"text": 'say "hi"', "label": "b"},
        {"text": "plain", "label": "c"},
    ]
    assert found.positions == [2, 5, 6]


def test_ragged_rows_are_rejects(tmp_path: Path) -> None:
    found = read_one(tmp_path, "a.csv", "a,b,c\n1,2,3\n1,2\n1,2,3,4\n1,2,3,,\n4,5,6\n")
    assert [list(value.values()) for value in found.values] == [
        ["1", "2", "3"],
        ["1", "2", "3"],
        ["4", "5", "6"],
    ]
    assert [(position, reason) for _, position, reason in found.rejects] == [
        (3, "2 fields where the first row has 3"),
        (4, "4 fields where the first row has 3"),
    ]


@pytest.mark.parametrize("close", ["", '7,"fine, thanks"\n', '7,"a ""word"""\n8,"two\nlines"\n'])
@pytest.mark.parametrize("limit", [500, 16 << 20])
def test_an_open_quote_swallows_nothing(tmp_path: Path, close: str, limit: int) -> None:
    rows = "".join(f"{number},text {number}\n" for number in range(200))
    found = read_one(tmp_path, "a.csv", f'id,text\n{rows}200,"an open quote\n{rows}{close}', row_bytes=limit)
    assert found.rejects == []
    assert len(found.rows) == 401 + close.count("\n") - ("two" in close)
    assert found.values[200] == {"id": "200", "text": '"an open quote'}
    assert found.positions[:401] == list(range(2, 403))
    if "fine" in close:
        assert found.values[-1] == {"id": "7", "text": "fine, thanks"}
    if "two" in close:
        assert found.values[-1] == {"id": "8", "text": "two\nlines"}


def test_a_line_without_end_is_a_reject(tmp_path: Path) -> None:
    data = "id,text\n1,x\n2," + "y" * 5000 + "\n3,z\n"
    found = read_one(tmp_path, "a.csv", data, row_bytes=2000)
    assert [value["id"] for value in found.values] == ["1", "3"]
    assert [position for _, position, _ in found.rejects] == [3]
    assert found.positions == [2, 4]


def test_without_header_columns_are_numbered(tmp_path: Path) -> None:
    found = read_one(tmp_path, "a.csv", "0,hello\n1,world\n")
    assert found.values == [{"column_1": "0", "column_2": "hello"}, {"column_1": "1", "column_2": "world"}]
    assert found.positions == [1, 2]


def test_header_names_are_unique_and_trimmed(tmp_path: Path) -> None:
    found = read_one(tmp_path, "a.csv", ", name, name\n1, x, y\n")
    assert found.values == [{"column_1": "1", "name": "x", "name_3": "y"}]


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ("text,label\nGrüße 😀,a\n".encode("utf-8-sig"), None),
        ("text,label\nGrüße 😀,a\n".encode("utf-16"), None),
        ("text,label\nGrüße 😀,a\n".encode("utf-16-le"), None),
        ("text,label\nGrüße 😀,a\n".encode(), None),
    ],
)
def test_encodings(tmp_path: Path, data: bytes, encoding: str | None) -> None:
    assert read_one(tmp_path, "a.csv", data).values == [{"text": "Grüße 😀", "label": "a"}]


def test_legacy_encodings_are_detected_or_declared(tmp_path: Path) -> None:
    russian = (
        "text,label\n"
        + "Добрый день, как я могу вам помочь сегодня?;a\n".replace(",", " ").replace(";", ",") * 20
    )
    found = read_one(tmp_path, "a.csv", russian.encode("cp1251"))
    assert found.values[0]["text"].startswith("Добрый день")
    japanese = "text,label\nこんにちは、ご用件は何でしょうか,a\n"
    assert (
        read_one(tmp_path, "b.csv", japanese.encode("shift_jis"), encoding="shift_jis")
        .values[0]["text"]
        .startswith("こん")
    )


def test_mixed_encodings_lose_nothing(tmp_path: Path) -> None:
    good = "".join(f"Grüße {number},a\n" for number in range(500)).encode()
    found = read_one(tmp_path, "a.csv", b"text,label\n" + good + "Größe “quoted”,b\n".encode("cp1252") + good)
    assert len(found.rows) == 1001
    assert found.values[500]["text"] == "Größe “quoted”"
    assert found.values[1000]["text"] == "Grüße 499"


def test_odd_bytes(tmp_path: Path) -> None:
    found = read_one(tmp_path, "a.csv", "text,label\r\none\u0085two\u2028three,a\r\nnul\0l,b\r\n")
    assert [value["text"] for value in found.values] == ["one\u0085two\u2028three", "nul\0l"]
    found = read_one(tmp_path, "b.csv", "text,label\rone,a\rtwo,b\r")
    assert [value["text"] for value in found.values] == ["one", "two"]
    assert found.positions == [2, 3]


def test_backslash_escapes(tmp_path: Path) -> None:
    data = 'text,label\n"say \\"hi\\", please",a\n"x",b\n"say \\"no\\", thanks",c\n'
    assert [value["text"] for value in read_one(tmp_path, "a.csv", data).values] == [
        'say "hi", please',
        "x",
        'say "no", thanks',
    ]


@pytest.mark.parametrize("first", ["sep=;", '"sep=;"', "SEP=;"])
def test_a_first_line_that_names_the_delimiter_is_no_header(tmp_path: Path, first: str) -> None:
    found = read_one(tmp_path, "a.csv", f"{first}\r\nq;a\r\nwhy, and how?;so\r\n")
    assert found.values == [{"q": "why, and how?", "a": "so"}]
    assert found.positions == [3]


def test_a_carriage_return_inside_a_field_is_text(tmp_path: Path) -> None:
    found = read_one(tmp_path, "a.csv", 'q,a\nwhy?,first\rsecond\n"how\rthen?",so\nwhen?,"x\ry"\n')
    assert found.reasons == []
    assert [one["a"] for one in found.values] == ["first\rsecond", "so", "x\ry"]
    assert found.positions == [2, 3, 4]


def test_a_first_row_with_a_return_inside_says_how_wide_rows_are(tmp_path):
    write(tmp_path, "a.csv", b'a,b\rc,d\n"')
    assert [reason for _, _, reason in read_all(tmp_path, "a.csv").rejects] == [
        "1 fields where the first row has 3"
    ]


@pytest.mark.parametrize(
    "above",
    [
        "Extract of 2025-01-06\n",
        "Extract of 2025-01-06;;\n",
        '"Questions, answers and stations"\r\n\r\n',
        "sep=;\nPrices of May\nfor all stations\n",
    ],
)
def test_lines_above_a_header_are_no_rows(above: str, tmp_path: Path) -> None:
    found = read_one(
        tmp_path, "a.csv", above + "question;answer;nr\nIs it open?;Yes, it is.;1\nWho asks?;I;2\n"
    )
    assert found.values[0] == {"question": "Is it open?", "answer": "Yes, it is.", "nr": "1"}
    assert len(found.values) == 2 and not found.rejects
    assert found.positions == [above.count("\n") + 2, above.count("\n") + 3]


@pytest.mark.parametrize(
    "text",
    [
        "name\nSmith, John\nDoe, Jane\n",
        "text\nfoo,bar\nx,y\n",
        "a note of mine\nanother note\nthe third note\na fourth\nq;a\n1;2\n3;4\n",
        "only one column here\nx, y\nz, u\n",
    ],
)
def test_and_a_column_of_texts_keeps_its_name(text: str, tmp_path: Path) -> None:
    found = read_one(tmp_path, "a.csv", text)
    first = text.partition("\n")[0]
    assert all(list(value) == [first] for value in found.values)


def test_the_name_of_a_column_is_one_line(tmp_path: Path) -> None:
    found = read_one(
        tmp_path, "a.csv", '"No.\n(own)","Customer\nquestion","Our\r\nanswer"\n1,"Is it?","It is."\n'
    )
    assert found.values == [{"No. (own)": "1", "Customer question": "Is it?", "Our answer": "It is."}]


@pytest.mark.parametrize("suffix", ["tsv", "csv"])
def test_a_first_row_that_is_one_of_the_others_is_no_header(tmp_path: Path, suffix: str) -> None:
    gap = "\t" if suffix == "tsv" else ","
    lines = [f"{'No' if n % 3 else 'Yes'}{gap}Please send sheet {n}." for n in range(1, 30)]
    found = read_one(tmp_path, f"a.{suffix}", "\n".join(lines).encode())
    assert (
        found.values[0] == {"column_1": "No", "column_2": "Please send sheet 1."} and len(found.values) == 29
    )
    named = "\n".join([f"No{gap}wish", *(f"{n}{gap}Please send sheet {n}." for n in range(9))])
    again = "\n".join(
        [f"no{gap}wish", f"1{gap}a", f"no{gap}wish", f"no{gap}wish", f"no{gap}wish", f"2{gap}b"]
    )
    assert [*read_one(tmp_path, f"b.{suffix}", named.encode()).values[0]] == ["No", "wish"]
    assert [*read_one(tmp_path, f"c.{suffix}", again.encode()).values[0]] == ["no", "wish"], "files in a row"
