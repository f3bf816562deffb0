"""What is no person's, and a text is meant to give away: contact points of organisations, what standards give to nobody, samples.

A hotline or an ``info@`` is often the answer itself. `is_public` decides by the finding's own form (a role address, a
toll-free number, an address of a private network) and by the words around it (`ft_data.cleaning.privacy.around`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from ft_data.cleaning.privacy import mailboxes
from ft_data.cleaning.privacy.around import (
    asks_to_write,
    is_archived,
    of_a_firm,
    of_a_list,
    of_a_public_place,
    of_an_organisation,
    of_one_person,
    short_for_a_group,
)
from ft_data.cleaning.privacy.choices import among_choices
from ft_data.cleaning.privacy.fate import shared
from ft_data.cleaning.privacy.finding import Finding, places
from ft_data.cleaning.privacy.hosts import of_a_machine
from ft_data.cleaning.privacy.logins import is_node
from ft_data.cleaning.privacy.program import in_program_text
from ft_data.cleaning.privacy.regions import of_text
from ft_data.cleaning.privacy.reserved import reserved
from ft_data.cleaning.privacy.said_samples import is_called_example
from ft_data.cleaning.privacy.samples import is_sample
from ft_data.cleaning.privacy.whole import street_of

Public = Literal["none", "organisations"]

_DOCUMENTED = re.compile(r"EXAMPLE(?:KEY)?\Z")  # how issuers mark the keys of their manuals
_MOBILE = re.compile(
    r"(?:\+86|0086)?[ -]?1[3-9]\d(?:[ -]?\d){8}\Z|\+81[ -]?[789]0|\+82[ -]?10|\+491[5-7]|\+49 1[5-7]|01[5-7]\d|\+447|\+44 7|07\d|0[67][ .]\d\d[ .]"
)
_MOBILE_SAID = re.compile(
    r"(?i)\b(?:mob(?:ile|iles)?|cell(?:ular)?|handy|mobil|portable|móvil|celular|cellulare|gsm|whatsapp)\b(?:[ .]?(?:no|nr|number|phone))?[^\w\n]{0,4}\Z"
)
_FRENCH_SHARED = re.compile(r"0 ?8[0-2]\d(?: ?\d{3}){2}\Z")
_JAPANESE_SHARED = re.compile(r"0570[- ]?\d{2,3}[- ]?\d{3,4}\Z")
_GERMAN_SHARED = re.compile(r"0180[1-7][ /-]?\d[\d /-]{3,10}\Z")
_EVERYWHERE = re.compile(
    r"(?:(?:\+?1|001)[-. ]?)?\(?8(?:00|33|44|55|66|77|88)\)?[-. ]\d{3}[-. ]?\d{4}\Z|0?800[ /.-]\d[\d /.-]{4,10}\Z|400[- ]?\d{3}[- ]?\d{4}\Z"
)


def personal(
    text: str,
    found: Sequence[Finding],
    level: Public,
    regions: Sequence[str] = ("US", "GB"),
    lenient: bool = False,
) -> list[Finding]:
    """Return the findings that are somebody's. What is public once in a text is public wherever the text says it again."""

    def again(item: Finding) -> bool:
        """Samples in program text apart: they say nothing of who has the same address elsewhere."""
        return not in_program_text(text, item) and is_public(text, item, level, regions, lenient)

    if any(item.kind == "phone" for item in found):
        regions = (*regions, *of_text(text))
    left = [item for item in found if not is_public(text, item, level, regions, lenient)]
    if level == "none" or not left:
        return left
    if len(found) > 1:
        alike = set(shared(text, left, {*found}.difference(left)))
        left = [item for item in left if item not in alike]
    values = {(item.kind, sayings(text, item)[-1]) for item in left}
    where = places(text, {value for _, value in values})
    begun = {item.start for item in left}
    said = {
        (kind, value)
        for kind, value in values
        if any(
            again(Finding(kind, start, start + len(value)))
            for start in where[value][:_MOST_PLACES]
            if start not in begun
        )
    }
    return [item for item in left if (item.kind, sayings(text, item)[-1]) not in said]


def sayings(text: str, item: Finding) -> tuple[str, ...]:
    """Return how a text says a value: as it stands, and an address by its street alone, since the rest is left out or wrapped."""
    value = text[item.start : item.end]
    return (value, street_of(value)) if item.kind == "address" else (value,)


def nobodys(text: str, found: Sequence[Finding], left: Sequence[Finding]) -> set[str]:
    """Return the values of those of ``found`` that `personal` did not leave: the words around them make them nobody's.

    Samples in program text apart: they say nothing of who has the same address elsewhere.
    """
    kept = frozenset(left)
    return {
        value
        for item in found
        if item not in kept and not in_program_text(text, item)
        for value in sayings(text, item)
    }


_MOST_PLACES = 16  # of a value in a text that are looked at


def is_public(
    text: str, item: Finding, level: Public, regions: Sequence[str] = ("US", "GB"), lenient: bool = False
) -> bool:
    """Say whether a finding is no person's.

    ``level``: ``organisations`` keeps contact points, what a standard gives to nobody, samples and what stands in program text;
    ``none`` keeps nothing. ``regions`` are those of national numbers.
    ``lenient``: the text is masked by now, so that words around it lie elsewhere than when it was kept.
    """
    if level == "none":
        return False
    value = text[item.start : item.end]
    if reserved(item, value) or in_program_text(text, item) or among_choices(text, item):
        return True
    if is_called_example(text, item):
        return True
    if item.kind == "email":
        if is_node(text, item.start, item.end):
            return True
        value = mailboxes.plain(value)
        if is_sample(item, value) or mailboxes.is_message(text, item, value) or is_archived(text, item):
            return True
        desk = mailboxes.is_role(value)
        if desk or mailboxes.is_called_as_its_domain(value):
            return lenient or not of_one_person(text, item, value, desk)
        if mailboxes.is_office(value):
            return True
        if mailboxes.is_official(value) and (
            of_an_organisation(text, item, lenient) or asks_to_write(text, item)
        ):
            return lenient or not of_one_person(text, item, value, True)
        return not mailboxes.is_named(value) and (
            of_a_list(text, item, lenient) or short_for_a_group(text, item, value)
        )
    if item.kind == "phone":
        return (
            is_sample(item, value)
            or (
                _is_service(value, tuple(regions))
                and not _MOBILE_SAID.search(text, max(0, item.start - 24), item.start)
            )
            or (not _is_mobile(value, tuple(regions)) and of_an_organisation(text, item, lenient))
        )
    if item.kind == "iban":
        return of_a_firm(text, item, lenient)
    if item.kind in ("ssn", "card"):
        return is_sample(item, value)
    if item.kind in ("ip", "mac"):
        return is_sample(item, value) or of_a_machine(text, item, lenient)
    if item.kind == "handle":
        return "@" in value[1:] and is_sample(Finding("email", item.start, item.end), value)
    if item.kind == "secret":
        return _DOCUMENTED.search(value) is not None
    return item.kind == "address" and (is_sample(item, value) or of_a_public_place(text, item, lenient))


def _is_mobile(value: str, regions: tuple[str, ...]) -> bool:
    """Say whether a number is a mobile one, by its form or by the plan of every region that knows it."""
    return _MOBILE.match(value) is not None or _is_all(value, regions, ("MOBILE",))


@lru_cache(maxsize=8192)
def _is_service(value: str, regions: tuple[str, ...]) -> bool:
    """Say whether a number is one that the caller does not pay, or pays more for: firms and authorities have those.

    A national number must be one by the plan of every region that knows it (libphonenumber), and not written as an
    area and its number: "0871 2345678" calls a firm in Britain and a house in Bavaria.
    """
    if _EVERYWHERE.match(value) or _GERMAN_SHARED.match(value):
        return True
    if "FR" in regions and "DE" not in regions and _FRENCH_SHARED.match(value):
        return True
    if "JP" in regions and _JAPANESE_SHARED.match(value):
        return True
    if value[0] == "0" and value[1] != "0" and len(re.findall(r"[0-9]+", value)) == 2:
        return False
    return _is_all(value, regions, ("TOLL_FREE", "PREMIUM_RATE", "SHARED_COST"))


@lru_cache(maxsize=8192)
def _is_all(value: str, regions: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    """Say whether a number is of the ``wanted`` types by the plan of every region that knows it, and some does."""
    import phonenumbers

    types = {getattr(phonenumbers.PhoneNumberType, name) for name in wanted}
    kinds = set()
    for region in (None,) if value.startswith(("+", "00")) else regions:
        try:
            written = "+" + value.lstrip("+0") if region is None else value
            number = phonenumbers.parse(written, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            kinds.add(phonenumbers.number_type(number))
    return bool(kinds) and kinds <= types
