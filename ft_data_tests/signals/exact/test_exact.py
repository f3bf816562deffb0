"""What a byte test, an equality or a count decides: every signal where it holds, beside what only looks like it, and its properties."""

from __future__ import annotations

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ft_data.example import message
from ft_data.signals.exact import loops
from ft_data_tests.signals.rows import measure, of

SAID = "The harbour freezes in January and opens again when the ice breaks."
WORDS = st.lists(
    st.text(string.ascii_lowercase + "éüßжλ漢字かな", min_size=1, max_size=8), min_size=1, max_size=12
)


def _pair(chosen: str, rejected: str, **more: str) -> dict[str, object]:
    return {
        "kind": "preference",
        "messages": [message("user", "Why does it freeze?")],
        "chosen": [message("assistant", chosen, **more)],
        "rejected": [message("assistant", rejected)],
    }


@pytest.mark.parametrize(
    ("name", "prompt", "response", "value"),
    [
        ("exact_echo", SAID, SAID, True),
        ("exact_echo", SAID, f"  {SAID}\n", True),
        ("exact_echo", SAID, f"{SAID}\n\n{SAID}", True),
        ("exact_echo", SAID, f"{SAID} And {SAID}", False),
        ("exact_echo", f"Repeat this word for word: {SAID}", SAID, False),
        ("exact_echo", f"Corrige:\n\n{SAID}", SAID, False),
        ("exact_echo", SAID, SAID.lower(), False),
        ("exact_echo", "Good morning!", "Good morning!", False),
        ("exact_echo", "42 is the answer here", "42 is the answer here", True),
        ("exact_echo", "这个港口在一月结冰", "这个港口在一月结冰", True),
        ("strict_loop", "Why?", "I do not know why. " * 12, True),
        ("strict_loop", "Why?", "It is cold. " + "so cold and dark here " * 20, True),
        ("strict_loop", "为什么？", "因为天气很冷" * 12, True),
        ("strict_loop", "Say 'we row the boat' forty times.", "we row the boat " * 40, False),
        ("strict_loop", "Count.", "1 2 3 " * 30, False),
        ("strict_loop", "Why?", "I do not know why. " * 6, False),
        ("strict_loop", "Why?", f"{SAID} " * 3 + "so so so so so so so so so", False),
        ("strict_loop", "Draw a grid.", "```\n" + "print(row)\n" * 20 + "```", False),
        ("replacement_chars", "Why?", "The caf\ufffd is closed.", 1),
        ("replacement_chars", "Why?", "caf\ufffd\ufffd and d\ufffdj\ufffd", 4),
        ("replacement_chars", "Why?", "A box \ufffd like this stands there.", 0),
        ("replacement_chars", "What is U+FFFD?", "It is written \ufffdand means loss.", 0),
        ("damaged", "Why?", "The caf\ufffd is closed.", True),
        ("damaged", "Why?", f"{SAID} " * 40 + "The caf\ufffd is closed.", False),
        ("damaged", "Why?", f"{SAID} " * 40 + "The caf\ufffd d\ufffdj\ufffd is closed.", True),
        (
            "damaged",
            "Put the letters back: the caf\ufffd is clos\ufffdd, d\ufffdj\ufffd.",
            "The caf\u00e9 is closed, d\u00e9j\u00e0.",
            False,
        ),
        ("damaged", f"{SAID} " * 40, "The caf\ufffd is closed.", True),
        ("replacement_chars", "The caf\ufffd?", "Closed.", 1),
        ("control_chars", "What does a\x00b show?", "A null byte.", 0),
        ("control_chars", "Why?", "a\x00b \x1b[1m \x93quoted\x94 \ufffe", 5),
        ("control_chars", "Why?", "one\ttwo\r\nthree\x0c four\x85 five\u200d six\ue000", 0),
    ],
)
def test_where_it_holds_and_where_it_does_not(name: str, prompt: str, response: str, value: object) -> None:
    assert of("exact", name, response, prompt) == value


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("damaged", f"{SAID}\n\n----\nEnvoy\ufffd par le service, Montr\ufffdal, \ufffdt\ufffd.", False),
        ("damaged", f"Montr\ufffdal, \ufffdt\ufffd 1999, caf\ufffd.\n{SAID[:20]}", True),
        ("strict_loop", "\u8981\u770b" * 32 + "~~~", False),
        ("strict_loop", "I do not know why. " * 12, True),
    ],
    ids=["one line of a mail", "most of a mail", "emphasis", "a loop"],
)
def test_a_text_that_answers_nothing_is_more_than_one_line_of_it(name: str, text: str, value: bool) -> None:
    row = {"kind": "text", "messages": [message("user", text)]}
    assert measure("exact", [row])[0][name] == value


LINKS = (
    "## Links\n\n- [Contents](<a.md>)\n- Back: [The mill]({0}1.md)\n- Next chapter: [The harbour]({0}2.md)"
)


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        (LINKS.format(""), True),
        (LINKS.format("https://mill.example/"), False),
        (LINKS.format("") + "\n\nThe mill stands still in winter.", False),
        ("- [Contents](a.md)", False),
        ("\n".join(f"- [Chapter {n}]({n}.md)" for n in range(9)), False),
        ("- [Mill](m.md) grinds rye and wheat\n- [Bakery](b.md) bakes bread of it", False),
        ("{% set icon = '<span class=\"warning\"></span>' %}", True),
        ("# Contents\n\n{{ toc }}", True),
        ("Write `{{ name }}` where the name of the boat shall stand.", False),
        ("# The mill", False),
    ],
)
def test_a_section_that_is_a_frame_and_nothing_else(text: str, bare: bool) -> None:
    row = {"kind": "text", "messages": [message("user", text)]}
    assert measure("exact", [row])[0]["bare_frame"] is bare
    assert of("exact", "bare_frame", text) is False, "somebody asked for it"


def test_an_echo_may_be_asked_for_by_a_system_message_or_an_earlier_turn() -> None:
    asked = [message("user", SAID), message("assistant", SAID)]
    rows = [
        {"kind": "instruction", "messages": [message("system", "Return the text as it is."), *asked]},
        {
            "kind": "conversation",
            "messages": [message("user", "Repeat."), message("assistant", "Ok."), *asked],
        },
        {"kind": "instruction", "messages": asked},
        {"kind": "text", "messages": [message("user", SAID)]},
    ]
    assert [row["exact_echo"] for row in measure("exact", rows)] == [False, False, True, False]


def test_equal_pairs_say_the_same_and_call_the_same() -> None:
    rows = [
        _pair("It is cold.", "It is cold.\n"),
        _pair("It is cold.", "It is warm."),
        _pair("", "", tool_calls_json='[{"name": "look"}]'),
        _pair("It is cold.", "It is  cold."),
    ]
    found = [row["equal_pair"] for row in measure("exact", [*rows, ("Why?", "Why?")])]
    assert found == [True, False, False, True, None]


@given(WORDS, st.integers(8, 20), WORDS)
@settings(max_examples=150, deadline=None)
def test_a_unit_said_often_is_a_loop_whatever_its_letters(
    unit: list[str], times: int, lead: list[str]
) -> None:
    said = " ".join(unit * times)
    words = len(loops.words(said))
    text = f"{' '.join(lead)} {said}"
    count = len(loops.words(text))
    if count >= 30 and words >= 0.7 * count:
        assert loops.strict(text, "")
        assert not loops.strict(text, " ".join(unit))


@given(
    st.lists(st.text(string.ascii_lowercase, min_size=1, max_size=9), min_size=30, max_size=80, unique=True)
)
@settings(max_examples=100, deadline=None)
def test_a_text_of_words_that_all_differ_is_no_loop(words: list[str]) -> None:
    assert not loops.strict(" ".join(words), "")


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_controls_are_those_of_the_standard(text: str) -> None:
    safe = text.encode("utf-8", "replace").decode("utf-8")
    expected = sum(
        (ord(c) < 32 and c not in "\t\n\r\x0c")
        or 127 <= ord(c) < 160
        and ord(c) != 133
        or c in "\ufffe\uffff"
        for c in safe
    )
    assert of("exact", "control_chars", safe, "") == expected


@given(WORDS)
@settings(max_examples=100, deadline=None)
def test_an_echo_is_equality_and_nothing_else(words: list[str]) -> None:
    text = " ".join(words)
    long = len(loops.words(text)) >= 4 and len(text.encode()) >= 7
    assert of("exact", "exact_echo", text, text) is long
    assert of("exact", "exact_echo", text + " x", text) is False
