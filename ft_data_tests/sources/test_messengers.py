"""Exports of messengers, and tables of turns: each talk is a record."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ft_data.recipe.schema import Source
from ft_data.sources import reading

from .helpers import one, read_all, read_one, said

TELEGRAM = {
    "name": "Desk", "type": "private_group", "id": 7,
    "messages": [
        {"id": 1, "type": "service", "date": "2026-05-01T10:00:00", "actor": "Ann Archer", "action": "create_group", "text": ""},
        {"id": 2, "type": "message", "date": "2026-05-01T10:01:00", "from": "Ann Archer", "text": ["See ", {"type": "link", "text": "desk.example"}, ", how do I reset it?"]},
        {"id": 3, "type": "message", "date": "2026-05-01T10:03:00", "from": "Bo Baker", "text": "Hold the button for long."},
        {"id": 4, "type": "message", "date": "2026-05-01T10:04:00", "from": "Ann Archer", "media_type": "sticker", "text": ""},
        {"id": 5, "type": "message", "date": "2026-05-02T09:00:00", "from": "Bo Baker", "text": "Is it well today?"},
        {"id": 6, "type": "message", "date": "2026-05-02T09:05:00", "from": "Ann Archer", "text": "It is."},
    ],
}  # fmt: skip
START = 1_777_629_600_000  # 1 May 2026, 10:00
FACEBOOK = {
    "participants": [{"name": "Ann Archer"}, {"name": "Bo Baker"}],
    "messages": [  # the newest first
        {"sender_name": "Bo Baker", "timestamp_ms": START + 120_000, "content": "Hold the button, s\u00c3\u00bcre."},
        {"sender_name": "Ann Archer", "timestamp_ms": START + 90_000, "photos": [{"uri": "a.jpg"}]},
        {"sender_name": "Ann Archer", "timestamp_ms": START, "content": "How do I reset it?"},
    ],
    "title": "Bo Baker",
}  # fmt: skip
DISCORD = {
    "guild": {"id": "1", "name": "Desk"}, "channel": {"id": "2", "name": "help"}, "dateRange": {"after": None},
    "messages": [
        {"id": "1", "type": "Default", "timestamp": "2026-05-01T10:00:00+00:00", "content": "How do I reset it?", "author": {"name": "ann", "nickname": "Ann Archer", "isBot": False}},
        {"id": "2", "type": "Default", "timestamp": "2026-05-01T10:01:00+00:00", "content": "Welcome!", "author": {"name": "greeter", "isBot": True}},
        {"id": "3", "type": "Reply", "timestamp": "2026-05-01T10:02:00+00:00", "content": "Hold the button.", "author": {"name": "bo", "isBot": False}},
        {"id": "4", "type": "GuildMemberJoin", "timestamp": "2026-05-01T10:03:00+00:00", "content": "Joined the server.", "author": {"name": "cy", "isBot": False}},
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("export", "positions", "left_out", "talk"),
    [
        (TELEGRAM, [2, 5], 2, [("user", "See desk.example, how do I reset it?"), ("assistant", "Hold the button for long.")]),
        (FACEBOOK, [3], 1, [("user", "How do I reset it?"), ("assistant", "Hold the button, süre.")]),
        (DISCORD, [1], 2, [("user", "How do I reset it?"), ("assistant", "Hold the button.")]),
    ],
    ids=["telegram", "facebook", "discord"],
)  # fmt: skip
def test_a_chat_is_cut_where_nobody_speaks(export, positions, left_out, talk, tmp_path: Path) -> None:
    found = read_one(tmp_path, "result.json", json.dumps(export, indent=1))
    assert (found.positions, found.left_out, found.rejects) == (positions, left_out, [])
    draft = one(found.values[0])
    assert said(draft.messages) == talk
    assert "Ann Archer" in draft.names and draft.created_at is not None


def test_a_file_that_only_has_messages_is_no_export(tmp_path: Path) -> None:
    record = {
        "type": "chat",
        "messages": [{"role": "user", "content": "ask"}, {"role": "assistant", "content": "say"}],
    }
    assert [
        said(one(value).messages) for value in read_one(tmp_path, "a.json", json.dumps([record])).values
    ] == [[("user", "ask"), ("assistant", "say")]]
    assert read_one(tmp_path, "b.json", json.dumps(record)).values == [record]


TURNS = [
    {"talk": "a", "n": 2, "who": "agent", "words": "It is open.", "mood": "glad"},
    {"talk": "b", "n": 1, "who": "customer", "words": "How long is it?"},
    {"talk": "a", "n": 1, "who": "customer", "words": "Is it open?"},
    {"talk": "a", "n": 3, "who": "customer", "words": " "},
    {"talk": None, "n": 1, "who": "customer", "words": "Which one?"},
    {"talk": "b", "n": 2, "who": "agent", "words": "A mile."},
]
JOINS = {"id": "talk", "who": "who", "said": "words", "order": "n"}


@pytest.mark.parametrize("suffix", ["jsonl", "csv", "json"])
def test_turns_in_rows_are_joined_to_their_talks(suffix: str, tmp_path: Path) -> None:
    lines = [",".join(str(one.get(key) or "") for key in ("talk", "n", "who", "words")) for one in TURNS]
    data = {
        "jsonl": "\n".join(map(json.dumps, TURNS)),
        "json": json.dumps(TURNS),
        "csv": "\n".join(["talk,n,who,words", *lines]),
    }[suffix]
    (tmp_path / f"a.{suffix}").write_text(data)
    settings = reading.settings_of(Source(path="-", talks=JOINS))
    found = read_all(tmp_path, f"a.{suffix}", settings=settings)
    first = 2 if suffix == "csv" else 1
    assert found.positions == [first, first + 1] and found.left_out == 1
    assert found.reasons == ["no `talk`: nothing says which talk this is a turn of"]
    assert [said(one(value).messages) for value in found.values] == [
        [("user", "Is it open?"), ("assistant", "It is open.")],
        [("user", "How long is it?"), ("assistant", "A mile.")],
    ]
    if suffix != "csv":
        assert found.values[0]["messages"][1] == {"speaker": "agent", "text": "It is open.", "mood": "glad"}


def test_a_talk_of_turns_that_nest_as_deep_as_a_record_may_is_a_reject(tmp_path: Path) -> None:
    deep: object = "calm"
    for _ in range(252):
        deep = [deep]
    turns = [{**TURNS[0], "mood": deep}, TURNS[1]]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, turns)))
    settings = reading.settings_of(Source(path="-", talks=JOINS))
    found = read_all(tmp_path, "a.jsonl", settings=settings)
    assert found.reasons == ["nested deeper than 254 levels (nesting)"] and found.positions == [2]


def test_what_a_turn_is_made_of_is_said_whole() -> None:
    with pytest.raises(ValueError, match="`talks` names `id`, `who` and `said`"):
        Source(path="-", talks={"id": "talk", "said": "words"})


def test_what_android_writes_in_place_of_a_picture_is_nobodys_words(tmp_path: Path) -> None:
    log = "\n".join(
        f"01/02/2024, 10:1{n} - {who}: {text}"
        for n, (who, text) in enumerate(
            [
                ("Ana", "Where is the key?"), ("Ben", "<Media omitted>"), ("Ben", "On the hook."), ("Ana", "IMG-1.jpg (file attached)\nthis one?"),
                ("Ben", "<Medien ausgeschlossen>"), ("Ana", "This message was deleted"), ("Ben", "Yes, <b> means bold."), ("Ana", "<br>"),
            ]
        )
    )  # fmt: skip
    found = read_one(tmp_path, "chat.txt", log + "\n", fmt="irc")
    texts = [turn["text"].strip() for turn in found.values[0]["messages"]]
    assert texts[:2] == ["Where is the key?", "On the hook."] and texts[-2:] == [
        "Yes, <b> means bold.",
        "<br>",
    ]
    assert not any("omitted" in text or "ausgeschlossen" in text or "deleted" in text for text in texts)
    assert found.left_out == 3
