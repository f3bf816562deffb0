"""What a file is: packed how, in which format. The bytes decide; the name breaks ties."""

from __future__ import annotations

import io
import re
import zipfile
from typing import BinaryIO

from ft_data.sources import foreign, readers
from ft_data.sources.canonical import BadJSON, element_decoder, parse_json
from ft_data.sources.model import Refused
from ft_data.sources.readers import anki, archives, asciidoc, encodings, lines, messengers, slack, subtitles
from ft_data.sources.readers.streams import plain_errors, unpacked

HEAD = 64 << 10
_FIRST_LINE = 16 << 20
_LFS = b"version https://git-lfs.github.com/spec/"
_ANNEX = re.compile(rb"^(\.\./)*/?(\.git/)?annex/objects/")
_CODECS = {".gz": "gz", ".gzip": "gz", ".bz2": "bz2", ".zst": "zst", ".zstd": "zst", ".xz": "xz"}
_MAGIC = ((b"\x1f\x8b", "gz"), (b"\x28\xb5\x2f\xfd", "zst"), (b"BZh", "bz2"), (b"\xfd7zXZ\0", "xz"))
_MAIL = re.compile(rb"(?:[!-9;-~]{1,60}:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*){3,}", re.ASCII)
_ARCHIVED = re.compile(rb"From: <Saved by |Snapshot-Content-Location:", re.I)
_MAIL_KEYS = re.compile(
    rb"^(?:From|Received|Return-Path|Message-ID|MIME-Version|Subject|Date|To):", re.I | re.M
)


def codec_of(name: str, head: bytes) -> tuple[str, str]:
    """Return the packing ("" for none, or "zip") and the name without its suffix.

    :raises Refused: for pointers to files that are elsewhere and for packed names without packed bytes.
    """
    if head.startswith(_LFS):
        raise Refused("a Git LFS pointer, not the file itself: run `git lfs pull`")
    if _ANNEX.match(head):
        raise Refused("a git-annex pointer, not the file itself: run `git annex get`")
    suffix = _suffix(name)
    bare = name[: -len(suffix)] if suffix in _CODECS or suffix == ".zip" else name
    for magic, codec in _MAGIC:
        if head.startswith(magic) and (codec != "bz2" or head[3:4].isdigit()):
            return codec, bare
    if head.startswith(b"PK\x03\x04") and not readers.zipped(readers.by_suffix(suffix)):
        return "zip", bare
    cut = bool(head) and any(
        magic.startswith(head) for magic in (b"PK\x03\x04", *(magic for magic, _ in _MAGIC))
    )
    if bare != name and (cut or b"\0" in head or not encodings.is_utf8(head)):
        raise Refused(f"named {suffix} but not packed that way")
    return "", bare


def unpack_head(file: BinaryIO, codec: str) -> bytes:
    """Return the first bytes of what a packed stream holds."""
    with plain_errors():
        stream = unpacked(file, codec)
        data = b""
        while len(data) < HEAD and (block := stream.read(HEAD - len(data))):
            data += block
        return data


def format_of(name: str, head: bytes, wanted: str, whole: bool) -> str:
    """Return the format of unpacked bytes; ``whole`` says that the head is all there is.

    :raises Refused: for formats nobody can read here, and for bytes that are no text.
    """
    if not head.strip(b"\xef\xbb\xbf \t\r\n\0"):
        raise Refused("empty file" if not head else "an empty file but for blanks or zero bytes")
    if wanted != "auto":
        return wanted
    suffix = _suffix(name)
    named = readers.by_suffix(suffix)
    if named is not None and readers.plugged(named):
        return named
    if why := foreign.by_name(suffix) or foreign.by_bytes(head):
        raise Refused(why)
    binary = _binary(head)
    if binary:
        return binary
    if named is not None and readers.READERS.get(named).zipped and head.startswith(b"PK\x03\x04"):
        return named
    if named is not None and readers.READERS.get(named).binary:
        raise Refused(f"named {suffix} but not such a file")
    if (
        encodings.by_bom(head) is None
        and b"\0" in head[:1024]
        and encodings.detect(head) in ("utf-8", "cp1252")
    ):
        if named is None:
            raise Refused("neither text nor a known format: name its `format`")
        return named
    text = encodings.decode(head, encodings.detect(head)).lstrip("\ufeff \t\r\n")
    if named in (None, "txt") and (why := foreign.by_text(text)):
        raise Refused(why)
    if named == "json":
        if slack.looks_like(text):
            return "slack"
        if messengers.looks_like(text):
            return "messenger"
        return "jsonl" if _lines_of_json(text, whole) else "json"
    if named == "jsonl":
        return "json" if _one_document(text, whole) else "jsonl"
    if suffix == ".asc":  # signatures and keys are called so too
        if text.startswith("-----BEGIN "):
            raise Refused("a signature or a key, no text")
        return "adoc" if asciidoc.looks_like(text) else _plain(head, text, whole, True)
    if named in (None, "txt") and subtitles.looks_like(text):
        return "subtitles"
    if named in (None, "txt") and anki.looks_like(text):
        return "anki"
    if named in (None, "txt"):
        return _plain(head, text, whole, named is None)
    return named


def _is_litter(name: str) -> bool:
    """Tell whether an archive's file is a note of a file manager and not of the person who packed it."""
    *folders, last = name.replace("\\", "/").split("/")
    return (
        "__MACOSX" in folders
        or last.startswith("._")
        or last.lower() in (".ds_store", "thumbs.db", "desktop.ini")
    )


def members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Return the files of an archive in the order of their names."""
    found = [one for one in archive.infolist() if not one.is_dir() and not _is_litter(one.filename)]
    lists = slack.lists({one.filename for one in found})
    return sorted((one for one in found if one.filename not in lists), key=lambda one: one.filename)


def member_head(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """Return the first bytes of one member."""
    with plain_errors(), archives.member(archive, member) as opened:
        return opened.read(HEAD)


_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
_OPEN = {
    f"{_OPEN_DOCUMENT}{kind}{made}": format_
    for kind, format_ in (("text", "odt"), ("spreadsheet", "ods"), ("presentation", "odp"))
    for made in ("", "-template")
}
_PARTS = {
    "xl/workbook.xml": "xlsx",
    "META-INF/container.xml": "epub",
    "ppt/presentation.xml": "pptx",
    "word/document.xml": "docx",
}


def office(file: BinaryIO) -> str | None:
    """Tell a workbook, a document, slides or a book from an ordinary archive.

    :raises Refused: for a document of another program, whose parts are no files of somebody's.
    """
    try:
        with plain_errors(), archives.opened(file) as archive:
            names = set(archive.namelist())
            said = archives.content(archive, "mimetype", 200) if "mimetype" in names else b""
    except Refused:
        return None
    kind = said.strip().decode("ascii", "replace")
    if kind in _OPEN:
        return _OPEN[kind]
    for part, format_ in _PARTS.items():
        if part in names:
            return format_
    if why := foreign.by_parts(names, kind):
        raise Refused(why)
    return None


def _suffix(name: str) -> str:
    dot = name.rfind(".")
    return name[dot:].lower() if dot > name.rfind("/") else ""


def _binary(head: bytes) -> str | None:
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith((b"ARROW1", b"FEA1", b"\xff\xff\xff\xff")):
        return "arrow"
    if b"%PDF-" in head[:1024]:
        return "pdf"
    return None


def _parses(line: str) -> bool:
    try:
        return isinstance(parse_json(line.encode("utf-8", "replace")), (dict, list))
    except BadJSON:
        return False


def _lines_of_json(text: str, whole: bool) -> bool:
    """Tell whether a file named .json holds one value a line: exporters do that."""
    line, newline, rest = text.partition("\n")
    return bool(newline) and rest.lstrip()[:1] in ("{", "[") and _parses(line) and not _mixed(text)


def _one_document(text: str, whole: bool) -> bool:
    """Tell whether a file named .jsonl holds arrays or objects over many lines, one or several."""
    line, newline, _ = text.partition("\n")
    opened = line.strip().startswith("[") or line.strip() == "{" or _over_lines(text)
    return (opened and bool(newline) and not _parses(line)) or _mixed(text)


def _mixed(text: str) -> bool:
    """Tell whether, after some objects on a line of their own, one goes over several lines."""
    while text.startswith("{"):
        line, _, rest = text.partition("\n")
        if not _parses(line):
            return _over_lines(text)
        text = rest.lstrip()
    return False


def _over_lines(text: str) -> bool:
    """Tell whether a text begins with an object that goes over several lines."""
    if not text.startswith("{"):
        return False
    try:
        _, end = element_decoder().raw_decode(text)
    except (ValueError, RecursionError):
        return False
    return "\n" in text[:end]


def _plain(head: bytes, text: str, whole: bool, unnamed: bool) -> str:
    if unnamed or text[:1] in ("{", "["):
        if _over_lines(text):
            return "json"
        if text[:1] in ("{", "[") and (_lines_of_json(text, whole) or (whole and _parses(text))):
            return "jsonl" if _lines_of_json(text, whole) else "json"
        start = text[:400].lower()
        if start.startswith(("<!doctype html", "<html")):
            return "html"
        if start.startswith("<?xml"):
            return "html" if "<html" in start else "xml"
    if head.startswith(b"From ") and _MAIL_KEYS.search(head[:4000]):
        return "mbox"
    if _ARCHIVED.match(head):
        return "mhtml"
    if _MAIL.match(head) and len(_MAIL_KEYS.findall(head[:4000])) >= 3:
        return "eml"
    if lines.looks_like_chat(text):
        return "irc"
    return lines.table_format(text) or "txt"


def first_bytes(file: BinaryIO) -> bytes:
    """Return the head of a file: 64 KB, or up to the end of its first line if that is longer (16 MB)."""
    data = io.BytesIO()
    while data.tell() < HEAD and (block := file.read(HEAD - data.tell())):
        data.write(block)
    head = data.getvalue()
    if len(head) < HEAD or b"\n" in head or head.lstrip()[:1] not in (b"{", b"["):
        return head
    while data.tell() < _FIRST_LINE and (block := file.read(HEAD)):
        data.write(block)
        if b"\n" in block:
            break
    return data.getvalue()
