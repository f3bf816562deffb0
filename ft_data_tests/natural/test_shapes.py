"""Sets published as folders, transcripts, comparisons and calls become rows."""

from __future__ import annotations

import json

import pytest

from bench.natural import mixed, shapes
from bench.natural.reading import labels
from bench.natural.score import score
from bench.natural.unseen import MOST, draw
from ft_data_tests.natural.facts import fact

JUDGE = "###The instruction to evaluate:\nGreet.\n\n###Response to evaluate:\n{}\n\n###Score Rubrics:\n"


@pytest.mark.parametrize(
    ("shape", "record", "rows"),
    [
        (shapes.critique, {"question": "1+1?", "answer": "3", "feedback": "Two."}, [("1+1?\n\n3", "Two.")]),
        (mixed.same_or_not, {"q1": "One?", "q2": "1?", "label": "1"}, [("One?\n1?", "1")]),
        (mixed.counted_choice, {"question": "Q", "candidates": ["a", "b"], "answer": "2"}, [("Q\n1. a\n2. b", "2. b")]),
        (mixed.marked_lines, {"text": "No\tGo.\nno mark\nYes\t Call.\n"}, [("Go.", "No"), ("Call.", "Yes")]),
        (mixed.corrected, {"files": {"source/7.src.txt": "teh", "target/7.a1.txt": "the"}}, [("teh", "the")]),
        (shapes.spec_and_module, {"files": {"a_prompt.txt": "Do.", "a_ref.sv": "module", "a_test.sv": "no"}},
         [("Do.", "module")]),
        (shapes.story_problems, {"files": {"p.xml": "<S><Problem><Body>Two.</Body><Question>Twice?</Question>"
                                           "<Answer>4</Answer><Formula>2*2=4</Formula></Problem></S>"}},
         [("Two. Twice?", "2*2=4\n4")]),
        (shapes.log_templates, {"files": {"x_structured.csv": "Content,EventTemplate\nup 3,up <*>\n", "x.csv": "a\n"}},
         [("up 3", "up <*>")]),
        (shapes.masked_time, {"conversation": ["A: <MASK>?"], "correct1": "two", "correct2": "to", "incorrect1": "a",
                              "incorrect2": "b"}, [("A: <MASK>?\n- a\n- b\n- to\n- two", "two")]),
        (shapes.exam, {"tasks": [{"question": "Q", "answers": [{"answer": "A", "text": "a"}], "with_photo": photo,
                                  "correct_answer": ["A"]} for photo in (False, True)]}, [("Q\nA. a", "A")]),
        (shapes.asked_in_own_language,
         {"files": {"swa/x.test.json": '{"question_lang": "Nani?", "answer_lang": "Ann"}\n', "swa/x.dev.json": "{}"}},
         [("Nani?", "Ann")]),
        (shapes.lines_by_class, {"files": {"pos.txt": "good\n\nfine\n", "README.md": "no"}}, [("good", "pos"), ("fine", "pos")]),
        (shapes.files_by_class, {"files": {"fake/1.txt": "It rained.\n"}}, [("It rained.", "fake")]),
        (shapes.reviews_by_language, {"files": {"java/train.csv": "id,text,label\n1,sae,good\n", "java/test.csv": "x\n"}},
         [("sae", "good")]),
        (shapes.answered_sentences,
         {"files": {"aCorpus.json": json.dumps({"sentences": [{"text": "How?", "answer": {"text": "<p>So.</p>"}}, {"text": "?"}]})}},
         [("How?", "<p>So.</p>")]),
        (shapes.entailed, {"premise": "It rains.", "hypothesis": "It is wet.", "label": "e"}, [("It rains.\nIt is wet.", "e")]),
        (shapes.translated, {"context": "French: Oui\nEnglish:", "sample": "Yes"}, [("French: Oui\nEnglish:", "Yes")]),
    ],
)  # fmt: skip
def test_a_shape_becomes_rows(shape, record, rows):
    assert [(row["prompt"], row["response"]) for row in shape(record)] == rows


def test_the_better_of_two_is_chosen_and_a_tie_is_left_out():
    pairs = [{"input": "Q", "output_1": "a", "output_2": "b", "label": label} for label in (2, 0)]
    wanted = {"prompt": "Q", "chosen": "b", "rejected": "a"}
    assert list(shapes.numbered_pairs({"files": {"x/dataset.json": json.dumps(pairs)}})) == [wanted]
    asked = {f"{side}_instruction": JUDGE.format(side) for side in ("chosen", "rejected")}
    assert list(shapes.judged_inside(asked)) == [
        {"prompt": "Greet.", "chosen": "chosen", "rejected": "rejected"}
    ]


def test_talks_alternate_by_who_speaks():
    said = [{"interlocutor_id": who, "text": text} for who, text in (("x", "Hi."), ("y", "Hello."))]
    turns = [{"role": "user", "content": "Hi."}, {"role": "assistant", "content": "Hello."}]
    assert list(shapes.talks_of_two({"files": {"1.json": json.dumps({"utterances": said})}})) == [
        {"messages": turns}
    ]
    assert list(shapes.marked_talks({"text": "<<start conversation>>\n<사람>: Hi.\n<챗봇>: Hello.\n"})) == [
        {"messages": turns}
    ]
    scene = "Dialogue_ID,Speaker,Utterance\n0,Ann,Hi.\n0,Bo,Hello.\n"
    (row,) = shapes.scenes({"files": {"dev_sent_emo.csv": scene}})
    assert [one["content"] for one in row["messages"]] == ["Ann: Hi.", "Bo: Hello."]
    messages = "".join(
        f"<message conversation_id='{n}'><user>Ann</user><text>{text}</text></message>"
        for n, text in ((1, "a"), (2, "b"), (1, "c"))
    )
    assert [row["text"] for row in shapes.channel({"files": {"x.xml": f"<slack>{messages}</slack>"}})] == [
        "Ann: a\nAnn: c",
        "Ann: b",
    ]


def test_a_call_that_is_made_twice_is_named_as_its_function():
    asked = {"question": "user: Look twice.\nsystem: Where?\nuser: Here.", "time": "", "function": [
        {"name": "look", "description": "Looks.", "arguments": {"type": "object"}}]}  # fmt: skip
    wanted = {"ground_truth": {"look": {"at": 1}, "look_1": {"at": 2}}}
    files = {
        "data_normal_x.json": json.dumps(asked),
        "possible_answer/data_normal_x.json": json.dumps(wanted),
        "data_special_x.json": json.dumps(asked),
    }
    (row,) = shapes.called({"files": files})
    assert [one["role"] for one in row["messages"]] == ["user", "assistant", "user", "assistant"]
    assert [one["function"] for one in row["messages"][-1]["tool_calls"]] == [
        {"name": "look", "arguments": '{"at": 1}'},
        {"name": "look", "arguments": '{"at": 2}'},
    ]
    assert row["tools"][0]["function"]["parameters"] == {"type": "object"}


def test_a_draw_takes_as_many_more_as_is_asked_for():
    rows = {f"{n}": [fact(m, html=1) for m in range(n * 20, n * 20 + 20)] for n in range(12)}
    assert len(draw(rows, seed=1)) == MOST["edited"]
    assert len(draw(rows, seed=1, times=2.5)) == 2.5 * MOST["edited"]


def test_a_reader_says_whether_the_better_answer_is_better():
    pair = {
        "n": 1,
        "set": "rasbt_pairs",
        "row": "ab",
        "text": [["user", "Q"], ["chosen", "a"], ["rejected", "b"]],
    }
    assert [one["pair_right"] for said in ("pair+", "pair-", "") for one in labels(f"1 ok {said}", [pair], {})] == [
        True, False, None,
    ]  # fmt: skip
    with pytest.raises(ValueError, match="no pair"):
        labels("1 ok pair+", [{**pair, "text": pair["text"][:1]}], {})
    assert score([], {"rasbt_pairs": [fact(1)]})["pair_right"]["n"] == 0
