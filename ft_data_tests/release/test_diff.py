"""Every changed row of a diff gets the cause that was planted."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from ft_data.recipe.schema import Recipe
from ft_data.release import causes, page
from ft_data.release.diff import diff
from ft_data.release.settings import between, differences, inside
from ft_data.release.sides import Side
from ft_data.stages import graph
from ft_data_tests.formatting.examples import many
from ft_data_tests.release import building
from ft_data_tests.release.building import World
from ft_data_tests.release.pipeline import Home, raw


@pytest.fixture
def con():
    connection = duckdb.connect()
    yield connection
    connection.close()


def changed(tmp_path, con, change, before=lambda home: None):
    """Publish, apply a change, publish again; return the diff."""
    home = Home(raw(300, "desk_1.jsonl") + raw(60, "mail_1.jsonl", "mail"))
    before(home)
    first = building.publish(tmp_path, con, home.spec(con))
    change(home, {r["record_id"]: r for r in home.world.verdicts})
    second = building.publish(tmp_path, con, home.spec(con))
    found = diff(con, first.path, second.path, building.private(tmp_path), graph.stages())
    assert found.rows.num_rows == sum(sum(by.values()) for by in second.changes.values()) > 0
    assert sum(entry["rows"] for entry in found.summary) == found.rows.num_rows
    return found


def said(found) -> set[tuple[str, str]]:
    return {(entry["change"], entry["cause"]) for entry in found.summary}


def test_new_file_and_new_source(tmp_path, con):
    def more(home, _):
        home.rows = home.rows + raw(40, "desk_2.jsonl", start=300)

    assert said(changed(tmp_path, con, more)) == {("added", "new file desk_2.jsonl")}


def test_new_file_whose_rows_displace_others(tmp_path, con):
    def better(home, _):
        home.rows = home.rows + [r | {"id": "0" + r["id"], "uri": "desk_0.jsonl"} for r in raw(30, "")]

    assert said(changed(tmp_path, con, better)) == {
        ("added", "new file desk_0.jsonl"),
        ("removed", "new file desk_0.jsonl (through a copy of it)"),
    }


def test_rule_changed(tmp_path, con):
    def loosen(home, _):
        home.recipe["rules"][0]["drop"] = "< 2"

    assert said(changed(tmp_path, con, loosen)) == {("added", "rule too_short changed: drop < 3 -> < 2")}


def test_rule_tightened_and_another_removed_at_once(tmp_path, con):
    def both(home, _):
        home.recipe["rules"] = [home.recipe["rules"][0] | {"drop": "< 5"}]

    assert said(changed(tmp_path, con, both)) == {
        ("removed", "rule too_short changed: drop < 3 -> < 5"),
        ("added", "rule too_long was removed"),
    }


def test_decision_of_a_reviewer(tmp_path, con):
    def decide(home, verdicts):
        for record, told in verdicts.items():
            if told["stage"] == "reviewed":
                home.decisions[record] = ("keep", "ann")
        home.decisions[home.world.rows[0]["record_id"]] = ("drop", "bo")

    assert said(changed(tmp_path, con, decide)) == {
        ("added", "decision by reviewer 2"),
        ("removed", "decision by reviewer 1"),
    }


def test_old_decisions_are_no_cause(tmp_path, con):
    def loosen(home, _):
        home.recipe["rules"][1]["review"] = "> 9"

    def decided(home):
        home.spec(duckdb.connect())
        for row in home.world.rows[:40]:
            home.decisions[row["record_id"]] = ("keep", "ann")

    assert said(changed(tmp_path, con, loosen, decided)) == {
        ("removed", "rule too_long changed: review > 12 -> > 9")
    }


def test_withdrawn_subject_and_the_copies_that_step_in(tmp_path, con):
    def withdraw(home, _):
        home.withdrawn_subjects.add("s14")

    found = changed(tmp_path, con, withdraw)
    assert said(found) == {
        ("removed", "withdrawn at a person's request"),
        ("added", "withdrawn at a person's request (through a copy of it)"),
    }
    assert {entry["category"] for entry in found.summary} == {"withdrawn"}
    assert found.after["bump"] == "major"


def test_code_changed(tmp_path, con):
    def code(home, _):
        home.code["filtered"] = "2"

    assert said(changed(tmp_path, con, code)) == {
        ("added", "code of filtered changed: 1 -> 2"),
        ("removed", "code of filtered changed: 1 -> 2"),
    }


def test_code_and_a_rule_changed_together_are_told_apart(tmp_path, con):
    def both(home, _):
        home.code["filtered"] = "2"
        home.recipe["rules"][1]["review"] = "> 17"

    assert said(changed(tmp_path, con, both)) == {
        ("added", "code of filtered changed: 1 -> 2"),
        ("added", "rule too_long changed: review > 12 -> > 17"),
    }


def test_cleaning_changed(tmp_path, con):
    def upper(home, _):
        home.recipe["clean"]["quotes"] = "straight"

    assert said(changed(tmp_path, con, upper)) == {("modified", "clean.quotes keep -> straight")}


def test_cleaning_changed_and_rows_stop_elsewhere_for_it():
    old, new = ({"recipe": {"clean": {"quotes": how}}} for how in ("keep", "straight"))
    for change, stops in (
        ("removed", {"after": ("filtered", ("odd",))}),
        ("added", {"before": ("reviewed", ())}),
    ):
        sides = (Side(Path(), one, building.private(Path()), graph.stages()) for one in (old, new))
        told = causes.cause(causes.Case(change, "desk", "a.jsonl", **stops), causes.Versions(*sides))
        assert (told.category, told.text) == ("settings", "clean.quotes keep -> straight")


def test_rows_edited_at_the_source(tmp_path, con):
    def edit(home, _):
        home.rows = [
            r | {"a": r["a"] + " and more"} if r["id"] in ("desk1", "desk2") else r for r in home.rows
        ]

    assert {cause for _, cause in said(changed(tmp_path, con, edit))} == {"the row changed in desk_1.jsonl"}


def test_licence_of_a_source_changed(tmp_path, con):
    def relicense(home, _):
        home.recipe["sources"] = home.recipe["sources"] | {"mail": {"path": "mail*.jsonl", "license": "MIT"}}

    assert said(changed(tmp_path, con, relicense)) == {("modified", "sources.mail.license CC-BY-4.0 -> MIT")}


def test_file_and_source_removed(tmp_path, con):
    def remove(home, _):
        home.rows = [r for r in home.rows if r["source"] == "desk"]

    assert said(changed(tmp_path, con, remove)) == {("removed", "file mail_1.jsonl was removed")}


def test_settings_are_compared_by_name():
    old = {"rules": [{"name": "a", "drop": "< 1"}, {"name": "b"}], "x": 1}
    new = {"rules": [{"name": "b"}, {"name": "a", "drop": "< 2"}], "x": 1}
    assert [str(d) for d in differences(old, new)] == ["rules.a.drop < 1 -> < 2"]
    assert inside("<= 3", 3) is True and inside("> 3", 3) is False and inside(None, 3) is None


def test_only_what_changed_is_said_and_in_words(tmp_path, con):
    """Recipes as they are: with every default written out."""

    def recipe(**more):
        return Recipe.model_validate(
            {
                "dataset": "desk",
                "purpose": "Answer questions.",
                "languages": ["en"],
                "govern": {"licenses": ["MIT"]},
                "sources": {"desk": {"path": "a.jsonl", "license": "MIT"}},
            }
            | more
        ).model_dump()

    world = World(rows=many(40), targets=("messages",), recipe=recipe())
    building.publish(tmp_path, con, world.spec(con))
    world.recipe = recipe(
        languages=["en", "de"],
        govern={"licenses": ["ISC"]},
        sources={
            "desk": {"path": "b.jsonl", "license": "MIT"},
            "mail": {"path": "secret.mbox", "license": "MIT", "groups": {"region": "locale"}},
        },
        rules=[{"name": "short", "signal": "response_words", "drop": "< 2"}],
        select={"similarity": {"strength": 2.0}, "budget": 20},
        targets={"path": "t.jsonl"},
    )
    second = building.publish(tmp_path, con, world.spec(con))
    lines = (second.path / "CHANGELOG.md").read_text().split("\n## 1.0.0")[0].split("\n")
    assert {
        "- languages: de added",
        "- govern.licenses: ISC added, MIT removed",
        "- source mail was added: license MIT, groups region locale",
        "- rule short was added: signal response_words, drop < 2",
        "- select.similarity was added: strength 2.0",
        "- select.budget: (unset) -> 20",
        "- targets was added",
    } <= set(lines)
    card = (second.path / "README.md").read_text()
    page_ = page.page(
        con, diff(con, tmp_path / "1.0.0", second.path, kept := building.private(tmp_path), graph.stages()),
        tmp_path / "1.0.0", second.path, kept,
    )  # fmt: skip
    for text in ("\n".join(lines), card.split("## Changes")[1], page_):
        assert not any(sign in text for sign in ("{'", "': ", "None", "row_bytes", "secret", "b.jsonl", "['"))


def test_a_key_that_rules_got_since_and_do_not_use_is_no_change():
    old, new = (
        {
            "snapshots": {
                "filtered": {"settings": {"rules": [{"name": "a", "drop": "< 1", "why": "x"} | more]}}
            }
        }
        for more in ({"off": False}, {"marks": [], "fused": False, "mark": None})
    )
    assert between(old, new) == []
