"""Names that the data itself declares: values of name columns, their mentions in the same row, its greetings and sign-offs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from ft_data.cleaning.privacy.finding import Finding, back
from ft_data.cleaning.wordlist import words

_PART = re.compile(r"[^\W\d_][\w'’.-]*")
_TITLES = words(
    "mr mrs ms miss mx dr prof sir madam herr frau m mme mlle sr sra san jr monsieur madame señor señora"
)
_COMMON = words(
    "will may mark rose hope grace art rich bill chase dean earl faith frank gene grant guy iris jack jo"
    "y june king max miles pat ray rob rusty sky summer sunny ward young best white black brown green pr"
    "ice long wood stone page park"
)
# A name of two ("Poe-Lane"), of which either half is used.
_DOUBLE = re.compile(r"[^\W\d_a-z][^\W\d_]+-[^\W\d_a-z][^\W\d_]+")
# What no name of a person has: digits, underscores, signs, a capital within a small word.
_HANDLE = re.compile(
    r"[0-9_|`^\\{}\[\]]|[a-z]{2}[A-Z]{2}|[a-z]{3}[A-Z]\w*[A-Z]|^(?!(?:Mc|Mac|De|Di|La|Le|Van|Fitz|O')[A-Z])[A-Z]?[a-z]+[A-Z]"
)
# Scripts whose names are a few characters with no boundary of their own.
_DENSE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")

# Letters that continue a name: of scripts that write blanks between words. Any other script's letter ends it.
_GOES_ON = "[0-9A-Za-z_@\u00c0-\u052f\u1e00-\u1fff]"

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
_SIGN_OFF = re.compile(
    r"(?:^|\n|\\n|[.!?] )[ \t]*(?i:(?:(?:best|kind|warm|warmest|kindest) )?(?:regards|wishes)|sincerely|yours (?:sincerely|faithfully|truly)"
    r"|(?:many )?thanks|thank you|cheers|best|all the best|mit freundlichen grüßen|(?:viele|liebe|beste|herzliche) grüße|mfg|lg"
    r"|cordialement|bien à vous|(?:un )?saludos?(?: cordiales)?|atentamente|cordiali saluti|distinti saluti|atenciosamente|abraços?"
    r"|met vriendelijke groeten?|(?:med )?vänliga hälsningar|med venlig hilsen|с уважением)[,.!]?[ \t]*(?:\n|\\n)\s*"
    rf"(?P<name>{_TITLE}{_INITIALS}{_NAMED}(?: (?:[{_UPPER}]\.|{_NAMED})){{0,2}})[ \t]*(?=[,.(\n|]|\\n|$)"
)
# What stands before and after a name by which somebody is spoken to.
_SALUTED = re.compile(
    r"(?i)(?:^|[^\w])(?:dear|hi|hello|hey|hiya|thanks|thank you|thx|cheers|sorry|regards|wishes|sincerely|i am|i['’]?m|this is|name is|name['’]?s"
    r"|liebe[rs]?|hallo|danke|grüße|gruß|lg|bonjour|merci|salut|cordialement|hola|gracias|saludos|ciao|grazie|olá|obrigad[oa]|hoi|bedankt|hej|tack)[,.!]?\s+\Z"
)
_TITLED = re.compile(
    r"(?i)(?:^|[^\w])(?:mrs?|ms|miss|mx|dr|prof|herrn?|frau|mme|monsieur|madame|señora?)\.? \Z"
)
_SPOKEN_END = re.compile(r"\s*(?:[,.!?;:)\n–—]|\Z)")
_PAUSES = (", ", "，")
_DESKS = words(
    "service desk team support department office care center centre group bank company inc ltd gmbh"
)


def mentions(text: str, people: Sequence[str]) -> list[Finding]:
    """Find the given full names in ``text``, each name's capitalised parts that are no common words, and any part of
    one by which somebody is spoken to. Find whom a greeting or sign-off names, in rows that name anybody.
    """
    handles, names = _told_apart(tuple(people))
    found: list[Finding] = []
    for kind, some in (("name", names), ("handle", handles)):
        pattern = _pattern(some)
        spans = [match.span() for match in pattern.finditer(text)] if pattern else []
        found += [
            Finding(kind, *at) for at in spans if not any(a.start < at[1] and at[0] < a.end for a in found)
        ]
    found += [
        Finding("name", *at)
        for at in _addressed(text, names)
        if not any(a.start < at[1] and at[0] < a.end for a in found)
    ]
    if people:
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
        found.sort(key=lambda item: item.start)
    return found


@lru_cache(maxsize=256)
def _told_apart(people: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return handles and names among people: where one can only be a handle (`b0b_99`), all single words are handles."""
    single = tuple(person for person in people if len(person.split()) == 1 and not _DENSE.search(person))
    if not any(map(_HANDLE.search, single)):
        return (), people
    return single, tuple(person for person in people if person not in single)


@lru_cache(maxsize=256)
def _pattern(people: tuple[str, ...]) -> re.Pattern[str] | None:
    """Return what finds people's names: whole in either order and any case, dense ones as they are, parts by a capital."""
    whole: set[str] = set()
    parts: set[str] = set()
    dense: set[str] = set()
    for person in people:
        if _DENSE.search(person):
            if len(person.strip()) >= 2:
                dense.add(r"\s*".join(map(re.escape, person.split())))
            continue
        words = _words(person)
        if len(words) >= 2:
            # "Poe, Anna" in a column is "Anna Poe" in a letter.
            whole |= {r"[\s,]+".join(map(re.escape, some)) for some in (words, [*words[1:], words[0]])}
        apart = [half for word in words if _DOUBLE.fullmatch(word) for half in word.split("-")]
        parts |= {w for w in (*words, *apart) if len(w.strip(".")) >= 3 and w.lower() not in _COMMON}
    options = [*_longest_first(f"(?i:{name})" for name in whole), *_longest_first(map(_capitalised, parts))]
    spaced = [f"(?<!{_GOES_ON})(?:{'|'.join(options)})(?!{_GOES_ON})(?!\\])"] if options else []
    return re.compile("|".join([*spaced, *_longest_first(dense)])) if spaced or dense else None


@lru_cache(maxsize=256)
def _spoken_to(people: tuple[str, ...]) -> re.Pattern[str] | None:
    """Return what may be a name that is also a word, short or written small: one where somebody is spoken to."""
    words = {w for p in people if not _DENSE.search(p) for w in _words(p) if len(w.strip(".")) >= 2}
    if not words:
        return None
    options = "|".join(_longest_first(map(re.escape, words)))
    return re.compile(f"(?<!{_GOES_ON})(?i:{options})(?!{_GOES_ON})(?!\\])")


def _addressed(text: str, people: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Yield where ``text`` speaks to one of ``people`` by a part of their name ("have a good day, Will!", "hi anna,")."""
    pattern = _spoken_to(people)
    for match in pattern.finditer(text) if pattern else ():
        start, end = match.span()
        before = text[back(text, start, 24) : start]
        if _TITLED.search(before) or (
            _SPOKEN_END.match(text, end)
            and (_SALUTED.search(before) or (text[start].isupper() and before.endswith(_PAUSES)))
        ):
            yield start, end


def _words(person: str) -> list[str]:
    return [word for word in _PART.findall(person) if word.lower().strip(".") not in _TITLES]


def _capitalised(word: str) -> str:
    """Return a pattern for a word that starts with a capital, however the rest of it is written."""
    return f"{re.escape(word[:1].upper())}(?i:{re.escape(word[1:])})"


def _longest_first(patterns: Iterable[str]) -> list[str]:
    return sorted(set(patterns), key=lambda pattern: (-len(pattern), pattern))
