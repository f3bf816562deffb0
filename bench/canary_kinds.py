"""Made-up personal data, each value unlike any other, so that where one is found says where it was planted."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import NamedTuple

ALPHA = "abcdefghjkmnpqrstuvwxyz"
ALNUM = ALPHA + ALPHA.upper() + "23456789"


class Canary(NamedTuple):
    """A value as it is written, and the letters and digits of it that must not be found anywhere afterwards."""

    text: str
    needle: str


def _digits(rng: random.Random, n: int) -> str:
    return "".join(rng.choice("0123456789") for _ in range(n))


def _word(rng: random.Random, n: int = 9) -> str:
    return "".join(rng.choice("bcdfghklmnprstvz" if i % 2 == 0 else "aeiou") for i in range(n))


def _token(rng: random.Random, n: int, chars: str = ALNUM) -> str:
    return (
        "".join(rng.choice(chars) for _ in range(n - 2)) + "A7"
        if chars is ALNUM
        else "".join(rng.choice(chars) for _ in range(n))
    )


def _luhn(body: str) -> str:
    total = sum(d * 2 - 9 * (d > 4) if i % 2 == 0 else d for i, d in enumerate(map(int, reversed(body))))
    return body + str(-total % 10)


def _whole(text: str) -> Canary:
    return Canary(text, "".join(char for char in text.lower() if char.isalnum()))


def _within(before: str, value: str, after: str = "") -> Canary:
    return Canary(before + value + after, _whole(value).needle)


def _iban(rng: random.Random) -> Canary:
    body = _digits(rng, 18)
    return _whole(f"DE{98 - int(body + '131400') % 97:02d}{body}")


def _card(rng: random.Random) -> Canary:
    number = _luhn("4" + _digits(rng, 14))
    return _whole(" ".join(number[i : i + 4] for i in range(0, 16, 4)))


def _cpf(rng: random.Random) -> Canary:
    d = _digits(rng, 9)
    for size in (9, 10):
        total = sum(int(one) * (size + 1 - i) for i, one in enumerate(d[:size]))
        d += str(total * 10 % 11 % 10)
    return _whole(f"{d[:3]}.{d[3:6]}.{d[6:9]}-{d[9:]}")


def _ssn(rng: random.Random) -> Canary:
    return _whole(f"{rng.randint(100, 665)}-{rng.randint(10, 99)}-{rng.randint(1000, 9999)}")


def _v6(rng: random.Random) -> Canary:
    return _whole("2a02:" + ":".join(f"{rng.randint(0x1000, 0xFFFF):x}" for _ in range(7)))


def _key(prefix: str, n: int, chars: str = ALNUM, after: str = "") -> Callable[[random.Random], Canary]:
    return lambda rng: _whole(prefix + _token(rng, n, chars) + after)


def _phone(pattern: str) -> Callable[[random.Random], Canary]:
    """Put a random digit for each ``#``, from 2 to 7 (no toll-free number) for each ``N``."""

    def make(rng: random.Random) -> Canary:
        return _whole(
            "".join(
                _digits(rng, 1) if c == "#" else str(rng.randint(2, 7)) if c == "N" else c for c in pattern
            )
        )

    return make


_HEX, _UPPER, _SMALL = "0123456789abcdef", "ABCDEFGHJKLMNPQRSTUVWXYZ234567", ALPHA + "0123456789"
# What a key looks like is put together here, so that no tool takes this file for one that leaks keys.
KINDS: dict[str, Callable[[random.Random], Canary]] = {
    "e-mail": lambda rng: _whole(f"{_word(rng)}.{_word(rng, 5)}@{_word(rng, 7)}.org"),
    "phone US": _phone("(N1#) N##-####"),
    "phone GB": _phone("+44 7700 N#####"),  # 7700 900000 to 900999 are set aside for fiction
    "phone DE": _phone("+49 30 N#######"),
    "phone FR": _phone("+33 6 ## ## ## ##"),
    "phone ES": _phone("+34 6## ## ## ##"),
    "phone BR": _phone("+55 11 9####-####"),
    "phone IN": _phone("+91 98### #####"),
    "phone CN": _phone("+86 13# #### ####"),
    "IBAN": _iban,
    "card": _card,
    "US SSN": _ssn,
    "IPv4": lambda rng: _whole(f"{rng.randint(60, 99)}.{rng.randint(100, 254)}.{rng.randint(100, 254)}.{rng.randint(100, 254)}"),
    "IPv6": _v6,
    "MAC": lambda rng: _whole(":".join(["3c", *(f"{rng.randint(16, 255):02x}" for _ in range(5))])),
    "CPF": _cpf,
    "NINO": lambda rng: _whole(f"AB {rng.randint(10, 99)} {rng.randint(10, 99)} {rng.randint(10, 99)} C"),
    "passport": lambda rng: _within("passport number ", f"X{_digits(rng, 7)}"),
    "key of a cloud": _key("AK" + "IA", 16, _UPPER),
    "key of a code host": _key("gh" + "p_", 36),
    "key of a second code host": _key("gl" + "pat-", 20),
    "key of a chat service": lambda rng: _whole("xo" + f"xb-{_digits(rng, 12)}-{_token(rng, 24)}"),
    "key of a payment service": _key("sk" + "_live_", 24),
    "key of a model provider": _key("sk" + "-proj-", 32),
    "key of a second model provider": _key("sk" + "-ant-api03-", 32),
    "key of a model hub": _key("hf" + "_", 34),
    "key of a search firm": _key("AI" + "za", 35),
    "key of a mail service": lambda rng: _whole("SG" + f".{_token(rng, 22)}.{_token(rng, 43)}"),
    "key of a telephone service": _key("A" + "C", 32, _HEX),
    "key of a package index": _key("np" + "m_", 36),
    "key of a hoster": _key("do" + "p_v1_", 64, _HEX),
    "key of a shop": _key("sh" + "pat_", 32, _HEX),
    "key of a data platform": _key("da" + "pi", 32, _HEX),
    "private key": lambda rng: _within("-----BEGIN PRIVATE " + "KEY-----\n", _token(rng, 60), "\n-----END PRIVATE " + "KEY-----"),
    "JWT": lambda rng: _whole("ey" + f"J{_token(rng, 18)}.eyJ{_token(rng, 24)}.{_token(rng, 32)}"),
    "URL with credentials": lambda rng: _within("https://anna:", _token(rng, 12), "@files.test.org/x"),
    "password": lambda rng: _within("password: ", _token(rng, 12)),
    "street address": lambda rng: _within(f"{rng.randint(2, 99)} ", f"{_word(rng).capitalize()}", " Street"),
    "date of birth": lambda rng: _within("date of birth: ", f"{rng.randint(1900, 1999)}-{rng.randint(10, 12)}-{rng.randint(10, 28)}"),
}  # fmt: skip
NAME = "name in a mapped column"
CONTACTS = ("e-mail", "phone", "IPv4", "IPv6", "MAC", "street address", "date of birth")


def name(rng: random.Random) -> Canary:
    """Return a full name of two words that are no words."""
    return _whole(f"{_word(rng).capitalize()} {_word(rng, 7).capitalize()}")
