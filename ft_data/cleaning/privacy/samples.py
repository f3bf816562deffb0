"""Values that are made up to be seen through: counting digits, one digit again and again, `your-name`, an area code that nobody gets.

No standard says so; whoever reads them knows. They are kept with the contact points of organisations.
"""

from __future__ import annotations

import re
from typing import Final

from ft_data.cleaning.privacy.finding import Finding
from ft_data.cleaning.wordlist import words

_NAMES = words(
    "user username you your yourname your.name your_name your-name youremail your.email your_email your-email name email "
    "e-mail mail someone somebody example test foo bar me admin root john.doe jane.doe johndoe janedoe first.last recipient "
    "sender to from person abc xyz sample address"
)
_DOMAINS = words(
    "example.com example.org example.net example.edu domain.com yourdomain.com your-domain.com company.com "
    "yourcompany.com email.com test.com foo.com bar.com somewhere.com"
)
# Wherever such an address is said to be: `example.mail@`, `your_name@`; `@example2.com`, `@your-server.com`.
_NAMED = re.compile(
    r"(?:example|your[._-]?(?:name|e?mail|address|username|id|account))(?:[._-]?[a-z]*\d*)?\Z|(?:you|some(?:one|body)|(?:bla)+|foobar)\Z"
)
_AT = re.compile(
    r"(?:[\w-]+\.)*(?:domain|some|somewhere|sample\d*|example\d+|your[a-z-]*|(?:example|sample|my)-?(?:domain|company|server|site|website|host|org|mail|email|shop|app|business)\d*)"
    r"\.[a-z]{2,6}\Z"
)
# Where nobody lives but characters of books and heads of states.
_FAMOUS = re.compile(
    r"(?i)(?:221\s?b baker st|4,? privet drive|(?:123 )?sesame street|742 evergreen ter|1600 pennsylvania ave|10,? downing st|12 grimmauld place|124 conch st|10 rillington pl|1313 mockingbird|32 windsor gardens|55,? rue du faubourg saint-honoré)"
)
_NON_DIGITS = re.compile(r"\D+")
_COUNTING: Final = ("01234567890123456789", "98765432109876543210")
# Area codes of North America begin with 2 to 9, and 555 is none (ATIS-0300055); trunk zeros and mobile prefixes are other plans'.
_NO_AREA = re.compile(r"(?:\+?1[-. ]?)?(?:\((?:1\d\d|555)\) ?|(?:1\d\d|555)([-.]))\d{3}[-. ]\d{4}\Z")


def is_sample(item: Finding, value: str) -> bool:
    """Say whether ``value`` shows by itself that it stands for any such value."""
    if item.kind == "email":
        local, _, domain = value.lower().partition("@")
        if domain in _DOMAINS and local.rstrip("0123456789") in _NAMES:
            return True
        return _NAMED.match(local) is not None or _AT.match(domain) is not None
    if item.kind == "phone":
        return _NO_AREA.match(value) is not None or _counts(_NON_DIGITS.sub("", value))
    if item.kind == "address":
        return _FAMOUS.match(value) is not None
    if item.kind == "ip" and "." in value:
        parts = value.split(".")
        return len(set(parts)) == 1 or any("".join(parts) in row for row in _COUNTING)
    return False


def _counts(digits: str) -> bool:
    """Say whether digits count up or down, with or without a country's code or a trunk zero in front."""
    return any(
        len(digits) - skip >= 7 and any(digits[skip:] in row for row in _COUNTING)
        for skip in (0, 1, 2)
        if skip < 2 or digits[0] != "0"
    )
