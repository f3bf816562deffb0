"""The diff page and the way back from a record to its written rows."""

from __future__ import annotations

import duckdb
import pyarrow.parquet as pq
import pytest

from ft_data.release import page, rows
from ft_data.release.diff import diff
from ft_data.release.shift import shifts
from ft_data.stages import graph
from ft_data_tests.formatting.examples import example, many
from ft_data_tests.release import building
from ft_data_tests.release.building import World
from ft_data_tests.release.pipeline import Home, raw


@pytest.fixture
def con():
    connection = duckdb.connect()
    yield connection
    connection.close()


def test_every_record_finds_its_rows(tmp_path, con, monkeypatch):
    monkeypatch.setattr("ft_data.release.layout.SHARD_ROWS", 32)
    monkeypatch.setattr("ft_data.release.pieces.ROW_GROUP", 8)
    talks = [
        example(*[(role, f"{role} {i} {k}") for k in range(1 + i % 3) for role in ("user", "assistant")])
        for i in range(90)
    ]
    refused = [example(("user", f"only asked {i}")) for i in range(10)]
    world = World(rows=[*talks, *refused], targets=("prompt_completion", "openai"))
    done = building.publish(tmp_path, con, world.spec(con))
    called = building.private(tmp_path).namer.id
    ids = [called(row["record_id"]) for row in world.rows]
    for target in ("prompt_completion", "openai"):
        found = rows.of(con, done.path, ids, target)
        assert set(found) == {called(row["record_id"]) for row in talks}
        for talk in talks:
            said = [m["content"] for m in talk["messages"] if m["role"] == "assistant"]
            text = "\n".join(rows.text(row) for row in found[called(talk["record_id"])])
            assert all(f"assistant: {answer}" in text for answer in said)
            assert len(found[called(talk["record_id"])]) == (
                len(said) if target == "prompt_completion" else 1
            )


def test_page_shows_causes_settings_and_examples(tmp_path, con):
    home = Home(raw(200, "desk_1.jsonl"))
    first = building.publish(tmp_path, con, home.spec(con))
    home.recipe["rules"][0]["drop"] = "< 5"
    home.rows += [r | {"q": r["q"] + " <script>alert(1)</script>"} for r in raw(40, "mail_1.jsonl", "mail")]
    second = building.publish(tmp_path, con, home.spec(con))
    kept = building.private(tmp_path)
    made = page.page(
        con, diff(con, first.path, second.path, kept, graph.stages()), first.path, second.path, kept
    )
    assert "rule too_short changed: drop &lt; 3 -&gt; &lt; 5" in made
    assert "new file mail_1.jsonl" in made and "rules.too_short.drop" in made
    assert "<script>" not in made and "&lt;script&gt;" in made
    assert "http" not in made
    assert "user: ask desk" in made


def test_shifts_add_up(tmp_path, con):
    before = building.publish(tmp_path, con, World(rows=many(50)).spec(con))
    more = [row | {"license": "MIT"} for row in many(50, "other")]
    after = building.publish(tmp_path, con, World(rows=[*many(50), *more]).spec(con))
    found = {(line["dimension"], line["value"]): line for line in shifts(con, before.path, after.path)}
    assert (found["license", "MIT"]["before"], found["license", "MIT"]["after"]) == (0, 50)
    assert found["license", "MIT"]["moved"] == 0.5
    assert pq.read_metadata(after.path / "index.parquet").num_rows == 100
