"""AsciiDoc as Markdown."""

from __future__ import annotations

import pytest

from ft_data.sources import guarded, reading

from .helpers import read_one, write

TEXT = """= Kettles
:brand: Acme
:toc:

// no text
The *{brand}* kettle, see <<use,its use>> and https://example.org/a[the shop]. {unknown}

[[use]]
== Use

include::/etc/hostname[]

* Fill
** slowly
* Boil

. One
. Two

[source,python]
----
# not a heading
boil()
----

.Water
[cols="1,1"]
|===
|Hard |Of\\|ten

|Soft
|`+no+`
|===

NOTE: Mind the steam.

[TIP]
====
Use vinegar.
====

Tea:: a drink

////
A secret.
////

Old style
---------

[quote, Ada Bell]
____
Tea first.
____

image::a.png[A kettle]
"""
SAID = """# Kettles

The **Acme** kettle, see its use and the shop. {unknown}

## Use

- Fill
   - slowly
- Boil

1. One
2. Two

```python
# not a heading
boil()
```

**Water**

| Hard | Of\\|ten |
| --- | --- |
| Soft | `no` |

**Note:** Mind the steam.

**Tip:**
Use vinegar.

**Tea**

a drink

## Old style

Ada Bell:

Tea first.

A kettle"""


def test_headings_lists_tables_and_blocks(tmp_path):
    found = read_one(tmp_path, "a.adoc", TEXT)
    assert found.values == [{"title": "Kettles", "markdown": SAID}] and not found.rejects


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("----\nopen\n", "```\nopen\n```"),
        ("----\na\n\n\n\nb\n----", "```\na\n\n\n\nb\n```"),
        ("|===\n|a", "| a |\n| --- |"),
        ("A {a} b.\n:a: {a}{a}\n\n{a}", "A {a} b.\n\n{a}{a}"),
        ("....\n```\n....", "````\n```\n````"),
        ("|===\n|===\nText.", "Text."),
    ],
)
def test_what_is_left_open_or_names_itself_is_kept(tmp_path, text, kept):
    assert read_one(tmp_path, "a.adoc", text).values[0]["markdown"] == kept


@pytest.mark.parametrize("text", ["// comment only\n", "////\nall of it", ":a: b\n"])
def test_a_document_without_text_is_a_reject(tmp_path, text):
    write(tmp_path, "a.adoc", text)
    found = [b for _, b in guarded.read(reading.plan(tmp_path, "a.adoc").chunks, tmp_path)]
    assert [why for b in found for _, why in b.rejects] == ["a document without text"]


@pytest.mark.parametrize(
    "mark", ["*", "`", "<<", "[", "{", "link:", "|", "a::", "= ", ". ", "\n", "\n. a", "\n----"]
)
def test_marks_without_end_are_read_within_the_limits(tmp_path, mark):
    write(tmp_path, "a.adoc", "x " + mark * 100_000)
    found = [b for _, b in guarded.read(reading.plan(tmp_path, "a.adoc").chunks, tmp_path)]
    assert [len(b.rows) for b in found] == [1]
