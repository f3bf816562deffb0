"""Network addresses and credentials in URLs."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

from ft_data.cleaning.pattern import Pattern
from ft_data.cleaning.privacy.finding import Finding, context, is_word

GUARDS = {
    "dotted": r"[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]",
    "colons": r"[0-9A-Fa-f]{1,4}:[0-9A-Fa-f]{0,4}:|::[0-9A-Fa-f]"
    r"|[0-9A-Fa-f]{2}-[0-9A-Fa-f]{2}-[0-9A-Fa-f]{2}-[0-9A-Fa-f]{2}-"
    r"|[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}",
}

_V4 = Pattern(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}")
# What announces a version: a word for it or a product, with markup, a noun or other versions between.
_VERSION = re.compile(
    r"(?:\bv(?:er(?:sion|sión|sione|são|sie)?s?)?\.?|wersj[aięo]|verze|releases?|builds?|firmware|driver|bios|update|upgrade(?:d)? (?:to|from)|section|clause|§"
    r"|chapter|oid|rev(?:ision)?|kernel|linux|chrom(?:e|ium)|firefox|safari|opera|android|ios|macos|java|jdk|jre"
    r"|php|python|npm|package|plugin|patch|hotfix|sdk|framework) ?"
    r"(?:number|no\.?|nr\.?|num|string|is|was|of|from|to|at|:|=|\s)*\s*"
    r"(?:v?\d+(?:\.\d+)+(?:,| and| or| to| through| und| oder|[-–]|\s)+)*$"
    r"|[a-z]-$|(?:^|[\s(,;])[a-z][a-z0-9+_-]*/$"
    r"|(?:版本|バージョン|버전|เวอร์ชัน|รุ่น|الإصدار|إصدار|संस्करण|верси[яию])\s?(?:号|番号|번호)?\s?(?:是|为|は|은|는)?[:：=]?\s*$"
)
_PACKAGE = re.compile(r"[+~][a-z]|-\d+[a-z]|\.[a-z]+-\d")  # `6.9.11.60+dfsg-1`
_PATH = re.compile(r"://[^\s/?]+/[^\s?=]*/\Z")  # of a URL: below a host stand versions and numbers
_SMALL = 30  # a larger number is rare in a version
_PRODUCT = re.compile(r"(?<![\w.])[A-Z][a-zA-Z]{2,}\+{0,2} $")  # `Emacs 23.1.50.1`
_REVISION = re.compile(r"(?:^|\n)(?:---|\+\+\+|\*\*\*) [^\n]{1,100}\t\Z")  # of a file, at the head of a patch
_EPOCH = re.compile(r"(?:\s|\()\d:$")  # of a package's version: `1:1.2.3.3`
_NUMBERED = re.compile(
    r"\.[\s\xa0]+[A-Z]\w+ (?:[A-Z]\w+|in|of|and|for|to|the)\b"
)  # of a chapter: `55.2.2.1. Parts of a Query`
_MARKUP = re.compile(r"[*_`\"'“”()\[\]]+")
_ADDRESSED = re.compile(
    r"\bip\b|\bips\b|ipv4|address|host|server|router|gateway|dns|ping|subnet|login|logged|from|client"
    r"|peer|proxy|block|//|@|地址|服务器|主机|アドレス|サーバ|주소|서버|เซิร์ฟเวอร์|ที่อยู่|عنوان|خادم|सर्वर|पता|адрес|сервер"
)
_V6 = Pattern(
    r"[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?:[0-9]{0,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3})?"
)
_MAC = Pattern(
    r"[0-9A-Fa-f]{2}(?:(?::[0-9A-Fa-f]{2}){5}|(?:-[0-9A-Fa-f]{2}){5})"
    r"|[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}"
)


# Public resolvers and the factory address of home routers.
_COMMON = frozenset(
    {
        (8, 8, 8, 8), (8, 8, 4, 4), (1, 1, 1, 1), (1, 0, 0, 1), (9, 9, 9, 9), (208, 67, 222, 222),
        (208, 67, 220, 220), (192, 168, 0, 1), (192, 168, 1, 1), (10, 0, 0, 1),
    }
)  # fmt: skip


_COMMON_V6 = frozenset(
    {
        "2001:4860:4860::8888",
        "2001:4860:4860::8844",
        "2606:4700:4700::1111",
        "2606:4700:4700::1001",
        "2620:fe::fe",
        "2620:fe::9",
    }
)
_LOOPBACK_PORT = re.compile(r"::1:[0-9]{2,5}\Z")


def addresses(text: str) -> Iterator[Finding]:
    """Find IPv4 and IPv6 addresses that can belong to someone.

    Loopback, unspecified, broadcast and multicast addresses, masks, networks (``10.0.0.0/8``), public
    resolvers and router defaults belong to nobody; four small numbers or a version word in front make a
    version, not an address.
    """
    for match in _V4.finditer(text):
        start, end = match.span()
        before, after = text[start - 1 : start], text[end : end + 1]
        if (before and (is_word(before) or before in ".-")) or (after and is_word(after)):
            continue
        if after in (".", "-") and text[end + 1 : end + 2].isdigit():
            continue
        if after in ("-", "+") and text[end + 1 : end + 2].isalpha():
            continue  # of a program: `8.7.220.31-electron`
        parts = match.group().split(".")
        octets = [int(part) for part in parts]
        padded = any(len(part) > 1 and part[0] == "0" for part in parts)
        if padded and not all(len(part) == 3 for part in parts):
            continue  # `6.14.00.63`
        if _REVISION.search(text, max(0, start - 120), start):
            continue
        if max(octets) > 255 or _belongs_to_nobody(octets, text[end : end + 3]):
            continue
        said = _MARKUP.sub("", context(text, start))
        if (
            _PACKAGE.match(text, end)
            or _EPOCH.search(text, max(0, start - 6), start)
            or (_NUMBERED.match(text, end) and not _ADDRESSED.search(said))
        ):
            continue
        product = sum(octet <= _SMALL for octet in octets) >= 2 and _PRODUCT.search(
            text, max(0, start - 24), start
        )
        if product and not _ADDRESSED.search(said):
            continue
        if _VERSION.search(said) or _PATH.search(text, max(0, start - 160), start):
            continue
        if max(octets) <= _SMALL and not _ADDRESSED.search(said.rpartition("\n")[2]):
            continue
        yield Finding("ip", start, end)
    if ":" not in text:
        return
    for match in _V6.finditer(text):
        start, end = match.span()
        value = match.group()
        if value.endswith(":") and not value.endswith("::"):
            value = value[:-1]
            end -= 1
        if value.startswith(":") and not value.startswith("::"):
            value = value[1:]
            start += 1
        if (start and (is_word(text[start - 1]) or text[start - 1] == ":")) or (
            end < len(text) and (is_word(text[end]) or text[end] == ":")
        ):
            continue
        groups = [group for group in value.split(":") if group]
        if len(groups) < 2 or (value.endswith("::") and text[end : end + 1] == "/"):
            continue
        # Ratios (3:6::12:24) and times are made of short numbers; two hexadecimal words are a C++ name.
        if max(map(len, groups), default=0) < 3 or (len(groups) < 3 and not any(c.isdigit() for c in value)):
            continue
        try:
            address = ipaddress.IPv6Address(value)
        except ValueError:
            continue
        if value.lower() in _COMMON_V6 or _LOOPBACK_PORT.match(value):
            continue
        if not (address.is_loopback or address.is_unspecified or (address.is_multicast and "::" in value)):
            yield Finding("ip", start, end)


def _belongs_to_nobody(octets: list[int], after: str) -> bool:
    first = octets[0]
    if tuple(octets) in _COMMON or first in (0, 127) or first >= 224 or octets == [255, 255, 255, 255]:
        return True
    return octets[3] == 0 and (after.startswith("/") or octets[2] == 0)


def macs(text: str) -> Iterator[Finding]:
    """Find hardware addresses (EUI-48) in the three usual spellings; all zeros and all ones are nobody's."""
    for match in _MAC.finditer(text):
        start, end = match.span()
        value = match.group()
        if start and (is_word(text[start - 1]) or text[start - 1] in ":-."):
            continue
        if end < len(text) and (
            is_word(text[end]) or (text[end] in ":-." and text[end + 1 : end + 2].isalnum())
        ):
            continue
        kinds = set(re.sub(r"[:.-]", "", value.lower()))
        if len(kinds) > 1 and not ("." in value and value.replace(".", "").isdigit()):
            yield Finding("mac", start, end)


_URL_CREDENTIALS = Pattern(
    r"(?i)\b[a-z][a-z0-9+.-]{1,20}://([^\s/:@\"'<>\[\]{}$()]{1,128}:[^\s/@\"'<>\[\]{}$]{1,256})@[\w\[.-]"
)
_SAMPLE = re.compile(
    r"(?i)[^:]*:(?:\.{3}|…|\*{3,}|x{3,})\Z|(?:user(?:name)?|login|name|me|user\d?):(?:pwd|secret|x+|\*+|\.+)\Z|([\w.-]+):\1\Z|[\w.-]*:[\w-]*(?:pass(?:word|wd)?|secret|token|key)\Z"
    r"|(?-i:[A-Z][A-Z_-]*(?::[A-Z][A-Z_-]*)+)\Z"
)


def url_credentials(text: str) -> Iterator[Finding]:
    """Find ``user:password`` in URLs; the words "user:password" themselves are an example."""
    for match in _URL_CREDENTIALS.finditer(text):
        if not _SAMPLE.match(match.group(1)):
            yield Finding("credentials", *match.span(1))
