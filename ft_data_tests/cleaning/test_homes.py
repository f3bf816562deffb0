"""Where somebody lives: streets of many languages, houses without the word of a street, and both to their ends."""

import pytest

from ft_data.cleaning import Cleaner
from ft_data.recipe.schema import Clean
from ft_data_tests.cleaning.finding import found

STREETS = [
    "Harjukuja 54",
    "hersnapvej 18",
    "Nørregade 12, 2. tv., 1165 København K",
    "Storgatan 12, 111 22 Stockholm",
    "Kongens gate 12, 0153 Oslo",
    "Väinö Auerin katu 13 B, 00560 Helsinki",
    "Mannerheimintie 12 A 4, 00100 Helsinki",
    "Pärnu mnt 12-4, 10148 Tallinn",
    "Allika tänav 46, 20789 Tallinn",
    "Brīvības iela 12, LV-1011 Rīga",
    "Gedimino pr. 12-3",
    "Kossuth Lajos utca 12, 1053 Budapest",
    "Rue des Lilas 12, 1000 Bruxelles",
    "Dorpsstraat 12, 1234 AB Lutjebroek",
    "ulica Marszałkowska 12/4, 00-590 Warszawa",
    "C/ Mayor 8, 28013 Madrid",
    "Av. Paulista 1578, 01310-200 São Paulo",
    "14 Crown Street Kishiev Squares\n Suite 321",
    "14 High Street",
    "Calle Mayor 8, PTM Tres Cantos, 28760 Madrid",
    "27534 Lindenweg 12\nMoss\n 51971",
    "Flat 3, 45 Rosewood Lane\n Suite 868\nBASHALL TOWN\n United Kingdom 89800",
    "вул. Дмитрівська, 92-94",
]
HOMES = [
    "Salkyns, Great Canfield, Dunmow, Essex CM22 6SX",
    "Rose Cottage, Mill Lane, Great Canfield CM22 6SX",
    "45 Rosewood, Cambridge CB2 1TN",
    "742 Fernwood, Salem, OR 97403",
    "1361 N. Hoyne\nSalem, OR 97403",
    "Am Sandberg 12\n12345 Musterdorf",
    "Vodičkova 12, 110 00 Praha 1",
]


@pytest.mark.parametrize("value", STREETS + HOMES)
def test_an_address_from_end_to_end(value):
    for text in (f"We wrote to you:\n{value}", f"We wrote to you:\n{value}\nTel. 302-445-8871\n"):
        assert found(text, "address") == [("address", value)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("I live at Joaquin Suarez 2906 now", "Joaquin Suarez 2906"),
        ("Her address is 20789 Allika 46.", "20789 Allika 46"),
        ("Ich wohne im Sandberg 12.", "Sandberg 12"),
        ("Ship it to 54 Harjula please", "54 Harjula"),
        ("Address: 20789 Allika 46, Tallinn", "20789 Allika 46, Tallinn"),
        ("address1: Allika 46", "Allika 46"),
        ("Dirección: Joaquin Suarez 2906, Montevideo", "Joaquin Suarez 2906, Montevideo"),
    ],
)
def test_somebody_or_a_label_says_where(text, value):
    assert found(text, "address") == [("address", value)]


@pytest.mark.parametrize(
    "text",
    [
        "Core Java 5. C/C++ 6. Data Structures",
        "do outro lado da ruaCAPÍTULO 9",
        "I've just moved from R 0.49 to R 0.61",
        "They live in Area 51",
        "Deliver it to Room 12",
        "Windows 11, 20789 users",
        "Der Fahrweg 20 km weiter",
        "Bach Partita 3, 1727 Leipzig",
        "World War 2, 1945 Berlin",
        "the Supreme Court, 14 High Court judges",
        "IP address: 10.12.1.4",
        "address: 0x7fff5fbff8c8 Register A5",
        "Cambridge CB2 1TN",
        "Springfield, IL 62704",
        "the motorvej 3 km away",
        "Stargate 1, Watergate 5",
        "Smith et al. 2020",
        "在金沙江路6号口见",
        "人民路3号出口",
        "人民路3号线",
    ],
)
def test_nobody_lives_there(text):
    assert found(text, "address") == []


def test_a_mail_that_ends_with_its_address_loses_all_of_it_and_nothing_else():
    text = "Kind regards\n\nSalkyns, Great Canfield,\nEssex CM22 6SX, UK\n\nThe report is attached."
    masked = Cleaner(Clean(), "chat", b"k" * 32).clean(text)[0]
    assert masked == "Kind regards\n\n[ADDRESS], UK\n\nThe report is attached."
