"""Street addresses as Chinese, Japanese, Korean, Russian, Hindi, Arabic, Vietnamese, Thai and Greek write them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ft_data.cleaning.pattern import Pattern
from ft_data.cleaning.privacy.finding import Finding
from ft_data.cleaning.privacy.streets import UPPER, WORD

_HAN, _KANA, _HANGUL = r"\x{4e00}-\x{9fff}", r"\x{3041}-\x{30ff}", r"\x{ac00}-\x{d7a3}"
_NAGARI, _ARABIC, _THAI, _CYRILLIC, _GREEK = (
    r"\x{900}-\x{97f}", r"\x{620}-\x{65f}", r"\x{e00}-\x{e7f}", r"\x{400}-\x{45f}", r"\x{370}-\x{3ff}",
)  # fmt: skip
GUARDS = {
    "elsewhere": r"[路街巷弄道同][0-9]{1,5}(?:号|號|弄)|[0-9](?:丁目|番地)|[市区町村][^\s0-9]{1,12}[0-9]+-[0-9]|[로길] ?[0-9]"
    r"|(?i:ул\.|улиц|просп|переул|бульв|шоссе|набереж)|मकान|फ्लैट|प्लॉट|मार्ग|रोड|شارع|เลขที่|(?i:οδό)|[0-9A-Z],? (?:đường|phố) "
}
_STREETS = Pattern(
    "|".join(
        (
            rf"(?:[{_HAN}]{{2,8}}?(?:省|市|区|區|县|縣|镇)){{0,3}}[{_HAN}]{{1,8}}?(?:大道|路|街|巷|弄|胡同)(?:[0-9]{{1,5}}弄)?[0-9]{{1,5}}(?:号|號)"
            r"(?:[0-9A-Za-z]{1,4}(?:号楼|號樓|栋|幢|座|楼|樓|单元|室|层)){0,4}",
            rf"(?:[{_HAN}{_KANA}]{{1,6}}?[都道府県])?[{_HAN}{_KANA}]{{1,8}}?[市区町村][{_HAN}{_KANA}]{{1,8}}?"
            r"[0-9]{1,3}(?:丁目[0-9]{1,3}(?:番地?|-)?[0-9]{0,3}(?:号|-[0-9]{1,3})?|-[0-9]{1,3}(?:-[0-9]{1,4})?|番地)",
            rf"(?:[{_HANGUL}]{{1,8}}(?:시|도|구|군|읍|면) ){{1,3}}[{_HANGUL}0-9]{{1,10}}(?:로|길) ?[0-9]{{1,4}}(?:-[0-9]{{1,4}})?(?:번지|호)?",
            # The name of a street behind its word, or an adjective before it.
            rf"(?:(?i:в?ул\.|улица|вулиця|проспект|просп\.|переулок|бульвар|шоссе|набережная) ?[{_CYRILLIC}][{_CYRILLIC}-]{{2,}}(?: [{_CYRILLIC}-]{{3,}})?"
            rf"|[{_CYRILLIC}]{{3,}}(?:[ыио]й|ая|ое) (?i:переулок|проспект|бульвар|проезд|улица|шоссе|набережная))"
            rf",? ?(?:дом|д\.)? ?[0-9]{{1,4}}(?:[{_CYRILLIC}]|[/-][0-9]{{1,4}})?\b(?:,? (?:кв\.|квартира) ?[0-9]{{1,4}})?",
            rf"(?:मकान|फ्लैट|प्लॉट) (?:नंबर|नं\.?|संख्या|न\.) ?[0-9A-Z][0-9A-Z/-]{{0,7}}(?:,? (?:[{_NAGARI} ]{{2,30}}?)?(?:मार्ग|रोड|नगर|गली|कॉलोनी|विहार)(?: [0-9]{{1,3}}\b)?){{0,3}}(?:,? [{_NAGARI}]{{2,15}}(?: [{_NAGARI}]{{2,15}})? [1-9][0-9]{{5}}\b)?",
            rf"\b[0-9]{{1,4}},? (?:[{_NAGARI}]{{2,15}} ){{1,2}}(?:मार्ग|रोड)(?:,? [{_NAGARI}]{{2,15}} [1-9][0-9]{{5}}\b)?",
            rf"(?:(?:(?i:số|ngõ|ngách|hẻm) )?[0-9]{{1,4}}(?:/[0-9]{{1,4}}){{0,3}}[A-Z]?,? (?:đường|phố) |(?i:ngõ|ngách|hẻm) [0-9]{{1,4}},? (?:đường|phố) )(?:{UPPER}|[\x{{1ea0}}-\x{{1ef9}}]){WORD}*(?: (?:{UPPER}|[\x{{1ea0}}-\x{{1ef9}}]){WORD}*){{0,4}}",
            rf"(?:[0-9]{{1,4}}،? )?شارع [{_ARABIC}]{{2,15}}(?: [{_ARABIC}]{{2,15}}){{0,2}}?،? ?(?:(?:رقم|مبنى|بناية|منزل) ?)?[0-9]{{1,4}}",
            rf"[0-9]{{1,4}}،? شارع [{_ARABIC}]{{2,15}}(?: [{_ARABIC}]{{3,15}})?",
            rf"(?:บ้าน)?เลขที่ ?[0-9]{{1,4}}(?:/[0-9]{{1,4}})? ?(?:(?:หมู่|ซอย|ถนน) ?[{_THAI}0-9]{{1,20}} ?){{1,3}}(?:(?:แขวง|ตำบล|เขต|อำเภอ|จังหวัด) ?[{_THAI}]{{2,20}} ?){{0,4}}(?:กรุงเทพ(?:มหานคร|ฯ)? ?)?(?:[1-9][0-9]{{4}}\b)?",
            rf"(?i:οδό[ςν]?|οδού) [{_GREEK}]{{3,}}(?: [{_GREEK}]{{3,}})? [0-9]{{1,3}}",
        )
    )
)
_RANGE = re.compile(r"[0-9]{3}-[0-9]{3}\Z")  # of prices
_LINES = ("线", "線", "码", "碼", "站", "口", "出")  # what has such a number and is no house
# Words before an address that no blank parts from it.
_LEAD = re.compile(
    ".{0,6}?(?:住在|位于|位於|地址是|地址为|地址為|寄到|送到|寄往|送往|我在|他在|她在|我去|前往|来到|搬到|在|住所は|住まいは|は)(?=.{4})"
)


def streets_elsewhere(text: str) -> Iterator[Finding]:
    """Find streets with a number in Chinese, Japanese, Korean, Russian, Hindi, Arabic, Thai, Greek"""
    for match in _STREETS.finditer(text):
        if text[match.end() : match.end() + 1] in _LINES or _RANGE.search(match.group()):
            continue
        if match.group()[0].lower() == "у" and text[match.start() - 1 : match.start()].isalpha():
            continue  # the end of a word
        lead = _LEAD.match(match.group())
        start = match.start() + (lead.end() if lead else 0)
        yield Finding("address", start, match.start() + len(match.group().rstrip()))
