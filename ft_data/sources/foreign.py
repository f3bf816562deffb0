"""Formats that nobody reads here, each with what to do about it: by the end of a name, by the first bytes, by the parts of an archive.

Read as text or as an archive, their files would become rows of marks that nobody wrote.
"""

from __future__ import annotations

import re
from collections.abc import Collection

_UNPACK = "{}: unpack it{}, or pack the files as .zip"
_TAR = _UNPACK.format("a tar archive", " (`tar xf`)")
_SEVEN, _RAR = _UNPACK.format("a 7z archive", ""), _UNPACK.format("a RAR archive", "")
_PACKED = "packed with {}: unpack it or use .gz or .zst"
_TABLE = "{}: write it as .parquet or .csv"
_WORD, _EXCEL, _SLIDES = (
    "an old Word document: save it as .docx",
    "an old Excel workbook: save it as .xlsx",
    "an old PowerPoint presentation: save it as .pptx",
)
_RTF = "an RTF document: save it as .docx"
_MAIL = "an Outlook message: save it as .eml"
_BINARY_EXCEL = "a binary Excel workbook: save it as .xlsx"
_IWORK = "an iWork document: export it as .docx, .xlsx or .pptx"
_SQLITE = _TABLE.format("an SQLite database")
_CALENDAR = "a calendar: export its entries as .csv"
_PEOPLE = "an address book, which has no texts"
_LATEX = "a LaTeX document: convert it (`pandoc x.tex -o x.md`)"
_SETTINGS = "a file of settings: `format: txt` reads its lines"
_COMMENTED = "JSON with comments: write it as .json without them"
_TRANSLATIONS = "a catalogue of translations: convert it to .tmx or .csv"
_SUBTITLES = "subtitles of a kind that is not read: save them as .srt or .vtt"
_BOOK = "an e-book of a kind that is not read: convert it to .epub"
_PICTURE, _SOUND, _PROGRAM = "a picture, no text", "sound or film, no text", "a program, no text"

_BY_NAME = {
    _EXCEL: "xls xlt",
    _WORD: "doc dot",
    _SLIDES: "ppt pps pot",
    _BINARY_EXCEL: "xlsb",
    _RTF: "rtf",
    _MAIL: "msg oft",
    "an Outlook mailbox: export it as .mbox": "pst ost",
    _IWORK: "pages numbers key",
    _SEVEN: "7z",
    _RAR: "rar",
    _TAR: "tar tgz tbz2 txz",
    _PACKED.format("lz4"): "lz4",
    _PACKED.format("brotli"): "br",
    _PACKED.format("compress or lzma"): "z lzma",
    _SQLITE: "sqlite sqlite3 db3",
    _TABLE.format("an Access database"): "mdb accdb",
    _TABLE.format("an Avro file"): "avro",
    _TABLE.format("an ORC table"): "orc",
    _TABLE.format("an HDF5 file"): "h5 hdf5",
    _TABLE.format("a table of a program for statistics"): "sav dta sas7bdat rds rdata dbf",
    "objects of a Python program, which run code when they are read: write them as .jsonl or .parquet": "pkl pickle pt pth joblib",
    _TABLE.format("arrays of numbers"): "npy npz mat",
    "records of TensorFlow: write them as .jsonl or .parquet": "tfrecord tfrecords",
    _CALENDAR: "ics ifb",
    _PEOPLE: "vcf vcard",
    _LATEX: "tex latex ltx",
    "an OpenDocument file as one XML: save it as .odt, .ods or .odp": "fodt fods fodp",
    _SETTINGS: "ini cfg conf properties env",
    _COMMENTED: "jsonc json5 hjson",
    _TRANSLATIONS: "po pot mo",
    _SUBTITLES: "ass ssa sub ttml dfxp lrc",
    _BOOK: "mobi azw azw3 djvu chm",
    "statements of SQL: load them, and export the tables as .csv or .parquet": "sql",
}  # fmt: skip
_SUFFIXES = {f".{suffix}": why for why, listed in _BY_NAME.items() for suffix in listed.split()}

_MAGIC = (
    (0, b"7z\xbc\xaf\x27\x1c", _SEVEN),
    (0, b"Rar!\x1a\x07", _RAR),
    (257, b"ustar", _TAR),
    (0, b"\x04\x22\x4d\x18", _SUFFIXES[".lz4"]),
    (0, b"\x1f\x9d", _SUFFIXES[".z"]),
    (0, b"SQLite format 3\0", _SQLITE),
    (0, b"Obj\x01", _SUFFIXES[".avro"]),
    (0, b"ORC\x0a", _SUFFIXES[".orc"]),
    (0, b"ORC\x08", _SUFFIXES[".orc"]),
    (0, b"\x89HDF\r\n\x1a\n", _SUFFIXES[".h5"]),
    (0, b"\x93NUMPY", _SUFFIXES[".npy"]),
    (0, b"{\\rtf", _RTF),
    (60, b"BOOKMOBI", _BOOK),
    (0, b"AT&TFORM", _BOOK),
    (0, b"ITSF\x03", _BOOK),
    (0, b"\x89PNG\r\n", _PICTURE),
    (0, b"\xff\xd8\xff", _PICTURE),
    (0, b"GIF87a", _PICTURE),
    (0, b"GIF89a", _PICTURE),
    (0, b"ID3\x03", _SOUND),
    (0, b"ID3\x04", _SOUND),
    (0, b"OggS\0", _SOUND),
    (0, b"fLaC\0", _SOUND),
    (0, b"\x7fELF", _PROGRAM),
)
# Signs that words may hold too stand behind others.
_SIGNED = (
    (re.compile(rb"RIFF.{4}WEBP", re.DOTALL), _PICTURE),
    (re.compile(rb"RIFF.{4}(?:WAVE|AVI )", re.DOTALL), _SOUND),
    (re.compile(rb"\0\0.{2}ftyp", re.DOTALL), _SOUND),
)
_OLE = b"\xd0\xcf\x11\xe0"
_STREAMS = {
    "EncryptedPackage": "an Office file with a password: save it without one",
    "WordDocument": _WORD,
    "Workbook": _EXCEL,
    "PowerPoint Document": _SLIDES,
    "__substg1.0_": _MAIL,
}
_LATEX_HEAD = re.compile(r"(?:%[^\n]*\n|\s)*\\(?:documentclass|documentstyle)\b")
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."


def by_name(suffix: str) -> str | None:
    """Return what a file with such an end of its name (``.doc``) is and what to do, None where its bytes decide."""
    return _SUFFIXES.get(suffix)


def by_bytes(head: bytes) -> str | None:
    """Return what a file with such first bytes is and what to do, None for any other."""
    if head.startswith(_OLE):
        kinds = (why for name, why in _STREAMS.items() if name.encode("utf-16-le") in head)
        return next(kinds, "an old Office file: save it as .xlsx or .docx")
    found = next((why for at, magic, why in _MAGIC if head.startswith(magic, at)), None)
    return found or next((why for signs, why in _SIGNED if signs.match(head)), None)


def by_text(text: str) -> str | None:
    """Return what a text that begins like this is and what to do, None for any other."""
    if text.startswith("BEGIN:VCALENDAR"):
        return _CALENDAR
    if text.startswith("BEGIN:VCARD"):
        return _PEOPLE
    return _LATEX if _LATEX_HEAD.match(text[:4000]) else None


def by_parts(names: Collection[str], kind: str) -> str | None:
    """Return what an archive of such files is and what to do, None for an archive of somebody's files.

    ``kind`` is what its file `mimetype` says.
    """
    if "xl/workbook.bin" in names:
        return _BINARY_EXCEL
    if "Index/Document.iwa" in names or "Index.zip" in names:
        return _IWORK
    if kind.startswith(_OPEN_DOCUMENT):
        what = {"graphics": "drawing", "formula": "formula", "chart": "chart", "database": "database"}
        name = kind.removeprefix(_OPEN_DOCUMENT).partition("-")[0]
        return f"an OpenDocument {what.get(name, 'file')}, which is not read"
    if "[Content_Types].xml" in names:
        return "an Office file of a kind that is not read: save it as .docx, .xlsx, .pptx or .pdf"
    if "META-INF/MANIFEST.MF" in names or "AndroidManifest.xml" in names:
        return _PROGRAM
    if names and all(name.endswith(".npy") for name in names):
        return _SUFFIXES[".npz"]
    return None
