"""Selection by influence in a dataset: one score and one reason a row, and nothing but rows and targets decides."""

import random

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from ft_data.inspection.why import why
from ft_data.stages import graph, influences
from ft_data.stages.build import Build, Missing
from ft_data.stages.reading import Versions
from ft_data_tests.pipeline import helpers

TARGETS = [
    {"prompt": "What fish live in the Danube?", "response": "The fish of the Danube are in the handbook."},
    {"prompt": "Where is the mouth of the Rhine?", "response": "The mouth of the Rhine is in the handbook."},
]


def home(root, select, lines=None):
    found = helpers.make(root, f"{helpers.RECIPE}targets: {{path: targets.jsonl}}\nselect: {select}\n", lines)
    helpers.write(found.folder("demo") / "targets.jsonl", TARGETS)
    return found


def made(found, until="selected"):
    build = Build.open(found, "demo")
    names = list(graph.assets(build.recipe))
    snapshot = graph.make(build, *names[: names.index(until) + 1])
    return build, snapshot


def asked(build, snapshot, sql):
    with Versions(build, snapshot) as versions:
        return versions.con.execute(sql).fetchall()


@pytest.fixture(scope="module")
def taken(tmp_path_factory):
    """Twelve rows taken by influence: look, or ask something else of a copy."""
    return made(home(tmp_path_factory.mktemp("taken"), "{budget: 12, influence: {}}"))


def beside(taken, root, select):
    return home(helpers.copy(taken[0].home, root).root, select)


def test_rows_are_taken_by_influence_each_with_its_reason(taken):
    build, selected = taken
    rows = asked(
        build, selected,
        "SELECT rank, influence, target, reason, prompt_text, r.record_id IN (SELECT record_id FROM selected) "
        "FROM selected_influence r JOIN reviewed USING (record_id) ORDER BY rank",
    )  # fmt: skip
    assert [row[0] for row in rows] == list(range(1, len(rows) + 1))
    assert sum(row[5] for row in rows) == 12 and all(row[5] for row in rows[:12])
    assert "fish" in rows[0][4] or "mouth" in rows[0][4]
    assert {row[2] for row in rows[:6]} == {"targets.jsonl row 1", "targets.jsonl row 2"}  # both take turns
    assert all(row[3].startswith(f"rank {row[0]:,} of {len(rows)}: ") for row in rows)
    assert any("words " in row[3] for row in rows)
    assert selected.stats["mean_influence"] > selected.stats["mean_influence_arrived"]
    counts = selected.stats["verdicts"]
    assert counts["keep"] == 12 and counts["keep"] + counts["drop"] == len(rows)  # the ledger balances


def test_neither_order_nor_files_nor_when_rows_came_change_the_selection(tmp_path):
    """Shuffled over two files, and in two batches: the same version as all at once."""
    lines = helpers.rows()
    whole = made(home(tmp_path / "whole", "{budget: 20, influence: {}}"))[1]
    random.Random(3).shuffle(lines)
    late = home(tmp_path / "late", "{budget: 20, influence: {}}", lines[:-2])
    part = made(late)[1]
    helpers.write(late.folder("demo") / "sources/b.jsonl", lines[-2:])
    assert made(late)[1].content_hash == whole.content_hash != part.content_hash


def questions(count):
    """So many rows of a few words each, no two near each other: all of them arrive."""
    rng = random.Random(7)
    things = "fish boat mouth ferry bridge flood harbour island miller pilot winter tower".split()
    seen = "watched painted mended counted sold washed followed measured drawn guarded".split()
    when = ["in spring", "after the flood", "before the war", "every autumn", "at low water", "by night"]
    for n in range(count):
        some = rng.sample(things, 4)
        yield {
            "id": str(n),
            "instruction": f"What was {rng.choice(seen)} near {rng.choice(helpers.RIVERS)} {rng.choice(when)}, and why the {some[0]}?",
            "response": f"The {some[1]} of the {rng.choice(helpers.RIVERS)} was {rng.choice(seen)} {rng.choice(when)}. "
            f"Then the people {rng.choice(seen)} the {some[2]}, and number {n} of the {some[3]}s was {rng.choice(seen)} {rng.choice(when)}.",
        }


@pytest.mark.parametrize(
    "select",
    [
        "{budget: 40, influence: {}, weights: {notes: 1.5}}",
        "{tokens: 2000, influence: {turns: 0}, max_synthetic: 0.5}",
    ],
)
def test_one_row_in_a_hundred_that_comes_later_gives_the_version_of_a_full_run(tmp_path, select):
    """The rows of a full run in another order, the last of them in a file of their own once the others were selected from."""
    lines = list(questions(200))
    full, whole = made(home(tmp_path / "whole", select, lines))
    random.Random(5).shuffle(lines)
    late = home(tmp_path / "late", select, lines[:-2])
    part = made(late)[1]
    helpers.write(late.folder("demo") / "sources/b.jsonl", lines[-2:])
    build, grown = made(late)
    assert grown.content_hash == whole.content_hash != part.content_hash

    said = "SELECT rank, influence, target, reason FROM selected_influence ORDER BY rank"
    assert asked(build, grown, said) == asked(full, whole, said)
    arrived, judged, kept, taken = asked(
        build, grown,
        "SELECT (SELECT count(*) FROM reviewed), count(DISTINCT record_id), count(*) FILTER (verdict = 'keep'), "
        "(SELECT count(*) FROM selected) FROM selected_verdicts SEMI JOIN reviewed USING (record_id)",
    )[0]  # fmt: skip
    counts = grown.stats["verdicts"]
    assert arrived == judged == counts["keep"] + counts["drop"] > 190
    assert kept == taken == counts["keep"] == grown.rows > 20 and counts["drop"] > 20


@pytest.mark.parametrize("extra", ["", ", influence: {}", ", mixture: {notes: 1.0}"])
def test_a_budget_in_tokens_is_of_the_recipes_tokenizer(taken, tmp_path, extra):
    from ft_data.formatting.tokenizers import load

    build, selected = made(beside(taken, tmp_path, f"{{tokens: 900{extra}}}"))
    texts = asked(build, selected, "SELECT prompt_text, response_text FROM selected")
    counted = int(load("o200k").count([text for row in texts for text in row]).sum())
    assert 800 < counted <= 900 and counted == selected.stats["tokens"]


def test_topics_that_are_not_measured_yet_are_named_beside_influence(taken, tmp_path):
    found = beside(taken, tmp_path, "{budget: 12, influence: {}}")
    recipe = (
        found.recipe("demo").read_text().replace("influence: {}", "influence: {}, diversity: {balance: 1}")
    )
    found.recipe("demo").write_text(recipe + "signals: {topics: 3}\n")
    with pytest.raises(Missing, match="no `topics` yet"):
        graph.make(Build.open(found, "demo"), "selected")


def test_targets_that_were_fitted_before_there_was_influence_are_to_be_fitted_again(tmp_path):
    found = home(tmp_path, "{budget: 12}")
    build, selected = made(found)
    with Versions(build, selected) as versions:
        (part,) = versions.found["models"].parts["targets"]
        whole = pq.read_table(build.path(part))
        names = [name for name in whole["array"].to_pylist() if not name.startswith("target_")]
        old = tmp_path / "old.parquet"
        pq.write_table(whole.filter(pc.is_in(whole["array"], pa.array(names))), old)
        with pytest.raises(Missing, match="ft-data fit"):
            influences.weigh(versions, str(old))


def test_without_influence_a_version_holds_what_it_held(tmp_path):
    build, selected = made(helpers.make(tmp_path, f"{helpers.RECIPE}select: {{budget: 9}}\n"))
    assert "influence" not in selected.parts
    (part,) = selected.parts["main"]
    assert pq.read_schema(build.path(part)).names == ["record_id", "weight", "quality"]


def test_why_says_what_a_row_was_taken_for(taken):
    build, selected = taken
    (name, reason), *_ = asked(
        build, selected, "SELECT record_id, reason FROM selected_influence ORDER BY rank"
    )
    assert reason in str(why(build.home.warehouse("demo"), name))
