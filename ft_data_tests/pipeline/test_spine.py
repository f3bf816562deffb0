"""The promises of the main job, on a home of its own: balance, rerun, order, thresholds, resume."""

import json
import random
import shutil

import pytest

from ft_data.inspection.why import why
from ft_data.recipe.load import load
from ft_data.stages import graph
from ft_data.warehouse.funnel import funnel
from ft_data_tests.evaluation.walking import walked
from ft_data_tests.pipeline import helpers
from ft_data_tests.pipeline.helpers import RECIPE, hashes, make, manifests, parts, query, rows, run


@pytest.fixture
def done(finished):
    return finished


def test_a_run_ends_with_a_release_that_is_whole(done):
    home, outcome = done
    assert outcome.release and outcome.failed_checks == []
    assert {"README.md", "manifest.json", "ledger.parquet"} <= {
        p.name for p in (home.root / "releases/demo/1.0.0").iterdir()
    }


def test_the_rows_balance_at_every_stage(done):
    home, _ = done
    table = funnel(home.warehouse("demo"))
    recipe = load(home.recipe("demo"))
    expected = [name for name, stage in graph.stages().items() if stage.says and stage.assets(recipe)]
    assert [row["stage"] for row in table] == expected
    for before, after in zip(table, table[1:], strict=False):
        assert after["rows_in"] + after["new"] == sum(
            after[name] for name in ("keep", "drop", "review", "merge", "new")
        )
        assert after["rows_in"] == before["rows_out"] + (
            before["review"] if after["stage"] == "reviewed" else 0
        )


def test_every_number_of_the_report_is_what_its_printed_query_says(done):
    """As printed on the page, through the same door that `ft-data query` uses."""
    home, _ = done
    (page,) = (home.root / "warehouse/demo/reports").glob("eval_report-*.html")
    assert len(walked(home, page)) > 20


def test_every_row_that_is_not_released_is_explained(done):
    home, _ = done
    released = helpers.released(home)
    ids = {row[0] for row in query(home, "SELECT DISTINCT record_id FROM ledger")}
    assert len(ids) == len(rows())
    for record_id in ids - released:
        steps = why(home.warehouse("demo"), record_id)
        out = next(step for step in steps if step["verdict"] in ("drop", "review", "merge"))
        assert out["reasons"]
        if "near_duplicate" in out["reasons"] or "exact_duplicate" in out["reasons"]:
            assert out["witness_id"] in released or out["witness_id"] in ids
            assert out["score"] is not None
        elif out["stage"] == "filtered":
            assert out["signal"] and out["value"] is not None and out["threshold"]


def test_the_copy_names_its_witness_and_the_mail_address_is_gone(done):
    home, _ = done
    (verdict,) = query(
        home, "SELECT witness_id, score FROM ledger WHERE list_contains(reasons, 'exact_duplicate')"
    )
    assert verdict[0] and verdict[1] == 1.0
    assert query(
        home,
        "SELECT count(*) FROM cleaned WHERE response_text LIKE '%example.org%' OR extra LIKE '%example.org%'",
    ) == [(0,)]
    assert query(home, "SELECT sum(count)::INT FROM edits WHERE rule = 'pii_email'") == [(1,)]
    for path in (home.root / "warehouse/demo/reports").iterdir():
        assert "anna.muster" not in path.read_text()


def test_a_rerun_with_no_change_writes_nothing_and_is_fresh_in_dagster(done, tmp_path):
    home = helpers.copy(done[0], tmp_path)
    before = manifests(home), parts(home), hashes(home)
    outcome = run(home)
    assert outcome.succeeded
    assert (manifests(home), parts(home), hashes(home)) == before
    assert sorted(path.name for path in (home.root / "releases/demo").glob("[0-9]*")) == ["1.0.0"]
    _is_fresh(home)


def _is_fresh(home):
    import dagster as dg
    from dagster._core.definitions.data_version import CachingStaleStatusResolver, StaleStatus
    from dagster._core.loader import LoadingContextForTest

    from ft_data.assets.instance import instance
    from ft_data.definitions import build

    graph = build(home).resolve_asset_graph()
    with instance(home) as opened:
        resolver = CachingStaleStatusResolver(opened, graph, LoadingContextForTest(opened))
        status = {key.to_user_string(): resolver.get_status(key) for key in graph.materializable_asset_keys}
    assert set(status.values()) == {StaleStatus.FRESH}, status
    assert dg.AssetKey(["demo", "raw", "notes"]) in graph.materializable_asset_keys


def test_order_names_and_files_of_the_source_change_nothing(done, tmp_path):
    home, _ = done
    lines = rows()
    random.Random(3).shuffle(lines)
    other = make(tmp_path, lines=lines[:20])
    helpers.write(tmp_path / "datasets/demo/sources/zz.jsonl", lines[20:])
    helpers.give_key(home, tmp_path)
    helpers.materialize(other, "formatted")
    assert hashes(other) == hashes(home)


def test_rows_that_arrive_in_two_batches_end_where_one_batch_ends(done, tmp_path):
    home, _ = done
    helpers.give_key(home, tmp_path)
    other = make(tmp_path, lines=rows()[40:])
    helpers.materialize(other, "formatted")
    helpers.write(tmp_path / "datasets/demo/sources/b.jsonl", rows()[:40])
    helpers.materialize(other, "formatted")
    ours, theirs = hashes(home), hashes(other)
    ours.pop("formatted"), theirs.pop("formatted")  # a function of `selected` and the split ledger
    assert ours == theirs


def test_a_threshold_reruns_filtered_and_what_is_below_and_nothing_else(done, tmp_path):
    home = helpers.copy(done[0], tmp_path)
    before = manifests(home)
    home.recipe("demo").write_text(
        RECIPE + 'rules:\n  - {name: long, signal: response_words, drop: "> 20"}\n'
    )
    outcome = run(home, release=False)
    assert outcome.succeeded
    written = {name.split("/")[3] for name in manifests(home) - before}
    assert "filtered" in written
    assert written <= {"filtered", "reviewed", "selected", "formatted", "eval_report"}
    (row,) = query(home, "SELECT detail FROM ledger WHERE stage = 'filtered' AND verdict = 'drop' LIMIT 1")
    assert json.loads(row[0])["threshold"] == "> 20"


def test_a_gate_that_fails_stops_the_release_and_leaves_the_data(done, tmp_path):
    home = helpers.copy(done[0], tmp_path)
    shutil.rmtree(home.root / "releases")
    home.recipe("demo").write_text(RECIPE + "gates: {min_rows: 100000}\n")
    outcome = run(home)
    assert not outcome.succeeded and outcome.release is None
    rows = query(home, "SELECT count(*) FROM formatted")[0][0]
    assert outcome.blocking == [f"eval_report.gates_hold: min_rows is {rows}, the gate is 100000"]
    assert query(home, "SELECT count(*) FROM formatted")[0][0] > 0
    assert not (home.root / "releases/demo/1.0.0").exists()
    alone = run(home, select=["release"])
    assert alone.refused and alone.release is None


def test_personal_data_is_in_no_file_that_is_not_raw(done):
    home, _ = done
    import pyarrow.parquet as pq

    for path in home.warehouse("demo").parts.rglob("*.parquet"):
        if "raw." not in path.parent.name:
            assert b"anna.muster" not in str(pq.read_table(path).to_pydict()).encode(), path.name
    for path in [*home.root.glob("history/**/*"), *home.root.glob("storage/**/*")]:
        if path.is_file():
            assert b"anna.muster" not in path.read_bytes(), path.name
