"""Stopping the station while it works in the background: it ends as it should, whatever DuckDB is in the middle of."""

from __future__ import annotations

import subprocess
import sys

from ft_data_tests.realdata import ROOT

STATION = """
import sys, time
from pathlib import Path

import duckdb

from ft_data.recipe.review import Review
from ft_data.review.app import ReviewApp
from ft_data.review.db import Database


class Busy:
    def version(self):
        return "filtered=1"

    def sql(self, query, params=()):
        con, end = duckdb.connect(), time.monotonic() + 0.2
        while time.monotonic() < end:
            con.execute("SELECT hash(i)::VARCHAR FROM range(100000) t(i)").fetchall()
        return [{"n": 0}] if query.endswith("n FROM cleaned") else []


app = ReviewApp("demo", Database(Path(sys.argv[1])), Busy(), Review())
app.follow()
time.sleep(0.1)
app.close()
"""


def test_it_ends_while_it_follows_a_new_snapshot(tmp_path):
    ended = subprocess.run(
        [sys.executable, "-c", STATION, str(tmp_path / "review.sqlite")],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
