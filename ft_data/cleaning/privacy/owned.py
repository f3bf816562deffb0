"""What is somebody's by the word in front: number plates, handles on social networks, positions on the globe."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ft_data.cleaning.pattern import Pattern
from ft_data.cleaning.privacy.finding import Finding, back, bounded, context, runs_on

_NETWORK: Final = (
    r"(?:\b(?:instagram|insta|twitter|x handle|telegram|snapchat|snap|tiktok|tik tok|discord|mastodon|skype|facebook|fb|linkedin|reddit|twitch"
    r"|wechat|weibo|line id|kakao(?:talk)?|vk|psn|xbox|gamertag)\b|微信|微博|抖音|インスタ|카카오톡|인스타|инстаграм|телеграм|ข้อมูลไลน์|ไอจี|انستغرام|تويتر|تلغرام|इंस्टाग्राम)"
)
_PLATE: Final = (
    r"(?:(?:licen[cs]e|number|registration|vehicle|car) plate|plate (?:number|no)|vehicle registration|(?:kfz-?|auto)?kennzeichen|nummernschild"
    r"|plaque d['’]immatriculation|immatriculation|matr[ií]cula(?: do carro| del coche)?|placa(?: do carro| del coche| do veículo)?|targa|kenteken|registreringsnummer|registreringsskylt|tablica rejestracyjna"
    r"|numer rejestracyjny|rekisterinumero|plaka|госномер|номер машины|车牌(?:号码?)?|車牌(?:號碼?)?|ナンバープレート|車のナンバー|차량번호|번호판|ทะเบียนรถ|رقم اللوحة|गाड़ी (?:का )?नंबर)"
)
_GLOBE: Final = r"[0-9]{1,3}\.[0-9]{4,}|[0-9]{1,3}\x{b0} ?[0-9]{1,2}['\x{2032}\x{2019}]"
GUARDS: Final = {
    "plate": rf"(?i){_PLATE}",
    "network": rf"(?i){_NETWORK}",
    "globe": rf"(?:{_GLOBE})[^\n]{{1,24}}(?:{_GLOBE})",
}

# Letters and digits, in groups that blanks, hyphens or dots part; a region in Chinese characters in front.
_ON_PLATE = Pattern(
    rf"(?i:{_PLATE})(?:(?i: (?:number|nr|no|n[º°]))?\.?)(?:[ \t]{{0,2}}(?:[:：=#]|(?i:\b(?:is|was|reads?|ist|lautet|est|es|è|é|jest|är|er|on)\b)|は|是|为|為|은|는|คือ|هو|है)){{0,2}}[ \t\"'“「]{{0,2}}"
    r"([0-9]{2,3}[가-힣] ?[0-9]{4}|\p{Han}{2,4} ?[0-9]{2,3} ?\p{Hiragana} ?[0-9]{2}-?[0-9]{2}|\p{Thai}{2} ?[0-9]{1,4}|(?:\p{Han}[A-Z][ ·•]?)?(?:[A-Z\x{c4}\x{d6}\x{dc}\x{400}-\x{42f}0-9]{1,5}[ ·-]?){1,4}[A-Z\x{400}-\x{42f}0-9])"
)
_HANDLE = Pattern(
    rf"(?i){_NETWORK}(?:(?: (?:account|handle|name|user ?name|id|tag|profile|konto|cuenta|compte|conta))?\.?)"
    r"(?:[ \t]{0,2}(?:[:：=]|\b(?:is|as|on|at|ist|est|es|è|é|under|unter)\b|は|是|为|：|은|는|:)){1,2}[ \t]{0,2}(@?[A-Za-z0-9_][A-Za-z0-9_.-]{2,31}(?:#[0-9]{4})?)"
)
_HANDLE_FIRST = Pattern(
    rf"(?i)(@[A-Za-z0-9_][A-Za-z0-9_.-]{{2,31}}|[A-Za-z0-9_.]{{2,32}}#[0-9]{{4}})\s(?:on|\(|bei|auf|sur|en|su|no|na|at)\s?(?:my\s)?{_NETWORK}"
)
# The identifiers of Matrix, near its name: frameworks write such things too (`@update:user.name`).
_MATRIX = Pattern(r"@[a-z0-9._=-]{2,40}:(?:[a-z0-9-]+\.)+[a-z]{2,12}\b")
_IS_MATRIX = re.compile(r"(?i)\b(?:matrix|element|synapse|homeserver)\b")
_HOST = re.compile(r"(?i)\.(?:com|org|net|de|fr|es|it|ru|cn|co\.\w\w)\Z")  # of a profile's page
_MEASURED = re.compile(r"\d[\d.]*[A-Za-z]{0,3}\Z")  # `Vk=40m/s` is a speed
_OWN = re.compile(
    r"(?i)\b(?:my|me|i'm|i am|add|dm|follow me|message me|find me|reach me|his|her|their|mein\w*|mir|mich|mon|ma|moi|su|mi|mio|meu|minha|mijn|min|moja|mój)\b|我的|私の|내 |мой|моя|ของฉัน|حسابي|मेरा"
)
_ANY_WORD = re.compile(
    r"(?i)@?(?:the|and|for|you|your|not|com|app|account|page|post|posts|official|our|this|that|what|where|com)\Z"
)

_PAIR = Pattern(
    r"[+-]?[0-9]{1,2}\.[0-9]{4,9}\x{b0}?(?: ?[NSns])?[ ,;/]{1,3}(?i:lon(?:g(?:itude)?)?|lng)?[:= ]{0,2}[+-]?[0-9]{1,3}\.[0-9]{4,9}\x{b0}?(?: ?[EWOewo]\b)?"
    r"|[0-9]{1,2}\x{b0} ?[0-9]{1,2}['\x{2032}\x{2019}] ?(?:[0-9]{1,2}(?:[.,][0-9]+)?(?:\"|''|\x{2033}|\x{201d}) ?)?[NSns][ ,]{1,3}[0-9]{1,3}\x{b0} ?[0-9]{1,2}['\x{2032}\x{2019}] ?(?:[0-9]{1,2}(?:[.,][0-9]+)?(?:\"|''|\x{2033}|\x{201d}) ?)?[EWOewo]"
)
_STANDS = re.compile(
    r"(?i)\b(?:my (?:location|position|house|home|address|gps|coordinates|place|apartment|flat)|i(?:'m| am) (?:at|here|in|now at)|i live|we live|(?:he|she|they) lives?|his (?:home|house)|her (?:home|house)"
    r"|their (?:home|house)|home (?:is|at|location|address)|find me|meet me|pick me up|mein(?:e|em)? (?:standort|position|haus|zuhause|wohnung|adresse)|ich (?:wohne|bin)|wir wohnen"
    r"|ma (?:position|maison)|mon (?:domicile|adresse)|j['’]habite|mi (?:ubicaci[oó]n|casa|posici[oó]n)|vivo en|la mia (?:posizione|casa)|abito|minha (?:casa|localiza[cç][aã]o)|moro em|mijn (?:locatie|huis)|ik woon"
    r"|moja lokalizacja|mieszkam)\b|我的位置|我家|我住在|私の現在地|自宅|내 위치|우리 집|мо[её] местоположение|я живу|ตำแหน่งของฉัน|บ้านของฉัน|موقعي|منزلي|मेरा घर|मेरी लोकेशन"
)


_STANDS_HERE = re.compile(
    r"(?i)\W{1,3}(?:is|are|that['’]?s|=|,)? ?(?:where (?:i|we|he|she|they) (?:live|am|are|is|lives)|(?:is )?(?:my|our|his|her|their) (?:home|house|place|flat|address|position|location)|wohne ich|dort wohne|c['’]est chez moi|es mi casa|è casa mia)\b"
)


def plates(text: str) -> Iterator[Finding]:
    """Find number plates of vehicles after a word for one, in some fifteen languages; without it they are no numbers of anybody."""
    for match in _ON_PLATE.finditer(text):
        value = match.group(1)
        signs = [char for char in value if char.isalnum()]
        digits = sum(char.isdigit() for char in signs)
        if 4 <= len(signs) <= 12 and 1 <= digits < len(signs) and bounded(text, *match.span(1)):
            yield Finding("id_number", *match.span(1))


def handles(text: str) -> Iterator[Finding]:
    """Find handles on social networks that a label or somebody's own words announce ("Instagram: @...", "my Discord is ...")."""
    for match in _HANDLE.finditer(text):
        value = match.group(1).rstrip(".-")
        sure = value[0] == "@" or "#" in value or any(c.isdigit() or c in "_." for c in value)
        said = any(sign in text[match.start() : match.start(1)] for sign in ":：=")
        if (
            not sure
            or _HOST.search(value)
            or _MEASURED.match(value)
            or not any(c.isalpha() for c in value)
            or _ANY_WORD.match(value)
            or not (said or _is_own(text, match.start()))
        ):
            continue
        yield Finding("handle", match.start(1), match.start(1) + len(value))
    for match in _HANDLE_FIRST.finditer(text):
        if _is_own(text, match.start()):
            yield Finding("handle", *match.span(1))
    for match in _MATRIX.finditer(text) if "@" in text else ():
        if _IS_MATRIX.search(text, back(text, match.start(), 60), match.start()):
            yield Finding("handle", *match.span())


def _is_own(text: str, start: int) -> bool:
    return _OWN.search(text[back(text, start, 40) : start]) is not None


def positions(text: str) -> Iterator[Finding]:
    """Find coordinates, to four decimals or in minutes, where somebody lives or stands by their own word; towns have them too."""
    for match in _PAIR.finditer(text):
        start, end = match.span()
        said = _STANDS.search(context(text, start, 64)) or _STANDS_HERE.match(text, end)
        if bounded(text, start, end) and not runs_on(text, end) and said:
            yield Finding("location", start, end)
