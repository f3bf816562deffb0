"""What standards and numbering plans give to nobody (`reserved.yaml`): private and documentation networks, names, numbers."""

from __future__ import annotations

import ipaddress
import re
from functools import cache, lru_cache
from typing import Final

from ft_data.cleaning.privacy.finding import Finding
from ft_data.cleaning.privacy.listed import listed

_NON_DIGITS = re.compile(r"\D+")
_EXTENSION = re.compile(r"(?i) ?(?:x|ext\.?|extension|#) ?\d{1,6}$")
_FORMS: Final = {
    "mac": re.compile(r"[0-9A-Fa-f]{2}(?:[:-][0-9A-Fa-f]{2}){5}|[0-9A-Fa-f]{4}(?:\.[0-9A-Fa-f]{4}){2}"),
    "phone": re.compile(
        r"(?i)[+0-9 \xa0\u2009\u202f\u2010-\u2013().,/-]+(?:(?:x|ext\.?|extension|#) ?\d{1,6})?"
    ),
    "ssn": re.compile(r"[0-9 -]+"),
}
_PART: Final = {"x": "[0-9]", "N": "[2-9]"}


def reserved(item: Finding, value: str) -> bool:
    """Say whether a standard or a numbering plan gives ``value`` to nobody."""
    form = _FORMS.get(item.kind)
    if form is not None and form.fullmatch(value) is None:
        return False  # in a code, whose own letters and digits say nothing
    if item.kind == "ip":
        return network(value)
    if item.kind == "email":
        return _below(value.rpartition("@")[2].lower().rstrip(".]"))
    if item.kind == "phone":
        return _number(_NON_DIGITS.sub("", _EXTENSION.sub("", value)))
    if item.kind == "mac":
        return _hardware(re.sub(r"[^0-9a-f]", "", value.lower()))
    if item.kind == "ssn":
        return _full("identities", _NON_DIGITS.sub("", value))
    return False


@lru_cache(maxsize=4096)
def network(value: str) -> bool:
    """Say whether an address of the internet protocol is nobody's, or everybody's behind a router."""
    try:
        address = ipaddress.ip_address(value.strip("[]"))
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return any(address.version == block.version and address in block for block in _networks())


@cache
def _networks() -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    return tuple(
        ipaddress.ip_network(block) for rule in listed("reserved")["networks"] for block in rule["blocks"]
    )


@lru_cache(maxsize=4096)
def _below(domain: str) -> bool:
    labels = domain.split(".")
    names = {".".join(labels[i:]) for i in range(len(labels))}
    return any(not names.isdisjoint(rule["names"]) for rule in listed("reserved")["domains"])


def _hardware(digits: str) -> bool:
    if len(digits) >= 2 and int(digits[1], 16) & 1:
        return True  # of a group of stations, no single one
    return any(digits.startswith(tuple(rule["starts"])) for rule in listed("reserved")["macs"])


@lru_cache(maxsize=4096)
def _number(digits: str) -> bool:
    return _full("phones", digits)


def _full(part: str, digits: str) -> bool:
    return any(pattern.fullmatch(digits) for pattern in _patterns(part))


@cache
def _patterns(part: str) -> tuple[re.Pattern[str], ...]:
    """Return the pattern of all numbers of each rule: national, with the trunk prefix, or with the country code."""
    found = []
    for rule in listed("reserved")[part]:
        numbers = "|".join("".join(_PART.get(char, char) for char in number) for number in rule["numbers"])
        country, trunk = str(rule.get("country", "")), rule.get("trunk", "")
        before = f"(?:(?:00|011)?{country}{f'{trunk}?' if trunk else ''}|{trunk})" if country else ""
        found.append(re.compile(f"{before}(?:{numbers})"))
    return tuple(found)
