"""Identity numbers, vehicles, telephones and wallets by their check digits, and addresses in other scripts. All samples are made
up, or the ones that authorities print in their explanations."""

import random

import pytest

from ft_data.cleaning import Cleaner, scan
from ft_data.cleaning.privacy import find
from ft_data.cleaning.privacy.national import SHAPES, _fits
from ft_data.cleaning.privacy.regions import cleaning_of, regions_of
from ft_data.recipe.schema import Recipe
from ft_data_tests.cleaning.finding import found
from ft_data_tests.cleaning.patterns import written


@pytest.mark.parametrize(
    "value",
    [
        "2 55 08 14 168 025 38", "255081416802538", "12345678Z", "X1234567L", "2341 2341 2346", "ABCPE1234F", "811228-9874", "131052-308T",
        "44051401359", "86095742719", "86 095 742 719", "10000000146", "HEGG560427MVZRRL04", "11010519491231002X", "S1234567D", "A123456789",
        "85.07.30-033.28", "756.9217.0769.85", "12.345.678-5", "900101-1234567",
    ],
)  # fmt: skip
def test_printed_samples(value):
    for text in (value, f"Anna, {value}, Ulm", f"号码是{value}，谢谢", f'{{"x":"\\n{value}"}}'):
        assert ("ssn", value) in found(text, "ssn")


@pytest.mark.parametrize(
    "shape", SHAPES, ids=lambda shape: f"{shape.checks[0].__name__} {shape.pattern[:16]}"
)
def test_a_wrong_check_digit_is_no_number(shape):
    rng = random.Random(shape.pattern)
    seen = wrong = 0
    for _ in range(12000):
        value = written(shape.pattern, rng)
        text = f"see {value} there"
        if not _fits(shape, value):
            wrong += 1
            if wrong > 60:
                continue
            others = [one for one in SHAPES if not one.said and _fits(one, value)]
            assert (
                others
                or not [
                    f
                    for f in find(text)
                    if f.kind in ("ssn", "id_number") and f.start == 4 and f.end == 4 + len(value)
                ]
                or "-" in value
            )
        elif not shape.said and seen < 5:
            seen += 1
            assert [(f.start, f.end) for f in find(text)] == [(4, 4 + len(value))]
        if seen == 5:
            break
    assert seen == 5 or shape.said or shape.checks[0].__name__ in ("resident", "curp", "vin", "nir", "fnr")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("IMEI 490154203237518", "id_number"),
        ("49-015420-323751-8", "id_number"),
        ("1HGCM82633A004352", "id_number"),
        ("VIN: WVWZZZ1JZXW000001", "id_number"),
        ("CPF 52998224725", "ssn"),
        ("burgerservicenummer 111222333", "ssn"),
        ("护照号码：E12345678", "id_number"),
        ("आधार संख्या 2341 2341 2346", "ssn"),
        ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "wallet"),
        ("send to bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq.", "wallet"),
        ("0x52908400098527886E0F7030069857D2E4169EE7", "wallet"),
    ],
)
def test_more_numbers(text, kind):
    assert [f.kind for f in find(text)] == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "order 44051401359",
        "version 12.345.678-5",
        "44051401358",
        "12345678A",
        "2341 2341 2347",
        "2341 2341 2346 1234",
        "2003 2004 2004",
        "= 3600 + 86095742719",
        "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb",
        "0x0000000000000000000000000000000000000000",
        "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdr",
        "1HGCM82633A004353",
        "490154203237518",
        "SHA1 9f8e7d6c5b4a39281706f5e4d3c2b1a0aabbccdd",
        "ISBN 978-3-16-148410-0",
        "part ABCDE12345",
        "550e8400-e29b-41d4-a716-446655440000",
        "2023-11-05T10:22:00",
        "1690000000000",
    ],
)
def test_what_only_looks_like_it(text):
    assert [f for f in find(text) if f.kind in ("ssn", "id_number", "wallet")] == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("我住在北京市朝阳区建国路88号3号楼502室，谢谢", "北京市朝阳区建国路88号3号楼502室"),
        ("住所は東京都千代田区丸の内1丁目2-3です", "東京都千代田区丸の内1丁目2-3"),
        ("서울시 강남구 테헤란로 123에 있어요", "서울시 강남구 테헤란로 123"),
        ("Живёт на ул. Ленина, д. 12, кв. 5.", "ул. Ленина, д. 12, кв. 5"),
        ("Мешкає на вул. Садова, 92-94, біля парку.", "вул. Садова, 92-94"),
        ("पता: मकान नंबर 12, गांधी नगर", "मकान नंबर 12, गांधी नगर"),
        ("العنوان شارع التحرير 15", "شارع التحرير 15"),
        ("บ้านเลขที่ 99/1 ถนนสุขุมวิท", "บ้านเลขที่ 99/1 ถนนสุขุมวิท"),
        ("στην οδό Ερμού 12", "οδό Ερμού 12"),
    ],
)
def test_addresses_in_other_scripts(text, value):
    assert ("address", value) in found(text, "address")


@pytest.mark.parametrize(
    "text",
    [
        "第3号",
        "我在路上走了12公里",
        "3号线路",
        "서울로 3번 갔다",
        "улица была пуста в 5 утра",
        "3月15日",
        "道路2号线",
    ],
)
def test_no_addresses_in_other_scripts(text):
    assert found(text, "address") == []


def test_languages_of_the_recipe_bring_their_numbering_plans():
    assert regions_of(["US"], ["es", "pt-BR", "xx"]) == ["US", "ES", "MX", "AR", "CO", "CL", "PE", "BR", "PT"]
    text = "Anna, 612 34 56 78, Madrid"
    assert found(text, "phone", ["US"]) == [] and found(text, "phone", regions_of(["US"], ["es"])) == [
        ("phone", "612 34 56 78")
    ]


def test_what_masks_and_what_checks_know_the_same_regions():
    recipe = Recipe.model_validate(
        {"dataset": "d", "purpose": "to test", "languages": ["zh", "pl"], "sources": {"s": {"path": "x"}}}
    )
    clean = cleaning_of(recipe)
    assert {"US", "GB", "CN", "PL"} <= set(clean.pii_regions)
    for text in ("请打 138 0013 8000 找我。", "Numer: 22 560 16 00.", "numer 601-234-567"):
        masked, _ = Cleaner(clean, "chat", b"k" * 32).clean(text)
        assert scan(masked, clean.pii_regions, clean.public) == {}, text


@pytest.mark.parametrize(
    "text",
    [r"共获得$$1300-480=820$$元", "2500-1980 = 520", "x = 3030-1212"],
)
def test_a_sum_is_in_no_numbering_plan(text):
    assert scan(text, ["US", "GB", "CN", "TW", "HK"]) == {}
