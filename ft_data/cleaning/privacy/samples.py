"""Values that are made up to be seen through: counting digits, one digit again and again, `your-name`, an area code that nobody gets.

No standard says so; whoever reads them knows.
"""

from __future__ import annotations

import re
from typing import Final

from ft_data.cleaning.privacy.finding import Finding
from ft_data.cleaning.wordlist import words

_NAMES = words(
    "my his her user username you your yourname your.name your_name your-name youremail your.email your_email your-email name email "
    "e-mail mail someone somebody example test foo bar me admin root john.doe jane.doe johndoe janedoe first.last recipient "
    "sender to from person abc xyz sample address author"
)
# What a place is called that stands for any: `@company.com`; at providers (`email.com`) only with such a name.
_ANY_DOMAIN = re.compile(
    r"(?:[\w-]+\.)*(?:domain\d*|address|company|companyname|host|hostname|site|sitename|website|somesite|acme|foo|bar|baz|foobar|foocorp|corp|business|employer|organization|nowhere"
    r"|some|somewhere|(?:some|any|the|other|another)-?(?:domain|company|where|host|site|server)|sample\d*|example\d*|your[a-z-]*|(?:example|sample|my)-?(?:domain|company|server|site|website|host|org|mail|email|shop|app|business)\d*"
    r"|(?:mi|meu|mon|ma|mein|meine|tu|mio|votre|seu)-?(?:compañ[íi]a|empresa|dominio|domaine|firma|site|sitio|azienda|soci[ée]t[ée]|entreprise)"
    r"|dominio|empresa|ejemplo|exemplo|exemple|beispiel|esempio|musterfirma|firma)"
    r"\.(?:com|org|net|edu|io|co|dev|app|info|biz|tld|xyz|[a-z]{2})(?:\.[a-z]{2})?\Z"
)
_DOES = words("john jane joe")  # john@doe.net
_PROVIDERS = words("email.com test.com mail.com gmail.com yahoo.com hotmail.com outlook.com")
# Wherever such an address is said to be: `example.mail@`, `your_name@`, `john.doe@`.
_NAMED = re.compile(
    r"(?:example|your[._-]?(?:name|e?mail|address|username|id|account))(?:[._-]?[a-z]*\d*)?\Z|your(?:[._-][a-z]+){1,4}\Z|(?:you|some(?:one|body)|(?:bla)+|foobar|x{2,}\d{0,2})\Z"
    r"|(?:john|jane|joe|jon|j)[._-]?doe\d{0,4}\Z|(?:max|erika)[._-]?muster(?:mann|frau)\d{0,4}\Z|joe[._-]?(?:bloggs|public)\Z"
    r"|(?:nome|name|first(?:name)?|vorname|pr[eé]nom|nombre)[._-]?(?:cognome|sobrenome|surname|last(?:name)?|nachname|nom|apellidos?)\Z|(?:nome|vorname|nombre|pr[eé]nom)\Z"
)
# Where nobody lives but characters of books and heads of states.
_FAMOUS = re.compile(
    r"(?i)(?:221\s?b baker st|4,? privet drive|(?:123 )?sesame street|742 evergreen ter|1600 pennsylvania ave|10,? downing st|12 grimmauld place|124 conch st|10 rillington pl|1313 mockingbird|32 windsor gardens|55,? rue du faubourg saint-honoré"
    r"|.{0,12}宾夕法尼亚大道1600|.{0,8}唐宁街10|.{0,12}ペンシルベニア(?:通り|大通り)1600|1 infinite loop|350 fifth ave|1 microsoft way|1 hacker way|1600 amphitheatre)"
)
# What samples are put together of: counting digits, and the name of a street that every town has.
_ANY_STREET = re.compile(
    r"(?i)(?:1234?5?|234|345|456|567|678|789|987|876|765|654|543|432|321),? (?:[nsew]\.? )?(?:main|elm|oak|maple|pine|cedar|park|first|1st|high|any|fake|some|birch|walnut|willow|your|my|sesame|carrot|example|test|sample|business|company|street)\b"
    r"|(?:公园|主|橡树|枫树|榆树|松树|某某)(?:大)?[街路](?:123|456|789)[号號]|(?:muster|beispiel)(?:str|weg|gasse|allee|platz)|calle (?:falsa|ejemplo|principal) 123\b|rua exemplo|123,? rue (?:de l['’]exemple|principale)"
)
_ZEROS = re.compile(r"(\d)\1{5}\Z")
_NON_DIGITS = re.compile(r"\D+")
_COUNTING: Final = ("01234567890123456789", "98765432109876543210")
# Area codes of North America begin with 2 to 9, and 555 is none (ATIS-0300055); trunk zeros and mobile prefixes are other plans'.
_NO_EXCHANGE = re.compile(r"555[-. ]\d{4}\Z")  # as films say it, within an area
_NO_AREA = re.compile(r"(?:\+?1[-. ]?)?(?:\((?:1\d\d|555)\) ?|(?:1\d\d|555)([-.]))\d{3}[-. ]\d{4}\Z")


def is_sample(item: Finding, value: str) -> bool:
    """Say whether ``value`` shows by itself that it stands for any such value."""
    if item.kind == "email":
        local, _, domain = value.lower().partition("@")
        if _NAMED.match(local) or (domain.startswith("doe.") and local in _DOES) or _ANY_DOMAIN.match(domain):
            return True
        return domain in _PROVIDERS and (
            local.rstrip("0123456789") in _NAMES or local == domain.partition(".")[0]
        )
    if item.kind == "ssn":
        return _counts(_NON_DIGITS.sub("", value))
    if item.kind == "phone":
        if _ZEROS.search(_NON_DIGITS.sub("", value)):
            return True
        digits = _NON_DIGITS.sub("", value)
        none = _NO_AREA.match(value) or _NO_EXCHANGE.match(value) or digits.endswith(("1234567", "7654321"))
        return bool(none) or _counts(digits)
    if item.kind == "card":
        return _counts(_NON_DIGITS.sub("", value))
    if item.kind == "address":
        return _FAMOUS.match(value) is not None or _ANY_STREET.match(value) is not None
    if item.kind == "ip" and "." in value:
        parts = value.split(".")
        return len(set(value)) == 2 or len(set(parts)) == 1 or any("".join(parts) in row for row in _COUNTING)
    return False


def _counts(digits: str) -> bool:
    """Say whether digits count up or down: all but a country's code or a trunk zero, or the last eight."""
    if len(digits) < 7:  # a code that stands for a value can have none at all
        return False
    if len(digits) >= 8 and any(digits[-8:] in row for row in _COUNTING):
        return True
    return any(
        len(digits) - skip >= 7 and any(digits[skip:] in row for row in _COUNTING)
        for skip in (0, 1, 2)
        if skip < 2 or digits[0] != "0"
    )
