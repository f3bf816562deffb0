"""Mail addresses spelled out in other languages; births of one's people; where somebody lives, to both ends; coordinates."""

import pytest

from ft_data.cleaning.privacy.detect import find
from ft_data.cleaning.privacy.public import personal
from ft_data_tests.cleaning.finding import found

MAILS = [
    "ruth (arroba) example (punto) com",
    "schreib an ruth ät poe punkt de",
    "ruth.poe [arroba] gmail [punto] com",
    "mail ruth собака mail точка ru",
    "ruth.poe arobase gmail point com",
    "scrivi a ruth chiocciola gmail punto it",
    "メール: ruth [アットマーク] poe [ドット] jp",
    "ruth {małpa} poe {kropka} pl",
]


@pytest.mark.parametrize("text", MAILS)
def test_an_address_is_spelled_out_in_other_languages(text):
    assert [kind for kind, _ in found(text)] == ["email"]


@pytest.mark.parametrize(
    "text",
    [
        "pesa 3 arrobas de punto",
        "la chiocciola mangia punto",
        "собака точка ru",
        "kup małpa kropka",
        "point com at dot",
        "ruth chiocciola mangia.com",
    ],
)
def test_the_words_alone_are_none(text):
    assert found(text, "email") == []


def test_a_desk_stays_one_however_it_is_written():
    text = "info (arroba) poe (punto) es"
    assert personal(text, find(text), "organisations") == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("My son Max was born on 03/05/2015.", "03/05/2015"),
        ("my brother's birthday is 1990-07-20", "1990-07-20"),
        ("我的第一个兄弟生日是1990-07-20，是巨蟹座", "1990-07-20"),
        ("Patientin, geb. 12.03.1961, klagt", "12.03.1961"),
        ("M. Poe, né le 12/03/1961 à Lyon", "12/03/1961"),
        ("Rut Poe, nacida el 12/03/1961", "12/03/1961"),
        ("Meine Tochter wurde am 3. Mai 2015 geboren.", "3. Mai 2015"),
    ],
)
def test_a_birth_of_somebodys_own_people_or_of_a_form_is_one(text, value):
    assert found(text, "birth_date") == [("birth_date", value)]


@pytest.mark.parametrize(
    "text",
    ["The composer was born on 3 May 1985.", "My house was built on 03/05/2015.", "né le 12 mars 1961"],
)
def test_a_biography_is_none(text):
    assert found(text, "birth_date") == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Ich wohne Am Mühlbach 1, 88262 Augsburg", "Am Mühlbach 1, 88262 Augsburg"),
        ("I live at NO 14 & 16 JALAN PERMAI 4/3, ok", "NO 14 & 16 JALAN PERMAI 4/3"),
        ("Rumah: NO 3, JALAN TAMAN JAYA 2,\nSECTION U6, 40150 SHAH ALAM.", "NO 3, JALAN TAMAN JAYA 2,\nSECTION U6, 40150 SHAH ALAM"),
        ("मैं मकान नंबर 29, गली 2, लाजपत नगर, नई दिल्ली 110034 में", "मकान नंबर 29, गली 2, लाजपत नगर, नई दिल्ली 110034"),
        ("my home: เลขที่ 1488 ถนนนครชัย แขวงดุสิต เขตดุสิต กรุงเทพมหานคร 10300", "เลขที่ 1488 ถนนนครชัย แขวงดุสิต เขตดุสิต กรุงเทพมหานคร 10300"),
    ],
)  # fmt: skip
def test_an_address_is_whole(text, value):
    assert [one.rstrip(".") for _, one in found(text, "address")] == [value]


def test_coordinates_are_somebodys_where_the_words_behind_say_so():
    assert found("59.91273, 10.74609 is where I live", "location") == [("location", "59.91273, 10.74609")]
    assert found("59.91273, 10.74609 is where the museum stands", "location") == []


def test_a_number_that_is_called_mobile_is_no_free_one():
    for text, left in (("Mob: 8888363687, ok", 1), ("call 888-836-3687 now", 0)):
        assert len(personal(text, find(text), "organisations")) == left
