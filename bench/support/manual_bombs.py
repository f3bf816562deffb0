"""Manuals that are small and become large: books, slides, notebooks and reStructuredText."""

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


_SLIDES = "http://schemas.openxmlformats.org"


def slide(shapes: str, show: str = "1") -> str:
    """Return the XML of a slide (or of its notes) with some shapes."""
    names = {
        "p": f"{_SLIDES}/presentationml/2006/main",
        "a": f"{_SLIDES}/drawingml/2006/main",
        "r": f"{_SLIDES}/officeDocument/2006/relationships",
        "dgm": f"{_SLIDES}/drawingml/2006/diagram",
        "mc": f"{_SLIDES}/markup-compatibility/2006",
    }
    said = " ".join(f'xmlns:{name}="{url}"' for name, url in names.items())
    return f'<p:sld {said} show="{show}"><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:sld>'


def pptx(
    slides: list[str], order: list[int] | None = None, beside: dict[str, tuple[str, str, str]] | None = None
) -> bytes:
    """Return a presentation. ``order`` names its slides; ``beside`` are parts of the first: (kind, id, XML) by target."""
    shown = range(len(slides)) if order is None else order
    listed = "".join(f'<p:sldId r:id="r{at}"/>' for at in shown)
    parts = {
        "ppt/presentation.xml": f'<p:presentation xmlns:p="{_SLIDES}/presentationml/2006/main" '
        f'xmlns:r="{_SLIDES}/officeDocument/2006/relationships"><p:sldIdLst>{listed}</p:sldIdLst></p:presentation>',
        "ppt/_rels/presentation.xml.rels": _relations(
            {f"slides/s{at}.xml": ("slide", f"r{at}") for at in range(len(slides))}
        ),
        **{f"ppt/slides/s{at}.xml": text for at, text in enumerate(slides)},
    }
    if beside:
        parts["ppt/slides/_rels/s0.xml.rels"] = _relations({name: one[:2] for name, one in beside.items()})
        parts |= {name.replace("../", "ppt/"): one[2] for name, one in beside.items()}
    return zipped(parts)


def _relations(parts: dict[str, tuple[str, str]]) -> str:
    each = "".join(
        f'<Relationship Id="{key}" Type="{_SLIDES}/officeDocument/2006/relationships/{kind}" Target="{name}"/>'
        for name, (kind, key) in parts.items()
    )
    return f'<Relationships xmlns="{_SLIDES}/package/2006/relationships">{each}</Relationships>'


def pptx_slides() -> bytes:
    """A slide without a word, which the order of slides names two hundred thousand times."""
    return pptx([slide("<!--" + "x" * 100_000 + "-->")], [0] * 200_000)


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
    ("b.epub", epub_pages), ("b.epub", epub_page), ("b.epub", epub_entities), ("b.pptx", pptx_slides), ("b.ipynb", ipynb_cells), ("b.ipynb", ipynb_depth),
    ("b.rst", rst_substitutions), ("b.rst", rst_table), ("b.rst", rst_depth), ("b.rst", rst_marks), ("b.rst", rst_titles),
)  # fmt: skip
