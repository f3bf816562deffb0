"""Tasks about a value that masking took away: the last digits of a card number, a number to be replaced by another."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Final

from ft_data.cleaning.pattern import Pattern
from ft_data.cleaning.privacy.replace import PLACEHOLDERS

# What a request calls the kinds.
_CALLED: Final[dict[str, str]] = {
    "email": r"e-?mails?|mail address|address(?:es)?|domain|correo|courriel|adresse|邮箱|メール|이메일",
    "phone": r"(?:tele)?phones?|numbers?|mobile|tel|fax|nummer|número|numéro|teléfono|telefon|电话|号码|電話|전화",
    "card": r"cards?|numbers?|karte|nummer|tarjeta|carte|卡号|カード|카드",
    "iban": r"ibans?|accounts?|konto|cuenta|compte|账号|口座",
    "ip": r"ips?|address(?:es)?|hosts?|adresse|地址",
    "mac": r"macs?|address(?:es)?|adresse",
    "secret": r"passwords?|keys?|tokens?|secrets?|passwort|contraseña|mot de passe|密码|密钥",
    "credentials": r"urls?|links?|passwords?|credentials",
    "ssn": r"ssns?|social security|ids?|numbers?|nummer|证号",
    "id_number": r"ids?|numbers?|passport|licen[cs]e|nummer|证号",
    "wallet": r"wallets?|address(?:es)?|钱包",
    "birth_date": r"birth\w*|born|dates?|age|old|geburt\w*|nacimiento|naissance|生日",
    "address": r"address(?:es)?|street|adresse|dirección|indirizzo|地址|住所|주소",
    "location": r"coordinates?|positions?|locations?|latitude|longitude|koordinaten|coordenadas|坐标|座標",
    "handle": r"handles?|user ?names?|nick ?names?|accounts?|用户名|昵称",
    "name": r"names?|initials|person|nom|nombre|姓名|名前|이름",
}
_PART_OF = (
    r"(?:last|first|final|middle|leading|trailing|second|third|letzten?|ersten?|derni[eè]re?s?|premi[eè]re?s?|[úu]ltim[oa]s?|primer[oa]s?) "
    r"(?:\w+ )?(?:digits?|numbers?|characters?|letters?|part|octets?|ziffern?|zeichen|chiffres|dígitos)|(?:后|前|末尾)\S{1,2}位|尾号|下\S桁"
    r"|area code|country code|check ?digit|checksum|luhn|how many (?:digits|characters)"
)
_DONE_TO = (
    r"replac\w+|swap\w*|chang(?:e|ing)|updat(?:e|ing)|extract\w*|(?:re)?format\w*|convert\w*|normali[sz]\w+|validat\w+|pars(?:e|ing)|redact\w*"
    r"|anonymi[sz]\w+|mask\w*|obfuscat\w+|revers\w+|sort\w*|identif\w+|pull out|encod\w+|hash\w*|valid|belongs? to|(?:which|what) (?:network|issuer|country|carrier"
    r"|provider|domain|region|bank|brand|type)|ersetz\w*|extrahier\w*|gültig|reemplaz\w+|extrae\w*|válid\w+|remplac\w+|提取|替换|验证|格式|抽出|置換|추출"
)


def asks_about(prompt: str, response: str, kinds: Iterable[str], told_apart: bool = False) -> bool:
    """Say whether a request works on a masked value, so that its answer cannot be learnt from what is left.

    ``prompt`` and ``response`` are masked, ``kinds`` what was masked in the prompt; ``told_apart`` says that
    pseudonyms tell values apart. The answer is lost where it names no value of the kind, or chooses among several.
    """
    for kind in kinds:
        mark = f"[{PLACEHOLDERS[kind]}"
        asked, answered = prompt.count(mark), response.count(mark)
        chosen = asked > 1 and 0 < answered < asked and not told_apart
        if asked and (not answered or chosen) and _asks(kind).search(prompt):
            return True
    return False


@cache
def _asks(kind: str) -> Pattern:
    """Match a request for a part of a value, or something done to what the kind is called, within one sentence."""
    called, done, gap = _words(_CALLED[kind]), _words(_DONE_TO), r"[^.!?\n\[\]]{0,60}?"
    return Pattern(rf"(?i){_PART_OF}|{done}{gap}{called}|{called}{gap}{done}")


def _words(words: str) -> str:
    """Return alternatives as whole words; those of scripts that set no blanks as they are."""
    dense = [word for word in words.split("|") if not word.isascii() and ord(word[0]) > 0x2E80]
    return "(?:" + "|".join((rf"\b(?:{words})\b", *dense)) + ")"
