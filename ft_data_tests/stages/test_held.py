"""Columns that several queries read are held in memory; what is not held is read as it was."""

from __future__ import annotations

import duckdb
import pytest

from ft_data.stages import eval_report, inside
from ft_data.stages.build import Build
from ft_data.stages.reading import Versions

COUNTED = "SELECT source AS name, count(*) AS value FROM formatted GROUP BY source ORDER BY name"
ANSWERS = "SELECT record_id, strlen(response_text) FROM formatted ORDER BY record_id"


def test_a_query_has_the_same_rows_whether_its_columns_are_held_or_not(finished):
    build = Build.open(finished[0], "demo")
    with Versions(build, build.current("formatted")) as versions:
        asked = [COUNTED, ANSWERS]
        before = [versions.con.execute(query).fetchall() for query in asked]
        versions.hold("formatted", asked, but=("response_text",))
        held = [column for column, *_ in versions.con.execute("DESCRIBE formatted").fetchall()]
        assert sorted(held) == ["record_id", "source"]
        assert [versions.ask(query) for query in asked] == before
        assert [column for column, *_ in versions.con.execute("DESCRIBE formatted").fetchall()] == held


def test_the_view_is_held_again_after_a_query_that_failed(finished):
    build = Build.open(finished[0], "demo")
    with Versions(build, build.current("formatted")) as versions:
        versions.hold("formatted", [COUNTED])
        with pytest.raises(duckdb.Error):
            versions.ask("SELECT error(response_text) FROM formatted")
        assert [column for column, *_ in versions.con.execute("DESCRIBE formatted").fetchall()] == ["source"]


def test_every_number_of_a_report_is_the_same_without_what_is_held(finished, monkeypatch):
    build = Build.open(finished[0], "demo")
    report = build.current("eval_report")
    with Versions(build, report) as versions:
        assert eval_report.differing(build, report, versions) == 0
        assert versions.con.execute("SELECT count(*) FROM formatted_held").fetchall() != [(0,)]
    monkeypatch.setattr(inside, "held", lambda versions, asked: None)
    with Versions(build, report) as versions:
        assert eval_report.differing(build, report, versions) == 0
