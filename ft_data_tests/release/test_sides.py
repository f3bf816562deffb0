"""Versions published earlier stay comparable: those of the first format, and those under a key retired since."""

from __future__ import annotations

from types import UnionType
from typing import Annotated, Union, get_args, get_origin

import duckdb
import pyarrow.parquet as pq
import pytest
from pydantic import BaseModel

from ft_data.recipe.published import published
from ft_data.recipe.schema import Recipe
from ft_data.release import build, manifest, page, publish, verify, withdrawals
from ft_data.release.diff import diff
from ft_data.release.ids import Namer
from ft_data.release.private import Private
from ft_data.stages import graph
from ft_data.warehouse.key import Keys
from ft_data_tests.release import building
from ft_data_tests.release.pipeline import Home, raw

NEW_KEY = b"another key that only tests have".ljust(64, b"!")


@pytest.fixture
def con():
    connection = duckdb.connect()
    yield connection
    connection.close()


@pytest.fixture
def first_format(monkeypatch):
    """Publish as the first format did: record ids as they are, no table in the warehouse."""
    with monkeypatch.context() as patch:
        patch.setattr(Namer, "id", lambda self, name: name)
        patch.setattr(Namer, "content", lambda self, digest: digest)
        patch.setattr(manifest, "FORMAT", "ft-data-release/1")
        patch.setattr(build, "_inputs", lambda spec: list(spec.inputs))
        yield patch


def changed(home: Home) -> None:
    home.rows = home.rows + raw(40, "desk_2.jsonl", start=300)
    home.recipe["rules"][1]["review"] = "> 9"


def said(found) -> set[tuple[str, str]]:
    return {(entry["change"], entry["cause"]) for entry in found.summary}


EXPECTED = {("added", "new file desk_2.jsonl"), ("removed", "rule too_long changed: review > 12 -> > 9")}


def test_a_version_of_the_first_format_is_followed_by_one_with_published_ids(tmp_path, con, first_format):
    home, kept = Home(raw(300, "desk_1.jsonl")), building.private(tmp_path)
    old = building.publish(tmp_path, con, home.spec(con))
    kept.remove(old.version)
    first_format.undo()
    same = building.publish(tmp_path, con, home.spec(con))
    assert (same.new, same.bump, same.reasons) == (True, "patch", ["rows have other published ids"])
    assert verify.verify(same.path) == []
    ids = [set(pq.read_table(one.path / "index.parquet")["record_id"].to_pylist()) for one in (old, same)]
    assert ids[0].isdisjoint(ids[1]) and set(kept.records(sorted(ids[1])).values()) == ids[0]
    assert diff(con, old.path, same.path, kept, graph.stages()).rows.num_rows == 0

    changed(home)
    new = building.publish(tmp_path, con, home.spec(con))
    for before in (old, same):
        found = diff(con, before.path, new.path, kept, graph.stages())
        assert said(found) == EXPECTED
        text = page.page(con, found, before.path, new.path, kept)
        assert "ask desk" in text
    kept.remove(new.version), kept.remove(same.version)  # nothing left in the warehouse: the key alone
    assert {c for _, c in said(diff(con, old.path, new.path, kept, graph.stages()))} == {
        "source desk grew", "rule too_long changed: review > 12 -> > 9",
    }  # fmt: skip
    assert "- not repeated here" in (same.path / "CHANGELOG.md").read_text()


def test_a_version_under_a_retired_key_is_compared_by_its_table(tmp_path, con):
    home = Home(raw(300, "desk_1.jsonl"))
    kept = building.private(tmp_path)
    old = publish.publish(tmp_path, con, home.spec(con), kept)
    rotated = Private(kept.folder, Keys(NEW_KEY, (kept.keys.current,)))
    same = publish.publish(tmp_path, con, home.spec(con), rotated)
    assert (same.new, same.reasons) == (True, ["rows have other published ids"])
    assert publish.publish(tmp_path, con, home.spec(con), rotated).new is False
    changed(home)
    new = publish.publish(tmp_path, con, home.spec(con), rotated)
    for before in (old, same):
        found = diff(con, before.path, new.path, rotated, graph.stages())
        assert said(found) == EXPECTED
        assert "ask desk" in page.page(con, found, before.path, new.path, rotated)
    record = home.world.rows[0]["record_id"]
    held = {
        one
        for path in (old.path, new.path)
        for one in pq.read_table(path / "index.parquet")["record_id"].to_pylist()
    }
    assert len(rotated.known_as([record]) & held) == 2
    told = {entry["cause"] for entry in manifest.read(new.path)["causes"]}
    assert told == {"source desk grew", "rule too_long changed: review > 12 -> > 9"}


def test_names_that_older_code_wrote_beside_the_releases_move_into_the_warehouse(tmp_path, con):
    (tmp_path / "approvals.jsonl").write_text(
        '{"hash": "h", "actor": "Greta", "role": "lead", "note": "", "at": ""}\n'
    )
    (tmp_path / withdrawals.FILE).write_text(
        '{"version": "0.9.0", "actor": "Greta", "at": "", "reason": "x"}\n'
    )
    building.publish(tmp_path, con, Home(raw(60, "desk_1.jsonl")).spec(con))
    assert not (tmp_path / "approvals.jsonl").exists()
    assert "Greta" not in (tmp_path / withdrawals.FILE).read_text()
    assert withdrawals.withdrawn(tmp_path) == {"0.9.0"}
    assert "Greta" in (tmp_path / ".private/approvals.jsonl").read_text()


def test_of_a_recipe_no_text_is_published_that_is_not_on_the_list():
    """Every text of the schema is given a word of its own; new keys stay until they are added to the list."""
    words: dict[str, str] = {}

    def filled(model: type[BaseModel], path: str = "") -> dict:
        return {
            name: one(field.annotation, f"{path}.{name}".strip("."))
            for name, field in model.model_fields.items()
        }

    def one(kind, path: str):
        origin, inner = get_origin(kind), [each for each in get_args(kind) if each is not type(None)]
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            return filled(kind, path)
        if origin is dict:
            return {"one": one(inner[1], f"{path}.one")}
        if origin is list:
            return [one(inner[0], path)]
        if origin in (Union, UnionType, Annotated):
            return one(inner[0], path)
        words[path] = f"w{len(words)}w"
        return words[path]

    shown = str(published(filled(Recipe)))
    hidden = {path for path, word in words.items() if word not in shown}
    for needed in (
        "sources.one.path", "sources.one.consent_reference", "targets.path", "references.path", "protected.path", "benchmarks.path",
        "signals.judges.endpoint", "signals.judges.key_env", "signals.models.path", "signals.models.options.one",
        "review.reviewers.one", "review.guideline", "govern.approvers", "owners", "format.tokenizer",
    ):  # fmt: skip
        assert needed in hidden, needed
    for needed in ("purpose", "sources.one.why", "signals.judges.model", "rules.where", "profile"):
        assert needed in words and needed not in hidden, needed
    said = {"other_languages": "drop", "sources": {"one": {"other_languages": "ask"}}, "format": {}}
    assert published(said) == said  # it decides which rows there are
    assert "surprise" not in str(published({"format": {}, "feedback": {"address": "surprise"}}))
