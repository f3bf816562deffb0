"""Rows are judged part by part, beside what was measured on them: more rows leave the judgement of others where it is."""

from __future__ import annotations

import json
import os
import pickle

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ft_data.formatting import export, links, tokenizers
from ft_data.formatting.token_report import Account
from ft_data.recipe.problems import RecipeError, problem
from ft_data.release.spec import COPIES
from ft_data.stages import aligned, counted, graph, linked
from ft_data.stages.build import Build, Missing
from ft_data.stages.reading import Versions
from ft_data.stages.texts import parts_of
from ft_data.warehouse import snapshots, sums, views
from ft_data_tests.pipeline import helpers

PLACED = ("reviewed", "selected", "formatted")
JUDGED = ("raw/notes", "cleaned", "signals", "deduped", "decontaminated", "filtered")
RULES = """
rules:
  - {name: about_fish, signal: prompt_words, review: "> 2", where: "prompt_text LIKE '%fish%'"}
  - {name: about_trade, signal: prompt_words, drop: "> 2", where: "prompt_text LIKE '%trade%'"}
"""


def made(home, stages=JUDGED):
    build = Build.open(home, "demo")
    return build, {stage: graph.make(build, stage) for stage in stages}


def ruled(home) -> dict[str, float]:
    """The work that was done on single parts in `filtered`, and when."""
    folder = home.warehouse("demo").parts / "filtered"
    return {path.name: os.stat(path).st_mtime_ns for path in folder.glob("*.fired.*.parquet")}


def test_rows_that_come_later_are_judged_alone_and_all_comes_out_as_at_once(tmp_path):
    rows = helpers.rows()
    home = helpers.make(tmp_path / "twice", helpers.RECIPE + RULES, rows[:40])
    made(home)
    before = ruled(home)
    helpers.write(home.folder("demo") / "sources/more.jsonl", rows[40:])
    build, found = made(home)
    after = ruled(home)
    assert len(before) == 1 and len(after) == 2 and before.items() <= after.items()

    whole, at_once = made(helpers.make(tmp_path / "once", helpers.RECIPE + RULES, rows), JUDGED + PLACED)
    assert found["filtered"].content_hash == at_once["filtered"].content_hash
    assert found["filtered"].stats["verdicts"]["drop"] and found["filtered"].stats["verdicts"]["review"]

    (text, *_), signals = parts_of(views.lineage(build.warehouse, found["signals"])), found["signals"]
    assert {part.of for parts in signals.parts.values() for part in parts} >= {text.file}
    for one in aligned.parts(parts_of(views.lineage(build.warehouse, signals)), signals):
        paths = {name: build.path(part) for name, part in one.items()}
        read = aligned.read(paths, {"prompt_text", "prompt_words"})
        words = dict(zip(read["prompt_text"].to_pylist(), read["prompt_words"].to_pylist(), strict=True))
        assert words and all(len(text.split()) <= count + 1 for text, count in words.items())

    with Versions(whole, at_once["formatted"]) as versions:
        placed = versions.con.sql("FROM formatted").to_arrow_table()
        removed = "SELECT record_id FROM deduped_verdicts WHERE witness_id IS NOT NULL"
        gone = versions.con.sql(f"FROM cleaned WHERE record_id IN ({removed})").to_arrow_table()
        says, shares = linked.by_part(stage(whole, "formatted"), versions)
        assert len(gone) and same(linked.what_rows_say(versions, says), links.says(placed), links.says(gone))
        twins = linked.linked_rows(versions, shares.slice(0, 0))
        assert len(twins) and same(
            linked.linked_rows(versions, shares), links.together(links.of_examples(placed)), twins
        )

        chosen = versions.con.sql("FROM selected").to_arrow_table()
        assert linked.uses(stage(whole, "formatted"), versions) == export.uses(chosen)

        account = Account(tokenizers.load(whole.recipe.format.tokenizer))
        account.add(placed, placed["split"])
        assert counted.account(stage(whole, "release"), versions, COPIES) == account.report()


def stage(build: Build, name: str) -> Build:
    return build.of(graph.assets(build.recipe)[name][0])


def same(table: pa.Table, *others: pa.Table) -> bool:
    order = [("a", "ascending"), ("b", "ascending")]
    return table.sort_by(order).equals(pa.concat_tables(others).sort_by(order))


def test_a_version_from_before_parts_said_whose_rows_they_hold(tmp_path):
    home = helpers.make(tmp_path, helpers.RECIPE, helpers.rows()[:10])
    build, found = made(home, JUDGED[:3])
    path = snapshots.folder(build.warehouse, "signals") / "000001.json"
    body = json.loads(path.read_text())
    for part in (part for parts in body["parts"].values() for part in parts):
        part.pop("of")
    path.write_bytes(sums.seal(body, indent=1))
    texts = parts_of(views.lineage(build.warehouse, found["cleaned"]))
    with pytest.raises(Missing, match="run from `signals` on"):
        aligned.parts(texts, snapshots.load(build.warehouse, "signals", 1))
    again = graph.make(build, "signals")
    assert again.version == 2 and again.content_hash == found["signals"].content_hash
    assert len(aligned.parts(texts, again)) == len(texts)


def test_other_rows_than_those_measured_are_noticed(tmp_path):
    for name, ids in ((aligned.TEXT, ["a", "b"]), ("words", ["b", "a"])):
        pq.write_table(pa.table({"record_id": ids, f"of_{name[:4]}": [1, 2]}), tmp_path / name)
    paths = {name: str(tmp_path / name) for name in (aligned.TEXT, "words")}
    assert aligned.read(paths, {"of_part"}).column_names == ["record_id", "of_part"]
    with pytest.raises(aligned.Misaligned):
        aligned.read(paths, {"of_part", "of_word"})


def test_what_is_wrong_with_a_recipe_can_be_said_by_a_worker():
    error = pickle.loads(pickle.dumps(problem("rule `a` has no answer")))
    assert isinstance(error, RecipeError) and str(error) == "recipe.yaml: rule `a` has no answer"
