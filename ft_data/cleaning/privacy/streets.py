"""Streets with a number in the languages of Latin script that put the number behind: German to Finnish, French to Polish."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from ft_data.cleaning.pattern import Pattern
from ft_data.cleaning.privacy.finding import Finding, is_word

UPPER: Final = r"[A-Z\x{c0}-\x{de}\x{100}-\x{17f}\x{370}-\x{52f}]"
WORD: Final = r"[^\s,;:!?()\[\]\"<>|0-9/]"
# A word of a name; a full stop ends a sentence, but for these: `St. Jakobs-Straße`, and not `Hi. Hauptstraße`.
NAME: Final = rf"(?:(?:St|Dr|Prof|Gen|Gl|Skt|[A-Z])\.|{UPPER}[^\s,;:!?()\[\]\"<>|0-9/.]*)"
TOWN: Final = (
    rf"(?:(?:São|Santa|Santo|San|Rio|Belo|Los|Las|La|El|Le|Bad|Sankt|St\.|New|Den) (?:de )?)?{UPPER}{WORD}+"
)
# What the word of a street ends with, in one word with its name.
_ENDS: Final = (
    "stra(?:ß|ss)e|str\\.|straat|gasse|allee|platz|weg|laan|gracht|plein|kade|singel|dreef|steeg|dijk|damm|ufer|graben|stieg"
    "|gatan|vägen|vejen|veien|gata|gade|gaden|vej|väg|veg|stigen|gränd|torget|backen|stræde|stien|vænget|bakken|torv|plads"
    "|vegur|braut|stígur|stræti|kuja|katu|polku|ntie|rinne|kaari|penger"
)
# In small letters only what is a street and nothing else.
_SMALL_ENDS: Final = "stra(?:ß|ss)e|straat|gatan|vägen|veien|vej|kuja|katu"
# The word of a street behind its name.
_BEHIND: Final = (
    r"tänav|tn\.|tn|mnt\.?|maantee|pst\.?|puiestee|iela|prospekts|bulvāris|gatvė|g\.|pr\.|utca|körút|katu|polku|vei|väg|gata|vej|gade"
    r"|[Cc]addesi|[Cc]ad\.|[Cc]d\.|[Ss]okak|[Ss]okağı|[Ss]ok\.|[Ss]k\.|[Bb]ulvarı|[Bb]lv\.|ulica|cesta|náměstí|nám\.|třída"
)
_BEFORE: Final = (
    r"(?:(?i:calle|avenida|paseo|plaza|carrera|via|viale|piazza|corso|largo|rua|travessa|ulic[aey]|aleja|osiedle|chaussée|strada|bulevardul|aleea|jalan) "
    r"|(?i:avda\.|av\.|cra\.|ul\.|os\.|str\.|bd\.|șos\.|jl\.) ?)"
)
_FRENCH: Final = "rue|avenue|boulevard|chemin|impasse|allée|quai|cours|place"
GUARD: Final = (
    rf"(?:{_ENDS}|Straße|Strasse|Str\.|Platz|Allee|Weg|Gasse)[ ,]{{1,2}}[0-9]"
    rf"|[ ](?:{_BEHIND})(?: No:?)? ?[0-9]|s gate [0-9]"
    rf"|[0-9](?: ?(?:bis|ter|[a-d]))?,? (?i:{_FRENCH}) "
    rf"|(?:^|[^\pL])(?:{_BEFORE}|[Rr]ue |[Cc]haussée )(?:d[aeiou]|l[ae]s? |{UPPER})|\b[Cc]/ ?[A-Z][a-z]"
)
_TAIL: Final = (
    rf"[ ,]{{1,2}}[0-9]{{1,4}}(?: ?[a-zA-Z]\b(?: [0-9]{{1,3}}\b)?)?(?: ?[-–/] ?[0-9]{{1,4}}[a-z]?)?\b(?:,?\s{{1,2}}(?:[A-Z]{{1,2}}-)?[0-9]{{4,5}}(?: ?[A-Z]{{2"
    rf"}})?,? {TOWN})?"
)
_ONE_WORD = Pattern(
    rf"(?:{NAME}[ -]){{0,2}}{UPPER}{WORD}+(?:{_ENDS}){_TAIL}"
    rf"|{UPPER}{WORD}{{2,}}[- ](?:Straße|Strasse|Str\.|Platz|Allee|Weg|Gasse){_TAIL}"
)
_SMALL = Pattern(
    rf"\b[a-z\x{{df}}-\x{{ff}}]{{4,}}(?:{_SMALL_ENDS}) [0-9]{{1,4}}[a-z]?(?:[-/][0-9]{{1,4}})?\b"
)
_TWO_WORDS = Pattern(
    rf"{NAME}(?: {NAME}){{0,2}} (?:{_BEHIND})(?: [Nn]o:?)? ?[0-9]{{1,4}}(?:[a-zA-Z]\b)?(?: ?[-/] ?[0-9]{{1,4}}[a-z]?)?\b"
    rf"|(?:{NAME} )?{UPPER}{WORD}+s gate [0-9]{{1,4}}[a-z]?\b"
)
_ROMANCE = Pattern(
    rf"\b[0-9]{{1,4}}(?: ?(?:bis|ter|[a-d]))?,? (?i:{_FRENCH}) (?i:de la |de l['’]|du |des |de |d['’]|la |le "
    rf"|les )?{UPPER}{WORD}{{2,}}(?:[ -]{UPPER}{WORD}+){{0,3}}"
    rf"(?:,?\s{{1,2}}[0-9]{{5}} {TOWN})?"
    rf"|\b(?:{_BEFORE})(?i:de la |de los |del |de |da |do |dos |das |di |della "
    rf"|dei )?{UPPER}{WORD}{{2,}}(?: {UPPER}{WORD}+){{0,3}},? (?i:n[.º°or]{{0,2}} ?)?[0-9]{{1,5}}\b"
    rf"(?:,?\s{{1,2}}[0-9]{{4,5}}(?:-[0-9]{{3}})? {TOWN})?"
    rf"|\b[Cc]/ ?[A-Z\x{{c0}}-\x{{de}}][a-z\x{{df}}-\x{{ff}}]{WORD}+(?: {UPPER}{WORD}+){{0,3}},? (?i:n[.º°or]{{0,2}} ?)?[0-9]{{1,5}}\b(?:,?\s{{1,2}}[0-9]{{4,5}} {TOWN})?"
    rf"|\b(?:[Rr]ue|[Cc]haussée) (?i:de la |de l['’]|du |des |de |d['’])?{UPPER}{WORD}{{2,}}(?:[ -]{UPPER}{WORD}+){{0,3}},? [0-9]{{1,3}}(?:[a-z]\b)?(?:,|\n|\z)"
)
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d\Z")
_MEASURED = re.compile(r"\s?(?:k?m|min(?:uten?|utes?)?|std|stunden?|euro?|prozent|grad)\b|\s?[%€$°]", re.I)
_IN_METRES = re.compile(r"[0-9] m\Z")  # reads as the letter of a house
_CLOSED = re.compile(r"\s*(?:\Z|[\n,;.)\]|\"'<])")


def streets(text: str) -> Iterator[Finding]:
    """Find German, Dutch, Scandinavian, Finnish, Baltic, French, Spanish, Italian, Portuguese, Polish, Turkish streets."""
    return numbered(text, _ONE_WORD, _TWO_WORDS, _ROMANCE, _SMALL)


def numbered(text: str, *patterns: Any) -> Iterator[Finding]:
    """Yield what the patterns match, as a whole and without a year at its end."""
    for pattern in patterns:
        for match in pattern.finditer(text):
            start, value = match.start(), match.group().rstrip(".,\n")
            if value.startswith("via ") and (
                _BY_WAY.match(value) or not _IN_ITALY.search(text, max(0, start - 24), start)
            ):
                continue  # by way of
            if pattern is _SMALL and not _CLOSED.match(text, match.end()):
                continue
            if _MEASURED.match(text, match.end()) or _IN_METRES.search(value):
                continue  # so far from somewhere
            if not (start and is_word(text[start - 1])) and not _ends_in_year(value):
                near = _NEAR.match(value)
                yield Finding("address", start + (near.end() if near else 0), start + len(value))


# Where something is seen from a street: no part of its name.
_NEAR = re.compile(
    r"(?:Auf Höhe|(?:In der )?Nähe|Nahe|Gegenüber|Ecke|Kreuzung)(?: (?:von|der|des|dem|zur|zum))? (?=\S)"
)
_BY_WAY = re.compile(
    r"via (?:Layer|Port|Channel|Kanal|Version|HTTPS?|IPv|USB|W[iI]-?F[iI]|WLAN|Bus|Linie|Line|Route|Autobahn|Interstate|Highway|Exit|Terminal|Gate|Platform|Python|Node|Bluetooth)\b"
)
_IN_ITALY = re.compile(
    r"(?i)(?:\b(?:in|a|di|da|alla|alle|nella|abit\w+|sede|indirizzo|residente|presso|e)|[,:(]|\A) *\Z"
)


def _ends_in_year(value: str) -> bool:
    return _YEAR.match(value[-4:]) is not None and not value[-5:-4].isdigit() and value[0].isalpha()
