"""A number is what its own line says; what masks leave, masking looks at again; what mail systems are called is nobody's name."""

import json

import pytest

from ft_data.cleaning.masking import Masker
from ft_data.cleaning.privacy.detect import GUARDS, scan
from ft_data.cleaning.privacy.names import mentions
from ft_data.cleaning.privacy.residual import counted
from ft_data.recipe.schema import Clean
from ft_data_tests.cleaning.finding import found

LABELS = "GST ID NO: GST-REG-NO.: GST-NO: GST-ID-: GST: SST-NO: ROC-NO: ROC: BRN: CO.-NO.: CO.-REG-NO: BILL-NO: INVOICE-NO.: RECEIPT-#: DOC-NO.: MEMBER-NO: TABLE-CODE:"


@pytest.mark.parametrize(
    "label", [one.replace("-", " ") for one in LABELS.replace("GST ID NO:", "GST-ID-NO:").split()]
)
@pytest.mark.parametrize("value", ["001531760640", "0015-3176-0640"])
def test_the_label_of_a_line_wins_over_a_telephone_in_the_line_before(label, value):
    text = f"HARROW STATIONERY\nTEL: [PHONE]\n{label} {value}\nTAX INVOICE"
    assert found(text, "phone") == []
    assert found(text.replace("[PHONE]", "+44 20 7946 0018"), "phone") == [("phone", "+44 20 7946 0018")]


@pytest.mark.parametrize(
    "text",
    [
        "Telephone:\nHome: 5550139 22",
        "Telephone\nAnna: 5550139 22",
        "TEL\n07-5550139",
        "FAX: [PHONE]\nContact no: 5550139 22",
        "FAX: [PHONE]\nHandphone no.: 0175550139",
        "call bill at 5550139 22",
    ],
)
def test_a_telephone_stays_one_where_its_line_says_nothing_else(text):
    assert len(found(text, "phone")) == 1


@pytest.mark.parametrize(
    "text", ["@447400123456 are you coming?", "ask @447400123456", "(@447400123456, @919812345678)"]
)
def test_who_is_mentioned_by_a_number_is_a_telephone(text):
    assert found(text, "phone") == [("phone", one) for one in ("447400123456", "919812345678") if one in text]


@pytest.mark.parametrize(
    "text", ["anna@447400123456", "@100000000000", "@20240102030405", "pkg@447400123456"]
)
def test_what_else_stands_behind_an_at_is_none(text):
    assert found(text, "phone") == []


@pytest.mark.parametrize(
    "text",
    ["Dato: 04.07.2024  17.45 ", "04.07.2024 17.45", "Datum: 24.12.2023, 08.15.30", "Ring: 04.07.2024 17:45"],
)
def test_a_date_with_dots_and_a_time_is_no_telephone(text):
    assert found(text, "phone") == []


def masked(text):
    masker = Masker(Clean(), b"k" * 32)
    return masker.mask(text, frozenset(GUARDS), "s", [], lambda rule, count: None)


TWICE = [
    # The word that makes the number an organisation's is masked with the address.
    "NO,35, JALAN WREN 8,\nTAMAN UNIVERSITY,81300 SKUDAI, JOHOR\nTEL:07-5520139",
    "Tel. 020 7946 0018 and 5550139 22",
    "My address is 14 & 12, Harrow Lane, Flat 7, 16 Wren Street, 81750 Harrow",
    "TEL: +44 20 7946 0018\n5550139 22",
    "FAX: +44 20 7946 0018\nTEL:07-5550139",
]


@pytest.mark.parametrize("text", TWICE + [json.dumps({"address": one}) for one in TWICE])
def test_masking_leaves_nothing_that_the_look_behind_it_finds(text):
    made = masked(text)
    assert counted(made, lambda one: scan(one, public="organisations"), "organisations") == {}


@pytest.mark.parametrize(
    "who",
    [
        "Mail Delivery System",
        "Mail Delivery Subsystem",
        "MAILER-DAEMON",
        "Postmaster",
        "no-reply",
        "Administrator",
        "System",
        "Harrow Service",
        "Harrow Team",
    ],
)
def test_what_a_mail_system_is_called_is_nobodys_name(who):
    text = "Mail delivery failed: System message. Delivery Status Notification (Failure). Administrator and Postmaster of Harrow: no Reply."
    assert mentions(text, [who]) == []


def test_an_ordinary_word_of_a_name_does_not_spread():
    text = "The Message was sent. Status of Mail: User unknown. Anna Mail wrote."
    assert [text[one.start : one.end] for one in mentions(text, ["Anna Mail"])] == ["Anna Mail"]


@pytest.mark.parametrize("last", ["BYE", "Bye", "Goodbye", "Thanks", "Ciao", "Take care", "Good night"])
def test_words_of_parting_are_nobodys_name(last):
    assert mentions(f"I will try that.\nTHANK YOU\n{last}", ["Orla Wren"]) == []


@pytest.mark.parametrize("value", ["001531760640", "8811902"])
def test_a_label_that_no_list_knows_wins_too(value):
    assert found(f"TEL: [PHONE]\nPUMP ID: {value}", "phone") == []
