"""An answer that opens with the template of its own row keeps what answers, and no two answers become one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ft_data.cleaning import Cleaner
from ft_data.cleaning.echoed import copied_template
from ft_data.cleaning.overrun import next_row, next_turn
from ft_data.recipe.schema import Clean

ALPACA = "Below is an instruction that describes a task, paired with an input that provides further context. Write a response that appropriately completes the request."
VICUNA = "A chat between a curious user and an artificial intelligence assistant. The assistant gives polite answers."
ASKED = "How many ferries cross the sound between two tides?"
HEADS = [
    ALPACA,
    VICUNA,
    "",
    "You are a helpful assistant.",
    "Unten steht eine Anweisung, die eine Aufgabe beschreibt.",
    "下面是一条描述任务的指令。",
    "Ниже приведена инструкция, описывающая задачу.",
    "Um modelo que ninguém conhece aqui.",
]
TEMPLATES = [
    "{head}\n\n### Instruction:\nThink step by step.\n\n### Input:\n{asked}\n\n### Response:\n{answer}",
    "{head}\n\n### Instruction:\n{asked}\n\n### Response: {answer}",
    "{head}\n7. Instruction: {asked}\n7. Input: none\n7. Output: {answer}",
    "{head}\n\n### 指令：\n{asked}\n\n### 回答：\n{answer}",
    "{head}\n\nHuman: {asked}\n\nAssistant: {answer}",
    "{head}\nUSER: {asked}\nASSISTANT: {answer}",
    "<|im_start|>system\n{head}<|im_end|>\n<|im_start|>user\n{asked}<|im_end|>\n<|im_start|>assistant\n{answer}",
    "<|im_start|>user\n{asked}<|im_end|>\n<|im_start|>assistant\n{answer}",
    "<start_of_turn>user\n{asked}<end_of_turn>\n<start_of_turn>model\n{answer}",
    "<s>[INST] {asked} [/INST] {answer}",
]


def cleaned(text: str, asked: str = ASKED, profile: str = "chat") -> str:
    return Cleaner(Clean(), profile, b"k").clean(text, role="assistant", asked=[asked])[0]


@pytest.mark.parametrize("profile", ["chat", "math", "code"])
@pytest.mark.parametrize("template", TEMPLATES)
def test_the_answer_behind_its_own_template_is_kept(template: str, profile: str) -> None:
    made = template.format(head=ALPACA, asked=ASKED, answer="Four, or five in May.")
    for end in ("", "</s><s>", "</s>"):
        assert cleaned(made + end, profile=profile) == "Four, or five in May."


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(HEADS),
    st.sampled_from(TEMPLATES),
    st.sampled_from([ASKED, "Ferries?", f"{ASKED} In two tides, by night."]),
    st.integers(1, 99),
)
def test_no_two_answers_become_one(head: str, template: str, shown: str, number: int) -> None:
    made = [
        cleaned(template.format(head=head, asked=shown, answer=f"It is {one}.") + "</s><s>")
        for one in (number, number + 1)
    ]
    if shown == "Ferries?" and head.startswith("Um"):
        return  # another row behind what may be an answer
    assert made[0] != made[1] and str(number) in made[0]


@pytest.mark.parametrize(
    "head", [ALPACA, VICUNA, "Um modelo que ninguém conhece aqui.", "You are an AI assistant."]
)
def test_a_row_that_stands_there_again_is_not_the_next_one(head: str) -> None:
    row = f"{head}\n\n### Instruction:\n{ASKED}\n\n### Response:\n"
    turn = f"{head}\n\nHuman: {ASKED}\n\nAssistant:"
    for text in (row, row.replace("between two", "between the two")):
        assert next_row(text, [ASKED]) == (text, 0)
    assert next_turn(turn, [ASKED]) == (turn, 0)


@pytest.mark.parametrize(
    "text",
    [
        f"### Instruction:\n{ASKED}\n\n### Response:\n",
        f"Four.\n\n### Instruction:\n{ASKED}\n\n### Response:\nFive.",
        f"{ALPACA}\n\n### Instruction:\nName a river.\n\n### Response:\nThe Po.",
        f"```\n### Instruction:\n{ASKED}\n### Response:\nFour.\n```",
    ],
)
def test_what_is_unsure_stays(text: str) -> None:
    assert copied_template(text, [ASKED]) == (text, 0)
    assert next_row(text, [ASKED]) == (text, 0)
