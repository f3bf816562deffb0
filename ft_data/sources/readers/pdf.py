"""PDF (extra `documents`): the text of each page."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

from ft_data.sources.model import Item, Refused
from ft_data.sources.readers.pdf_columns import Pieces, one_after_the_other
from ft_data.sources.readers.reader import Reader
from ft_data.sources.readers.records import row
from ft_data.sources.readers.streams import Content
from ft_data.sources.readers.xlsx import MISSING


def read(content: Content) -> Iterator[Item]:
    """Yield one record, ``{title, pages: [text, ...]}``. A document without any text (a scan) is a reject."""
    try:
        import pypdf
    except ImportError:
        raise Refused(MISSING.format(".pdf")) from None
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it warns with words of the document
    settings = content.settings
    if content.chunk.size > settings.document_bytes:
        raise Refused(f"a PDF of more than {settings.document_bytes} bytes (document_bytes)")
    record: dict[str, Any] = {}
    pages: list[str] = []
    size = 0
    try:
        document = pypdf.PdfReader(content.file())
        if document.is_encrypted and not document.decrypt(""):
            raise Refused("encrypted: save it without a password")
        title = document.metadata.title if document.metadata else None
        if isinstance(title, str) and title.strip():
            record["title"] = title.strip()
        for page in document.pages:
            pieces = Pieces()
            text = page.extract_text(visitor_text=pieces).strip()
            pages.append(one_after_the_other(pieces.found, _width(page)) or text)
            size += len(pages[-1])
            if size > settings.row_bytes:
                raise Refused(f"a record of more than {settings.row_bytes} bytes (row_bytes)")
    except (Refused, MemoryError):
        raise
    except Exception as problem:  # the parser raises whatever a damaged file leads it to
        raise Refused(f"damaged PDF ({type(problem).__name__})") from problem
    if not any(pages):
        raise Refused("a PDF without text (scanned pages?): run text recognition on it first")
    yield 1, row({**record, "pages": pages}, settings)


_LETTER = 612.0  # points


def _width(page: Any) -> float:
    """Return the width of a page in points; many files have no box that says it."""
    try:
        return float(page.mediabox.width) or _LETTER
    except (ValueError, TypeError, KeyError, AttributeError, IndexError):
        return _LETTER


READERS = {"pdf": Reader(read, "pdf", binary=True, needs=("pypdf", "documents"), slow=5.0)}
