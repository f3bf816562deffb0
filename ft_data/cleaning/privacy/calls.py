"""What makes a number a telephone's: a word in front of it or behind, and what stands beside it on its line."""

from __future__ import annotations

import re

from ft_data.cleaning.privacy.finding import said_otherwise

# Words that announce a telephone number among the next words; weaker ones must stand right before it.
_CALLS = re.compile(
    r"\b(?:(?:tele|hand)?phones?|tel|tlf|fax|hotline|helpline|landline|whatsapp|sms|pager|telefon\w*|téléphone"
    r"|tél|teléfono|telefone|telemóvel|puhelin|telefoon|dial(?:led|ing)?|ll[aá]m[ae]\w*|marque|ligue|appele[zr]|(?<!['’])appelle[sz]?|joindre|zadzwo[nń]\w*"
    r"|anrufen|rufen|chiama\w*|bel(?:len)? (?:me|mij|ons|hem|haar|hen|\w+ op|even|naar)"
    r"|call(?:ed|ing|s)?|reach (?:me|us|him|her|them)|text (?:me|us|him|her|them)|contact (?:me|us|him"
    r"|her|them|number)|answering|mobile (?:number|phone)|cell ?phone"
    r"|(?:mobile|cell|mob|desk|office|home|work|direct|handy|mobil|portable|móvil|celular"
    r"|cellulare)(?=\s?[:.#]))\b"
)
# Scripts whose words need no blanks around them, or whose letters take prefixes and particles.
_CALLS_ELSEWHERE = re.compile(
    r"电话|電話|手机|手機|携帯|热线|熱線|拨打|致电|传真|fax番号|微信|전화|휴대폰|휴대전화|핸드폰|연락처|팩스"
    r"|โทร|มือถือ|เบอร์|هاتف|الهاتف|جوال|موبايل|اتصل|फ़ोन|फोन|मोबाइल|कॉल|दूरभाष|телефон|тел\.|позвон|звон|τηλ"
)
_NEXT_TO = re.compile(
    r"\b(?:mobile|mob|cell|cellular|handy(?:nummer|nr)?|mobil(?:nummer|nr|telefon)?|portable|móvil|celular|cellulare|mobiel(?:tje)?|mobiele nummer|gsm|komórk\w+|ring|desk|office"
    r"|mi número|mon numéro|(?:mio|il mio) numero|meu número|meine nummer|mijn nummer|mój numer"
    r"|direct line|extension|registered|messages? (?:to|from|on)|contact|number)"
    r"(?:\s(?:number|no|line|phone|is|was|on|at|to|me|us|back|him|her|es|el|é|o|è|il|ist|lautet|die|est|le|to|jest|är|er|het))*\s?[.:#)(\[-]*\s*$"
)
_WEAK_NUMBER = re.compile(r"\bnumber(?:\s(?:is|was|to|at|on))*\s?[.:#(\[-]*\s*$")
_GAP = re.compile(r"[|;{}]|[.!?]\s+[a-z]|\n\s*\n|\n[^\n:]*\n")
# What a number is by its own line, where the word for a telephone stands in one before: `PUMP ID: `.
_OTHER_LINE = re.compile(
    r"\n(?![^\n]*\b(?:emergency|h/?p)\b)[^\n]*[^\W\d_]{2}[^\n\w]{1,3}(?:nos?|nr|num|number|id|code|ref|reg)\b ?[.:#=]*[ \t]*$"
)
_AND = re.compile(r"\d[\s,)]*(?:(?:or|and|/|&|,|und|ou|oder)[\s,(]*)$")
_TEXT_ME = re.compile(r"(?:^|[.!?:]\s+)text\s$")
_SUFFIX = re.compile(
    r"[\s,\\]{0,2}[-–(/]?\s?\(?(?:office|mobile|fax|cell|home|work|desk|tel|phone|direct|mobil|handy|privat|büro|dienstlich|portable|bureau|domicile|móvil|celular"
    r"|oficina|cellulare|ufficio|моб|раб|手机|办公|携帯)\)?(?=\s*(?:$|[\n,;.:|/\\)]|\s[+(0-9]))",
    re.I,
)


# Beside a mailbox on one line, parted as signatures part what they say; commas and bars part fields.
_BEFORE_MAILBOX = re.compile(r"[ \t]+(?:--?|[–—•·/])[ \t]+<?[\w.+-]{2,30}@")
_BEHIND_MAILBOX = re.compile(r"@[\w.-]+\.[a-z]{2,}>?[ \t]+(?:--?|[–—•·/])[ \t]+\Z")


def is_called(before: str, after: str) -> bool:
    """Say whether a word next to the number makes it a telephone number."""
    if _SUFFIX.match(after) or _TEXT_ME.search(before):
        return True
    other = said_otherwise(before)
    near = _NEXT_TO.search(before)
    if near and not _WEAK_NUMBER.match(before, near.start()):
        return True
    calls = [*_CALLS.finditer(before), *(() if before.isascii() else _CALLS_ELSEWHERE.finditer(before))]
    last = max(calls, key=lambda call: call.start(), default=None)
    if last is None or (other is not None and other.start() >= last.start()):
        beside = _BEFORE_MAILBOX.match(after) or _BEHIND_MAILBOX.search(before)
        return beside is not None and said_otherwise(before.rstrip(" \t-–—•·/")) is None
    gap = before[last.end() :]
    if "\n" in gap and _OTHER_LINE.search(gap):
        return False
    return not _GAP.search(gap) and (not any(c.isdigit() for c in gap) or _AND.search(gap) is not None)
