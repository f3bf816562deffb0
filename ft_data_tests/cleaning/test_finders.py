"""One finder at a time: what it must find and what only looks like it. All data here is made up."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ft_data.cleaning.privacy import find, scan
from ft_data.cleaning.privacy.cards import luhn
from ft_data.cleaning.privacy.detect import GUARDS
from ft_data.cleaning.privacy.guards import FIGURE, FIGURED, Guards, OnePass
from ft_data.cleaning.privacy.ibans import iban_valid
from ft_data.cleaning.privacy.identities import cpf_valid
from ft_data_tests.cleaning.finding import found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Write to ANNA+news@Mail.Example.ORG, please.", "ANNA+news@Mail.Example.ORG"),
        ("mailto:bo.li@post.nebulae.org?subject=x", "bo.li@post.nebulae.org"),
        ("<o'neil@post.nebulae.org>", "o'neil@post.nebulae.org"),
        ("grüße@bücher.nebulae.org und mehr", "grüße@bücher.nebulae.org"),
        ("to=anna_b@post.nebulae.org;", "anna_b@post.nebulae.org"),
        ("nick@c-192-0-2-1.isp.example left", "nick@c-192-0-2-1.isp.example"),
        ("ask a.b@x-y.co.uk.", "a.b@x-y.co.uk"),
        ("anna [at] post [dot] example", "anna [at] post [dot] example"),
        ("bo.li(at)post.example", "bo.li(at)post.example"),
        ("my email is anna at post dot org", "anna at post dot org"),
        ("Email: `b.weber AT SPAMFREE post DOT org`", "b.weber AT SPAMFREE post DOT org"),
        ("reply to: a dot weber at mail dot nebulae dot org", "a dot weber at mail dot nebulae dot org"),
        ("Anna Poe <apoe at mail.nebulae.org>\nwrites", "apoe at mail.nebulae.org"),
        ("On Fri, 5 Jun 1998 anna_poe at nebulae.org wrote:", "anna_poe at nebulae.org"),
        (
            "Anna Poe\nDept. of Tides      E-mail: Anna.Poe at tides.nebulae.dk",
            "Anna.Poe at tides.nebulae.dk",
        ),
        ("Thanks\n\napoe at tides.nebulae.dk\nTides Lab", "apoe at tides.nebulae.dk"),
        ("x@[192.0.2.7]", "x@[192.0.2.7]"),
    ],
)
def test_email(text, value):
    assert found(text, "email") == [("email", value)]


@pytest.mark.parametrize(
    "text",
    [
        "@weber_46",
        "icon@2x.png",
        "npm i left-pad@1.3.0",
        "git@code.nebulae.org:team/repo.git",
        "a @ b",
        "x = A@B.T",
        "m = a@b.shape(1)",
        "meet me at noon dot com",
        "My work experience at Medal.tv helped.",
        "Open an issue for the bug at bugs.nebulae.org and wait.",
        "You need to look at config.log. It has more.",
        "Courses at Nebulae.club",
        "It happened all at once.It stopped at night.If so, rest.",
        "Point at mirror.nebulae.ch/ubuntu for now.",
        "The package (available at cran.nebulae.org) works.",
        "user@localhost",
        "@app.route",
    ],
)
def test_no_email(text):
    assert found(text, "email") == []


@pytest.mark.parametrize(
    "text",
    [
        '%s ("Anna Poe") wrote to the list',
        "ask <a href=list>%s</a> for it",
        '> On Monday %s ("A. Poe")\n> said',
    ],
)
def test_what_archives_make_of_an_address(text):
    assert found(text % "anna at nebulae.org", "email") == [("email", "anna at nebulae.org")]


def test_who_writes_one_address_out_writes_all_of_them_so():
    said = "From: Anna Poe [apoe at nebulae.org]\n\nask (bo.li at nebulae.dk) or me, and look at config.log (or sign up at lists.nebulae.org)"
    assert [value for _, value in found(said, "email")] == ["apoe at nebulae.org", "bo.li at nebulae.dk"]
    assert found("ask (bo.li at nebulae.dk) or me", "email") == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Charge 4242 4242 4242 4242 today", "4242 4242 4242 4242"),
        ("5555-5555-5555-4444", "5555-5555-5555-4444"),
        ("378282246310005.", "378282246310005"),
        ("pay 4242424242424242 12/29", "4242424242424242"),
        ("4242424242424242 5555555555554444", "4242424242424242"),
        ("my card 4000 1234 5678 9017", "4000 1234 5678 9017"),
        ("card number: 4111 1111 1111 1112", "4111 1111 1111 1112"),
        ("credit card 501800000009", "501800000009"),
    ],
)
def test_card(text, value):
    assert ("card", value) in found(text, "card")


@pytest.mark.parametrize(
    "text",
    [
        "order number 4242424242424242",
        "978-3-16-148410-0",
        "4242424242424243",
        "1234 5678 9012 3456",
        "0.4242424242424242",
        "10 20 30 40 50 60 70 80 90",
        "0000 0000 0000 0000",
        "id 550e8400-e29b-41d4-a716-446655440000",
        "4242,424242424242",
    ],
)
def test_no_card(text):
    assert found(text, "card") == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("to GB82 WEST 1234 5698 7654 32 now", "GB82 WEST 1234 5698 7654 32"),
        ("de89370400440532013000", "de89370400440532013000"),
        ("FR14 2004 1010 0505 0001 3M02 606 and more", "FR14 2004 1010 0505 0001 3M02 606"),
        ("My IBAN is GB82WEST12345698765433", "GB82WEST12345698765433"),
        ("NL91ABNA0417164300", "NL91ABNA0417164300"),
    ],
)
def test_iban(text, value):
    assert found(text, "iban") == [("iban", value)]


@pytest.mark.parametrize(
    "text",
    [
        "GB82WEST12345698765433",
        "AB12CDEF34567890123456",
        "in 1999 and 2001",
        "DE89 is a road",
        "FR2030 4040 5050",
    ],
)
def test_no_iban(text):
    assert found(text, "iban") == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("from 198.211.113.77 today", "198.211.113.77"),
        ("http://198.51.100.4:8080/x", "198.51.100.4"),
        ("'%|10.20.30.40|%'", "10.20.30.40"),
        ("ping 2001:db8::1.", "2001:db8::1"),
        ("[2001:db8:85a3::8a2e:370:7334]:443", "2001:db8:85a3::8a2e:370:7334"),
        ("IP address 4.3.2.1", "4.3.2.1"),
    ],
)
def test_ip(text, value):
    assert found(text, "ip") == [("ip", value)]


@pytest.mark.parametrize(
    "text",
    [
        "127.0.0.1",
        "0.0.0.0",
        "255.255.255.0",
        "10.0.0.0/8",
        "version 10.4.22.198",
        "v1.22.33.44",
        "1.2.3.4",
        "1.2.3.4.5",
        "300.1.2.3",
        "8.8.8.8",
        "::1",
        "12:34:56",
        "std::vector",
        "3:6::12:24",
        "face::book",
        "2001:db8::/32",
    ],
)
def test_no_ip(text):
    assert found(text, "ip") == []


def test_mac():
    assert found("ether 02:42:ac:11:00:0f up") == [("mac", "02:42:ac:11:00:0f")]
    assert found("02-42-AC-11-00-0F") == [("mac", "02-42-AC-11-00-0F")]
    assert found("0242.ac11.000f") == [("mac", "0242.ac11.000f")]
    for text in ("ff:ff:ff:ff:ff:ff", "00:00:00:00:00:00", "16:27:b1:aa:02:42:ac:11:00:0f:11:22:33:44:55:66"):
        assert found(text) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("SSN 219-09-9999", "219-09-9999"),
        ("her social security number is 219 09 9999", "219 09 9999"),
        ("ssn: 219099999", "219099999"),
        ("NI number AB 12 34 56 C", "AB 12 34 56 C"),
        ("codice RSSMRA85T10A562S qui", "RSSMRA85T10A562S"),
        ("CPF 529.982.247-25", "529.982.247-25"),
    ],
)
def test_ssn(text, value):
    assert found(text) == [("ssn", value)]


@pytest.mark.parametrize(
    "text",
    ["000-12-3456", "219099999", "order 219-09-9999", "219-09-99991", "529.982.247-26", "2019-09-9999"],
)
def test_no_ssn(text):
    assert found(text, "ssn") == []


@pytest.mark.parametrize(
    "text",
    ["passport number X1234567", "driver's license number is F162823540116", "NHS number: 943 476 5919"],
)
def test_labelled_documents(text):
    assert len(found(text)) == 1


@pytest.mark.parametrize(
    "value",
    [
        "+44 7700 950123",
        "+1-202-556-0143",
        "(202) 556-0143",
        "202.556.0143",
        "202-556-0143 x12",
        "020 7947 0123",
        "01 99 00 12 34",
        "+49 30 23125 123",
        "+33 (0)1 99 00 12 34",
        "001-202-556-0143",
        "0161 496 0123",
        "030/23125123",
        "(0161) 4960123",
        "07700 950123",
    ],
)
def test_phone_by_shape(value):
    for text in (value, f"Anna, {value}, Leeds", f"see {value}."):
        assert found(text, "phone") == [("phone", value)]


@pytest.mark.parametrize(
    "text",
    [
        "Call 467 3395 now",
        "phone:\n467 3395",
        "my mobile is 9472 7916",
        "fax 71-33-52-22",
        "Tel. 08-07 62 95",
        "60 039 1234 office",
        "They are not answering at 374 780 163",
        "whatsapp 9876543210",
        "El móvil es 612 348 971",
        "meu celular é o 11 91234 8765",
        "mi número es 612 348 971",
        "il mio cellulare è 347 2348765",
        "moja komórka to 601 234 871",
        "mijn mobiel is 06 12348765",
        "min mobil er 40 12 34 98",
    ],
)
def test_phone_by_label(text):
    assert len(found(text, "phone")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "2014-06-05 15:42:53",
        "on 05.06.2014 at noon",
        "33,912,959 km",
        "order 541-714-1388",
        "ISBN 0-306-40615-2",
        "10.5737/abce-432980",
        "in 1999 2000 2001",
        "pages 123-145 and 1234-1300",
        "3.14159265358979",
        "version 8.17.67",
        "1234567890",
        "the year 2019-2020",
        "DFARS 252.227-7014",
        "C++11/14/17/20",
        "x = 555 123 4567",
        "$555-123-4567",
        "12:30:45 to 13:45:00",
        "call 911",
        "01 02 03 04 05",
        "0101 1100 0011",
        "tracking 9400 1000 0000 0000 0000 00",
        "-33.8688, 151.2093",
    ],
)
def test_no_phone(text):
    assert found(text, "phone") == []


def test_regions_add_their_numbering_plan():
    text = "Anna (91 123 45 67)"
    assert found("Anna, 912 34 56 78, Madrid", "phone", ()) == []
    assert found("Anna, 912 34 56 78, Madrid", "phone", ("ES",)) == [("phone", "912 34 56 78")]
    assert found(text, "phone", ("ES",)) == []


# Put together here, so that no tool takes this file for one that leaks keys.


def test_check_digits():
    assert luhn("4242424242424242") and not luhn("4242424242424241")
    assert iban_valid("GB82WEST12345698765432") and not iban_valid("GB82WEST12345698765431")
    assert cpf_valid("52998224725") and not cpf_valid("52998224724") and not cpf_valid("11111111111")


def test_findings_are_ordered_and_do_not_overlap():
    text = "anna@post.nebulae.org 4242424242424242 https://a:b1c2d3@h.nebulae.org +44 7700 950123 198.211.113.9 x@y.nebulae.org"
    spans = [(f.start, f.end) for f in find(text)]
    assert spans == sorted(spans)
    assert all(a[1] <= b[0] for a, b in zip(spans, spans[1:]))


def test_scan_counts_what_is_left_and_placeholders_are_nothing():
    assert scan("anna@post.nebulae.org or bo@post.nebulae.org, call +44 7700 950123") == {
        "email": 2,
        "phone": 1,
    }
    assert scan("[EMAIL] or [EMAIL-HKTRBN], call [PHONE], [CARD_NUMBER] [NATIONAL_ID]") == {}
    assert scan("\ud800 anna@post.nebulae.org") == {"email": 1}
    assert scan("") == {}


def test_a_guard_pass_that_runs_out_of_memory_hides_nothing():
    guards = Guards({"a": "x", "b": "y", "dotted": "z"})
    assert guards.of(b"x") == {"a"}
    guards._first.match = lambda text: []
    assert guards.of(b"x") == {"a", "b"}
    guards._then.match = lambda text: []
    assert guards.of(b"x") == {"a", "b", "dotted"}


STAGED, AT_ONCE = Guards(GUARDS), OnePass(GUARDS)


def at_once(text):
    return AT_ONCE.named(AT_ONCE.match(text.encode()))


WORDS = "passport number NIE IMEI imei CPF is date of birth I was born on May Church Street Rd. P.O. Box calle de Sol Hauptstr. Unit Suite Apt plate AB CD é ABÉZ - . , : ; # ( ) [ ] / + & % ' \" < > @ = | ° ⅷ \n \t".split(
    " "
)


@given(st.lists(st.sampled_from(WORDS), max_size=12), st.sampled_from(["", " "]))
@settings(max_examples=200)
def test_what_is_tried_where_there_is_a_figure_finds_nothing_elsewhere(words, between):
    text = between.join(words)
    held = at_once(text)
    if not re.search(FIGURE, text):
        assert find(text) == find(text, guards=held)
        assert STAGED.of(text.encode()) == held - FIGURED


def test_what_is_tried_where_there_is_a_figure_holds_where_it_does():
    text = "born on May 5th, passport number A1, 5 Elm Street, IMEI"
    assert STAGED.of(text.encode()) == at_once(text) > {"identity", "announced", "house"}
