from __future__ import annotations

from pathlib import Path

from .helpers import mapped, one, read_all, read_one, said, write

LOG = """[09:58] <ann> my sound is gone
=== bob [b@host.example] has joined #help
[09:59] <bob> which card?
[09:59] * ann sighs
[09:59] <bob> hm

[10:40] <carl> anybody here?
=== bob [b@host.example] has left #help []
"""


def test_silence_ends_a_conversation(tmp_path: Path) -> None:
    found = read_one(tmp_path, "a.log", LOG)
    assert found.positions == [1, 7]
    assert found.values[0]["messages"] == [
        {"author": "ann", "text": "my sound is gone", "time": "09:58"},
        {"author": "bob", "text": "which card?", "time": "09:59"},
        {"author": "ann", "text": "ann sighs", "time": "09:59"},
        {"author": "bob", "text": "hm", "time": "09:59"},
    ]
    assert found.left_out == 3
    assert sum(len(value["messages"]) for value in found.values) + found.left_out == LOG.count("\n")


def test_a_chat_becomes_a_conversation(tmp_path: Path) -> None:
    found = read_one(tmp_path, "a.log", LOG)
    draft = one(found.values[0])
    assert said(draft.messages) == [
        ("user", "my sound is gone"), ("assistant", "which card?"), ("user", "ann sighs"), ("assistant", "hm"),
    ]  # fmt: skip
    assert draft.names == ["ann", "bob"]
    assert "ann" not in str(draft.extra)
    assert mapped(found.values[1]).reason == "no_response: nobody answers"


def test_annotations_make_threads(tmp_path: Path) -> None:
    lines = ["<ann> one", "<bob> two", "<eve> to one", "<ann> to two", "=== x has joined", "<bob> alone"]
    write(
        tmp_path,
        "c.raw.txt",
        "".join(f"[10:0{n}] {line}\n" if line[0] == "<" else f"{line}\n" for n, line in enumerate(lines)),
    )
    write(tmp_path, "c.annotation.txt", "0 0 -\n1 1 -\n0 2 -\n1 3 -\n5 5 -\n")
    found = read_all(tmp_path, "c.raw.txt")
    assert [[message["text"] for message in value["messages"]] for value in found.values] == [
        ["one", "to one"], ["two", "to two"], ["alone"],
    ]  # fmt: skip
    assert found.positions == [1, 2, 6]
    assert found.left_out == 1


def test_phone_messengers(tmp_path: Path) -> None:
    data = (
        "31.12.23, 21:15 - Messages are end-to-end encrypted.\n31.12.23, 21:15 - Ann: hello\nsecond line\n"
        "31.12.23, 21:16 - Bob: hi: there\n01.01.24, 00:01 - Ann: happy new year\n"
    )
    found = read_one(tmp_path, "chat.txt", data)
    assert [message["text"] for value in found.values for message in value["messages"]] == [
        "hello\nsecond line", "hi: there", "happy new year",
    ]  # fmt: skip
    assert found.values[0]["messages"][0]["time"] == "31.12.23 21:15"
    assert len(found.values) == 2


def test_endless_talk_is_cut(tmp_path: Path) -> None:
    found = read_one(
        tmp_path, "a.log", "".join(f"[10:{n % 60:02d}] <u{n % 2}> line {n}\n" for n in range(60)) * 10
    )
    assert max(len(value["messages"]) for value in found.values) <= 200
    assert sum(len(value["messages"]) for value in found.values) == 600
