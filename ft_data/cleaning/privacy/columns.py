"""Columns that hold names, addresses or numbers of people: told by their headers, in several languages, and by their values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

from ft_data.cleaning.wordlist import words

_SPLIT = re.compile(r"(?<=[a-z])(?=[A-Z])|[\s_./:#()\[\]{}'\"&+,;?!|*-]+")
_NAME = words("name names nm nom nombre nome naam namn navn nimi navne")
# Alone they say that a person's name stands here.
_WHOLE = words(
    "fullname firstname lastname surname forename givenname familyname middlename vorname nachname familienname "
    "kundenname kundin ansprechpartner ansprechpartnerin prenom prénom apellido apellidos cognome sobrenome voornaam "
    "achternaam förnamn efternamn fornavn etternavn efternavn etunimi sukunimi imię imie nazwisko "
    "имя фамилия фио отчество 姓名 名字 客户姓名 客户名称 联系人 氏名 お名前 顧客名 担当者名 担当者 이름 성명 고객명 담당자 اسم الاسم "
    "नाम ชื่อ ชื่อลูกค้า שם"
)
_WHO = words(
    "customer cust client contact person patient employee emp guest member student pupil caller sender recipient "
    "requester requestor agent assignee owner buyer seller tenant applicant candidate participant visitor passenger "
    "borrower payer payee holder cardholder accountholder beneficiary reporter complainant claimant insured subscriber "
    "shopper consumer attendee resident donor first last full given family middle sur maiden legal billing shipping "
    "kunde kunden kundin patientin mitarbeiter cliente clienta paciente empleado contacto persona klant medewerker kund "
    "client clients salarié cliente utente paziente dipendente rep representative doctor physician nurse teacher"
)
_ROLES = words(
    "customer client contact patient employee guest caller sender recipient requester requestor agent assignee buyer "
    "tenant applicant candidate passenger kunde kundin cliente klant kund ansprechpartner contacto patientin"
)
# What has a name and is nobody.
_THINGS = words(
    "file product item company business org organization organisation firm model class function method column field "
    "table dataset database tool event place city country state street brand movie film song album recipe drug host "
    "server domain project repo repository package path display nick user screen sheet school course job team channel "
    "game book author category tag label group topic intent service variable parameter key type code short region "
    "species plant animal dish ingredient restaurant hotel store shop bank account plan campaign template task skill "
    "character entity node image device app application process branch commit library module firma produkt datei "
    "empresa producto archivo société produit fichier azienda prodotto bedrijf"
)
_MAIL = words(
    "email mail emailaddress mailaddress correo courriel emailadresse mailadresse epost sähköposti почта емейл "
    "邮箱 电子邮件 電子郵件 メール メールアドレス 이메일 البريد ईमेल อีเมล"
)
_PHONE = words(
    "phone telephone tel mobile cell fax phonenumber telefon telefono teléfono téléphone telefoon telefone puhelin "
    "handy portable móvil celular cellulare whatsapp msisdn телефон 电话 手机 手机号 電話 電話番号 携帯 전화 전화번호 휴대폰 "
    "هاتف جوال फ़ोन मोबाइल โทร เบอร์โทร"
)
_NOBODY = words(
    "inc llc ltd gmbh ag corp corporation co kg company group support team service services department dept office "
    "unknown none n/a na null anonymous anonym guest customer client user admin administrator test system bot "
    "assistant agent help desk bank shop store hotel university school the a an of and for"
)
# A letter that an export could not write is a question mark by now.
_PART = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]*|[?\ufffd]+[^\W\d_]+)*\Z")
_NO_SPACES = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_MAX_NAME: Final = 60
_DEPTH: Final = 2
# Fields of calls and turns are what a row is about, not about whom it is.
_CONTENT = words(
    "tools functions arguments parameters tool_calls function_call messages conversations properties"
)


@lru_cache(maxsize=8192)
def header(key: str, under: str = "") -> str:
    """Return what a column's header says that it holds: "name", "role" (somebody, perhaps by name), "email", "phone" or "".

    ``under`` is the header of the object that the column is in (``customer.name``). A bare ``name`` can be the
    name of anything.
    """
    said = [part.lower() for part in _SPLIT.split(key) if part]
    all_said = {*said, *(part.lower() for part in _SPLIT.split(under) if part)}
    joined = "".join(said)
    if joined in _MAIL or not _MAIL.isdisjoint(said):
        return "email"
    if joined in _PHONE or not _PHONE.isdisjoint(said):
        return "phone"
    if joined in _WHOLE or not _WHOLE.isdisjoint(said):
        return "name"
    if not _NAME.isdisjoint(said):
        if _WHO.isdisjoint(all_said) or not _THINGS.isdisjoint(said):
            return ""
        return "name"
    return "role" if len(said) == 1 and said[0] in _ROLES else ""


def is_name(value: str, least: int = 1) -> bool:
    """Say whether ``value`` reads as the name of a person: ``least`` to five words of letters, none of a firm or a desk."""
    value = value.strip()
    if not 2 <= len(value) <= _MAX_NAME:
        return False
    parts = [part for part in re.split(r"[\s,]+", value) if part]
    if not all(map(_PART.match, parts)) or any(part.lower().strip(".") in _NOBODY for part in parts):
        return False
    if _NO_SPACES.search(value):
        return len(value) <= 8
    letters = [part for part in parts if len(part.strip(".")) >= 2]
    return bool(letters) and least <= len(parts) <= 5


def is_full_name(value: str) -> bool:
    """Say whether ``value`` can hardly be anything but somebody's name: two to four capitalised words."""
    parts = value.replace(",", " ").split()
    return (
        is_name(value, 2) and len(parts) <= 4 and all(part[0].isupper() or len(part) <= 3 for part in parts)
    )


def holds_name(key: str, value: str, under: str = "") -> bool:
    """Say whether the value of a column is a person's name, by header and value together."""
    kind = header(key, under)
    return (kind == "name" and is_name(value)) or (kind == "role" and is_full_name(value))


def names_in(record: Mapping[str, Any], under: str = "", depth: int = 0) -> Iterator[str]:
    """Yield the names of people that the columns of a record declare by their headers; objects in it are looked into."""
    for key in _declaring(tuple(record), under):
        value = record[key]
        if type(value) is str and len(value) <= _MAX_NAME and holds_name(key, value, under):
            yield value.strip()
    if depth < _DEPTH:
        for key, value in record.items():
            if type(value) is dict and key not in _CONTENT:
                yield from names_in(value, key, depth + 1)


@lru_cache(maxsize=4096)
def _declaring(keys: tuple[str, ...], under: str) -> tuple[str, ...]:
    """Return those of a record's columns that may hold names; most records of a source have the same columns."""
    return tuple(key for key in keys if header(key, under) in ("name", "role"))


def proposals(records: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return the columns of a source that look like names, addresses or telephone numbers of people: column -> kind.

    A bare ``name`` counts where nearly all of its values are full names of people.
    """
    seen: dict[str, list[str]] = {}
    for record in records:
        for key, value in record.items():
            if type(value) is str and value.strip() and len(value) <= 2 * _MAX_NAME:
                seen.setdefault(key, []).append(value)
    found = {}
    for key, given in seen.items():
        kind = header(key)
        if kind != "email" and sum(map(bool, map(_ADDRESS.match, given))) >= _MOST * len(given):
            found[key] = "email"  # whatever its header says
            continue
        if kind in ("email", "phone"):
            sure = sum(
                ("@" in value) if kind == "email" else sum(c.isdecimal() for c in value) >= 6
                for value in given
            )
        elif kind in ("name", "role"):
            sure, kind = sum(holds_name(key, value) for value in given), "name"
        elif not _NAME.isdisjoint(part.lower() for part in _SPLIT.split(key)):
            sure, kind = sum(map(is_full_name, given)), "name"
        else:
            continue
        if sure >= _MOST * len(given):
            found[key] = kind
    return found


_MOST: Final = 0.6
_ADDRESS = re.compile(r"\s*[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+\s*\Z")
