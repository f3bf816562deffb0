"""Sets nobody had looked at: odd layouts become rows, the draw takes what was decided, and a missing folder is no error."""

from __future__ import annotations

import json

import pytest

from bench.natural import layouts, prepare
from bench.natural.score import A_RULE_AND_SET
from bench.natural.sets import BY_NAME, Set
from bench.natural.unseen import MOST, PLAIN, draw
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
        (layouts.asked_page, {"text": "---\nquestion: 'Why: so?'\nid: 1\n---\n\nBecause.\n\n---\nMore.\n"},
         [("Why: so?", "Because.\n\n---\nMore.")]),
        (layouts.marked_spans, ["Ann Lee, Oslo", {"entities": [[9, 13, "City"], [0, 7, "Name"]]}],
         [("Extract the entities as JSON.\n\nAnn Lee, Oslo", '{"Name": ["Ann Lee"], "City": ["Oslo"]}')]),
        (layouts.slots, [{"data": [{"text": "a table for "}, {"text": "two", "entity": "size"}]}],
         [("a table for two", '{"size": "two"}')]),
        (layouts.offered_answers,
         {"context": "Ann ran.", "question": "Who?", "ans0": "Ann", "ans1": "Bo", "ans2": "Unknown", "label": 0},
         [("Ann ran.\nWho?\n- Ann\n- Bo\n- Unknown", "Ann")]),
        (layouts.lettered, {"question": "1+1?", "options": ["A)1", "B)2"], "rationale": "Count.", "correct": "B"},
         [("1+1?\nA)1\nB)2", "Count.\n\nB")]),
        (layouts.exercises, {"files": {"two/.docs/instructions.md": "Do it.\n", "two/.meta/example.py": "x = 1\n",
                                       "one/.docs/instructions.md": "Unsolved."}},
         [("Do it.", "```python\nx = 1\n```")]),
        (layouts.replies, {"rows": [
            {"message_id": "b", "in_reply_to": "a", "date": "2", "subject": "Re: s", "body": "late"},
            {"message_id": "c", "in_reply_to": "a", "date": "1", "subject": "Re: s", "body": "first"},
            {"message_id": "a", "in_reply_to": None, "date": "0", "subject": "s", "body": "How?"}]},
         [("s\n\nHow?", "first")]),
        (layouts.instructed, {"code": "###Instruction: Do.\n###Output: Done."}, [("Do.", "Done.")]),
    ],
)  # fmt: skip
def test_a_layout_becomes_rows(layout, record, rows):
    assert [(row["prompt"], row["response"]) for row in layout(record)] == rows


def test_most_of_three_votes_choose_and_a_tie_is_left_out():
    two = {"instruction": "Q", "input": "", "response1": "a", "response2": "b"}
    votes = [
        dict(zip(("annotator1", "annotator2", "annotator3"), said, strict=True))
        for said in ((2, 0, 2), (0, 0, 1))
    ]
    assert [row for said in votes for row in layouts.judged(two | said)] == [
        {"prompt": "Q", "chosen": "b", "rejected": "a"}
    ]
    pair = {"prompt": "Q", "response 1": "a", "response 2": "b"}
    assert [
        row["chosen"] for label in (0, 1, 2) for row in layouts.better_first(pair | {"label": label})
    ] == ["a", "b"]


def test_of_the_values_that_a_call_may_have_the_first_is_taken_at_every_depth():
    asked = {"question": [[{"role": "user", "content": "Go"}]], "function": [{"name": "f"}]}
    wanted = {"ground_truth": [{"f": {"a": [1, 2], "b": ["", 3], "c": [{"d": ["x", "y"]}]}}]}
    files = {
        "one.json": json.dumps(asked),
        "answer_one.json": json.dumps(wanted),
        "other.json": json.dumps(asked),
    }
    (row,) = layouts.function_calls({"files": files})
    assert json.loads(row["messages"][1]["tool_calls"][0]["function"]["arguments"]) == {
        "a": 1,
        "c": {"d": "x"},
    }
    assert row["tools"] == [{"type": "function", "function": {"name": "f"}}]


def test_two_who_take_turns_are_user_and_assistant():
    said = {"utterances": [{"utterance": "Hi"}, {"utterance": "Hello"}, {"utterance": "Bye"}]}
    bots = {"files": {"b.yml": "conversations:\n- [Hi, Hello, 3]\n", "README": "conversations: none"}}
    for rows, last in ((layouts.speakers(said), "Bye"), (layouts.chatter(bots), "3")):
        assert [[(one["role"], one["content"]) for one in row["messages"]] for row in rows] == [
            [("user", "Hi"), ("assistant", "Hello"), ("user", last)]
        ]


def test_pages_are_cut_at_their_rules_and_mails_are_texts():
    assert [row["text"] for row in layouts.sections({"text": f"a\n{'=' * 78}\nb\n{'=' * 78}\n"})] == [
        "a\n",
        "b\n",
    ]
    assert list(layouts.mails({"rows": [{"subject": "s", "body": "b"}]})) == [{"text": "s\n\nb"}]


def test_over_all_sets_there_is_a_most_of_each_kind_and_every_set_has_its_turn():
    runs = {name: [fact(n, invisible=1) for n in range(60)] for name in list(BY_NAME)[:20]}
    drawn = draw(runs, seed=1, plain=0)
    assert len(drawn) == MOST["edited"]
    assert {row["set"] for row in drawn} == set(runs)


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
