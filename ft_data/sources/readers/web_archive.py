"""Pages saved with what they show (MHTML): the page is the record."""

from __future__ import annotations

from collections.abc import Iterator

from ft_data.sources import markup
from ft_data.sources.model import Item, Refused
from ft_data.sources.readers import message
from ft_data.sources.readers.reader import Reader
from ft_data.sources.readers.records import row
from ft_data.sources.readers.streams import Content


def read(content: Content) -> Iterator[Item]:
    """Yield one record, ``{html, title, ...}``, as of a page (`pages.read`)."""
    html = message.page(content.whole(content.settings.row_bytes))
    if html is None or not html.strip():
        raise Refused("a web archive without a page")
    yield 1, row({**markup.about(html), "html": html}, content.settings)


READERS = {"mhtml": Reader(read, "mhtml mht")}
