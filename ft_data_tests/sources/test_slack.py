"""Slack exports: a channel's days become conversations, by thread and by silence."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

from ft_data.sources import reading

from .helpers import one, read_all, said

ANN, BEN = {"real_name": "Ann Example"}, {"real_name": "", "display_name": "ben"}
DAY = [
    {"type": "message", "subtype": "channel_join", "user": "U1", "ts": "1780218000.000100", "text": "<@U1> has joined"},
    {"type": "message", "user": "U1", "user_profile": ANN, "ts": "1780218060.000100", "thread_ts": "1780218060.000100",
     "text": "How do I reset the &lt;router&gt;? <@U2>", "reply_count": 2},
    {"type": "message", "user": "U3", "ts": "1780218070.000100", "text": "Who waters the plants in <#C9|lobby>?"},
    {"type": "message", "user": "U2", "user_profile": BEN, "ts": "1780218120.000100", "thread_ts": "1780218060.000100",
     "text": "Hold the button, see <https://desk.example/reset|the guide> &amp; wait."},
    {"type": "message", "subtype": "bot_message", "bot_id": "B1", "ts": "1780218130.000100", "text": "Build passed"},
    {"type": "message", "user": "U2", "ts": "1780218140.000100", "text": "I do, <!here>."},
    {"type": "message", "user": "U1", "ts": "1780218150.000100", "thread_ts": "1780100000.000100", "text": "Thanks!"},
    {"type": "message", "user": "U3", "ts": "1780221000.000100", "text": "Lunch? <https://menu.example>"},
]  # fmt: skip


def export(folder: Path) -> None:
    (folder / "help").mkdir(parents=True)
    (folder / "help" / "2026-05-31.json").write_text(json.dumps(DAY), "utf-8")
    (folder / "users.json").write_text(json.dumps([{"id": "U1", "profile": {"email": "ann@desk.example"}}]))
    (folder / "channels.json").write_text(json.dumps([{"id": "C1", "name": "help"}]))


def test_a_thread_is_a_conversation_and_so_is_what_stands_beside_it(tmp_path: Path) -> None:
    export(tmp_path / "slack")
    found = read_all(tmp_path, "slack")
    assert found.positions == [2, 3, 8] and found.rejects == []
    assert found.left_out == 3  # who joined, a program, an answer to another day
    thread, talk, lunch = [one["messages"] for one in found.values]
    assert thread == [
        {"author": "Ann Example", "text": "How do I reset the <router>? @ben", "time": "2026-05-31 09:01"},
        {
            "author": "ben",
            "text": "Hold the button, see the guide (https://desk.example/reset) & wait.",
            "time": "2026-05-31 09:02",
        },
    ]
    assert [m["text"] for m in talk] == ["Who waters the plants in #lobby?", "I do, @here."]
    assert [m["text"] for m in lunch] == ["Lunch? https://menu.example"]
    draft = one(found.values[0])
    assert [role for role, _ in said(draft.messages)] == ["user", "assistant"]
    assert draft.names == ["Ann Example", "ben"]


def test_a_question_that_an_export_holds_twice_keeps_its_answers(tmp_path: Path) -> None:
    (tmp_path / "day.json").write_text(json.dumps([*DAY, DAY[1]]), "utf-8")
    found = read_all(tmp_path, "day.json")
    assert found.left_out == 3
    assert sum(len(one["messages"]) for one in found.values) + found.left_out == len(DAY) + 1


def test_lists_of_users_and_channels_are_no_messages(tmp_path: Path) -> None:
    export(tmp_path / "slack")
    days = ["slack/help/2026-05-31.json"]
    for pattern in ("slack", "slack/**/*.json"):
        assert [chunk.uri for chunk in reading.plan(tmp_path, pattern).chunks] == days
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        for path in sorted((tmp_path / "slack").rglob("*.json")):
            archive.write(path, path.relative_to(tmp_path))
    (chunk,) = reading.plan(tmp_path, "export.zip").chunks
    assert (chunk.uri, chunk.format) == ("export.zip!slack/help/2026-05-31.json", "slack")
    (tmp_path / "slack" / "channels.json").unlink()  # a file of users alone is a file like others
    assert len(reading.plan(tmp_path, "slack").chunks) == 2


def test_a_day_of_which_nothing_was_said_has_no_rows(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(DAY[:1]), "utf-8")
    found = read_all(tmp_path, "a.json")
    assert (found.rows, found.rejects, found.left_out) == ([], [], 1)


def test_other_lists_of_messages_are_no_slack(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps([{"type": "message", "text": "Hello"}]), "utf-8")
    (tmp_path / "b.json").write_text(json.dumps([{"ts": "1780218000.000100", "text": "Hello"}]), "utf-8")
    assert {chunk.format for chunk in reading.plan(tmp_path, "*.json").chunks} == {"json"}
