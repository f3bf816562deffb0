"""Identity numbers that no label announces: their shape, and the check digits and dates within."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from re import _parser  # type: ignore[attr-defined]
from typing import Final, NamedTuple

from ft_data.cleaning.pattern import Pattern
from ft_data.cleaning.privacy import checks
from ft_data.cleaning.privacy.calls import is_called
from ft_data.cleaning.privacy.cards import luhn
from ft_data.cleaning.privacy.finding import Finding, bounded, context, runs_on, said_otherwise
from ft_data.cleaning.privacy.identities import cpf_valid


class Shape(NamedTuple):
    """How numbers are written (RE2), and the checks of which one must hold; with ``said`` only after such a word."""

    pattern: str
    checks: tuple[Callable[[str], bool], ...]
    said: str = ""
    kind: str = "ssn"


def _any(_: str) -> bool:
    return True


SHAPES: Final = (
    Shape(r"[12] [0-9]{2} [0-9]{2} (?:[0-9]{2}|2[AB]) [0-9]{3} [0-9]{3} [0-9]{2}", (checks.nir,)),
    Shape(r"[12][0-9]{4}(?:[0-9]{2}|2[AB])[0-9]{6} ?[0-9]{2}", (checks.nir,)),
    Shape(r"[0-9]{2}-[0-9]{6}-[0-9]{6}-[0-9]", (luhn,), kind="id_number"),
    Shape(r"[1-9][0-9]{16}[0-9Xx]", (checks.resident,)),
    Shape(r"[0-9]{15}", (luhn,), r"(?<![a-z])imei(?![a-z])", "id_number"),
    Shape(r"[2-9][0-9]{3}(?: [0-9]{4} [0-9]{4}|-[0-9]{4}-[0-9]{4})", (checks.aadhaar,)),
    Shape(r"[0-9]{2} [0-9]{3} [0-9]{3} [0-9]{3}", (checks.steuer_id,)),
    Shape(r"[0-9]{6}[- ][0-9]{5}", (checks.fnr,)),
    Shape(r"[0-9]{6}-[1-8][0-9]{6}", (checks.rrn,)),
    Shape(r"(?:[0-9]{2})?[0-9]{6}-[0-9]{4}", (checks.personnummer,)),
    Shape(r"[0-9]{6}[-A][0-9]{3}[0-9A-FHJ-NPR-Y]", (checks.hetu,)),
    Shape(r"[0-9]{6}/[0-9]{4}", (checks.rodne,)),
    Shape(r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}-[0-9]{3}\.[0-9]{2}", (checks.niss,)),
    Shape(r"756\.[0-9]{4}\.[0-9]{4}\.[0-9]{2}", (checks.ahv,)),
    Shape(r"[0-9]{1,2}\.[0-9]{3}\.[0-9]{3}-[0-9kK]", (checks.rut,)),
    Shape(r"[0-9]{2}-[0-9]{8}-[0-9]", (checks.cuit,)),
    Shape(r"[0-9]{11}", (checks.steuer_id, checks.pesel, checks.fnr, checks.tckn)),
    Shape(r"[0-9]{11}", (cpf_valid,), r"(?<![a-z])cpf(?![a-z])"),
    Shape(r"[0-9]{9}", (checks.bsn,), r"(?<![a-z])bsn(?![a-z])|burgerservice|sofinummer"),
    Shape(r"[0-9]{9}", (checks.nif,), r"(?<![a-z])nif(?![a-z])|contribuinte"),
    Shape(r"[0-9]{8}-?[A-Z]", (checks.dni,)),
    Shape(r"[XYZ]-?[0-9]{7}-?[A-Z]", (checks.dni,)),
    Shape(r"[A-Z][AEIOUX][A-Z]{2}[0-9]{6}[HMX][A-Z]{5}[0-9A-Z][0-9]", (checks.curp,)),
    Shape(r"[A-Z]{3}[ABCFGHJLPT][A-Z][0-9]{4}[A-Z]", (_any,)),
    Shape(r"[A-Z][12][0-9]{8}", (checks.taiwan,)),
    Shape(r"[STFGM][0-9]{7}[A-Z]", (checks.nric,)),
    Shape(r"[A-HJ-NPR-Z0-9]{12}[0-9]{5}", (checks.vin,), kind="id_number"),
)  # fmt: skip
# What at least one of the shapes needs; without long counts, which keeps the automaton small.
GUARDS = {
    "national": r"[A-Z]-?[0-9]{4}|[0-9]{8}|[0-9]{6}[-/ A][0-9]{3}|[0-9] [0-9][0-9] [0-9][0-9] |[0-9]{4}[ -][0-9]{4}[ -][0-9]{4}"
    r"|[0-9]\.[0-9]{3}\.[0-9]{3}-|[0-9] [0-9]{3} [0-9]{3} [0-9]{3}|\.[0-9][0-9]-[0-9]{3}|756\.[0-9]|[0-9]{2}-[0-9]{6}",
    "announced": r"(?i)\bimei\b|\bcpf\b|\bbsn\b|\bnif\b|contribuinte|burgerservice|sofinummer",
}

_ONE = Pattern(r"\b(?:" + "|".join(shape.pattern for shape in SHAPES if not shape.said) + r")\b")
_SAID = tuple((Pattern(shape.pattern), re.compile(shape.said), shape) for shape in SHAPES if shape.said)
_UNSAID: Final = tuple(shape for shape in SHAPES if not shape.said)
_SIGNS = re.compile(r"[ .+/-]+")


_ROUND = re.compile(r"[0-9]0{6,}[A-Z]?\Z")  # `30000000L` of a program


def national(text: str) -> Iterator[Finding]:
    """Find identity numbers of some 25 countries by their check digits and dates, and vehicles (VIN), phones (IMEI)."""
    for match in _ONE.finditer(text):
        start, end = match.span()
        if not _stands_alone(text, start, end):
            continue
        value = match.group()
        fitting = next((shape for shape in _of_length(len(value)) if _fits(shape, value)), None)
        before = context(text, start)
        if _ROUND.match(value):
            continue
        # Announced as a telephone number it is one, whatever its digits add up to.
        if fitting and not (said_otherwise(before) or is_called(before, text[end : end + 24])):
            yield Finding(fitting.kind, start, end)


def announced(text: str) -> Iterator[Finding]:
    """Find numbers too short of checks to stand alone after the word that names them (IMEI, CPF, BSN, NIF)."""
    for pattern, said, shape in _SAID:
        for match in pattern.finditer(text):
            if (
                _stands_alone(text, *match.span())
                and said.search(context(text, match.start()))
                and _fits(shape, match.group())
            ):
                yield Finding(shape.kind, *match.span())


_BLANK = re.compile(r"[ \xa0-]")
_YEARS = re.compile(r"(?:(?:1[5-9]|20)\d\d[ -]?){3}")
_COMPUTED, _COMPUTES = re.compile(r"[=+*/^×÷<>] ?$"), re.compile(r" ?[=+*/^×÷<>]")


@cache
def _of_length(size: int) -> tuple[Shape, ...]:
    """Return the shapes that a number of ``size`` characters can have."""
    return tuple(shape for shape in _UNSAID if _WIDTHS[shape][0] <= size <= _WIDTHS[shape][1])


def _stands_alone(text: str, start: int, end: int) -> bool:
    if not bounded(text, start, end) or runs_on(text, end):
        return False
    before, after = text[start - 1 : start], text[end : end + 1]
    if text[start:end].isdecimal() and (
        _COMPUTED.search(text, max(0, start - 3), start) or _COMPUTES.match(text, end)
    ):
        return False
    if _BLANK.search(text, start, end) and (
        (_BLANK.match(after) and text[end + 1 : end + 2].isdecimal())
        or (_BLANK.match(before) and text[start - 2 : start - 1].isdecimal())
    ):
        return False  # one group of a longer row
    joined = (before in ("-", ".", "+", "/", "=", "_") and before) and text[start - 2 : start - 1].isalnum()
    return not joined and not (after in ("-", "/", "_") and text[end + 1 : end + 2].isalnum())


_WIDTHS: Final = {shape: _parser.parse(shape.pattern).getwidth() for shape in SHAPES}
_FULL: Final = {shape: re.compile(shape.pattern) for shape in SHAPES}


def _fits(shape: Shape, value: str) -> bool:
    if not _FULL[shape].fullmatch(value):
        return False
    bare = value if shape.checks == (checks.hetu,) else _SIGNS.sub("", value)
    return len(set(bare)) > 2 and not _YEARS.fullmatch(value) and any(check(bare) for check in shape.checks)


_WALLETS: Final = (
    (r"[13][1-9A-HJ-NP-Za-km-z]{25,34}|[LMDTt][1-9A-HJ-NP-Za-km-z]{32,34}", checks.base58),
    (r"(?:bc1|ltc1|tb1)[02-9ac-hj-np-z]{11,71}|(?:BC1|LTC1)[02-9AC-HJ-NP-Z]{11,71}", checks.bech32),
    (r"0x[0-9a-fA-F]{40}|4[0-9AB][1-9A-HJ-NP-Za-km-z]{93}", _any),
)
_WALLET = Pattern(r"\b(?:" + "|".join(f"({pattern})" for pattern, _ in _WALLETS) + r")\b")
WALLET_GUARDS = {"wallet": r"0x[0-9a-fA-F]{6}|(?i:bc1|ltc1|tb1)[02-9ac-hj-np-z]{3}"}


def wallets(text: str) -> Iterator[Finding]:
    """Find wallets of Bitcoin, Litecoin, Dogecoin, Tron by their checksums, of Ethereum and Monero by their form."""
    for match in _WALLET.finditer(text):
        check = next(
            check for (_, check), part in zip(_WALLETS, match.groups(), strict=True) if part is not None
        )
        if bounded(text, *match.span()) and len(set(match.group()[2:])) > 4 and check(match.group()):
            yield Finding("wallet", *match.span())
