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
        r"""replace\(\s*(?:"'"|chr\(39\)|'\\'')\s*,\s*(?:"''"|chr\(39\) ?\* ?2)|read_parquet\((?!\?)"""
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
