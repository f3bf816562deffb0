"""Dates of birth: after a label, or in the first person, in some twenty languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ft_data.cleaning.pattern import Pattern
from ft_data.cleaning.privacy.finding import Finding

# What a form calls it; a date follows a colon, an equals sign or "is".
_LABELS: Final = (
    r"\bd\.?o\.?b\.?|\b(?:date[ _]?of[ _]?birth|birth[ _]?date|geburtsdatum|geb\.-?datum|date de naissance|fecha de nacimiento|f\. de nacimiento"
    r"|data di nascita|data de nascimento|data nașterii|geboortedatum|födelsedatum|fødselsdato|syntymäaika|data urodzenia|datum narození"
    r"|születési (?:dátum|idő)|doğum tarihi|tanggal lahir|ngày sinh)|\b(?:my|his|her|your|their|the) birthday"
    r"|дата рождения|дата народження|ημερομηνία γέννησης|出生日期|出生年月日|生年月日|誕生日|생년월일|วันเกิด|วันเดือนปีเกิด|تاريخ الميلاد|जन्म ?तिथि|जन्मतिथि|תאריך לידה"
)
# Who says it of himself; of others it is a biography.
_SELVES: Final = (
    r"\bI was born(?: on)?|\bich (?:bin|wurde) am|\bje suis née? le|\bnací el|\bsono nat[oa] il|\bnasci (?:em|a|no dia)|\bik ben geboren op|\bjag är född(?: den)?"
    r"|\b(?:mein geburtstag|mon anniversaire|mi cumpleaños|(?:il )?mio compleanno|meu aniversário|mijn verjaardag|moje urodziny|min födelsedag)"
    r"|\burodził[ae]m się|\bdoğum günüm|я родил(?:ся|ась)|我(?:的生日是|出生于|生于)|私の誕生日は|제 생일은"
)
GUARDS: Final = {"birth": rf"(?i){_LABELS}|{_SELVES}|\bgeboren am"}

_MONTH: Final = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_MONTH_ELSEWHERE: Final = (
    r"(?:j(?:anuar|änner|anvier)|februar|février|märz|mars|avril|mai|juin?i?|juillet|août|septembre|oktober|octobre|novembre|dezember|décembre"
    r"|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|ottobre|dicembre"
    r"|janeiro|fevereiro|março|maio|junho|julho|setembro|outubro|novembro|dezembro|januari|februari|maart|mei|juni|juli|augusti?|december|maj"
    r"|stycznia|lutego|marca|kwietnia|maja|czerwca|lipca|sierpnia|września|października|listopada|grudnia"
    r"|ocak|şubat|mart|nisan|mayıs|haziran|temmuz|ağustos|eylül|ekim|kasım|aralık"
    r"|января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря)"
)
_NUMBERS: Final = (
    r"[0-9]{1,2}[-/.][0-9]{1,2}[-/.](?:[0-9]{4}|[0-9]{2})|[0-9]{1,2}\. ?[0-9]{1,2}\. ?[0-9]{4}|[0-9]{4}[-/.] ?[0-9]{1,2}[-/.] ?[0-9]{1,2}"
    r"|[0-9]{4} ?年 ?[0-9]{1,2} ?月 ?[0-9]{1,2} ?日|[0-9]{4}년 ?[0-9]{1,2}월 ?[0-9]{1,2}일"
)
_DAY: Final = (
    rf"({_NUMBERS}|[0-9]{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH},? [0-9]{{4}}|{_MONTH} [0-9]{{1,2}}(?:st|nd|rd|th)?,? [0-9]{{4}}"
    rf"|[0-9]{{1,2}}(?:\.|er|º)? (?:de |d['’])?{_MONTH_ELSEWHERE}(?: de| del)? [0-9]{{4}})"
)
_LINK: Final = (
    r"(?:\)?[\"']?\s{0,2}[:：=?.-]?\s{0,2}(?:is|was|it's|it is|on|am|le|el|il|den|der|ist|lautet|est|es|è|é|jest|są|op)?"
    r"|\s?(?:は|是|为|為|은|는|คือ|هو|है|—|–))"
)
_BIRTH = Pattern(rf"(?i)(?:{_LABELS}|{_SELVES})(?:{_LINK}[:：\s\"']{{0,3}}){{1,3}}{_DAY}")
_OF_OTHERS = Pattern(rf"(?i)\bgeboren am[:\s]{{1,3}}({_NUMBERS})")  # in numbers: a form's, no biography's
_YEAR = re.compile(r"(?<![0-9])[0-9]{4}(?![0-9])")
LIVING: Final = 1900  # nobody born before it lives
# What else a date can be the date of, in front of it: the word of a field or of a form.
_OTHER_DATE = re.compile(
    r"(?:(?<![a-z])(?:exp(?:iry|ires?|iration|iring)?|issued?|issuing|issuance|valid(?:ity)?|due|until|from|to|start|end|created|updated|hired?|hiring|joined|joining|visit|scad\w+|rilasci\w+|emiss\w+"
    r"|gültig\w*|ablauf\w*|ausgestellt|ausstellung\w*|expira\w+|caduc\w+|vencimiento|vence|emisión|valid[aei]\w+|válid\w+|délivr\w+|geldig\w*|ważn\w+|wydan\w+|выдан\w*|срок\w*|действ\w+)"
    r"|有效期|签发|簽發|到期|発行|有効期限|발급|만료)(?:[ _-]?(?:date|data|datum|fecha|day|at|on|am|il|el|le|time|bis|do|до))?[\s\"'`:：=_.-]*\Z"
)


def is_another_date(before: str) -> bool:
    """Say whether the words at the end of ``before`` (small letters) make the date behind them one of something else than a birth."""
    return _OTHER_DATE.search(before) is not None


_FACTS = re.compile(r"(?:^|\n)[ \t]*[-*•|] *$")


def births(text: str) -> Iterator[Finding]:
    """Find dates of birth that a label or the first person announces, in some twenty languages; biographies are not touched."""
    for match in (*_BIRTH.finditer(text), *_OF_OTHERS.finditer(text)):
        if match.end(1) < len(text) and text[match.end(1)].isdigit():
            continue
        if any(int(year) < LIVING for year in _YEAR.findall(match.group(1))):
            continue
        # "- birth date: ..." in a list of facts is an encyclopedia's entry on a public person.
        if not (
            match.group().lower().startswith("birth")
            and _FACTS.search(text, max(0, match.start() - 40), match.start())
        ):
            yield Finding("birth_date", *match.span(1))
