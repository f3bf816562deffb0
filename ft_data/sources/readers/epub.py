"""EPUB books: the chapters in reading order as one Markdown document, straight from the pages inside."""

from __future__ import annotations

import posixpath
import urllib.parse
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator

from ft_data.sources import markup
from ft_data.sources.model import Item, Refused
from ft_data.sources.readers import archives, encodings
from ft_data.sources.readers.reader import Reader
from ft_data.sources.readers.records import row
from ft_data.sources.readers.streams import Content
from ft_data.sources.readers.xlsx import check_archive

_OPF = "{http://www.idpf.org/2007/opf}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_CONTAINER = "{urn:oasis:names:tc:opendocument:xmlns:container}rootfile"
_PAGES = ("application/xhtml+xml", "text/html")


def read(content: Content) -> Iterator[Item]:
    """Yield one record, ``{title, language, markdown}``. Tables of contents are left out."""
    file = content.file()
    check_archive(file, content.settings)
    try:
        with zipfile.ZipFile(file) as archive:
            yield 1, row(_book(archive, content), content.settings)
    except KeyError:
        raise Refused("not an EPUB book: a part that it names is not in it") from None
    except ET.ParseError as problem:
        raise Refused(f"damaged EPUB book: {problem}") from None


def _book(archive: zipfile.ZipFile, content: Content) -> dict[str, object]:
    found = archives.xml(archive, "META-INF/container.xml", content.settings).find(f".//{_CONTAINER}")
    if found is None:
        raise Refused("not an EPUB book: it names no package")
    package = found.get("full-path", "")
    root = archives.xml(archive, package, content.settings)
    items = {one.get("id"): one for one in root.iter(f"{_OPF}item")}
    pages: list[str] = []
    size = unpacked = 0
    for reference in root.iter(f"{_OPF}itemref"):
        item = items.get(reference.get("idref"))
        if item is None or reference.get("linear") == "no" or item.get("media-type") not in _PAGES:
            continue
        if "nav" in item.get("properties", "").split():
            continue
        href = urllib.parse.unquote(item.get("href", "")).partition("#")[0]
        name = posixpath.normpath(posixpath.join(posixpath.dirname(package), href))
        data = archives.content(archive, name, content.settings.row_bytes)
        unpacked += len(data)
        if unpacked > content.settings.document_bytes:  # the order of pages may name one again and again
            raise Refused(f"pages of more than {content.settings.document_bytes} bytes (document_bytes)")
        if b"\0" in data[:512] and encodings.by_bom(data) is None:
            raise Refused("a book whose pages are encrypted: save it without copy protection")
        text = markup.to_markdown(
            encodings.decode(data, encodings.detect_markup(data[: encodings.HEAD], None))
        )
        size += len(text)
        if size > content.settings.row_bytes:
            raise Refused(f"a record of more than {content.settings.row_bytes} bytes (row_bytes)")
        pages.append(text)
    body = "\n\n".join(page for page in pages if page)
    if not body:
        raise Refused("an EPUB book without text")
    said = {name: root.findtext(f".//{_DC}{name}", "").strip() for name in ("title", "language")}
    return {**{name: text for name, text in said.items() if text}, "markdown": body}


READERS = {"epub": Reader(read, "epub", binary=True, zipped=True, slow=5.0)}
