"""Small valid files of every format, and ways to break them."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import random
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet as pq
import yaml
import zstandard

from bench.bombs import simple_pdf
from bench.support.manual_bombs import epub, pptx, slide
from ft_data_tests.realdata import ROOT
from ft_data_tests.sources.opendocument import opendocument

ROWS = [
    {
        "id": number,
        "question": f"Was kostet Nr. {number}, „brutto“?",
        "answer": "12 €\nnet, or 3 × 4.",
        "tags": ["a", None],
    }
    for number in range(12)
]
TOKENS = (
    b'"', b"\n", b"\r", b",", b"\t", b"{", b"}", b"[", b"]", b"\\", b"\0", b"\xff", b"\xc3", b"\xef\xbb\xbf", b"<", b">", b"</",
    b"<![CDATA[", b"&#0;", b"&#xD800;", b"<!--", b"From x\n", b"\n--b\n", b"=?utf-8?b?", b"\\ud800", b"1e999", b"9" * 30, b"&a ",
    b"*a", b"<<: ", b"!!python/object:x ", b"NaN", b"-", b"\xe2\x80\xa8", b"\x85", b"obj", b"endobj", b"stream", b" 0 R", b"PK\3\4",
    b"\x1f\x8b", b"/Kids", b"/Parent", b"/Length -1", b"<table>", b"<pre>", b"```", b"---\n", b"\xff\xfe", b"%%EOF", b"Content-Type: ",
)  # fmt: skip
# A part of these is not a whole one: what is missing must be said.
CONTAINERS = (
    "json",
    "ipynb",
    "xml",
    "parquet",
    "arrow",
    "xlsx",
    "docx",
    "epub",
    "pptx",
    "odt",
    "ods",
    "odp",
    "pdf",
    "gz",
    "xz",
    "zst",
    "bz2",
    "zip",
)


def _saved(write: object) -> bytes:
    sink = io.BytesIO()
    write(sink)  # type: ignore[operator]
    return sink.getvalue()


def _mail(number: int) -> str:
    return (
        f"From: A <a{number}@example.org>\nTo: b@example.org\nSubject: =?utf-8?q?Caf=C3=A9?= {number}\nMessage-ID: <{number}@e>\n"
        f'Date: Mon, 1 Jan 2024 10:0{number}:00 +0100\nContent-Type: multipart/alternative; boundary="b"\n\n--b\n'
        "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\nSGVsbG8gd29ybGQ=\n--b\n"
        "Content-Type: text/html\n\n<p>Hello <b>world</b></p>\n--b--\n\n"
    )


def samples() -> dict[str, bytes]:
    """Return files by name."""
    import docx
    import openpyxl

    table = pa.Table.from_pylist(ROWS)
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS).encode()
    cells = "id;question;answer\n" + "".join(f'{r["id"]};"{r["question"]}";"{r["answer"]}"\n' for r in ROWS)
    book = openpyxl.Workbook()
    book.active.append(["id", "question", "answer"])
    for row in ROWS:
        book.active.append([row["id"], row["question"], row["answer"]])
    document = docx.Document()
    document.add_heading("A title")
    document.add_paragraph("Some text.")
    document.add_table(2, 2).cell(0, 0).text = "cell"
    arrow = _saved(lambda sink: pa.ipc.new_stream(sink, table.schema).write_table(table))
    xml = "<?xml version='1.0'?><faq about='x'>" + "".join(
        f"<entry id='{r['id']}'><question>{r['question']}</question><answer>a &amp; b</answer></entry>"
        for r in ROWS
    )
    page = "<html lang=en><head><title>t</title></head><body><h1>A</h1><p>b <b>c</b><ul><li>d</ul><table><tr><td>e<td>f</table><pre>g</pre></body></html>"
    found = {
        "a.jsonl": lines,
        "a.json": json.dumps(ROWS).encode(),
        "wrapped.json": json.dumps({"version": 1, "data": ROWS}).encode(),
        "a.csv": cells.encode(),
        "a.tsv": cells.replace(";", "\t").encode("utf-16"),
        "a.parquet": _saved(lambda sink: pq.write_table(table, sink)),
        "a.arrow": arrow,
        "file.arrow": _saved(lambda sink: pa.feather.write_feather(table, sink, compression="zstd")),
        "a.xlsx": _saved(book.save),
        "a.xml": (xml + "</faq>").encode(),
        "a.html": page.encode(),
        "a.md": b"---\ntitle: t\ntags: [a]\n---\n# A\n\ntext\n\n```py\nx = 1\n```\n| a | b |\n| --- | --- |\n| c | d |\n",
        "a.txt": "One line.\nAnother.\n\nA new part, „quoted“.\n".encode("cp1252", "replace") * 5,
        "a.yaml": yaml.safe_dump(ROWS, allow_unicode=True).encode(),
        "a.eml": _mail(1).encode(),
        "a.mbox": "".join("From x\n" + _mail(number) for number in range(6)).encode(),
        "day.json": json.dumps([{"type": "message", "user": f"U{n % 2}", "ts": f"178021{n}000.0001", "text": "<@U1> a &lt; b"} for n in range(6)]).encode(),
        "a.log": b"=== alice joined\n" + b"[10:00] <alice> hello there\n[10:01] <bob> alice: hi\n" * 8,
        "a.rst": b"A\n=\n\nText, *marked*.\n\n.. note:: b\n\n   .. c:: d\n\n+---+---+\n| e | f |\n+---+---+\n\n.. |g| replace:: h\n\n:i:`j` |g|\n",
        "a.adoc": b"= A\n\n:b: c\n\n* {b}\n\n----\nd\n----\n\n|===\n|e |f\n|===\n",
        "a.ipynb": json.dumps({"cells": [{"cell_type": "code", "source": ["x = 1\n"]}, {"cell_type": "markdown", "source": "# A"}]}).encode(),
        "a.epub": epub("<html><body><h1>A</h1><p>b</p></body></html>"),
        "a.pptx": pptx([slide("<p:sp><p:txBody><a:p><a:r><a:t>words on a slide</a:t></a:r></a:p></p:txBody></p:sp>")]),
        "a.odt": opendocument("text", "<text:h>A</text:h><text:p>b<text:s/>c</text:p><text:list><text:list-item><text:p>d</text:p></text:list-item></text:list>"),
        "a.ods": opendocument("spreadsheet", "<table:table>" + "<table:table-row><table:table-cell><text:p>x</text:p></table:table-cell></table:table-row>" * 3 + "</table:table>"),
        "a.vtt": b"WEBVTT\n\n1\n00:00.000 --> 00:02.000\n<v A>one\ntwo</v>\n\n00:02.000 --> 00:03.000\n<v B>three\n",
        "a.toml": b'[[examples]]\nquestion = "a"\nanswer = 3.10\n[[examples]]\nquestion = "b"\nanswer = [1, {c = 2}]\n',
        "a.mhtml": b'From: <Saved by x>\nContent-Type: multipart/related; boundary="b"\n\n--b\nContent-Type: text/html\n\n<p>words</p>\n--b--\n',
        "a.jsonl.xz": lzma.compress(lines),
        "a.pdf": simple_pdf(b"BT /F1 9 Tf (words on a page) Tj ET"),
        "a.docx": _saved(document.save),
        "a.jsonl.gz": gzip.compress(lines),
        "a.jsonl.zst": zstandard.compress(lines),
        "a.json.bz2": bz2.compress(json.dumps(ROWS).encode()),
    }  # fmt: skip
    with zipfile.ZipFile(sink := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inner/a.csv", found["a.csv"])
        archive.writestr("b.jsonl", lines)
    return found | {"a.zip": sink.getvalue()} | dict(_real())


def _real(most: int = 60, size: int = 200_000) -> Iterator[tuple[str, bytes]]:
    """Yield small files of real sets, where there are any."""
    base = Path(os.environ.get("FT_DATA_SHARED", ROOT.parent / "shared")) / "data"
    seen: dict[str, int] = {}
    for path in sorted(base.rglob("*")) if base.is_dir() else ():
        kind = path.suffix.lower()
        if (
            kind
            and seen.get(kind, 0) < 5
            and sum(seen.values()) < most
            and path.is_file()
            and 0 < path.stat().st_size < size
        ):
            seen[kind] = seen.get(kind, 0) + 1
            yield f"real{sum(seen.values())}{kind}", path.read_bytes()


def broken(data: bytes, other: bytes, rng: random.Random) -> bytes:
    """Return a file with one to six faults."""
    out = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 3, 6))):
        at, end = sorted((rng.randrange(len(out) + 1), rng.randrange(len(out) + 1)))
        end = min(end, at + rng.choice((1, 4, 64, 4096)))
        kind = rng.randrange(7)
        if kind == 0 and out:
            out[min(at, len(out) - 1)] ^= 1 << rng.randrange(8)
        elif kind == 1:
            del out[at:end]
        elif kind == 2:
            out[at:at] = out[at:end] * rng.choice((1, 2, 50))
        elif kind == 3:
            out[at:at] = rng.choice(TOKENS) * rng.choice((1, 1, 3, 300))
        elif kind == 4:
            out[at:end] = rng.randbytes(end - at)
        elif kind == 5:
            start = rng.randrange(len(other) + 1)
            out[at:end] = other[start : start + rng.choice((8, 200, 5000))]
        else:
            out[at : at + 4] = rng.choice(
                (b"\xff\xff\xff\xff", b"\0\0\0\0", b"\xff\xff\xff\x7f", b"\0\0\0\x80")
            )
    return bytes(out)
