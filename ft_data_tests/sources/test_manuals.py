from __future__ import annotations

from ft_data.sources.shapes.manual import sections

from .helpers import mapped, one, said


def test_manuals_are_cut_at_their_headings() -> None:
    text = (
        "Intro.\n\n# Set up\n\n## Linux\n\nRun it.\n\n```sh\n# not a heading\n```\n\n## Empty\n\n"
        "Title\n=====\n\nMore.\n"
    )
    found = mapped({"title": "T", "markdown": text})
    assert [(draft.kind, said(draft.messages)[0][1], draft.extra["headings"]) for draft in found.drafts] == [
        ("text", "Intro.", []),
        ("text", "## Linux\n\nRun it.\n\n```sh\n# not a heading\n```", ["Set up", "Linux"]),
        ("text", "# Title\n\nMore.", ["Title"]),
    ]


def test_questions_as_headings_are_questions() -> None:
    value = {"markdown": "# FAQ\n\n## When do you open?\n\nAt nine.\n"}
    assert said(one(value).messages) == [("user", "When do you open?"), ("assistant", "At nine.")]
    assert one(value, "pretraining").kind == "text"


def test_long_sections_are_cut_between_paragraphs_and_not_in_code() -> None:
    code = "```\n" + "x = 1\n\n" * 900 + "```"
    text = "# A\n\n" + "word " * 1500 + "\n\n" + code + "\n\n" + "end " * 1500
    found = mapped({"markdown": text})
    assert len(found.drafts) == 2 or len(found.drafts) == 3
    assert sum(draft.messages[0]["content"].count("```") for draft in found.drafts) == 2
    assert all(draft.messages[0]["content"].count("```") in (0, 2) for draft in found.drafts)


def test_pages_of_manuals_are_cut_and_other_pages_are_kept() -> None:
    page = "<h1>A</h1><p>x</p><h2>B</h2><p>y</p>"
    assert len(mapped({"html": page, "generator": "Sphinx 7.1"}).drafts) == 2
    kept = one({"html": page, "title": "t"})
    assert (kept.kind, said(kept.messages), kept.extra) == ("text", [("user", page)], {"title": "t"})
    assert len(mapped({"html": page}, shape="manual").drafts) == 2
    assert [draft.extra["page"] for draft in mapped({"pages": ["one", " ", "two"]}).drafts] == [1, 3]


def test_addresses_of_headings_are_no_words_of_theirs() -> None:
    found = sections("# Start { #start }\n\nText.\n\n## Braces {x}\n\nMore.\n\nUnder {#u}\n---------\n\nEnd.")
    assert [one.heading for one in found] == ["Start", "Braces {x}", "Under"]
