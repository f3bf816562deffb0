from __future__ import annotations

import bz2
import gzip
import io
import zipfile
import zlib
from pathlib import Path

import pytest
import zstandard

from ft_data.sources import markup
from ft_data.sources.model import ReadSettings

from .helpers import read_all, read_one, write

QA = """<?xml version="1.0" encoding="UTF-8"?>
<Document id="7" source="Clinic" url="https://clinic.example/7"><!-- notice -->
<Focus>Sleep</Focus>
<Codes><Code>1</Code><Code>2</Code></Codes>
<QAPairs>
  <QAPair pid="1"><Question qid="7-1" qtype="info">What is sleep ?</Question>
  <Answer>Rest. <b>Deep</b> rest.</Answer></QAPair>
  <QAPair pid="2"><Question qid="7-2" qtype="cause">Why ?</Question><Answer></Answer></QAPair>
</QAPairs></Document>"""


def test_question_answer_documents(tmp_path: Path) -> None:
    found = read_one(tmp_path, "a.xml", QA)
    document = {"id": "7", "source": "Clinic", "url": "https://clinic.example/7", "Focus": "Sleep"}
    assert found.values == [
        {
            "document": document,
            "pid": "1",
            "qid": "7-1",
            "qtype": "info",
            "question": "What is sleep ?",
            "answer": "Rest. Deep rest.",
        },
        {"document": document, "pid": "2", "qid": "7-2", "qtype": "cause", "question": "Why ?", "answer": ""},
    ]
    assert found.positions == [1, 2]


def test_one_pair_is_enough(tmp_path: Path) -> None:
    data = "<faq><pair><question>a</question><answer>b</answer></pair></faq>"
    assert read_one(tmp_path, "a.xml", data).values == [{"question": "a", "answer": "b"}]


def test_repeated_elements_are_records(tmp_path: Path) -> None:
    data = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title>'
        '<entry lang="en"><title>a</title><tag>x</tag><tag>y</tag></entry>'
        "<entry><title>b</title><body>some <i>mixed</i> text</body></entry></feed>"
    )
    assert read_one(tmp_path, "a.xml", data).values == [
        {"document": {"title": "t"}, "lang": "en", "title": "a", "tag": ["x", "y"]},
        {"document": {"title": "t"}, "title": "b", "body": "some mixed text"},
    ]


def test_a_document_without_repetition_is_a_record(tmp_path: Path) -> None:
    assert read_one(tmp_path, "a.xml", "<a><b>1</b><c d='2'>3</c></a>").values == [
        {"b": "1", "c": {"d": "2", "#text": "3"}}
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "windows-1251", "shift_jis"])
def test_xml_encodings(tmp_path: Path, encoding: str) -> None:
    word = {"iso-8859-1": "Größe", "windows-1251": "Размер", "shift_jis": "大きさ"}.get(
        encoding, "Größe 大きさ"
    )
    data = f"<?xml version='1.0' encoding='{encoding}'?><a><b>{word}</b></a>".encode(encoding)
    assert read_one(tmp_path, "a.xml", data).values == [{"b": word}]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("<a><b></a>", "not XML: mismatched tag: line 1"),
        ("<a>&undefined;</a>", "not XML"),
        ("just text", "not XML"),
        ('<!DOCTYPE a [<!ENTITY x "boom"><!ENTITY y "&x;&x;">]><a>&y;</a>', "entities"),
        ('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "entities"),
        ("<a>" * 400 + "</a>" * 400, "nested deeper"),
    ],
)
def test_xml_that_is_refused(tmp_path: Path, data: str, reason: str) -> None:
    found = read_one(tmp_path, "a.xml", data)
    assert found.rows == []
    assert reason in found.reasons[0]


PAGE = """<html lang="en-GB"><head><meta charset="iso-8859-1"><title>The  title</title>
<meta name="generator" content="Sphinx 7"><script>var x = 1 < 2;</script></head>
<body><nav><a href="/">Home</a></nav><h1>Top</h1><p>First <b>bold</b><br>line</p>
<ul><li>one</li><li>two<ol><li>deep</li></ol></li></ul>
<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2 | 3</td></tr></table>
<pre>if x &lt; 1:
    pass</pre><div>loose <code>code</code> text<p>inner</p></div></body></html>"""


def test_pages(tmp_path: Path) -> None:
    data = PAGE.replace("First", "Größe").encode("latin-1")
    (value,) = read_one(tmp_path, "a.html", data).values
    assert (value["title"], value["language"], value["generator"]) == ("The title", "en-GB", "Sphinx 7")
    assert "Größe" in value["html"]


def test_pages_as_markdown() -> None:
    assert markup.to_markdown(PAGE) == (
        "# Top\n\nFirst bold\nline\n\n- one\n- two\n  1. deep\n\n"
        "| a | b |\n| --- | --- |\n| 1 | 2 \\| 3 |\n\n"
        "```\nif x < 1:\n    pass\n```\n\nloose `code` text\n\ninner"
    )
    assert markup.to_markdown("") == ""
    layout = "<table><tr><td>menu</td><td><table><tr><th>a</th><th>b</th></tr></table></td></tr></table>"
    assert markup.to_markdown(layout) == "menu\n\n| a | b |\n| --- | --- |"


@pytest.mark.parametrize("unit", ["<div>", "<b>", "<ul><li>", "<table><tr><td>", "<p>", "<!--"])
def test_bottomless_pages_take_no_time(unit: str) -> None:
    for count in (100, 3000, 100_000):
        assert "end" in markup.to_markdown(unit * count + "end") or unit == "<!--"
        markup.about(unit * count)


def test_deep_markup_becomes_text() -> None:
    assert markup.to_markdown("<div>" * 3000 + "deep" + "</div>" * 3000) == "deep"


def test_markdown_with_front_matter(tmp_path: Path) -> None:
    data = "---\ntitle: T\ntags: [a]\n---\n# Heading\n\ntext\n"
    assert read_one(tmp_path, "a.md", data).values == [
        {"front_matter": {"title": "T", "tags": ["a"]}, "title": "Heading", "markdown": "# Heading\n\ntext\n"}
    ]
    assert read_one(tmp_path, "b.md", "---\nno front matter\n").values == [
        {"markdown": "---\nno front matter\n"}
    ]


def test_text_files_are_lines_or_documents(tmp_path: Path) -> None:
    assert read_one(tmp_path, "a.txt", "one\u2028still one\n two \nthree").values == [
        {"text": "one\u2028still one"},
        {"text": " two "},
        {"text": "three"},
    ]
    found = read_one(tmp_path, "b.txt", "para one\nmore\n\npara two\n")
    assert found.values == [{"text": "para one\nmore\n\npara two"}]
    assert read_one(tmp_path, "c.txt", "a\n\nb\n", text="lines").positions == [1, 3]
    assert read_one(tmp_path, "d.txt", "a\nb\n", text="document").values == [{"text": "a\nb"}]


def test_long_documents_are_cut_between_paragraphs(tmp_path: Path) -> None:
    paragraph = "words and words\n" * 1000 + "\n"
    found = read_one(tmp_path, "a.txt", paragraph * 200)
    assert len(found.rows) == 4
    assert "".join(value["text"] + "\n\n" for value in found.values) == paragraph * 200
    assert all(len(value["text"]) < 1_100_000 for value in found.values)


def pdf(pages: list[str]) -> bytes:
    """Write a PDF by hand: one line of text a page."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    kids = []
    for text in pages:
        stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode()
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R "
            b"/Resources << /Font << /F1 "
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
    out, places = io.BytesIO(b"%PDF-1.4\n"), []
    out.seek(0, 2)
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))
    return out.getvalue()


def test_pdf(tmp_path: Path) -> None:
    pytest.importorskip("pypdf")
    assert read_one(tmp_path, "a.pdf", pdf(["First page", "Second page"])).values == [
        {"pages": ["First page", "Second page"]}
    ]
    assert "without text" in read_one(tmp_path, "b.pdf", pdf([""])).reasons[0]
    found = read_one(tmp_path, "c.pdf", b"%PDF-1.4\ngarbage")
    assert found.reasons[0].startswith("damaged PDF")


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def docx(body: str) -> bytes:
    styles = (
        f'<w:styles {W}><w:style w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style></w:styles>'
    )
    core = '<c xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Guide</dc:title></c>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
        archive.writestr("word/styles.xml", styles)
        archive.writestr("docProps/core.xml", core)
    return out.getvalue()


def paragraph(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def test_docx(tmp_path: Path) -> None:
    body = (
        paragraph("Start", '<w:pStyle w:val="berschrift1"/>')
        + paragraph("Some text.")
        + paragraph("one", "<w:numPr/>")
        + paragraph("two", "<w:numPr/>")
        + f"<w:tbl><w:tr><w:tc>{paragraph('a')}</w:tc><w:tc>{paragraph('b')}</w:tc></w:tr></w:tbl>"
        + "<w:p><w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>"
    )
    assert read_one(tmp_path, "a.docx", docx(body)).values == [
        {"title": "Guide", "markdown": "# Start\n\nSome text.\n- one\n- two\n\n| a | b |\n| --- | --- |"}
    ]
    assert read_one(tmp_path, "b.docx", docx("")).reasons == ["a Word document without text"]
    assert read_one(tmp_path, "c.docx", docx("<w:p>")).reasons[0].startswith("damaged Word document")


def test_real_word_files(tmp_path: Path) -> None:
    writer = pytest.importorskip("docx")
    document = writer.Document()
    document.add_heading("Title", 0)
    document.add_heading("Section", 2)
    document.add_paragraph("Body")
    document.add_paragraph("item", style="List Bullet")
    document.save(str(tmp_path / "a.docx"))
    assert read_all(tmp_path, "a.docx").values[0]["markdown"] == "# Title\n\n## Section\n\nBody\n- item"


@pytest.mark.parametrize("suffix", ["gz", "bz2", "zst"])
def test_packed_files(tmp_path: Path, suffix: str) -> None:
    pack = {"gz": gzip.compress, "bz2": bz2.compress, "zst": zstandard.compress}[suffix]
    for name, data in (
        ("a.jsonl", b'{"a": 1}\n{"a": 2}\n'),
        ("a.json", b'[{"a": 1}]'),
        ("a.csv", b"a,b\n1,2\n"),
        ("a.xml", QA.encode()),
        ("a.html", PAGE.encode()),
        ("a.md", b"# x\n"),
        ("a.txt", b"a\nb\n"),
        ("a.yaml", b"a: 1\n"),
        ("a.docx", docx(paragraph("x"))),
    ):
        plain = read_one(tmp_path, name, data)
        packed = read_one(tmp_path, f"{name}.{suffix}", pack(data) + (pack(b"") if suffix != "bz2" else b""))
        assert packed.values == plain.values, name
        assert packed.rejects == []


@pytest.mark.parametrize("suffix", ["gz", "bz2", "zst"])
def test_damaged_packing_keeps_the_rows_before_it(tmp_path: Path, suffix: str) -> None:
    pack = {"gz": gzip.compress, "bz2": bz2.compress, "zst": zstandard.compress}[suffix]
    import random

    random_ = random.Random(1)
    lines = b"".join(b'{"n": %d, "t": "%030x"}\n' % (n, random_.getrandbits(120)) for n in range(30_000))
    packed = pack(lines)
    found = read_one(tmp_path, f"a.jsonl.{suffix}", packed[: len(packed) * 3 // 4])
    assert found.values[:3] == [{"n": n, "t": found.values[n]["t"]} for n in range(3)]
    assert 5_000 < len(found.rows) < 30_000
    assert found.reasons[-1].startswith("packed data is damaged or ends early")


def test_zip_bombs_are_refused_early(tmp_path: Path) -> None:
    small = ReadSettings(ratio_floor=1 << 20)
    size = 3 << 20
    write(tmp_path, "a.txt.gz", gzip.compress(b"0" * size, 9))
    write(tmp_path, "b.html.zst", zstandard.compress(b"0" * size))
    write(tmp_path, "c.csv.bz2", bz2.compress(b"0" * size))
    for name, inner in (("d.zip", "d.html"), ("e.docx", "word/document.xml"), ("f.xlsx", "xl/workbook.xml")):
        with zipfile.ZipFile(tmp_path / name, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(inner, b"0" * size)
    for name in ("a.txt.gz", "b.html.zst", "c.csv.bz2", "d.zip", "e.docx", "f.xlsx"):
        found = read_all(tmp_path, name, settings=small)
        assert "(ratio)" in found.reasons[-1], name
        assert read_all(tmp_path, name, settings=ReadSettings(ratio=10**6)).reasons != found.reasons
    found = read_one(tmp_path, "g.jsonl.gz", gzip.compress(b'{"a": 1}\n' * 1000), expanded_bytes=5000)
    assert "(expanded_bytes)" in found.reasons[-1]
    assert len(found.rows) < 1000


def test_a_default_bomb_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "a.json.zst", zstandard.compress(b"0" * (70 << 20)))
    assert "(ratio)" in read_all(tmp_path, "a.json.zst").reasons[-1]


def test_whole_documents_have_a_size(tmp_path: Path) -> None:
    found = read_one(tmp_path, "a.html", b"<p>" + b"x" * 10_000, document_bytes=5000)
    assert "(document_bytes)" in found.reasons[0]


def test_encrypted_members_say_so(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.jsonl", '{"a": 1}\n')
    data = bytearray((tmp_path / "a.zip").read_bytes())
    data[6] |= 1
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1
    write(tmp_path, "a.zip", bytes(data))
    assert "encrypted" in read_all(tmp_path, "a.zip").reasons[0]
    assert zlib.crc32(b"") == 0


def test_boxes_moves_and_inner_tables_of_word_stand_once(tmp_path: Path) -> None:
    box = f"<w:txbxContent>{paragraph('Mind the step')}</w:txbxContent>"
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    body = (
        f"<w:p><w:r><w:t>Beside a box.</w:t></w:r><w:r><mc:AlternateContent {mc}><mc:Choice>{box}</mc:Choice>"
        f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
        "<w:p><w:moveFrom><w:r><w:t>This was moved.</w:t></w:r></w:moveFrom></w:p>"
        "<w:p><w:moveTo><w:r><w:t>This was moved.</w:t></w:r></w:moveTo></w:p>"
        f"<w:tbl><w:tr><w:tc>{paragraph('outer')}</w:tc><w:tc>{paragraph('cell')}<w:tbl><w:tr><w:tc>{paragraph('in')}"
        f"</w:tc><w:tc>{paragraph('ner')}</w:tc></w:tr></w:tbl></w:tc></w:tr></w:tbl>"
    )
    (value,) = read_one(tmp_path, "a.docx", docx(body)).values
    assert value["markdown"] == (
        "Beside a box.\n\nMind the step\n\nThis was moved.\n\n| outer | cell |\n| --- | --- |\n\n| in | ner |\n| --- | --- |"
    )


def test_notes_of_file_managers_in_archives_are_no_files(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.jsonl", '{"text": "x"}\n')
        for name in (
            "__MACOSX/._a.jsonl",
            "sub/__MACOSX/b.jsonl",
            ".DS_Store",
            "sub/._c.jsonl",
            "sub/Thumbs.db",
        ):
            archive.writestr(name, b"\0\1")
    found = read_all(tmp_path, "a.zip")
    assert (found.values, found.rejects) == ([{"text": "x"}], [])


def test_folders_that_links_lead_to_are_read_once(tmp_path: Path) -> None:
    write(tmp_path, "src/a.jsonl", '{"text": "here"}\n')
    write(tmp_path, "elsewhere/deep/b.jsonl", '{"text": "there"}\n')
    (tmp_path / "src/disk").symlink_to("../elsewhere")
    (tmp_path / "src/again").symlink_to("../elsewhere/deep")
    (tmp_path / "elsewhere/back").symlink_to("../src")
    (tmp_path / "elsewhere/up").symlink_to("..")
    found = read_all(tmp_path, "src")
    assert sorted(one["text"] for one in found.values) == ["here", "there"]
    assert found.rejects == []
