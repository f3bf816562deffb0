"""Signs of markup beside a value, and characters within it that no font shows, hide nothing."""

import sys
import unicodedata

import pytest

from ft_data.cleaning.privacy import coded, view
from ft_data.cleaning.privacy.detect import find
from ft_data.cleaning.privacy.regions import regions_of

# Put together here, so that no tool takes this file for one that leaks keys.
VALUES = {
    "phone": "+44 7911 183456",
    "card": "4539 1488 0343 6467",
    "iban": "DE89370400440532013000",
    "secret": "gh" + "p_" + "abcdefghijkmnpqrstuvwxyz23456789A7ab",
    "ip": "91.247.189.122",
    "mac": "3c:99:f6:47:a9:97",
    "address": "12 Babeki Street",
}


def kinds(text: str) -> list[str]:
    return [one.kind for one in find(text)]


@pytest.mark.parametrize("kind", VALUES)
@pytest.mark.parametrize(
    "around",
    ["_{}_", "__{}__", "_see {} there_", "* {}", "*{}*", "> {}", ">> {}", "<b>{}</b>", "<td>{}</td>", "/* {} */", "// {}",
     "= {}", "| {} |", "x {}", "- {}", "and **{}** too", "number={}", "<!-- {} -->"],
)  # fmt: skip
def test_markup_beside_a_value(kind, around):
    text = around.format(VALUES[kind])
    (found,) = find(text)
    assert (found.kind, text[found.start : found.end]) == (kind, VALUES[kind])


@pytest.mark.parametrize("sign", ["*", ">", "<", "=", "/"])
def test_numbers_that_are_worked_with_are_no_telephones(sign):
    for text in (f"2 {sign} +44 7911 183456", f"(a) {sign} +447911183456", f"12 {sign} 4155550187"):
        assert kinds(text) == [], text


def test_underscores_of_names_in_programs_stay():
    for text in (
        "__init__ and _private1_ x",
        "snake_case_4539148803436467_name",
        "_a " * 50_000,
        "_a1 " * 20_000 + "_",
    ):
        assert kinds(text) == []


@pytest.mark.parametrize(
    "sign", ["\ufe0f", "\u200b", "\u00ad", "\u2060", "\u180b", "\U000e0041", "\U000e0101"]
)
@pytest.mark.parametrize("kind", VALUES)
def test_what_no_font_shows_within_a_value(kind, sign):
    value = VALUES[kind]
    at = len(value) // 2
    assert kinds(f"See {value[:at]}{sign}{value[at:]}.") == [kind]


def test_digits_of_every_script_are_read():
    every = [chr(code) for code in range(0x80, sys.maxunicode + 1) if unicodedata.category(chr(code)) == "Nd"]
    text = "".join(every)
    assert view.plain(text, frozenset(view.GUARDS)) == "".join(
        str(unicodedata.decimal(char)) for char in every
    )
    bold = VALUES["phone"].translate({ord(str(n)): chr(0x1D7CE + n) for n in range(10)})
    assert kinds(f"Ring {bold} tonight") == ["phone"]
    assert coded.GUARDS and kinds("x\u00b2 + 44\u00b3 = 12") == []


@pytest.mark.parametrize(
    "text,languages,kind",
    [
        ("Mein Geburtstag ist der 15.4.1985.", "de", "birth_date"),
        ("Mon anniversaire est le 3/01/1963.", "fr", "birth_date"),
        ("Mi cumpleaños es el 5/10/1962.", "es", "birth_date"),
        ("Il mio compleanno è il 22/07/1970.", "it", "birth_date"),
        ("O meu aniversário é 14/01/1993.", "pt", "birth_date"),
        ("Mijn verjaardag is 24-7-1959.", "nl", "birth_date"),
        ("Moje urodziny są 15.12.1960.", "pl", "birth_date"),
        ("O meu NIF é 361105487.", "pt", "ssn"),
        ("Contribuinte 222584416, por favor.", "pt", "ssn"),
        ("Appelle Luc au 06 83 78 11 35 ce soir.", "fr", "phone"),
        ("Bel Jan op 06 15429306 straks.", "nl", "phone"),
        ("Zadzwoń do Jana: 621 752 183.", "pl", "phone"),
        ("Mieszkam przy ul. Vulave 20.", "pl", "address"),
    ],
)  # fmt: skip
def test_words_of_other_languages_announce_as_english_ones_do(text, languages, kind):
    assert [one.kind for one in find(text, regions_of((), [languages]))] == [kind]


@pytest.mark.parametrize("word", ["versión", "versione", "versão", "versie", "wersja", "Version"])
def test_versions_in_other_languages_are_no_addresses(word):
    assert kinds(f"La {word} 4.91.7.91 lo arregla.") == []


def test_a_number_with_a_wrong_check_digit_is_nobodys():
    assert kinds("O meu NIF é 361105488.") == []
