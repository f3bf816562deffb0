"""Keys, tokens and passwords: by the prefix their issuer gives them, or by the label in front."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator

from ft_data.cleaning.pattern import Pattern
from ft_data.cleaning.privacy.finding import Finding, is_word

_PREFIXED = (
    r"(?:AKIA|ASIA|AGPA|AIDA|AROA|AIPA|ANPA|ANVA)[A-Z0-9]{16}"
    r"|gh[pousr]_[A-Za-z0-9]{30,255}|github_pat_[A-Za-z0-9_]{22,255}|glpat-[\w-]{20,64}"
    r"|xox[abeoprs]-[A-Za-z0-9-]{10,255}|xapp-[A-Za-z0-9-]{20,255}"
    r"|hooks\.slack\.com/services/T\w{6,14}/B\w{6,14}/\w{16,32}"
    r"|AIza[0-9A-Za-z_-]{35}|ya29\.[0-9A-Za-z_-]{20,400}|GOCSPX-[\w-]{20,40}"
    r"|[sr]k_(?:live|test)_[0-9A-Za-z]{16,128}|pk_live_[0-9A-Za-z]{16,128}|whsec_[A-Za-z0-9+/=]{20,128}"
    r"|sk-(?:proj-|ant-[a-z0-9]{2,8}-|or-v1-|svcacct-|admin-)?[A-Za-z0-9_-]{20,255}"
    r"|hf_[A-Za-z0-9]{30,64}|npm_[A-Za-z0-9]{36}|pypi-AgEIcHlwaS5vcmc[\w-]{30,255}"
    r"|SG\.[\w-]{16,32}\.[\w-]{30,64}"
    r"|(?:AC|SK)[0-9a-f]{32}|[0-9]{8,10}:AA[\w-]{32,36}|key-[0-9a-f]{32}|do[op]_v1_[0-9a-f]{64}|shp(?:at"
    r"|ca|pa|ss)_[0-9a-fA-F]{32}"
    r"|dapi[0-9a-f]{32}|sq0(?:atp|csp)-[\w-]{22,43}|EAAC[0-9A-Za-z]{40,255}|AGE-SECRET-KEY-1[0-9A-Z]{58}"
    r"|lin_api_[A-Za-z0-9]{40}|ntn_[A-Za-z0-9]{40,50}"
    r"|eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{0,1000}"
)
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

# The guards only have to notice; short and without long counts, which keeps the automaton small.
GUARDS = {
    "key": r"A(?:KIA|SIA|GPA|IDA|ROA|IPA|NPA|NVA)[A-Z0-9]|gh[pousr]_|github_pat_|glpat-|xox[abeoprs]-|xapp-"
    r"|hooks\.slack|AIza|ya29\.|GOCSPX-|[srp]k_(?:live|test)_"
    r"|whsec_|sk-[A-Za-z0-9]|hf_[A-Za-z]|npm_|pypi-Ag|SG\.[\w-]|(?:AC|SK)[0-9a-f]{3}|:AA[\w-]"
    r"|key-[0-9a-f]{2}|do[op]_v1_|shp(?:at|ca|pa|ss)_|dapi[0-9a-f]|sq0|EAAC|AGE-SECRET|lin_api_|ntn_|eyJ"
    r"|-----BEGIN",
    "label": rf"(?i){_LABEL}(?: (?:number|code|key))?[\\\\\"'\]]*\s*(?:[=:]|\b(?:is|was|ist|est|es)\b)"
    rf"|bearer\s+\S|basic\s+[a-z0-9]{{3}}[a-z0-9]*[0-9+/=]",
}

_KEY = Pattern(_PREFIXED)
_PRIVATE = Pattern(_BLOCK)
_ASSIGNED = Pattern(
    rf"(?i)\b[\w-]{{0,30}}?({_LABEL})[\"']?\]?(?: (?:number|code|key))?(?:[ \t]{{0,3}}(=|:|=>|:=)[ \t]{{0,3}}"
    rf"|\s(is|was|ist|est|es)\s?:?\s?)([\"'`]?)([^\s\"'`,;<>()\[\]{{}}]{{4,200}})"
)
# On the line below a label and a colon, alone there.
_BELOW = Pattern(
    rf"(?i)\b[\w-]{{0,30}}?({_LABEL})[\"']?(?: (?:number|code|key))?[ \t]?:[ \t]*\n[ \t]*"
    r"([^\s\"'`,;<>()\[\]{}=:]{4,200})[ \t]*(?:\n|\z)"
)
_BEARER = Pattern(r"(?i)\b(?:bearer|basic)\s+([A-Za-z0-9._~+/-]{16,}={0,2})")
_NO_VALUE = re.compile(
    r"(?i)pass(?:word|wd)|secret|example|sample|change_?me|your|dummy|placeholder|redacted|hidden|none"
    r"|null|true|false|undefined|required|optional"
    r"|token|api_?key|env|config|settings|process|request|self\.|this\.|get|input|string|value|field|xxx"
    r"|\*\*\*|\.\.\.|^[$%#{<]|\$\{|https?:"
)


_DIGIT = re.compile(r"\d")
_LEET = str.maketrans("@4310$5", "aaeioss")


def secrets(text: str) -> Iterator[Finding]:
    """Find private keys, issuer-prefixed keys and tokens, and values labelled as a password, key or token."""
    for match in _PRIVATE.finditer(text):
        yield Finding("secret", *match.span())
    for match in _KEY.finditer(text):
        start, end = match.span()
        if start and is_word(text[start - 1]):
            continue
        value = match.group()
        short = value.startswith(("sk-", "hf_", "SG."))
        if short and not (_is_random(value[3:], 2.8) and _DIGIT.search(value)):
            continue
        yield Finding("secret", start, end)


def labelled_secrets(text: str) -> Iterator[Finding]:
    """Find the value after a label such as ``password:`` or ``api_key =``.

    A password must mix letters with digits or signs; a key or token must look random. Program text that
    computes the value, and words that only stand for one ("your_api_key"), are not findings.
    """
    for match in _ASSIGNED.finditer(text):
        label, _, verb, quote, value = match.groups()
        start = match.start(5)
        if not quote:
            value = _own(value).rstrip(".!?")
        if text[start + len(value) :][:1] not in ("(", "[") and _is_value(label, value, verb is not None):
            yield Finding("secret", start, start + len(value))
    for match in _BELOW.finditer(text):
        value = match.group(2).rstrip(".!?")
        if _is_value(match.group(1), value, False):
            yield Finding("secret", match.start(2), match.start(2) + len(value))
    for match in _BEARER.finditer(text):
        if (
            _is_random(match.group(1), 3.0)
            and any(c.isdigit() for c in match.group(1))
            and not _NO_VALUE.search(match.group(1)[:24])
        ):
            yield Finding("secret", *match.span(1))


def _is_value(label: str, value: str, said: bool) -> bool:
    """Say whether ``value`` can be what the label announces; ``said`` in a sentence ("is", "was") it takes more."""
    if len(value) < 4 or _NO_VALUE.search(value) or _NO_VALUE.search(value.translate(_LEET)):
        return False
    if value.isalpha() or (value.isdigit() and len(value) < 4):
        return False
    if label.lower().startswith(("pass", "pwd", "kenn", "mot", "contra", "wacht")):
        mixed = any(c.isdigit() for c in value) and (any(c.isalpha() for c in value) or len(value) >= 6)
        signs = any(not c.isalnum() and c not in "._-/:" for c in value) and any(c.isalpha() for c in value)
        if not (mixed or (signs and not said)) or len(value) < (6 if said else 5):
            return False
        return not ("." in value and re.fullmatch(r"[a-zA-Z_]\w*(?:\.[a-zA-Z_]\w*)+", value))
    return len(value) >= 16 and _is_random(value, 3.0) and any(c.isdigit() for c in value)


def _own(value: str) -> str:
    """Return how far a value reaches that no quotes end: an ASCII one ends where another script goes on."""
    return value if not value[0].isascii() or value.isascii() else _ASCII.match(value)[0]  # type: ignore[index]


_ASCII = re.compile("[!-~\u00c0-\u024f]+")


def _is_random(value: str, bits: float) -> bool:
    """Say whether the characters of ``value`` carry at least ``bits`` bits each (Shannon, first 64)."""
    head = value[:64]
    counts = Counter(head)
    return -sum(n / len(head) * math.log2(n / len(head)) for n in counts.values()) >= bits
