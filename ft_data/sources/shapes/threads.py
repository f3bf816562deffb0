"""Conversations between people: chat exports and mail threads."""

from __future__ import annotations

import email.utils
from collections.abc import Mapping, Sequence
from typing import Any

from ft_data.sources.shapes import names, quoted, sides
from ft_data.sources.shapes.content import string_of
from ft_data.sources.shapes.draft import Core, NoExample, kind_of, turn
from ft_data.sources.shapes.turns import by_speaker, counted, greeted, keys_of, merged, role_of, trimmed
from ft_data.sources.shapes.values import moment, string, truth

_SUBJECTS = ("automatic reply", "auto reply", "auto-reply", "autoreply", "out of office", "abwesenheits")


def hidden(one: Mapping[str, Any]) -> bool:
    """Tell whether a turn says of itself that those outside do not see it."""
    if any(truth(one.get(name)) is False for name in ("public", "is_public")):
        return True
    return any(truth(one.get(name)) for name in ("private", "is_private", "internal", "is_internal"))


def thread(record: Mapping[str, Any], turns: Sequence[Any], subject: str = "") -> list[Core]:
    """Turn a chat into a conversation: who speaks first asks, the others answer, bursts are joined.

    Speakers become roles; their names go to ``names`` to be masked. Turns after the last answer are left out, and what
    a desk keeps to itself.
    """
    speakers, texts, rest, people = [], [], [], dict[str, None]()
    when, internal = None, 0
    for one in turns:
        found = keys_of(one)
        if found is None:
            raise NoExample("unknown_shape", "a turn has no speaker or no text")
        if hidden(one):
            internal += 1
            continue
        who = _speaker(one[found[0]])
        if isinstance(one[found[0]], dict) or not who.isdigit():
            people[who] = None
        speakers.append(who)
        texts.append(string_of(one.get(found[1])))
        time = next((name for name in names.TURN_TIME if name in one), "")
        when = when or moment(one.get(time))
        used = {*found, time, "id"}
        rest.append(
            {key: item for key, item in one.items() if key not in used and item not in (None, [], {}, "")}
        )
    messages, greeting = greeted(by_speaker(speakers, texts))
    messages, trailing = trimmed(messages)
    if not messages:
        raise NoExample("no_response", "nobody answers" if not internal else "only internal notes answer")
    messages = _with_subject(messages, subject)
    extra: dict[str, Any] = {
        "speakers": len(set(speakers)),
        **counted(internal_note=internal, greeting=greeting, after_last_answer=trailing),
    }
    if any(rest):
        extra["turns"] = rest
    roles = {name for name in people if role_of(name) or sides.is_party(names.normal(name))}
    return [
        Core(kind_of(messages), messages, extra=extra, names=[one for one in people if one and one not in
        roles],
             created_at=when, letters=True)
    ]  # fmt: skip


def _speaker(value: Any) -> str:
    if isinstance(value, Mapping):
        found = next(
            (
                value[key]
                for key in ("name", "display_name", "username", "email", "id", "role")
                if key in value
            ),
            "",
        )
        return string(found)
    return string(value)


def _with_subject(messages: list[dict[str, Any]], subject: str) -> list[dict[str, Any]]:
    """Put the subject above the first question, unless the question begins with it."""
    subject = subject.strip()
    if subject and messages[0]["role"] == "user" and subject.lower() not in messages[0]["content"].lower():
        return [{**messages[0], "content": f"{subject}\n\n{messages[0]['content']}"}, *messages[1:]]
    return messages


def mail(record: Mapping[str, Any], mails: Sequence[Any]) -> list[Core]:
    """Turn mails into a conversation: the first sender asks, everybody else answers.

    Quoted history is left out, for it repeats the thread; so are automatic answers and bounces. If only one
    mail is left and it quotes the one it answers, the quote is the question.
    """
    kept: list[tuple[str, str, str]] = []
    people: dict[str, None] = {}
    automatic = quotes = attachments = 0
    when = None
    for one in mails:
        if not isinstance(one, Mapping):
            raise NoExample("unknown_shape", "a mail is not an object")
        name, address = email.utils.parseaddr(string(one.get("from", one.get("sender"))))
        people.update(dict.fromkeys(filter(None, (name, *_people(one)))))
        attachments += int(one.get("attachments") or 0) if isinstance(one.get("attachments"), int) else 0
        if is_automatic(one):
            automatic += 1
            continue
        own, quote = quoted.split(string(one.get("body", one.get("text", one.get("content")))))
        quotes += bool(quote)
        when = when or moment(one.get("date"))
        if own.strip() or quote:
            kept.append((address.lower() or name, own, quote))
    if not kept:
        raise (
            NoExample("auto_reply", "nobody wrote this: automatic answers only")
            if automatic
            else NoExample("empty_text", "the mail is empty")
        )
    if len(kept) == 1:
        _, own, quote = kept[0]
        messages = merged([turn("user", quote), turn("assistant", own)]) if quote and own else []
        if not messages:
            raise NoExample("no_response", "a single mail that answers nothing")
        quotes -= 1
    else:
        speakers = [who for who, own, _ in kept if own.strip()]
        messages = by_speaker(speakers, [own for _, own, _ in kept if own.strip()])
    messages, trailing = trimmed(messages)
    if not messages:
        raise NoExample("no_response", "nobody answers")
    subject = string(record.get("subject", mails[0].get("subject")))
    extra = counted(auto_reply=automatic, quoted=quotes, attachments=attachments, after_last_answer=trailing)
    return [
        Core(
            kind_of(messages),
            _with_subject(messages, subject),
            extra=extra,
            names=list(people),
            created_at=when,
            letters=True,
        )
    ]


def _people(one: Mapping[str, Any]) -> list[str]:
    fields = [string(one.get(key)) for key in ("to", "cc")]
    return [name for name, _ in email.utils.getaddresses([field for field in fields if field])]


def is_automatic(one: Mapping[str, Any]) -> bool:
    """Tell whether a program wrote this mail: by its headers or by the subject that such answers carry."""
    if truth(one.get("automatic")) or (
        truth(one.get("auto_submitted")) is not False and one.get("auto_submitted")
    ):
        return True
    headers = one.get("headers")
    if isinstance(headers, Mapping):
        plain = {string(key).lower(): string(value).lower() for key, value in headers.items()}
        if plain.get("auto-submitted", "no") != "no" or "x-autoreply" in plain:
            return True
    return string(one.get("subject")).strip().lower().startswith(_SUBJECTS)
