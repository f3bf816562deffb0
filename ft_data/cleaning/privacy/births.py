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
# Who says it of his own people; of others it is a biography.
_RELATIVES: Final = (
    r"\b(?:my|our) (?:\w+ ){0,2}(?:son|daughter|wife|husband|mother|father|mom|mum|dad|brother|sister|child|baby|boy|girl|partner|grandson|granddaughter|girlfriend|boyfriend|twins?)(?:,? \w+,?)? (?:was|is|were) born(?: on)?"
    r"|\b(?:son|daughter|wife|husband|mother|father|mom|mum|dad|brother|sister|child|baby|partner|grandson|granddaughter|girlfriend|boyfriend|friend)['’]s (?:birthday|birth date|date of birth)"
    r"|\b(?:mein|unser)e? (?:sohn|tochter|frau|mann|mutter|vater|bruder|schwester|kind|enkel|enkelin) (?:ist|wurde) am|\b(?:mon|ma|notre) (?:fils|fille|femme|mari|mère|père|frère|sœur|enfant) est née? le"
    r"|\b(?:mi|nuestr[oa]) (?:hij[oa]|espos[oa]|marido|mujer|madre|padre|herman[oa]) nació el|\bmi[oa] (?:figli[oa]|moglie|marito|madre|padre|fratello|sorella) è nat[oa] il|\b(?:meu|minha) (?:filh[oa]|espos[oa]|marido|mulher|mãe|pai|irmão|irmã) nasceu (?:em|a|no dia)"
    r"|(?:儿子|女儿|妻子|丈夫|老婆|老公|父亲|母亲|爸爸|妈妈|哥哥|姐姐|弟弟|妹妹|兄弟|孩子|朋友)的?(?:生日是?|出生于|生于)|(?:息子|娘|妻|夫|母|父|兄|姉|弟|妹|子供)の(?:誕生日|生年月日)は"
)
# A date in numbers behind it is a form's, in words a biography's.
_FORMS: Final = r"\bgeboren (?:am|op)|\bgeb\.|\bborn(?: on)?|\bnée? le|\bnat[oa] il|\bnacid[oa] el|\bnascid[oa] (?:em|a)|\bfødt|\bfödd|\burodz(?:ony|ona)|\bд\.? ?р\."
# The guard only has to notice, and stays small: what all of those have.
GUARDS: Final = {
    "birth": rf"(?i){_LABELS}|{_SELVES}|birthday|(?:born(?: on)?|geb\.|geboren (?:am|op)|née? le|nat[oa] il|nacid[oa] el|nascid[oa] (?:em|a)|født|född|urodzon[ya]|urodzona|д\.? ?р\.):?\s{{1,2}}[0-9]|\bborn (?:on )?[A-Z0-9]|(?:ist|wurde) am [0-9]|nació el|nasceu|生日|出生于|生于|生年月日"
}

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
_BIRTH = Pattern(rf"(?i)(?:{_LABELS}|{_SELVES}|{_RELATIVES})(?:{_LINK}[:：\s\"']{{0,3}}){{1,3}}{_DAY}")
_OF_OTHERS = Pattern(rf"(?i)(?:{_FORMS})[:\s]{{1,3}}({_NUMBERS})")
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
