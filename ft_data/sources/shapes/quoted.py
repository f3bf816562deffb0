"""What a mail quotes: the history below or between somebody's own words."""

from __future__ import annotations

import re

# How mail programs introduce what they quote: "On Tue, ... wrote:", in the languages people write mail in. It
# may take two lines.
_BEGINS = re.compile(r"[ \t>*_]*(?:On|Am|Le|El|Il|Op|Em|Den|W dniu|Dnia|\d{4}[-/年]\d{1,2})\b")
_ENDS = re.compile(
    r"(?:wrote|schrieb|a écrit|escribió|ha scritto|schreef|escreveu|skrev|napisał\(?a?\)?|写道|のメール)"
    r"[^\n]{0,80}[:：][ \t]*\Z"
)
_ORIGINAL = re.compile(
    r"^[ \t>]*-{2,}\s*(?:Original Message|Forwarded message|Ursprüngliche Nachricht|"
    r"Weitergeleitete Nachricht|"
    r"Message d'origine|Mensaje original|Messaggio originale|Oorspronkelijk bericht|Mensagem original|"
    r"Ursprungligt meddelande)\s*-{2,}[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
# Outlook's block: From:, then Sent:/Date:, To:, Subject: on the next lines.
_BLOCK = re.compile(
    r"^[ \t>*_-]*(?:From|Von|De|Da|Van|Från)[ \t*]*:[^\n]{1,200}\n"
    r"(?:[ \t>*]*[^\n:]{2,20}:[^\n]{0,300}\n){1,4}",
    re.MULTILINE,
)
_LINE = re.compile(r"^[ \t]*>+ ?")


def split(body: str) -> tuple[str, str]:
    """Return (what the writer says, what they quote). Lines of ">" between their own words are quotes too."""
    cuts = [found.start() for pattern in (_ORIGINAL, _BLOCK) if (found := pattern.search(body))]
    introduction = _introduction(body)
    if introduction:
        cuts.append(introduction[0])
    at = min(cuts, default=len(body))
    if at < len(body):
        above, rest = body[:at], body[_past_head(body, at, introduction) :]
        if _is_quoted(rest):  # line by line: what is not quoted answers, between the lines or below them
            return _own(f"{above}\n{rest}"), "\n".join(filter(None, (_unquoted(above), _unquoted(rest))))
        if not above.strip(" \t\r\n>"):  # a plain forward
            return "", rest.strip()
    between = _unquoted(body[:at])
    below_cut = _LINE.sub("", body[at:]) if at < len(body) else ""
    quoted = "\n".join(part for part in (between, _headless(below_cut)) if part)
    return _own(body[:at]), quoted.strip()


def _past_head(body: str, at: int, introduction: tuple[int, int] | None) -> int:
    """Return where what is quoted begins, behind the lines that introduce it."""
    if introduction and introduction[0] == at:
        at = introduction[1] + 1
    for pattern in (_ORIGINAL, _BLOCK):
        if found := pattern.match(body, at):
            at = found.end() + 1 if pattern is _ORIGINAL else found.end()
    return at


def _is_quoted(text: str) -> bool:
    """Tell whether the first line with words is quoted: then all of the mail is that was answered."""
    first = next((line for line in text.split("\n") if line.strip()), "")
    return bool(_LINE.match(first))


def _introduction(body: str) -> tuple[int, int] | None:
    """Return where "On ..., somebody wrote:" starts and ends, if the body has such a line or two."""
    at, before = 0, ""
    for line in body.split("\n"):
        bare = line.rstrip()
        if bare[-1:] in (":", "：") and len(bare) < 400 and _ENDS.search(bare):
            if _BEGINS.match(line):
                return at, at + len(line)
            if len(before) < 400 and _BEGINS.match(before):
                return at - len(before) - 1, at + len(line)
        at, before = at + len(line) + 1, line
    return None


def _own(body: str) -> str:
    return "\n".join(line for line in body.split("\n") if not _LINE.match(line)).strip()


def _unquoted(body: str) -> str:
    lines = [_LINE.sub("", line) for line in body.split("\n") if _LINE.match(line)]
    return "\n".join(lines).strip()


def _headless(quote: str) -> str:
    """Return the text of the quoted mail, without its introduction and without what it quotes in turn."""
    quote = "\n".join(_LINE.sub("", line) for line in quote.split("\n"))
    quote = quote.lstrip("\n")
    introduction = _introduction(quote)
    if introduction and introduction[0] == 0:
        quote = quote[introduction[1] :].lstrip("\n")
    for pattern in (_ORIGINAL, _BLOCK):
        found = pattern.match(quote)
        if found:
            quote = quote[found.end() :].lstrip("\n")
    return split(quote)[0] if quote.strip() else ""
