"""Nobody who has yet to decide is told what others said of the row, or what the rules said of one that is audited blindly."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.support.views import row, verdict, write_views
from bench.support.web import Client, running
from ft_data.recipe.review import Review
from ft_data.review.asgi import create_app
from ft_data.review.db import Database
from ft_data.review.people import issue_token
from ft_data.review.queue import refresh

ANSWER = "Ask the office, which opens at nine."


@pytest.mark.parametrize("blind", [True, False])
def test_a_second_reader_is_told_of_the_first_after_their_own_decision(
    tmp_path: Path, db: Database, blind: bool
) -> None:
    one = row("r", "When is it open?", ANSWER)
    reader = write_views(tmp_path, [one], [verdict(one, "review", ["too_short"], 0.5)])
    settings = Review(audit_rate=0, overlap=1, blind=blind)
    refresh(reader, db, settings)
    name, said = one["record_id"], ("says nothing at all", "unhelpful", "the office</mark>")
    with running(create_app(reader, db, settings, "support")) as port:
        ada, ben = Client(port, "ada"), Client(port, "ben")
        pat = Client(port, token=issue_token(db, "pat", "approver"))
        page = ada.get(f"/mark/{name}").form("mark")
        words = {"field": "messages-1", "start": "4", "end": "14", "action": "mark:inaccurate"}
        assert ada.post(f"/mark/{name}", page | words).status == 303
        ada.decide(ada.get("/review").form(), "drop:unhelpful", note="says nothing at all")
        paths = (f"/rows/{name}", "/log", "/log?kind=drop", "/log?q=nothing")

        def told(client: Client) -> list[bool]:
            return [
                any(words in client.get(path).text.split("<form class")[-1] for words in said)
                for path in paths
            ]

        assert told(ada) == told(pat) == [True] * 4
        assert told(ben) == [not blind] * 4
        assert ("shows once you have decided" in ben.get(f"/rows/{name}").text) == blind
        form = ben.get("/review")
        assert not any(words in form.text for words in said[:1])
        ben.decide(form.form(), "drop:broken")
        assert told(ben) == [True] * 4


def test_a_blind_audit_hides_what_the_rules_said_on_the_row_s_page_too(tmp_path: Path, db: Database) -> None:
    one = row("r", "When is it open?", ANSWER)
    low = {"rule": "too_short", "signal": "response_words", "value": 7, "threshold": "< 9", "verdict": "drop"}
    reader = write_views(tmp_path, [one], [verdict(one, "drop", ["too_short"], 0.5, [low])])
    settings = Review(audit_rate=1, overlap=0, triage={"budget": 1})
    refresh(reader, db, settings)
    with running(create_app(reader, db, settings, "support")) as port:
        ada = Client(port, "ada")
        item, path = ada.get("/review"), f"/rows/{one['record_id']}"
        assert "Blind audit" in item.text
        page = ada.get(path).text
        assert "waits as a blind audit" in page and "too short" not in page.lower() and ">drop<" not in page
        pat = Client(port, token=issue_token(db, "pat", "approver"))
        assert "Too short" in pat.get(path).text or "too short" in pat.get(path).text
        ada.decide(item.form(), "keep")
        assert "too short" in ada.get(path).text.lower()
