"""One text under two licences: the policy of the recipe decides."""

from types import SimpleNamespace

import duckdb
import pytest

from ft_data.filtering.judged import Judged
from ft_data.stages.judging import CONTESTED, _contested, doubted
from ft_data.stages.release import _strictest


@pytest.fixture
def versions():
    con = duckdb.connect()
    con.execute("CREATE TABLE arrived AS SELECT unnest(['a', 'b', 'c']) AS record_id")
    con.execute(
        "CREATE TABLE deduped_merged AS SELECT * FROM (VALUES ('a', ['MIT', 'CC-BY-NC-4.0']), ('b', ['MIT']), "
        "('gone', ['MIT', 'GPL-3.0'])) AS t(record_id, licenses)"
    )
    yield SimpleNamespace(con=con)
    con.close()


def test_strictest_keeps_the_row_and_the_release_names_the_strictest_licence(versions):
    judged = {}
    assert _contested(versions, judged, "strictest") == {} and judged == {}
    assert _strictest(versions).to_pylist() == [
        {"record_id": "a", "license": "CC-BY-NC-4.0"},
        {"record_id": "gone", "license": "GPL-3.0-only"},
    ]


def test_review_asks(versions):
    judged = {"a": Judged(flags=["template_family"]), "c": Judged(flags=["personal_data"])}
    assert _contested(versions, judged, "review") == {}
    assert {name: one.flags for name, one in judged.items()} == {
        "a": [CONTESTED, "template_family"],
        "c": ["personal_data"],
    }
    assert judged["a"].own and judged["a"].asks


def test_doubts_that_no_key_asks_for_keep_to_the_default_budget():
    wanted, default = doubted(Judged(), ["name_in_text"]), doubted(Judged(), ["asks_about_masked_value"])
    assert wanted.asks and wanted.own and default.asks and not default.own
    assert doubted(Judged(own=True), ["asks_about_masked_value"]).own


def test_drop_drops_with_both_licences_as_evidence(versions):
    (verdict,) = _contested(versions, {}, "drop").values()
    assert (verdict["record_id"], verdict["verdict"], verdict["reasons"]) == ("a", "drop", [CONTESTED])
    assert "CC-BY-NC-4.0, MIT" in verdict["detail"] or "MIT, CC-BY-NC-4.0" in verdict["detail"]
