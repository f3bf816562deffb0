from __future__ import annotations

from pathlib import Path

import pytest

from .helpers import mapped, one, read_all, read_one, said, write

LOG = """[09:58] <ann> my sound is gone
=== bob [b@host.nebulae.org] has joined #help
[09:59] <bob> which card?
[09:59] * ann sighs
[09:59] <bob> hm

[10:40] <carl> anybody here?
=== bob [b@host.nebulae.org] has left #help []
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
        ("user", "my sound is gone"),
        ("assistant", "which card?"),
        ("user", "ann sighs"),
        ("assistant", "hm"),
    ]
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
        ["one", "to one"],
        ["two", "to two"],
        ["alone"],
    ]
    assert found.positions == [1, 2, 6]
    assert found.left_out == 1


def test_notices_of_a_phone_are_nobodys_words(tmp_path: Path) -> None:
    mark = "\u200e"
    data = (
        f"[14.08.24, 21:00:10] Plot nine: {mark}Messages and calls are end-to-end encrypted.\n"
        f"[14.08.24, 21:00:11] Plot nine: {mark}Boris added you\n"
        "[14.08.24, 21:02:00] Boris: When can I water?\n"
        f"{mark}[14.08.24, 21:02:30] Ines: {mark}image omitted\n"
        f"[14.08.24, 21:02:40] Ines: {mark}POLL:\nWhich day?\n{mark}OPTION: Monday\n"
        f"[14.08.24, 21:03:10] Ines: On Thursday.\nAfter six. {mark}<This message was edited>\n"
        f"{mark}[14.08.24, 21:04:10] Boris: the key {mark}<attached: 0001-PHOTO.jpg>\n"
    )
    found = read_one(tmp_path, "chat.txt", data)
    assert [(one["author"], one["text"]) for value in found.values for one in value["messages"]] == [
        ("Boris", "When can I water?"),
        ("Ines", "On Thursday.\nAfter six."),
        ("Boris", "the key"),
    ]
    assert found.left_out == 6


def test_phone_messengers(tmp_path: Path) -> None:
    data = (
        "31.12.23, 21:15 - Messages are end-to-end encrypted.\n31.12.23, 21:15 - Ann: hello\nsecond line\n"
        "31.12.23, 21:16 - Bob: hi: there\n01.01.24, 00:01 - Ann: happy new year\n"
    )
    found = read_one(tmp_path, "chat.txt", data)
    assert [message["text"] for value in found.values for message in value["messages"]] == [
        "hello\nsecond line",
        "hi: there",
        "happy new year",
    ]
    assert found.values[0]["messages"][0]["time"] == "31.12.23 21:15"
    assert len(found.values) == 2


def test_endless_talk_is_cut(tmp_path: Path) -> None:
    found = read_one(
        tmp_path, "a.log", "".join(f"[10:{n % 60:02d}] <u{n % 2}> line {n}\n" for n in range(60)) * 10
    )
    assert max(len(value["messages"]) for value in found.values) <= 200
    assert sum(len(value["messages"]) for value in found.values) == 600


PHONES = [
    "2/4/23, 10:35\u202fPM - Ann Lee: {}",
    "[02.04.23, 22:35:10] Ann Lee: {}",
    "2/4/2023 10:35\xa0p.\xa0m. - Ann Lee: {}",
    "2023/4/2 下午10:35 - Ann Lee: {}",
    "2023/4/2 晚上10:35 - Ann Lee：{}",
    "2023年4月2日 下午10:35 - Ann Lee: {}",
    "2023/4/2 22:35 - Ann Lee: {}",
    "2023. 4. 2. 오후 10:35, Ann Lee : {}",
    "2023/4/2 午後10:35 - Ann Lee: {}",
]


@pytest.mark.parametrize("line", PHONES)
def test_exports_of_phones(tmp_path: Path, line: str) -> None:
    other = line.replace("10:35", "10:36").replace("22:35", "22:36").replace("Ann Lee", "Bo")
    text = "\n".join([line.format("is it open?"), other.format("Bring:"), "* milk two", "* [ ] bread", "-- salt", "=== all",
                      other.format("fine"), other.replace("Bo", "Ann Lee").format("bye")])  # fmt: skip
    found = read_one(tmp_path, "chat.txt", text + "\n")
    (value,) = found.values
    told = [(one["author"], one["text"]) for one in value["messages"]]
    assert told == [
        ("Ann Lee", "is it open?"), ("Bo", "Bring:\n* milk two\n* [ ] bread\n-- salt\n=== all"), ("Bo", "fine"),
        ("Ann Lee", "bye"),
    ]  # fmt: skip
    assert all(one["time"].endswith(("22:35", "22:36")) for one in value["messages"])


@pytest.mark.parametrize(
    ("said", "clock"),
    [("上午12:05", "00:05"), ("中午12:05", "12:05"), ("凌晨1:05", "01:05"), ("晚上9:05", "21:05")],
)
def test_halves_of_the_day_before_the_hour(tmp_path: Path, said: str, clock: str) -> None:
    line = f"2023/4/2 {said} - Ann: x\n"
    (value,) = read_one(tmp_path, "chat.txt", line * 3).values
    assert value["messages"][0]["time"] == f"2023/4/2 {clock}"


def _roles(*who_said: str) -> str:
    """Return the roles of a chat whose turns are written `Name: text`."""
    turns = [dict(zip(("author", "text"), one.split(": "), strict=True)) for one in who_said]
    return " ".join(message["role"][0] for message in one({"messages": turns}).messages)


def test_a_desk_that_answers_a_group_is_who_answers() -> None:
    group = (
        "Rosa: leaves curl?",
        "Desk: Heat.",
        "Ivo: how deep is garlic?",
        "Desk: Five.",
        "Ann: Mulch",
        "Desk: Noon.",
    )
    assert _roles(*group) == "u a u a u a"
    assert (
        _roles("Rosa: leaves curl?", "Ivo: mine too", "Desk: Heat.", "Ann: and garlic?", "Desk: Five.")
        == "u a u a"
    )
    # Nobody is a desk: who began asks, the others answer him.
    assert _roles("Rosa: leaves curl?", "Dora: Heat.", "Ivo: water helps", "Dora: it does") == "u a"
    assert (
        _roles("Rosa: leaves curl?", "Ivo: which?", "Rosa: all", "Ann: heat?", "Rosa: yes", "Ivo: water")
        == "u a u a u a"
    )
