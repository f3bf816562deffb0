"""What holds for every reader: it never raises, reads the same twice, and accounts for everything."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import tempfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
import zstandard
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ft_data.sources import readers, reading
from ft_data.sources.model import ReadSettings

from .helpers import EMPTY, Read, read_all

LIMITS = ReadSettings(row_bytes=2000, document_bytes=50_000, nesting=20)
SUFFIX = {"irc": "log", "subtitles": "vtt", "arrow": "arrow"}
STARTS = {
    "pdf": b"%PDF-1.7\n",
    "parquet": b"PAR1",
    "arrow": b"ARROW1\0\0",
    "xlsx": b"PK\x03\x04",
    "docx": b"PK\x03\x04",
    "epub": b"PK\x03\x04",
    "odt": b"PK\x03\x04",
    "ods": b"PK\x03\x04",
    "odp": b"PK\x03\x04",
    "subtitles": b"WEBVTT\n\n00:00.000 --> 00:01.000\n",
    "toml": b"[[a]]\nb = ",
    "mhtml": b"From: <Saved by x>\nContent-Type: text/html\n\n",
    "pptx": b"PK\x03\x04",
    "ipynb": b'{"cells": [{"cell_type": "code", "source": "',
    "rst": b"A\n=\n\n.. a::\n\n   ",
    "adoc": b"= A\n\n|===\n|",
    "xml": b"<?xml version='1.0'?><a>",
    "html": b"<html><body>",
    "yaml": b"a:\n",
    "mbox": b"From x\n",
    "eml": b"From: a@b\n",
    "irc": b"[10:00] <a> ",
    "json": b"[",
    "anki": b"#separator:tab\n",
    "messenger": b'{"messages": [{"type": "message", "text": "',
    "slack": b'[{"type": "message", "user": "U", "ts": "1780218060.1", "text": "',
    "jsonl": b"{",
    "csv": b"a,b\n",
    "tsv": b"a\tb\n",
    "md": b"---\na: 1\n---\n",
    "txt": b"",
}

fragments = st.lists(
    st.sampled_from(
        [
            b'"',
            b"\n",
            b"\r",
            b",",
            b"\t",
            b"{",
            b"}",
            b"[",
            b"]",
            b":",
            b"<b>",
            b"</b>",
            b"<!--",
            b"&amp;",
            b"\\",
            b"\0",
            b"\xff",
            b"\xe2\x80\xa8",
            b"\xef\xbb\xbf",
            b"From x\n",
            b"--b\n",
            b"Content-Type: multipart/mixed; boundary=b\n",
            b"\n\n",
            b"# h\n",
            b".. |a| replace:: |a| ",
            b".. role:: b\n\n",
            b":c:`d`",
            b"\n====\n",
            b"   ",
            b"```\n",
            b"- ",
            b"&a",
            b"*a",
            b"|",
            b"1e999",
            b"\\ud800",
            b"null",
            b"[10:00] <a> b\n",
            b"=== x\n",
            b"x" * 50,
            b"a,b\n1,2\n",
            b"Question",
            b"<Answer>",
            b"<pre>",
            b"<table><tr><td>",
            b"=?utf-8?b?",
            b"\xd8\x00",
            b"9" * 25,
        ]
    )
    | st.binary(max_size=20),
    max_size=25,
).map(b"".join)


def read_bytes(
    data: bytes, name: str, fmt: str = "auto", limits: ReadSettings | None = LIMITS, **plan: Any
) -> Read:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / name).write_bytes(data)
        return read_all(Path(folder), name, fmt, limits, **plan)


@pytest.mark.parametrize("fmt", readers.READERS.builtin)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=fragments, start=st.booleans())
def test_no_bytes_break_a_reader(fmt: str, data: bytes, start: bool) -> None:
    data = (STARTS[fmt] if start else b"") + data
    name = f"a.{SUFFIX.get(fmt, fmt)}"
    found = read_bytes(data, name, fmt)
    assert found == read_bytes(data, name, fmt)
    assert found.rows or found.rejects or found.left_out or fmt in EMPTY
    for _, _, reason in found.rejects:
        assert 3 < len(reason) < 300


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    data=fragments,
    name=st.sampled_from(["a", "a.txt", "a.json", "a.gz", "a.zip", "a.jsonl.zst", "a.bz2", "a.csv"]),
    magic=st.sampled_from(
        [b"", b"\x1f\x8b\x08\0", b"PK\x03\x04", b"BZh9", b"\x28\xb5\x2f\xfd", b"PAR1", b"\xd0\xcf\x11\xe0"]
    ),
)
def test_no_bytes_break_the_planning(data: bytes, name: str, magic: bytes) -> None:
    found = read_bytes(magic + data, name)
    assert found == read_bytes(magic + data, name)


@settings(max_examples=50, deadline=None)
@given(
    lines=st.lists(fragments.map(lambda data: data.replace(b"\n", b"")), max_size=20),
    chunk=st.integers(1, 300),
)
@example(lines=[b"\xef\xbb\xbf{}", b"", b" \r"], chunk=1)
def test_every_line_is_a_row_or_a_reject(lines: list[bytes], chunk: int) -> None:
    data = b"\n".join(lines)
    if (
        not data.strip(b"\xef\xbb\xbf \t\r\n\0")
        or data[:2] in (b"\xff\xfe", b"\xfe\xff", b"\x1f\x8b")
        or b"\0" in data
    ):
        return  # files without content and other encodings are not lines of UTF-8
    found = read_bytes(data, "a.jsonl", "jsonl", chunk_bytes=chunk)
    first = data.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    present = [number for number, line in enumerate(first, 1) if line.strip(b" \t\r")]
    positions = sorted(found.positions + [position or 0 for _, position, _ in found.rejects])
    assert positions == present
    assert found == read_bytes(data, "a.jsonl", "jsonl")


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8"), max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
records = st.lists(
    st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=8), json_values, max_size=4),
    min_size=1,
    max_size=8,
)


@settings(max_examples=50, deadline=None)
@given(values=records, ascii_=st.booleans(), pack=st.sampled_from(["", ".gz", ".zst", ".bz2"]))
def test_what_was_written_is_read(values: list[dict[str, Any]], ascii_: bool, pack: str) -> None:
    codec = {"": bytes, ".gz": gzip.compress, ".zst": zstandard.compress, ".bz2": bz2.compress}[pack]
    lines = "".join(json.dumps(value, ensure_ascii=ascii_) + "\n" for value in values).encode()
    document = json.dumps(values, ensure_ascii=ascii_, indent=1).encode()
    assert read_bytes(codec(lines), f"a.jsonl{pack}", limits=None).values == values
    assert read_bytes(codec(document), f"a.json{pack}", "json", None).values == values


cells = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=12)


@settings(max_examples=50, deadline=None)
@given(
    rows=st.lists(st.tuples(cells, cells, cells), min_size=3, max_size=12),
    sep=st.sampled_from([",", ";", "\t"]),
)
def test_tables_that_a_writer_wrote_are_read(rows: list[tuple[str, str, str]], sep: str) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=sep, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerows([("first", "second", "third"), *rows])
    found = read_bytes(out.getvalue().encode(), "a.csv", "csv", None)
    assert found.rejects == []
    assert [tuple(value.values()) for value in found.values] == rows


@settings(max_examples=50, deadline=None)
@given(
    text=st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\r\n")), max_size=20).map(
        "\n".join
    )
)
def test_text_is_neither_lost_nor_changed(text: str) -> None:
    if not text.strip() or "\0" in text[:1024] or text.startswith("\ufeff"):
        return
    for kind in ("lines", "document"):
        found = read_bytes(text.encode(), "a.txt", "txt", ReadSettings(text=kind, encoding="utf-8"))
        joined = "\n".join(value["text"] for value in found.values)
        assert joined.split() == text.split()


@settings(max_examples=30, deadline=None)
@given(values=records)
def test_yaml_and_parquet_keep_values(values: list[dict[str, Any]]) -> None:
    plain = [{"text": json.dumps(value), "n": number} for number, value in enumerate(values)]
    assert read_bytes(yaml.safe_dump(plain).encode(), "a.yaml", "yaml", None).values == plain
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(plain), sink)
    assert read_bytes(sink.getvalue(), "a.parquet", limits=None).values == plain


def test_batches_are_bounded(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b'{"a": 1}\nbad\n' * 9000 + b'{"t": "%s"}\n' % (b"x" * 3_000_000) * 6)
    sizes = []
    for chunk in reading.plan(tmp_path, "a.jsonl").chunks:
        for batch in reading.read(chunk, tmp_path):
            sizes.append((len(batch.rows), len(batch.rejects), sum(len(raw) for _, raw in batch.rows)))
    assert sum(rows for rows, _, _ in sizes) == 9006
    assert all(rows <= 2048 and rejects <= 2048 and size < 12 << 20 for rows, rejects, size in sizes)
