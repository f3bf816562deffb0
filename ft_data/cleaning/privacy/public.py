"""Contact points of organisations and addresses of nobody: what a text is meant to give away.

A hotline or an ``info@`` is often the answer itself, and no person's data. `is_public` decides by the finding's own
form (a role address, a toll-free number, a sample address) and, for numbers, by the word in front of it.
"""

from __future__ import annotations

import ipaddress
import re
from typing import Final, Literal

from ft_data.cleaning.privacy.finding import Finding, context
from ft_data.cleaning.wordlist import words

Public = Literal["none", "organisations", "all"]

_ROLES = words(
    "info infos information support contact contacts contactus contacto contato kontakt kontakte help helpdesk hilfe hotline "
    "service services kundenservice kundendienst customerservice customer.service customercare customer.care customer-service "
    "servicio atencion sac sales vertrieb ventas vendas noreply no-reply no.reply donotreply do-not-reply nepasrepondre "
    "office buero sekretariat secretariat reception empfang presse press media prensa privacy datenschutz dpo legal "
    "abuse security postmaster webmaster hostmaster billing rechnung invoices accounts buchhaltung careers jobs bewerbung "
    "feedback enquiries inquiries enquiry hello hallo hola team orders order bestellung bookings booking reservations "
    "reservierung marketing newsletter redaktion editor editors editorial returns complaints beschwerde notifications "
    "alerts mailer-daemon listserv subscribe unsubscribe partners membership donations events library bibliothek "
    "advice beratung register registrations academy conference"
)
# Where everybody has an address of their own, whatever it is called.
_PRIVATE_MAIL = words(
    "gmail.com googlemail.com yahoo.com yahoo.co.uk yahoo.de hotmail.com outlook.com live.com msn.com aol.com icloud.com "
    "me.com gmx.de gmx.net gmx.com web.de t-online.de freenet.de mail.com mail.ru yandex.ru qq.com 163.com 126.com "
    "sina.com naver.com daum.net proton.me protonmail.com orange.fr free.fr wanadoo.fr laposte.net libero.it hotmail.fr"
)
_SAMPLE_NAMES = words(
    "user username you your yourname your.name your_name your-name youremail your.email your_email your-email name email "
    "e-mail mail someone somebody example test foo bar me admin root john.doe jane.doe johndoe janedoe first.last recipient "
    "sender to from abc xyz sample address"
)
_SAMPLE_DOMAINS = words(
    "example.com example.org example.net example.edu domain.com yourdomain.com your-domain.com company.com "
    "yourcompany.com email.com test.com foo.com bar.com somewhere.com"
)
_RESERVED = (".example", ".test", ".invalid", ".localhost", ".example.com", ".example.org", ".example.net")
# Numbers whose callers do not pay, or that only firms and authorities are given.
_FREE = re.compile(
    r"(?:(?:\+?1|001)[-. ]?)?\(?8(?:00|33|44|55|66|77|88)\)?[-. ]\d{3}[-. ]?\d{4}\Z"
    r"|(?:\+|00)800[ -]?\d[\d -]{6,10}\Z"
    r"|(?:(?:\+|00)(?:44|49|41|43|33|32|39|31|34|351|45|46|47|81|61|64|27|91|55) ?)?\(?0?8(?:00|0[58])\)?[ /.-]?\d[\d /.-]{4,12}\Z"
    r"|0180[1-7][ /-]?\d[\d /-]{3,10}\Z|(?:\+49 ?|0)900[ /-]?\d[\d /-]{4,9}\Z|400[- ]?\d{3}[- ]?\d{4}\Z|1[38]00[- ]\d{3}[- ]\d{3}\Z"
)
_SAID = re.compile(
    r"(?:\b(?:hotline|help ?line|life ?line|crisis (?:line|cent(?:er|re))|emergency (?:number|line)|poison control|switchboard"
    r"|toll[- ]free|free ?phone|customer (?:service|care|support)|call cent(?:er|re)|service line|support line|samaritans"
    r"|notruf\w*|telefonseelsorge|servicenummer|service-?hotline|kundenservice|zentrale|numéro vert|service client"
    r"|línea (?:de atención|gratuita)|atención al cliente|número gratuito|numero verde|servizio clienti|klantenservice)"
    r"|热线|服务电话|客服电话|客服热线|急救|ホットライン|フリーダイヤル|相談窓口|고객센터|상담전화|สายด่วน|الخط الساخن|हेल्पलाइन)"
    r"(?:(?! (?:my|me|his|her|their)\b)[^\d\n]){0,32}$"
)
_MOBILE = re.compile(
    r"(?:\+86|0086)?[ -]?1[3-9]\d|\+81[ -]?[789]0|\+82[ -]?10|\+491[5-7]|\+49 1[5-7]|01[5-7]\d|\+447|\+44 7|07\d"
)


def is_public(text: str, item: Finding, level: Public) -> bool:
    """Say whether a finding is no person's: by ``level``, a contact point of an organisation, or also a documentation address."""
    if level == "none" or item.kind not in ("email", "phone", "ip"):
        return False
    value = text[item.start : item.end]
    if item.kind == "email":
        return is_role(value) or (level == "all" and value.lower().endswith(_RESERVED))
    if item.kind == "phone":
        if _FREE.match(value):
            return True
        return _SAID.search(context(text, item.start, 64)) is not None and not _MOBILE.match(value)
    return level == "all" and _documents(value)


def is_role(value: str) -> bool:
    """Say whether an address is a desk's or a sample, not a person's."""
    local, _, domain = value.lower().partition("@")
    if domain in _SAMPLE_DOMAINS and local.rstrip("0123456789") in _SAMPLE_NAMES:
        return True
    return local.partition("+")[0] in _ROLES and domain not in _PRIVATE_MAIL


_DOCUMENTS: Final = tuple(
    map(ipaddress.ip_network, ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32"))
)


def _documents(value: str) -> bool:
    try:
        address = ipaddress.ip_address(value)
    except ValueError:
        return False
    return any(address.version == net.version and address in net for net in _DOCUMENTS)
