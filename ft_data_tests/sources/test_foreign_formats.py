"""Files of formats that nobody reads here are refused by name, and never read as lines of text or as the parts inside."""

from __future__ import annotations

import io
import lzma
import sqlite3
import zipfile
from pathlib import Path

import pyarrow as pa
import pytest

from .helpers import read_all, read_one

OLE = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 504
ROW = b'{"question": "a", "answer": "b"}\n'


def ole(stream: str) -> bytes:
    return (
        OLE
        + "Root Entry".encode("utf-16-le").ljust(128, b"\0")
        + stream.encode("utf-16-le").ljust(128, b"\0")
    )


def zipped(**files: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return data.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("a.bin", ole("WordDocument"), "an old Word document"),
        ("a", ole("Workbook"), "an old Excel workbook"),
        ("a.dat", ole("PowerPoint Document"), "an old PowerPoint"),
        ("a", ole("__substg1.0_0037001F"), "an Outlook message"),
        ("a.xlsx", ole("EncryptedPackage"), "a password"),
        ("a.db", b"SQLite format 3\0" + b"\0" * 84, "an SQLite database"),
        ("a", b"Obj\x01\x04\x14avro.codec", "Avro"),
        ("a.orc", b"ORC" + b"\x0a\x00\x12" * 20, "ORC"),
        ("a.jsonl.lz4", b"\x04\x22\x4d\x18" + b"\0" * 20, "lz4"),
        ("a", b"\x89HDF\r\n\x1a\n" + b"\0" * 20, "HDF5"),
        ("a", b"\x89PNG\r\n\x1a\n" + b"\0" * 20, "a picture"),
        ("a.txt", b"{\\rtf1\\ansi Hello\\par}", "RTF"),
        ("a", zipped(**{"xl/workbook.bin": "x", "[Content_Types].xml": "x"}), "a binary Excel workbook"),
        ("a.pages", zipped(**{"Index/Document.iwa": "x"}), "iWork"),
        ("a.zip", zipped(**{"mimetype": "application/vnd.oasis.opendocument.graphics", "content.xml": "<a/>"}), "OpenDocument drawing"),
        ("a.vsdx", zipped(**{"[Content_Types].xml": "<a/>", "visio/document.xml": "<a/>"}), "Office"),
        ("a.jar", zipped(**{"META-INF/MANIFEST.MF": "x", "a.txt": "x"}), "a program"),
        ("a.ics", "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nSUMMARY:x\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n", "a calendar"),
        ("a.txt", "BEGIN:VCALENDAR\nEND:VCALENDAR\n", "a calendar"),
        ("a.vcf", "BEGIN:VCARD\nFN:Ana\nEND:VCARD\n", "an address book"),
        ("a.tex", "\\section{Soil}\nGood.\n", "LaTeX"),
        ("a.txt", "% paper\n\\documentclass[a4paper]{article}\n\\begin{document}\n", "LaTeX"),
        ("a.ini", "[a]\nb = c\n", "settings"),
        ("a.json5", "// FAQ\n[{question: 'a'}]\n", "comments"),
        ("a.jsonc", "// FAQ\n[{\"question\": \"a\"}]\n", "comments"),
        ("a.po", 'msgid "Open"\nmsgstr "Öffnen"\n', "translations"),
        ("a.ass", "[Script Info]\nTitle: x\n", ".srt"),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 30 else "",
)  # fmt: skip
def test_a_foreign_format_is_refused_by_name(tmp_path: Path, name: str, data: bytes | str, why: str) -> None:
    found = read_one(tmp_path, name, data)
    assert found.rows == []
    assert len(found.reasons) == 1
    assert why in found.reasons[0]


def test_the_recipe_may_have_the_lines_of_any_text(tmp_path: Path) -> None:
    found = read_one(tmp_path, "a.ini", "[a]\nb = c\n", fmt="txt")
    assert [value["text"] for value in found.values] == ["[a]", "b = c"]


def test_real_foreign_files_are_known_by_their_bytes(tmp_path: Path) -> None:
    from pyarrow import orc

    orc.write_table(pa.table({"a": ["b"]}), str(tmp_path / "a.data"))
    with sqlite3.connect(tmp_path / "b.data") as base:
        base.execute("create table t(a text)")
    base.close()
    reasons = read_all(tmp_path, "*.data").reasons
    assert ["ORC" in reasons[0], "SQLite" in reasons[1]] == [True, True]


def test_xz_is_unpacked_in_one_stream_or_several(tmp_path: Path) -> None:
    packed = lzma.compress(ROW) + lzma.compress(ROW * 2) + b"\0" * 8
    assert len(read_one(tmp_path, "a.jsonl.xz", packed).values) == 3
    assert len(read_one(tmp_path, "b.csv.xz", lzma.compress(b"question,answer\na,b\n")).values) == 1
    assert len(read_one(tmp_path, "c", lzma.compress(ROW * 2)).values) == 2
    assert "damaged" in read_one(tmp_path, "d.jsonl.xz", lzma.compress(ROW * 500)[:-30]).reasons[-1]
    assert "not packed" in read_one(tmp_path, "e.jsonl.xz", b"\0\1\2").reasons[0]


def test_an_xz_that_wants_much_memory_or_grows_without_end_is_refused(tmp_path: Path) -> None:
    greedy = lzma.compress(ROW, filters=[{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 29}])
    assert "damaged" in read_one(tmp_path, "a.jsonl.xz", greedy).reasons[0]
    bomb = lzma.compress(b'{"text": "' + b"a" * 1_000_000 + b'"}\n')
    assert "(ratio)" in read_one(tmp_path, "b.jsonl.xz", bomb, ratio=10, ratio_floor=1000).reasons[0]


@pytest.mark.parametrize(
    "said",
    ["THE HEATWAVE of that year", "Old: ftyp is a box", "LIVE AIRWEBP", "GIF8 bits?", "RIFF of a band"],
)
def test_words_that_hold_the_sign_of_a_format_are_words(tmp_path: Path, said: str) -> None:
    assert read_one(tmp_path, "a.txt", f"{said}\n").reasons == []


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"RIFF\x10\0\0\0WAVEfmt ", "sound or film"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "a picture"),
        (b"\0\0\0\x20ftypisom", "sound or film"),
    ],
)
def test_sound_and_pictures_are_known(tmp_path: Path, data: bytes, why: str) -> None:
    assert why in read_one(tmp_path, "a.dat", data + b"\0" * 64).reasons[0]
