"""TOML, pages saved with what they show, and mails whose lines flow."""

from __future__ import annotations

from pathlib import Path

import pytest

from ft_data.sources.readers.message import flowed

from .helpers import read_one

TOML = '''
[meta]
title = "FAQ"
[[examples]]
question = "What?"
answer = """
This
and that"""
when = 2026-11-02T10:00:00Z
version = 3.10
share = 0.5
[[examples]]
question = "Why?"
answer = 'C:\\temp'
'''


def test_tables_of_toml_are_records(tmp_path: Path) -> None:
    assert read_one(tmp_path, "a.toml", TOML).values == [
        {"question": "What?", "answer": "This\nand that", "when": "2026-11-02T10:00:00+00:00", "version": "3.10", "share": 0.5},
        {"question": "Why?", "answer": "C:\\temp"},
    ]  # fmt: skip
    assert read_one(tmp_path, "b.toml", 'a = "secret\n').reasons == ["not TOML: line 1, column 12"]
    assert "nested" in read_one(tmp_path, "c.toml", "a = " + "[" * 300 + "]" * 300).reasons[0]


WEB = (
    'From: <Saved by Blink>\r\nSnapshot-Content-Location: https://example.org/\r\nSubject: Help\r\nMIME-Version: 1.0\r\n'
    'Content-Type: multipart/related; type="text/html"; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html\r\n'
    'Content-Transfer-Encoding: quoted-printable\r\n\r\n<html><head><title>Help</title></head><body><h1>Help</h1><p>caf=C3=A9 =\r\n'
    "mode.</p></body></html>\r\n--b\r\nContent-Type: text/css\r\n\r\np{}\r\n--b--\r\n"
)  # fmt: skip


@pytest.mark.parametrize("name", ["a.mhtml", "a.mht", "page"])
def test_a_web_archive_is_its_page(tmp_path: Path, name: str) -> None:
    (page,) = read_one(tmp_path, name, WEB).values
    assert (page["title"], "<p>café mode.</p>" in page["html"]) == ("Help", True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a \nb\n\nc", "a b\n\nc"),
        ("a \r\nb", "a b"),
        (" From me\n >no quote", "From me\n>no quote"),
        ("> a \n> b\n>> c \n> d", "> a b\n>> c \n> d"),
        ("text\n-- \nAna \nB", "text\n-- \nAna B"),
    ],
)
def test_lines_that_flow_are_joined(text: str, expected: str) -> None:
    assert flowed(text) == expected


def test_a_blank_that_only_breaks_is_taken_away() -> None:
    assert flowed("日 \n本", joined=True) == "日本"


def test_a_mail_whose_lines_flow(tmp_path: Path) -> None:
    mail = (
        "From: A <a@example.org>\nTo: b@example.org\nSubject: s\nMessage-ID: <1@e>\n"
        "Content-Type: text/plain; charset=utf-8; format=flowed\n\nWhen does it \nopen?\n\nBye\n"
    )
    (thread,) = read_one(tmp_path, "a.eml", mail).values
    assert thread["messages"][0]["body"].strip() == "When does it open?\n\nBye"


def test_many_lines_that_flow_are_joined_in_one_pass() -> None:
    assert flowed("a \n" * 300_000) == "a " * 300_000


def test_a_key_of_thousands_of_parts_is_refused(tmp_path: Path) -> None:
    data = "a." * 30_000 + "b = 1"
    assert read_one(tmp_path, "a.toml", data).reasons == ["not TOML: a key of more than 100 parts"]
    assert (
        read_one(
            tmp_path, "b.toml", 'prompt = "v1.2.3 ... a.b.c.d"\nresponse = "' + "1. " * 300 + '"'
        ).reasons
        == []
    )
