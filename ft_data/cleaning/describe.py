"""The rules and the kinds of personal data as tables, for docs/cleaning.md and docs/privacy.md."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from ft_data.cleaning.evidence import Count, Known, known
from ft_data.cleaning.privacy import (
    accounts,
    births,
    cards,
    contacts,
    elsewhere,
    homes,
    ibans,
    identities,
    names,
    national,
    network,
    owned,
    phones,
    places,
    secrets,
    streets,
)
from ft_data.cleaning.privacy.replace import PLACEHOLDERS
from ft_data.cleaning.rules import RULES

# Which functions find a kind; the first sentence of each says how.
FOUND_BY: Final[dict[str, tuple[Callable[..., Any], ...]]] = {
    "secret": (secrets.secrets, secrets.labelled_secrets, accounts.accounts),
    "credentials": (network.url_credentials,),
    "email": (contacts.emails, contacts.spelled_emails),
    "iban": (ibans.ibans,),
    "card": (cards.cards,),
    "mac": (network.macs,),
    "ip": (network.addresses,),
    "ssn": (identities.numbers, identities.documents, national.national, national.announced),
    "id_number": (identities.documents, national.national, owned.plates, accounts.accounts),
    "location": (owned.positions,),
    "wallet": (national.wallets,),
    "birth_date": (births.births,),
    "phone": (phones.phones,),
    "address": (
        places.english_streets,
        places.units,
        places.boxes,
        streets.streets,
        homes.homes,
        elsewhere.streets_elsewhere,
    ),
    "handle": (owned.handles, names.mentions),
    "name": (names.mentions,),
}


def rules_table() -> str:
    """Return a Markdown table of every rule in the order in which they run."""
    rows = [
        "| rule | `clean` key | not in profile | by default | what it does |",
        "|---|---|---|---|---|",
    ]
    for rule in RULES:
        skipped = ", ".join(sorted(rule.skip)) or "-"
        where = f"`{rule.family}: {rule.when}`" + (", in mails, tickets and threads" if rule.letters else "")
        rows.append(
            f"| `{rule.name}` | {where} | {skipped} | {_may(known()[rule.name])} | {_first(rule.apply)} |"
        )
    return "\n".join(rows)


def _may(one: Known) -> str:
    if one.edits:
        return "edits"
    return f"marks (`{'`, `'.join(one.seen_by)}`)" if one.seen_by else "leaves it"


_KINDS = ("prose", "code", "documents")


def evidence_table() -> str:
    """Return a Markdown table of what was read of each repair: harmed of read, by kind of row."""
    rows = [
        f"| repair | ground | harmed | sets | {' | '.join(_KINDS)} |",
        "|---|---|---|--:|" + "---|" * len(_KINDS),
    ]
    for rule in RULES:
        one = known()[rule.name]
        kinds = [
            _harmed([count for count in one.counts if count.stratum.startswith(kind)]) for kind in _KINDS
        ]
        rows.append(
            f"| `{rule.name}` | {one.ground} | {_harmed(one.counts)} | {len(one.counts)} | {' | '.join(kinds)} |"
        )
    return "\n".join(rows)


def _harmed(counts: Sequence[Count]) -> str:
    reads = sum(one.reads for one in counts)
    return f"{sum(one.harmed for one in counts)} of {reads}" if reads else ""


def kinds_table() -> str:
    """Return a Markdown table of the kinds of personal data in order of precedence."""
    rows = ["| kind | placeholder | edit | how it is found |", "|---|---|---|---|"]
    for kind, finders in FOUND_BY.items():
        how = ". ".join(map(_first, finders))
        rows.append(f"| {kind} | `[{PLACEHOLDERS[kind]}]` | `pii_{kind}` | {how} |")
    return "\n".join(rows)


def _first(function: Callable[..., Any]) -> str:
    first = (function.__doc__ or "").strip().split("\n\n")[0]
    return " ".join(first.split()).replace("|", "\\|").rstrip(".").replace("``", "`")


if __name__ == "__main__":
    print(rules_table(), evidence_table(), kinds_table(), sep="\n\n")  # noqa: T201
