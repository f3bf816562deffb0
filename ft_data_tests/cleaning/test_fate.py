"""What belongs together has one fate: lists, series, streets of samples, what is called an example, objects of firms."""

import random

import pytest

from ft_data.cleaning.masking import Masker
from ft_data.cleaning.privacy.detect import GUARDS, find, scan
from ft_data.cleaning.privacy.finding import blanked, bounded, places
from ft_data.cleaning.privacy.public import personal
from ft_data.cleaning.privacy.residual import counted
from ft_data.cleaning.privacy.walk import describes_firm
from ft_data.recipe.schema import Clean

REGIONS = ("US", "GB")


def own(text, kind=None):
    found = personal(text, find(text, REGIONS), "organisations", REGIONS)
    return [text[one.start : one.end] for one in found if kind in (None, one.kind)]


def masked(text, regions=REGIONS):
    masker = Masker(Clean(pii_regions=list(regions)), b"k" * 32)
    masker.listen({})
    return masker.mask(text, frozenset(GUARDS), "", (), lambda *_: None)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("see `221B Baker Street` and `223B Baker Street`.", "223B Baker Street"),
        ("is janedoe@email.com, and I want ruthpoe@email.com.", "ruthpoe@email.com"),
        ("Filters: poe100@gmx.net|poe101@gmx.net|poe102@gmx.net", "poe101@gmx.net"),
        ("Public hotlines: +27 800029888; +27 800111133; +27 82 883 9921.", "+27 82 883 9921"),
    ],
)
def test_what_belongs_to_a_sample_or_a_hotline_is_nobodys_too(text, value):
    assert own(text) == []
    assert own(value) == [value]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("The café is at 12 Hill Street; I live at 14 Hill Street.", "14 Hill Street"),
        ("is janedoe@gmail.com, and I want ruthpoe@gmail.com.", "ruthpoe@gmail.com"),
        ("poe1@gmx.net and poe7@gmx.net and poe9@gmx.net", "poe7@gmx.net"),
        ("Hotline: 0800 111 2233. My own: 07911 204563", "07911 204563"),
        ("+44 20 7946 0018 or 07911 204563", "07911 204563"),
    ],
)
def test_what_only_stands_near_one_stays_somebodys(text, value):
    assert value in own(text)


@pytest.mark.parametrize(
    "text",
    [
        "**Exemple** : 34, rue de Lorraine\n* next",
        'Type your address, for instance "ruth.poe@gmx.net".',
        "z. B. ruth.poe@gmx.net",
        "例如：+44 7911 204563",
        "For example, the inputs\n\n- `+1 (613)-996-0254`\n- `613-996-0254`\n- `613.996.0254`\n",
    ],
)
def test_what_its_own_words_call_an_example_is_one(text):
    assert own(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "For example, I once gave them ruth.poe@gmx.net and heard nothing.",
        "He set an example. Call him at +44 7911 204563.",
        "These are examples of my work.\nruth.poe@gmx.net",
    ],
)
def test_an_example_of_something_else_makes_nothing_an_example(text):
    assert len(own(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Our support team stands ready. They can be reached at (818) 214-3028.",
        "KLOCK21 Sarl\n+41 21 588 09 47 • team@klock21.com",
        "Get in touch at\n[inquiries77q@gsa.gov](mailto:inquiries77q@gsa.gov).",
        "or [via email](mailto:zap@support.digitalgov.gov). Tell us",
        "Examples of legal ID card numbers:\n0023 0122 0991\n1000 0072 0000",
    ],
)
def test_desks_and_letterheads_are_nobodys(text):
    assert own(text) == []


def test_a_number_beside_a_persons_mailbox_is_his():
    assert own("+41 21 588 09 47 • ruth.poe@klock21.com", "phone") == ["+41 21 588 09 47"]
    assert own("Ruth Poe, direct: +41 21 588 09 47, info@klock21.com", "phone") == ["+41 21 588 09 47"]


def test_json_of_a_firm_keeps_its_address_and_one_of_a_person_does_not():
    firm = '{"company": "SIX HILLS SDN BHD", "address": "NO 3, JALAN TAMAN JASA 2, 40150 SHAH ALAM", "phone": "+60 3-5885 6749"}'
    person = '{"name": "Ruth Poe", "company": "SIX HILLS", "address": "14 Hill Street, Leeds", "phone": "+44 7911 204563"}'
    assert masked(firm) == firm
    assert "Hill Street" not in masked(person) and "7911" not in masked(person)
    look = lambda text: scan(text, REGIONS, "organisations")  # noqa: E731
    assert counted([masked(firm), masked(person)], look, "organisations") == {}
    assert describes_firm(["merchant_name", "total"]) and not describes_firm(["company", "customer_name"])


def test_places_are_those_of_a_search_value_by_value():
    dice = random.Random(3)
    for _ in range(400):
        text = "".join(dice.choice("ab1. -é中") for _ in range(dice.randint(0, 60)))
        starts = [dice.randint(0, 60) for _ in range(dice.randint(0, 24))]
        values = {text[at : at + dice.randint(1, 7)] for at in starts} - {""}
        wanted = {
            value: [
                at
                for at in range(len(text))
                if text.startswith(value, at) and bounded(text, at, at + len(value))
            ]
            for value in values
        }
        assert places(text, values) == wanted


def test_blanking_takes_the_longest_value():
    assert blanked("a ruth poe b ruth", {"ruth", "ruth poe"}) == "a [PUBLIC] b [PUBLIC]"


def test_many_values_are_looked_up_in_one_pass(monkeypatch):
    text = " ".join(f"ruth{n}@poe{n}.net" for n in range(0, 4000, 2))
    values = {f"ruth{n}@poe{n}.net" for n in range(0, 4000, 2)}
    asked = []
    real = bounded
    monkeypatch.setattr("ft_data.cleaning.privacy.finding.bounded", lambda *at: asked.append(1) or real(*at))
    assert all(len(found) == 1 for found in places(text, values).values())
    assert len(asked) <= 2 * len(values)


@pytest.mark.parametrize(
    "text",
    [
        '"http://www.mail-archive.com/hill-walkers@poe.org/"',
        "https://lists.poe.org/pipermail/hill77-walk%40poe.org/",
        '<a href="http://poe.org">Archives at news.poe.org</a>',
        "`with@hillwalk.ge_of_tends`",
        "C. F. e Reg. Imprese MI 01442240037 - Partita IVA 10914660157",
        '"dependencies": {"parse-passwd": "^1.0.0"}',
        "Node.js: 12.18.3\nV8: 8.7.221.32-electron.0",
        "Our mailing address is:\nHILL\n26 Buttercup Ln\nNewtown, PA 18940-3204",
        "To get no further mail click here.\n82023 Hill Road, Suite 1000 Newtown, PA 18940",
        "From: xxx@comcast.net",
        "Author Name <author@email.com>",
        "Da: export@poe.info",
    ],
)
def test_archives_footers_versions_and_crosses_are_nobodys(text):
    assert own(text) == []


def test_an_address_in_another_url_or_ones_own_footer_is_somebodys():
    assert own("https://poe.org/unsubscribe/ruth.poe@gmx.net/") == ["ruth.poe@gmx.net"]
    assert own("Our new mailing address is 26 Buttercup Ln\nNewtown, PA 18940-3204") != []
    assert own("<b>ruth at poe.net</b>") == ["ruth at poe.net"]
    emphasised = own("_ruth@poe.net_ and **bo@poe.net**")
    assert [one.strip("_") for one in emphasised] == ["ruth@poe.net", "bo@poe.net"]


@pytest.mark.parametrize(
    "text",
    [
        "<i>12.2.4.41 </i>State\n<i>12.2.4.42 </i>State\n<i>12.2.4.43 </i>State\n<i>12.2.4.44 </i>State",
        "M91@E.U45 and <3@4.N7FW>",
        "your-inbox-of-mails@gmail.com",
        "poecitymappers@gmail.com, hill.walking.club@gmail.com",
        'publicKeyToken="b03f5f7f11d50a4b"',
        "From: nobody@host.poe.org",
        'password: "abc123456"',
        "username=bob\npassword=s3cre7",
    ],
)
def test_sections_codes_groups_and_public_keys_are_nobodys(text):
    assert own(text) == []


def test_hosts_and_mailboxes_that_do_not_count_up_stay_somebodys():
    assert len(own("80.12.13.14 then 80.12.13.16 then 80.12.13.19 then 80.12.13.22")) == 4
    assert own("ruth.teamster@gmail.com") == ["ruth.teamster@gmail.com"]
    assert own('privateKeyToken="b03f5f7f11d50a4b"') != []
