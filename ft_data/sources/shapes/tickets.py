"""Help-desk tickets (the exports of Zendesk, Freshdesk, Intercom and their kin) as conversations."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ft_data.sources.shapes import names
from ft_data.sources.shapes.draft import Core, NoExample, kind_of, turn
from ft_data.sources.shapes.quoted import split
from ft_data.sources.shapes.threads import _speaker, _with_subject, hidden, is_automatic
from ft_data.sources.shapes.turns import counted, merged, role_of, trimmed
from ft_data.sources.shapes.values import moment, string, truth

_BODIES = ("plain_body", "body_text", "text", "body", "content", "message", "comment", "value", "html_body")
_OPENING = ("description_text", "description", "body", "message", "question", "content")
_SUBJECT = ("subject", "title", "summary")
_NOTES = ("note", "internal", "internal_note", "private", "private_note", "note_and_reopen", "system",
"assignment",
          "close", "open", "log")  # fmt: skip
_MACRO = ("macro", "macro_id", "is_macro", "canned", "canned_response", "canned_response_id", "template",
"template_id",
          "saved_reply", "saved_reply_id", "macro_name")  # fmt: skip
_HTML = re.compile(r"<(?:p|div|br|ul|ol|table|span|body|html)\b[^>]*>", re.I)


def ticket(record: Mapping[str, Any], comments: Sequence[Any]) -> list[Core]:
    """Turn a ticket into a conversation between requester and agents.

    Internal notes and automatic answers are left out and counted; answers that came from a macro are marked
    by the label `macro`. The description opens the conversation unless the first comment repeats it.
    """
    asker = _requester(record)
    opening = _text_of(record, _OPENING)
    subject = next((string(record[name]) for name in _SUBJECT if record.get(name)), "")
    messages: list[dict[str, Any]] = []
    people: dict[str, None] = {}
    internal = automatic = macros = quotes = 0
    texts: list[str] = []
    for one in comments:
        if not isinstance(one, Mapping):
            raise NoExample("unknown_shape", "a comment is not an object")
        if is_internal(one):
            internal += 1
            continue
        if is_automatic(one) or _by_rule(one):
            automatic += 1
            continue
        role = _role(one, asker, bool(messages or opening))
        own, quote = split(_text_of(one, _BODIES))
        quotes += bool(quote)
        if not own.strip():
            continue
        if role == "assistant":
            macros += is_macro(one)
        people.update(dict.fromkeys(_names(one)))
        messages.append(turn(role, own))
        texts.append(own)
    if opening.strip() and not (texts and _same(texts[0], opening)):
        messages.insert(0, turn("user", opening))
    messages, trailing = trimmed(merged(messages))
    if not messages:
        raise NoExample("no_response", "no agent answers" if not internal else "only internal notes answer")
    if not any(one["role"] == "user" for one in messages):
        raise NoExample("empty_prompt", "the requester says nothing")
    extra = counted(internal_note=internal, auto_reply=automatic, quoted=quotes, after_last_answer=trailing)
    labels = {"macro": "true"} if macros else None
    if macros:
        extra["macro_answers"] = macros
    when = moment(record.get("created_at", record.get("created")))
    made = _with_subject(messages, subject)
    return [
        Core(kind_of(made), made, labels=labels, extra=extra, names=[*people], created_at=when, letters=True)
    ]


def comments_of(record: Mapping[str, Any], key: str) -> list[Any] | None:
    """Return the list of comments; Intercom nests it in an object of the same name."""
    found = record.get(key)
    if isinstance(found, Mapping):
        found = found.get(key)
    return found if isinstance(found, list) else None


def is_internal(one: Mapping[str, Any]) -> bool:
    """Tell whether a comment was written for colleagues, not for the requester."""
    if hidden(one):
        return True
    kinds = (one.get("type"), one.get("part_type"), one.get("visibility"))
    return any(isinstance(kind, str) and kind.strip().lower() in _NOTES for kind in kinds)


def is_macro(one: Mapping[str, Any]) -> bool:
    """Tell whether an answer was pasted from a macro, a canned response or a saved reply."""
    if any(one.get(name) not in (None, "") and truth(one[name]) is not False for name in _MACRO):
        return True
    return _channel(one) in ("macro", "canned_response", "saved_reply")


def _by_rule(one: Mapping[str, Any]) -> bool:
    if any(truth(one.get(name)) for name in ("auto_reply", "is_auto_reply", "autoresponse", "automated")):
        return True
    return _channel(one) in ("trigger", "rule", "automation", "auto_reply", "workflow")


def _channel(one: Mapping[str, Any]) -> str:
    via = one.get("via")
    if isinstance(via, Mapping):
        source = via.get("source")
        inner = source.get("rel") if isinstance(source, Mapping) else None
        via = inner or via.get("channel")
    return via.strip().lower() if isinstance(via, str) else ""


def _requester(record: Mapping[str, Any]) -> str:
    for name in ("requester_id", "requester", "customer_id", "customer", "user_id", "author_id", "reporter"):
        value = record.get(name)
        if value is not None:
            return string(value.get("id", value.get("name"))) if isinstance(value, Mapping) else string(value)
    return ""


def _role(one: Mapping[str, Any], asker: str, opened: bool) -> str:
    incoming = truth(one.get("incoming"))
    if incoming is not None:
        return "user" if incoming else "assistant"
    author = one.get("author")
    kinds = [one.get("author_role"), one.get("role"), one.get("from"), author]
    if isinstance(author, Mapping):
        kinds += [author.get("role"), author.get("type")]
    for kind in kinds:
        role = role_of(kind)
        if role in ("user", "assistant"):
            return role
    who = next(
        (_speaker(one[name]) for name in ("author_id", "user_id", "author", "from") if name in one), ""
    )
    if isinstance(author, Mapping) and "id" in author:
        who = string(author["id"])
    if asker and who:
        return "user" if who == asker else "assistant"
    return "assistant" if opened else "user"


def _names(one: Mapping[str, Any]) -> list[str]:
    author = one.get("author", one.get("from"))
    if isinstance(author, Mapping):
        return [string(author["name"])] if author.get("name") else []
    if not isinstance(author, str) or author.isdigit() or author.strip().lower() in names.ROLES:
        return []
    return [author] if author else []


def _text_of(one: Mapping[str, Any], fields: Sequence[str]) -> str:
    text = next((one[name] for name in fields if isinstance(one.get(name), str) and one[name].strip()), "")
    if _HTML.search(text):
        from ft_data.sources.markup import to_markdown

        return to_markdown(text)
    return str(text)


def _same(one: str, other: str) -> bool:
    return " ".join(one.split())[:500] == " ".join(other.split())[:500]
