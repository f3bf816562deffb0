"""Check digits and built-in dates of national identity numbers. Each function takes the number without separators."""

from __future__ import annotations

import datetime
import hashlib
from collections import Counter
from typing import Final

from ft_data.cleaning.privacy.cards import luhn

_LETTERS: Final = "TRWAGMYFPDXBNJZSQVHLCKE"


def _weighted(digits: str, weights: str) -> int:
    return sum(int(d) * int(w, 16) for d, w in zip(digits, weights, strict=True))


def _date(year: int, month: int, day: int) -> bool:
    try:
        return 1900 <= datetime.date(year, month, day).year <= 2035
    except ValueError:
        return False


def _either(yy: str, month: int, day: int) -> bool:
    return _date(1900 + int(yy), month, day) or _date(2000 + int(yy), month, day)


def nir(value: str) -> bool:
    """France: 13 digits and a key, 97 less the rest; Corsica writes 2A or 2B for its department."""
    body = value[:13].replace("2A", "19").replace("2B", "18")
    month = int(value[3:5])
    return (1 <= month <= 12 or 20 <= month <= 42) and 97 - int(body) % 97 == int(value[13:])


def dni(value: str) -> bool:
    """Spain: the letter is the number's rest by 23; X, Y, Z of foreigners stand for 0, 1, 2."""
    number = str("XYZ".index(value[0])) + value[1:-1] if value[0] in "XYZ" else value[:-1]
    return _LETTERS[int(number) % 23] == value[-1]


_D: Final = ("0123456789", "1234067895", "2340178956", "3401289567", "4012395678", "5987604321", "6598710432", "7659821043",
             "8765932104", "9876543210")  # fmt: skip
_P: Final = (
    "0123456789",
    "1576283094",
    "5803796142",
    "8916043527",
    "9453126870",
    "4286573901",
    "2793806415",
    "7046913258",
)


def aadhaar(value: str) -> bool:
    """India: Verhoeff's check digit."""
    check = 0
    for place, digit in enumerate(reversed(value)):
        check = int(_D[check][int(_P[place % 8][int(digit)])])
    return check == 0 and len(set(value)) > 2


def personnummer(value: str) -> bool:
    """Sweden: a date (days of coordination numbers are 60 more) and Luhn."""
    short = value[-10:]
    day = int(short[4:6])
    return _either(short[:2], int(short[2:4]), day - 60 if day > 60 else day) and luhn(short)


def hetu(value: str) -> bool:
    """Finland: a date, and a letter that is the rest by 31."""
    number = value[:6] + value[7:10]
    return (
        _either(value[4:6], int(value[2:4]), int(value[:2]))
        and value[10] == "0123456789ABCDEFHJKLMNPRSTUVWXY"[int(number) % 31]
    )


def fnr(value: str) -> bool:
    """Norway: a date and two check digits by 11."""
    one, two = -_weighted(value[:9], "376189452") % 11, -_weighted(value[:10], "5432765432") % 11
    return _either(value[4:6], int(value[2:4]), int(value[:2]) % 40) and [int(value[9]), int(value[10])] == [
        one,
        two,
    ]


def pesel(value: str) -> bool:
    """Poland: a date whose month tells the century, and a check digit by 10."""
    century, month = {0: 1900, 1: 2000}.get(int(value[2:4]) // 20, 0), int(value[2:4]) % 20
    return _date(century + int(value[:2]), month, int(value[4:6])) and -_weighted(
        value[:10], "1379137913"
    ) % 10 == int(value[10])


def steuer_id(value: str) -> bool:
    """Germany: ISO 7064 mod 11,10; of the first ten digits just one stands twice or thrice."""
    often = sorted(Counter(value[:10]).values())
    if value[0] == "0" or often.count(1) != len(often) - 1 or often[-1] not in (2, 3):
        return False
    product = 10
    for digit in value[:10]:
        total = (int(digit) + product) % 10 or 10
        product = total * 2 % 11
    return (11 - product) % 10 == int(value[10])


def tckn(value: str) -> bool:
    """Turkey: two check digits."""
    d = list(map(int, value))
    ten = (sum(d[0:9:2]) * 7 - sum(d[1:8:2])) % 10
    return d[0] != 0 and ten == d[9] and sum(d[:10]) % 10 == d[10]


def curp(value: str) -> bool:
    """Mexico: a date and a check digit over letters and digits."""
    signs = "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ"
    total = sum(signs.index(char) * (18 - place) for place, char in enumerate(value[:17]))
    return _either(value[4:6], int(value[6:8]), int(value[8:10])) and -total % 10 == int(value[17])


def resident(value: str) -> bool:
    """China: a date, and a check by ISO 7064 mod 11-2."""
    total = sum(
        int(d) * w
        for d, w in zip(value[:17], (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), strict=True)
    )
    return (
        _date(int(value[6:10]), int(value[10:12]), int(value[12:14]))
        and "10X98765432"[total % 11] == value[17].upper()
    )


def rrn(value: str) -> bool:
    """South Korea: a date, and the digit after it tells century and sex; the last digit is random since 2020."""
    return _either(value[:2], int(value[2:4]), int(value[4:6]))


def taiwan(value: str) -> bool:
    """Taiwan: the letter counts as two digits, and the weighted sum is a multiple of ten."""
    number = "ABCDEFGHJKLMNPQRSTUVXYWZIO".index(value[0]) + 10
    return (number // 10 + number % 10 * 9 + _weighted(value[1:9], "87654321") + int(value[9])) % 10 == 0


def nric(value: str) -> bool:
    """Singapore: a letter by 11, from a row that the first letter tells."""
    total = _weighted(value[1:8], "2765432") + {"T": 4, "G": 4, "M": 3}.get(value[0], 0)
    if value[0] == "M":
        return "XWUTRQPNJLK"[10 - total % 11] == value[8]
    return ("JZIHGFEDCBA" if value[0] in "ST" else "XWUTRQPNMLK")[total % 11] == value[8]


def niss(value: str) -> bool:
    """Belgium: 97 less the rest of nine digits; a 2 in front of those born since 2000."""
    return _either(value[:2], int(value[2:4]) % 20, int(value[4:6])) and int(value[9:]) in (
        97 - int(value[:9]) % 97, 97 - int("2" + value[:9]) % 97,
    )  # fmt: skip


def ahv(value: str) -> bool:
    """Switzerland: the check digit of an article number."""
    return (sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(value))) % 10 == 0


def rodne(value: str) -> bool:
    """Czechia and Slovakia: a date (months of women are 50 more), divisible by 11."""
    return (
        len(value) == 10
        and int(value) % 11 == 0
        and _either(value[:2], int(value[2:4]) % 50 % 20, int(value[4:6]))
    )


def rut(value: str) -> bool:
    """Chile: a check by 11, K for ten."""
    total = sum(int(d) * (2 + place % 6) for place, d in enumerate(reversed(value[:-1])))
    return "0123456789K"[-total % 11] == value[-1].upper()


def cuit(value: str) -> bool:
    """Argentina: a check digit by 11."""
    return value[:2] in ("20", "23", "24", "27") and -_weighted(value[:10], "5432765432") % 11 == int(
        value[10]
    )


def bsn(value: str) -> bool:
    """Netherlands: the eleven test."""
    return (_weighted(value[:8], "98765432") - int(value[8])) % 11 == 0 and int(value) > 0


def nif(value: str) -> bool:
    """Portugal: 11 less the weighted sum by 11, nought for more than nine."""
    least = 11 - _weighted(value[:8], "98765432") % 11
    return int(value[8]) == (least if least < 10 else 0) and value[0] in "123"


def vin(value: str) -> bool:
    """A vehicle: the ninth sign is the weighted sum by 11, X for ten."""
    if value.isdigit() or value.isalpha():
        return False
    worth = dict(
        zip(
            "ABCDEFGHJKLMNPRSTUVWXYZ",
            (1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9),
            strict=True,
        )
    )
    weights = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
    total = sum((int(c) if c.isdigit() else worth[c]) * w for c, w in zip(value, weights, strict=True))
    return "0123456789X"[total % 11] == value[8]


_BASE58: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BECH32: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


def base58(value: str) -> bool:
    """A wallet: 25 bytes in base 58 that end in four of their own double SHA-256."""
    number = 0
    for char in value:
        number = number * 58 + _BASE58.index(char)
    if number >= 1 << 200:
        return False
    data = number.to_bytes(25, "big")
    return hashlib.sha256(hashlib.sha256(data[:21]).digest()).digest()[:4] == data[21:]


def bech32(value: str) -> bool:
    """A wallet: the checksum of BIP 173 or 350."""
    prefix, _, data = value.lower().rpartition("1")
    values = (
        [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix] + [_BECH32.find(c) for c in data]
    )
    if min(values) < 0:
        return False
    check = 1
    for one in values:
        top, check = check >> 25, (check & 0x1FFFFFF) << 5 ^ one
        for bit, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            check ^= generator if top >> bit & 1 else 0
    return check in (1, 0x2BC830A3)
