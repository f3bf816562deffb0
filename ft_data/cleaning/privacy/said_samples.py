"""Values that the words in front of them call an example: in their own line, or quoted in its sentence."""

from __future__ import annotations

import re
from typing import Final

from ft_data.cleaning.privacy.finding import Finding, back
from ft_data.text.says import Says

_KINDS: Final = frozenset(
    {"email", "phone", "address", "ip", "mac", "birth_date", "handle", "iban", "card", "location"}
)
_WORDS: Final = (
    r"(?:\b(?:e\. ?g\.|for example|for instance|examples?|par exemple|p\. ?ex\.|exemples?|zum beispiel|z\. ?b\.|beispiele?|por ejemplo|p\. ?ej\.|ejemplos?|por exemplo|exemplos?"
    r"|ad esempio|per esempio|esempi[o]?|bijvoorbeeld|bijv\.|voorbeeld|na przykład|np\.|przykład|till exempel|t\. ?ex\.|for eksempel|f\.eks\.|esimerkiksi|örneğin|misalnya|contohnya|ví dụ)"
    r"|например|наприклад|例如|比如|示例|例えば|예를 들어|예시|ตัวอย่าง(?:เช่น)?|مثلا|على سبيل المثال|उदाहरण)"
)
# Nothing but signs between the word and the value.
_RIGHT_BEFORE = re.compile(
    rf"{_WORDS}(?: (?:value|valeur|wert|valor|address|adresse|number))?[\s:：,，\"'“”«»„`*_(=>-]{{0,8}}\Z"
)
# More words between, of the same sentence, where the value is quoted.
_BEFORE = re.compile(rf"{_WORDS}[^.!?\n]{{0,60}}\s{{0,2}}(?:[-*•] )?[\"“«„`]\Z")
_says_example = Says(_WORDS)
_REACH: Final = 96


def is_called_example(text: str, item: Finding) -> bool:
    """Say whether the words in front of a finding call it an example of its kind."""
    if item.kind not in _KINDS:
        return False
    before = text[back(text, item.start, _REACH) : item.start].lower()
    if not _says_example(before):
        return False
    return _RIGHT_BEFORE.search(before) is not None or _BEFORE.search(before) is not None
