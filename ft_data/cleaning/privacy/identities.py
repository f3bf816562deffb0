"""National identity numbers and labelled documents."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ft_data.cleaning.pattern import Pattern
from ft_data.cleaning.privacy.finding import Finding, bounded, context, runs_on, said_otherwise

GUARDS = {
    "identity": r"[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-Da-d]\b"
    r"|[A-Za-z][0-9]{2}[A-Za-z][0-9]{2}[A-Za-z][0-9]{3}[A-Za-z]"
    r"|(?i:licen[cs]e|passport|insurance|social security|ssn|tax(?:payer)? id|national id|(?:identity"
    r"|id) card|aadhaa?r|\bdni\b|\bnie\b|\bnhs\b|personalausweis|medicare|pesel|bsn|cpf|steuer-?id|reisepass|passeport|pasaporte|passap"
    r"orto|passaporte|curp|\bcuit\b|personnummer|f\x{f8}dselsnummer|codice fiscale|s\x{e9}curit\x{e9} sociale|burgerservice"
    r"|kimlik|\bnric\b|\bhkid\b|\bvin\b|chassis|fahrgestell|seguro social|seguridad social|\bnif\b)"
    r"|身份证|身份證|护照|護照|パスポート|マイナンバー|주민등록번호|여권번호|บัตรประชาชน|आधार|जन्म|паспорт|снилс|инн",
}

_SSN = Pattern(r"[0-9]{3}(?:-[0-9]{2}-| [0-9]{2} )[0-9]{4}|[0-9]{9}")
_SSN_LABEL = re.compile(r"\bssn\b|social security|\btin\b|\bitin\b|tax(?:payer)? id|social insurance")
_NINO = Pattern(r"(?i)\b[a-ceghj-prstw-z][a-ceghj-nprstw-z] ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[a-d]\b")
_NINO_LABEL = re.compile(r"national insurance|\bnino?\b|\bni (?:number|no)")
_FISCAL = Pattern(r"(?i)\b[a-z]{6}[0-9]{2}[abcdehlmprst][0-9]{2}[a-z][0-9]{3}[a-z]\b")
_LABELLED_ELSEWHERE = Pattern(
    r"(?:身份证|身份證|护照|護照|パスポート|マイナンバー|주민등록번호|여권번호|บัตรประชาชน|आधार|(?i:паспорт|снилс|инн))"
    r"(?:号码|號碼|号|號|番号|(?i:[а-я]{0,2})| संख्या| नंबर)?\s?(?:是|为|為|は|은|는|คือ|है|№)?\s?[:：]?\s?"
    r"((?:[A-Z]{0,3}[0-9][A-Z0-9]{4,17})|(?:[A-Z0-9]{2,6}(?:[ -][A-Z0-9]{2,6}){1,5}))"
)
_CPF = Pattern(r"\b[0-9]{3}\.[0-9]{3}\.[0-9]{3}-[0-9]{2}\b")
_LABELLED = Pattern(
    r"(?i)\b(?:driver'?s?'? licen[cs]e|driving licen[cs]e|passport|national id(?:entity)?(?: card)?"
    r"|identity card|id card|personalausweis(?:nummer)?|aadhaar"
    r"|nhs|medicare|health insurance|social insurance|tax(?:payer)? id(?:entification)?|dni|nie"
    r"|social security|ssn|national insurance|pesel|bsn|cpf|steuer-?id(?:entifikationsnummer|nr)?|reisepass(?:nummer)?|passeport"
    r"|pasaporte|passaporto|passaporte|curp|cuit|personnummer|f\x{f8}dselsnummer|codice fiscale|s\x{e9}curit\x{e9} sociale"
    r"|burgerservicenummer|kimlik|nric|hkid|vin|chassis|fahrgestellnummer|seguro social|seguridad social|nif)"
    r"(?: (?:number|no\.?|nr\.?|num|card))?(?: (?:is|are|was|no|of))*\s*[:#=]?\s*((?:\b[A-HJ-NPR-Z0-9]{17}\b)|(?:[A-Z]{0,4}[0-9][A-Z0-9]{4,16})|(?:[A-Z0-9]{2,5}(?:[ -][A-Z0-9]{2,6}){1,5}))"
)


def numbers(text: str) -> Iterator[Finding]:
    """Find identity numbers that are digits: US SSN and ITIN, Brazilian CPF."""
    for match in _SSN.finditer(text):
        start, end = match.span()
        if (
            not bounded(text, start, end)
            or text[start - 1 : start] in ("-", ".", "+")
            or (text[start - 1 : start] == "/" and text[start - 2 : start - 1].isdigit())
            or text[end : end + 1] in ("-", "/")
            or runs_on(text, end)
        ):
            continue
        digits = re.sub(r"\D", "", match.group())
        if digits[:3] in ("000", "666") or digits[3:5] == "00" or digits[5:] == "0000":
            continue
        before = context(text, start)
        if _SSN_LABEL.search(before) or ("-" in match.group() and not said_otherwise(before)):
            yield Finding("ssn", start, end)
    for match in _CPF.finditer(text):
        if cpf_valid(re.sub(r"\D", "", match.group())):
            yield Finding("ssn", *match.span())


def documents(text: str) -> Iterator[Finding]:
    """Find identity numbers with letters (UK NINO, Italian fiscal code) and what a label calls a document."""
    for match in _NINO.finditer(text):
        if match.group()[:2].upper() in ("BG", "GB", "NK", "KN", "TN", "NT", "ZZ"):
            continue
        if match.group().count(" ") >= 3 or _NINO_LABEL.search(context(text, match.start())):
            yield Finding("ssn", *match.span())
    for match in _FISCAL.finditer(text):
        yield Finding("ssn", *match.span())
    for match in (*_LABELLED.finditer(text), *(() if text.isascii() else _LABELLED_ELSEWHERE.finditer(text))):
        value = match.group(1)
        if _OTHER_WORD.search(value):
            # only as far as it is the number, and all of it; what follows is another label
            found = _FIRST.search(text, match.start(1))
            if (
                found
                and found.start() < match.end(1)
                and sum(char.isdigit() for char in found.group()) >= 4
                and bounded(text, *found.span())
            ):
                yield Finding("id_number", *found.span())
            continue
        if sum(char.isdigit() for char in value) >= 4 and bounded(text, *match.span(1)):
            yield Finding("id_number", *match.span(1))


_OTHER_WORD = re.compile(r"(?:^| )[a-z]{2,}(?: |$)")  # "is", "card no": no number has it in small letters
_FIRST = re.compile(r"[A-Z]{0,3}[0-9][A-Z0-9]*")


def cpf_valid(digits: str) -> bool:
    """Check a Brazilian CPF (11 digits) by its two check digits."""
    if len(set(digits)) == 1:
        return False
    for size in (9, 10):
        total = sum(int(d) * (size + 1 - i) for i, d in enumerate(digits[:size]))
        if int(digits[size]) != (total * 10 % 11) % 10:
            return False
    return True
