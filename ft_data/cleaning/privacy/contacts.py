"""E-mail addresses, plain and spelled out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from ft_data.cleaning.pattern import Pattern
from ft_data.cleaning.privacy.finding import Finding, back, context
from ft_data.cleaning.privacy.logins import is_handle, is_login
from ft_data.cleaning.privacy.signs import AT_ONLY, AT_TOO, DOT
from ft_data.cleaning.wordlist import words

_BRACKETED = "|".join(
    rf"{one} ?(?:{AT_ONLY}|{AT_TOO}|@) ?{other}"
    for one, other in ((r"\[", r"\]"), (r"\(", r"\)"), (r"\{", r"\}"), ("<", ">"))
)
GUARDS = {
    "at": "@",
    "at_dot": r"(?i)[\[({<] ?at ?[\])}>]| at (?:\w+ )?[\w.-]+(?: ?[ \[({<]dot[ \])}>]|\.[a-z]{2})"
    rf"|[ \[({{<](?:{AT_ONLY}|{AT_TOO.removeprefix('at|')})[ \])}}>]",
}

_ADDRESS_LITERAL = Pattern(r"[\w.+-]+@\[(?:IPv6:)?[0-9A-Fa-f.:]{7,45}\]")
_LATIN = "A-Za-z\\u00c0-\\u024f\\u1e00-\\u1eff"
# A name goes on to the left as long as its alphabet does: Latin, or letters of another script.
_LOCAL = re.compile(rf"[{_LATIN}0-9_.+%&'*=~!#$/?^|{{}}\u2019-]+\Z")
_LOCAL_ELSEWHERE = re.compile(r"[\w.+%&'*=~!#$/?^|{}\u2019-]+\Z")
# Letters that look Latin and are not; within a name they are meant to.
_ALIKE = re.compile(
    "(?<!\\w)[\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0455\u0458\u043a\u03bf\u03b1\u03bd]*\\Z"
)
_LAST = frozenset(":.!?/=|")
_DOMAIN = re.compile(
    rf"[0-9{_LATIN}][0-9{_LATIN}_-]*(?:\.[0-9{_LATIN}_-]+)*\.(?:xn--[0-9A-Za-z-]+|[{_LATIN}][0-9{_LATIN}]*)"
)
_DOMAIN_ELSEWHERE = re.compile(r"[^\W_][\w-]*(?:\.[\w-]+)*\.[^\W\d_](?:[\w-]*[^\W_])?")
_MAX_LOCAL, _MAX_DOMAIN = 64, 253
_FILE_ENDINGS = words(
    "png jpg jpeg gif svg webp bmp ico pdf css js ts mp3 mp4 scss map woff woff2 ttf html htm"
)
_LEADING = "'*=~!#$/?^|{}&%.\u2019-+"

_SPELLED = Pattern(
    rf"(?i)((?:[\w+-]{{1,24}} (?:{DOT}) ){{0,3}}[\w.+-]{{1,64}}) ?({_BRACKETED}| (?:{AT_ONLY}|{AT_TOO}) ) ?"
    r"(?:(?:no|anti)-?spam[ .-]|spam-?free[ .-]|remove-?\w{0,9}[ .-])?"
    rf"([a-z0-9-]{{1,40}}(?:(?: ?(?:\[ ?(?:{DOT}|\.) ?\]|\( ?(?:{DOT}|\.) ?\)|\{{ ?(?:{DOT}|\.) ?\}}|< ?(?:{DOT}"
    rf"|\.) ?>) ?| (?:{DOT}) |\.)[a-z0-9-]{{2,40}}){{1,4}})"
)
_ENDINGS = words(
    "com org net edu gov mil int info biz io co ai app dev me uk de fr es it nl be ch at dk se no fi pl "
    "pt cz ie ca us au nz in jp cn br mx ru eu "
    "example test invalid name pro email cloud online site tech xyz"
)
_NOT_LOCAL = words(
    "me us him her them it you look looking arrive arrived stay live lives meet meeting work works worki"
    "ng is are was were be been and or the a an "
    "available found here there page site website book buy sold start visit"
)
_INVITES = re.compile(
    r"e-?mail|\bmail\b|contact|reach|write|address|send|schreib|kontakt|adress|correo|escr[ií]b|escrev|courriel|écri|scriv|indirizzo|endereço|почт|пиш|напиш|メール|이메일|邮"
)


def emails(text: str) -> Iterator[Finding]:
    """Find e-mail addresses, with plus tags, Unicode names and domains, reserved domains and host masks."""
    at = text.find("@")
    while at >= 0:
        local = _local(text[max(0, at - _MAX_LOCAL) : at])
        rest = text[at + 1 : at + 1 + _MAX_DOMAIN]
        domain = (_DOMAIN.match(rest) or _DOMAIN_ELSEWHERE.match(rest)) if local else None
        if domain:
            end = at + 1 + domain.end()
            start = at - len(local)
            if local[0] == "_" and text[start - 3 : start] == ".. ":
                start += 1  # a target of reStructuredText
            if not _is_no_address(text, local, domain.group(), end) and not is_login(text, start, end):
                yield Finding("handle" if is_handle(text, start, end) else "email", start, end)
        at = text.find("@", at + 1)
    for match in _ADDRESS_LITERAL.finditer(text):
        yield Finding("email", *match.span())


# What an address in a URL stands behind: a line end, a bar, a quote, a colon ... and what went before.
_CODE = re.compile(r"(?i).*(?:%5Cn|%5Ct|%7C|%22|%20|%3A|%3D|%2F|%3C|%26|%0A)|\A\d?7C\d\d%7C")


def _local(before: str) -> str:
    """Return the name of an address that ends where ``before`` ends; empty if there is none."""
    if not before or before[-1] in _LAST:
        return ""
    found = _LOCAL.search(before)
    if found is None:
        found = _LOCAL_ELSEWHERE.search(before)
        local = found.group() if found else ""
    else:
        alike = _ALIKE.search(before[: found.start()])
        local = (alike.group() if alike else "") + found.group()
    local = _CODE.sub("", local).lstrip(_LEADING)
    for opening in "=:/'|":
        # `mailto:`, `to=name`, `'name` and the like are not part of the address.
        cut = local.rfind(opening) + 1
        if cut and not (opening == "'" and cut > 1):
            local = local[cut:]
    return local.lstrip(_LEADING)


def _is_no_address(text: str, local: str, domain: str, end: int) -> bool:
    after = text[end : end + 1]
    ending = domain.rsplit(".", 1)[-1]
    if (
        len(ending) < 2
        or (ending.isascii() and not ending.isalpha() and ending[:4].lower() != "xn--")
        or local.count("{") != local.count("}")
    ):
        return True
    if _UNIT.search(domain):
        return True
    if (after == "_" and text[end + 1 : end + 2].isalnum()) or (after in ("(", "[") and ending.isascii()):
        return True
    if ending.lower() in _FILE_ENDINGS and (domain[0].isdigit() or "." not in domain[:-5]):
        return domain.split(".")[0].lower().rstrip("x").isdigit()
    # `git@host:path` names a service, not a person; `package@v1.x` a version.
    return (local == "git" and after == ":") or (domain[1:2].isdigit() and domain[0] == "v")


_UNIT = re.compile(r"(?:^|\.)(?:service|timer|socket|target|mount)\Z")  # of systemd: `worker@1.service`


def spelled_emails(text: str) -> Iterator[Finding]:
    """Find addresses written out ("anna [at] example [dot] org", "anna at example dot org", "<anna at example.org>").

    Bracketed forms are unmistakable. Plain words need a "dot" and either an invitation to write shortly
    before or a name that is not a word (it holds a digit, a dot or an underscore); with a dot that is a dot, as
    archives of mails write every address, they need the place where mails have one.
    """
    plain: list[Any] = []
    for match in _SPELLED.finditer(text):
        local, sign, domain = match.groups()
        bare = re.sub(rf"(?i)[\[({{<\])}}>]|\b(?:{DOT})\b", ".", domain).replace(" ", "").strip(".")
        ending, spoken = bare.rsplit(".", 1)[-1].lower(), _SPOKEN.search(domain)
        if local.lower().strip(".-") in _NOT_LOCAL:
            continue
        sure = not sign.startswith(" ") or _SIGN_ALONE.fullmatch(sign) is not None
        if sure or spoken:
            named = _ODD.search(local) or _INVITES.search(context(text, match.start(), 40))
            if ending in _ENDINGS and (sure or named):
                yield Finding("email", match.start(), match.end())
        elif sign.lower() != " at ":
            continue  # an animal's name, and no dot is spoken
        elif (
            (ending in _ENDINGS or len(ending) == 2)
            and local[0].isalnum()
            and text[match.end() :][:1] not in ("/", ":")
        ):
            plain.append(match)
    yield from _in_their_place(text, plain)


_SPOKEN, _SIGN_ALONE = re.compile(rf"(?i)\b(?:{DOT})\b"), re.compile(rf"(?i) (?:{AT_ONLY}) ")
_ODD = re.compile(rf"[\d._+-]| (?:{DOT}) ")  # a name that is no word
_WRITTEN = re.compile(r"[^\W_][\d._+-]+[^\W_]")
_NEXT = 8  # characters between an address and the next one: ", ", " or "
_LABEL = re.compile(
    r"(?i)(?:\b(?:mailto|smtp|from|sender|to|b?cc|reply-to|de|von|an|adresse|address|contact|e|or) ?[:=](?:[^\n]{0,80}[\[(])?|\be-?mail\b)\W{0,40}\Z|<\Z"
)
_SAID = re.compile(
    r"(?i)>?[ \t]*(?:<[^<>\n]{0,60}>[ \t]*)?(?:wrote|writes|said|schrieb|schreibt|a ?[ée?]crit|escribió|escreveu|ha scritto)\b"
)
_OWNER = re.compile(
    r" ?\([\"“'][A-Z][^()\n]{2,60}[\"”']\)"
)  # as archives write it: `anna at host.org ("Anna Poe")`
_BEFORE = re.compile(r"(?:\A|\n|\t|[ \xa0]{2}|[|])[ \t>|:#*-]{0,80}\Z")
_AFTER = re.compile(r"[ \t]*(?:\Z|\n|\t|[ \xa0]{2}|[|])")
_CLOSES = {"[": "]", "(": ")", "{": "}", '"': '"', "'": "'"}


def _in_their_place(text: str, found: Sequence[Any]) -> Iterator[Finding]:
    """Yield of ``name at host.tld`` what stands where a mail has an address: behind a label, in `<>`, alone, before "wrote".

    Who writes one address so writes all of them so: then brackets, a line's beginning or a name that is no word will do.
    """
    sure: list[Any] = []
    for match in found:
        before, end = text[back(text, match.start(), 100) : match.start()], match.end()
        written = match.group(1).islower() or _WRITTEN.search(
            match.group(1)
        )  # `Jobs at Example.com` is a heading
        alone = written and _BEFORE.search(before) and _AFTER.match(text, end)
        named = _OWNER.match(text, end) or (written and before.endswith(">") and text.startswith("</", end))
        if alone or named or _LABEL.search(before) or _SAID.match(text, end):
            sure.append(match)
    for match in found if sure else ():
        start, end = match.span()
        near = any(one.end() <= start < one.end() + _NEXT for one in sure)
        closing = _CLOSES.get(text[start - 1 : start])
        likely = (
            (closing is not None and text[end : end + 1] == closing)
            or _WRITTEN.search(match.group(1))
            or _BEFORE.search(text[back(text, start, 100) : start])
        )
        if near or likely or any(one.start() == start for one in sure):
            yield Finding("email", start, end)
