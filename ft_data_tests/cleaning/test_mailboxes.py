"""Whose a contact is by one policy: desks, lists, ids of messages, venues, samples go unmasked; people's own do not. All made up."""

import pytest

from ft_data.cleaning import Cleaner, scan
from ft_data.cleaning.privacy.mailboxes import is_role
from ft_data.cleaning.privacy.residual import counted
from ft_data.recipe.schema import Clean


def cleaned(text, **settings):
    return Cleaner(Clean(**settings), "text", b"k" * 32).clean(text)[0]


@pytest.mark.parametrize(
    "value",
    [
        "conseiller@nebulae.fr", "unit.expert.fct@def.nebulae.fr", "atelier.numerique@nebulae.fr", "press.releases@nebulae.co.uk",
        "account_confirmation@nebulae.org", "federalfrontdoor@nebulae.org", "kundservice@nebulae.se", "representante-ventas@nebulae.es",
    ],
)  # fmt: skip
def test_a_desk_is_told_by_its_name(value):
    assert is_role(value)


@pytest.mark.parametrize(
    "value", ["anna.poe@nebulae.org", "anna.press-lind@nebulae.org", "sales.anna@nebulae.org", "contact@gmail.com", "rose.hill@nebulae.org"]
)  # fmt: skip
def test_a_person_is_no_desk(value):
    assert not is_role(value)


@pytest.mark.parametrize(
    "text",
    [
        "we'd love to hear from you (join18x@nebula.gov)",
        "For help with the map, get in touch at mapstandardsteam2@nebula.gov",
        "Harbour Linux Users' Group: hlug@nebulae.org",
        "Message-Id: <yf2n0r3ho9g.fsf@proton.nebulae.org>",
        "thread_id: m2bs77uaea.fsf@maya.nebulae.org",
        "Foek9Oi.0.0.Foek9Oi.9.Foek9Oi@nebulae.de",
        "c8e49ecf-e7da-4a58-8e39-8f06c2a0c593@mx.nebulae.org",
        "* Mittwoch, 18:00-21:00, Aktivitetshuset, Nebelstraße 49, 24939 Flensburg: OKLab",
        "* Samstag, 29.06.2024, 13:00, bis Sonntag, 17:00, Nebelbergstr. 28A, Berlin: 48 Stunden",
        "Please call us today: (732) 751-1457",
        "--- Conf.pm\t29 Aug 2002 14:52:43 -0000\t1.91.2.7\nAntiVir PE 6.14.00.63",
        "Our DNS:\n- **IPv4:** `5.1.66.255`, `185.150.99.255`\n- **IPv6:** `2001:678:e68:f000::`",
        "www.nebulae.net. 60 IN A 34.212.236.229, `[2001:4860:4860::8888]:53`, `::1:9099`",
        "ticket 4539148803436467128, https://nebulae.com/status/585884382621229056, be72-b161-4eb5-be72-b16158a0591d",
        "in the awards of 2010, Grey Street came third",
        "# Numbers\n\nWrite `+7(903)-123-45-67` so.\n\n# More\n\n`x`",
    ],
)
def test_what_is_nobodys_stays_and_the_check_agrees(text):
    assert cleaned(text) == text
    assert counted(text, lambda t: scan(t, public="organisations"), "organisations") == {}


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("hear from you? I am at lheadley@nebula.gov.", "hear from you? I am at [EMAIL]."),
        ("Anna Maria Lind: aml@nebulae.org", "Anna Maria Lind: [EMAIL]"),
        ("B9C28892.35FF2%lrivers@nebulae.org", "[EMAIL]"),
        ("J1q4dAMC2a2n@yahoo.com", "[EMAIL]"),
        ("My party: Samstag, 29.06.2024, 13:00, Nebelbergstr. 28A", "My party: Samstag, 29.06.2024, 13:00, [ADDRESS]"),
        ("pick up 18:00-18:30 at Nebelbergstr. 28A", "pick up 18:00-18:30 at [ADDRESS]"),
        ("Write to 616 Corporate Way Ste.2-9092 Valley Cottage, NY 10989", "Write to [ADDRESS]"),
        ("1 Heron Drive\nSuite D4700\nSan Pedro, CA, 94129", "[ADDRESS]"),
        ("Anna Lind, Nebel-Straße 10-14, 76131 Karlsruhe", "Anna Lind, [ADDRESS]"),
        ("My number is 818-555-1234, the mobile 13800138000.", "My number is [PHONE], the mobile [PHONE]."),
        ("trim/?zzzz@nebulae.org", "trim/?[EMAIL]"),
        ("card number 6304148803436467120", "card number [CARD_NUMBER]"),
    ],
)  # fmt: skip
def test_what_is_somebodys_goes_whole(text, left):
    assert cleaned(text) == left
    assert scan(left) == {}
