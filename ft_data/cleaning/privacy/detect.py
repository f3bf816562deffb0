"""One guarded pass over a text: which kinds of personal data can occur, then the finders for those only."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache
from operator import attrgetter
from typing import Final

from ft_data.cleaning.privacy import (
    accounts,
    births,
    cards,
    coded,
    contacts,
    elsewhere,
    homes,
    ibans,
    identities,
    national,
    network,
    owned,
    phones,
    places,
    secrets,
    streets,
    view,
)
from ft_data.cleaning.privacy.finding import PLACEHOLDER, Finding
from ft_data.cleaning.privacy.guards import Guards
from ft_data.cleaning.privacy.public import Public, personal
from ft_data.cleaning.privacy.whole import whole

Finder = Callable[[str], Iterator[Finding]]

# Guard name -> pattern. A finder runs when one of its guards is somewhere in the text.
GUARDS: Final[dict[str, str]] = {
    **contacts.GUARDS,
    **cards.GUARDS,
    **ibans.GUARDS,
    **identities.GUARDS,
    **network.GUARDS,
    **secrets.GUARDS,
    **places.GUARDS,
    **elsewhere.GUARDS,
    **owned.GUARDS,
    **accounts.GUARDS,
    **births.GUARDS,
    **homes.GUARDS,
    **national.GUARDS,
    **national.WALLET_GUARDS,
    **view.GUARDS,
    **coded.GUARDS,
}

# In order of precedence: where two findings overlap, the earlier finder wins.
FINDERS: Final[tuple[tuple[Finder, frozenset[str]], ...]] = (
    (secrets.secrets, frozenset({"key"})),
    (network.url_credentials, frozenset({"at"})),
    (contacts.emails, frozenset({"at"})),
    (contacts.spelled_emails, frozenset({"at_dot"})),
    (secrets.labelled_secrets, frozenset({"label"})),
    (ibans.ibans, frozenset({"iban"})),
    (cards.cards, frozenset({"digits"})),
    (network.macs, frozenset({"colons"})),
    (network.addresses, frozenset({"dotted", "colons"})),
    (identities.numbers, frozenset({"digits"})),
    (national.national, frozenset({"national"})),
    (national.announced, frozenset({"announced"})),
    (identities.documents, frozenset({"identity"})),
    (national.wallets, frozenset({"wallet", "base64"})),
    (births.births, frozenset({"birth"})),
    (accounts.accounts, frozenset({"account"})),
    (owned.plates, frozenset({"plate"})),
    (owned.positions, frozenset({"globe"})),
    (owned.handles, frozenset({"network", "at"})),
    (elsewhere.streets_elsewhere, frozenset({"elsewhere"})),
)
_start = attrgetter("start")
_HOUSE: Final = frozenset({"house", "road"})
_OTHERWISE: Final = frozenset(view.GUARDS)  # the text reads differently, and other guards may hold for it
_CODES: Final = frozenset(coded.GUARDS)
_ALONE: Final = frozenset({"digits", "unit", "street", *homes.GUARDS}) | _OTHERWISE | _CODES
KINDS: Final = (
    "secret", "credentials", "email", "iban", "card", "mac", "ip", "ssn", "id_number", "wallet", "birth_date", "location", "phone",
    "address", "handle", "name",
)  # fmt: skip


@cache
def _guards() -> Guards:
    return Guards(GUARDS)


@lru_cache(maxsize=4096)
def _finders(held: frozenset[str]) -> tuple[Finder, ...]:
    return tuple(finder for finder, needs in FINDERS if not needs.isdisjoint(held))


@lru_cache(maxsize=65_536)
def searches(held: frozenset[str]) -> bool:
    """Say whether any finder has work where just these guards hold (a house number without a road is nothing)."""
    return bool(_finders(held)) or not held.isdisjoint(_ALONE) or held >= _HOUSE


def find(
    text: str, regions: Sequence[str] = ("US", "GB"), guards: frozenset[str] | None = None
) -> list[Finding]:
    """Return the personal data in ``text``, in order and without overlaps.

    ``regions`` are the ISO 3166 codes whose national telephone numbers are known by their numbering plan;
    ``guards`` the names of `GUARDS` that hold for this text, if the caller knows them already.
    """
    held = _guards().of(text.encode()) if guards is None else guards
    if not searches(held):
        return []
    if not held.isdisjoint(_OTHERWISE):
        text = view.plain(text, held)
        held = (_guards().of(text.encode()) - _OTHERWISE) - (_CODES - held)
    found: list[Finding] = []
    for finder in _finders(held):
        _merge(found, finder(text))
    if "digits" in held:
        _merge(found, phones.phones(text, regions))
    if held >= _HOUSE:
        _merge(found, places.english_streets(text))
    if "unit" in held:
        _merge(found, places.units(text))
    if "street" in held:
        _merge(found, places.boxes(text))
        _merge(found, streets.streets(text))
    if not held.isdisjoint(homes.GUARDS):
        _merge(found, homes.homes(text))
    if any(item.kind == "address" for item in found):
        found = whole(text, found)
    if "coded" in held:
        _merge(found, coded.in_decoded(text, lambda meant: _find_plain(meant, regions)))
    if "base64" in held:
        _merge(found, coded.in_base64(text, lambda meant: _find_plain(meant, regions)))
    return found


def _find_plain(text: str, regions: Sequence[str]) -> list[Finding]:
    """Search what a code stands for; a code within a code is not looked into."""
    return find(text, regions, _guards().of(text.encode("utf-8", "replace")) - _CODES)


def _merge(found: list[Finding], new: Iterator[Finding]) -> None:
    """Put what overlaps nothing found before in its place; ``found`` stays ordered by start."""
    for item in new:
        at = bisect_left(found, item.start, key=_start)
        if at and found[at - 1].end > item.start:
            continue
        if at < len(found) and found[at].start < item.end:
            continue
        found.insert(at, item)


def left(text: str, regions: Sequence[str] = ("US", "GB"), public: Public = "none") -> list[Finding]:
    """Return the personal data left in ``text``, in order; placeholders are not findings, nor what ``public`` keeps."""
    if not text.isascii():
        text = text.encode("utf-8", "replace").decode("utf-8")
    return personal(text, unmasked(text, regions), public, regions, lenient=True)


def unmasked(text: str, regions: Sequence[str] = ("US", "GB")) -> list[Finding]:
    """Return what `find` finds and is no placeholder."""
    return [item for item in find(text, regions) if not PLACEHOLDER.fullmatch(text[item.start : item.end])]


def scan(text: str, regions: Sequence[str] = ("US", "GB"), public: Public = "none") -> dict[str, int]:
    """Count the personal data `left` in ``text`` by kind.

    Looks at the text alone, whatever edits were recorded for it: this is what the blocking check runs.
    """
    counts: dict[str, int] = {}
    for item in left(text, regions, public):
        counts[item.kind] = counts.get(item.kind, 0) + 1
    return counts
