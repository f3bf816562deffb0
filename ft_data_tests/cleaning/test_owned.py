"""Kinds that a word announces: recall and look-alikes of the bench, nicknames, plates, positions. All data is made up."""

import pytest

from bench import owned
from ft_data.cleaning import Cleaner
from ft_data.cleaning.privacy import find
from ft_data.cleaning.privacy.names import mentions
from ft_data.recipe.schema import Clean
from ft_data_tests.cleaning.finding import found


def test_what_is_claimed_is_found_and_look_alikes_are_not():
    total, hits, looks, alarms = owned.run(40, 7)
    assert {name: hits[name] / total[name] >= 0.95 for name in total} == dict.fromkeys(total, True)
    assert sum(alarms.values()) <= 0.02 * sum(looks.values())


@pytest.mark.parametrize(
    "text",
    [
        "The license plate design of 2019 was new",
        "plate number 12345",
        "Follow @NASA on Twitter",
        "Instagram is great, and so is Telegram: both are free",
        "Berlin lies at 52.52437, 13.41053",
        "Karl Marx, geboren am 5. Mai 1818 in Trier",
        "nació el 5 de mayo de 1971 en Lima",
        "Einstein est né le 14 mars 1879",
    ],
)
def test_what_is_nobodys(text):
    assert find(text) == []


def kinds(text, *people):
    return [(item.kind, text[item.start : item.end]) for item in mentions(text, people)]


def test_nicknames_are_handles_and_names_are_names():
    chat = ("Seveas", "B_166-ER-X", "Alex")
    assert kinds("Seveas, ask Alex or B_166-ER-X", *chat) == [
        ("handle", "Seveas"),
        ("handle", "Alex"),
        ("handle", "B_166-ER-X"),
    ]
    assert kinds("Alex, ask Maria", "Alex", "Maria") == [("name", "Alex"), ("name", "Maria")]
    for name in ("McDonald", "MacLeod", "DeVito", "LaToya", "Anne-Marie", "O'Neil", "D'Angelo"):
        assert kinds(f"Ask {name} now", name) == [("name", name)]
    # A full name in a chat of nicknames is a name, and wins over the nickname in it.
    assert kinds("Ask Anna Poe or Anna", "Anna Poe", "Anna", "b0b_9x") == [
        ("name", "Anna Poe"),
        ("name", "Anna"),
    ]


def test_they_have_placeholders_of_their_own():
    cleaner = Cleaner(Clean(), "chat", b"k" * 32)
    text = "My Instagram is @anna_k9, I live at 52.52437, 13.41053, plate number B-AB 1234."
    assert (
        cleaner.clean(text)[0] == "My Instagram is [HANDLE], I live at [LOCATION], plate number [ID_NUMBER]."
    )


def test_who_joins_a_channel_is_no_mail_address():
    text = "=== anna [~ap@host-1.dsl.nebula.net]  has joined #talk, mail anna.poe@post.org [x]"
    assert [item.kind for item in find(text)] == ["handle", "email"]


@pytest.mark.parametrize(
    "column, text, found",
    [
        ("ANNA POE", "Have a good day, Anna!", "Anna"),
        ("Poe, Anna", "it was anna poe who rang", "anna poe"),
        ("anna poe", "ANNA POE AND Anna", "ANNA POE|Anna"),
        ("ANNA POE-LANE", "Dear Ms Poe-Lane, is Ms Lane in? Poe is.", "Poe-Lane|Lane|Poe"),
        ("Will Poe", "Thank you for waiting, Will. Will it do?", "Will"),
        ("Bo Li", "Good to know, Bo.", "Bo"),
        ("May Young", "We wrote to Ms Young in May.", "Young"),
        ("anna poe", "thanks anna, it works", "anna"),
        ("GRÖSSING Björn", "Guten Tag Herr Größing, ist Bjorn da?", "Größing|Bjorn"),
        ("Mueller, Joerg", "Hier ist Jörg Müller. Frau Müller?", "Jörg Müller|Müller"),
        ("José Núñez", "JOSE NUNEZ and Jose", "JOSE NUNEZ|Jose"),
        ("Sean O'Neil", "Ask O'Neil, or Mr O’Neil", "O'Neil|O’Neil"),
        ("Anna Poe-Lane", "anna poe-lane, POE-LANE ANNA", "anna poe-lane|POE-LANE ANNA"),
        ("GRÖSSING Ça?la", "Hier ist Ça?la Größing. Danke, Ça?la!", "Ça?la Größing|Ça?la"),
        ("Rose Poe", "The rose is red, rose leaves too. Rose oil, May.", ""),
        ("Mark Poe", "mark it, please, mark the row, and mark.", ""),
    ],
)
def test_a_name_of_a_column_is_found_however_it_is_written(column, text, found):
    assert "|".join(value for _, value in kinds(text, column)) == found


def test_an_address_that_standards_keep_for_nobody_is_somebodys_with_a_name_of_the_row_in_it():
    cleaner = Cleaner(Clean(), "chat", b"k" * 32)
    text = "Write to larkspur.b@example.org or to you@example.org."
    kept = "Write to [EMAIL] or to you@example.org."
    assert cleaner.clean(text, people=("LARKSPUR, Bea",))[0] == kept
    assert cleaner.clean(text)[0] == text


def test_a_speed_is_no_handle_and_where_something_is_seen_from_no_street():
    assert [item.kind for item in find("Vr=20m/s, Vk=40m/s after 3 s")] == []
    text = "Auf Höhe Nebelstr. 64 sind wir am Samstag"
    assert [text[one.start : one.end] for one in find(text)] == ["Nebelstr. 64"]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("My account number is 351531510", [("id_number", "351531510")]),
        ("account: 68318931, with PIN 5380", [("id_number", "68318931"), ("secret", "5380")]),
        ("My Pin is either 1596 or 7402.", [("secret", "1596"), ("secret", "7402")]),
        ("my pin code is 110001", [("secret", "110001")]),
        ("Kontonummer: 1234567 890", [("id_number", "1234567 890")]),
        ("账号：6222021234567", [("id_number", "6222021234567")]),
        ("口座番号は7301842です", [("id_number", "7301842")]),
        ("My password is mypassword123", [("secret", "mypassword123")]),
        ("密码123secure!", [("secret", "123secure!")]),
        ("senha: kranich99x", [("secret", "kranich99x")]),
        ("Arduino pin 13, pin 2024, PIN code 110001 of Delhi", []),
        ("an account with 100000 dollars, the account of 2019", []),
        ("my password is required; the default password is admin1password", []),
    ],
)
def test_accounts_pins_and_passwords_behind_their_words(text, values):
    assert found(text) == values
