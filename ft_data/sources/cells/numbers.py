"""Numbers as a section of a number format shows them: ids with zeros in front, percentages, currencies, units, fractions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import NamedTuple

from ft_data.sources.cells.sections import Section, Token

_MOST = 10**18  # beyond it a number has lost digits, and shows others in their place
_KNOWN = frozenset(("digit", "point", "comma", "percent", "literal", "slash"))
_SIGNS = frozenset("-() ")  # around a number they say at most that it is negative, as the number itself does
_NOTHING = frozenset("- ")


class _Pattern(NamedTuple):
    """Where the digits stand: tokens before the decimal point and after it, and what becomes of the number first."""

    whole: list[Token]
    rest: list[Token]
    factor: Decimal
    grouped: bool


def shows(section: Section) -> Callable[[int | float], int | float | str | None] | None:
    """Return what writes a number; None where the number itself says the same, or the format is not understood.

    :raises ArithmeticError: (what is returned) for numbers of too many digits.
    """
    tokens = section.tokens
    if not tokens:
        return lambda value: None
    if "general" in section.kinds:
        return _worded(tokens)
    if not section.kinds <= _KNOWN:
        return None
    if any(token.kind == "slash" for token in tokens) and (fraction := _fraction(tokens)) is not None:
        return fraction
    tokens = [Token("literal", "/") if token.kind == "slash" else token for token in tokens]
    said = "".join(token.said for token in tokens if token.kind == "literal")
    digits = [token.said for token in tokens if token.kind == "digit"]
    if "0" not in digits and "#" not in digits:
        # Only words (`"yes"`); a dash for nothing is the number 0.
        bare = set(said.lstrip("$€£¥")) <= _NOTHING
        return None if bare else lambda value: said.strip()
    pattern = _pattern(tokens)
    if pattern is None or _is_plain(pattern, said, tokens):
        return None
    return _simple(pattern, tokens) or (lambda value: _written(pattern, value))


def _simple(pattern: _Pattern, tokens: Sequence[Token]) -> Callable[[int | float], int | float | str] | None:
    """Return what writes the usual formats, ids (`0000`) and shares (`0.00%`), many times sooner than by their places."""
    zeros, decimals = len(pattern.whole), sum(token.said == "0" for token in pattern.rest)
    last = {"percent": "%"}.get(tokens[-1].kind, "")
    digits = tokens[:-1] if last else tokens
    plain = all(token in (Token("digit", "0"), Token("point", ".")) for token in digits)
    if not plain or pattern.factor not in (1, 100):
        return None
    zeros -= bool(last) and not pattern.rest
    factor, scale = int(pattern.factor), 10**decimals
    written = f"{{:0{zeros + decimals + bool(decimals)}.{decimals}f}}{last}".format

    def show(value: int | float) -> int | float | str:
        if 0 <= value < _EXACT:
            if type(value) is int and not decimals:
                return written(value * factor)
            part = value * factor * scale % 1
            if not _HALF[0] < part < _HALF[1]:  # a half is rounded up, which binary numbers do not tell
                return written(value * factor)
        return _written(pattern, value)

    return show


_EXACT = 1e9
_HALF = (0.4999, 0.5001)


def _is_plain(pattern: _Pattern, said: str, tokens: Sequence[Token]) -> bool:
    """Tell whether a section only rounds and groups."""
    zeros = sum(token.said == "0" for token in pattern.whole if token.kind == "digit")
    brackets = "(" in said
    return zeros <= 1 and pattern.factor == 1 and set(said) <= _SIGNS and not brackets and not _inside(tokens)


def _inside(tokens: Sequence[Token]) -> bool:
    """Tell whether something is said between the digits: `000-0000`."""
    kinds = [token.kind for token in tokens]
    first, last = kinds.index("digit"), len(kinds) - 1 - kinds[::-1].index("digit")
    return "literal" in kinds[first:last]


def _worded(tokens: Sequence[Token]) -> Callable[[int | float], str] | None:
    """Return what writes a number between words: `"about "General`."""
    if any(token.kind not in ("general", "literal") for token in tokens):
        return None

    def written(value: int | float) -> str:
        number = f"{Decimal(repr(value)).normalize():f}" if abs(value) < _MOST else str(value)
        return "".join(number if token.kind == "general" else token.said for token in tokens).strip()

    return written


def _pattern(tokens: Sequence[Token]) -> _Pattern | None:
    points = [at for at, token in enumerate(tokens) if token.kind == "point"]
    if len(points) > 1:
        return None
    cut = points[0] if points else len(tokens)
    whole, rest = list(tokens[:cut]), list(tokens[cut + 1 :])
    factor = Decimal(100) ** sum(token.kind == "percent" for token in tokens)
    places = [at for at, token in enumerate(whole) if token.kind == "digit"]
    # Commas behind the last digit before the point leave out thousands, those between digits group them. Where there
    # are places behind the point, commas may stand behind those.
    for half in (whole, rest):
        digits = [at for at, token in enumerate(half) if token.kind == "digit"]
        if not digits:
            continue
        behind = digits[-1] + 1
        while behind < len(half) and half[behind].kind == "comma":
            factor /= 1000
            behind += 1
    grouped = bool(places) and any(token.kind == "comma" for token in whole[places[0] : places[-1]])
    if grouped and any(token.kind == "literal" for token in whole[places[0] : places[-1]]):
        return None
    return _Pattern(
        [token for token in whole if token.kind != "comma"],
        [token for token in rest if token.kind != "comma"],
        factor,
        grouped,
    )


def _written(pattern: _Pattern, value: int | float) -> int | float | str:
    if not -_MOST < value < _MOST:
        return value
    decimals = sum(token.kind == "digit" for token in pattern.rest)
    number = (Decimal(repr(value)) * pattern.factor).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    sign, digits, _ = number.as_tuple()
    text = "".join(map(str, digits)).rjust(decimals + 1, "0")
    whole, rest = text[: len(text) - decimals].lstrip("0"), text[len(text) - decimals :]
    shown = _filled(pattern.whole, whole, pattern.grouped)
    if decimals:
        shown += "." + _places(pattern.rest, rest)
    else:
        shown += "".join(token.said for token in pattern.rest)
    return ("-" if sign else "") + shown.strip()


def _filled(tokens: Sequence[Token], digits: str, grouped: bool) -> str:
    """Fill the places before the point from the right; the first place holds all digits that are left."""
    places = sum(token.kind == "digit" for token in tokens)
    out: list[str] = []
    seen = 0
    for token in reversed(tokens):
        if token.kind != "digit":
            out.append(token.said)
            continue
        seen += 1
        taken = digits if seen == places else digits[-1:]
        digits = "" if seen == places else digits[:-1]
        for at, sign in enumerate(reversed(taken or {"0": "0", "?": " "}.get(token.said, ""))):
            if grouped and sign != " " and (seen + at) % 3 == 1 and seen + at > 1:
                out.append(",")
            out.append(sign)
    return "".join(reversed(out))


def _places(tokens: Sequence[Token], digits: str) -> str:
    """Fill the places behind the point; zeros at the end stand only where a `0` asks for them."""
    asked = [token.said for token in tokens if token.kind == "digit"]
    needed = max((at for at, sign in enumerate(asked, 1) if sign == "0"), default=0)
    kept = max(needed, len(digits.rstrip("0")))
    out: list[str] = []
    at = 0
    for token in tokens:
        if token.kind == "digit":
            out.append(digits[at] if at < kept else "")
            at += 1
        else:
            out.append(token.said)
    return "".join(out)


def _fraction(tokens: Sequence[Token]) -> Callable[[int | float], int | float | str] | None:
    """Return what writes a number as a fraction (`# ?/?`, `# ??/16`), None where the slash is only a sign."""
    at = next(at for at, token in enumerate(tokens) if token.kind == "slash")
    below = [token.said for token in tokens[at + 1 :] if token.kind in ("digit", "literal")]
    above = list(tokens[:at])
    if not below or not above or above[-1].kind != "digit":
        return None
    fixed = "".join(below).strip()
    denominator = int(fixed) if fixed.isdigit() and fixed.strip("0") else 0
    if not denominator and not all(sign in "0#?" for sign in fixed):
        return None
    top = len(above)
    while top and above[top - 1].kind == "digit":
        top -= 1
    mixed = any(token.kind == "digit" for token in above[:top])
    if any(token.kind not in ("digit", "literal") or token.said.strip("0#? ") for token in above):
        return None

    def written(value: int | float) -> int | float | str:
        if not -_MOST < value < _MOST:
            return value
        exact = abs(Fraction(repr(value)))
        if denominator:
            found = (round(exact * denominator), denominator)
        else:
            near = exact.limit_denominator(10 ** min(len(fixed), 4) - 1)
            found = (near.numerator, near.denominator)
        whole, part = divmod(found[0], found[1]) if mixed else (0, found[0])
        shown = " ".join(filter(None, (str(whole) if whole else "", f"{part}/{found[1]}" if part else "")))
        return ("-" if value < 0 and shown else "") + (shown or "0")

    return written
