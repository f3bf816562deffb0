"""Keys, tokens and passwords: by the prefix their issuer gives them, or by the label in front."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ft_data.cleaning.pattern import Pattern
from ft_data.cleaning.privacy.finding import Finding, context, is_word
from ft_data.cleaning.privacy.keys import is_random, keys

_BLOCK = (
    r"(?s)-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----.*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY"
    r"(?: BLOCK)?-----|\z)"
)
_LABEL = (
    r"(?:pass(?:word|wd|phrase|code)s?|pwd|secret(?:[_ -]?(?:access)?[_ -]?key)?|api[_ -]?(?:key|token"
    r"|secret)|access[_ -]?(?:key|token)|auth(?:entication)?[_ -]?token"
    r"|client[_ -]?secret|private[_ -]?key|token|account[_ -]?key|encryption[_ -]?key|license[_ -]?key"
    r"|kennwort|passwort|mot de passe|contraseña|wachtwoord)"
)

# Labels of languages that are written without blanks, or with words of their own for "is".
_SCRIPTS = r"密码|密碼|パスワード|비밀번호|пароль?|كلمة (?:المرور|السر)|पासवर्ड|รหัสผ่าน"
_LATIN = r"\b(?:senha|lösenord|hasło|şifre|parola)\b"

# The guards only have to notice; short and without long counts, which keeps the automaton small.
GUARDS = {
    "key": "|".join((*(key.guard for key in keys()), "-----BEGIN")),
    "label": rf"(?i){_LABEL}(?: (?:number|code|key))?[\\\\\"'\]]*\s*(?:[=:]|\b(?:is|was|ist|lautet|est|es)\b)"
    rf"|{_SCRIPTS}|{_LATIN}[^\n]{{0,8}}[!-~]"
    rf"|bearer\s+\S|basic\s+[a-z0-9]{{3}}[a-z0-9]*[0-9+/=]",
}

_PRIVATE = Pattern(_BLOCK)
_ASSIGNED = Pattern(
    rf"(?i)\b[\w-]{{0,30}}?({_LABEL})[\"']?\]?(?: (?:number|code|key))?(?:[ \t]{{0,3}}(=|:|=>|:=)[ \t]{{0,3}}"
    rf"|\s(is|was|ist|lautet|est|es)\s?:?\s?)([\"'`]?)([^\s\"'`,;<>()\[\]{{}}]{{4,200}})"
)
# On the line below a label and a colon, alone there.
_BELOW = Pattern(
    rf"(?i)\b[\w-]{{0,30}}?({_LABEL})[\"']?(?: (?:number|code|key))?[ \t]?:[ \t]*\n[ \t]*"
    r"([^\s\"'`,;<>()\[\]{}=:]{4,200})[ \t]*(?:\n|\z)"
)
_ELSEWHERE = Pattern(
    rf"(?i)(?:{_SCRIPTS}|{_LATIN})"
    r"[ \t]?(?:[:：=—–-]|是|为|為|は|은|는|이|คือ|هو|هي|है|é|är|to|jest|改为|改成){0,2}[ \t]?[\"'“「]?([A-Za-z0-9!@#$%^&*._+-]{6,64})"
)
_OWN = re.compile(
    r"(?i)\b(?:my|your|his|her|their|mein\w*|ihre?|mon|votre|mi|su|tu|mio|meu|minha|mijn|mój|min)(?:\s(?:\w+\s){0,2})?\Z"
)
_DEFAULT = re.compile(r"(?i)\b(?:default|initial|example|sample|dummy|test|e\.g\.?|like|such as)\b")
_STAND_IN = re.compile(r"KEY(?: BLOCK)?-----\s*(?:<|\[|\.\.\.)")
_BEARER = Pattern(r"(?i)\b(?:bearer|basic)\s+([A-Za-z0-9._~+/-]{16,}={0,2})")
_NO_VALUE = re.compile(
    r"(?i)pass(?:word|wd)|secret|example|sample|change_?me|your|dummy|placeholder|redacted|hidden|none"
    r"|null|true|false|undefined|required|optional"
    r"|token|api_?key|config|settings|process|request|self\.|this\.|input|string|value|field"
    # Three letters stand in any random word; these are words of their own, or begin a name.
    r"|(?<![a-z0-9])(?:env(?![a-z0-9])|get(?-i:(?=[A-Z_])))|(?<![a-z0-9])x{3,}(?![a-z0-9])|x{4,}"
    r"|^[\^~]?v?\d+(?:\.\d+){1,3}$|^(?:abc|qwerty|asdf|test|foo|bar|demo|admin|user)\d{2,9}!?$|^(?:min|max|size|regex|confirmed|nullable)\b|\*\*\*|\.\.\.|^[$%#{<]|\$\{|https?:"
)


_LEET = str.maketrans("@4310$57", "aaeiosst")


def secrets(text: str) -> Iterator[Finding]:
    """Find private keys, issuer-prefixed keys and tokens, and values labelled as a password, key or token."""
    for match in _PRIVATE.finditer(text):
        if _STAND_IN.search(match.group()):
            continue  # "<private key here>"
        yield Finding("secret", *match.span())
    for key in keys():
        if not any(start in text for start in key.starts):
            continue
        for match in _compiled(key.pattern).finditer(text):
            if not (match.start() and is_word(text[match.start() - 1])) and key.fits(match.group()):
                yield Finding("secret", match.start(), _to_the_end(text, *match.span()))


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.ASCII)


def labelled_secrets(text: str) -> Iterator[Finding]:
    """Find the value after a label such as ``password:`` or ``api_key =``.

    A password must mix letters with digits or signs; a key or token must look random. Program text that
    computes the value, and words that only stand for one ("your_api_key"), are not findings.
    """
    for match in _ASSIGNED.finditer(text):
        label, _, verb, quote, value = match.groups()
        start = match.start(5)
        if not quote:
            value = _own(value).rstrip(".?")
        if "public" in text[match.start() : match.start(1)].lower():
            continue  # `publicKeyToken`
        before = context(text, match.start(1), 32)
        own = verb is not None and _OWN.search(before) is not None and not _DEFAULT.search(before)
        if text[start + len(value) :][:1] not in ("(", "[") and (
            _is_value(label, value, verb is not None) or (own and _is_own(label, value, bool(quote)))
        ):
            yield Finding("secret", start, _to_the_end(text, start, start + len(value)))
    for match in _ELSEWHERE.finditer(text):
        value = match.group(1).rstrip("\"'.,;?)")
        if not value.isdecimal() and _is_value("password", value, True):
            yield Finding("secret", match.start(1), match.start(1) + len(value))
    for match in _BELOW.finditer(text):
        value = match.group(2).rstrip(".!?")
        if _is_value(match.group(1), value, False):
            yield Finding("secret", match.start(2), match.start(2) + len(value))
    for match in _BEARER.finditer(text):
        if (
            is_random(match.group(1), 3.0)
            and any(c.isdigit() for c in match.group(1))
            and not _NO_VALUE.search(match.group(1)[:24])
        ):
            yield Finding("secret", match.start(1), _to_the_end(text, *match.span(1)))


_NEXT_LINE = re.compile(r"\n[ \t>]{0,12}([A-Za-z0-9_+/.~%-]+={0,2})(?![^\s\"'`&,;)\]}|<…])")
_LONG, _WHOLE_LINE = 32, 20  # characters of a token that can be broken, and of a line that is all token


def _to_the_end(text: str, start: int, end: int) -> int:
    """Return where a token that begins at ``start`` ends: it goes on over a line's end where the next line is of the same stuff."""
    if end - start < _LONG or text[end : end + 1] != "\n":
        return end
    first = end
    while (more := _NEXT_LINE.match(text, end)) is not None:
        line = more.group(1)
        mixed = (any(map(str.isdigit, line)), any(map(str.isupper, line)), any(map(str.islower, line)))
        if not all(mixed) or (len(line) < _WHOLE_LINE and end == first) or not is_random(line, 2.0):
            break
        end = more.end(1)
        if len(line) < _WHOLE_LINE:
            break
    return end


def _is_value(label: str, value: str, said: bool) -> bool:
    """Say whether ``value`` can be what the label announces; ``said`` in a sentence ("is", "was") it takes more."""
    if len(value) < 4 or _NO_VALUE.search(value) or _NO_VALUE.search(value.translate(_LEET)):
        return False
    if value.isalpha() or (value.isdigit() and len(value) < 4):
        return False
    if _is_password(label):
        mixed = any(c.isdigit() for c in value) and (any(c.isalpha() for c in value) or len(value) >= 6)
        signs = any(not c.isalnum() and c not in "._-/:" for c in value) and any(c.isalpha() for c in value)
        if not (mixed or (signs and not said)) or len(value) < (6 if said else 5):
            return False
        return not re.fullmatch(r"[a-zA-Z_]\w*(?:[.$][a-zA-Z_]\w*)+", value)
    return len(value) >= 16 and is_random(value, 3.0) and any(c.isdigit() for c in value)


def _is_own(label: str, value: str, quoted: bool) -> bool:
    """Say whether ``value`` is what somebody says his password is: in a sentence the word "password" in it makes no sample."""
    if not _is_password(label) or _NO_SUCH.search(value):
        return False
    return quoted or (len(value) >= 6 and any(map(str.isdigit, value)) and any(map(str.isalpha, value)))


def _is_password(label: str) -> bool:
    return label.lower().startswith(("pass", "pwd", "kenn", "mot", "contra", "wacht"))


_NO_SUCH = re.compile(
    r"(?i)example|sample|change_?me|^your|dummy|redacted|hidden|^x+$|\*\*\*|\.\.\.|^[$%#{<]|\$\{|https?:"
)


def _own(value: str) -> str:
    """Return how far a value reaches that no quotes end: an ASCII one ends where another script goes on."""
    found = None if not value[0].isascii() or value.isascii() else _ASCII.match(value)
    return found.group() if found else value


_ASCII = re.compile("[!-~\u00c0-\u024f]+")
