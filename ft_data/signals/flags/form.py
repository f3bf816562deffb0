"""Does the answer have the form that the prompt asked for?"""

from __future__ import annotations

import re

from ft_data.signals.flags.view import View

_ITEM_LINE = re.compile(r"^\s*(?:[-*•–+‣]|\d{1,3}[.)]|[a-zA-Z][.)]|\(\w{1,3}\)|[ivx]+\.)\s+\S", re.MULTILINE)
_YES_NO = re.compile(
    r"\b(?:yes|no|true|false|y|n|maybe|it depends|cannot be determined|neither|unknown|correct|incorrect|right|wrong|"
    r"agree|disagree|sí|si|oui|ja|nein|non|not)\b",
    re.IGNORECASE,
)
_COUNTS = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "twelve": 12,
    "fifteen": 15,
    "twenty": 20,
}
_COUNT = r"(\d{1,2}|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty)"
_THINGS = r"(?:[a-z-]+ ){0,3}?(?:ways|reasons|tips|examples|ideas|steps|facts|things|items|benefits|advantages|disadvantages|points|suggestions|strategies|methods|questions|names|words|sentences|options|features|types|kinds|causes|factors|uses|principles|rules|books|movies|songs|cities|countries|animals|foods|exercises|habits|activities|recipes|characteristics|symptoms|challenges|differences|similarities|goals|qualities|skills|topics|titles|quotes|adjectives|synonyms|elements|components|stages|phases|risks|tools|sources|characters|places|hobbies|gifts|slogans|headlines|bullet points|pros|cons|mistakes|lessons|trends|techniques|applications|products|companies|languages|sports|fruits|vegetables|colors|colours|planets|states)"
_ASKED_COUNT = re.compile(
    rf"\b(?:give|list|name|suggest|provide|write|describe|mention|generate|identify|what are|create|come up with|tell|recommend|find|state|outline|explain|propose|share|brainstorm|compile|offer|present|produce|make|think of)\b[^.?!\n]{{0,25}}?\b{_COUNT} {_THINGS}\b",
    re.IGNORECASE,
)
_SAID_COUNT = re.compile(
    rf"\b(?:here are|there are|these are|the following are|following|include|consider|with)\b (?:the |these |my |some )?(?:top |main |following |key |only |exactly )?{_COUNT} {_THINGS}\b[^.\n]{{0,80}}:",
    re.IGNORECASE,
)
_PROGRAM = re.compile(
    r"^\s*(?:def \w+\(|class \w+[(:{ ]|import \w|from \w+ import|#include\b|public (?:static|class)\b|function \w+\(|SELECT\b.+\bFROM\b)",
    re.MULTILINE,
)
_TECHNICAL = re.compile(
    r"\b(?:code|coding|functions?|programs?|programming|scripts?|sql|quer(?:y|ies)|html|css|python|java\w*|typescript|rust|ruby|golang|php|"
    r"c\+\+|c#|bash|shell|command|class(?:es)?|methods?|arrays?|strings?|lists?|algorithms?|api|app|website|files?|regex\w*|databases?|tables?|"
    r"loops?|variables?|implement\w*|write|create|generate|construct|develop|build|design|make|output|print|return|comput\w*|calculat\w*|sort\w*|convert|define|json|xml|"
    r"docker|linux|debug|compile|software|data|input|number|integer|matrix|tree|graph|server|library|module|package)\b|[{}();=<>]{2}|`[\w.]+`",
    re.IGNORECASE,
)
_WANTS_CODE = re.compile(
    r"^\W*(?:please )?(?:write|create|implement|develop|build|code) (?:me )?(?:an? |the )?(?:\w+ ){0,3}(?:function|program|script|method|sql query|code snippet)\b",
    re.IGNORECASE,
)
_CODE_SIGN = re.compile(r"[(){}\[\]=<>;`$#]|->|\bSELECT\b|^\s{2,}\S", re.MULTILINE)
_NUMBERED = re.compile(r"^[ \t]{0,3}(?:\*\*|#+ )?(\d{1,2})[.)](?:\*\*)?[ \t]+\S", re.MULTILINE)
_BULLET = re.compile(r"^[-*•–] ?\S", re.MULTILINE)


def form_faults(view: View) -> list[str]:
    """Name the forms that the prompt asked for and the answer does not have.

    `json`, `xml`, `csv`, `yaml`, `table`, `list`, `one_word`, `yes_no`, `one_sentence`, `code` (asked for, none there).
    """
    asks = view.asks
    text = view.response.strip()
    faults: list[str] = []
    if not text:
        return faults
    if not asks:
        return faults
    if (
        "asks_code" in asks
        and view.words >= 12
        and _WANTS_CODE.search(view.prompt)
        and not _CODE_SIGN.search(text)
    ):
        faults.append("code")
    code = "asks_code" in asks
    if "asks_json" in asks and not code and "{" not in text and "[" not in text:
        faults.append("json")
    if "asks_xml" in asks and not code and "<" not in text:
        faults.append("xml")
    if "asks_csv" in asks and not code and "," not in text and ";" not in text and "\t" not in text:
        faults.append("csv")
    if "asks_yaml" in asks and not code and ":" not in text:
        faults.append("yaml")
    if (
        "asks_table" in asks
        and not code
        and text.count("|") < 4
        and "\t" not in text
        and "<t" not in text
        and not re.search(r"\S {2,}\S", text)
        and text.count(",") < 4
    ):
        faults.append("table")
    if (
        "asks_list" in asks
        and not code
        and len(_ITEM_LINE.findall(text)) < 2
        and text.count("\n") < 2
        and text.count("<li") < 2
        and view.words > 12
        and text.count(",") < 4
    ):
        faults.append("list")
    if "asks_one_word" in asks and view.words > 12:
        faults.append("one_word")
    if (
        "asks_yes_no" in asks
        and view.words > 3
        and _YES_NO.search(text[:160]) is None
        and re.search(r"\b(?:yes|no|true|false)\b", text[-120:], re.IGNORECASE) is None
    ):
        faults.append("yes_no")
    if "asks_one_sentence" in asks and len(re.findall(r"[.!?]['\")]?\s+[A-Z]", text)) >= 3:
        faults.append("one_sentence")
    return faults


def code_unasked(view: View) -> bool:
    """Whether the answer is a program and nothing in the (English) prompt is about programs."""
    if not view.prompt.isascii() or len(view.prompt) <= 12 or not view.is_code:
        return False
    return _PROGRAM.search(view.response) is not None and _TECHNICAL.search(view.prompt) is None


def _number(word: str) -> int:
    return int(word) if word.isdigit() else _COUNTS.get(word.lower(), 0)


def missing_items(view: View) -> int:
    """Return how many items a numbered list has fewer than the number asked for or announced."""
    items = [int(n) for n in _NUMBERED.findall(view.prose)]
    count = len(items)
    if count < 2 or items != list(range(1, count + 1)):
        return 0
    said = _SAID_COUNT.search(view.response[:400])
    asked = said if said is not None and _number(said[1]) else _ASKED_COUNT.search(view.prompt[-600:])
    return max(_number(asked[1]) - count, 0) if asked is not None else 0
