"""Numbers of accounts and PINs right behind the word for one, in the languages of `talks.yaml` and those that share its words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ft_data.cleaning.pattern import Pattern
from ft_data.cleaning.privacy.finding import Finding, bounded, context, runs_on

_ACCOUNT: Final = (
    r"(?:\b(?:(?:bank |savings |checking |current )?(?:account|acct|a/c)(?:[ _]?(?:number|num|no|nr|#))?|konto(?:nummer|nr)?|kontonummer|numéro de compte|número de cuenta|n[uú]mero de(?: la| su| tu)? cuenta"
    r"|cuenta (?:número|n[ºo°])|numero di conto|conto (?:numero|n[.°])|número da conta|conta número|rekeningnummer|numer konta|hesap (?:numaras[ıi]|no))\b"
    r"|номер сч[её]та|账户号码|账户|账号|帳號|口座番号|계좌 ?번호|رقم الحساب|खाता (?:संख्या|नंबर)|เลขที่บัญชี)"
)
_PIN: Final = r"(?:\b(?:pin|geheimzahl|código pin|code pin|pincode|kod pin)\b(?:[ -]?(?:code|number|no|nummer|nr))?|пин-?код|暗証番号|핀 ?번호|الرقم السري|पिन)"
_LINK: Final = r"(?:\.?[ \t\"']{0,2}(?:[:：=#]|\b(?:is|was|are|either|ist|lautet|est|es|è|é|jest|är|er|to)\b|是|为|為|は|은|는|이|คือ|هو|है|—)){0,3}[ \t\"'“]{0,3}"
GUARDS: Final = {
    "account": rf"(?i)(?:{_ACCOUNT}|{_PIN})[^0-9\n]{{0,24}}[0-9][0-9 -]{{2}}[0-9]",
}
_ACCOUNTS = Pattern(rf"(?i)({_ACCOUNT})({_LINK})([0-9](?:[ -]?[0-9]){{4,19}})")
_PINS = Pattern(
    rf"(?i)({_PIN})({_LINK})([0-9]{{4,6}})((?: (?:or|and|oder|und|ou|et|o|y|e|或)[ \t]{{1,2}}[0-9]{{4,6}})?)"
)
_OWN = re.compile(
    r"(?i)\b(?:my|your|his|her|their|mein\w*|ihre?|mon|votre|mi|su|tu|mio|meu|mijn|mój|min)\s(?:\w+\s)?\Z|我的|您的|你的|私の|제 |내 |мой|ваш"
)
_YEAR = re.compile(r"(?:19|20)\d\d\Z")
_COUNTED = re.compile(
    r"\s?(?:%|€|\$|£|usd|eur|dollars?|euros?|users?|followers?|people|times?|years?|days?|元|円|원)", re.I
)
_SAMPLES: Final = frozenset({"123456789012", "111122223333", "000000000000", "111111111111"})  # of manuals


def accounts(text: str) -> Iterator[Finding]:
    """Find numbers of accounts, and PINs of four digits (of six where they are said to be somebody's), after the word for them.

    An account without "number" takes six digits and a colon, an equals sign, "is" or nothing between.
    """
    for match in _ACCOUNTS.finditer(text):
        word, link, value = match.groups()
        start, end = match.span(3)
        digits = sum(char.isdigit() for char in value)
        if not bounded(text, start, end) or runs_on(text, end) or _COUNTED.match(text, end):
            continue
        named = word[-1].lower() not in "tco" or not word.isascii()  # more than "account", "konto", "a/c"
        if digits < (5 if named else 6) or value.replace(" ", "") in _SAMPLES or (not named and " " in value):
            continue
        if link or named or text[end : end + 1] in ("", ",", ".", ";", "\n", " "):
            yield Finding("id_number", start, end)
    for match in _PINS.finditer(text):
        start, end = match.span(3)
        own = _OWN.search(context(text, match.start(), 24)) is not None
        if not bounded(text, start, end) or runs_on(text, end) or _COUNTED.match(text, end):
            continue
        if (end - start == 4 and not (_YEAR.match(match.group(3)) and not match.group(2).strip())) or own:
            yield Finding("secret", start, end)
            if match.group(4):
                last = match.end(4)
                yield Finding("secret", last - len(match.group(4).split()[-1]), last)
