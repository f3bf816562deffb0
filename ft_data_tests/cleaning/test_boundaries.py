"""Where a finding begins and ends: beside letters of scripts that set no blanks, and in their own digits."""

import pytest

from ft_data.cleaning.privacy import find
from ft_data_tests.cleaning.finding import found

TOKEN = "ghp_" + "x7Kq2LmN8pR4sT6vW9yZ1aB3cD5eF7gH9jK2"
BESIDE = {
    "zh": ("请记住", "谢谢"),
    "ja": ("番号は", "です"),
    "th": ("กรุณาติดต่อ", "ครับ"),
    "ko": ("그것은", "으로 부탁해요"),
    "ar": ("وب", "شكرا"),
    "hi": ("यह", "पर भेजें"),
    "ru": ("вот", "спасибо"),
    "el": ("στο", "και"),
    "he": ("ב", "תודה"),
}
VALUES = [
    ("card", "4242424242424242"),
    ("card", "5555 5555 5555 4444"),
    ("iban", "DE89370400440532013000"),
    ("iban", "GB82 WEST 1234 5698 7654 32"),
    ("ip", "198.211.113.77"),
    ("ip", "2001:db8:85a3::8a2e:370:7334"),
    ("mac", "02:42:ac:11:00:0f"),
    ("phone", "+81 90-1234-5678"),
    ("phone", "(202) 556-0143"),
    ("phone", "+442079470123"),
    ("email", "anna.b+x@post.nebulae.org"),
    ("secret", TOKEN),
    ("ssn", "219-09-9998"),
    ("ssn", "RSSMRA85T10A562S"),
    ("credentials", "anna:s3cr3t99"),
]


@pytest.mark.parametrize(("kind", "value"), VALUES)
@pytest.mark.parametrize("script", BESIDE)
def test_letters_of_other_scripts_are_boundaries(script, kind, value):
    before, after = BESIDE[script]
    frame = ("https://", "@host.nebulae.org/") if kind == "credentials" else ("", "")
    text = f"{before}{frame[0]}{value}{frame[1]}{after}"
    assert found(text) == [(kind, value)]


@pytest.mark.parametrize(
    "digits", ["０１２３４５６７８９", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९", "๐๑๒๓๔๕๖๗๘๙"]
)
def test_digits_of_other_scripts_are_digits(digits):
    table = str.maketrans("0123456789", digits)
    for kind, value in (
        ("card", "4242 4242 4242 4242"),
        ("phone", "+81 90-1234-5678"),
        ("ip", "198.211.113.77"),
    ):
        written = value.translate(table)
        assert found(f"请记住{written}谢谢") == [(kind, written)]


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("邮箱：ｚｈａｎｇ．ｓａｎ＠ｑｑ．ｃｏｍ，请写信", "email", "ｚｈａｎｇ．ｓａｎ＠ｑｑ．ｃｏｍ"),
        ("card 4242–4242–4242–4242", "card", "4242–4242–4242–4242"),
        ("card 4242\u20094242\u20094242\u20094242.", "card", "4242\u20094242\u20094242\u20094242"),
        ("write to аnnа@post.nebulae.org now", "email", "аnnа@post.nebulae.org"),
        ("我的邮箱是zhang.san@qq.com请写信给li@qq.com", "email", "zhang.san@qq.com"),
        ("пишите пётр@почта.рф сегодня", "email", "пётр@почта.рф"),
        ("die anna@post.nebulae.org-Adresse", "email", "anna@post.nebulae.org"),
        ("phone:+44 7700 950123", "phone", "+44 7700 950123"),
        ("Tel.+49 30 23125 123", "phone", "+49 30 23125 123"),
        ("电话:13912345678", "phone", "13912345678"),
        ("전화:010-2345-6789입니다", "phone", "010-2345-6789"),
        ("password: Tr0ub4dor&3，请保密", "secret", "Tr0ub4dor&3"),
        (r"Ask her.\n+44 7700 950123\nSoon.", "phone", "+44 7700 950123"),
        (r"Ask her.\tanna@post.nebulae.org", "email", "anna@post.nebulae.org"),
        (r'{"a":"x\n4242424242424242"}', "card", "4242424242424242"),
    ],
)
def test_only_the_value_is_found(text, kind, value):
    assert (kind, value) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "订单号4242424242424242已发货",
        "版本15.15.120.91发布",
        "バージョン5.15.0.91です",
        "注文番号4242424242424242です",
        "주문번호4242424242424242입니다",
        "버전 12.0.60.129입니다",
        "รุ่น12.0.60.129ครับ",
        "رقم الطلب 4242424242424242",
        "الإصدار 12.0.60.129",
        "ऑर्डर संख्या 4242424242424242",
        "2019年12月31日23時59分",
        "共1234567元",
        "计算1-2+3-4+2019-2020+2021=",
        r"$1-2+\cdots +2019-2020+2021$",
        "π≈3.14159265358979，约等于",
        "ISBN978-3-16-148410-0，好书",
        "commit 9f8e7d6c5b4a39281706f5e4d3c2b1a0",
        "a4242424242424242b",
        "café4242424242424242",
    ],
)
def test_what_only_looks_like_it_beside_them(text):
    assert find(text) == []


def test_a_control_character_after_a_label_is_no_value():
    assert find("passwort: \x1f00\xa0 und weiter") == []
