"""Samples in program text, choices, and how far a mask reaches. All data is made up."""

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ft_data.cleaning import Cleaner, scan
from ft_data.cleaning.privacy import find, program
from ft_data.cleaning.privacy.residual import counted
from ft_data.recipe.schema import Clean


def cleaned(text, **settings):
    return Cleaner(Clean(**settings), "code", b"k" * 32).clean(text)[0]


FENCED = "```{}\n{}\n```"


@pytest.mark.parametrize(
    "text",
    [
        FENCED.format("js", "const contacts = [\n  {id: 0, name: 'Tove', email: 'tove@nebula.org'},\n];"),
        FENCED.format("ruby", 'person.update(address: "38 Carrot Street", date_of_birth: "1998-01-01")'),
        FENCED.format("python", 'send(to="+49 171 2846573", via="81.23.45.67")'),
        "info = {\n    'name': 'Tove',\n    'address': '38 Carrot Street',\n    'dob': 'Jan 1st, 2000'\n}",
        'email = "tove_poe@gmail.com"',
        "assert remove_zeros(\"216.08.094.196\") == ('216.8.94.196')",
        "assert is_woodall(32212254719) == True",
        FENCED.format("java", "list.add(32212254719);"),
        "Title\n=====\n\n.. code-block:: php\n\n    $entry->setAttribute('email', [\n        'tove.poe@nebula.org'\n    ]);\n\nText",
        'irb> macbook = Device.new(address: "32:01:16:6d:05:ef")',
        ">>> mail('tove.poe@nebula.org')",
        "# Guide\n\nText.\n\n## Records\n\n"
        + FENCED.format("json", '{ "name": "Tove", "address": "38 Carrot Street" }'),
        "# Guide\n\nText.\n\n## Shell\n\n" + FENCED.format("bash", "./mail tove.poe@nebula.org"),
    ],
)
def test_samples_in_program_text_stay(text):
    assert find(text) and cleaned(text) == text
    assert counted(text, lambda t: scan(t, public="organisations"), "organisations") == {}
    assert scan(cleaned(text, public="none")) == {}


@pytest.mark.parametrize(
    "text",
    [
        FENCED.format("python", "# ask tove.poe@nebula.org\nprint(1)"),
        FENCED.format("js", "// call +49 171 2846573\nrun();"),
        FENCED.format("python", 'x = 1\n__author__ = "tove.poe@nebula.org"'),
        FENCED.format("", "Login of tove.poe@nebula.org from 81.23.45.67 failed"),
        FENCED.format("json", '{"email": "tove.poe@nebula.org"}'),
        FENCED.format("bash", "git config user.email tove.poe@nebula.org"),
        "# Crash\n\n## Log\n\n" + FENCED.format("", "Login of tove.poe@nebula.org from 81.23.45.67 failed"),
        "```\ncode\n```\nWrite to tove.poe@nebula.org",
        '> my address = "of old" is tove.poe@nebula.org',
        "it is `tove.poe@nebula.org` now",
        "{'name': 'Tove', 'email': 'tove.poe@nebula.org'} says the table",
        'see <a title="tove.poe@nebula.org">this</a>',
        "我的电话(13812485678), 请联系",
        "Paid by Visa(4539578763621486), thanks",
        "My SSN(512384976).",
        'ADMIN_EMAIL="tove.poe@nebula.org"',
        FENCED.format("python", 'key = "gh' + 'p_0aB1cD2eF3gH4iJ5kL6mN7oP8qR9sT0uV1wX"'),
        FENCED.format("python", 'password = "Tr0ub4dor&3"'),
        FENCED.format("python", 'x = "' + base64.b64encode(b"ask tove.poe@nebula.org please").decode() + '"'),
    ],
)
def test_what_people_paste_and_sign_does_not(text):
    made = cleaned(text)
    assert made != text and scan(made, public="organisations") == {}
    assert counted(made, lambda t: scan(t, public="organisations"), "organisations") == {}


def test_a_tab_that_is_written_out_is_no_part_of_a_name():
    assert cleaned(r'say "\tCRUISE-CONTROL@NEBULA.COM" here') == r'say "\t[EMAIL]" here'


def test_of_choices_none_is_masked():
    asked = "What is the number?\n- 5667986-233.\n- 5657986-332.\n- 5667896-332."
    assert cleaned(f"M: Call 5667986-233.\n\n{asked}") == f"M: Call 5667986-233.\n\n{asked}"
    asked = "Where does he live?\nA. 23 Pond Street\nB. 24 Pond Street\nC. 20 Pond Street"
    assert find(asked) and cleaned(asked) == asked
    listed = "Call us all:\n- Anna 0171 2846573\n- Bo 0171 2846574"
    assert cleaned(listed) == "Call us all:\n- Anna [PHONE]\n- Bo [PHONE]"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("ssn 2389 card no 1398", "ssn [ID_NUMBER] card no 1398"),
        ("my ssn is 4578", "my ssn is [ID_NUMBER]"),
        ("passport no AB 123456", "passport no [ID_NUMBER]"),
        ("data=05%7C02%7Cpoe%40nebula.edu%7Cef", "data=05%7C02%7C[EMAIL]%7Cef"),
        (".. _tove@nebula.org: mailto:tove@nebula.org", ".. _[EMAIL]: mailto:[EMAIL]"),
        ("22:%22*Recipient:*%5Cntove@nebula.com%22", "22:%22*Recipient:*%5Cn[EMAIL]%22"),
        ("abito in via Roma 38", "abito in [ADDRESS]"),
    ],
)
def test_a_mask_takes_the_value_and_nothing_else(text, masked):
    assert cleaned(text) == masked


def test_what_is_public_once_is_public_wherever_it_is_said_again():
    text = "Ask the mailing list nebula@atlas.org.\n\nSee `nebula@atlas.org`_\n\n.. _nebula@atlas.org: mailto:nebula@atlas.org"
    assert cleaned(text) == text
    assert counted(text, lambda t: scan(t, public="organisations"), "organisations") == {}
    assert cleaned("See `nebula@atlas.org`_") == "See `[EMAIL]`_"


PIECES = [*"// # -- /* <!-- ;; * % rem REM author: Maintainers (c) (C) copyright x = f( ) , : & word > irb{ 12 \t".split(" "), " ", "\x1c", "'", '"', "`", "const a = [", "\n", ">>> "]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=10).map("".join))
@settings(max_examples=200)
def test_what_is_looked_at_first_passes_over_no_comment_and_no_string(text):
    line = text[text.rfind("\n") + 1 :]
    if program._COMMENT.search(line):
        assert program._has_sign(line.encode())
    if program._STRING.search(text) or program._RECORD.search(text):
        assert program._MARKS.search(line, max(0, len(line) - program._OPENS))


def test_a_code_without_a_digit_stands_for_a_value_all_the_same():
    coded = base64.b64encode(b"ask AB 32 81 63 C please").decode()
    assert not any(map(str.isdigit, coded))
    masked = Cleaner(Clean(), "chat", b"k" * 32).clean(f"On that day {coded} was written.")[0]
    assert coded not in masked


@pytest.mark.parametrize(
    "text",
    [
        "write it as nome.cognome@posta.it",
        "vorname.nachname@firma.de is how they look",
        "Call the number +7(903)-123-45-67 in this task",
        "contact number as 555-1234",
        "The card number used (e.g., 1234 5678 9012 3456)",
        "the pattern finds his@site.com.uk",
        "Invite calendar@nebulae.io to it",
    ],
)
def test_what_shows_by_itself_that_it_is_nobodys(text):
    assert cleaned(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "Ort: Chaostreff, Lorenzstraße 19, 76135 Karlsruhe\n\nZeit: 13-18 Uhr",
        "📍 中山北路3300号",
        "Veranstaltungsort ist Mindener Str. 205, 49084 Osnabrück",
    ],
)
def test_where_something_takes_place_is_no_home(text):
    assert cleaned(text) == text
