"""What is no person's, and a text is meant to give away: contact points of organisations, what standards give to nobody, samples.

A hotline or an ``info@`` is often the answer itself. `is_public` decides by the finding's own form (a role address, a
toll-free number, an address of a private network) and by the words around it (`ft_data.cleaning.privacy.around`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Literal

from ft_data.cleaning.privacy.around import (
    of_a_firm,
    of_a_list,
    of_a_machine,
    of_a_public_place,
    of_an_organisation,
)
from ft_data.cleaning.privacy.choices import among_choices
from ft_data.cleaning.privacy.finding import Finding, bounded
from ft_data.cleaning.privacy.program import in_program_text
from ft_data.cleaning.privacy.reserved import reserved
from ft_data.cleaning.privacy.samples import is_sample
from ft_data.cleaning.wordlist import words

Public = Literal["none", "organisations"]

_ROLES = words(
    "info infos information support contact contacts contactus contacto contato kontakt kontakte help helpdesk hilfe hotline "
    "service services kundenservice kundendienst customerservice customer.service customercare customer.care customer-service "
    "servicio atencion sac sales vertrieb ventas vendas noreply no-reply no.reply donotreply do-not-reply nepasrepondre "
    "office buero sekretariat secretariat reception empfang presse press media prensa privacy datenschutz dpo legal "
    "abuse security postmaster webmaster hostmaster billing rechnung invoices accounts buchhaltung careers jobs bewerbung "
    "feedback enquiries inquiries enquiry hello hallo hola team orders order bestellung bookings booking reservations "
    "reservierung marketing newsletter redaktion editor editors editorial returns complaints beschwerde notifications "
    "alerts mailer-daemon listserv subscribe unsubscribe partners membership donations events library bibliothek "
    "advice beratung register registrations academy conference license licensing licenses opensource oss bug bugs policy "
    "foundation pr admission admissions board copyright trademark docs dev core backup permissions community sponsor sponsors sponsoring "
    "sponsorship maintainer maintainers donate donation donations announce announces users devel developers discuss discussion owner request bounces leave "
    "join majordomo list lists secretary treasurer chair committee staff volunteers volunteer sysadmin root webteam contributors governance moderators "
    "conferences conference events eventos ayuda help-desk wwwadmin gewinnspiel "
    "conduct coc treasury finance payments payment refunds ventes achat achats commercial accueil mairie adherents adhesion formation inscription inscriptions "
    "communication secretaria secretaría administracion administración administrador consultas consulta soporte suporte cursos inscripciones inscricoes inscrições "
    "rrhh prensa imprensa comunicacao ouvidoria faleconosco atendimento comercial vorstand verein kasse mitglieder mitgliedschaft technik orga noc spenden anfrage "
    "anfragen segreteria amministrazione biuro sekretariat informatie klantenservice tickets ticket callcenter test "
    "admin admins administrator care hr ops lead leads desk sig wg l lst talk general news commits bot daemon "
    "ubuntu ec2-user vagrant centos debian jenkins git hadoop postgres mysql www-data nagios"
)
# Where everybody has an address of their own, whatever it is called.
_PRIVATE_MAIL = words(
    "gmail.com googlemail.com yahoo.com yahoo.co.uk yahoo.de hotmail.com outlook.com live.com msn.com aol.com icloud.com "
    "me.com gmx.de gmx.net gmx.com web.de t-online.de freenet.de mail.com mail.ru yandex.ru qq.com 163.com 126.com "
    "sina.com naver.com daum.net proton.me protonmail.com orange.fr free.fr wanadoo.fr laposte.net libero.it hotmail.fr"
)
# What the name of a desk begins or ends with where it is one word: `infocenter`, `pressoffice`.
_DESK = re.compile(
    r"(?:info|support|kontakt|contact|kunden|customer|newsletter|redaktion|hotline|webmaster)[a-z0-9-]*\Z"
    r"|[a-z0-9-]*(?:office|support|services?|desk|cent(?:er|re)|info|team|master|newsletter|hotline|hilfe|enquiries|queries|reply)\Z"
)
_SECOND = words("com org net gov gob gub gouv edu ac co or ne go")  # below which countries give names
_LISTS = words(
    "lists list groups listserv mailman googlegroups yahoogroups freelists sympa listes listas liste lista"
)  # hosts of mailing lists
# Mailboxes of authorities, not `first.last`: one where the words around speak of an office.
_GOVERNMENT = re.compile(
    r"(?i)^[a-z0-9-]+@(?:[a-z0-9-]+\.)*(?:gov|gob|gouv|gv|bund|admin|europa|gc)(?:\.[a-z]{2})?\Z"
)
_GOUV = re.compile(
    r"(?i)(?!prenom|nom\b)[a-z0-9-]+@(?:[a-z0-9-]+\.)*gouv\.fr\Z"
)  # there people are `first.last`
_MOBILE = re.compile(
    r"(?:\+86|0086)?[ -]?1[3-9]\d|\+81[ -]?[789]0|\+82[ -]?10|\+491[5-7]|\+49 1[5-7]|01[5-7]\d|\+447|\+44 7|07\d"
)
_FRENCH_SHARED = re.compile(r"0 ?8[0-2]\d(?: ?\d{3}){2}\Z")
_GERMAN_SHARED = re.compile(r"0180[1-7][ /-]?\d[\d /-]{3,10}\Z")
_EVERYWHERE = re.compile(
    r"(?:(?:\+?1|001)[-. ]?)?\(?8(?:00|33|44|55|66|77|88)\)?[-. ]\d{3}[-. ]?\d{4}\Z|0?800[ /.-]\d[\d /.-]{4,10}\Z|400[- ]?\d{3}[- ]?\d{4}\Z"
)


def personal(
    text: str,
    found: Sequence[Finding],
    level: Public,
    regions: Sequence[str] = ("US", "GB"),
    lenient: bool = False,
) -> list[Finding]:
    """Return the findings that are somebody's. What is public once in a text is public wherever the text says it again."""

    def again(item: Finding) -> bool:
        """Samples in program text apart: they say nothing of who has the same address elsewhere."""
        return not in_program_text(text, item) and is_public(text, item, level, regions, lenient)

    left = [item for item in found if not is_public(text, item, level, regions, lenient)]
    if level == "none" or not left:
        return left
    said: dict[tuple[str, str], bool] = {}
    for item in left:
        value = text[item.start : item.end]
        if (item.kind, value) not in said:
            places = _places(text, value)
            said[item.kind, value] = any(
                again(Finding(item.kind, start, start + len(value)))
                for start in places
                if start != item.start
            )
    return [item for item in left if not said[item.kind, text[item.start : item.end]]]


def _places(text: str, value: str) -> Iterator[int]:
    """Yield where ``value`` stands in a text as a whole, the first few times."""
    start = text.find(value)
    for _ in range(_MOST_PLACES):
        if start < 0:
            return
        if bounded(text, start, start + len(value)):
            yield start
        start = text.find(value, start + len(value))


_MOST_PLACES = 16


def is_public(
    text: str, item: Finding, level: Public, regions: Sequence[str] = ("US", "GB"), lenient: bool = False
) -> bool:
    """Say whether a finding is no person's.

    ``level``: ``organisations`` keeps contact points, what a standard gives to nobody, samples and what stands in program text;
    ``none`` keeps nothing. ``regions`` are those of national numbers.
    ``lenient``: the text is masked by now, so that words around it lie elsewhere than when it was kept.
    """
    if level == "none":
        return False
    value = text[item.start : item.end]
    if reserved(item, value) or in_program_text(text, item) or among_choices(text, item):
        return True
    if item.kind == "email":
        value = _plain(value)
        if is_role(value) or is_sample(item, value) or _MESSAGE.match(value):
            return True
        desk = _GOUV.match(value) is not None or (
            _GOVERNMENT.search(value) is not None and of_an_organisation(text, item, lenient)
        )
        own = _NAME_LIKE.match(value) or value.lower().rpartition("@")[2] in _PRIVATE_MAIL
        return desk or (not own and of_a_list(text, item, lenient))
    if item.kind == "phone":
        return (
            is_sample(item, value)
            or _is_service(value, tuple(regions))
            or (not _MOBILE.match(value) and of_an_organisation(text, item, lenient))
        )
    if item.kind == "iban":
        return of_a_firm(text, item, lenient)
    if item.kind == "ssn":
        return is_sample(item, value)
    if item.kind in ("ip", "mac"):
        return is_sample(item, value) or of_a_machine(text, item, lenient)
    if item.kind == "handle":
        return "@" in value[1:] and is_sample(Finding("email", item.start, item.end), value)
    if item.kind == "secret":
        return _DOCUMENTED.search(value) is not None
    return item.kind == "address" and (is_sample(item, value) or of_a_public_place(text, item, lenient))


def _plain(value: str) -> str:
    """Return a mail address as it is meant: `security [at] post [dot] org` is `security@post.org`."""
    if "@" in value:
        return value
    value = re.sub(r"(?i) ?[\[({<] ?at ?[\])}>] ?| at |%40", "@", value, count=1)
    return re.sub(r"(?i) ?[\[({<] ?(?:dot|\.) ?[\])}>] ?| dot ", ".", value).lower()


# The id of a message, and no mailbox: long, and mostly digits.
_MESSAGE = re.compile(
    r"(?=[^@]{14,})(?:[^@\d]*\d){7}[\w.+$-]*@(?![\w.-]*(?:gmail|yahoo|hotmail|outlook|qq|163)\.)"
)
# Two parts of a name, or letters of it and a number.
_NAME_LIKE = re.compile(r"(?i)[^@]*[a-z][._][a-z]{2}|[^@]*\d[^@]*@")
_DOCUMENTED = re.compile(r"EXAMPLE(?:KEY)?\Z")  # how issuers mark the keys of their manuals


def is_role(value: str) -> bool:
    """Say whether a mail address is a desk's or a list's, not a person's."""
    local, _, domain = value.lower().partition("@")
    if domain in _PRIVATE_MAIL:
        return False
    local, hosts = local.partition("+")[0], domain.split(".")
    if local in _ROLES or re.split("[-_]", local)[-1] in _ROLES or _DESK.match(local):
        return True
    third = len(hosts) > 2 and len(hosts[-1]) == 2 and hosts[-2] in _SECOND
    owner = hosts[-3] if third else hosts[-2] if len(hosts) > 1 else ""
    first, *more = re.split("[-_]", local)
    # `acme@acme.com`, `acme-all@acme.com`, `acme-all@acme-project.org`; `anna@anna-poe.org` is Anna
    named = len(owner) >= 3 and (first == owner or (bool(more) and first == owner.split("-")[0]))
    return named or not _LISTS.isdisjoint(hosts)


@lru_cache(maxsize=8192)
def _is_service(value: str, regions: tuple[str, ...]) -> bool:
    """Say whether a number is one that the caller does not pay, or pays more for: firms and authorities have those.

    A national number must be one by the plan of every region that knows it (libphonenumber), and not written as an
    area and its number: "0871 2345678" calls a firm in Britain and a house in Bavaria.
    """
    if _EVERYWHERE.match(value) or _GERMAN_SHARED.match(value):
        return True
    if "FR" in regions and "DE" not in regions and _FRENCH_SHARED.match(value):
        return True
    if value[0] == "0" and value[1] != "0" and len(re.findall(r"[0-9]+", value)) == 2:
        return False
    import phonenumbers

    service = {
        getattr(phonenumbers.PhoneNumberType, name) for name in ("TOLL_FREE", "PREMIUM_RATE", "SHARED_COST")
    }
    kinds = set()
    for region in (None,) if value.startswith(("+", "00")) else regions:
        try:
            written = "+" + value.lstrip("+0") if region is None else value
            number = phonenumbers.parse(written, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            kinds.add(phonenumbers.number_type(number))
    return bool(kinds) and kinds <= service
