"""Talks and questions with answers that people wrote down in texts are turns and pairs, and what only looks so stays a text."""

from __future__ import annotations

from pathlib import Path

import pytest

from ft_data.sources.shapes import transcripts

from .helpers import mapped, one, read_one, said

PAN = ("How do I keep a pan from rusting?", "Dry it and rub in a film of oil.")
DOUGH = ("Why must dough rest?", "So that it can be shaped.")


def pairs(text: str, stage: str = "instruction") -> list[tuple[str, ...]]:
    return [
        tuple(words for _, words in said(draft.messages)) for draft in mapped({"text": text}, stage).drafts
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Q: {0}\nA: {1}\n\nQ: {2}\nA: {3}\n",
        "Q: {0}\nA: {1}\n===\nQ: {2}\nA: {3}\n===\n",
        "Q1. {0}\nA1. {1}\n\nQ2. {2}\nA2. {3}",
        "Frage: {0}\nAntwort: {1}\n\nFrage: {2}\nAntwort: {3}",
        "Help\n\n**Question 1:** {0}\n\n**Answer:** {1}\n\n**Question 2:** {2}\n\n**Answer:** {3}",
        "# Help\n\n**Q: {0}**\n\nA: {1}\n\n## More\n\n**Q: {2}**\n\nA: {3}",
        "问：{0}\n答：{1}\n问：{2}\n答：{3}",
        "- Вопрос: {0}\n- Ответ: {1}\n- Вопрос: {2}\n- Ответ: {3}",
    ],
)
def test_marked_questions_are_pairs(text: str) -> None:
    assert pairs(text.format(*PAN, *DOUGH)) == [PAN, DOUGH]
    assert pairs(text.format(*PAN, *DOUGH), "pretraining") == [(text.format(*PAN, *DOUGH),)]


@pytest.mark.parametrize(
    "text",
    [
        "Q: Who keeps the key?\nQ: And who the lock?\nA: Nobody.",  # one of them is not answered
        "The word of the day.\nQ: Who?\nA: Ben.\nQ: And then?",
        "A. one\nB. two\nC. three\nD. four",
        "Title: The Ferry\nAuthor: Ada\n\nTitle: The Bridge\nAuthor: Ben\n",
        "English: good day\nGerman: guten Tag\nEnglish: night\nGerman: Nacht\n",
        "Note: the pan is hot.\nThe rest is plain text of several lines,\nwhich nobody says.\nNote: wait.",
        "At 10:30 the bell rang.\nAt 10:45 it rang again.\nAt 11:00 too.\nAt 11:15 as well.",
    ],
)
def test_what_only_looks_so_is_a_text(text: str) -> None:
    assert pairs(text) == [(text,)]


def test_people_who_take_turns_are_a_talk_and_their_names_are_told() -> None:
    found = one({"text": f"Ana: {PAN[0]}\nBen: {PAN[1]}\nAna: {DOUGH[0]}\nBen: {DOUGH[1]}\n"})
    assert said(found.messages) == [
        ("user", PAN[0]), ("assistant", PAN[1]), ("user", DOUGH[0]), ("assistant", DOUGH[1]),
    ]  # fmt: skip
    assert found.names == ["Ana", "Ben"]


def test_talks_between_rules_or_empty_lines_are_talks_each() -> None:
    blocks = [f"User: {ask}\nAssistant: {say}" for ask, say in (PAN, DOUGH, PAN)]
    for apart in ("\n\n", "\n---\n", "\n=====\n"):
        assert pairs(apart.join(blocks)) == [PAN, DOUGH, PAN]
    assert (
        len(pairs(f"User: {PAN[0]}\n\nAssistant: {PAN[1]}\n\nUser: {DOUGH[0]}\n\nAssistant: {DOUGH[1]}")) == 1
    )


def test_a_talk_of_which_something_is_said_stays_the_text() -> None:
    text = f"Customer: {PAN[0]}\nAgent: {PAN[1]}"
    assert said(one({"text": text, "label": "complaint"}).messages) == [("user", text)]
    assert said(one({"text": text}).messages) != [("user", text)]


@pytest.mark.parametrize("end", ["", "\n"])
def test_lines_of_a_file_that_belong_together_are_one_record(tmp_path: Path, end: str) -> None:
    talk = "\n".join(f"Ana: {ask}\nBen: {say}" for ask, say in (PAN, DOUGH)) + end
    faq = "\n".join(f"Q: {ask}\nA: {say}\n===" for ask, say in (PAN, DOUGH)) + end
    lines = "\n".join((*PAN, *DOUGH)) + end
    assert [len(read_one(tmp_path, "a.txt", text).rows) for text in (talk, faq, lines)] == [1, 1, 4]


def test_a_document_of_questions_makes_pairs_for_instruction_alone() -> None:
    page = "# Help\n\n" + "\n\n".join(f"**Q: {ask}**\n\nA: {say}" for ask, say in (PAN, DOUGH))
    made = mapped({"markdown": page}, "instruction").drafts
    assert [said(draft.messages) for draft in made] == [
        [("user", ask), ("assistant", say)] for ask, say in (PAN, DOUGH)
    ]
    assert {draft.kind for draft in mapped({"markdown": page}, "pretraining").drafts} == {"text"}


def test_a_long_text_without_marks_costs_no_more_than_a_look() -> None:
    assert transcripts.talks("word " * 200_000) == [] and transcripts.questions("Q word " * 100_000) == []
    assert transcripts.questions("Q:" * 50_000) == [] and transcripts.talks("Ana: " * 20_000) == []
