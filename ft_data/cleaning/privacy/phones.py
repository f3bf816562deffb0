"""Telephone numbers: by international form, national shape, label in front, place on the page, or a region's numbering plan."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from ft_data.cleaning.pattern import Pattern
from ft_data.cleaning.privacy.calls import is_called
from ft_data.cleaning.privacy.cells import WIDESPREAD, is_list, of_contact, phone_cells
from ft_data.cleaning.privacy.finding import Finding, context, is_word, said_otherwise
from ft_data.cleaning.privacy.plans import is_dialled, is_international, is_mobile_in, is_number, is_planned
from ft_data.cleaning.privacy.regions import of_text

_SEP = r"[ \x{a0}\x{2009}\x{202f}\x{2010}\x{2011}\x{2013}.\-]"
_CANDIDATE = Pattern(
    rf"\+?\(?\+?[0-9](?:{_SEP}{{0,2}}[/()]?{_SEP}{{0,2}}[0-9()]){{5,}}(?:(?: ?(?:x|ext\.?|extension"
    rf"|#) ?)[0-9]{{1,6}})?"
)
_EXTENSION = re.compile(r" ?(?:x|ext\.?|extension|#) ?\d{1,6}$")
_NON_DIGITS = re.compile(r"\D+")

_UNIT = re.compile(
    r"\s?(?:%|°|€|\$|£|¥|(?:k?m|cm|mm|nm|mi|miles?|km/h|mph|kg|g|mg|lbs?|oz|tons?|tonnes?|[kmgt]?i?b"
    r"|bytes?|bits?|[kmg]?hz|k?w|kwh|volts?|years?|days?|hours?|hrs?|minutes?|mins?"
    r"|seconds?|secs?|ms|people|inhabitants|usd|eur|gbp|dollars?|euros?|pounds?|rupees|yen|points?"
    r"|percent|px|dpi|fps|rpm|bc|ad|ce|bce|items?|rows?|times?|degrees?)\b"
    r"|[元円万亿億人年月日度米克次个個]|公里|公斤|千米|원|명|개(?!인)|บาท|คน|ปี|جنيه|ريال|درهم|دينار|दिन|रुपये|लोग|руб|км|кг)",
    re.I,
)
# Something to work with, then an operator: without the first it is a sign of markup. A number with a plus in front is worked
# with only after numbers and variables of one letter; `phone=+44...` names it.
_WORKED = r"%s[ \t]?(?:[=*/^<>×÷≈±]|[=!<>+*/-]=)[ \t]?$|\d[ \t]?[-+][ \t]?$|[$€£¥]\s?$|[0-9)=+*/^-][ \t]?(?:x|n) \Z|\b(?:sum|mod) \Z"
_MATHS, _MATHS_WITH_PLUS = (
    re.compile(_WORKED % operand) for operand in (r"[\w)\]]", r"(?:\d|[)\]]|\b[a-z])")
)
# Signs of markup that look like operators: the end of a tag, bullets, quoted lines, the beginning of a comment.
_MARKED = re.compile(r"</?[a-z][^<>]*>\s*$|(?:^|\n)[ \t]*[*>][*> \t]*$|/\*+\s?$|(?:^|\s)//+\s?$")
_QUERY = re.compile(r"[?&;][\w.\[\]-]{1,30}=\s?$")  # of a URL
_DATE = re.compile(
    r"(?:(?:1[89]|20)\d\d(?P<a>[-./ ])(?:0?[1-9]|1[0-2])(?P=a)(?:0?[1-9]|[12]\d|3[01])|(?:0?[1-9]|[12]\d"
    r"|3[01])(?P<b>[-./])(?:0?[1-9]|[12]\d|3[01])(?P=b)(?:(?:1[89]|20)\d\d|\d\d)"
    r"|(?:0?[1-9]|[12]\d|3[01]) (?:0?[1-9]|1[0-2]) (?:1[89]|20)\d\d)(?:$|[-T ]+\d{1,2}(?:\.\d\d){0,2}$)"
)
_SPAN = re.compile(r"\d{1,2}\.? ?[-–] ?\d{1,2}\.\d{1,2}\.(?:\d{4}|\d\d)?$")  # `01.-02.06.2024`
_SUBNET = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}/\d")
# A column of numbers that are added up: one above, a line below.
_COLUMN, _TOTAL = re.compile(r"(?:^|\n)[ \t]*[0-9][0-9 ,.]*\n[ \t]*$"), re.compile(r"[ \t]*\n[ \t]*[-=_─]{3}")
_RESULT = re.compile(r" ?= ?[0-9]")
_YEARS = re.compile(r"(?:(?:1[5-9]|20)\d\d\D{1,3}){1,9}(?:1[5-9]|20)\d\d$")

# National shapes that need no label: North America, a trunk zero, an area code in brackets.
_NORTH_AMERICA = re.compile(
    r"(?:(?:\+?1|001)[-. ]?)?(?:\([2-9]\d\d\) ?[-.]?[2-9]\d\d[-. ]"
    r"|[2-9]\d\d(?P<sep>[-.])[2-9]\d\d(?P=sep))\d{4}$"
)
_TRUNK = re.compile(r"(?:\(0[1-9]\d{0,4}\)|0[1-9]\d{0,4})(?:[-. /\xa0\u2010\u2011\u2013]{1,2}\d{2,8}){1,5}$")
_AREA = re.compile(r"\(0[1-9]\d{1,4}\)\d{5,8}$")
_BRACKETED = re.compile(r"\(\d{2,5}\) ?\d{3,4}[- ]\d{4}$")


# One letter for a word, where a line or a part of it begins; a number in groups is no time and no count.
_LETTER = re.compile(r"(?:\A|\n|[|•·,;/>] ?)(?:[tmfhwcop]|ph) ?[.:)]\s?\Z")
_SUM_BEFORE = re.compile(r"[$=×÷*/^<>≤≥±\\]\s*$")
_SUM_AFTER = re.compile(r"\s*[$=×÷*/^<>≤≥±\\]")


def phones(text: str, regions: Sequence[str] = ()) -> Iterator[Finding]:
    """Find telephone numbers: international, national in shape, announced by a word or by where they stand, or known to a region's plan.

    Accepted are: ``+`` and a country code with 7 to 15 digits; the North American shape; national numbers
    written with a trunk zero in groups; any 7 to 15 digits that a word such as "call" or "fax" announces,
    the head of their column, or a mailbox beside them; mobile numbers behind a name in a list of contacts; and numbers that the
    numbering plan of one of ``regions``, or of a region that the text itself gives away, knows in just this grouping (libphonenumber).
    Numbers that a word such as "order" or "ISBN" announces, dates, sums and measures are not telephones.
    """
    page = _page(text, tuple(regions))
    for match in _CANDIDATE.finditer(text):
        start, end = _trim(text, *match.span())
        if end - start < 7:
            continue
        if not _in_cell(start, end, page.cells) and (
            (start and (is_word(text[start - 1]) or _continues(text, start))) or _runs_on(text, end)
        ):
            continue
        yield from _judge(text, start, end, page)


class _Page(NamedTuple):
    """What a text as a whole says of its numbers."""

    regions: tuple[str, ...]  # whose plans are known
    cells: Sequence[tuple[int, int]]  # below the head of a column of telephone numbers
    listed: tuple[str, ...]  # whose mobile numbers somebody's name in front makes that person's


def _page(text: str, regions: tuple[str, ...]) -> _Page:
    own = of_text(text)
    known = tuple(dict.fromkeys((*regions, *own)))
    return _Page(known, phone_cells(text), (*known, *WIDESPREAD) if is_list(text) else own)


def _in_cell(start: int, end: int, cells: Sequence[tuple[int, int]]) -> bool:
    at = bisect_right(cells, start, key=itemgetter(0)) - 1
    return at >= 0 and end <= cells[at][1]


def _is_placed(text: str, start: int, end: int, page: _Page) -> bool:
    """Say whether a number stands in a column of telephone numbers, or behind a name as contacts are listed."""
    if _in_cell(start, end, page.cells):
        return True
    value = text[start:end]
    if not page.listed or not value[0].isdigit() or not value.replace(" ", "").replace("-", "").isdigit():
        return False
    groups = tuple(re.findall(r"\d+", value))
    return of_contact(text, start, "".join(groups), groups, page.listed)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Drop brackets and separators that do not belong to the number."""
    while end > start and not text[end - 1].isdigit():
        end -= 1
    while (
        start < end
        and text[start] in "(+"
        and not (text[start] == "+" and text[start + 1 : start + 2].isdigit())
    ):
        closing = text.find(")", start, end)
        if text[start] == "(" and closing > 0 and text[start + 1] in "+0123456789":
            break
        start += 1
    return start, end


def _continues(text: str, start: int) -> bool:
    """Say whether a number goes on to the left (``1,234``, ``a.12``, ``12:30``); a word with a colon announces it."""
    before, further = text[start - 1], text[start - 2 : start - 1]
    if before == "@" and not is_word(further or " "):
        return not _is_mention(text, start)
    if before == "+" or before in "_/&%@#\\":
        return before != "/" or further != "/"
    if before not in ".,:=-":
        return False
    if text[start] in "+(":
        return further.isdecimal()
    return before != "=" and further != "" and (further.isdecimal() or (before != ":" and is_word(further)))


_MENTIONED = re.compile(r"[1-9][0-9]{9,14}(?![0-9A-Za-z_@]|[.-][0-9A-Za-z])")


def _is_mention(text: str, start: int) -> bool:
    """Say whether ``@`` stands in front of a number with its country code, as messengers mention who has no name (libphonenumber)."""
    match = _MENTIONED.match(text, start)
    return match is not None and is_number(match.group())


def _runs_on(text: str, end: int) -> bool:
    after = text[end : end + 1]
    if not after:
        return False
    if is_word(after):
        return after.isdigit() or after == "_" or not text[end : end + 2].lower().startswith("x")
    return after in ".,:/%@+" and text[end + 1 : end + 2].isdigit()


def _judge(text: str, start: int, end: int, page: _Page) -> Iterator[Finding]:
    value, regions = text[start:end], page.regions
    if end - start > _MAX_RUN:
        if not value.isdigit():
            yield from _part(value, start, text, regions)
        return
    before = context(text, start)
    placed = _is_placed(text, start, end, page)
    if _accept(value, before, text[end : end + _BEHIND], regions, placed):
        yield Finding("phone", start, end)
        return
    # The candidate may hold more than the number: a list, a trailing count, two numbers in a row.
    pieces = _BETWEEN.split(value)
    if len(pieces) == 1:
        yield from _part(value, start, text, regions)
        return
    position = start
    for piece in pieces:
        stop = position + len(piece)
        if sum(c.isdigit() for c in piece) >= 7 and _accept(
            piece, context(text, position), text[stop : stop + _BEHIND], regions
        ):
            yield Finding("phone", position, stop)
        position = stop


_MAX_RUN, _BEHIND = 64, 40
_BETWEEN = re.compile(r"( {2,}|\s[-–/]\s|(?<=\d)/(?=[+0(])|(?<=\d) (?=[+(]))")
_INSIDE = re.compile(
    r"\+[1-9]\d{0,2}(?:[-. ()]{0,2}\d{2,4}){2,5}|(?:\+?1[-. ])?(?:\([2-9]\d\d\) ?[2-9]\d\d[-.]"
    r"|[2-9]\d\d-[2-9]\d\d-|[2-9]\d\d\.[2-9]\d\d\.)\d{4}|(?<!\d)0[1-9](?: \d\d){4}(?!\d)"
    r"|(?<!\d)0[1-9]\d{1,3} \d{3,4} \d{3,4}(?!\d)"
)


def _part(value: str, start: int, text: str, regions: Sequence[str]) -> Iterator[Finding]:
    """Look for one unmistakable number inside a longer run of digits and separators."""
    for match in _INSIDE.finditer(value):
        a, b = match.span()
        if (a and value[a - 1].isdigit()) or (b < len(value) and value[b].isdigit()):
            continue
        before, after = context(text, start + a), text[start + b : start + b + _BEHIND]
        if match.group()[0] == "0" and not is_called(before, after):
            continue  # in a row of numbers a leading zero says nothing
        if _accept(match.group(), before, after, regions):
            yield Finding("phone", start + a, start + b)


def _accept(value: str, before: str, after: str, regions: Sequence[str], placed: bool = False) -> bool:
    bare = _EXTENSION.sub("", value)
    digits = _NON_DIGITS.sub("", bare)
    if not 7 <= len(digits) <= 15 or len(set(digits)) < 3 or bare.count("(") != bare.count(")"):
        return False
    called = (
        placed or is_called(before, after) or (bare.isdigit() and before[-1:] == "@")
    )  # see `_is_mention`
    if _is_other(bare, before, after, called):
        return False
    if bare.startswith(("+", "(+")):
        return is_international(digits)
    if called:
        return True
    if said_otherwise(before):
        return False
    if _NORTH_AMERICA.match(bare):
        return True
    groups = re.findall(r"\d+", bare)
    if bare.startswith("00") and len(groups) >= 3 and is_dialled(groups):
        return True
    if _AREA.match(bare):
        return 9 <= len(digits) <= 11
    if _TRUNK.match(bare):
        return _trunk(digits, groups, bare)
    if _BRACKETED.match(bare):
        return len(digits) >= 9
    if bare != value and len(digits) >= 10:
        return True
    separated = len(groups) >= 2 and not ("." in bare and "-" in bare)
    trunk = bare.isdigit() and bare[0] == "0" and len(bare) in (10, 11)
    if separated and len(digits) >= 9 and _LETTER.search(before):
        return True
    if (_SUM_BEFORE.search(before) and not _MARKED.search(before)) or _SUM_AFTER.match(
        after
    ):  # "1250-980=270" is in no numbering plan
        return False
    told = tuple(groups)
    return (separated or trunk) and any(
        is_planned(digits, told, region) or (separated and is_mobile_in(digits, told, region, True))
        for region in regions
    )


_INSIDE = re.compile(r"\d[.]\Z")  # groups of a longer number stand before it: `60.` of `60.746.948.0001-12`


def _is_other(value: str, before: str, after: str, called: bool) -> bool:
    """Say whether the digits are a date, a list of years, a sum, a measure or a run of counting numbers."""
    maths = _MATHS_WITH_PLUS if value.startswith(("+", "(+")) else _MATHS
    if maths.search(before) and not called and not _MARKED.search(before) and not _QUERY.search(before):
        return True
    unit = _UNIT.match(after)
    # Short units are words of other languages: who is called at a number is not called at so many miles ("mi", "ce").
    word = unit and (called or value.startswith("+")) and re.fullmatch(r"\s[a-z]{1,2}", unit.group(), re.I)
    if (
        (unit and not word)
        or (_DATE.match(value) and not value.startswith("+"))
        or _YEARS.match(value.lstrip("+"))
    ):
        return True
    if not value.startswith("+") and _INSIDE.search(before) and not called:
        return True
    if _SPAN.match(value) or _SUBNET.match(value + after[:3]):
        return True
    if value.count("/") >= 3 or _RESULT.match(after) or (_TOTAL.match(after) and _COLUMN.search(before)):
        return True
    groups = [int(group) for group in re.findall(r"\d+", value)]
    if len(groups) >= 4 and not value.startswith("+"):
        steps = {b - a for a, b in pairwise(groups)}
        if len(steps) == 1 or max(groups) < 10:
            return True
    return set(value) <= set("01 .-()")


def _trunk(digits: str, groups: list[str], value: str) -> bool:
    if not 9 <= len(digits) <= 12 or len(groups[-1]) < 2:
        return False
    if len(groups) == 2:
        return len(groups[0]) >= 3 and 5 <= len(groups[1]) <= 8 and "." not in value
    separators = set(re.findall(r"[-./]", value))
    if len(separators) > 2 or (len(groups) == 3 and all(len(group) <= 2 for group in groups)):
        return False
    return not (separators == {"."} and len(groups) == 4 and len(digits) < 10)
