from __future__ import annotations

import random

import pytest

from ft_data.sources.shapes.manual import sections

from .helpers import mapped, one, read_one, said

LONG = "Run it in a place where nobody minds the noise that it makes."


def chunks(text: str, stage: str = "pretraining") -> list[tuple[list[str], str]]:
    found = mapped({"markdown": text}, stage, shape="manual").drafts
    return [(one.extra["headings"], one.messages[0]["content"]) for one in found]


def test_manuals_are_cut_at_their_headings() -> None:
    text = (
        f"{LONG}\n\n# Set up\n\n## Linux\n\n{LONG}\n\n```sh\n# not a heading\n```\n\n## Empty\n\n"
        f"Title\n=====\n\n{LONG}\n"
    )
    found = mapped({"title": "T", "markdown": text})
    assert [(draft.kind, said(draft.messages)[0][1], draft.extra["headings"]) for draft in found.drafts] == [
        ("text", LONG, []),
        (
            "text",
            f"# Set up\n\n## Linux\n\n{LONG}\n\n```sh\n# not a heading\n```\n\n## Empty",
            ["Set up", "Linux"],
        ),
        ("text", f"# Title\n\n{LONG}", ["Title"]),
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
    page = f"<h1>A</h1><p>{LONG}</p><h2>B</h2><p>{LONG}</p>"
    assert len(mapped({"html": page, "generator": "Sphinx 7.1"}).drafts) == 2
    kept = one({"html": page, "title": "t"})
    assert (kept.kind, said(kept.messages), kept.extra) == ("text", [("user", page)], {"title": "t"})
    assert len(mapped({"html": page}, shape="manual").drafts) == 2
    assert [draft.extra["page"] for draft in mapped({"pages": [LONG, " ", LONG.upper()]}).drafts] == [1, 3]


def test_addresses_of_headings_are_no_words_of_theirs() -> None:
    found = sections("# Start { #start }\n\nText.\n\n## Braces {x}\n\nMore.\n\nUnder {#u}\n---------\n\nEnd.")
    assert [one.heading for one in found] == ["Start", "Braces {x}", "Under"]
    kept = "`{/*a*/}` and {/* no address */}"
    found = sections(f"# O que é? {{/*o-que-é*/}}\n\n## {kept}\n\n```\n# x {{/*x*/}}\n```")
    assert [(one.heading, one.body) for one in found] == [("O que é?", ""), (kept, "```\n# x {/*x*/}\n```")]


def test_the_title_of_a_page_has_no_address(tmp_path) -> None:
    assert read_one(tmp_path, "a.md", "# Start {#start}\n\nText.\n").values[0]["title"] == "Start"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"# A\n\n## B\n\nFew.\n\n## C\n\n{LONG}", [(["A"], f"# A\n\n## B\n\nFew.\n\n## C\n\n{LONG}")]),
        (
            f"# A\n\n{LONG}\n\n## B\n\nFew.\n\n# C\n\n{LONG}",  # B is of A, and not of what follows
            [(["A"], f"# A\n\n{LONG}\n\n## B\n\nFew."), (["C"], f"# C\n\n{LONG}")],
        ),
        (f"# A\n\n## B\n\n{LONG}", [(["A", "B"], f"# A\n\n## B\n\n{LONG}")]),
        (f"# A\n\n{LONG}\n\n# C\n\n## D", [(["A"], f"# A\n\n{LONG}\n\n# C\n\n## D")]),
        # two headings of the same words are two
        (
            f"# N\n\n{LONG}\n\n## x\n\nFew.\n\n# N\n\n## y\n\n{LONG}",
            [(["N"], f"# N\n\n{LONG}\n\n## x\n\nFew."), (["N", "y"], f"# N\n\n## y\n\n{LONG}")],
        ),
        ("# 水壶\n\n把水烧开，然后慢慢倒在茶叶上。\n\n# 茶\n\n再等一会儿，等到茶叶全部沉下去。", [(["水壶"], "# 水壶\n\n把水烧开，然后慢慢倒在茶叶上。"), (["茶"], "# 茶\n\n再等一会儿，等到茶叶全部沉下去。")]),
        ("# A\n\nFew.", [(["A"], "# A\n\nFew.")]),
    ],
)  # fmt: skip
def test_few_words_stand_with_their_neighbours(text, found) -> None:
    assert chunks(text) == found


def test_answers_are_short_and_take_in_nothing() -> None:
    text = f"# FAQ\n\n## When?\n\nAt nine.\n\n## Note\n\nFew.\n\n## Where?\n\nHere.\n\n## More\n\n{LONG}"
    found = mapped({"markdown": text}, shape="manual").drafts
    assert [tuple(said(draft.messages)) for draft in found] == [
        (("user", "When?"), ("assistant", "At nine.")),
        (("user", "## Note\n\nFew."),),
        (("user", "Where?"), ("assistant", "Here.")),
        (("user", f"## More\n\n{LONG}"),),
    ]


def test_a_long_section_ends_with_no_few_words() -> None:
    code = "```\n" + "x = 1\n" * 2000 + "```"
    few = f"# A\n\nSee:\n\n{code}\n\nThat is all."
    assert [text for _, text in chunks(few)] == [few]


def test_joining_keeps_every_word_in_its_order() -> None:
    rng = random.Random(7)
    for _ in range(200):
        lines = []
        for number in range(rng.randint(1, 25)):
            lines.append("#" * rng.randint(1, 6) + f" h{number}" if rng.random() < 0.6 else "")
            lines.append(" ".join(f"w{number}.{word}" for word in range(rng.choice((0, 0, 3, 11, 12, 40)))))
        text = "\n\n".join(lines)
        if ".0" not in text:
            continue
        made = chunks(text)
        assert "\n\n".join(said for _, said in made).replace("#", "").split() == text.replace("#", "").split()
        assert len(made) == 1 or all(len(said.replace("#", "").split()) >= 12 for _, said in made)
        assert all(f"# {name}\n" in text + "\n" for headings, _ in made for name in headings)


def test_joining_takes_time_in_proportion() -> None:
    assert len(chunks("# a\n\n" * 100_000 + LONG)) == 1  # minutes where it is quadratic
