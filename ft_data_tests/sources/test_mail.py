from __future__ import annotations

from pathlib import Path

import pytest

from ft_data.sources import reading
from ft_data.sources.model import ReadSettings
from ft_data.sources.readers import message
from ft_data.sources.shapes import quoted

from .helpers import Read, mapped, one, read_one, said

QUESTION = """From ann@example.org Mon May  6 09:00:00 2024
From: Ann Example <ann@example.org>
To: help@shop.example
Date: Mon, 06 May 2024 09:00:00 +0200
Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?= lost parcel
Message-ID: <1@example.org>
Content-Type: text/plain; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable

My parcel is lost. Gr=FC=DFe
>From the shop I hear nothing.
"""
AWAY = """From robot@shop.example Mon May  6 09:00:05 2024
From: Shop <help@shop.example>
To: ann@example.org
Date: Mon, 06 May 2024 09:00:05 +0200
Subject: Automatic reply: lost parcel
Message-ID: <2@shop.example>
In-Reply-To: <1@example.org>
Auto-Submitted: auto-replied

We are away.
"""
ANSWER = """From bob@shop.example Mon May  6 10:00:00 2024
From: "Bob, Shop" <help@shop.example>
To: ann@example.org
Date: Mon, 06 May 2024 10:00:00 +0200
Subject: Re: lost parcel
Message-ID: <3@shop.example>
References: <1@example.org> <2@shop.example>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="b"

--b
Content-Type: multipart/alternative; boundary="c"

--c
Content-Type: text/plain

We have found it.

On Mon, 6 May 2024 at 09:00, Ann Example <ann@example.org> wrote:
> My parcel is lost. Gr=
> Please help
--c
Content-Type: text/html

<p>We have found it.</p>
--c--
--b
Content-Type: application/pdf; name="label.pdf"
Content-Disposition: attachment; filename="label.pdf"

JVBERi0=
--b--
"""
OTHER = """From eve@example.net Tue May  7 09:00:00 2024
From: eve@example.net
Subject: other
Message-ID: <9@example.net>

Nobody answers this.
"""
REPLY = """From: carl@shop.example
To: dora@example.net
Date: Wed, 08 May 2024 12:00:00 +0000
Subject: Re: Opening hours
Message-ID: <5@shop.example>
MIME-Version: 1.0

We open at nine.

-----Original Message-----
From: Dora <dora@example.net>
Sent: Wednesday, 8 May 2024
To: shop
Subject: Opening hours

When do you open?
"""


def box(tmp_path: Path) -> Read:
    return read_one(tmp_path, "a.mbox", "\n".join([QUESTION, OTHER, AWAY, ANSWER]))


def test_a_mailbox_becomes_threads(tmp_path: Path) -> None:
    found = box(tmp_path)
    assert found.rejects == []
    assert found.positions == [1, 2]
    thread = found.values[0]
    assert thread["thread_id"] == "1@example.org"
    assert thread["subject"] == "Grüße lost parcel"
    assert [
        (one_["date"], one_.get("automatic"), one_.get("attachments")) for one_ in thread["messages"]
    ] == [
        ("2024-05-06T07:00:00+00:00", None, None),
        ("2024-05-06T07:00:05+00:00", "auto_reply", None),
        ("2024-05-06T08:00:00+00:00", None, 1),
    ]
    assert thread["messages"][0]["body"].strip() == "My parcel is lost. Grüße\nFrom the shop I hear nothing."


def test_threads_become_conversations(tmp_path: Path) -> None:
    found = box(tmp_path)
    draft = one(found.values[0])
    assert said(draft.messages) == [
        ("user", "Grüße lost parcel\n\nMy parcel is lost. Grüße\nFrom the shop I hear nothing."),
        ("assistant", "We have found it."),
    ]
    assert draft.kind == "instruction" and draft.letters
    assert draft.names == ["Ann Example", "Shop", "Bob, Shop"]
    assert draft.extra["left_out"] == {"auto_reply": 1, "quoted": 1, "attachments": 1}
    assert draft.created_at is not None and draft.created_at.isoformat() == "2024-05-06T07:00:00+00:00"
    assert mapped(found.values[1]).reason == "no_response: a single mail that answers nothing"
    text = mapped(found.values[1], stage="pretraining").drafts[0]
    assert (text.kind, said(text.messages)) == ("text", [("user", "Nobody answers this.")])
    assert text.letters


def test_a_single_mail_answers_what_it_quotes(tmp_path: Path) -> None:
    (value,) = read_one(tmp_path, "a.eml", REPLY).values
    draft = one(value)
    assert said(draft.messages) == [
        ("user", "Re: Opening hours\n\nWhen do you open?"),
        ("assistant", "We open at nine."),
    ]


def test_answers_between_the_quoted_lines() -> None:
    body = "> When do you open?\nAt nine.\n> And on Sundays?\nNever.\n"
    value = {"from": "c@s.example", "to": "d@e.example", "subject": "hours", "body": body}
    assert said(one(value).messages) == [
        ("user", "hours\n\nWhen do you open?\nAnd on Sundays?"),
        ("assistant", "At nine.\nNever."),
    ]


HEAD = "From: Ann Archer\nSent: Monday, 4 May 2026 10:00\nTo: Bo Baker\nSubject: Bridges\n\n"


@pytest.mark.parametrize(
    ("body", "own", "quote"),
    [
        (
            f"{HEAD}> Is it open?\n\nYes.\n\n> And on Sunday?\n\nNo.\n",
            "Yes.\n\n\nNo.",
            "Is it open?\nAnd on Sunday?",
        ),
        (
            f"See below.\n\n-----Original Message-----\n{HEAD}> Is it open?\nYes.\n",
            "See below.\n\n\n\nYes.",
            "Is it open?",
        ),
        # Whoever answers above a mail that quotes another one wrote no line of that mail.
        (f"It is.\n\n{HEAD}Is it open?\n\n> Older words.\n", "It is.", "Is it open?\n\nOlder words."),
        (f"{HEAD}Is it open?\n", "", "Is it open?"),
    ],
)
def test_below_a_header_what_is_not_quoted_answers_where_the_mail_is_quoted(
    body: str, own: str, quote: str
) -> None:
    assert quoted.split(body) == (own, quote)


def test_only_robots() -> None:
    value = {
        "messages": [{"from": "a@b.example", "body": "away", "subject": "Out of office: x"}],
        "subject": "x",
    }
    assert mapped(value).reason == "auto_reply: nobody wrote this: automatic answers only"


def test_replies_without_references_join_by_subject(tmp_path: Path) -> None:
    first = "From a Mon May  6 09:00:00 2024\nFrom: a@x.example\nSubject: Hours\n\nWhen?\n\n"
    second = "From b Mon May  6 09:00:00 2024\nFrom: b@x.example\nSubject: AW: Re: Hours\n\nAt nine.\n"
    (value,) = read_one(tmp_path, "a.mbox", first + second).values
    assert said(one(value).messages) == [("user", "Hours\n\nWhen?"), ("assistant", "At nine.")]


def test_hostile_mails_are_read_or_rejected(tmp_path: Path) -> None:
    hostile = [
        b"From x\nFrom: =?utf-8?b?!!!?= <a@b>\nSubject: =?unknown-9?q?=FF?=\nDate: Foo, 99 Bar\n\nbody\n",
        b"From x\nContent-Type: multipart/mixed; boundary=\n\nbody\n",
        b'From x\nContent-Type: text/plain; charset="\xff\xfe"\nContent-Transfer-Encoding: base64\n\n%%%%\n',
        b"From x\nFrom: a@b\nMessage-ID: <" + b"x" * 300 + b">\n\n\xff\xfe\n",
        b"From x\n\n\n",
    ]
    found = read_one(tmp_path, "a.mbox", b"\n".join(hostile), "mbox")
    assert len(found.rows) + len(found.rejects) == len(hostile)


def test_a_mail_that_is_named_text_is_a_mail(tmp_path: Path) -> None:
    mail = (
        "From: Ada Example <ada@example.org>\nTo: Bo Example <bo@example.org>\nSubject: The boat\nDate: Mon, 6 May 2024 "
        "10:00:00 +0000\nMessage-ID: <1@example.org>\n\nThe boat leaves at nine.\n"
    )
    found = read_one(tmp_path, "a.txt", mail)
    assert found.values == read_one(tmp_path, "a.eml", mail).values
    assert "The boat leaves at nine." in str(found.values)


def test_a_conversation_has_so_many_mails_and_no_more(tmp_path: Path) -> None:
    mails = "".join(
        f"From a\nFrom: a@example.org\nSubject: s\nMessage-ID: <id{at}@e>\nIn-Reply-To: <{of}@e>\n\nhello\n\n"
        for at, of in ((1, "id1"), (2, "id1"), (3, "id2"), (4, "else"))
    )
    (tmp_path / "a.mbox").write_text(mails)
    (chunk,) = reading.plan(tmp_path, ".").chunks
    (batch,) = reading.read(chunk, tmp_path, ReadSettings(messages=2))
    assert batch.rejects == [(1, "a conversation of more than 2 mails (messages)")]
    assert [position for position, _ in batch.rows] == [4]


@pytest.mark.parametrize(
    "head",
    [
        b"Subject: Re: AW: Lost  parcel\nMessage-ID: <one@e>\n",
        b"SUBJECT:lost\r\nmessage-id:\t<one@e>\r\nReferences: <two@e>\r\n <three@e>\r\n\t<four@e>\r\n",
        b"Subject: first\nSubject: second\nIn-Reply-To: <two@e> <three@e>\n",
        b"Subject:\nMessage-ID: none\n",
        b"X: y\nno header at all\nSubject: of the body\n",
        b" goes on with nothing\nSubject: a\n",
        b"Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\nMessage-ID: <one@e>\n",
        b"Subject: Gr\xfc\xdfe\n",
        b"Subject: a\rMessage-ID: <one@e>\n",
        b"Subject: a\x0bb \x1cc\n",
        b"Subject: no end",
        b"",
    ],
)
def test_headers_that_need_no_decoding_thread_as_those_that_the_parser_reads(
    head: bytes, monkeypatch
) -> None:
    soon = message.threading(head)
    monkeypatch.setattr(message, "_plain", lambda head: None)
    assert soon == message.threading(head)


HEAD = "Date: Mon, 06 May 2024 09:00:00 +0200\nSubject: Key\n"
FROM = "From: Ann Example <ann@example.org>\nTo: help@shop.example\n"
PARTS = 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n'
PLAIN = "Content-Type: text/plain; charset=utf-8\n\n"


@pytest.mark.parametrize(
    "mail",
    [
        f"{FROM}{HEAD}{PARTS}\nWhere is the käy?\n",  # no mark at all
        f"{FROM}{HEAD}{PARTS}\n--b--\n{PLAIN}Where is the käy?\n",  # the end before the text
        f"{FROM}{HEAD}{PARTS}\n--b\n{PLAIN}Where is the käy?\n",  # no end
        f"{FROM}{HEAD}{PARTS}\n--c\n{PLAIN}Where is the käy?\n--c--\n",  # another mark than said
        f"{HEAD}\nWhere is the käy?\n",
        "Subject: Key\nMessage-ID: <9@shop.example>\n\nWhere is the käy?\n",
    ],
)
def test_the_text_of_a_mail_that_breaks_the_rules_is_not_lost(mail: str, tmp_path: Path) -> None:
    (value,) = read_one(tmp_path, "a.eml", mail).values
    assert value["messages"][0]["body"].strip() == "Where is the käy?"
    (draft,) = mapped(value, "pretraining").drafts
    assert "Where is the käy?" in draft.messages[0]["content"] and draft.letters


@pytest.mark.parametrize(
    ("declared", "written"),
    [("iso-2022-jp", "euc-jp"), ("iso-2022-jp", "shift_jis"), ("shift_jis", "utf-8"), ("us-ascii", "utf-8"), ("gb2312", "gb18030"), ("euc-kr", "cp949")],
)  # fmt: skip
def test_another_encoding_of_the_family_that_is_declared_is_found(
    declared: str, written: str, tmp_path: Path
) -> None:
    text = {"gb18030": "钥匙在哪里？請問喆", "cp949": "열쇠는 어디에 있습니까? 똠방각하"}.get(
        written, "鍵はどこにありますか。錆を防ぐには油を塗ってください。"
    )
    head = f"{FROM}{HEAD}Content-Type: text/plain; charset={declared}\nContent-Transfer-Encoding: 8bit\n\n"
    (value,) = read_one(tmp_path, "a.eml", head.encode() + text.encode(written) + b"\n").values
    assert value["messages"][0]["body"].strip() == text
