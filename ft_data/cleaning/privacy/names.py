"""Names that the data itself declares: values of name columns, their mentions in the same row, its greetings and sign-offs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from ft_data.cleaning.privacy.finding import Finding
from ft_data.cleaning.privacy.spelled import COMMON, GOES_ON, TITLES, can_spell, spans
from ft_data.cleaning.wordlist import words

_PART = re.compile(r"[^\W\d_][\w'’.-]*")
# What no name of a person has: digits, underscores, signs, a capital within a small word.
_HANDLE = re.compile(
    r"[0-9_|`^\\{}\[\]]|[a-z]{2}[A-Z]{2}|[a-z]{3}[A-Z]\w*[A-Z]|^(?!(?:Mc|Mac|De|Di|La|Le|Van|Fitz|O')[A-Z])[A-Z]?[a-z]+[A-Z]"
)
# Scripts whose names are a few characters with no boundary of their own.
_DENSE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")

_UPPER = "A-Z\u00c0-\u00de\u0100-\u017f\u0391-\u03ab\u0410-\u042f"
_NAMED = rf"(?!(?i:mrs?|ms|miss|dr|prof|herrn?|frau|sir|madam|all|team|everyone|there|friend|customer|client|colleague|support|valued|hiring|world|to|the|our|you|and)\b)[{_UPPER}][\w'’-]+"
_TITLE = (
    r"(?:(?i:mr|mrs|ms|miss|mx|dr|prof|herrn?|frau|monsieur|madame|mme|señora?|sra?|dott|sig|signora?)\.? )?"
)
_INITIALS = rf"(?:[{_UPPER}]\. ){{0,3}}"
_GREETING = re.compile(
    r"(?:^|[\n.!?>\"“]|\\n)[ \t]*(?i:dear|hi|hello|hey|good (?:morning|afternoon|evening|day)|thanks|thank you|liebe[rs]?|hallo"
    r"|guten (?:tag|morgen|abend)|sehr geehrte[rs]?|chère?|bonjour|bonsoir|estimad[oa]|querid[oa]|hola|car[oa]|gentile"
    r"|buongiorno|prezad[oa]|olá|beste|geachte|kära|hej|kjære|уважаем(?:ый|ая)|здравствуйте)"
    rf",? {_TITLE}(?P<name>{_INITIALS}{_NAMED}(?: {_NAMED}){{0,2}})(?=\s*[,!.:;\n–—-]|\s*$|\\n)"
)
_NO_PARTING = r"(?!(?i:(?:good)?bye|good (?:bye|night|day|luck)|farewell|thanks?|regards|cheers|ciao|tschüss|adios|see|take care|have|talk|later|welcome|ok|okay|yes|no)\b)"
_SIGN_OFF = re.compile(
    r"(?:^|\n|\\n|[.!?] )[ \t]*(?i:(?:(?:best|kind|warm|warmest|kindest) )?(?:regards|wishes)|sincerely|yours (?:sincerely|faithfully|truly)"
    r"|(?:many )?thanks|thank you|cheers|best|all the best|mit freundlichen grüßen|(?:viele|liebe|beste|herzliche) grüße|mfg|lg"
    r"|cordialement|bien à vous|(?:un )?saludos?(?: cordiales)?|atentamente|cordiali saluti|distinti saluti|atenciosamente|abraços?"
    r"|met vriendelijke groeten?|(?:med )?vänliga hälsningar|med venlig hilsen|с уважением)[,.!]?[ \t]*(?:\n|\\n)\s*"
    rf"(?P<name>{_NO_PARTING}{_TITLE}{_INITIALS}{_NAMED}(?: (?:[{_UPPER}]\.|{_NAMED})){{0,2}})[ \t]*(?=[,.(\n|]|\\n|$)"
)
_DESKS = words(
    "service services desk team support department office care center centre group bank company inc ltd gmbh "
    "list users association society club project network institute foundation council newsletter news daily weekly digest shop store "
    "corporation corp llc plc university college school hotel airlines insurance verein sarl srl announce announcements notifications noreply the "
    "system subsystem mailer daemon postmaster administrator admin server delivery reply bot"
)


def mentions(text: str, people: Sequence[str]) -> list[Finding]:
    """Find the given full names in ``text``, each name's capitalised parts that are no common words, and any part of
    one by which somebody is spoken to. Find whom a greeting or sign-off names, in rows that name anybody.
    """
    handles, names = _told_apart(tuple(people))
    spelled = tuple(name for name in names if can_spell(name))
    others = tuple(name for name in names if name not in spelled)
    found = [Finding("name", *at) for at in spans(text, spelled)] if spelled else []
    for kind, some in (("name", others), ("handle", handles)):
        pattern = _pattern(some)
        at_some = [match.span() for match in pattern.finditer(text)] if pattern else []
        found += [
            Finding(kind, *at)
            for at in at_some
            if not any(one.start < at[1] and at[0] < one.end for one in found)
        ]
    if handles or names:
        taken = [(item.start, item.end) for item in found]
        for match in (*_GREETING.finditer(text), *_SIGN_OFF.finditer(text)):
            start, end = match.span("name")
            if match["name"].rsplit(" ", 1)[-1].lower() in _DESKS:
                continue
            # A name within the greeting's name is found already; the rest of it goes with it.
            inside = [at for at in taken if at[0] < end and start < at[1]]
            found = [item for item in found if (item.start, item.end) not in inside]
            found.append(
                Finding("name", min([start, *(a for a, _ in inside)]), max([end, *(b for _, b in inside)]))
            )
            taken = [(item.start, item.end) for item in found]
        whole = [_with_surname(text, item) if item.kind == "name" else item for item in found]
        whole.sort(key=lambda item: (item.start, -item.end))
        found = []
        for item in whole:
            if not found or item.start >= found[-1].end:
                found.append(item)
    return found


# A family name behind a first name, where a name ends: before "writes", an address, a line's end.
_SURNAME = re.compile(
    rf"(?: [{_UPPER}]\.)? (?!(?i:writes?|wrote|said|says|on|in|at|and|or|from|to|re|fwd?|via|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b){_NAMED}"
    r"(?=[ \t]*(?:\n|\Z|[<(\[@]|,? (?i:writes?|wrote|said|says|schrieb|schreibt|a écrit|escribió|escreveu|ha scritto)\b))"
)


def _with_surname(text: str, item: Finding) -> Finding:
    """Return the finding of one name with the family name that stands behind it: half a name is none masked."""
    if " " in text[item.start : item.end] or text[item.start : item.end].isupper():
        return item
    more = _SURNAME.match(text, item.end)
    return Finding("name", item.start, more.end()) if more else item


@lru_cache(maxsize=256)
def _told_apart(people: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return handles and names among people, without desks: where one can only be a handle (`b0b_99`), all single words are handles."""
    people = tuple(person for person in people if _DESKS.isdisjoint(re.findall(r"\w+", person.lower())))
    single = tuple(person for person in people if len(person.split()) == 1 and not _DENSE.search(person))
    if not any(map(_HANDLE.search, single)):
        return (), people
    return single, tuple(person for person in people if person not in single)


@lru_cache(maxsize=256)
def _pattern(people: tuple[str, ...]) -> re.Pattern[str] | None:
    """Return what finds handles, and names of other scripts: whole ones, and their parts where a script has no cases."""
    whole: set[str] = set()
    parts: set[str] = set()
    dense: set[str] = set()
    for person in people:
        words = [word for word in _PART.findall(person) if word.lower().strip(".") not in TITLES]
        if _DENSE.search(person):
            if len(person.strip()) >= 2:
                dense.add(r"\s*".join(map(re.escape, person.split())))
            continue
        if len(words) >= 2:
            whole.add(r"\s+".join(map(re.escape, words)))
        parts.update(word for word in words if len(word.strip(".")) >= 3 and word.lower() not in COMMON)
    written = {spelling for word in parts for spelling in (word[:1].upper() + word[1:], word.upper())}
    options = [*_longest_first(f"(?i:{name})" for name in whole), *_longest_first(map(re.escape, written))]
    spaced = [f"(?<!{GOES_ON})(?:{'|'.join(options)})(?!{GOES_ON})(?!\\])"] if options else []
    return re.compile("|".join([*spaced, *_longest_first(dense)])) if spaced or dense else None


def _longest_first(patterns: Iterable[str]) -> list[str]:
    return sorted(set(patterns), key=lambda pattern: (-len(pattern), pattern))
