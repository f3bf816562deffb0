"""What mail programs and websites add around a text."""

from __future__ import annotations

import re

import re2

from ft_data.cleaning.codeaware import looks_like_code

_MAX_SIGNATURE_LINES = 12
_MAX_SIGNATURE_CHARS = 800
_MAX_MARKS = 3  # a text with more such lines uses them for something else

_DASHES = re.compile(r"\n-- ?\n")
_DEVICE = re.compile(
    r"(?im)^(?:sent (?:from|via|using) (?:my |the )?(?:i(?:phone|pad|pod)|android|samsung|galaxy"
    r"|blackberry|huawei|mobile|phone|tablet|windows phone"
    r"|outlook|yahoo|gmail|mail for windows|proton ?mail)|get outlook for (?:ios|android)"
    r"|von meinem (?:iphone|ipad|handy|smartphone|mobiltelefon)"
    r"|envoyé (?:de|depuis) mon|enviado desde mi|verzonden vanaf mijn|inviato da(?:l mio)?)\b[^\n]{0,60}$"
)
_DISCLAIMER = re.compile(
    r"(?i)\n[ \t]*(?:[-_*=]{3,}[ \t]*\n[ \t]*)?(?:confidentiality (?:notice|note)\b|(?:e-?mail "
    r"|legal )?disclaimer\b|privileged (?:and|&) confidential|this (?:e-?mail|message|communication)\b"
    r"|the (?:information|contents?) (?:contained )?in this (?:e-?mail|message|communication)"
    r"|please consider the environment before printing)"
)
_ABOUT_MAIL = re.compile(r"(?i)\b(?:e-?mail|message|communication|transmission)\b")
_ABOUT_SECRECY = re.compile(
    r"(?i)intended recipient|intended (?:only|solely)|solely for|addressee|received (?:this"
    r"|it)[^.]{0,60}in error|confidential|before printing"
)
_MAX_NOTICE = 2500


def mail_signature(text: str) -> tuple[str, int]:
    """Cut a mail signature, what stands below the line ``-- `` (RFC 3676), off the end.

    For mails, tickets and threads.
    """
    if "\n--" not in text or looks_like_code(text):
        return text, 0
    return signature(text)


def mail_notice(text: str) -> tuple[str, int]:
    """Cut "Sent from my phone" and notices of secrecy off the end of a mail.

    For mails, tickets and threads.
    """
    count = 0
    last = text[-120:].lstrip("\n").rsplit("\n", 1)[-1]
    if _DEVICE.match(last.strip(" \t\r")) and len(last) < len(text.rstrip()):
        body = text[: len(text) - len(last)].rstrip()
        if body:
            text, count = body, count + 1
    notice = _DISCLAIMER.search(text, max(0, len(text) - _MAX_NOTICE))
    if notice and text[: notice.start()].strip():
        tail = text[notice.start() :]
        if _ABOUT_MAIL.search(tail) and _ABOUT_SECRECY.search(tail):
            text, count = text[: notice.start()].rstrip(), count + 1
    return text, count


def signature(text: str) -> tuple[str, int]:
    """Cut a signature below a ``-- `` line off the end of what is known to be a mail."""
    count = 0
    marks = _DASHES.findall(text)
    for _ in marks if len(marks) <= _MAX_MARKS else ():
        found = _DASHES.search(text, max(0, len(text) - _MAX_SIGNATURE_CHARS))
        if (
            not found
            or text.count("\n", found.end()) > _MAX_SIGNATURE_LINES
            or not text[: found.start()].strip()
        ):
            break
        text, count = text[: found.start()].rstrip(), 1
    return text, count


_ATTRIBUTION = re2.compile(
    r"(?im)^(?:>\s*)?(?:on|am|le|el|il|op|em|den) [^\n]{6,120}(?:\n[^\n]{0,80})?\b(?:wrote|schrieb"
    r"|a écrit|escribió|ha scritto|schreef|escreveu|skrev)\b[^\n]{0,60}:\s*$"
)
_ORIGINAL = re2.compile(
    r"(?im)^[ \t>]*(?:-{2,} ?(?:original message|original-nachricht|ursprüngliche nachricht"
    r"|message d'origine|mensaje original|forwarded message"
    r"|weitergeleitete nachricht) ?-{2,}|_{10,})[ \t]*\n(?:[ \t>]*\n)*[ \t>]*(?:\*?(?:from|von|de|da"
    r"|sent|date|gesendet|to|subject|betreff):\*?)"
    r"|^\*?(?:from|von|de|da):\*? [^\n]{3,120}\n\*?(?:sent|date|gesendet|datum|envoyé|enviado|to|an|à"
    r"|para):\*? [^\n]{3,120}\n(?:[^\n]{3,160}\n){0,3}\*?(?:subject|betreff|objet|asunto|oggetto):"
)


def quoted_reply(text: str) -> tuple[str, int]:
    """Cut the message quoted under a reply: below "On ... wrote:" nothing but lines that open with `>` (RFC 3676).

    For mails, tickets and threads.
    Answers written between quoted lines stay: then the quotes are part of the conversation. A text that is
    nothing but a quoted message stays too.
    """
    found = _ATTRIBUTION.search(text)
    if found and text[: found.start()].strip():
        marks = _quoted(text[found.end() :])
        if marks and all(marks):
            return text[: found.start()].rstrip(), 1
    return text, 0


def forwarded(text: str) -> tuple[str, int]:
    """Cut a message under a reply that only its header parts from it (`From:`, `Sent:`, `Subject:`, `Original message`).

    For mails, tickets and threads; one that is answered between its lines, and a text that is nothing else, stay.
    """
    found = _ORIGINAL.search(text)
    if found and text[: found.start()].strip() and not _answers(found.group(), text[found.end() :]):
        return text[: found.start()].rstrip(), 1
    return text, 0


_QUOTED = re.compile(r"[ \t]*[A-Za-z]{0,3}>")  # also behind the initials of who is quoted


def _quoted(text: str) -> list[bool]:
    """Tell which of the lines that say something are quoted."""
    return [_QUOTED.match(line) is not None for line in text.split("\n") if line.strip()]


def _answers(header: str, rest: str) -> bool:
    """Say whether new text stands between the lines below a header, or below them where the header is quoted as they are."""
    below = rest.partition("\n")[2]  # the header ends within a line
    marks = _quoted(below)
    if _QUOTED.match(header.rstrip().rsplit("\n", 1)[-1]):
        return not all(marks)
    inner = marks[marks.index(True) : len(marks) - marks[::-1].index(True)] if True in marks else []
    return not all(inner)


_SITES = r"(?:facebook|twitter|x|linkedin|pinterest|whatsapp|e-?mail|reddit|instagram)"
# Whole lines of site furniture. Each must be the line and nothing else.
_FURNITURE = re.compile(
    r"(?i)[\s|>•·*-]*(?:skip to (?:main |the )?(?:content|navigation)|(?:back|return"
    r"|scroll) to (?:the )?top|back to (?:home|index|results|all articles)"
    rf"|(?:share|tweet|like|pin|follow)(?: this| us)?(?: (?:article|post|page|story))?(?: on"
    rf"| via)? ?{_SITES}(?:(?: ?[,|/&] ?| and | )(?:{_SITES}|share)){{0,8}}"
    r"|(?:click|tap) here to (?:subscribe|sign up|unsubscribe|log ?in|register)(?: [^.]{0,40})?"
    r"|(?:sign up|subscribe) (?:for|to) our (?:free )?(?:\w+ )?newsletter"
    r"|(?:view|open|read) (?:this (?:e-?mail|message) )?(?:in|on) (?:your )?(?:web )?browser"
    r"|unsubscribe(?: here| from this list)?|manage (?:your )?(?:email )?preferences"
    r"|(?:home|main page|startseite|accueil|inicio)(?: ?(?:[|>›»/·•]"
    r"|::) ?[\w&'-]{1,24}(?: [\w&'-]{1,24}){0,3}){2,12}"
    r"|(?:accept|reject)(?: all)? cookies|cookie (?:policy|settings|preferences)"
    r"|(?:log|sign) ?in(?: ?[|/·•] ?(?:register|sign ?up|log ?out|cart|help|contact(?: us)?"
    r"|my account)){1,6}|toggle navigation|print(?: this)? page|leave a (?:comment|reply)"
    r"|advertisement|sponsored(?: content| links?)?|prev(?:ious)?(?: (?:article|post"
    r"|page))? ?[|/·•<>«»-]{1,3} ?(?:up ?[|/·•<>«»-]{1,3} ?)?next(?: (?:article|post"
    r"|page))?)[\s|.!»>]*\Z"
)
FURNITURE_START = (
    r"(?im)^[\s|>*-]*(?:skip to|(?:back|return|scroll) to|share\b|tweet\b|like (?:this|us)|pin (?:this"
    r"|us)|follow (?:this|us|on)|(?:click|tap) here|sign up|subscribe|(?:view|open|read) (?:this|in|on)"
    r"|unsubscribe|manage (?:your|e|p)|(?:home|main page|startseite|accueil"
    r"|inicio) ?[|>/:\x{203a}\x{bb}\x{b7}\x{2022}]|(?:accept|reject) (?:all|cookies)|cookie|log ?in"
    r"|sign ?in|toggle|print(?: this)? page|leave a"
    r"|advertisement|sponsored|prev)"
)
_START = re2.compile(FURNITURE_START)
# The first words of all that `_FURNITURE` knows: few lines have one, and only those are worth a closer look.
_OPENING = re2.compile(
    r"(?im)^[\s\pZ\x1c-\x1f\x{85}|>\x{2022}\x{b7}*-]*(?:skip|back|return|scroll|share|tweet|like|pin|follow|click|tap"
    r"|sign|subscribe|view|open|read|unsubscribe|manage|home|main|startseite|accueil|inicio|accept|reject|cookie|log"
    r"|toggle|print|leave|advert|sponsor|prev)"
)


def navigation(text: str) -> tuple[str, int]:
    """Remove lines that are site furniture and nothing else: skip links, breadcrumbs, share bars.

    Only in texts of three lines or more, so that a short answer that happens to read like a menu stays.
    """
    if text.count("\n") < 2:
        return text, 0
    # A match may begin on blank lines above; the line that it ends in is the one that opens like furniture.
    data = text.encode()
    suspects = {data.count(b"\n", 0, match.end()) for match in _OPENING.finditer(data)}
    if not suspects:
        return text, 0
    lines = text.split("\n")
    kept = [
        line
        for number, line in enumerate(lines)
        if number not in suspects or len(line) > 160 or not line.strip() or not _FURNITURE.match(line)
    ]
    removed = len(lines) - len(kept)
    if not removed or not _START.search(text) or not any(line.strip() for line in kept):
        return text, 0
    return "\n".join(kept), removed
