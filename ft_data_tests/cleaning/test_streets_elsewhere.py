"""Streets as languages other than those of Western Europe write them."""

from __future__ import annotations

import pytest

from bench.support.private import KINDS, LOCAL, cases
from ft_data.cleaning.privacy import find


@pytest.mark.parametrize(
    "street",
    [
        "Мельничный переулок, 54", "Ihlamur Sokak No: 73", "Değirmen Caddesi 57/1", "số 60 đường Hoa Lan", "ngõ 98, phố Cối Xay",
        "磨坊街69弄9号", "81 नीम मार्ग",
    ],
)  # fmt: skip
def test_a_street_with_its_number_is_found(street: str) -> None:
    text = f"X: {street}."
    at = text.find(street)
    assert any(f.kind == "address" and f.start <= at and f.end >= at + len(street) for f in find(text))


def test_numbers_beside_letters_are_found_and_those_of_nobody_are_not() -> None:
    missed, total = 0, 0
    for one in cases(5):
        found = find(one.text, (LOCAL[one.language].region, "US", "GB"))
        if one.kind == KINDS[-1]:
            assert found == [], one
        elif one.kind != "home":
            at = one.text.find(one.value)
            total += 1
            missed += not any(f.start <= at and f.end >= at + len(one.value) for f in found)
    assert missed <= 0.05 * total
