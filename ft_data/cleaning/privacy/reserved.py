"""What standards and numbering plans give to nobody (`reserved.yaml`): private and documentation networks, names, numbers."""

from __future__ import annotations

import ipaddress
import re
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

import yaml

from ft_data.cleaning.privacy.finding import Finding

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
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


def reserved(item: Finding, value: str) -> str:
    """Return the level that keeps ``value``, which nobody has: "organisations", "all", or "" where somebody may have it."""
    form = _FORMS.get(item.kind)
    if form is not None and form.fullmatch(value) is None:
        return ""  # in a code, whose own letters and digits say nothing
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
    return ""


@lru_cache(maxsize=4096)
def network(value: str) -> str:
    """Return the level that keeps an address of the internet protocol: nobody's, or everybody's behind a router."""
    try:
        address = ipaddress.ip_address(value.strip("[]"))
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    for level, block in _networks():
        if address.version == block.version and address in block:
            return level
    return ""


@cache
def _data() -> dict[str, list[dict[str, Any]]]:
    text = Path(__file__).with_name("reserved.yaml").read_text("utf-8")
    return dict(yaml.load(text, Loader=_LOADER))


@cache
def _networks() -> tuple[tuple[str, ipaddress.IPv4Network | ipaddress.IPv6Network], ...]:
    return tuple(
        (rule["level"], ipaddress.ip_network(block))
        for rule in _data()["networks"]
        for block in rule["blocks"]
    )


@lru_cache(maxsize=4096)
def _below(domain: str) -> str:
    labels = domain.split(".")
    names = {".".join(labels[i:]) for i in range(len(labels))}
    return next((rule["level"] for rule in _data()["domains"] if not names.isdisjoint(rule["names"])), "")


def _hardware(digits: str) -> str:
    if len(digits) >= 2 and int(digits[1], 16) & 1:
        return "organisations"  # of a group of stations, no single one
    rules = _data()["macs"]
    return next((rule["level"] for rule in rules if digits.startswith(tuple(rule["starts"]))), "")


@lru_cache(maxsize=4096)
def _number(digits: str) -> str:
    return _full("phones", digits)


def _full(part: str, digits: str) -> str:
    return next((level for level, pattern in _patterns(part) if pattern.fullmatch(digits)), "")


@cache
def _patterns(part: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return level and pattern of all numbers of a rule: national, with the trunk prefix, or with the country code."""
    found = []
    for rule in _data()[part]:
        numbers = "|".join("".join(_PART.get(char, char) for char in number) for number in rule["numbers"])
        country, trunk = str(rule.get("country", "")), rule.get("trunk", "")
        before = f"(?:(?:00|011)?{country}{f'{trunk}?' if trunk else ''}|{trunk})" if country else ""
        found.append((rule["level"], re.compile(f"{before}(?:{numbers})")))
    return tuple(found)
