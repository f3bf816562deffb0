import pytest

from ft_data.cleaning import Cleaner
from ft_data.cleaning.marks import calculator_marks, end_tokens, no_input
from ft_data.recipe.schema import Clean


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("Paris<|endoftext|>", "Paris"),
        ("Paris <|im_end|>\n<|endoftext|>\n", "Paris"),
        ("Paris</s>", "Paris"),
        ("<s> Paris</s>", "Paris"),
        ("<|im_start|>assistant\nParis<|im_end|>", "Paris"),
        ("<start_of_turn>model\nParis<end_of_turn>", "Paris"),
        ("<|endoftext|>", ""),
        ("Paris<|eot_id|>", "Paris"),
        ("Paris</s><s>", "Paris"),
        ("<|im_start|>user\nName a river.<|im_end|>\n<|im_start|>assistant\n", "Name a river."),
        ("<start_of_turn>user\nName a river.<end_of_turn>\n<start_of_turn>model", "Name a river."),
    ],
)
def test_tokens_at_the_ends_go(text, right):
    cleaned, count = end_tokens(text)
    assert cleaned == right
    assert count >= (cleaned != text)


@pytest.mark.parametrize(
    "text", ["a <|endoftext|> b", "was <s>old</s>", "x |> f |> g", "[end]", "see <https://a.example>"]
)
def test_tokens_inside_a_text_stay(text):
    assert end_tokens(text) == (text, 0)


@pytest.mark.parametrize(
    "text",
    [
        "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nName a river.<|im_end|>\n<|im_start|>assistant\n",
        "<|im_start|>system Be brief. <|im_end|> <|im_start|>user Name a river. <|im_end|> <|im_start|>assistant",
        "The Po.<|im_end|>\n<|im_start|>user\nAnother?<|im_end|>",
        "<start_of_turn>user\nName a river.<end_of_turn>\n<start_of_turn>model\nThe Po.<end_of_turn>",
        "<|user|>\nName a river.<|end|>\n<|assistant|>\nThe Po.<|end|>",
    ],
)
def test_half_a_chat_template_never_goes(text):
    for role in ("user", "text"):
        assert Cleaner(Clean(whitespace="keep"), "chat", b"k").clean(text, role=role)[0] == text
    assert end_tokens(text) == (text, 0)


def test_calculator_marks_go_and_the_final_answer_stays():
    text = "48/2 = <<48/2=24>>24 clips.\n48+24 = $<<48+24=72>>72\n#### 72"
    assert calculator_marks(text) == ("48/2 = 24 clips.\n48+24 = $72\n#### 72", 2)


@pytest.mark.parametrize(
    "text", ["cout << 3 * 4 >> x;", "1 << 4 = 16 >> 2", "<<EOF\nx=1\nEOF", "a <<b=c>> d"]
)
def test_shifts_and_heredocs_stay(text):
    assert calculator_marks(text) == (text, 0)


@pytest.mark.parametrize(
    "mark",
    ["Noinput", "No input.", "<noinput>", "< noinput >", "Input: No input", "[no input]", "(No Input)"],
)
def test_a_line_that_says_there_is_no_input_goes(mark):
    assert no_input(f"Name two rivers.\n\n{mark}\n") == ("Name two rivers.", 1)


@pytest.mark.parametrize(
    "text",
    [
        "No input.",
        "What happens with no input?",
        "The device gets no input",
        "Say why:\nthere is no input",
        "no input\nbut more",
    ],
)
def test_talk_about_input_stays(text):
    assert no_input(text) == (text, 0)


@pytest.mark.parametrize(
    "text",
    [
        "The model fills short rows with [PAD]",
        "A line that is struck out is closed with </s>",
        "The end of a text is marked by <|endoftext|>",
        "Stop token: <|im_end|>",
        "Das Ende ist <eos>",
    ],
)
def test_a_token_that_its_sentence_needs_stays(text):
    assert end_tokens(text) == (text, 0)


@pytest.mark.parametrize(
    ("asked", "right"),
    [
        ("Which token ends a text?", "<|endoftext|>"),
        ("What is the capital?", ""),
        ("What is the capital?<|im_end|>", ""),
        ("What does <|endoftext|> look like?", "<|endoftext|>"),
    ],
)
def test_a_token_is_an_answer_where_tokens_are_asked_for(asked, right):
    cleaner = Cleaner(Clean(), "chat", b"k")
    assert cleaner.clean("<|endoftext|>", role="assistant", asked=[asked])[0] == right
