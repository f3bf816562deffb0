"""Numbers and dates as a text states them, and whether two of them can both be true. English."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
            "september sept sep", "october oct", "november nov", "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_DAY = r"(?:0?[1-9]|[12][0-9]|3[01])(?:st|nd|rd|th)?"
_YEAR = r"(?:1[0-9]{3}|20[0-9]{2})"
DATE = re.compile(
    rf"\b(?P<y1>{_YEAR})-(?P<m1>0[1-9]|1[0-2])-(?P<d1>0[1-9]|[12][0-9]|3[01])\b"
    rf"|\b(?P<d2>{_DAY})(?: of)? (?P<m2>{_MONTH})(?:,? (?P<y2>{_YEAR}))?(?![0-9A-Za-z])"
    rf"|\b(?P<m3>{_MONTH}) (?P<d3>{_DAY})(?:,? (?P<y3>{_YEAR}))?(?![0-9A-Za-z])"
    rf"|\b(?P<m4>{_MONTH}),? (?P<y4>{_YEAR})(?![0-9A-Za-z])",
    re.IGNORECASE | re.ASCII,
)
_ONES = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
    nineteen
""".split()
_TENS = dict(
    zip(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"],
        range(20, 100, 10),
        strict=True,
    )
)
_SPOKEN = {word: n for n, word in enumerate(_ONES)} | _TENS
_SCALE = {
    "hundred": 10**2,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
    "k": 10**3,
}
NUMBER = re.compile(
    r"(?<![\w.,/:-])(?P<money>[$£€])?(?P<digits>-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|-?[0-9]+(?:\.[0-9]+)?)"
    r"(?:(?P<percent> ?%)|(?P<scale> ?(?:hundred|thousand|million|billion|trillion)\b)|(?P<glued>[A-Za-zµ°]{1,3}\b))?"
    r"(?![\w/:]|[.,-][0-9])"
    r"|\b(?P<word>"
    + "|".join(sorted(_SPOKEN, key=len, reverse=True))
    + r")(?:-(?P<one>"
    + "|".join(_ONES[1:10])
    + r"))?"
    r"(?:(?: (?P<wscale>hundred|thousand|million|billion|trillion)\b)|\b)(?!-)",
    re.ASCII | re.IGNORECASE,
)

# Unit -> (family, how many of the family's unit).
_UNITS: dict[str, tuple[str, Decimal]] = {}
for _family, _listed in {
    "time": "ms:0.001 millisecond:0.001 s:1 sec:1 second:1 min:60 minute:60 h:3600 hr:3600 hour:3600 day:86400 week:604800",
    "long time": "month:1 year:12 decade:120 century:1200",
    "length": "mm:0.001 millimeter:0.001 millimetre:0.001 cm:0.01 centimeter:0.01 centimetre:0.01 m:1 meter:1 metre:1 "
    "km:1000 kilometer:1000 kilometre:1000 inch:0.0254 foot:0.3048 feet:0.3048 ft:0.3048 mile:1609.344",
    "weight": "mg:0.001 milligram:0.001 g:1 gram:1 kg:1000 kilogram:1000 tonne:1000000 lb:453.592 pound:453.592 ounce:28.3495",
    "bytes": "byte:1 kb:1000 kilobyte:1000 mb:1000000 megabyte:1000000 gb:1000000000 gigabyte:1000000000 tb:1000000000000 terabyte:1000000000000",
    "percent": "%:1 percent:1 pct:1",
    "$": "$:1 dollar:1 usd:1", "€": "€:1 euro:1 eur:1", "£": "£:1 gbp:1",
    "volume": "ml:0.001 milliliter:0.001 millilitre:0.001 l:1 liter:1 litre:1",
}.items():  # fmt: skip
    for _item in _listed.split():
        _name, _, _size = _item.partition(":")
        _UNITS[_name] = (_family, Decimal(_size))
_FAMILIES = frozenset(family for family, _ in _UNITS.values())
_ABOUT = re.compile(
    r"\b(?:about|around|approximately|approx\.?|roughly|nearly|almost|some|over|under|more than|less than|at least|at most|up to|fewer than|or so|~)\s*\Z",
    re.I,
)


@dataclass(frozen=True)
class Value:
    """A number with its unit, or a date. ``start`` and ``end`` are places in the text it was read from."""

    kind: str  # number | date
    start: int
    end: int
    unit: str = ""  # family of units, or the stem of the noun that follows; "" for none
    number: Decimal = Decimal(0)
    size: Decimal = Decimal(1)  # the unit in its family
    decimals: int = 0
    about: bool = False
    date: tuple[int | None, int | None, int | None] = (None, None, None)  # year, month, day


def read(text: str) -> list[Value]:
    """Return the dates and numbers of a text in order. Numbers inside words, paths, times and versions are none."""
    found: list[Value] = []
    taken: list[tuple[int, int]] = []
    for match in DATE.finditer(text):
        parts = {k[0]: v for k, v in match.groupdict().items() if v}
        month = parts["m"].rstrip(".").lower()
        date = (
            int(parts["y"]) if "y" in parts else None,
            int(month) if month.isdigit() else _MONTHS[month],
            int(re.sub(r"\D", "", parts["d"])) if "d" in parts else None,
        )
        found.append(Value("date", match.start(), match.end(), date=date))
        taken.append(match.span())
    for match in NUMBER.finditer(text):
        if any(start < match.end() and match.start() < end for start, end in taken):
            continue
        found.append(_number(text, match))
    return sorted(found, key=lambda value: value.start)


def agree(a: Value, b: Value) -> bool:
    """Tell whether two values can both be true: equal after rounding to the coarser, or within 10% if one is hedged."""
    if a.kind != b.kind:
        return False
    if a.kind == "date":
        return all(x == y for x, y in zip(a.date, b.date, strict=True) if x is not None and y is not None)
    x, y = a.number * a.size, b.number * b.size
    if x == y:
        return True
    if a.size == b.size:
        coarse = min(a.decimals, b.decimals)
        if round(a.number, coarse) == round(b.number, coarse) and a.decimals != b.decimals:
            return True
    elif abs(x - y) <= abs(max(x, y, key=abs)) * Decimal("0.02"):  # converted between units
        return True
    return (a.about or b.about) and abs(x - y) <= abs(max(x, y, key=abs)) * Decimal("0.1")


def comparable(a: Value, b: Value) -> bool:
    """Tell whether two values measure the same kind of thing."""
    return a.kind == b.kind and (a.kind == "date" or a.unit == b.unit)


def _number(text: str, match: re.Match[str]) -> Value:
    end, unit, size, decimals = match.end(), "", Decimal(1), 0
    about = _ABOUT.search(text[max(0, match.start() - 24) : match.start()]) is not None
    if match["word"]:
        number = Decimal(
            _SPOKEN[match["word"].lower()] + (_ONES.index(match["one"].lower()) if match["one"] else 0)
        )
        scale = match["wscale"]
    else:
        digits = match["digits"].replace(",", "")
        number, scale = Decimal(digits), match["scale"]
        decimals = len(digits.partition(".")[2])
    if scale:
        number *= _SCALE[scale.strip().lower()]
        about = about or bool(decimals)
    if match["money"]:
        unit = match["money"]
    elif match["percent"]:
        unit = "percent"
    elif match["glued"]:
        unit, size = _unit(match["glued"])
    else:
        following = re.match(r"[ -](%|[A-Za-z]+)", text[end : end + 30], re.ASCII)
        if following:
            unit, size = _unit(following[1])
            if unit in _FAMILIES:  # the unit is part of the value: 4,200 g and 4.2 kg are one
                end += following.end()
    return Value("number", match.start(), end, unit, number, size, decimals, about)


def _unit(word: str) -> tuple[str, Decimal]:
    word = word.lower()
    for name in (word, word.removesuffix("s"), word.removesuffix("es")):
        if name in _UNITS:
            return _UNITS[name]
    return (word.removesuffix("s") if len(word) > 2 and word not in _LINKS else ""), Decimal(1)


_LINKS = frozenset(
    """
    and but for the with that which are was were has had from into than then have can may not
""".split()
)
