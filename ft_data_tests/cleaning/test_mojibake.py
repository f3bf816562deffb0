import json

import pytest
from ftfy.badness import BADNESS_RE
from hypothesis import given, settings
from hypothesis import strategies as st

from ft_data.cleaning.mojibake import lost_characters, may_be_bad, wrong_decoding
from ft_data_tests.realdata import shared


@pytest.mark.parametrize(
    ("broken", "right"),
    [
        ("The menu cafÃ© opens at eight", "The menu café opens at eight"),
        ("Itâ€™s hers", "It’s hers"),
        ("Itâ\x80\x99s hers", "It’s hers"),
        ("ItÃ¢â‚¬â„¢s hers", "It’s hers"),
        ("ÐŸÑ€Ð¸Ð²ÐµÑ‚", "Привет"),
        ("smart \x93quotes\x94", "smart “quotes”"),
    ],
)
def test_wrong_decodings_are_undone(broken, right):
    fixed, count = wrong_decoding(broken)
    assert fixed == right
    assert count == 1
    assert wrong_decoding(fixed) == (fixed, 0)


@pytest.mark.parametrize(
    "text",
    [
        "plain",
        "naïve café “quotes” – dash",
        "Привет, мир",
        "你好，世界",
        "SELKÄ EDELLÄ",
        "R&amp;D",
        "VOCÊ",
        "x² ≤ 3°",
        "ﬁne",
    ],
)
def test_right_text_stays(text):
    assert wrong_decoding(text) == (text, 0)


def test_text_about_mojibake_stays():
    text = "Why does mojibake such as Ã© appear in my file?"
    assert wrong_decoding(text) == (text, 0)
    code = 'Use `"Ã©".encode("latin-1")` to see it.'
    assert wrong_decoding(code) == (code, 0)


def test_published_cases():
    cases = json.loads(shared("data/ftfy-mojibake/test_cases.json").read_text("utf-8"))
    # Where quotes or ligatures differ the set gives two answers: the one for encodings alone counts.
    right = [case.get("fixed-encoding", case["fixed"]) for case in cases]
    fixed = [wrong_decoding(case["original"])[0] for case in cases]
    assert sum(a == b for a, b in zip(fixed, right, strict=True)) >= 145
    sound = [case["original"] for case in cases if case["original"] == case["fixed"]]
    assert len(sound) >= 38
    assert [text for text in sound if wrong_decoding(text)[0] != text] == []


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("voil\u00c3 le travail", None),
        ("\u00c3 <http://a.example/b.gif>", None),
        ("voil\u00c3 le caf\u00c3\u00a9", "voil\u00e0 le caf\u00e9"),
        ("voil\u00c3 le travail\nun caf\u00c3\u00a9", "voil\u00e0 le travail\nun caf\u00e9"),
        ("\u00c2\u00a35 and caf\u00e9", "\u00a35 and caf\u00e9"),
    ],
)
def test_what_takes_a_guess_needs_a_place_that_takes_none(text, right):
    assert wrong_decoding(text)[0] == (right or text)


@pytest.mark.parametrize(
    ("lost", "right"),
    [
        ("I don\ufffdt think that it is hers", "I don’t think that it is hers"),
        ("He said \ufffdthis is the one.\ufffd and left", "He said “this is the one.” and left"),
        ("It was the end \ufffd or was it the start", "It was the end – or was it the start"),
        ("Heat it to 325\ufffdF in the oven", "Heat it to 325°F in the oven"),
    ],
)
def test_lost_punctuation_comes_back_where_it_is_certain(lost, right):
    assert lost_characters(lost)[0] == right


@pytest.mark.parametrize(
    "text",
    [
        "Une \ufffdtude sur le caf\ufffd",
        "Park G\ufffdell is in the city of Barcelona",
        "the \ufffdopen quote is not closed",
    ],
)
def test_lost_letters_stay_lost(text):
    assert lost_characters(text) == (text, 0)


def test_a_next_line_control_is_no_ellipsis():
    assert wrong_decoding("first line\x85second line") == ("first line\x85second line", 0)
    assert wrong_decoding("caf\u00c3\u00a9\x85bar")[0] == "café\x85bar"
    assert wrong_decoding("well\x85 it\x92s late")[0] == "well… it’s late"
    assert wrong_decoding("\u00c3\x85rhus")[0] == "Århus"


@pytest.mark.parametrize("encoding", ["koi8-r", "cp866"])
def test_cyrillic_code_pages(encoding):
    right = "Музей открывается в десять, кроме понедельника."
    broken = right.encode().decode(encoding)
    assert wrong_decoding(broken) == (right, 1)
    assert wrong_decoding(f"Он сказал: {broken}\nInfo: {broken}") == (f"Он сказал: {right}\nInfo: {right}", 1)
    shown = f"It prints this:\n\n```\n{broken}\n```\n\nSet the encoding of the console."
    assert wrong_decoding(shown) == (shown, 0)


@pytest.mark.parametrize(
    "text", ["Пёс спит, п° и я².", "╔══╗\n║п°║\n╚══╝", "┌─┐ я│х", "╨ и ╤ — знаки рамки", "Копёр я—п"]
)
def test_frames_and_degrees_stay(text):
    assert wrong_decoding(text) == (text, 0)


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("cosà¬ come contribuà¬ a", "così come contribuì a"),
        ("là¬ tenute, perchà© à¨ vero", "lì tenute, perché è vero"),
        ("à la mer, voilà: ça va", "à la mer, voilà: ça va"),
    ],
)
def test_a_wrong_decoding_in_small_letters_is_mended_and_no_word_changes_its_script(text, mended):
    assert wrong_decoding(text)[0] == mended


@given(st.from_regex(BADNESS_RE))
@settings(max_examples=80)
def test_all_that_ftfy_suspects_is_shown_to_it(text):
    assert may_be_bad(text)


@pytest.mark.parametrize(
    "text", ["这是一个“例子”，很好。", "Où est-il ? À la gare, naïve Zoë", "これは例です、はい", "Это пример"]
)
def test_text_as_it_is_written_is_not(text):
    assert not may_be_bad(text)
