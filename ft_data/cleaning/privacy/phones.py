"""Telephone numbers: by international form, national shape, label in front, or a region's numbering plan."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import pairwise

from ft_data.cleaning.pattern import Pattern
from ft_data.cleaning.privacy.finding import Finding, context, is_word, said_otherwise

_SEP = r"[ \x{a0}\x{2009}\x{202f}\x{2010}\x{2011}\x{2013}.\-]"
_CANDIDATE = Pattern(
    rf"\+?\(?\+?[0-9](?:{_SEP}{{0,2}}[/()]?{_SEP}{{0,2}}[0-9()]){{5,}}(?:(?: ?(?:x|ext\.?|extension"
    rf"|#) ?)[0-9]{{1,6}})?"
)
_EXTENSION = re.compile(r" ?(?:x|ext\.?|extension|#) ?\d{1,6}$")
_NON_DIGITS = re.compile(r"\D+")

# Words that announce a telephone number among the next words; weaker ones must stand right before it.
_CALLS = re.compile(
    r"\b(?:(?:tele|hand)?phones?|tel|fax|hotline|helpline|landline|whatsapp|sms|pager|telefon\w*|téléphone"
    r"|tél|teléfono|telefone|telemóvel|puhelin|telefoon|dial(?:led|ing)?|ll[aá]m[ae]\w*|marque|ligue|appele[zr]|(?<!['’])appelle[sz]?|joindre|zadzwo[nń]\w*"
    r"|anrufen|rufen|chiama\w*|bel(?:len)? (?:me|mij|ons|hem|haar|hen|\w+ op|even|naar)"
    r"|call(?:ed|ing|s)?|reach (?:me|us|him|her|them)|text (?:me|us|him|her|them)|contact (?:me|us|him"
    r"|her|them|number)|answering|mobile (?:number|phone)|cell ?phone"
    r"|(?:mobile|cell|mob|desk|office|home|work|direct|handy|mobil|portable|móvil|celular"
    r"|cellulare)(?=\s?[:.#]))\b"
)
# Scripts whose words need no blanks around them, or whose letters take prefixes and particles.
_CALLS_ELSEWHERE = re.compile(
    r"电话|電話|手机|手機|携帯|热线|熱線|拨打|致电|传真|fax番号|微信|전화|휴대폰|휴대전화|핸드폰|연락처|팩스"
    r"|โทร|มือถือ|เบอร์|هاتف|الهاتف|جوال|موبايل|اتصل|फ़ोन|फोन|मोबाइल|कॉल|दूरभाष|телефон|тел\.|позвон|звон|τηλ"
)
_NEXT_TO = re.compile(
    r"\b(?:mobile|mob|cell|cellular|handy(?:nummer|nr)?|mobil(?:nummer|nr|telefon)?|portable|móvil|celular|cellulare|mobiel(?:tje)?|mobiele nummer|gsm|komórk\w+|ring|desk|office"
    r"|mi número|mon numéro|(?:mio|il mio) numero|meu número|meine nummer|mijn nummer|mój numer"
    r"|direct line|extension|registered|messages? (?:to|from|on)|contact|number)"
    r"(?:\s(?:number|no|line|phone|is|was|on|at|to|me|us|back|him|her|es|el|é|o|è|il|ist|lautet|die|est|le|to|jest|är|er|het))*\s?[.:#)(\[-]*\s*$"
)
_WEAK_NUMBER = re.compile(r"\bnumber(?:\s(?:is|was|to|at|on))*\s?[.:#(\[-]*\s*$")
_GAP = re.compile(r"[|;{}]|[.!?]\s+[a-z]|\n\s*\n|\n[^\n:]*\n")
# What a number is by its own line, where the word for a telephone stands in one before: `PUMP ID: `.
_OTHER_LINE = re.compile(
    r"\n(?![^\n]*\b(?:emergency|h/?p)\b)[^\n]*[^\W\d_]{2}[^\n\w]{1,3}(?:nos?|nr|num|number|id|code|ref|reg)\b ?[.:#=]*[ \t]*$"
)
_AND = re.compile(r"\d[\s,)]*(?:(?:or|and|/|&|,|und|ou|oder)[\s,(]*)$")
_TEXT_ME = re.compile(r"(?:^|[.!?:]\s+)text\s$")
_SUFFIX = re.compile(
    r"[\s,\\]{0,2}[-–(/]?\s?\(?(?:office|mobile|fax|cell|home|work|desk|tel|phone|direct|mobil|handy|privat|büro|dienstlich|portable|bureau|domicile|móvil|celular"
    r"|oficina|cellulare|ufficio|моб|раб|手机|办公|携帯)\)?(?=\s*(?:$|[\n,;.:|/\\)]|\s[+(0-9]))",
    re.I,
)
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
    """Find telephone numbers: international, national in shape, announced by a word, or known to a region's plan.

    Accepted are: ``+`` and a country code with 7 to 15 digits; the North American shape; national numbers
    written with a trunk zero in groups; any 7 to 15 digits that a word such as "call" or "fax" announces;
    and numbers that the numbering plan of one of ``regions`` knows in just this grouping (libphonenumber).
    Numbers that a word such as "order" or "ISBN" announces, dates, sums and measures are not telephones.
    """
    for match in _CANDIDATE.finditer(text):
        start, end = _trim(text, *match.span())
        if end - start < 7:
            continue
        if (start and (is_word(text[start - 1]) or _continues(text, start))) or _runs_on(text, end):
            continue
        yield from _judge(text, start, end, regions)


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
    return match is not None and _is_number(match.group())


@lru_cache(maxsize=8192)
def _is_number(digits: str) -> bool:
    import phonenumbers

    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(f"+{digits}", None))
    except phonenumbers.NumberParseException:
        return False


def _runs_on(text: str, end: int) -> bool:
    after = text[end : end + 1]
    if not after:
        return False
    if is_word(after):
        return after.isdigit() or after == "_" or not text[end : end + 2].lower().startswith("x")
    return after in ".,:/%@+" and text[end + 1 : end + 2].isdigit()


def _judge(text: str, start: int, end: int, regions: Sequence[str]) -> Iterator[Finding]:
    value = text[start:end]
    if end - start > _MAX_RUN:
        if not value.isdigit():
            yield from _part(value, start, text, regions)
        return
    before = context(text, start)
    if _accept(value, before, text[end : end + 24], regions):
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
            piece, context(text, position), text[stop : stop + 24], regions
        ):
            yield Finding("phone", position, stop)
        position = stop


_MAX_RUN = 64
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
        before, after = context(text, start + a), text[start + b : start + b + 24]
        if match.group()[0] == "0" and not is_called(before, after):
            continue  # in a row of numbers a leading zero says nothing
        if _accept(match.group(), before, after, regions):
            yield Finding("phone", start + a, start + b)


def _accept(value: str, before: str, after: str, regions: Sequence[str]) -> bool:
    bare = _EXTENSION.sub("", value)
    digits = _NON_DIGITS.sub("", bare)
    if not 7 <= len(digits) <= 15 or len(set(digits)) < 3 or bare.count("(") != bare.count(")"):
        return False
    called = is_called(before, after) or (bare.isdigit() and before[-1:] == "@")  # see `_is_mention`
    if _is_other(bare, before, after, called):
        return False
    if bare.startswith(("+", "(+")):
        return _international(digits)
    if called:
        return True
    if said_otherwise(before):
        return False
    if _NORTH_AMERICA.match(bare):
        return True
    groups = re.findall(r"\d+", bare)
    if bare.startswith("00") and len(groups) >= 3 and _international(digits[2:]):
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
    return (separated or trunk) and any(_planned(digits, tuple(groups), region) for region in regions)


_INSIDE = re.compile(r"\d[.]\Z")  # groups of a longer number stand before it: `60.` of `60.746.948.0001-12`


def is_called(before: str, after: str) -> bool:
    """Say whether a word next to the number makes it a telephone number."""
    if _SUFFIX.match(after) or _TEXT_ME.search(before):
        return True
    other = said_otherwise(before)
    near = _NEXT_TO.search(before)
    if near and not _WEAK_NUMBER.match(before, near.start()):
        return True
    calls = [*_CALLS.finditer(before), *(() if before.isascii() else _CALLS_ELSEWHERE.finditer(before))]
    last = max(calls, key=lambda call: call.start(), default=None)
    if last is None or (other is not None and other.start() >= last.start()):
        return False
    gap = before[last.end() :]
    if "\n" in gap and _OTHER_LINE.search(gap):
        return False
    return not _GAP.search(gap) and (not any(c.isdigit() for c in gap) or _AND.search(gap) is not None)


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


@cache
def _country_codes() -> frozenset[str]:
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE

    return frozenset(str(code) for code in COUNTRY_CODE_TO_REGION_CODE)


def _international(digits: str) -> bool:
    """Check length (ITU-T E.164: 8 to 15 digits) and country code."""
    digits = digits.lstrip("0")
    return 8 <= len(digits) <= 15 and any(digits[:size] in _country_codes() for size in (1, 2, 3))


@lru_cache(maxsize=8192)
def _planned(digits: str, groups: tuple[str, ...], region: str) -> bool:
    """Ask libphonenumber whether a region has such a number and writes it in these groups."""
    import phonenumbers

    try:
        number = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return False
    if not phonenumbers.is_valid_number_for_region(number, region):
        return False
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    return len(groups) == 1 or tuple(re.findall(r"\d+", written)) == groups
