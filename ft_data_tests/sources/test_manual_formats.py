"""Manuals in reStructuredText, notebooks and EPUB books: cut at their headings, no program's words among theirs."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import orjson
import pytest

from ft_data.recipe.schema import Source
from ft_data.sources import guarded, reading
from ft_data.sources.shapes import map_record

RST = """
.. _top:

Kettles
=======

.. currentmodule:: kettle

Read :doc:`/start`, :ref:`the safety page <safety>` and :meth:`~kettle.Kettle.boil` first, then fill it from the tap.

.. toctree::

   start

Descaling
---------

.. note:: Wear gloves.

.. code-block:: python

    Kettle().boil()

.. include:: /etc/hostname

.. versionadded:: 2.1
   Vinegar.

===== =====
Hard  Often
Soft  |no|
===== =====

.. |no| replace:: Seldom

.. tabs::
   :sync: yes

   Kept words.
"""
BOOK = {
    "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OPS/book.opf"/></rootfiles></container>',
    "OPS/book.opf": '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>'
    "<dc:title>Kettles</dc:title><dc:language>en</dc:language></metadata><manifest>"
    '<item id="n" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
    '<item id="b" href="text/b%20c.xhtml" media-type="application/xhtml+xml"/>'
    '<item id="a" href="text/a.xhtml" media-type="application/xhtml+xml"/></manifest>'
    '<spine><itemref idref="n"/><itemref idref="a"/><itemref idref="b"/></spine></package>',
    "OPS/nav.xhtml": "<html><body><h1>Contents</h1></body></html>",
    "OPS/text/a.xhtml": "<html><body><h1>First</h1><p>Boil water for as long as it takes to sing the old song twice.</p></body></html>",
    "OPS/text/b c.xhtml": "<html><body><h1>Second</h1><p>Pour it over the leaves and wait until all of them have sunk.</p></body></html>",
}
NOTEBOOK = {
    "metadata": {"language_info": {"name": "python"}},
    "nbformat": 4,
    "cells": [
        {
            "cell_type": "markdown",
            "source": ["# Kettles\n", "\n", "Boil water for as long as it takes to sing the old song twice."],
        },
        {"cell_type": "code", "source": "boil()\n", "outputs": [{"text": ["a secret that was printed"]}]},
        {
            "cell_type": "markdown",
            "source": "## Descaling\n\nUse vinegar and leave it in there for at least a whole hour.",
        },
    ],
}


def book(parts: dict[str, str]):
    def write(path: Path) -> None:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("mimetype", "application/epub+zip")
            for name, text in parts.items():
                archive.writestr(name, text)

    return write


def text(said: str):
    return lambda path: path.write_text(said, "utf-8")


def read(folder: Path, name: str, write):
    write(folder / name)
    plan = reading.plan(folder, name)
    batches = [batch for _, batch in guarded.read(plan.chunks, folder)]
    rows = [orjson.loads(raw) for batch in batches for _, raw in batch.rows]
    return rows, [why for _, why in plan.rejects] + [why for batch in batches for _, why in batch.rejects]


def pieces(record: dict) -> list[tuple[list[str], str]]:
    found = map_record(record, Source(path="-", shape="manual"), "pretraining").drafts
    return [(one.extra["headings"], one.messages[0]["content"]) for one in found]


def test_rst_keeps_words_and_drops_what_is_for_programs(tmp_path):
    (record,), rejects = read(tmp_path, "kettles.rst", text(RST))
    assert record["title"] == "Kettles" and not rejects
    (first, second) = pieces(record)
    assert first == (
        ["Kettles"],
        "# Kettles\n\nRead start, the safety page and `boil` first, then fill it from the tap.",
    )
    assert second[0] == ["Kettles", "Descaling"]
    assert second[1] == (
        "## Descaling\n\n**Note:** Wear gloves.\n\n```python\nKettle().boil()\n```\n\nAdded in version 2.1: Vinegar.\n\n"
        "| Hard | Often |\n| --- | --- |\n| Soft | Seldom |\n\nKept words."
    )


def test_what_one_document_defines_is_not_known_to_the_next(tmp_path):
    text(".. role:: q(strong)\n\n:q:`a`\n")(tmp_path / "a.rst")
    text(":q:`a`\n")(tmp_path / "b.rst")
    alone, _ = read(tmp_path, "b.rst", lambda path: None)
    both = [row["markdown"] for row in read(tmp_path, "*.rst", lambda path: None)[0]]
    assert both == ["**a**", alone[0]["markdown"]] and alone[0]["markdown"] == "`a`"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (".. tab:: One\n\n   Head\n   ====\n\n   Words.\n", "**One**\n\n# Head\n\nWords."),
        (".. topic:: Tea\n\n   Words.\n", "**Tea**\n\nWords."),
        (".. note::\n\n   Head\n   ====\n\n   Words.\n", "Head"),
        (".. |d| date::\n\nAt |d| it was.\n", "At it was."),
        (":kbd:`a` :sub:`b` :index:`c`\n", "`a` b c"),
        ("Run _`the thing` of `a site <http://x.example>`_.\n", "Run the thing of a site."),
        ("-s SIZE, --size=SIZE  Litres.\n", "`-s SIZE, --size=SIZE`\n\nLitres."),
        ("heat : degrees\n    How hot.\n", "**heat** : degrees\n\nHow hot."),
        (".. table:: Water\n\n   === ===\n   a   b\n   c   d\n   === ===\n", "**Water**\n\n| a | b |"),
        ("Write::\n\n   ```\n   boil\n", "Write:\n\n````\n```\nboil\n````"),
    ],
)
def test_no_words_are_lost_and_none_are_made_up(tmp_path, said, kept):
    (record,), _ = read(tmp_path, "a.rst", text(said))
    assert kept in record["markdown"]


def test_what_a_table_is_called_is_no_title_of_the_document(tmp_path):
    (record,), _ = read(tmp_path, "a.rst", text(".. topic:: Tea\n\n   Words.\n\nHead\n====\n\nWords.\n"))
    assert record["title"] == "Head"


def test_a_comment_in_a_program_is_no_title_of_a_notebook(tmp_path):
    cells = [{"cell_type": "code", "source": "# set the kettle up\nfill()"}, *NOTEBOOK["cells"]]
    (record,), _ = read(tmp_path, "k.ipynb", text(json.dumps({**NOTEBOOK, "cells": cells})))
    assert record["title"] == "Kettles"


def test_a_notebook_is_its_text_and_code(tmp_path):
    (record,), _ = read(tmp_path, "k.ipynb", text(json.dumps(NOTEBOOK)))
    assert pieces(record) == [
        (
            ["Kettles"],
            "# Kettles\n\nBoil water for as long as it takes to sing the old song twice.\n\n```python\nboil()\n```",
        ),
        (
            ["Kettles", "Descaling"],
            "## Descaling\n\nUse vinegar and leave it in there for at least a whole hour.",
        ),
    ]


def test_a_book_is_read_in_its_order_without_its_table_of_contents(tmp_path):
    (record,), _ = read(tmp_path, "k.epub", book(BOOK))
    assert (record["title"], record["language"]) == ("Kettles", "en")
    assert [body for _, body in pieces(record)] == [
        "# First\n\nBoil water for as long as it takes to sing the old song twice.",
        "# Second\n\nPour it over the leaves and wait until all of them have sunk.",
    ]


@pytest.mark.parametrize(
    ("name", "write", "why"),
    [
        ("a.ipynb", text('{"cells": 3}'), "not a notebook"),
        ("a.ipynb", text('{"cells": ['), "not a notebook"),
        ("a.ipynb", text('{"cells": []}'), "without text"),
        ("a.rst", text(".. comment only\n"), "without text"),
        ("a.rst", text("Short.\n\n" + "long " * 3000), "a line of more than 10000 characters"),
        ("a.ipynb", text('{"worksheets": [{"cells": 3}, 4]}'), "without text"),
        ("a.epub", text("no archive"), "not such a file"),
        ("a.epub", book({}), "a part that it names is not in it"),
        ("a.epub", book({**BOOK, "OPS/book.opf": "<package"}), "damaged EPUB"),
        ("a.epub", book({**BOOK, "OPS/book.opf": '<!DOCTYPE a [<!ENTITY b "c">]><package/>'}), "entities"),
    ],
)
def test_what_is_none_is_a_reject_with_its_reason(tmp_path, name, write, why):
    rows, rejects = read(tmp_path, name, write)
    assert not rows and len(rejects) == 1 and why in rejects[0]
