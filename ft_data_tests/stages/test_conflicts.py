"""One text under two licences: the policy of the recipe decides."""

from types import SimpleNamespace

import duckdb
import pytest

from ft_data.filtering.evidence import Count, Evidence
from ft_data.filtering.force import evidence
from ft_data.filtering.judged import Judged
from ft_data.stages import judging
from ft_data.stages.judging import CONTESTED, _contested, _licences, doubted
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
    assert _contested(_licences(versions, "strictest"), judged, "strictest") == {} and judged == {}
    assert _strictest(versions).to_pylist() == [
        {"record_id": "a", "license": "CC-BY-NC-4.0"},
        {"record_id": "gone", "license": "GPL-3.0-only"},
    ]


def test_review_asks(versions):
    judged = {"a": Judged(flags=["template_family"]), "c": Judged(flags=["personal_data"])}
    assert _contested(_licences(versions, "review"), judged, "review") == {}
    assert {name: one.flags for name, one in judged.items()} == {
        "a": [CONTESTED, "template_family"],
        "c": ["personal_data"],
    }
    assert judged["a"].own and judged["a"].asks


def test_doubts_that_no_key_asks_for_do_what_their_evidence_allows(monkeypatch):
    masked = "asks_about_masked_value"
    assert masked in evidence() and not evidence()[masked].asks, "else this test shows nothing"
    wanted, default = doubted(Judged(), ["name_in_text"]), doubted(Judged(), [masked])
    assert wanted.asks and wanted.own and not wanted.findings
    assert default.kept and not default.own and default.said()["reasons"] == [masked]
    assert [(one.rule, one.verdict) for one in default.findings] == [(masked, "mark")]
    both = doubted(Judged(), [masked, "name_in_text"])
    assert both.asks and both.flags == ["name_in_text"] and len(both.findings) == 1

    worth = Evidence(counts=tuple(Count(name, "prose/en", 8, 0, 8) for name in "abcdef"))
    monkeypatch.setattr(judging, "evidence", lambda: {masked: worth})
    asked = doubted(Judged(), [masked])
    assert asked.asks and not asked.own and doubted(Judged(own=True), [masked]).own


def test_drop_drops_with_both_licences_as_evidence(versions):
    (verdict,) = _contested(_licences(versions, "drop"), {}, "drop").values()
    assert (verdict["record_id"], verdict["verdict"], verdict["reasons"]) == ("a", "drop", [CONTESTED])
    assert "CC-BY-NC-4.0, MIT" in verdict["detail"] or "MIT, CC-BY-NC-4.0" in verdict["detail"]
