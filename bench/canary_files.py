"""Where a value can hide in files beside their text: metadata, comments, names of parts, what is not shown."""

from __future__ import annotations

import html
import io
import json
import random
import re
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from bench.canary_places import Place, pair

Say = Callable[[], str]
File = tuple[str, bytes]
_OFFICE = "http://schemas.openxmlformats.org"


def _page(value: str, say: Say) -> File:
    shown = html.escape(value)
    head = f'<title>{shown}</title><meta name="author" content="{shown}">'
    body = f'<p data-who="{shown}">{say()} {say()}</p><input type="hidden" value="{shown}"><template>{shown}</template>'
    return "pages/p.html", f"<html><head>{head}</head><body><h1>{say()}</h1>{body}</body></html>".encode()


def _docx(value: str, say: Say) -> File:
    from docx import Document

    document, shown = Document(), html.escape(value)
    document.add_heading(say())
    document.add_paragraph(f"{say()} {say()}")
    document.sections[0].header.paragraphs[0].text = document.sections[0].footer.paragraphs[0].text = value
    made = io.BytesIO()
    document.save(made)
    word = f"{_OFFICE}/wordprocessingml/2006/main"
    more = {
        "docProps/custom.xml": f'<Properties xmlns="{_OFFICE}/officeDocument/2006/custom-properties">'
        f'<property name="who">{shown}</property></Properties>',
        "word/comments.xml": f'<w:comments xmlns:w="{word}"><w:comment w:id="0" w:author="{shown}"><w:p><w:r><w:t>{shown}'
        "</w:t></w:r></w:p></w:comment></w:comments>",
    }
    tracked = (
        f'<w:p><w:ins w:author="{shown}" w:id="7"><w:r><w:t>{say()}</w:t></w:r></w:ins><w:del w:id="8"><w:r><w:delText>{shown}'
        f'</w:delText></w:r></w:del><w:r><w:drawing><wp:inline xmlns:wp="{_OFFICE}/drawingml/2006/wordprocessingDrawing">'
        f'<wp:docPr id="1" name="p" descr="{shown}"/></wp:inline></w:drawing></w:r></w:p><w:sectPr'
    )
    return "papers/d.docx", _packed(
        made.getvalue(), more, lambda body: body.replace(b"<w:sectPr", tracked.encode(), 1)
    )


def _packed(data: bytes, more: dict[str, str], change: Callable[[bytes], bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(made, "w") as after:
        for name in before.namelist():
            after.writestr(
                name, change(before.read(name)) if name == "word/document.xml" else before.read(name)
            )
        for name, body in more.items():
            after.writestr(name, body)
    return made.getvalue()


def _xlsx(value: str, say: Say) -> File:
    from openpyxl import Workbook
    from openpyxl.workbook.defined_name import DefinedName

    book = Workbook()
    book.active.title = re.sub(r"[\[\]:*?/\\']", "-", value)[:31]
    book.active.append(["instruction", "output"])
    book.active.append([say(), say()])
    book.active["B2"].hyperlink = f"https://test.org/?q={value}"
    book.active.oddHeader.center.text = book.properties.creator = value
    book.defined_names["who"] = DefinedName("who", attr_text=json.dumps(value))
    made = io.BytesIO()
    book.save(made)
    return "tables/t.xlsx", made.getvalue()


def _mail(value: str, say: Say) -> File:
    def mail(number: str, **headers: str) -> EmailMessage:
        made = EmailMessage(policy=SMTP.clone(max_line_length=300))
        made["Message-ID"], made["Date"] = f"<{number}@test.org>", "Thu, 01 Jan 2026 00:00:00 +0000"
        for name, text in headers.items():
            made[name.replace("_", "-")] = text
        made.set_content(f"{say()}\n\n{say()}")
        return made

    number = f"{random.Random(value).getrandbits(48):x}"
    asked = mail(number, From="A <a@test.org>", To="B <b@test.org>", Subject=say()[:60], X_Originating=value)
    asked.add_alternative(f"<p>{say()} <b>{html.escape(value)}</b></p>", subtype="html")
    asked.add_attachment(b"abc", maintype="application", subtype="octet-stream", filename=value)
    reply = mail(f"{number}r", From="B <b@test.org>", To="A <a@test.org>", Subject="Re", In_Reply_To=f"<{number}@test.org>")  # fmt: skip
    return "mails/m.mbox", b"".join(
        b"From a@test.org Thu Jan  1 00:00:00 2026\n" + one.as_bytes() + b"\n" for one in (asked, reply)
    )


def _columns(value: str, say: Say) -> pa.Table:
    listed = pa.DictionaryArray.from_arrays(pa.array([0], pa.int32()), pa.array([say(), f"unused {value}"]))
    fields = [
        pa.field("instruction", pa.string(), metadata={"comment": value}),
        pa.field("output", listed.type),
    ]
    return pa.table([[say()], listed], schema=pa.schema(fields, {"author": value}))


def _parquet(value: str, say: Say) -> File:
    made = io.BytesIO()
    pq.write_table(_columns(value, say), made)
    return "columns/c.parquet", made.getvalue()


def _arrow(value: str, say: Say) -> File:
    made, table = io.BytesIO(), _columns(value, say)
    with pa.ipc.new_file(made, table.schema) as writer:
        writer.write_table(table)
    return "columns/c.arrow", made.getvalue()


def _yaml(value: str, say: Say) -> File:
    body = f"# ask {value}\n- instruction: {json.dumps(say())} # {value}\n  output: {json.dumps(say())}\n  by: {json.dumps(value)}\n"
    return "columns/c.yaml", body.encode()


def _xml(value: str, say: Say) -> File:
    shown = html.escape(value)
    row = f"<row who='{shown}'><instruction>{say()}</instruction><output>{say()} <![CDATA[{value}]]></output></row>"
    return "columns/c.xml", f"<rows note='{shown}'><!-- {shown} -->{row}{row}</rows>".encode()


def _archive(value: str, say: Say) -> File:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        member = zipfile.ZipInfo("a.jsonl")
        member.comment = archive.comment = value.encode()
        archive.writestr(member, json.dumps(pair(say(), say())))
    return "archives/a.zip", made.getvalue()


def _pdf(value: str, say: Say) -> File:
    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.append(io.BytesIO(_shown(say())))
    writer.add_metadata({"/Author": value, "/Title": value})
    writer.add_outline_item(title=value, page_number=0)
    writer.add_attachment("note.txt", value.encode())
    made = io.BytesIO()
    writer.write(made)
    return "documents/d.pdf", made.getvalue()


def _shown(text: str) -> bytes:
    from bench.bombs import simple_pdf

    return simple_pdf(f"BT /F1 12 Tf 50 700 Td ({text}) Tj ET".encode())


def _one(make: Callable[[str, Say], File]) -> dict[str, Any]:
    return {"file": make, "single_line": True}


FILES = [
    Place("HTML title, meta, data attribute, hidden input, template", True, **_one(_page)),
    Place("docx header, footer, custom property, comment, tracked change, alt text", True, **_one(_docx)),
    Place("xlsx name of a sheet, defined name, header, hyperlink", True, **_one(_xlsx)),
    Place("mail HTML part, attachment's name, odd header", True, **_one(_mail), bare=True),
    Place("Parquet metadata", True, **_one(_parquet)),
    Place("Arrow metadata, unused dictionary value", True, **_one(_arrow)),
    Place("YAML comment and value", True, **_one(_yaml)),
    Place("XML attribute, comment, CDATA", True, **_one(_xml)),
    Place("comment of an archive and a member", True, **_one(_archive)),
    Place("PDF metadata, outline, attachment", True, **_one(_pdf)),
]
