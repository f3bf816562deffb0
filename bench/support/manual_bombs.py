"""Manuals that are small and become large: books, notebooks and reStructuredText."""

from __future__ import annotations

import io
import zipfile


def zipped(files: dict[str, bytes | str]) -> bytes:
    """Return an archive of files."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return sink.getvalue()


def epub(page: str, times: int = 1, package: str = "") -> bytes:
    """Return a book of one page, which its order names so many times."""
    container = '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="b.opf"/></rootfiles></container>'
    order = '<itemref idref="a"/>' * times
    opf = f'<package xmlns="http://www.idpf.org/2007/opf"><manifest><item id="a" href="a.html" media-type="text/html"/></manifest><spine>{order}</spine></package>'
    return zipped({"META-INF/container.xml": container, "b.opf": package or opf, "a.html": page})


def epub_pages() -> bytes:
    """A page without a word, which the order of pages names two hundred thousand times."""
    return epub("<html><!--" + "x" * 100_000 + "--></html>", 200_000)


def epub_page() -> bytes:
    return epub("<p>" + "x" * 400 * (1 << 20))


def epub_entities() -> bytes:
    laughs = '<!ENTITY a0 "lol">' + "".join(f'<!ENTITY a{at} "{f"&a{at - 1};" * 10}">' for at in range(1, 12))
    return epub("<p>a", package=f"<!DOCTYPE p [{laughs}]><package>&a11;</package>")


def ipynb_cells() -> bytes:
    return b'{"cells": [' + b"{}," * 20_000_000 + b"{}]}"


def ipynb_depth() -> bytes:
    return b'{"cells": ' + b"[" * 10_000_000


def rst_substitutions() -> bytes:
    laughs = [".. |a0| replace:: lol"]
    laughs += [f".. |a{at}| replace:: {f'|a{at - 1}| ' * 10}" for at in range(1, 12)]
    return "\n".join([*laughs, "", "|a11|", ""]).encode()


def rst_table() -> bytes:
    """A table whose first row has 4,000 cells, to which 100,000 others are padded."""
    rows = "".join("   a\n" for _ in range(100_000))
    return f".. csv-table::\n\n   {',' * 4_000}\n{rows}".encode()


def rst_depth() -> bytes:
    return b"".join(b" " * at + b"- a\n\n" for at in range(0, 2_000, 2))


def rst_marks() -> bytes:
    """Marks that are never closed, each of which may close everywhere behind it."""
    return b"*a `b |c _d\n" * 20_000


def rst_titles() -> bytes:
    """Lines of one sign that are no title, each of which may be the beginning of one."""
    return b"=====\n" * 200_000


BOMBS = (
    ("b.epub", epub_pages), ("b.epub", epub_page), ("b.epub", epub_entities), ("b.ipynb", ipynb_cells), ("b.ipynb", ipynb_depth),
    ("b.rst", rst_substitutions), ("b.rst", rst_table), ("b.rst", rst_depth), ("b.rst", rst_marks), ("b.rst", rst_titles),
)  # fmt: skip
