"""Mail addresses that are no person's by how they are written: of desks, lists, programs; and ids of messages (`mailboxes.yaml`)."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

from ft_data.cleaning.privacy.finding import Finding, back
from ft_data.cleaning.privacy.listed import listed
from ft_data.cleaning.privacy.signs import AT_ONLY, AT_TOO, DOT

# What the name of a desk begins or ends with where it is one word: `infocenter`, `pressoffice`.
_DESK = re.compile(
    r"(?:info|support|kontakt|contact|kunden|customer|newsletter|redaktion|hotline|webmaster)[a-z0-9-]*\Z"
    r"|[a-z0-9-]*(?:office|support|services?|desk|cent(?:er|re)|info|team|(?:web|post|host|list|news|ticket|quiz)master|newsletter|hotline|hilfe|enquiries|queries|reply|inquiries|frontdoor|standards|announce|feedback)\Z"
)
_PART = re.compile(r"[-_.+]")
# Mailboxes of authorities, not `first.last`: one where the words around speak of an office.
_GOVERNMENT = re.compile(
    r"(?i)^[a-z0-9-]+@(?:[a-z0-9-]+\.)*(?:gov|gob|gouv|gv|bund|admin|europa|gc)(?:\.[a-z]{2})?\Z"
)
# There people are `first.last`; in the United States one name alone may be somebody's, but none has a digit within.
_NO_PERSON_THERE = re.compile(
    r"(?i)(?!prenom|nom\b)[a-z0-9-]+@(?:[a-z0-9-]+\.)*gouv\.fr\Z|(?:[a-z]*\d{3,}[a-z]+|[a-z]{4,}\d{1,2}[a-z]{2})[a-z0-9]*@(?:[a-z0-9-]+\.)*gov\Z"
)
# Two parts of a name, or letters of it and a number.
_NAME_LIKE = re.compile(r"(?i)[^@]*[a-z][._][a-z]{2}|[^@]*\d[^@]*@")
# The id of a message, and no mailbox: long, and mostly digits.
_MESSAGE = re.compile(
    r"(?=[^@]{14,})(?:[^@\d]*\d){7}[\w.+$-]*@(?![\w.-]*(?:gmail|yahoo|hotmail|outlook|qq|163)\.)"
    r"|(?i:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@|[0-9]{1,6}\.[0-9A-F]{8}@"
)
_ID_OF = re.compile(
    r"(?i)\b(?:message|msg|thread|content|article)[-_ ]?ids?\W{0,5}\Z|\bin[-_ ]reply[-_ ]to\W{0,5}\Z|^references\W{0,5}\Z"
)
_SWITCHES, _LONG = 6, 12  # of small letters, capitals and digits in an id that a program made; its characters


@cache
def _words(name: str) -> frozenset[str]:
    found = listed("mailboxes")[name]
    groups = found.values() if isinstance(found, dict) else (found,)
    return frozenset(str(word) for words in groups for word in words)


def plain(value: str) -> str:
    """Return a mail address as it is meant: `security [at] post [dot] org` is `security@post.org`."""
    if "@" in value:
        return value
    return _DOT.sub(".", _AT.sub("@", value, count=1)).lower()


_AT = re.compile(rf"(?i) ?[\[({{<] ?(?:{AT_ONLY}|{AT_TOO}) ?[\])}}>] ?| (?:{AT_ONLY}|{AT_TOO}) |%40")
_DOT = re.compile(rf"(?i) ?[\[({{<] ?(?:{DOT}|\.) ?[\])}}>] ?| (?:{DOT}) ")


# What a group that has its mailbox at a provider is called: `poecitymappers@gmail.com`.
_GROUP = re.compile(
    r"[a-z0-9._-]{3,}(?:team|society|club|group|community|mappers|meetup|chapter|association|foundation|project|initiative|committee|council|events|school|church|verein)\d{0,4}\Z"
)


def is_role(value: str) -> bool:
    """Say whether a mail address is a desk's, a group's or a list's, not a person's."""
    local, _, domain = value.lower().partition("@")
    if domain in _words("providers"):
        return _GROUP.match(local) is not None
    whole, local, hosts = local, local.partition("+")[0], domain.split(".")
    roles = _words("roles")
    last = re.split("[-_]", local)[-1]
    if local in roles or (last in roles and not local.endswith("_l")) or _DESK.match(local):
        return True
    if not _words("parts").isdisjoint(_PART.split(whole)[-1:] if "." in whole else _PART.split(whole)):
        return True
    if all(part in roles for part in _PART.split(whole)) or whole.split(".")[0] in _words("first"):
        return True
    return not _words("lists").isdisjoint(hosts)


def is_called_as_its_domain(value: str) -> bool:
    """Say whether a mailbox has the name of its own domain: a firm's, or of who has a domain of his own."""
    local, _, domain = value.lower().partition("@")
    local, hosts = local.partition("+")[0], domain.split(".")
    if domain in _words("providers"):
        return False
    third = len(hosts) > 2 and len(hosts[-1]) == 2 and hosts[-2] in _words("second")
    owner = hosts[-3] if third else hosts[-2] if len(hosts) > 1 else ""
    first, *more = re.split("[-_]", local)
    # `acme@acme.com`, `acme-all@acme.com`, `acme-all@acme-project.org`; `anna@anna-poe.org` is Anna
    return len(owner) >= 3 and (first == owner or (bool(more) and first == owner.split("-")[0]))


def is_office(value: str) -> bool:
    """Say whether a mail address at a domain of a government has a name that no person has there."""
    return _NO_PERSON_THERE.match(value) is not None


def is_official(value: str) -> bool:
    """Say whether a mail address may be an authority's own: one name at a domain of a government."""
    return _GOVERNMENT.search(value) is not None


def is_named(value: str) -> bool:
    """Say whether a mail address looks like a person's, or is at a provider where people have theirs."""
    return _NAME_LIKE.match(value) is not None or value.lower().rpartition("@")[2] in _words("providers")


def is_message(text: str, item: Finding, value: str) -> bool:
    """Say whether what looks like an address is the id of a message: by its form, or by the word in front and many digits."""
    local, at, domain = value.partition("@")
    if not at or _WITHIN.search(local):
        return False
    if domain.lower() in _words("providers"):
        return False
    if _MESSAGE.match(value):
        return True
    if len(local) >= _LONG and _switches(local) >= _SWITCHES:
        return True
    said = len(local) >= 8 and sum(map(str.isdigit, local)) >= 3
    return said and _ID_OF.search(text[back(text, item.start, 24) : item.start]) is not None


_WITHIN = re.compile(r"[=#%]")  # the address of a reader of a list, in that of who sends to him


def _switches(local: str) -> int:
    """Count how often small letters, capitals and digits take turns."""
    kinds = ["d" if char.isdigit() else "u" if char.isupper() else "l" for char in local if char.isalnum()]
    return sum(one != other for one, other in pairwise(kinds))
