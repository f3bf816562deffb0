"""Numbers and dates of another kind by the word beside them, labels behind a number, tokens that go on over line ends."""

import pytest

from ft_data.cleaning import Cleaner
from ft_data.cleaning.privacy import program
from ft_data.cleaning.privacy.detect import find
from ft_data.cleaning.privacy.public import personal
from ft_data.recipe.schema import Clean
from ft_data_tests.cleaning.finding import found


@pytest.mark.parametrize(
    "text",
    [
        "NDC 0869-0871-43",
        "NDC Code 0869-0871-43 manufactured by",
        "National Drug Code: 0869-0871-43",
        "eISSN 302-445-8871",
        "RFC 302-445-8871",
        "CAS number 302-445-8871",
        "Cat. No. 302-445-8871",
        "Catalogue number 302-445-8871",
        "P/N 302-445-8871",
        "purchase order 302-445-8871",
        "PO number 302-445-8871",
        "RMA #302-445-8871",
        "Docket No. 302-445-8871",
        "PubMed 204-458-8710",
        "invoice nos. 302-445-8871",
        "Artikel-Nr. 0302 4458871",
        "Bestell-Nr.: 0302 4458871",
        "Material 5, Sendungsnummer 0302 4458871",
    ],
)
def test_the_word_before_says_another_kind(text):
    assert found(text, "phone", ("US", "GB", "DE")) == []


@pytest.mark.parametrize(
    "text",
    [
        "order by phone: 302-445-8871",
        "The catalogue is free, ring 302-445-8871",
        "PO Box 12, phone 302-445-8871",
        "655 437 108 (mobile)",
        "655 437 108 - privat",
        "655 437 108 (portable)",
        "M: 655 437 108",
        "T. 655 437 108",
        "Anna Berg | T: 655 437 108",
    ],
)
def test_and_these_announce_one(text):
    assert len(found(text, "phone")) == 1


def test_a_row_of_numbers_with_their_labels_behind_is_a_signature():
    text = "Kaja Trond\nKnowledge Agency\n655 437 108 office\n655 437 109 fax\n+41 (0)38 549 02 90 mobile"
    left = personal(text, find(text), "organisations")
    assert [text[item.start : item.end] for item in left if item.kind == "phone"] == [
        "655 437 108",
        "655 437 109",
        "+41 (0)38 549 02 90",
    ]


HEAD, BODY, SIGN = (
    "eyJhbGciOiJIUzI1NiJ9",
    "eyJzdWIiOiIxMjM0NTY3ODkwIn0",
    "dozjgNryP4J3jVmNHl0w5NXgL0n3I9PlFUP0",
)
MORE = "QwMDAxMjM0NTY3ODkwMTIzNDU2Nzg5MGFiY2Rl"


@pytest.mark.parametrize(
    ("before", "token", "behind"),
    [
        ("token=", f"{HEAD}.{BODY}\n{MORE}\n{MORE}.{SIGN}", ""),
        ("id_token: ", f"{HEAD}.\n{BODY}.\n{SIGN}", "&state=abc"),
        ("x=1&client_assertion=", f"{HEAD}.{BODY}\n  {MORE}\n  {MORE}.{SIGN}", "&y=2"),
        ("> ", f"{HEAD}.{BODY}.{SIGN}", "\n> This is what followed"),
        ("", f"{HEAD}.{BODY}.{SIGN}", "\nBibliographies2Come"),
        ('api_key = "', f"{MORE}\n{MORE[::-1]}", '"'),
        ("Authorization: Bearer ", f"{MORE}\n {MORE[::-1]}", "\n"),
    ],
)
def test_a_token_goes_on_over_line_ends_and_no_further(before, token, behind):
    assert found(before + token + behind, "secret") == [("secret", token)]


@pytest.mark.parametrize(
    "field",
    ["exp_date", "eid_exp_date", "expiryDate", "issue date", "data di scadenza", "Gültig bis", "有效期"],
)
def test_a_date_of_birth_is_not_masked_in_a_field_of_another_name(field):
    cleaner = Cleaner(Clean(), "chat", b"k" * 32)
    cleaner.listen({"1984-09-24": "birth_date"})
    for text in (f"{field}: 1984-09-24", f'"{field}":"1984-09-24"', f'{{"{field}": "1984-09-24"}}'):
        assert "1984-09-24" in cleaner.clean(text)[0]
    assert cleaner.clean("it was on 1984-09-24 that")[0] == "it was on [DATE_OF_BIRTH] that"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (
            "Mi DNI es 71834502G y nada más",
            "71834502G",
        ),  # the letter is none that belongs to it: typed wrongly
        ("Mein neues Passwort lautet Sommer!2019xQ", "Sommer!2019xQ"),
        ("Das Passwort lautet Sommer!2019xQ", "Sommer!2019xQ"),
    ],
)
def test_a_number_or_a_password_goes_whole_whatever_word_says_is(text, value):
    assert [one for _, one in found(text)] == [value]


@pytest.mark.parametrize(
    "text", ["Lindenstraße 300 m folgen, dann rechts", "nach der Hauptstraße 20 m weiter"]
)
def test_metres_are_no_house(text):
    assert found(text, "address") == []
    assert found("Hauptstraße 12 b, 04109 Leipzig", "address") != []


def test_a_comment_or_a_quotation_far_back_on_a_line_says_nothing_of_a_value():
    """What is looked at around a value is bounded: a line of ten million characters is weighed once, not once for each value."""
    comment, value = "x = 1  # ", "anna.berg@posteo.net"
    for filling, seen in (("word " * 20, True), ("word " * 4_000, False)):
        line = f"{comment}{filling}"
        assert (_comment_before(line + value, len(line)) <= len(line)) is seen


def _comment_before(text, at):
    first = program._line_start(text, at)
    assert at - first <= 12_000
    return first + program._comment(text, first)
