"""What is no person's, what only looks like personal data, and tasks that masking makes unanswerable. All data is made up."""

import base64

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
    assert counted(text, lambda t: scan(t, public="organisations"), "organisations") == {}
    masked = cleaned(text, public="none")
    assert masked != text and scan(masked) == {}


@pytest.mark.parametrize(
    "text",
    [
        "My mobile is 0171 2846573.",
        "info@gmail.com",
        "anna.poe@post.org",
        "sales.anna@post.org",
        "Anna works at the hotline, her number is 030 23126 124",
        "user@post.org",
        "请拨打+86 138 1243 5687联系客服",
        "ask 198.211.113.77",
        "anna@myexample.org",
        "anna@anna-poe.org",
    ],
)
def test_contact_points_of_people_do_not(text):
    assert cleaned(text) != text


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
        "Get:48 atlas main zlib1g-dev 1:1.12.38.3.dfsg-12 [157kB]. Libraries (8:6.9.11.60+dfsg-1.3) are there. 55.2.2.1. Multiple Statements in a Query",
        "spent on Facebook: 200 MB * 2/5",
        "Corso Leopold am 01.-02.06.2024, subnet: 172.20.0.0/16",
        "5 Day Close Monitoring, #define R_VSIZE 30000000L /* 15 times */",
        "es ist möglich, via Layer 3 zu übertragen, 这样的西部小城市像这样的宾馆300-350元",
        "id=05%7C02%7C0%7C638796646703685961%7CUnknown",
        'PRIVATE_KEY="-----BEGIN RSA PRIVATE '
        + 'KEY-----\n<private key here>\n-----END RSA PRIVATE KEY-----"',
        "validate: ['password' => 'min:8']",
        "https://builder:PASSWORD@code.nebula.org/x",
        "mobyt://USER_KEY:ACCESS_TOKEN@default, mysql://db_user:db_pass@host:3306/db, http://the-username:the-password@post.org",
        "$ systemctl start worker@1.service",
        "we run Oracle 11.2.0.38 and Emacs 23.1.50.1",
        "con <- dbConnect(dbm, user = dbc$user, password = dbc$pass)",
        "linkedin: nl.nebula.com/pub/anna",
        "The profit per phone is $1000 / 200 phones = $<<1000/200=5>>5/phone",
        "© 2024 Banco Nebula S/A. CNPJ 60.746.948.0001-12, por favor",
        "Votre N° de Billet: 4539148803436467, Protocolo: 4750230715810208505",
        "see https://tools.nebula.net/more/docs/1.3.2.1/Types for the types",
        "from host //files 1158138501\n\nGIT 1.4.2.1\n\nMinor fixes",
        "DATABASE_URL=postgresql://doadmin:...@db.nebula.com:25060/defaultdb",
        "Served block blk_-4539148803436467 to the node",
        "cubs were born around the 27-28 June. Dr Luke Hunter says",
        "472547339\n+960397912423687\n-------\n1007411131329105",
        '"fulfillments": [{"tracking_id": ["577338937201"], "item_ids": ["8798690242"]}]',
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


NOBODYS = [
    "mail anna.poe@example.com, anna@mail.example or a@b.test",
    "203.0.113.7, 192.0.2.1, 198.51.100.2 and 2001:db8::7",
    "Call me: (202) 555-0143, +1 303 555 0199, 555-0123",
    "my number is 020 7946 0123, mobile +44 7700 900123, 07700 900 123",
    "meine Nummer ist 030 23125 123, mobil 0171 3920012, +49 30 23125 45",
    "mon numéro: 01 99 00 12 34, +33 6 39 98 12 34",
    "my mobile is 0491 570 156, at home (02) 5550 1234",
    "min mobil: 070-174 06 12",
    "ether 00:00:5e:00:53:01",
    "SSN: 987-65-4321",
    "the client 10.20.30.40 connected, then 192.168.7.8, 172.20.1.2, 169.254.3.4, 100.64.1.2",
    "fd00:1234::17 and ff02::1:ff12:3456",
    "mail root@printer.local",
    "group 01:00:5e:12:34:56, neighbours 33:33:ff:12:34:56",
    "Phone: (123) 456-7890 or 555-123-4567 or +1 234-567-8901 or 138 1234 5678",
    "from 1.2.3.4, 11.11.11.11 and 12.34.56.78",
    "to=your_name@gmail.com, example.mail@post.org, jane@example2.com, boss@company.com, jane.doe@gmail.com, john AT Doe DOT net",
    "Address: 123 Main Street, new: 456 Park Street",
    "the key " + "AKIA" + "IOSFODNN7EXAMPLE",
    "account terraform-nebula@nebula-410115.iam.gserviceaccount.com failed",
    "Message-ID: <65bb1ba066830_50303a70397e@printers-laptop.nebula.org>",
]


@pytest.mark.parametrize("text", NOBODYS)
def test_what_a_standard_gives_to_nobody_and_samples_stay(text):
    assert find(text), "nothing to be kept"
    assert cleaned(text) == text
    assert scan(text, public="organisations") == {}
    assert counted(text, lambda t: scan(t, public="organisations"), "organisations") == {}
    assert scan(cleaned(text, public="none")) == {} != scan(text)


@pytest.mark.parametrize(
    "text",
    [
        "11.12.13.14.example or 172.33.1.2 was the client",
        "my number is 020 7947 0123",
        "Call me: (202) 556-0143",
        "meine Nummer ist 030 23126 123",
        "请拨打+86 138 1243 5687联系客服",
        "mail anna.poe@myexample.org",
        "anna@example.com.post.org",
        "2001:db9::7 connected",
        "ether 00:00:5f:00:53:01",
    ],
)
def test_what_is_near_to_it_does_not(text):
    assert cleaned(text) != text


@pytest.mark.parametrize(
    "text",
    [
        "The ministry has set up a line; the hotline is open: 0681 501-4436.",
        "Es gibt eine Hotline für Unternehmer, die unter der Telefonnummer 0681 501-4436 montags bis freitags erreichbar ist.",
        "To coordinate submissions, please call 404-639-1076 during business hours.",
        "Contact the Emergency Operations Center at 770-488-7101 or write to policyoffice@health.gov.",
        "Kontakta UD:s konsulära enhet på telefon 08-405 50 06.",
        "The restaurant is highly rated and located at 719 Myrtle Avenue, Brooklyn, NY 11205.",
        "In the city centre, 38 Bridge Street (1897) is a timber-framed shop.",
        "Nebula Foundation, Inc., 51 Franklin Street, Fifth Floor, Boston, MA 02110, USA",
        "dig -x 72.51.34.36",
        "- Bevorzugter DNSv4-Server: `185.150.99.255`",
        "- Основний DNSv4 сервер: `185.150.99.255`",
        "curl --socks5 125.119.175.49:8909 http://post.org/",
        "ifconfig eth0 hw ether 3c:80:48:ba:d1:30",
        "Find a host name that resolves to IP '173.194.33.72'",
        "questions to torque-support@nebula.com, docs@lists.nebula.org or nebula@nebula.org",
        "Just call 09061701462 now, or 0871-872-9756",
        "Write to Nebula Prizes, PO Box 1146 MK45 2WT",
        "Pytania można zadawać na specjalnej infolinii ZUS. Numer: +48 22 560 16 01.",
        "For registration information, call 910.538.0116.",
        "Carbone, located at 181 Thompson St, New York, NY 10012. The price is low.",
        "Nebula Institute of Technology, phone (617) 253-1002",
        "Holmes lives at 221B Baker Street, the Dursleys at 4 Privet Drive",
        "user@yourserver.com or user@your-sever.net",
        "The mailing list is nebula-users@atlas.org, archives: see there",
        "Fragen? Schreiben Sie uns: kaffee@nebula.org",
        "Resolving files.nebula.org... 137.208.57.37, 137.208.57.38, connected. Failed [IP: 137.208.57.37 443]",
        "Discussions-To: nebula-tulip@googlegroups.com, typing-sig@nebula.org, security [at] nebula.org",
        "Integrated Nebulae Incorporated, President\n38 Whitney Avenue, Woods Hole, MA 02543",
        "Dana Poe\n\nAdministrator\n\nNebula Discovery, Inc.\n\n504 S. Rosa Road, Suite 150\n\nMadison, Wisconsin 53719",
        "Write to gleducar@gleducar.org.ar, conferences@nebula.org or anillo-lst@linux.org.ar",
        "Author-email: Elastic Client Library Maintainers <client-libs@nebula.co>",
        "Schickt uns eure Ideen bis zum 6. an [idee@nebula.bayern](mailto:idee@nebula.bayern).",
        "die AWO Kinderkrippe Feldmäuse (Bahnhofstraße 38, 85622 Feldkirchen), Montag bis Freitag",
        "Freie Netze Nebula e.V.\nDE89 3704 0044 0532 0130 00\nSparkasse",
        "- IPv4: 185.150.99.38 / 5.66.1.38",
        "   190.228.30.152 ns1.nebula.org.ar\n   201.235.253.73 ns2.nebula.org.ar",
        "see http://37.120.168.150/map.html",
        "Connecting to [74.125.142.109]:993... ok",
        "Contact : [geo@etalab.gouv.fr](mailto:geo@etalab.gouv.fr)",
        "dial tcp 172.217.163.42:443: timeout",
        "时代广场后面霎东街2号何洪记云吞面也不错",
        "* URL: http://www.nebula.com\n\n* Teléfono: (0351) 5680147",
        "Le service est hébergé par :\n\nOVH\n38, rue Kellermann",
        "Llamar a los remises del lugar, teléfono 379 443-3400",
        "# A\n\n# `B`\n\n    $browser->type('number', '4242424242424242')\n      'address' => '2992 Eagle Drive'",
        "Send this to R-SIG-Atlas@R-project.org or hotmail@hotmail.com",
        "Das Treffen findet im Kulturzentrum statt, Elisabethstraße 38, wie immer.",
        "El museo está ubicado en Calle Goya 38, Madrid",
        "白宫位于宾夕法尼亚大道1638号，占地18英亩",
        "酒店前台电话：010-6234 5179",
        "If you no longer wish to hear of us, click here or by writing to 6138 W Nebula Rd. Las Vegas, NV 89103",
        "All rights reserved © Nebula SAS, 38 rue du Mail, 75002 Paris",
        "The book is here: call us at 650-253-4838 or visit our website.",
        "To claim your prize call 0207 153 9153 now, 150p per min.",
    ],
)
def test_the_words_around_say_whose_it_is(text):
    assert find(text) and cleaned(text) == text
    assert counted(text, lambda t: scan(t, public="organisations"), "organisations") == {}


@pytest.mark.parametrize(
    "text",
    [
        "Anna works at the hotline, her number is 0681 501-4436",
        "My address is PO Box 1146, Leeds",
        "I'm located at 181 Thompson St, New York, NY 10012",
        "For questions call Anna at 910.538.0116.",
        "He was buried at Memorial Park in Laurinburg, NC.\nThe family is receiving friends at 4221 Myra Street, Gibson, NC.",
        "The museum's guide lives at 38 Bridge Street, Chester.",
        "Ship it to the shop owner: 719 Myrtle Avenue, Brooklyn, NY 11205",
        "My restaurant is closed, write to 719 Myrtle Avenue, Brooklyn, NY 11205",
        "the daughter's mobile number is 556737-3524",
        "Meine Nummer: 0871 2345679",
        "j.smith@health.gov at the department",
        "Dana Poe\n\n504 S. Rosa Road, Suite 150\n\nMadison, Wisconsin 53719",
        "I work for Nebula Inc. and live at 504 S. Rosa Road, Madison",
        "the attacker used 173.194.33.72 and left",
        "my address on the mailing list is poe@atlas.org",
        "Write to us: tove.poe@nebula.org",
        "from c-67-170-0-32.client.nebula.org (67.170.0.32)",
        "on Facebook: poe_200",
    ],
)
def test_and_whose_it_is_not(text):
    assert cleaned(text) != text


def test_what_was_kept_for_its_words_is_kept_when_masks_moved_them():
    text = (
        "Our restaurant: Anna's e-mail is anna.poe@post.org, Bob's is bob.smith.junior.the.third@post.org, both cook there, "
        "and it is at 719 Myrtle Avenue, Brooklyn, NY 11205."
    )
    for length in range(0, len(text), 3):
        made = cleaned(text[length:])
        assert scan(made, public="organisations") == {}, made


@pytest.mark.parametrize("made", ["3c", "02", "00", "f8", "a4"])
def test_what_a_code_stands_for_is_judged_not_the_code(made):
    for end in range(16, 80):
        code = base64.b64encode(f"{chr(end + 30)} is {made}:51:b2:9c:07:{end}".encode()).decode()
        assert cleaned(f"see {code} there") == "see [MAC_ADDRESS] there"


def test_tex_is_no_escape():
    assert find(r"$$(6800-2600\times 1)$$ and $\left( 2310-2274 \right)$", ("US", "HK")) == []
    assert [f.kind for f in find(r"x\nanna.poe@post.org\tanna.poe@post.org\right@post.org")] == ["email"] * 3


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("Piping", "203.0.113.194"),  # ping
        ("zinc", "030 23125 123"),  # inc
        ("crossbar", "14 Elm Street"),  # bar
        ("Betrag", "14 Elm Street"),  # ag, a firm
        ("Piping", "ute.weber@corp.test"),
        ("demy", "@ute_weber_91 on Instagram"),  # my
    ],
)
def test_the_rest_of_a_word_at_the_edge_of_what_is_read_is_no_word(word, value):
    """Words are looked for in some characters around a value, wherever those begin."""
    stay = {cleaned(f"{word} {('so it went on ' * 20)[:n]} {value}").endswith(value) for n in range(240)}
    assert len(stay) == 1
