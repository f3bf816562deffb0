"""A sample of removed duplicates comes to people, and their answers measure the removal."""

from __future__ import annotations

import re
from pathlib import Path

from bench.support.corpus import BANDS
from bench.support.views import row, verdict, write_views
from bench.support.web import Client, running
from ft_data.recipe.review import Review, Triage
from ft_data.review.asgi import create_app
from ft_data.review.db import Database
from ft_data.review.queue import refresh
from ft_data.review.store import decisions
from ft_data.stages.reviewed import _judges


def test_removed_duplicates_are_audited_beside_the_row_that_stayed(db: Database, tmp_path: Path) -> None:
    kept = row("kept", "Where is my parcel?", "It left the warehouse on Tuesday and arrives on Friday.")
    gone = [
        row(f"gone-{n}", "Where is my parcel?", f"It left the warehouse on Monday and arrives on {day}.")
        for n, day in enumerate(("Friday", "Sunday"))
    ]
    detail = {"signal": "jaccard_5_words", "value": 0.84, "threshold": 0.8}
    ledger = [
        verdict(one, "drop", ["near_duplicate"], 0.84, detail, "deduped", kept["record_id"]) for one in gone
    ]
    sample = [
        {"record_id": one["record_id"], "witness_id": kept["record_id"], "reason": "near_duplicate",
         "score": 0.84, "removed": 2}
        for one in gone
    ]  # fmt: skip
    reader = write_views(tmp_path, [kept, *gone], [*ledger, verdict(kept, "keep", stage="deduped")], sample)
    settings = Review(audit_rate=1, overlap=0, triage=Triage(budget=1))
    assert refresh(reader, db, settings).queued == 2
    assert refresh(reader, db, Review(audit_rate=0, overlap=0)).retired == 2, "no audits were asked for"
    refresh(reader, db, settings)
    with running(create_app(reader, db, settings, "support", bands=BANDS)) as port:
        ada = Client(port, "ada")
        page = ada.get("/review")
        assert "Is this row a duplicate?" in page.text and "0.84" in page.text
        assert re.search(r"<del>[^<]*Monday", page.text) and re.search(r"<ins>[^<]*Tuesday", page.text)
        assert "Blind audit" not in page.text and "open-editor" not in page.text
        refused = ada.decide(page.form(), "edit", **{"messages-1": "Something else."})
        assert "This row was removed" in refused.text
        page = ada.decide(page.form(), "keep")
        ada.decide(page.form(), "drop:duplicate")
        overview = ada.get("/overview").text
    assert "Removed as duplicates" in overview and "removed wrongly" in overview and "2 audited" in overview
    assert "near duplicate" in overview and "1 of 2" in overview, "named among the rules that are too strict"
    said = decisions(db.path).to_pylist()
    assert {one["decision"] for one in said} == {"keep", "drop"}
    assert {one["other_id"] for one in said} == {kept["record_id"]}
    assert not any(map(_judges, said)), "they say something about the rule; no row changes its verdict"
