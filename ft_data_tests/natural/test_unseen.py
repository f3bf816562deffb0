"""Sets nobody had looked at: odd layouts become rows, the draw takes what was decided, and a missing folder is no error."""

from __future__ import annotations

import json

import pytest

from bench.natural import layouts, prepare
from bench.natural.score import A_RULE_AND_SET
from bench.natural.sets import Set
from bench.natural.unseen import PLAIN, draw
from ft_data_tests.natural.facts import fact


def test_of_each_set_what_was_decided_is_drawn_together_with_some_plain_rows():
    rows = [fact(n, "drop", "echo") for n in range(20)] + [fact(n, pii_email=1) for n in range(100, 103)]
    rows += [fact(n, "review", "rude") for n in range(200, 260)] + [fact(n) for n in range(600, 700)]
    drawn = draw({"tau": rows, "rasbt": [fact(1)]}, seed=1)
    count = {cell: sum(row["group"] == cell for row in drawn if row["set"] == "tau") for cell in
             ("drop:echo", "masked:pii_email", "asked:rude", "plain")}  # fmt: skip
    assert count == {
        "drop:echo": A_RULE_AND_SET, "masked:pii_email": 3, "asked:rude": A_RULE_AND_SET, "plain": PLAIN,
    }  # fmt: skip
    assert [row["set"] for row in drawn] == ["rasbt"] + ["tau"] * (len(drawn) - 1)
    assert [row["n"] for row in drawn] == [1, *range(1, len(drawn))]


@pytest.mark.parametrize(
    ("layout", "record", "rows"),
    [
        (layouts.queries, {"sentences": [{"text": "works of who0", "variables": {"who0": "Ann"}}], "sql": ["AT 'who0'", "B"]},
         [("works of Ann", "AT 'Ann'")]),
        (layouts.word_problem, {"Body": "Ann has 2.", "Question": "Twice?", "Equation": "( 2 * 2 )", "Answer": 4.0},
         [("Ann has 2. Twice?", "( 2 * 2 ) = 4.0")]),
        (layouts.quiz, {"question": "Q", **{f"choice{n}": f"c{n}" for n in range(5)}, "label": 3},
         [("Q\n1. c0\n2. c1\n3. c2\n4. c3\n5. c4", "c3")]),
        (layouts.dialogue_question, [["M: Hi.", "W: Hi."], [{"question": "Who?", "choice": ["A", "B"], "answer": "B"}], "1"],
         [("M: Hi.\nW: Hi.\n\nWho?\n- A\n- B", "B")]),
        (layouts.headed_answers, {"text": "# Top\n1. ### What?\n\n   That.\n\n   **[⬆ Back](#t)**\n2. ### Why?\n\n   So.\n"},
         [("What?", "\n\n   That."), ("Why?", "\n\n   So.")]),
        (layouts.premises, {"text": "T: Ann sleeps\nQ: who sleeps?\nA: Ann\n\nT: only this"},
         [("Ann sleeps\nwho sleeps?", "Ann")]),
        (layouts.disfluency, {"disfluent": "Who no what is it?", "original": "What is it?"},
         [("Rewrite without disfluencies: Who no what is it?", "What is it?")]),
        (layouts.passage_questions, {"paragraphs": [{"context": "C.", "qas": [{"question": "Q?", "answers": [{"text": "C"}]}]}]},
         [("C.\n\nQ?", "C")]),
        (layouts.snippet, {"text": "---\ntitle: sum\n---\nAdds.\n\n```js\na + b\n```\nMore.\n"},
         [("sum: Adds.", "```js\na + b\n```")]),
    ],
)  # fmt: skip
def test_a_layout_becomes_rows(layout, record, rows):
    assert [(row["prompt"], row["response"]) for row in layout(record)] == rows


def test_turns_of_one_speaker_are_joined():
    text = "id=1\nhttps://a\n\nDescription\nx\n\nDialogue\nPatient:\nI cough.\nDoctor:\nSince when?\nDoctor: \nAny fever?\n\nid=2\n"
    assert [row["messages"] for row in layouts.consultations({"text": text})] == [
        [{"role": "user", "content": "I cough."}, {"role": "assistant", "content": "Since when?\nAny fever?"}]
    ]


def test_rows_that_a_layout_makes_are_sampled_and_a_set_that_is_absent_has_no_origin(tmp_path, monkeypatch):
    one = Set("rasbt", "made/all.json", "unseen", "chat", ("en",), pick="built", build=layouts.passage_questions, rows=3)  # fmt: skip
    asked = [{"question": f"Q{n}?", "answers": [{"text": str(n)}]} for n in range(9)]
    (tmp_path / "made").mkdir()
    (tmp_path / "made/all.json").write_text(
        json.dumps({"data": [{"paragraphs": [{"context": "C", "qas": asked}]}]})
    )
    monkeypatch.delenv("FT_DATA_UNSEEN", raising=False)
    assert prepare.origin_of(one) is None
    monkeypatch.setenv("FT_DATA_UNSEEN", str(tmp_path))
    origin = prepare.origin_of(one)
    assert origin is not None
    assert len({row["prompt"] for row in prepare.rows(one, origin)}) == 3
