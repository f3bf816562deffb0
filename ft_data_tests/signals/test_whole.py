"""What an answer is as a whole, for any text: properties of the flags that decide by construction."""

from __future__ import annotations

import string
import unicodedata

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ft_data.signals.flags.view import View
from ft_data.signals.flags.whole import asks_nothing, bare_link, leaked_tokens, says_nothing, stand_in

STAND_INS = (
    "<noinput>",
    "[No output]",
    "N/A",
    "n.a.",
    "TODO",
    "TBD",
    "...",
    "…",
    "lorem ipsum dolor",
    "<无输出>",
    "$$N.A$$",
)
WORDS = st.lists(
    st.text(string.ascii_lowercase + "éß漢字жд", min_size=2, max_size=9), min_size=2, max_size=30
)


def _view(prompt: str, answer: str) -> View:
    view = View(prompt, answer, "instruction")
    view.words = len(answer.split())
    return view


@given(st.text(max_size=80))
@settings(max_examples=300, deadline=None)
def test_what_can_be_seen_is_something(text: str) -> None:
    seen = any(unicodedata.category(c)[0] in "LNPSM" and not 0xFE00 <= ord(c) <= 0xFE0F for c in text)
    if any(unicodedata.category(c)[0] in "LNPS" for c in text):
        assert not says_nothing(text)
    if not seen:
        assert says_nothing(text)
    if any(unicodedata.category(c)[0] in "LNS" for c in text):
        assert not asks_nothing(text, alone=True)


@given(WORDS, st.sampled_from(STAND_INS))
@settings(max_examples=200, deadline=None)
def test_a_stand_in_is_one_only_as_the_whole_answer(words: list[str], mark: str) -> None:
    said = " ".join(words)
    assert stand_in(_view("Describe the harbour.", f" {mark}\n")) == "placeholder"
    assert stand_in(_view("Describe the harbour.", f"{said} {mark} {said}")) is None
    # Whoever speaks of it may mean it.
    assert (
        stand_in(_view(f"Write {mark} if you do not know. None, unknown or a sign may be right.", mark))
        != "placeholder"
    )


@given(WORDS)
@settings(max_examples=150, deadline=None)
def test_a_link_is_bare_only_without_words_and_unasked(words: list[str]) -> None:
    said, link = " ".join(words), "https://tea.example/kinds"
    assert bare_link(_view("Name a drink.", f" {link}\n"))
    assert not bare_link(_view("Name a drink.", f"{said} {link}"))
    assert not bare_link(_view(f"Name a drink: {link}", link))
    assert not bare_link(_view("Gib mir den Link.", link))


def test_a_page_of_addresses_is_read_in_one_go():
    """Signs and letters in turn, and a word at the very end: no way to cut it may be tried after another."""
    tangled = "https://a.b/" + "www.-_-." * 200
    assert bare_link(_view("Name a drink.", f"{tangled}\n- {tangled[:90]}\n[x y]({tangled[:60]})"))
    assert not bare_link(_view("Name a drink.", f"{tangled[:900]} tea"))


@given(WORDS, st.sampled_from(("<|im_end|>", "<|endoftext|>", "[/INST]", "<</SYS>>", "<|eot_id|>")))
@settings(max_examples=150, deadline=None)
def test_a_token_leaks_at_the_end_and_never_where_it_is_spoken_of(words: list[str], token: str) -> None:
    said = " ".join(words)
    assume(not _view("Name a drink.", f"{said}. {token}").is_code)  # of code nothing is said: `if aa.`
    assert leaked_tokens(_view("Name a drink.", f"{said}.{token}"))
    assert leaked_tokens(_view("Name a drink.", f"{said}. {token}"))
    for answer in (f"{said} `{token}` {said}", f"{said} {token} {said}", f"{said}: {token} {said}", token):
        assert not leaked_tokens(_view("Name a drink.", answer))
    assert not leaked_tokens(_view(f"What is {token}?", f"{said}. {token}"))


@pytest.mark.parametrize(
    ("prompt", "answer", "mark"),
    [
        ("What is the two-letter ISO country code of Namibia?", "NA", None),
        ("What is the chemical symbol of sodium?", "Na", None),
        ("Wie lautet das Kürzel für Natrium?", "Na", None),
        ("Describe the painting.", "NA", "placeholder"),
        ("Name a stone fruit.", "nan", "placeholder"),
        ("Name a stone fruit.", "NaN", "placeholder"),
        ("What is zero divided by zero in floating point?", "NaN", "null_answer"),
        ("What does parseInt('tide') return?", "NaN", "null_answer"),
        ("0 / 0 = ?", "NaN", "null_answer"),
        ("What do some Welsh families call their grandmother?", "Nan", "null_answer"),
        ("Is it nan or naan?", "nan", None),
    ],
)
def test_letters_answer_where_letters_are_asked_for(prompt: str, answer: str, mark: str | None) -> None:
    assert stand_in(_view(prompt, answer)) == mark
