"""Files that are small and become large: `python -m bench.bombs [NAME ...]` reads each and prints what that took.

Every one must end as a reject within 30 seconds and 2 GB, whoever reads it.
"""

from __future__ import annotations

import gzip
import io
import json
import re
import resource
import struct
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from bench.support import manual_bombs
from bench.support.manual_bombs import zipped

_MB = 1 << 20
Maker = Callable[[], bytes]


def _dictionary() -> pa.Table:
    indices = pa.array([0] * 300_000, pa.int32())
    return pa.table({"text": pa.DictionaryArray.from_arrays(indices, pa.array(["x" * 4 * _MB]))})


def parquet_dictionary() -> bytes:
    sink = io.BytesIO()
    pq.write_table(_dictionary(), sink, store_schema=False)
    return sink.getvalue()


def _arrow(table: pa.Table) -> bytes:
    sink = io.BytesIO()
    with pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    return sink.getvalue()


def arrow_dictionary() -> bytes:
    return _arrow(_dictionary())


def arrow_nulls() -> bytes:
    return _arrow(pa.table({"a": pa.nulls(1_000_000_000)}))


def arrow_lists() -> bytes:
    """Many list views of the same values."""
    values = pa.array(range(1_000_000), pa.int32())
    views = pa.ListViewArray.from_arrays(
        pa.array([0] * 100_000, pa.int32()), pa.array([1_000_000] * 100_000, pa.int32()), values
    )
    return _arrow(pa.table({"a": views}))


def parquet_columns() -> bytes:
    sink = io.BytesIO()
    pq.write_table(pa.table({f"c{number}": [1] for number in range(20_000)}), sink)
    return sink.getvalue()


def yaml_aliases() -> bytes:
    lines = ["a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    lines += [f"a{at}: &a{at} [{', '.join([f'*a{at - 1}'] * 10)}]" for at in range(1, 12)]
    return "\n".join(lines).encode()


def yaml_merges() -> bytes:
    lines = ["a0: &a0 {k: lol}"]
    lines += [f"a{at}: &a{at} {{<<: [{', '.join([f'*a{at - 1}'] * 10)}]}}" for at in range(1, 12)]
    return "\n".join(lines).encode()


def yaml_strings() -> bytes:
    """One long text that a list names again and again."""
    return b"t: &t " + b"x" * 4 * _MB + b"\nrows:\n" + b"- {text: *t}\n" * 300_000


def _workbook(sheet: bytes, strings: bytes = b"") -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    files = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="{kind}.sharedStrings+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="s" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="{office}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": b'<worksheet xmlns="%s"><sheetData>%s</sheetData></worksheet>'
        % (main.encode(), sheet),
        "xl/sharedStrings.xml": b'<sst xmlns="%s">%s</sst>' % (main.encode(), strings),
    }
    return zipped(files)


def _cells(*columns: str) -> bytes:
    return b"<row>" + b"".join(b'<c t="s"><v>%s</v></c>' % one.encode() for one in columns) + b"</row>"


def xlsx_shared_strings() -> bytes:
    strings = b"<si><t>question</t></si><si><t>answer</t></si><si><t>" + b"x" * _MB + b"</t></si>"
    return _workbook(_cells("0", "1") + _cells("2", "2") * 100_000, strings)


def xlsx_rows() -> bytes:
    """The second row says that it is the two thousand millionth."""
    row = b'<row r="%d"><c t="inlineStr"><is><t>a</t></is></c></row>'
    return _workbook(row % 1 + row % 2_000_000_000)


def xlsx_far_cells() -> bytes:
    """Every row has one cell, in the last column there may be."""
    rows = b"".join(
        b'<row r="%d"><c r="XFD%d" t="inlineStr"><is><t>a</t></is></c></row>' % (at, at)
        for at in range(1, 100_000)
    )
    return _workbook(rows)


def csv_columns() -> bytes:
    row = ",".join(f"column {number}" for number in range(300_000)) + "\n"
    return (row + "1," * 299_999 + "1\n").encode()


def csv_same_columns() -> bytes:
    return b"a," * 300_000 + b"a\n" + b"1," * 300_000 + b"1\n"


def csv_quotes() -> bytes:
    """Every line, read for itself, leaves a quote open; read as a part of another it does not close it."""
    return b"q,a\n" + b'a"b,"\n' * 4_000_000


def encoded_words() -> bytes:
    return b"From: a@example.org\nSubject: " + b"=?utf-8?q?a?=\n " * 1_000_000 + b"\n\nhello\n"


def mail_parts() -> bytes:
    part = b"--b\nContent-Type: text/plain\n\na\n"
    return (
        b'From: a@example.org\nContent-Type: multipart/mixed; boundary="b"\n\n'
        + part * 1_000_000
        + b"--b--\n"
    )


def mail_nesting() -> bytes:
    levels = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (at, at) for at in range(50_000)
    )
    return b"From: a@example.org\n" + levels + b"\na\n"


def mbox_replies() -> bytes:
    """A thread of half a million mails."""
    return b"".join(
        b"From a\nFrom: a@example.org\nSubject: Re: s\nMessage-ID: <%d@e>\nIn-Reply-To: <0@e>\n\nhello\n\n"
        % at
        for at in range(500_000)
    )


def _pdf(objects: list[bytes]) -> bytes:
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def _stream(data: bytes, rest: bytes = b"") -> bytes:
    return b"<</Length %d/Filter/FlateDecode%s>>stream\n%s\nendstream" % (len(data), rest, data)


_FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
_PAGE = b"<</Type/Page/Parent 2 0 R/Resources<</Font<</F1 4 0 R>>>>/Contents 5 0 R>>"


def simple_pdf(content: bytes) -> bytes:
    """Return a document of one page."""
    tree = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[3 0 R]>>"]
    return _pdf([*tree, _PAGE, _FONT, _stream(zlib.compress(content))])


def pdf_pages() -> bytes:
    """One page, named a million times by a tree of ten times ten times ..."""
    objects = [b"<</Type/Catalog/Pages 6 0 R>>", b"null", _PAGE, _FONT]
    objects.append(_stream(zlib.compress(b"BT /F1 9 Tf (word word word) Tj ET\n" * 2000)))
    for level in range(6):
        below = 3 if level == 5 else 7 + level
        objects.append(b"<</Type/Pages/Count 1000000/Kids[%s]>>" % (b"%d 0 R " % below * 10))
    return _pdf(objects)


def pdf_stream() -> bytes:
    """A page whose two streams, packed twice, are four gigabytes of text."""
    twice = zlib.compress(zlib.compress(b"BT /F1 9 Tf (word) Tj ET\n" * 40_000_000, 9), 9)
    body = b"<</Length %d/Filter[/FlateDecode/FlateDecode]>>stream\n%s\nendstream" % (len(twice), twice)
    tree = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[3 0 R]>>"]
    return _pdf([*tree, _PAGE, _FONT, body])


def pdf_objects() -> bytes:
    """A table that names fifty million objects."""
    table = zlib.compress(b"\1\0\0\0\x10\0\0" * 50_000_000, 9)
    body = b"%PDF-1.7\n"
    wide = b"/Type/XRef/Size 50000000/W[1 4 2]/Root 1 0 R"
    return body + b"1 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (_stream(table, wide), len(body))


def zip_overlap() -> bytes:
    """A directory that names one packed file again and again."""
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = packed.compress(b"a\n" * 20 * _MB) + packed.flush()
    crc, size = zlib.crc32(b"a\n" * 20 * _MB), 40 * _MB
    local = struct.pack("<4s5H3I2H", b"PK\3\4", 20, 0, 8, 0, 0, crc, len(data), size, 5, 0) + b"a.txt" + data
    entries = b"".join(
        struct.pack("<4s6H3I5H2I", b"PK\1\2", 20, 20, 0, 8, 0, 0, crc, len(data), size, 9, 0, 0, 0, 0, 0, 0)
        + b"%05d.txt" % at
        for at in range(20_000)
    )
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 20_000, 20_000, len(entries), len(local), 0)
    return local + entries + end


def zip_directory() -> bytes:
    entry = struct.pack("<4s6H3I5H2I", b"PK\1\2", 20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    entries = entry * 2_000_000
    head = b"PK\3\4" + b"\0" * 26
    return head + entries + struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 65535, 65535, len(entries), len(head), 0)


def zip_nested() -> bytes:
    data = b"{}\n" * _MB
    for level in range(5):
        data = zipped({f"{level}-{copy}.zip": data for copy in range(8)})
    return data


def gzip_lines() -> bytes:
    line = b'{"instruction": "a", "response": "' + b"b" * 1000 + b'"}\n'
    return gzip.compress(line * 1_000_000, 9)


def json_depth() -> bytes:
    return b'[{"a":' * 10_000_000


def json_objects() -> bytes:
    """One object of twenty million empty ones, which take 64 bytes each."""
    return b'{"id": 1, "instruction": "a", "response": [' + b"{}," * 40_000_000 + b"{}]}"


def jsonl_values() -> bytes:
    return b"".join(b'{"a":[' + b"{}," * 5_000_000 + b"{}]}\n" for _ in range(6))


def jsonl_line() -> bytes:
    return b'{"a": "' + b"x" * 400 * _MB + b'"}'


def jsonl_rejects() -> bytes:
    return b'{"a": 1}\n' + b"x\n" * 8_000_000


def html_depth() -> bytes:
    return b"<html><body>" + b"<b><div>" * 500_000


def html_formatting() -> bytes:
    """Marks that are never closed, which every paragraph opens again."""
    marks = b"".join(b"<b a%d><i a%d><font a%d>" % (at, at, at) for at in range(1000))
    return b"<html><body>" + marks + b"<p>x" * 100_000


def xml_fields() -> bytes:
    """A field of the document that each of its records repeats."""
    return b"<doc title='" + b"x" * _MB + b"'>" + b"<r><q>a</q></r>" * 100_000 + b"</doc>"


def docx_entities() -> bytes:
    laughs = '<!ENTITY a0 "lol">' + "".join(f'<!ENTITY a{at} "{f"&a{at - 1};" * 10}">' for at in range(1, 12))
    body = f"<!DOCTYPE d [{laughs}]><w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:body><w:p><w:r><w:t>&a11;</w:t></w:r></w:p></w:body></w:document>"
    return zipped({"word/document.xml": body})


def docx_table() -> bytes:
    """A table whose first row has 200,000 cells, which the others are padded to."""
    space = "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'"
    row = "<w:tr>" + "<w:tc/>" * 100_000 + "</w:tr>"
    return zipped(
        {
            "word/document.xml": f"<w:document {space}><w:body><w:tbl>{row}{'<w:tr><w:tc/></w:tr>' * 300_000}</w:tbl></w:body></w:document>"
        }
    )


def recipe_aliases() -> bytes:
    lines = ["dataset: bomb", "purpose: &a0 lol"]
    lines += [f"a{at}: &a{at} [{', '.join([f'*a{at - 1}'] * 10)}]" for at in range(1, 12)]
    return "\n".join(lines).encode()


BOMBS: dict[str, tuple[str, Maker]] = {
    maker.__name__: (name, maker)
    for name, maker in (
        ("b.parquet", parquet_dictionary), ("b.arrow", arrow_dictionary), ("b.arrow", arrow_nulls),
        ("b.arrow", arrow_lists), ("b.parquet", parquet_columns), ("b.yaml", yaml_aliases), ("b.yaml", yaml_merges),
        ("b.yaml", yaml_strings), ("b.xlsx", xlsx_shared_strings), ("b.xlsx", xlsx_rows), ("b.xlsx", xlsx_far_cells),
        ("b.csv", csv_columns), ("b.csv", csv_same_columns), ("b.csv", csv_quotes), ("b.eml", encoded_words),
        ("b.eml", mail_parts), ("b.eml", mail_nesting), ("b.mbox", mbox_replies), ("b.pdf", pdf_pages),
        ("b.pdf", pdf_stream), ("b.pdf", pdf_objects), ("b.zip", zip_overlap), ("b.zip", zip_directory),
        ("b.zip", zip_nested), ("b.jsonl.gz", gzip_lines), ("b.json", json_depth), ("b.json", json_objects),
        ("b.jsonl", jsonl_values), ("b.jsonl", jsonl_line), ("b.jsonl", jsonl_rejects), ("b.html", html_depth),
        ("b.html", html_formatting), ("b.xml", xml_fields), ("b.docx", docx_entities), ("b.docx", docx_table),
        *manual_bombs.BOMBS,
        ("recipe.yaml", recipe_aliases),
    )
}  # fmt: skip


def read(folder: Path, name: str) -> dict[str, object]:
    """Read one file as a run does; return how many records there were, what was rejected, and what that took."""
    from ft_data.recipe.load import load
    from ft_data.recipe.problems import RecipeError
    from ft_data.sources import guarded, reading

    start, records, out = time.perf_counter(), 0, 0
    rejects: list[str] = []
    if name == "recipe.yaml":
        try:
            load(folder / name)
        except RecipeError as error:
            rejects = [problem.message for problem in error.problems]
    else:
        plan = reading.plan(folder, name)
        rejects = [reason for _, reason in plan.rejects]
        for _, batch in guarded.read(plan.chunks, folder):
            records, out = records + len(batch.rows), out + sum(len(row) for _, row in batch.rows)
            rejects += [reason for _, reason in batch.rejects]
    # Not ru_maxrss of this process, which begins with that of its parent.
    own = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
    used = [resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, int(own[1]) if own else 0]
    return {
        "records": records,
        "mb_out": out // _MB,
        "rejects": len(rejects),
        "last": rejects[-1] if rejects else "",
        "seconds": round(time.perf_counter() - start, 1),
        "mb": max(used) // 1024,
    }


def explode(bomb: str, folder: Path) -> dict[str, object]:
    """Make one bomb in a folder and read it in a fresh process."""
    name, maker = BOMBS[bomb]
    (folder / name).write_bytes(maker())
    command = [sys.executable, "-m", "bench.bombs", "--read", str(folder / name)]
    made = subprocess.run(command, capture_output=True, text=True, check=True)
    return {"bomb": bomb, "kb": (folder / name).stat().st_size // 1024, **json.loads(made.stdout)}


def main() -> None:
    if sys.argv[1:2] == ["--read"]:
        path = Path(sys.argv[2])
        print(json.dumps(read(path.parent, path.name)))
        return
    for bomb in sys.argv[1:] or BOMBS:
        with tempfile.TemporaryDirectory() as folder:
            found = explode(bomb, Path(folder))
        print(
            "{bomb:20} {kb:>9,} KB {seconds:>6} s {mb:>6,} MB {records:>9,} records {rejects:>7,} rejects  {last}".format(
                **found
            ),
            flush=True,
        )


if __name__ == "__main__":
    main()
