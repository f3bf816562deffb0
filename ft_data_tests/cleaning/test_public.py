"""What is no person's, what only looks like personal data, and tasks that masking makes unanswerable. All data is made up."""

import pytest

from ft_data.cleaning import Cleaner, scan
from ft_data.cleaning.privacy import find
from ft_data.cleaning.privacy.asked import asks_about
from ft_data.cleaning.privacy.residual import counted
from ft_data.recipe.schema import Clean


def cleaned(text, **settings):
    return Cleaner(Clean(**settings), "code", b"k" * 32).clean(text)[0]


PUBLIC = [
    "Call the hotline of the agency on 0800 45555 21, or write to info@agentur-beispiel.de.",
    "Please call the Lifeline at 1-800-273-8266, at any hour.",
    "Our customer service is there for you: 030 23125 123.",
    "Telefonseelsorge: 0800 111 0 222",
    "Rufen Sie unsere Servicenummer 01806 123456 an.",
    "Toll-free +1 (888) 555-0143",
    "如需帮助请拨打客服热线+86 10 1234 5678",
    "service-hotline +49 800 1234567",
    "Send it to support+tickets@shop.test or no-reply@mailer.test.",
    "git config user.email user@example.com",
]


@pytest.mark.parametrize("text", PUBLIC)
def test_contact_points_of_organisations_stay_unless_asked(text):
    assert cleaned(text) == text
    assert counted(text, lambda t: scan(t, public="organisations"), True) == {}
    masked = cleaned(text, public="none")
    assert masked != text and scan(masked) == {}


@pytest.mark.parametrize(
    "text",
    [
        "My mobile is 0171 2345678.",
        "info@gmail.com",
        "anna.poe@post.org",
        "sales.anna@post.org",
        "Anna works at the hotline, her number is 030 23125 123",
        "user@post.org",
        "请拨打+86 138 1234 5678联系客服",
        "ask 203.0.113.77",
        "anna@example.org",
    ],
)
def test_contact_points_of_people_do_not(text):
    assert cleaned(text) != text


def test_addresses_for_documentation_stay_on_request():
    text = "ping 203.0.113.7 or 2001:db8::7, mail anna@post.example"
    assert cleaned(text) == "ping [IP_ADDRESS] or [IP_ADDRESS], mail [EMAIL]"
    assert cleaned(text, public="all") == text


@pytest.mark.parametrize(
    "text",
    [
        "PASSWORD=\nHOST=localhost9\nPORT=5432",
        "password:\n1. Open the app2\n",
        "DB_PASSWORD =\nDB_NAME = shop42",
        "Chrome 120.0.6099.130 and kernel 5.16.0.92 are both affected.",
        "News from the kernel: 2.6.22.3: stable. **Version Number:** 1.4.51.3 and **Build:** 7.0.3.2 are affected.",
        "1. Tap\\n\\n**Version Number:** 1.3.74.0\\n**Reproducible:** y",
        "versions 1.4.50.2, 1.4.51.3 and 1.4.60.7",
        "`version` (string): 31.12.40.7",
        "apache/2.4.52.1",
        "ssh builder@build.host df -h",
        "sudo ssh -p 2222 -i key deploy@web01.test.org 'ls'",
        "scp a.txt deploy@web01.test.org:/srv",
        "$ rsync -av src/ bob@files.test.org:backup/",
        "git clone ssh://git@code.test.org/team/x.git",
        "git remote add origin git@code.test.org:team/x.git",
        "https://builder@code.test.org/team/x.git",
        "root@web01.test.org:~# ls",
        "[root@web01.test.org ~]# ls",
        "1-2+3-4+2019-2020+2021",
        "$1-2+\\cdots -2018+2019-2020$",
    ],
)
def test_no_personal_data(text):
    assert find(text) == [] and cleaned(text) == text and counted(text, scan) == {}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("PASSWORD=\nAPI_KEY=9f8e7d6c5b4a39281706f5e4d3c2b1a0", "9f8e7d6c5b4a39281706f5e4d3c2b1a0"),
        ("Password:\nTr0ub4dor&3\n", "Tr0ub4dor&3"),
        ("write ssh keys to anna.poe@post.org", "anna.poe@post.org"),
        ("mailto://anna.poe@post.org", "anna.poe@post.org"),
        ("the client 10.20.30.40 connected to port 80", "10.20.30.40"),
        ("kernel panic on host 10.20.30.40", "10.20.30.40"),
    ],
)
def test_what_stands_beside_it_is_found(text, value):
    assert [text[f.start : f.end] for f in find(text)] == [value]


@pytest.mark.parametrize(
    ("prompt", "response", "asked"),
    [
        ("What are the last four digits of this card number?\n\n[CARD_NUMBER]", "1882", True),
        ("Replace the phone number in this record.\n\nAnn\n[PHONE]\nNew: [PHONE]", "Ann\n[PHONE]", True),
        ("Is [EMAIL] a valid e-mail address?", "Yes.", True),
        ("Which country does the phone number [PHONE] belong to?", "Norway", True),
        ("提取下面的电话：[PHONE]", "没有", True),
        ("Extract the e-mail address: write to [EMAIL].", "[EMAIL]", False),
        ("List the e-mail addresses: [EMAIL], [EMAIL]", "[EMAIL] and [EMAIL]", False),
        ("My card [CARD_NUMBER] was declined, can you help?", "Please call your bank.", False),
        ("Call me on [PHONE] about the format of the report.", "I will.", False),
        ("Write to [EMAIL] and tell her that I am late.", "Dear Ann, ...", False),
    ],
)
def test_tasks_about_a_value_that_is_gone(prompt, response, asked):
    kinds = [
        kind for kind, mark in (("card", "[CARD"), ("phone", "[PHONE"), ("email", "[EMAIL")) if mark in prompt
    ]
    assert asks_about(prompt, response, kinds) is asked


def test_pseudonyms_tell_values_apart():
    prompt = "Replace the phone number.\n[PHONE-BCDFGH]\nNew: [PHONE-HGFDCB]"
    assert asks_about(prompt, "[PHONE-HGFDCB]", ["phone"]) and not asks_about(
        prompt, "[PHONE-HGFDCB]", ["phone"], True
    )
