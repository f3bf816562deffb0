"""Text is taken out of what a pipeline before put around it, where one reading is left."""

import pytest

from ft_data.cleaning.frames import literal_escapes, prompt_template, reasoning_tags, token_spacing

HEAD = "Below is an instruction that describes a task. Write a response that appropriately completes the request.\n\n"


@pytest.mark.parametrize(
    ("text", "right"),
    [
        (f"{HEAD}### Instruction:\nName a river.\n\n### Response:", "Name a river."),
        (
            "### Instruction:\nTranslate.\n\n### Input:\nA river.\n\n### Response:\n",
            "Translate.\n\nA river.",
        ),
        ("### Response:\nThe Po.\n\n### End", "The Po."),
        ("[INST] Name a river. [/INST]", "Name a river."),
    ],
)
def test_a_training_template_is_taken_off(text, right):
    assert prompt_template(text)[0] == right


@pytest.mark.parametrize(
    "text",
    [
        "What does ### Response: mean?",
        "The Po.\n\n### End",
        "### Instruction:\nName a river.",
        "Use [INST] and [/INST] around it.",
        "### Response:\n",
    ],
)
def test_a_template_that_is_spoken_of_or_incomplete_stays(text):
    assert prompt_template(text) == (text, 0)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("<think>\n\n</think>\n\nThe Po.", "The Po."),
        ("<think>\n<think>\nHm.\n</think>\n\nThe Po.", "<think>\nHm.\n</think>\n\nThe Po."),
        ("Hm.\n</think>\n\nThe Po.", "<think>\nHm.\n</think>\n\nThe Po."),
        ("<think>\nHm.\n</think>\n\nThe Po.", "<think>\nHm.\n</think>\n\nThe Po."),
        ("<think>\nHm.\n\nThe Po.", "<think>\nHm.\n\nThe Po."),  # where does the thought end?
        ("A thought ends with </think> in this format.", "A thought ends with </think> in this format."),
        ("</think>\nThe Po.", "</think>\nThe Po."),
    ],
)
def test_reasoning_tags_are_mended_where_one_reading_is_left(text, right):
    assert reasoning_tags(text)[0] == right


def test_a_text_that_was_serialised_twice_is_read_once_more():
    text = r"Frost is ice.\n\nIt grows on \"cold\" glass:\n- in clear nights\n- near the ground"
    assert literal_escapes(text)[0] == (
        'Frost is ice.\n\nIt grows on "cold" glass:\n- in clear nights\n- near the ground'
    )
    chinese = r"霜是冰的一种形式，在晴朗的夜晚形成。\n\n霜在寒冷的玻璃上生长，靠近地面的地方最多。"
    assert literal_escapes(chinese)[0].count("\n") == 2


@pytest.mark.parametrize(
    "text",
    [
        r"Lines end with \n and blank ones are \n\n in it.",
        r"printf 'a\nb\nc\n'",
        r'echo "one\ntwo\nthree"',
        r"call('def f(x):\n    if x < 2: return False\n    return True\n\nprint(f(2))')",
        r"match the expression \n\n+ match",
        r"$\nabla f$ is normal to the level set, and $\nu$ is not.\nThe rest follows.",
        "Frost is ice.\nIt is written \\n\\nBetween them.",
        r"C:\new\nothing is no folder that anybody would make.",
    ],
)
def test_escapes_that_are_meant_stay(text):
    assert literal_escapes(text) == (text, 0)


def test_tokens_are_joined_to_a_text():
    text = "`` It 's cold , '' she said . They do n't mind -lrb- or care -rrb- , do they ?"
    assert token_spacing(text)[0] == "\"It's cold,\" she said. They don't mind (or care), do they?"


@pytest.mark.parametrize(
    "text",
    [
        "Vous venez ? Oui ! Et demain ? Non !",
        "find . ! -name a ! -name b ! -name c",
        "find . -type f | sed -e 's/a//' | sed -e 's/b//' | sed -e 's/c//'",
        "Il a dit : non ; puis oui ! Et alors ? Rien !",
        "It is cold, she said. They mind, and care .",
    ],
)
def test_marks_that_a_language_or_a_program_sets_apart_stay(text):
    assert token_spacing(text) == (text, 0)


def test_a_template_that_stands_twice_goes_at_once():
    from ft_data.cleaning.frames import prompt_template

    assert prompt_template("###Response:\n### Answer:\nH\n### End\n### End") == ("H", 2)
