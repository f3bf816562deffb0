"""An answer ends where it ends, and keeps what was asked for."""

import pytest

from ft_data.cleaning import Cleaner
from ft_data.cleaning.overrun import copied_request, next_row, next_turn, repeated_end
from ft_data.recipe.schema import Clean

ANSWER = "Frost forms where moist air meets a cold pane."
TALK = "\n\nHuman: Thanks! And dew?\n\nAssistant: Dew is the same above zero."


@pytest.mark.parametrize(
    "tail",
    [
        TALK,
        "\n\nHuman: Thanks!",
        "\n\n### Human: And dew?\n### Assistant: The same.",
        "\nUser: ok\nAI: Fine.",
        "\n\n用户：谢谢\n\n助手：不客气",
        "\n\nBenutzer: Danke\n\nAssistent: Gern.",
    ],
)
def test_the_next_turn_is_cut(tail):
    assert next_turn(ANSWER + tail, ["What is frost?"]) == (ANSWER, 1)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        (f"User: What is frost?\nAssistant: {ANSWER}\nUser: Thanks", "Show a talk with a bot."),
        (f"Here is one:\n\nUser: What is frost?\nAssistant: {ANSWER}", "Show a talk."),
        (ANSWER + TALK, "Write a chat between a user and an assistant."),
        (ANSWER + TALK, "Go on:\nHuman: What is frost?\nAssistant:"),
        ("```\nx = 1\n\nHuman: 2\n```", "Print it."),
        ("Set these fields:\n\nUser: anna\nHost: localhost", "How do I log in?"),
        ("\n\nHuman: Thanks!", "What is frost?"),
    ],
)
def test_a_dialogue_that_is_the_answer_stays(text, asked):
    assert next_turn(text, [asked]) == (text, 0)


def test_another_row_in_the_answer_is_cut():
    tail = "\n\n7. Instruction: Name a river.\n7. Input: <noinput>\n7. Output: The Po"
    assert next_row(ANSWER + tail, ["What is frost?"]) == (ANSWER, 1)
    chinese = "\n7. 指令：写一首诗。\n7. 输入：无\n7. 输出：秋天来了。"
    assert next_row(ANSWER + chinese, ["霜是什么？"]) == (ANSWER, 1)
    steps = "Do this.\n7. Instruction: press it.\n8. Output: look at it."
    assert next_row(steps, ["How?"]) == (steps, 0)
    assert next_row(ANSWER + tail, ["Make tasks, each with Instruction: and Output:"])[1] == 0


def test_an_end_that_is_said_twice_is_cut_and_a_refrain_is_not():
    block = (
        "The ferry leaves at six in the morning, and whoever misses it has to wait until the evening, since "
        "there is no other boat on that day, nor any bridge."
    )
    assert repeated_end(f"Yes.\n\n{block}\n\n{block}\n\n{block}") == (f"Yes.\n\n{block}", 2)
    assert repeated_end(f"{block}\n\nYes.\n\n{block}")[1] == 0
    assert repeated_end(f"{block}\n\n{block}", [f"Say this twice: {block}"])[1] == 0
    verse = "\n".join(["Row the boat to the shore", "Row it home to the bay"] * 4)
    assert repeated_end(f"{verse}\n\n{verse}")[1] == 0


def test_a_request_copied_before_the_answer_is_cut():
    asked = "What makes frost grow on a cold window pane?"
    assert copied_request(f"{asked}\n\n{ANSWER}", [asked]) == (ANSWER, 1)
    for text in (asked, f"{asked} {ANSWER}", f"{asked}\n{asked}", f"Q: {asked}\n{ANSWER}"):
        assert copied_request(text, [asked]) == (text, 0)
    assert copied_request(f"Why frost?\n{ANSWER}", ["Why frost?"])[1] == 0  # a heading may be so short


def test_answers_alone_are_cut_and_the_family_can_be_kept():
    text = ANSWER + TALK
    cleaner = Cleaner(Clean(repair=["next_turn"]), "chat", b"k")
    cleaned, edits = cleaner.clean(text, role="assistant", asked=["What is frost?"])
    assert cleaned == ANSWER
    assert [edit.rule for edit in edits] == ["next_turn"]
    for role in ("user", "system", "tool", "text"):
        assert cleaner.clean(text, role=role)[0] == text
    assert (
        Cleaner(Clean(overrun="keep", repair=["next_turn"]), "chat", b"k").clean(text, role="assistant")[0]
        == text
    )
