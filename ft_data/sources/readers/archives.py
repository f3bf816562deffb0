"""Zip archives that are what they seem: a directory that fits in memory, files that lie beside each other.

A directory of millions of names takes gigabytes before the first file is opened, and files that share their packed
bytes let ten megabytes become petabytes, each of them within its own limit.
"""

from __future__ import annotations

import contextlib
import struct
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from typing import IO, Any, BinaryIO, cast

from ft_data.sources.model import ReadSettings, Refused

_DIRECTORY_BYTES = 16 << 20  # a hundred thousand names and more
_TOGETHER = 1 << 30  # bytes that the files of any archive may be together
_SIZE = 5  # of the directory, among the fields of its end record


@contextlib.contextmanager
def plain_errors() -> Iterator[None]:
    """Turn what the library raises on a damaged archive, beside its own error, into `Refused`."""
    try:
        yield
    except (UnicodeError, struct.error, ValueError, OverflowError, KeyError, IndexError) as problem:
        raise Refused(f"a damaged archive ({type(problem).__name__})") from problem


def member(archive: zipfile.ZipFile, name: str | zipfile.ZipInfo) -> IO[bytes]:
    """Open a file of an archive.

    :raises Refused: when it is damaged.
    """
    with plain_errors():
        return archive.open(name)


def content(archive: zipfile.ZipFile, name: str, limit: int) -> bytes:
    """Return the bytes of a file of an archive.

    :raises Refused: when it is damaged or has more bytes than the limit.
    :raises KeyError: when it is not there.
    """
    if archive.getinfo(name).file_size > limit:
        raise Refused(f"a part of more than {limit} bytes")
    with member(archive, name) as opened:
        return opened.read(limit)


def xml(archive: zipfile.ZipFile, name: str, settings: ReadSettings) -> ET.Element:
    """Return the root of an XML file of an archive.

    :raises Refused: when it is too large, or defines entities, which a safe reader does not expand.
    :raises KeyError: when it is not there.
    :raises ET.ParseError: when it is not XML.
    """
    data = content(
        archive, name, settings.document_bytes // 8
    )  # a tree of elements takes several times its text
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise Refused("the document defines entities: a safe reader does not expand them")
    return ET.fromstring(_usual(data))


_STRICT = b"http://purl.oclc.org/ooxml/"
_NAMES = {
    b"wordprocessingml/main": b"wordprocessingml/2006/main",
    b"presentationml/main": b"presentationml/2006/main",
    b"drawingml/main": b"drawingml/2006/main",
    b"drawingml/wordprocessingDrawing": b"drawingml/2006/wordprocessingDrawing",
    b"drawingml/diagram": b"drawingml/2006/diagram",
    b"officeDocument/math": b"officeDocument/2006/math",
    b"officeDocument/relationships": b"officeDocument/2006/relationships",
}


def _usual(data: bytes) -> bytes:
    """Return a part of an Office document that was saved as "strict" with the names that all others use."""
    if _STRICT in data[:4000]:
        for strict, name in _NAMES.items():
            data = data.replace(_STRICT + strict, b"http://schemas.openxmlformats.org/" + name)
    return data


def opened(file: BinaryIO, settings: ReadSettings | None = None) -> zipfile.ZipFile:
    """Open an archive.

    :raises Refused: when it is made to exhaust who reads it.
    :raises zipfile.BadZipFile: when it is damaged.
    """
    settings = settings or ReadSettings()
    with plain_errors():
        return _opened(file, settings)


def _opened(file: BinaryIO, settings: ReadSettings) -> zipfile.ZipFile:
    end = cast(Any, zipfile)._EndRecData(file)  # what ZipFile itself goes by
    if end and end[_SIZE] > _DIRECTORY_BYTES:
        raise Refused(f"an archive whose list of files is longer than {_DIRECTORY_BYTES >> 20} MB")
    whole = file.seek(0, 2)
    file.seek(0)
    archive = zipfile.ZipFile(file)
    members = archive.infolist()
    if not all(one.filename for one in members):  # the library asks for the last letter of each
        raise Refused("a damaged archive (a file without a name)")
    if sum(one.compress_size for one in members) > whole:
        raise Refused("the files of the archive lie over each other")
    grown = sum(one.file_size for one in members)
    if grown > max(_TOGETHER, settings.ratio * whole):
        raise Refused(f"unpacks to more than {settings.ratio} times its size (ratio)")
    return archive
