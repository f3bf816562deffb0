"""The second opinion: what is unmistakably personal, found by other means than the finders.

Only forms that cannot be anything else are searched, in plain regular expressions of their own, and JSON, URL
escapes and base64 are opened by the standard library. A fault of the finders or of the walk that masks is thus no
fault of this look. The words that the finders go by are not shared; lists that are facts of the world are.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable, Iterator, Set
from typing import Any, Final
from urllib.parse import unquote

from ft_data.cleaning.privacy.finding import Finding, blanked
from ft_data.cleaning.privacy.ibans import IBAN_LENGTHS
from ft_data.cleaning.privacy.public import Public, personal
from ft_data.cleaning.privacy.walk import OF_A_FIRM, describes_firm, label_of

# A sign that a local part may hold, but no text puts around an address, is not where one begins: behind `$` and `!`
# stand the ends of Outlook's message ids and of paths of hosts.
_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+@/:!#$&^~-])[A-Za-z0-9][A-Za-z0-9._+-]{1,63}@(?:[A-Za-z0-9-]{2,63}\.)+"
    r"(?:com|org|net|edu|gov|de|fr|uk|es|it|nl|br|cn|jp|in|ru|eu|ch|at|se|pl|test)(?![A-Za-z0-9_(\[:/.-]| ?~|['’]s password:)"
)
_SHELL = re.compile(
    r"(?:\b(?:ssh|scp|sftp|rsync|mosh|sshfs|git|lftp|fab)\b[^\n@]{0,60}|://|\bansible_host=[\"']?)$"
)
_CARD = re.compile(
    r"(?<![0-9.,A-Za-z])[2-6][0-9]{3}(?:([ -]?)[0-9]{4})(?:\1[0-9]{4}){2}(?![0-9A-Za-z]|[.,][0-9])"
)
_CARD_SAID = re.compile(r"(?i)\b(?:card|visa|mastercard|kreditkarte|carte bancaire|tarjeta)\b|卡号")
_IBAN = re.compile(
    r"(?<![A-Za-z0-9])[A-Z]{2}[0-9]{2}(?:[A-Z0-9]{11,30}|(?: [A-Z0-9]{4}){2,7}(?: [A-Z0-9]{1,3})?)(?![A-Za-z0-9])"
)
_PHONE = re.compile(
    r"(?i)\b(?:tel|phone|telephone|mobile|whatsapp|call me (?:on|at))[.:]? ?(\+[1-9][0-9]{9,13})(?![0-9])"
)
_KEY = re.compile(
    r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----(?!\s*(?:<|\[|\.\.\.))|(?<![A-Za-z0-9])(?:AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}"
    r"|xox[abprs]-[0-9]{10,13}-[A-Za-z0-9-]{12,}|sk_live_[A-Za-z0-9]{24}|AIza[A-Za-z0-9_-]{35})(?![A-Za-z0-9])"
)
_LOGIN = re.compile(
    r"://(?!user|name|login|me:|([A-Za-z0-9._]{2,}):\1@)[A-Za-z0-9._]{2,}:(?!(?i:pass|pwd|secret|x+@|your|[a-z-]*[_-]?(?:pass|password|secret|token|key)@)|[A-Z_-]+@)[A-Za-z0-9._!]{4,}@[a-z0-9]"
)
_RUN = re.compile(r"[A-Za-z0-9+/_-]{24,}={0,2}")
_MAX_DEPTH: Final = 12
Scan = Callable[[str], dict[str, int]]
_OURS: Final = frozenset({"content", "reasoning"})  # texts of a message


def leftovers(text: str, public: Public = "none") -> dict[str, int]:
    """Count by kind what is unmistakably personal in ``text``, and not what ``public`` keeps on purpose."""
    found = {
        "email": [
            Finding("email", *match.span())
            for match in _EMAIL.finditer(text)
            if not _SHELL.search(text, 0, match.start())
        ]
        if "@" in text
        else [],
        "credentials": [Finding("credentials", *m.span()) for m in _LOGIN.finditer(text)]
        if "@" in text
        else [],
        "secret": [Finding("secret", *match.span()) for match in _KEY.finditer(text)],
        "phone": [Finding("phone", *match.span(1)) for match in _PHONE.finditer(text)] if "+" in text else [],
        "iban": [Finding("iban", *m.span()) for m in _IBAN.finditer(text) if _is_account(m.group())],
        "card": [Finding("card", *m.span()) for m in _CARD.finditer(text) if _is_card(text, m)],
    }
    return {
        kind: len(left) for kind, some in found.items() if some and (left := personal(text, some, public))
    }


def _is_account(value: str) -> bool:
    value = value.replace(" ", "")
    if IBAN_LENGTHS.get(value[:2]) != len(value):
        return False
    number = "".join(str(int(char, 36)) for char in value[4:] + value[:4])
    return int(number) % 97 == 1


def _is_card(text: str, match: re.Match[str]) -> bool:
    if not _CARD_SAID.search(text, max(0, match.start() - 24), match.start()):
        return False
    digits = [int(char) for char in match.group() if char.isdigit()]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[0::2]]
    return (sum(doubled) + sum(digits[1::2])) % 10 == 0 and len(set(digits)) > 1


def strings(value: Any) -> list[tuple[str, str]]:
    """Return every text in ``value`` with the key it stands under: keys, long numbers, and JSON in strings opened."""
    found: list[tuple[str, str]] = []
    _add_strings(value, "", 0, found)
    return found


def _add_strings(value: Any, key: str, depth: int, found: list[tuple[str, str]]) -> None:
    if isinstance(value, str):
        opened = _opened(value) if depth < _MAX_DEPTH else None
        if opened is None:
            found.append((key, value))
        else:
            _add_strings(opened, key, depth + 1, found)
    elif isinstance(value, dict):
        whose = f"{OF_A_FIRM} " if describes_firm(map(str, value)) else ""
        for name, item in value.items():
            found.append(("", str(name)))
            if item is not None:
                _add_strings(item, f"{whose}{name}", depth + 1, found)
    elif isinstance(value, list | tuple):
        for item in value:
            _add_strings(item, key, depth + 1, found)
    elif isinstance(value, int | float) and not isinstance(value, bool) and abs(value) >= 1_000_000:
        found.append((key, str(value)))


def _opened(text: str) -> Any:
    if not text.lstrip().startswith(("{", "[")):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def readings(text: str) -> Iterator[str]:
    """Yield ``text``, and what it says once URL escapes and runs of base64 are read."""
    yield text
    if "%" in text:
        read = unquote(text, errors="replace")
        if read != text:
            yield read
    for run in _RUN.findall(text):
        try:
            read = base64.b64decode(run + "=" * (-len(run) % 4), validate=True).decode()
        except (binascii.Error, ValueError):
            continue
        if read.isprintable():
            yield read


def counted(
    value: Any,
    scan: Scan,
    public: Public = "none",
    known: dict[tuple[str, str], dict[str, int]] | None = None,
    nobodys: Set[str] = frozenset(),
) -> dict[str, int]:
    """Count by kind what is personal in ``value``: by ``scan`` (of a text as it stands) and by `leftovers`.

    ``known`` remembers what was found in short texts, for the next call with the same ``scan`` and ``public``: most of
    the texts of a row are names of fields, roles, files and licences, which every other row has too. ``nobodys`` are
    values that the row as a whole makes nobody's (`ft_data.cleaning.privacy.talks.agreed`).
    """
    found: dict[str, int] = {}
    known = {} if known is None else known
    for labelled, text in announced(value):
        short = len(text) <= _SHORT and not nobodys
        said = known.get((labelled, text)) if short else None
        if said is None:
            said = _counted(blanked(labelled, nobodys), blanked(text, nobodys), scan, public)
            if short and len(known) < _REMEMBERED:
                known[labelled, text] = said
        for kind, count in said.items():
            found[kind] = found.get(kind, 0) + count
    return found


def announced(value: Any) -> Iterator[tuple[str, str]]:
    """Yield every text in ``value``, with its key in front and as it stands: the key of data announces it ("phone").

    A field of ours would only hide how the text begins.
    """
    for key, text in strings(value):
        yield (f"{label_of(key)}: {text}" if key and key not in _OURS else text), text


_SHORT, _REMEMBERED = 100, 50_000  # characters of a text, texts


def _counted(labelled: str, text: str, scan: Scan, public: Public) -> dict[str, int]:
    by_scan = scan(labelled)
    seen: dict[str, int] = {}
    for reading in readings(labelled):
        for kind, count in leftovers(reading, public).items():
            seen[kind] = max(count, seen.get(kind, 0))
    return {kind: max(by_scan.get(kind, 0), seen.get(kind, 0)) for kind in by_scan | seen}
