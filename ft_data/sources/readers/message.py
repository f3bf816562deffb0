"""One mail as plain data. The email package raises on some hostile headers, so each step has its fallback."""

from __future__ import annotations

import contextlib
import email
import email.header
import email.utils
import re
from datetime import UTC
from email.message import Message
from email.policy import compat32
from typing import Any

from ft_data.sources import markup
from ft_data.sources.model import Refused
from ft_data.sources.readers import encodings

HEADER = 256 << 10  # bytes; mail servers refuse far shorter ones
_PARTS = 100_000  # lines that may be boundaries
_ID = re.compile(r"<([^<>\s]{3,250})>")
_THREADING = ("message-id", "in-reply-to", "references", "subject")
# Headers and nothing else: names, values, and lines that go on with the one before. Nothing in it is tried twice.
_REGULAR = re.compile(rb"(?>[!-9;-~]++:[^\r\n]*+(?:\r?\n[ \t]++[^\s][^\r\n]*+)*+\r?\n)*+")
_FIELD = re.compile(
    rf"^({'|'.join(_THREADING)}):((?>[^\n]*+\n)(?>[ \t][^\n]*+\n)*+)", re.IGNORECASE | re.MULTILINE
)
_REPLY = re.compile(r"^(?:(?:re|aw|antw|sv|vs|fw|fwd|wg|tr|rv|res|enc)(?:\[\d+\])?\s*:\s*)+", re.I)
_HEAD_ENDS = re.compile(rb"\r?\n\r?\n")
_BOUNDARY = re.compile(rb"^--[^\s-][^\n]{0,200}\n?", re.MULTILINE)
_PART = re.compile(
    rb"\n*Content-[A-Za-z-]{1,40}:[^\n]*\n(?>(?:[A-Za-z-]{1,60}:|[ \t])[^\n]*\n)*+\n", re.IGNORECASE
)
_AUTOMATIC = ("auto_reply", "auto-reply", "auto_generated")
# How mail programs head the answers they send by themselves.
_SUBJECT = re.compile(
    r"^(?:automatic reply|auto(?:matic)?[- ]?(?:reply|response)|autoreply|out of (?:the )?office|"
    r"automatische antwort|abwesenheits\w*|r[ée]ponse automatique|absence du bureau|respuesta autom[áa]tica|"
    r"risposta automatica|resposta autom[áa]tica|automatisch antwoord|automatyczna odpowied[źz]|"
    r"自动回复|自動応答)\b",
    re.I,
)
_BOUNCE = re.compile(r"(?:mailer-daemon|postmaster)@|(?:mailer-daemon|mail delivery (?:sub)?system)", re.I)


def message(data: bytes) -> dict[str, Any]:
    """Return ``{from, to, cc, date, subject, message_id, in_reply_to, body, automatic?, attachments?}``.

    ``automatic`` names why nobody wrote it: `auto_reply`, `bounce` or `generated`. Dates are ISO 8601 in UTC.

    :raises Refused: for what no mail program writes and takes minutes to read: endless headers, endless parts.
    """
    if data.count(b"\n--") > _PARTS:
        raise Refused(f"a mail of more than {_PARTS} parts")
    parsed = _parse(data)
    if any(len(str(value)) > HEADER for value in parsed.values()):
        raise Refused(f"a mail with a header of more than {HEADER >> 10} KB")
    fields: dict[str, Any] = {"from": ""}  # a mail that does not say who wrote it is one
    for name in ("From", "To", "Cc", "Subject"):
        value = _header(parsed, name)
        if value:
            fields[name.lower()] = value
    date = _date(_header(parsed, "Date"))
    if date:
        fields["date"] = date
    ids = _ID.findall(_header(parsed, "Message-ID"))
    if ids:
        fields["message_id"] = ids[0]
    replied = _ID.findall(_header(parsed, "In-Reply-To"))
    if replied:
        fields["in_reply_to"] = replied[0]
    kind = _automatic(parsed, fields)
    if kind:
        fields["automatic"] = kind
    body, attachments = _body(parsed, data)
    fields["body"] = body
    if attachments:
        fields["attachments"] = attachments
    return fields


def threading(head: bytes) -> tuple[tuple[str, ...], str]:
    """Return by what a mail can be joined to others: its ids, its own first; its subject without `Re:`, lower case."""
    fields = _plain(head)
    if fields is None:
        parsed = _parse(head)
        fields = {name: _header(parsed, name) for name in _THREADING}
    own, replied, references, subject = (fields.get(name, "") for name in _THREADING)
    ids = [*_ID.findall(own)[:1], *_ID.findall(replied)[-50:], *_ID.findall(references)[-50:]]
    return tuple(dict.fromkeys(ids)), _REPLY.sub("", subject.strip()).strip().lower()


def _plain(head: bytes) -> dict[str, str] | None:
    """Return the headers that thread mails, where they need no decoding: the parser takes a tenth of a millisecond."""
    if not head.isascii() or b"=?" in head or not _REGULAR.fullmatch(head):
        return None
    found: dict[str, str] = {}
    for name, value in _FIELD.findall(head.decode("ascii")):
        found.setdefault(name.lower(), " ".join(value.split()))
    return found


def _parse(data: bytes) -> Message:
    try:
        return email.message_from_bytes(data, policy=compat32)
    except MemoryError:
        raise
    except Exception:  # known defects of the parser on hostile headers
        bare = Message()
        bare.set_payload(encodings.decode(data, "utf-8"))
        return bare


def _header(parsed: Message, name: str) -> str:
    raw = parsed.get(name)
    if raw is None:
        return ""
    try:
        text = str(email.header.make_header(email.header.decode_header(raw)))
    except MemoryError:
        raise
    except Exception:  # unknown charsets, broken base64
        text = str(raw)
    text = text.encode("utf-8", "surrogateescape").decode("utf-8", encodings.MIXED)
    return " ".join(text.split())


def _date(text: str) -> str | None:
    with contextlib.suppress(ValueError, TypeError, IndexError, OverflowError):
        when = email.utils.parsedate_to_datetime(text)
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
    return None


def _automatic(parsed: Message, fields: dict[str, Any]) -> str | None:
    submitted = _header(parsed, "Auto-Submitted").lower()
    precedence = _header(parsed, "Precedence").lower()
    if _BOUNCE.search(fields.get("from", "")) or _header(parsed, "Return-Path") == "<>":
        return "bounce" if not submitted.startswith("auto-replied") else "auto_reply"
    if submitted.startswith("auto-replied") or parsed.get("X-Autoreply") or parsed.get("X-Autorespond"):
        return "auto_reply"
    if precedence in _AUTOMATIC or _SUBJECT.search(fields.get("subject", "")):
        return "auto_reply"
    return "generated" if submitted.startswith("auto-generated") else None


def _body(parsed: Message, data: bytes) -> tuple[str, int]:
    """Return the text, plain if there is one, and the number of attachments."""
    plain: list[str] = []
    pages: list[str] = []
    attachments = 0
    for part in parsed.walk():
        if part.is_multipart():
            continue
        kind = part.get_content_type()
        named = part.get_content_disposition() == "attachment"
        if kind == "text/plain" and not named:
            plain.append(_text(part))
        elif kind == "text/html" and not named:
            pages.append(_text(part))
        else:
            attachments += 1
    text = "\n\n".join(one.strip("\r\n") for one in plain if one.strip())
    if not text:
        text = "\n\n".join(filter(None, (markup.to_markdown(page) for page in pages)))
    return (text or _astray(parsed, data)).replace("\r\n", "\n"), attachments


def _astray(parsed: Message, data: bytes) -> str:
    """Return the text of a mail of several parts whose marks are missing, or end before its text does."""
    if parsed.get_content_maintype() != "multipart":
        return ""
    lone = not parsed.is_multipart()  # no part was found: the parser may have thrown the text away
    whole = data[found.end() :] if lone and (found := _HEAD_ENDS.search(data)) else b""
    if not lone:
        whole = (parsed.epilogue or "").encode("utf-8", "surrogateescape")
    told: list[str] = []
    for piece in _BOUNDARY.split(whole.replace(b"\r\n", b"\n")):
        if _PART.match(piece):
            inner = _parse(piece.lstrip(b"\n"))
            if inner.get_content_type() in ("text/plain", "text/html"):
                text = _text(inner)
                told.append(markup.to_markdown(text) if inner.get_content_subtype() == "html" else text)
        elif lone:
            told.append(encodings.decode(piece, encodings.detect(piece[: encodings.HEAD])))
    return "\n\n".join(text for one in told if (text := one.strip("\r\n")).strip())


def page(data: bytes) -> str | None:
    """Return the page that a web archive holds (MHTML), None where it holds none."""
    if data.count(b"\n--") > _PARTS:
        raise Refused(f"a web archive of more than {_PARTS} parts")
    pages = (
        part
        for part in _parse(data).walk()
        if part.get_content_type() in ("text/html", "application/xhtml+xml")
    )
    found = next(pages, None)
    return _text(found) if found is not None else None


def _text(part: Message) -> str:
    try:
        data = part.get_payload(decode=True)
    except MemoryError:
        raise
    except Exception:  # broken transfer encodings
        data = None
    if not isinstance(data, bytes):
        return str(part.get_payload() or "")
    declared = None
    with contextlib.suppress(Exception):
        declared = part.get_content_charset()
    known = encodings.known(declared) if declared else None
    text = (
        encodings.decode_declared(data, known)
        if known
        else encodings.decode(data, encodings.detect(data[: encodings.HEAD]))
    )
    if _parameter(part, "format") == "flowed":
        return flowed(text, _parameter(part, "delsp") == "yes")
    return text


def _parameter(part: Message, name: str) -> str:
    with contextlib.suppress(Exception):  # broken parameters
        return str(part.get_param(name, "")).lower()
    return ""


def flowed(text: str, joined: bool = False) -> str:
    """Return a text of which lines that end in a blank go on with the next (RFC 3676); ``joined``: without that blank."""
    out: list[list[str]] = []  # the pieces of each line
    above = -1  # how deep the line before is quoted, if it goes on
    for line in text.replace("\r\n", "\n").split("\n"):
        body = line.lstrip(">")
        depth = len(line) - len(body)
        body = body.removeprefix(" ")
        if depth == above:
            out[-1].append(body)
        else:
            out.append([">" * depth + (" " if depth and body else ""), body])
        above = depth if body.endswith(" ") and body != "-- " else -1
        if above >= 0 and joined:
            out[-1][-1] = body[:-1]
    return "\n".join(map("".join, out))
