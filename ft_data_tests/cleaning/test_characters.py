import pytest

from ft_data.cleaning.characters import (
    compatibility,
    compose,
    controls,
    encodable,
    invisible,
    line_ends,
    lost_backslashes,
)


def test_surrogate_pairs_join_and_lone_surrogates_are_replaced():
    assert encodable("a\ud83d\ude00b\ud800")[0] == "a😀b\ufffd"
    assert encodable("plain 😀") == ("plain 😀", 0)


@pytest.mark.parametrize("end", ["\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_every_line_end_becomes_a_line_feed(end):
    assert line_ends(f"one{end}two") == ("one\ntwo", 1)


def test_controls_and_terminal_colours_go_but_tabs_and_lines_stay():
    text = "a\x00b\tc\nd\x1b[31mred\x1b[0m\x7f\x9b\ufffc"
    assert controls(text)[0] == "ab\tc\ndred"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("set t_AB=\x1b[4%p1%dm\nset t_AF=\x1b[3%p1%dm", "set t_AB=^[[4%p1%dm\nset t_AF=^[[3%p1%dm"),
        ("Note: \x1b is one character", "Note: ^[ is one character"),
        ("Note: \x1bは一文字", "Note: ^[は一文字"),
        ("\x1b[1;31mred\x1b[0m \x1b[2Kline\x1b]0;title\x07", "red line"),
    ],
)
def test_an_escape_that_a_text_shows_stays_to_be_seen(text, kept):
    assert controls(text)[0] == kept and controls(kept) == (kept, 0)


def test_invisible_characters_go():
    assert invisible("pass\u200bword\ufeff so\u00adft")[0] == "password soft"
    assert invisible("ev\u202eil")[0] == "evil"
    assert invisible("\u2066x\u2069")[0] == "x"


def test_joiners_stay_where_scripts_and_emoji_need_them():
    family = "👩\u200d👩\u200d👧"
    assert invisible(family) == (family, 0)
    persian = "می\u200cخواهم"
    assert invisible(persian) == (persian, 0)
    hindi = "क्\u200dष"
    assert invisible(hindi) == (hindi, 0)
    heart = "❤\ufe0f\u200d🔥"
    assert invisible(heart) == (heart, 0)
    assert invisible("a\u200db")[0] == "ab"


def test_flags_of_regions_keep_their_tags():
    scotland = "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"
    assert invisible(scotland) == (scotland, 0)
    assert invisible("hi\U000e0067\U000e0062 there")[0] == "hi there"


def test_a_flood_of_joiners_and_selectors_shrinks_to_one():
    assert invisible("می" + "\u200c" * 500 + "خ")[0] == "می\u200cخ"
    assert invisible("❤" + "\ufe0f" * 500)[0] == "❤\ufe0f"


def test_direction_marks_stay_in_right_to_left_text_only():
    assert invisible("שלום\u200f!") == ("שלום\u200f!", 0)
    assert invisible("left\u200e!")[0] == "left!"


def test_composition():
    assert compose("cafe\u0301")[0] == "café"
    assert compose("café") == ("café", 0)


def test_ligatures_and_full_width_letters():
    assert compatibility("e\ufb03cient \ufb02ow")[0] == "efficient flow"
    assert compatibility("Ningbo\uff0cPort")[0] == "Ningbo,Port"
    chinese = "你好\uff0c世界\uff01"
    assert compatibility(chinese) == (chinese, 0)
    for signs in ("\uff1f", "\uff1f\uff1f\uff1f", "37\uff0c5"):
        assert compatibility(signs) == (signs, 0), "nothing says that these are not of a Chinese talk"


def test_a_lost_backslash_of_tex_comes_back():
    assert lost_backslashes("\x0crac{1}{2} and \x08eta")[0] == "\\frac{1}{2} and \\beta"
    assert lost_backslashes("page\x0cbreak") == ("page\x0cbreak", 0)


@pytest.mark.parametrize(
    "text",
    [
        "അവൻ വന്ന\u0d4d\u200d here",
        "അവന\u0d4d\u200d",
        "ئه\u200c و",
        "ᠬᠠᠭᠠᠨ ᠠᠷ\u180eᠠ",
    ],
)
def test_joiners_at_the_end_of_a_word_and_separators_inside_one_stay(text):
    assert invisible(text) == (text, 0)


def test_a_mongolian_separator_among_latin_letters_goes():
    assert invisible("pass\u180eword")[0] == "password"


def test_a_soft_hyphen_between_letters_of_the_arabic_script_parts_them():
    assert invisible("او می\u00adکند")[0] == "او می\u200cکند"
    assert invisible("Donau\u00addampf")[0] == "Donaudampf"
    assert invisible("می\u00ad کند")[0] == "می کند"
