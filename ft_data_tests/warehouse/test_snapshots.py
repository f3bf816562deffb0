import duckdb
import pyarrow as pa
import pytest

from ft_data.example import VERDICT
from ft_data.warehouse import catalog, parts, snapshots
from ft_data.warehouse.catalog import QueryError
from ft_data.warehouse.gc import collect
from ft_data.warehouse.home import Home

SCHEMA = pa.schema([("record_id", pa.string()), ("content_hash", pa.string())])


@pytest.fixture
def warehouse(tmp_path):
    return Home(tmp_path).warehouse("demo")


def commit(warehouse, ids, key):
    table = pa.table({"record_id": ids, "content_hash": [f"h{i}" for i in ids]}, schema=SCHEMA)
    verdicts = pa.Table.from_pylist(
        [{"record_id": i, "verdict": "keep", "reasons": []} for i in ids], VERDICT
    )
    receipt = parts.write_work(
        warehouse.parts / "cleaned",
        key,
        {"main": table, "verdicts": verdicts},
        {"main": SCHEMA, "verdicts": VERDICT},
    )
    with catalog.lock(warehouse):
        made = snapshots.commit(
            warehouse,
            "cleaned",
            dict(receipt.tables),
            rows=len(ids),
            inputs={},
            code_version="1",
            settings={},
            stats={},
        )
        catalog.rebuild(warehouse)
    return made


def test_an_equal_materialization_writes_no_manifest(warehouse):
    first, new = commit(warehouse, ["a", "b"], "k1")
    again, second = commit(warehouse, ["a", "b"], "k1")
    assert new and not second
    assert again.version == first.version == 1


def test_the_content_hash_ignores_how_rows_are_cut_into_parts(warehouse):
    first, _ = commit(warehouse, ["a", "b"], "k1")
    other, _ = commit(warehouse, ["b", "a"], "k2")
    assert first.content_hash == other.content_hash
    assert other.version == 2  # other files, same content


def test_the_catalog_has_current_and_historical_versions(warehouse):
    commit(warehouse, ["a"], "k1")
    commit(warehouse, ["a", "b"], "k2")
    con = duckdb.connect(str(warehouse.catalog), read_only=True)
    try:
        assert con.execute("SELECT count(*) FROM cleaned").fetchone() == (2,)
        assert con.execute("SELECT count(*) FROM history.cleaned_v1").fetchone() == (1,)
    finally:
        con.close()


def test_readers_do_not_mind_an_open_shell_and_a_rebuild_does_not_mind_readers(warehouse):
    commit(warehouse, ["a"], "k1")
    shell = duckdb.connect(
        str(warehouse.catalog)
    )  # a person with a read-write shell: the strongest lock there is
    try:
        commit(warehouse, ["a", "b"], "k2")
        assert catalog.query(warehouse, "SELECT count(*) FROM cleaned")[1] == [(2,)]
    finally:
        shell.close()


@pytest.mark.parametrize(
    "sql",
    [
        "DROP VIEW cleaned",
        "CREATE TABLE t AS SELECT 1",
        "SELECT 1; SELECT 2",
        "COPY cleaned TO '{folder}/out.csv'",
        "ATTACH '{folder}/x.duckdb'",
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT nonsense FROM cleaned",
        "PRAGMA database_list",
        "SET enable_external_access = true",
        "INSTALL httpfs",
    ],
)
def test_query_reads_and_does_nothing_else(warehouse, sql):
    commit(warehouse, ["a"], "k1")
    with pytest.raises(QueryError):
        catalog.query(warehouse, sql.replace("{folder}", str(warehouse.root)))
    assert not (warehouse.root / "out.csv").exists()


def test_an_empty_table_has_one_part_of_the_declared_schema(warehouse):
    receipt = parts.write_work(warehouse.parts / "cleaned", "k", {}, {"main": SCHEMA})
    assert receipt.rows() == 0 and len(receipt.tables["main"]) == 1


def test_work_whose_file_went_missing_is_not_done(warehouse):
    folder = warehouse.parts / "cleaned"
    receipt = parts.write_work(folder, "k", {}, {"main": SCHEMA})
    assert parts.read_receipt(folder, "k") == receipt
    (warehouse.parts / receipt.tables["main"][0].file).unlink()
    assert parts.read_receipt(folder, "k") is None


def test_gc_keeps_what_is_current_or_pinned_and_nothing_else(warehouse):
    for number in range(5):
        commit(warehouse, [str(i) for i in range(number + 1)], f"k{number}")
    (warehouse.parts / "cleaned" / ".tmp-1-dead-k9.parquet").write_bytes(b"half")
    dry = collect(warehouse, keep=2, pinned=[{"cleaned": 1}], dry_run=True, young_seconds=0)
    assert snapshots.versions(warehouse, "cleaned") == [1, 2, 3, 4, 5]
    gone = collect(warehouse, keep=2, pinned=[{"cleaned": 1}], young_seconds=0)
    assert gone.snapshots == dry.snapshots == 2
    assert snapshots.versions(warehouse, "cleaned") == [1, 4, 5]
    assert not list((warehouse.parts / "cleaned").glob(".tmp-*"))
    assert catalog.query(warehouse, "SELECT count(*) FROM history.cleaned_v1")[1] == [(1,)]
    assert collect(warehouse, keep=2, pinned=[{"cleaned": 1}], young_seconds=0).files == 0


def test_a_damaged_file_takes_its_view_out_of_the_catalog_and_no_other(warehouse):
    for asset in ("one", "two"):
        made = parts.write_work(
            warehouse.parts / asset,
            "k",
            {"main": pa.table({"record_id": ["a"], "content_hash": ["h"]})},
            {"main": SCHEMA},
        )
        facts = {"inputs": {}, "code_version": "1", "settings": {}, "stats": {}}
        snapshots.commit(warehouse, asset, dict(made.tables), rows=1, **facts)
    (warehouse.parts / snapshots.current(warehouse, "one").files()[0]).write_bytes(b"PAR1")
    catalog.rebuild(warehouse)
    with duckdb.connect(str(warehouse.catalog), read_only=True) as con:
        views = con.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()
    assert ("two",) in views and ("one",) not in views
