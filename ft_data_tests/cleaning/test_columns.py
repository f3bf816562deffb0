"""Columns that hold people's names, and where those names are masked. All data here is made up."""

import pytest

from ft_data.cleaning import Cleaner
from ft_data.cleaning.privacy.columns import header, holds_name, is_name, names_in, proposals
from ft_data.cleaning.privacy.names import mentions
from ft_data.recipe.schema import Clean

CLEANER = Cleaner(Clean(), "chat", b"k" * 32)


@pytest.mark.parametrize(
    "key",
    [
        "Cust. Name", "customer_name", "customerName", "Full Name", "first_name", "lastName", "Surname", "contact-name", "Vorname",
        "Nachname", "Kundenname", "Ansprechpartner", "Prénom", "nom du client", "Apellidos", "Nombre del cliente", "Nome completo cliente",
        "Cognome", "achternaam", "Efternamn", "Imię", "ФИО", "Имя", "姓名", "氏名", "고객명", "नाम", "ชื่อ", "الاسم", "billing_full_name",
    ],
)  # fmt: skip
def test_headers_of_names(key):
    assert header(key) == "name"


@pytest.mark.parametrize(
    "key",
    ["name", "file_name", "product name", "Company Name", "model_name", "customer_id", "username", "column_name", "domain name", "naming", "renamed", "mailing"],
)  # fmt: skip
def test_headers_of_other_things(key):
    assert header(key) == ""


def test_headers_of_addresses_and_roles():
    assert [header(key) for key in ("E-Mail", "Kunden-Email", "Tel.", "phoneNumber", "手机号", "Client", "client_ref", "Kunde")] == [
        "email", "email", "phone", "phone", "phone", "role", "", "role",
    ]  # fmt: skip
    assert header("name", "customer") == "name" and header("name", "product") == ""


@pytest.mark.parametrize(
    "value",
    [
        "Anna Poe",
        "Anna",
        "Poe, Anna",
        "María José O'Neil-Lind",
        "J. R. Poe",
        "王小明",
        "山田 太郎",
        "ANNA POE",
        "anna poe",
    ],
)
def test_names(value):
    assert is_name(value)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "A",
        "C-1234",
        "Poe GmbH",
        "Support Team",
        "n/a",
        "anna@post.org",
        "The cat sat on the old mat",
        "x" * 80,
        "Unknown",
    ],
)
def test_no_names(value):
    assert not is_name(value)


def test_a_role_needs_what_can_only_be_a_name():
    assert (
        holds_name("Client", "Anna Poe")
        and not holds_name("Client", "returning")
        and not holds_name("Client", "web portal")
    )


def test_names_stand_in_objects_and_not_in_calls():
    record = {
        "customer": {"name": "Anna Poe", "id": 7},
        "Agent": "Bo Lind",
        "name": "Blue Lake",
        "tools": {"first_name": "Cy Ray"},
        "first_name": None,
    }
    assert sorted(names_in(record)) == ["Anna Poe", "Bo Lind"]


def test_proposals_look_at_values_too():
    rows = [
        {
            "Cust. Name": "Anna Poe",
            "name": "Bo Lind",
            "Kunden-Email": "a@post.org",
            "Tel": "030 231251",
            "first_name": f"C-{i}",
            "topic": "Sea",
        }
        for i in range(9)
    ]
    assert proposals(rows) == {"Cust. Name": "name", "name": "name", "Kunden-Email": "email", "Tel": "phone"}


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Dear Anna,\nyour order.", "Dear [NAME],\nyour order."),
        ("Hi Will!", "Hi [NAME]!"),
        ("Dear Mr. Poe:", "Dear Mr. [NAME]:"),
        ("Hello Bo,\nthanks.\n\nBest regards,\nCy Ray\nSupport", "Hello [NAME],\nthanks.\n\nBest regards,\n[NAME]\nSupport"),
        ("Liebe Frau Lind,\ngern.\n\nMit freundlichen Grüßen\nK. Weber", "Liebe Frau [NAME],\ngern.\n\nMit freundlichen Grüßen\n[NAME]"),
        ("Anna's parcel, for anna poe", "[NAME]'s parcel, for [NAME]"),
        ("ask Anna。Anna가", "ask [NAME]。[NAME]가"),
        ("您好王小明先生", "您好[NAME]先生"),
        ("Dear Customer,\n\nKind regards,\nThe Support Team", None),
        ("Dear Sir or Madam, hi there! Hello World!", None),
        ("Annabel will go.", None),
        ("Thanks, Support Desk", None),
    ],
)  # fmt: skip
def test_rows_that_name_somebody_name_nobody_after_masking(text, masked):
    people = ["Anna Poe", "Will", "Lind", "王小明"]
    assert CLEANER.clean(text, people=people)[0] == (masked or text)


def test_greetings_of_rows_without_people_stay():
    text = "Write a letter.\n\nDear Alice,\n...\nBest regards,\nBob Stone"
    assert CLEANER.clean(text)[0] == text


def test_groups_stay_apart_and_extra_is_masked_by_its_columns():
    one, two = (
        CLEANER.mask_value(name, column="customer name", apart=True)[0] for name in ("Anna Poe", "Bo Lind")
    )
    assert one != two and one.startswith("[NAME-")
    assert CLEANER.mask_value("anna@post.org", column="desk", apart=True)[0].startswith("[EMAIL-")
    assert CLEANER.mask_value("north", column="desk", apart=True) == ("north", ())
    assert (
        CLEANER.mask_value('{"first_name":"Will","n":1}', columns=True)[0] == '{"first_name":"[NAME]","n":1}'
    )
    kept = Cleaner(Clean(names="keep"), "chat", b"k")
    assert kept.mask_value('{"first_name":"Will"}', columns=True)[0] == '{"first_name":"Will"}'


@pytest.mark.parametrize(
    ("people", "text", "names"),
    [
        (["John"], "John Gilmore writes:\nfine", ["John Gilmore"]),
        (["Timothy"], "as Timothy C. Lind <", ["Timothy C. Lind"]),
        (["Liam David Gray"], "thanks.\n\nLiam Gray\nSeems", ["Liam Gray"]),
        (["Tim Poe"], "Thanks Tim I agree, ask Tim Wednesday\n", ["Tim", "Tim"]),
        (["Harbour Linux Users' Group"], "Harbour Linux Users' Group: hlug", []),
    ],
)
def test_no_name_is_masked_by_half_and_a_group_is_nobody(people, text, names):
    assert [text[item.start : item.end] for item in mentions(text, people)] == names
