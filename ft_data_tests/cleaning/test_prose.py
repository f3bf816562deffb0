import pytest

from ft_data.cleaning.codeaware import looks_like_code, outside_code, protected_spans
from ft_data.cleaning.prose import repeated_punctuation, straight_quotes, stray_quote, whitespace


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("Two  spaces.  Here.", "Two spaces. Here."),
        ("  both ends \n", "both ends"),
        ("one\n\n\n\n\ntwo", "one\n\ntwo"),
        ("line  \nnext", "line\nnext"),
        ("a\xa0b\u2003c", "a b c"),
        (" \n\t ", ""),
        ("- item one\n  - inner  item", "- item one\n  - inner item"),
    ],
)
def test_prose_is_tidied(text, right):
    assert whitespace(text)[0] == right
    assert whitespace(right) == (right, 0)


@pytest.mark.parametrize(
    "text",
    [
        "def f(a):\n    return  a",
        "x = 1    # one",
        "Name     Age     City\nAnna     31      Leeds",
        "a\t\tb",
        "| a  | b  |\n|----|----|",
        "Use it:\n\n```\na   b\n\n\n\nc\n```\n\nDone.",
        "run `a  b` now",
        'String: " Hello   my  name "',
        "tree:\n  3\n / \\\n4   5",
    ],
)
def test_code_tables_and_columns_keep_every_space(text):
    assert whitespace(text) == (text, 0)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("Stop!!!!!!", "Stop!"),
        ("What?!?!?!?!", "What?!"),
        ("well...... no", "well... no"),
        ("first,, second", "first, second"),
    ],
)
def test_repeated_punctuation_shrinks(text, right):
    assert repeated_punctuation(text)[0] == right
    assert repeated_punctuation(right) == (right, 0)


@pytest.mark.parametrize(
    "text",
    [
        "Really?!",
        "Wow!!",
        "wait...",
        "Chapter 1 ........ 7",
        "-----",
        "[1,,2]",
        "a = b????c;",
        "Name: ______",
        "他走了...... 然后",
        "那天晚上......",
    ],
)
def test_other_punctuation_stays(text):
    assert repeated_punctuation(text) == (text, 0)


def test_quotes():
    assert straight_quotes("“It’s”") == ('"It\'s"', 3)
    assert stray_quote('"The end of the story.') == ("The end of the story.", 1)
    assert stray_quote('and that was the end."') == ("and that was the end.", 1)
    for text in ('"a" and "b" are letters', "He is 6'2\"", 'a board of 12"', 'print("hello world)'):
        assert stray_quote(text) == (text, 0)


@pytest.mark.parametrize(
    "text",
    [
        "import os",
        "SELECT a FROM b;",
        "for (i = 0; i < 3; i++) {",
        "x = [1, 2]",
        'print("a")',
        "$ ls -l",
        "a->b",
        "if (x) {\n}",
        "rows.map(r => r.id)",
    ],
)
def test_code_is_recognised(text):
    assert looks_like_code(text)


@pytest.mark.parametrize(
    "text",
    ["The cat sat on the mat.", "Dear Anna,\n\nthank you for your letter.", "It costs $5 (about 4 euros)."],
)
def test_prose_is_not_code(text):
    assert not looks_like_code(text)


def test_protected_spans_and_what_lies_outside_them():
    text = "a ```x``` b `y` c $$z$$"
    assert [text[a:b] for a, b in protected_spans(text)] == ["```x```", "`y`", "$$z$$"]
    assert outside_code(text, lambda part: (part.upper(), 1))[0] == "A ```x``` B `y` C $$z$$"
    assert protected_spans("Char`ac*ter and a`nother") == []


@pytest.mark.parametrize(
    "text",
    [
        "# A song\n\nfirst line  \nsecond line",
        "first line  \nsecond line  \nthird line",
        "So it was:\n\n    one   two three\n    four  five six",
    ],
)
def test_hard_breaks_and_blocks_that_are_set_in_stay(text):
    assert whitespace(text) == (text, 0)


def test_other_trailing_spaces_go_beside_hard_breaks():
    assert (
        whitespace("- one  \n  more   \n- two \n\nEnd  \n\nof it")[0]
        == "- one  \n  more\n- two\n\nEnd\n\nof it"
    )


def test_no_break_spaces_in_blocks_of_code_are_plain_ones_but_in_strings():
    text = "See:\n\n```python\ndef f(a):\n\u00a0\u00a0\u00a0\u00a0return\u00a0a + '\u00a0km'\n```"
    assert whitespace(text) == (text.replace("\u00a0", " ").replace("' km'", "'\u00a0km'"), 5)
    right = whitespace(text)[0]
    assert whitespace(right) == (right, 0)
