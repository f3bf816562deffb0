import re

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ft_data.warehouse import sql
from ft_data_tests.realdata import ROOT

duckdb = pytest.importorskip("duckdb")


def test_one_place_opens_duckdb():
    found = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "ft_data").rglob("*.py")
        if re.search(r"duckdb\.connect\(|from duckdb import connect", path.read_text("utf-8"))
    }
    assert found == {"ft_data/warehouse/sql.py"}


def test_one_place_quotes():
    by_hand = re.compile(
        r"""replace\(\s*(?:"'"|chr\(39\)|'\\'')\s*,\s*(?:"''"|chr\(39\) ?\* ?2)|read_parquet\((?!\?)|replace\(\s*'"'\s*,\s*'""'"""
    )
    found = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "ft_data").rglob("*.py")
        if by_hand.search(path.read_text("utf-8"))
    }
    assert found == {"ft_data/warehouse/sql.py"}


@pytest.mark.parametrize("folder", ["it's", "a\\b", 'q"uote', "semi;colon -- x", "[brackets]", "ünï"])
def test_paths_of_any_letters_are_read(tmp_path, folder):
    place = tmp_path / folder
    place.mkdir()
    pq.write_table(pa.table({"a": [1, 2]}), place / "part.parquet")
    with sql.connect(only=[place]) as con:
        assert con.execute(f"SELECT sum(a) FROM {sql.parquet([place / 'part.parquet'])}").fetchall() == [(3,)]


@pytest.mark.parametrize(
    "attack",
    [
        "SELECT * FROM read_text('{outside}')",
        "SELECT * FROM glob('{home}/*')",
        "COPY (SELECT 1) TO '{home}/new.csv'",
        "EXPLAIN ANALYZE COPY (SELECT 1) TO '{home}/new.csv'",
        "ATTACH '{home}/new.db'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "SET allowed_directories = ['/']",
        "SELECT getenv('HOME')",
    ],
)
def test_a_confined_connection_stays_where_it_is(tmp_path, attack):
    inside, outside = tmp_path / "inside", tmp_path / "outside.txt"
    inside.mkdir()
    outside.write_text("secret")
    with sql.connect(only=[inside]) as con, pytest.raises(duckdb.Error):
        con.execute(attack.format(outside=outside, home=tmp_path)).fetchall()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["inside", "outside.txt"]


WRITES = "WITH x AS (COPY (SELECT 1 AS a) TO '{part}') SELECT * FROM x"


@pytest.mark.parametrize(
    "given",
    [
        WRITES,
        f"EXPLAIN ANALYZE {WRITES}",
        "WITH x AS MATERIALIZED (COPY (SELECT 1) TO '{part}' (FORMAT csv)) SELECT 1",
        "WITH x AS (INSERT INTO kept VALUES (2) RETURNING *) SELECT * FROM x",
        "WITH x AS (UPDATE kept SET a = 2 RETURNING *) SELECT * FROM x",
        "WITH x AS (DELETE FROM kept RETURNING *) SELECT * FROM x",
        "COPY (SELECT 1) TO '{part}'",
        "SELECT 1; COPY (SELECT 1) TO '{part}'",
        "EXPLAIN ANALYZE COPY (SELECT 1) TO '{part}'",
    ],
)
def test_what_somebody_gave_writes_not_even_where_it_may_read(tmp_path, given):
    part = tmp_path / "part.parquet"
    pq.write_table(pa.table({"a": [1, 2]}), part)
    before = part.read_bytes()
    with sql.connect() as con:
        con.execute("CREATE TABLE kept AS SELECT 1 AS a")
        sql.confine(con, [tmp_path])
        with pytest.raises(sql.NotASelect):
            con.execute(sql.selecting(con, given.format(part=part)))
        assert con.execute("SELECT a FROM kept").fetchall() == [(1,)]
    assert part.read_bytes() == before and [*tmp_path.iterdir()] == [part]


@pytest.mark.parametrize(
    "given", ["SELECT 1 AS a", "FROM range(1)", "EXPLAIN ANALYZE SELECT 1", "WITH x AS (SELECT 1) FROM x", "SUMMARIZE SELECT 1",
              "DESCRIBE SELECT 1", "SHOW TABLES", "SELECT 'COPY' AS \"insert\"", "/* a */ SELECT 1 -- b"],
)  # fmt: skip
def test_what_reads_is_run(given):
    with sql.connect(only=[]) as con:
        con.execute(sql.selecting(con, given)).fetchall()


def test_what_duckdb_refuses_is_told_with_the_line_that_was_written():
    with sql.connect(only=[]) as con, pytest.raises(duckdb.Error, match=r"LINE 2: FROM nowhere\n +\^"):
        sql.selecting(con, "SELECT a\nFROM nowhere")
