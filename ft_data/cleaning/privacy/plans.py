"""What numbering plans say of a number (libphonenumber, ITU-T E.164)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache


@lru_cache(maxsize=8192)
def is_number(digits: str) -> bool:
    """Say whether digits are a country's code and a number that its plan has."""
    import phonenumbers

    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(f"+{digits}", None))
    except phonenumbers.NumberParseException:
        return False


@cache
def _country_codes() -> frozenset[str]:
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE

    return frozenset(str(code) for code in COUNTRY_CODE_TO_REGION_CODE)


def is_international(digits: str) -> bool:
    """Check length (ITU-T E.164: 8 to 15 digits) and country code."""
    digits = digits.lstrip("0")
    return 8 <= len(digits) <= 15 and any(digits[:size] in _country_codes() for size in (1, 2, 3))


def is_dialled(groups: Sequence[str]) -> bool:
    """Say whether groups of digits are a number as it is dialled abroad: 00, a country's code whole in its group, as many digits as there."""
    import phonenumbers

    code = groups[0][2:] or groups[1]
    if not any(code[:size] in _country_codes() for size in (1, 2, 3)):
        return False
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse("+" + "".join(groups)[2:], None))
    except phonenumbers.NumberParseException:
        return False


@lru_cache(maxsize=8192)
def is_planned(digits: str, groups: tuple[str, ...], region: str) -> bool:
    """Ask libphonenumber whether a region has such a number and writes it in these groups."""
    import phonenumbers

    try:
        number = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return False
    if not phonenumbers.is_valid_number_for_region(number, region):
        return False
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    return len(groups) == 1 or tuple(re.findall(r"\d+", written)) == groups


@lru_cache(maxsize=8192)
def is_mobile_in(digits: str, groups: tuple[str, ...], region: str, sure: bool = False) -> bool:
    """Say whether a region has such a mobile number, without its trunk digit; in its groups, or in none.

    Where numbers of houses and mobile ones look alike (North America), any will do unless it has to be ``sure``.
    """
    import phonenumbers

    try:
        number = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return False
    kinds = phonenumbers.PhoneNumberType
    wanted = (kinds.MOBILE,) if sure else (kinds.MOBILE, kinds.FIXED_LINE_OR_MOBILE)
    if phonenumbers.number_type(number) not in wanted:
        return False
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    national = tuple(re.findall(r"\d+", written))[1:]
    return len(groups) == 1 or groups == national
