"""Presentations: slides in their order, titles as headings, lists, tables, diagrams and notes."""

from __future__ import annotations

import io
import zipfile

import pytest

from bench.support.manual_bombs import pptx, slide
from ft_data.sources import guarded, reading

from .helpers import mapped, read_one, write

TITLE = '<p:sp><p:nvSpPr><p:nvPr><p:ph type="{kind}"/></p:nvPr></p:nvSpPr><p:txBody>{text}</p:txBody></p:sp>'


def shape(text: str, kind: str | None = "body") -> str:
    if kind is None:
        return f"<p:sp><p:txBody>{text}</p:txBody></p:sp>"
    return TITLE.format(kind=kind, text=text)


def line(text: str, said: str = "") -> str:
    return f"<a:p>{said}<a:r><a:t>{text}</a:t></a:r></a:p>"


def markdown(tmp_path, *slides: str, **more) -> str:
    found = read_one(tmp_path, "a.pptx", pptx(list(slides), **more))
    assert found.reasons == []
    return found.values[0]["markdown"]


def test_titles_lists_and_margins(tmp_path) -> None:
    first = (
        shape(line("Kettles"), "ctrTitle")
        + shape(line("All about them"), "subTitle")
        + shape(line("7"), "sldNum")
    )
    listed = line("Fill") + line("slowly", '<a:pPr lvl="1"/>') + line("") + line("Boil")
    second = (
        shape(listed)
        + shape(line("Use"), "title")
        + shape(line("page 2"), "ftr")
        + shape(line("Mind the steam"), None)
    )
    assert markdown(tmp_path, slide(first), slide(second)) == (
        "# Kettles\n\nAll about them\n\n## Use\n\n- Fill\n   - slowly\n- Boil\n\nMind the steam"
    )  # fmt: skip


def test_marks_that_a_paragraph_says(tmp_path) -> None:
    number, none, dot = (f"<a:pPr>{one}</a:pPr>" for one in ('<a:buAutoNum type="a"/>', "<a:buNone/>", '<a:buChar char="*"/>'))  # fmt: skip
    said = shape(
        line("So:", none) + line("a", number) + line("b", number) + line("Then:", none) + line("c", number)
    )
    box = shape(line("One") + line("Two") + line("Three", dot), None)
    two = shape("<a:p><a:r><a:t>One</a:t></a:r><a:br/><a:fld><a:t>line</a:t></a:fld></a:p>")
    assert markdown(tmp_path, slide(said), slide(box), slide(two)) == (
        "So:\n\n1. a\n2. b\n\nThen:\n\n1. c\n\nOne\n\nTwo\n\n- Three\n\nOne\nline"
    )


def test_tables_groups_and_alternatives(tmp_path) -> None:
    cells = [["Hard", "Of|ten"], ["Soft", ""]]
    rows = "".join(f"<a:tr>{''.join(f'<a:tc><a:txBody>{line(cell)}</a:txBody></a:tc>' for cell in row)}</a:tr>" for row in cells)  # fmt: skip
    table = f"<p:graphicFrame><a:graphic><a:graphicData><a:tbl>{rows}</a:tbl></a:graphicData></a:graphic></p:graphicFrame>"
    choice = f"<mc:AlternateContent><mc:Choice>{shape(line('New'))}</mc:Choice><mc:Fallback>{shape(line('Old'))}</mc:Fallback></mc:AlternateContent>"
    group = f"<p:grpSp><p:grpSpPr/><p:grpSp>{shape(line('In'))}{choice}</p:grpSp></p:grpSp>"
    assert (
        markdown(tmp_path, slide(table + group))
        == "| Hard | Of\\|ten |\n| --- | --- |\n| Soft |  |\n\nIn\n\nNew"
    )


def test_notes_and_diagrams_stand_with_their_slide(tmp_path) -> None:
    frame = '<p:graphicFrame><a:graphic><a:graphicData><dgm:relIds r:dm="d1"/></a:graphicData></a:graphic></p:graphicFrame>'
    drawn = f'<dgm:dataModel xmlns:dgm="{DGM}" xmlns:a="{A}"><dgm:ptLst><dgm:pt><dgm:t>{line("Fill")}</dgm:t></dgm:pt><dgm:pt/><dgm:pt><dgm:t>{line("Boil")}</dgm:t></dgm:pt></dgm:ptLst></dgm:dataModel>'
    notes = slide(shape(line("Speak up.") + line("Smile.")) + shape(line("1"), "sldNum"))
    parts = {"../notes/n1.xml": ("notesSlide", "n1", notes), "../d.xml": ("diagramData", "d1", drawn)}
    first, second = slide(shape(line("One"), "title") + frame), slide(shape(line("Two"), "title"))
    assert markdown(tmp_path, first, second, beside=parts) == (
        "## One\n\n- Fill\n- Boil\n\nSpeak up.\n\nSmile.\n\n## Two"
    )


def test_slides_are_read_in_the_order_of_the_presentation_and_hidden_ones_are_not(tmp_path) -> None:
    slides = [
        slide(shape(line(name), "title"), show) for name, show in (("One", "1"), ("Two", "0"), ("Three", "1"))
    ]
    assert markdown(tmp_path, *slides, order=[2, 1, 0]) == "## Three\n\n## One"


def test_a_presentation_is_a_manual_of_its_slides(tmp_path) -> None:
    many = line("Boil water for as long as it takes to sing the old song twice.")
    slides = [slide(shape(line(name), "title") + shape(many)) for name in ("One", "Two")]
    (record,) = read_one(tmp_path, "a.pptx", pptx(slides)).values
    assert record["title"] == "One"
    assert [one.extra["headings"] for one in mapped(record, "pretraining").drafts] == [["One"], ["Two"]]


A = "http://schemas.openxmlformats.org/drawingml/2006/main"
DGM = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
FINE = pptx([slide(shape(line("x")))])


def without(part: str) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(FINE)) as whole, zipfile.ZipFile(sink, "w") as left:
        for name in whole.namelist():
            if name != part:
                left.writestr(name, whole.read(name))
    return sink.getvalue()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"no archive", "not such a file"),
        (FINE[:200], "damaged Office file"),
        (pptx([]), "a presentation without text"),
        (pptx([slide("")]), "a presentation without text"),
        (pptx(["<p:sld"]), "damaged presentation"),
        (pptx(['<!DOCTYPE a [<!ENTITY b "c">]><a/>']), "entities"),
        (pptx([slide("<p:grpSp>" * 5000 + "</p:grpSp>" * 5000)]), "nest without end"),
        (pptx([slide(shape(line("x")))], order=[0, 7]), "a slide that it names is not in it"),
        (without("ppt/slides/s0.xml"), "a part that it names is not in it"),
        (without("ppt/_rels/presentation.xml.rels"), "a slide that it names is not in it"),
        (pptx([slide(shape(line("x" * 5000)))], order=[0] * 4000), "(row_bytes)"),
    ],
)
def test_what_is_none_is_a_reject_with_its_reason(tmp_path, data, why) -> None:
    write(tmp_path, "a.pptx", data)
    plan = reading.plan(tmp_path, "a.pptx")
    found = [batch for _, batch in guarded.read(plan.chunks, tmp_path)]
    rejects = [why for _, why in plan.rejects] + [why for batch in found for _, why in batch.rejects]
    assert not any(batch.rows for batch in found)
    assert len(rejects) == 1 and why in rejects[0], rejects
